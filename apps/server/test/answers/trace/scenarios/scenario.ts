import type { Consignee, GapCode } from '../reference/answer.ts'
import { partyUri, uri } from './names.ts'
import type { CapturedDocument, Story } from './story.ts'

/** What an answer must say. Every list that is given is the whole list, in canonical URIs; what is left out is not judged. */
export type Expectation = {
  readonly certain?: readonly string[]
  readonly possible?: readonly string[]
  readonly past?: readonly string[]
  readonly excluded?: readonly string[]
  readonly carriers?: { readonly certain: readonly string[]; readonly possible: readonly string[] }
  readonly consignees?: Readonly<Record<string, Consignee['value']>>
  readonly origins?: Readonly<Record<string, 'certain' | 'possible'>>
  readonly atMost?: readonly { readonly object: string; readonly consignee: string; readonly quantity: string }[]
  readonly oneOf?: Readonly<Record<string, readonly string[]>>
  /** Gaps that must be there, with the object where it is given; others may be. */
  readonly gaps?: readonly { readonly code: GapCode; readonly object?: string }[]
  /** Objects or codes that no gap may name. */
  readonly noGap?: readonly { readonly code: GapCode; readonly object?: string }[]
  readonly voided?: number
}

export type Question = {
  readonly ask: 'forward' | 'backward'
  readonly seed: readonly string[]
  /** As known when so many documents had been captured; left out: all. Log indexes differ between logs, documents do not. */
  readonly afterDocuments?: number
  readonly own: readonly string[]
  readonly expect: Expectation
}

export type Scenario = {
  readonly name: string
  /** Of trace/1: `§8.1`, `§2 packed-in`. */
  readonly clause: string
  readonly documents: readonly CapturedDocument[]
  readonly questions: readonly Question[]
}

type Words = Omit<Partial<Question>, 'seed' | 'ask' | 'own' | 'expect'>
const own = [partyUri('Maker')]
const uris = (names: readonly string[]): string[] => names.map(uri).sort()

/** The words of a story in canonical URIs. */
function spell(expect: Expectation): Expectation {
  const { certain, possible, past, excluded, carriers, consignees, origins, atMost, oneOf, gaps, noGap, voided } = expect
  const named = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [uri(name), value]))
  const about = <T extends { object?: string }>(list: readonly T[]): T[] =>
    list.map((one) => (one.object === undefined ? one : { ...one, object: uri(one.object) }))
  return {
    ...(certain && { certain: uris(certain) }),
    ...(possible && { possible: uris(possible) }),
    ...(past && { past: uris(past) }),
    ...(excluded && { excluded: uris(excluded) }),
    ...(carriers && { carriers: { certain: uris(carriers.certain), possible: uris(carriers.possible) } }),
    ...(consignees && { consignees: named(consignees) }),
    ...(origins && { origins: named(origins) }),
    ...(atMost && { atMost: atMost.map((one) => ({ ...one, object: uri(one.object), consignee: uri(one.consignee) })) }),
    ...(oneOf && { oneOf: named(Object.fromEntries(Object.entries(oneOf).map(([name, places]) => [name, places.map(uri).sort()]))) }),
    ...(gaps && { gaps: about(gaps) }),
    ...(noGap && { noGap: about(noGap) }),
    ...(voided !== undefined && { voided }),
  }
}

export const forward = (seed: readonly string[], expect: Expectation, words: Words = {}): Question => ({
  ask: 'forward',
  seed: seed.map(uri),
  own,
  expect: spell(expect),
  ...words,
})
export const backward = (seed: readonly string[], expect: Expectation, words: Words = {}): Question => ({
  ...forward(seed, expect, words),
  ask: 'backward',
})

export const scenario = (clause: string, name: string, story: Story, ...questions: Question[]): Scenario => ({
  name,
  clause,
  documents: story.documents(),
  questions,
})
