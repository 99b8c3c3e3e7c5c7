import { isBefore } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { isForProcessing, isShipping } from '../basis/words.ts'
import type { Places } from '../chart/places.ts'
import { collectPlaces } from '../chart/places.ts'

const extension = /\/254\/.*$/

/** Sub-locations of one GLN are one site: what goes on within is seldom told (GS1 General Specifications §3.7.5, AI 254). */
export const siteOf = (place: string): string => (place.startsWith('https://id.gs1.org/414/') ? place.replace(extension, '') : place)

/** Who is where: ourselves at a site, a processor who works for us, somebody else, or nobody told. */
export type Premises = { readonly who: 'own' | 'processor' | 'other' | 'unknown'; readonly party: string; readonly site: string }

export class Sites {
  readonly #places: Places
  readonly #bySite = new Map<string, string>()
  /** Parties that something was sent to under a production order, since when; and to which nothing was ever sold. */
  readonly #processors = new Map<string, Standing>()

  constructor(events: readonly Standing[], own: ReadonlySet<string>) {
    this.#places = collectPlaces(events, own)
    for (const { details } of events) {
      for (const { id } of [...(details.sources ?? []), ...(details.destinations ?? [])]) {
        const party = this.#places.partyAt(id)
        if (party !== undefined) this.#bySite.set(siteOf(id), party)
      }
    }
    for (const event of events) {
      const { consignee } = event
      if (consignee === null || own.has(consignee) || !isShipping(event) || !isForProcessing(event)) continue
      if (!this.#processors.has(consignee)) this.#processors.set(consignee, event)
    }
  }

  isOwn(party: string): boolean {
    return this.#places.isOwn(party)
  }

  /** It works for us by then: what it has is ours (§6). */
  isProcessor(party: string, event: Standing): boolean {
    const since = this.#processors.get(party)
    return since !== undefined && !isBefore(event.time, since.time)
  }

  isEverProcessor(party: string): boolean {
    return this.#processors.has(party)
  }

  /** Whose place an event is told at. */
  premisesOf(event: Standing): Premises {
    const place = event.bizLocation ?? event.readPoint
    if (place === null) return { who: 'unknown', party: '', site: '' }
    return this.at(place, event)
  }

  at(place: string, event: Standing): Premises {
    const site = siteOf(place)
    const party = this.#places.partyAt(place) ?? this.#bySite.get(site)
    if (party === undefined) return { who: 'unknown', party: '', site }
    if (this.isOwn(party) || this.isOwn(place)) return { who: 'own', party, site: site === party ? '' : site }
    return { who: this.isProcessor(party, event) ? 'processor' : 'other', party, site }
  }

  /** Where a shipment or receipt goes to, among our own places. */
  destinationOf(event: Standing): string {
    const place = this.#places.destinationOf(event)
    return place === null ? '' : siteOf(place)
  }

  /** Where it came from, among our own places. */
  originOf(event: Standing): string {
    const told = event.details.sources?.find(({ type }) => type.endsWith('-location'))?.id
    const place = event.bizLocation ?? event.readPoint ?? told
    return place === undefined ? '' : siteOf(place)
  }
}
