import { addTo } from '../basis/collections.ts'
import type { Standing } from '../basis/standing.ts'

/** Whose places are whose, as the events tell it: nothing else in EPCIS ties a place to a party. */
export type Places = {
  /** undefined: nobody told, or facts disagree. */
  readonly partyAt: (place: string) => string | undefined
  /** A party or place that is ourselves. */
  readonly isOwn: (party: string) => boolean
  /** Somebody other than ourselves that something was sent to. */
  readonly isConsignee: (party: string) => boolean
  /** What the event sends or receives stays ours, whoever gets it. */
  readonly isOwner: (event: Standing) => boolean
  readonly destinationOf: (event: Standing) => string | null
}

// CBV 2.0 §7.4.2: types of sources and destinations.
const owning = 'https://ref.gs1.org/cbv/SDT-owning_party'
const location = 'https://ref.gs1.org/cbv/SDT-location'

export function collectPlaces(events: readonly Standing[], own: ReadonlySet<string>): Places {
  const parties = new Map<string, Set<string>>()
  const consignees = new Set<string>()
  for (const { consignor, consignee, details } of events) {
    if (consignee !== null && !own.has(consignee)) consignees.add(consignee)
    for (const { type, id } of details.destinations ?? []) if (type === location && consignee !== null) addTo(parties, id, consignee)
    for (const { type, id } of details.sources ?? []) if (type === location && consignor !== null) addTo(parties, id, consignor)
  }
  return {
    partyAt: (place) => {
      if (own.has(place)) return place
      const [party, ...others] = parties.get(place) ?? (consignees.has(place) ? [place] : [])
      return others.length > 0 ? undefined : party
    },
    isOwn: (party) => own.has(party),
    isConsignee: (party) => consignees.has(party),
    isOwner: ({ details, consignee }) =>
      consignee !== null && !own.has(consignee) && details.destinations?.some(({ type, id }) => type === owning && own.has(id)) === true,
    destinationOf: ({ details }) => details.destinations?.find(({ type }) => type === location)?.id ?? null,
  }
}
