import type { Chart } from './chart.ts'
import { everAround } from './coarse.ts'
import type { Delivery } from './deliveries.ts'
import type { Origin, Portion } from './exposures.ts'
import type { Part } from './history.ts'
import { certain, isBefore, laterOf, type Moment, mayPrecede, never } from './moment.ts'
import type { Standing } from './standing.ts'
import type { Stay } from './stays.ts'
import { untoldOf } from './untold.ts'
import { isReceiving, isShipping } from './words.ts'

type Spread = Pick<Portion, 'since' | 'left'>

/** Where what was met of a lot may have gone within it. */
export class Spreading {
  readonly #chart: Chart

  constructor(chart: Chart) {
    this.#chart = chart
  }

  /** From when on it may be anywhere in its lot: not where it was used up, or lies in something still. */
  of(event: Standing, lot: string, role: Part['role'], time: Moment): Spread {
    const anywhere = { since: time, left: undefined }
    if (event.doubtful) return anywhere
    const isUsedUp = role === 'input' || (role === 'epc' && event.action === 'DELETE')
    if (isUsedUp) return { since: never, left: undefined }
    if (role === 'child' && event.action !== 'DELETE') return this.within(event, lot, time)
    const sent = this.#chart.deliveries.find((delivery) => delivery.event === event)
    return sent === undefined ? anywhere : { since: time, left: this.#originOf(sent, lot) }
  }

  /** Of what an event put in: once it is out again, at the latest; gone with what it lies in, where that was sent. */
  within(put: Standing | undefined, lot: string, time: Moment): Spread {
    const stays = (this.#chart.staysOf.get(lot) ?? []).filter(({ opened }) => opened === put)
    const [first] = stays
    if (put === undefined || first === undefined || first.degree !== certain) return { since: time, left: undefined }
    const sent = this.#sentWith(first)
    if (sent !== undefined) return { since: laterOf(time, sent.event.time), left: this.#originOf(sent, lot) }
    const end = first.end
    return { since: end.from === Number.POSITIVE_INFINITY ? never : laterOf(time, end), left: undefined }
  }

  #sentWith({ parent, start, end }: Stay): Delivery | undefined {
    const around = [parent, ...everAround(this.#chart, parent)]
    return around
      .flatMap((one) => this.#chart.deliveriesOf.get(one) ?? [])
      .find(({ event }) => isBefore(start, event.time) && isBefore(event.time, end) && isShipping(event))
  }

  /** Where it was sent from; undefined where it may not have left, or may have come back. */
  #originOf({ event, doubtful }: Delivery, lot: string): Origin | undefined {
    if (doubtful || !isShipping(event) || this.#returns(lot, event.time).length > 0) return undefined
    return { party: event.consignor, place: event.bizLocation ?? event.readPoint }
  }

  /** Of a lot, its members and what they ever lay in: receipts at that time or later, other than by who was to get it. */
  #returns(lot: string, after: Moment): Moment[] {
    const { own, membersOf } = this.#chart
    const names = new Set([lot, ...(membersOf.get(lot) ?? []), ...untoldOf(this.#chart, lot)])
    for (const name of [...names]) for (const around of everAround(this.#chart, name)) names.add(around)
    return [...names].flatMap((name) => {
      const events = own.get(name) ?? []
      const sent = new Set(this.#chart.deliveriesOf.get(name)?.map(({ consignee }) => consignee))
      return events
        .filter((event) => isReceiving(event) && mayPrecede(after, event.time) && !(event.consignee !== null && sent.has(event.consignee)))
        .map(({ time }) => time)
    })
  }

  /** Where some had gone before, what comes back was not among what was with us. */
  returnsAfter(lot: string, time: Moment): Moment[] {
    return this.wasSent(lot, time) ? this.#returns(lot, time) : []
  }

  wasSent(object: string, before: Moment): boolean {
    const { deliveriesOf } = this.#chart
    const isSent = (name: string): boolean => deliveriesOf.get(name)?.some(({ event }) => mayPrecede(event.time, before)) === true
    return isSent(object) || [...everAround(this.#chart, object)].some(isSent)
  }
}
