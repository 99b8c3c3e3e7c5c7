import { canonicalJson, type JsonValue } from '@proofline/epcis'
import { badEvent, documentOf, objectEvent } from '../intake/capture/documents.ts'
import type { Random } from './random.ts'

export type ParcelKind = 'single' | 'medium' | 'large' | 'proceed' | 'refused'

/** One document of the load. Its bytes are made anew from this whenever it is sent, so that nothing but numbers is remembered. */
export type Parcel = {
  readonly kind: ParcelKind
  /** Its events have the numbers [first, first + count). */
  readonly first: number
  readonly count: number
  /** Objects of each event. */
  readonly objects: number
  /** Events that are malformed. */
  readonly bad: ReadonlySet<number>
  readonly requestKey: string | undefined
}

/** More facts than one transaction takes, or larger bodies: such a document is accepted first and recorded in batches. */
const large = [
  { count: [2_050, 3_500], objects: 2 },
  { count: [2_050, 4_500], objects: 1 },
  { count: [180, 320], objects: 700 },
] as const

export function makeParcel(kind: ParcelKind, first: number, random: Random): Parcel {
  const requestKey = random.chance(0.3) ? `request-${first}` : undefined
  const parcel = { kind, first, requestKey, objects: random.between(1, 6), bad: new Set<number>() }
  if (kind === 'single') return { ...parcel, count: 1 }
  if (kind === 'large') {
    const { count, objects } = random.pick(large)
    return { ...parcel, objects, count: random.between(count[0], count[1]) }
  }
  const count = kind === 'medium' ? random.between(100, 300) : random.between(3, 40)
  if (kind === 'medium') return { ...parcel, count }
  const bad = new Set(Array.from({ length: random.between(1, 3) }, () => first + random.below(count)))
  return { ...parcel, count, bad: bad.size === count ? new Set([first]) : bad }
}

export const eventOf = (number: number, objects: number): Record<string, unknown> =>
  objectEvent(number, { epcList: Array.from({ length: objects }, (_, i) => `https://id.gs1.org/01/09506000134352/21/N${number}.${i}`) })

/** The bytes that the record must keep of an event: RFC 8785 of what was sent. */
export const bodyOf = (number: number, objects: number): Buffer => Buffer.from(canonicalJson(eventOf(number, objects) as JsonValue))

export function bytesOf({ first, count, objects, bad }: Parcel): string {
  const events = Array.from({ length: count }, (_, i) => (bad.has(first + i) ? badEvent(first + i) : eventOf(first + i, objects)))
  return JSON.stringify(documentOf(events))
}

/** The numbers of the events that must be recorded, in the order of the document. */
export const goodOf = ({ kind, first, count, bad }: Parcel): number[] =>
  kind === 'refused' ? [] : Array.from({ length: count }, (_, i) => first + i).filter((number) => !bad.has(number))
