import type { HistoryEvent } from '../basis/history.ts'
import { always, certain, type Degree, isBefore, type Moment, mayPrecede, never, none, possible } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import type { Chart } from './chart.ts'

// CBV 2.0 §7.1: the steps that begin and end a journey.
const step = (word: string): string => `https://ref.gs1.org/cbv/BizStep-${word}`
const departing = new Set([step('loading'), step('shipping'), step('consigning'), step('departing')])
const arriving = new Set([step('arriving'), step('unloading'), step('receiving'), step('accepting'), step('delivering')])

type Leg = { readonly depart: Moment | undefined; readonly arrive: Moment | undefined }

/** Does the event name the transport: as a document, or as what it is about (a consignment, a shipment, a container)? */
export const namesTransport = ({ details, parts }: HistoryEvent, transport: string): boolean =>
  details.transactions?.some(({ id }) => id === transport) === true ||
  parts.some(({ object, role }) => role !== 'named' && object === transport)

/**
 * What a transport carried, and when: what the events that name it name themselves, from its first departure to its last arrival. Where neither is
 * told of a thing, those of the whole transport count; where none is told at all, it was always under way.
 */
export class Journey {
  readonly transport: string
  readonly #legs = new Map<string, Leg>()
  readonly #whole: Leg

  constructor({ settled }: Pick<Chart, 'settled'>, transport: string) {
    this.transport = transport
    const events = settled.events.filter((event) => namesTransport(event, transport))
    this.#whole = legOf(events)
    const named = new Map<string, Standing[]>()
    for (const event of events) {
      for (const { object, role } of event.parts) {
        if (role === 'named') continue
        const list = named.get(object)
        if (list === undefined) named.set(object, [event])
        else if (list.at(-1) !== event) list.push(event)
      }
    }
    for (const [object, own] of named) this.#legs.set(object, legOf(own))
  }

  /** How far it was aboard at that moment, by its own name. */
  degreeAt(object: string, at: Moment): Degree {
    const leg = this.#legs.get(object)
    if (leg === undefined) return none
    const depart = leg.depart ?? this.#whole.depart ?? always
    const arrive = leg.arrive ?? this.#whole.arrive ?? never
    if (!mayPrecede(depart, at) || !mayPrecede(at, arrive)) return none
    return (depart === at || isBefore(depart, at)) && (arrive === at || isBefore(at, arrive)) ? certain : possible
  }
}

const legOf = (events: readonly Standing[]): Leg => ({
  depart: events.find(({ bizStep }) => departing.has(bizStep ?? ''))?.time,
  arrive: events.findLast(({ bizStep }) => arriving.has(bizStep ?? ''))?.time,
})
