import type { Part } from '../basis/history.ts'
import { certain, earlierOf, isBefore, laterOf, type Moment, mayPrecede, never } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { isReceiving, isShipping } from '../basis/words.ts'
import type { Chart } from '../chart/chart.ts'
import { everAround } from '../chart/coarse.ts'
import type { Delivery } from '../chart/deliveries.ts'
import type { Stay } from '../chart/stays.ts'
import { untoldOf } from '../chart/untold.ts'
import type { Origin, Portion } from './exposures.ts'

type Receipt = { readonly time: Moment; readonly by: string | null }
type Spread = Pick<Portion, 'since' | 'left'>

/** Where what was met of a lot may have gone within it. */
export class Spreading {
  readonly #chart: Chart
  /** Parties that anything was sent to: not ourselves. */
  readonly #outside: ReadonlySet<string>
  readonly #deliveries = new Map<Standing, Delivery>()
  readonly #receipts = new Map<string, readonly Receipt[]>()

  constructor(chart: Chart) {
    this.#chart = chart
    this.#outside = new Set(chart.deliveries.map(({ consignee }) => consignee))
    for (const delivery of chart.deliveries) this.#deliveries.set(delivery.event, delivery)
  }

  /** From when on it may be anywhere in its lot: not where it was used up, or lies in something still. */
  of(event: Standing, lot: string, role: Part['role'], time: Moment): Spread {
    const anywhere = { since: time, left: undefined }
    if (event.doubtful) return anywhere
    const isUsedUp = role === 'input' || (role === 'epc' && event.action === 'DELETE')
    if (isUsedUp) return { since: laterOf(time, this.#foundAfter(lot, event.time)), left: undefined }
    if (role === 'child' && event.action !== 'DELETE') return this.within(event, lot, time)
    const sent = this.#deliveries.get(event)
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
    const { time, consignor: party } = event
    if (doubtful || !isShipping(event) || this.#returns(lot, time, party).length > 0) return undefined
    return { party, place: event.bizLocation ?? event.readPoint }
  }

  /** What was used up may turn up again: counted, and told as an addition. */
  #foundAfter(lot: string, time: Moment): Moment {
    const found = (this.#chart.batches.get(lot) ?? []).filter(({ kind, at }) => kind === 'added' && mayPrecede(time, at))
    return found.map(({ at }) => at).reduce(earlierOf, never)
  }

  /** When some of the lot may have come to `party`, or to ourselves, at that time or later. */
  #returns(lot: string, after: Moment, party: string | null): Moment[] {
    return this.#receiptsOf(lot)
      .filter(({ time, by }) => mayPrecede(after, time) && (by === null || by === party || !this.#outside.has(by)))
      .map(({ time }) => time)
  }

  /** Receipts of a lot, its members, and what they ever lay in. */
  #receiptsOf(lot: string): readonly Receipt[] {
    const known = this.#receipts.get(lot)
    if (known !== undefined) return known
    const { own, membersOf } = this.#chart
    const names = new Set([lot, ...(membersOf.get(lot) ?? []), ...untoldOf(this.#chart, lot)])
    for (const name of [...names]) for (const around of everAround(this.#chart, name)) names.add(around)
    const events = new Set([...names].flatMap((name) => (own.get(name) ?? []).filter(isReceiving)))
    const receipts = [...events].map(({ time, consignee }): Receipt => ({ time, by: consignee }))
    this.#receipts.set(lot, receipts)
    return receipts
  }

  /** Where some had gone before, what comes back was not among what was with us. */
  returnsAfter(lot: string, time: Moment): Moment[] {
    return this.wasSent(lot, time) ? this.#returns(lot, time, null) : []
  }

  wasSent(object: string, before: Moment): boolean {
    const { deliveriesOf } = this.#chart
    const isSent = (name: string): boolean => deliveriesOf.get(name)?.some(({ event }) => mayPrecede(event.time, before)) === true
    return isSent(object) || [...everAround(this.#chart, object)].some(isSent)
  }
}
