import type { HistoryEvent } from '../basis/history.ts'

/** The terms of the equation of §5, in its order. `moved`: between own places, of a place only; its sum is nothing. */
export const incoming = ['received', 'made', 'returned', 'found'] as const
export const outgoing = ['consumed', 'shipped', 'scrapped', 'sampled', 'destroyed', 'used'] as const
export type Incoming = (typeof incoming)[number]
export type Outgoing = (typeof outgoing)[number]
export type Term = Incoming | Outgoing | 'moved'

/** How things leave for good. */
export type Ending = 'scrapped' | 'sampled' | 'destroyed' | 'used'

/** CBV 2.0 §7.1.3 and vocabularies made like it: the word after the stem. */
const wordOf = (uri: string | null): string =>
  uri?.slice(Math.max(uri.lastIndexOf('-'), uri.lastIndexOf('/'), uri.lastIndexOf(':')) + 1) ?? ''

const counts = new Set(['stock_taking', 'cycle_counting'])
const uses = new Set(['dispensing', 'retail_selling', 'implanting'])
const usedDispositions = new Set(['dispensed', 'retail_sold', 'partially_dispensed'])

/** A count asserts what is there; one that adds says that something was found (§5). */
export const isCount = ({ bizStep }: HistoryEvent): boolean => counts.has(wordOf(bizStep))
export const isSampling = ({ bizStep }: HistoryEvent): boolean => wordOf(bizStep) === 'sampling'

/** At a party: it is in use there. With ourselves, what is dispensed is; what is installed is in something. */
export const isUse = ({ bizStep }: HistoryEvent, isOutside: boolean): boolean =>
  uses.has(wordOf(bizStep)) || (isOutside && wordOf(bizStep) === 'installing')

/** What an end is told to be: by its step, else by its disposition; out of stock without a word of how is scrapped. */
export function endingOf({ bizStep, disposition }: HistoryEvent): Ending {
  const [step, state] = [wordOf(bizStep), wordOf(disposition)]
  if (step === 'sampling') return 'sampled'
  if (uses.has(step) || step === 'installing') return 'used'
  if (step === 'destroying') return 'destroyed'
  if (step === 'scrapping') return 'scrapped'
  if (usedDispositions.has(state)) return 'used'
  return state === 'destroyed' ? 'destroyed' : 'scrapped'
}
