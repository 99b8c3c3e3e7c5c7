import type { Gap, GapCode } from '../basis/answer.ts'
import { byText } from '../basis/collections.ts'

/** A gap that could not be looked for: of no answer, or not of this source, or of this product, because nothing is declared for it. */
export type Unchecked = { readonly code: GapCode; readonly source?: string; readonly object?: string }

/** A source, whether or not the answer reads anything of it: what it had not sent yet, nobody could see. Moments ISO 8601, UTC. */
export type SourceCoverage = {
  readonly source: string
  /** Of this source, events that the answer was found in. */
  readonly events: number
  /** `received`: its last accepted document; `occurred`: the latest that this document tells of. null: it has sent none. */
  readonly reportingUntil: { readonly received: string | null; readonly occurred: string | null }
}

export type Coverage = {
  /** Events that the answer was found in, of all sources. */
  readonly eventsSeen: number
  readonly sources: readonly SourceCoverage[]
  /** Objects reached: `open` where a gap names them, `closed` where none does. */
  readonly walks: { readonly closed: number; readonly open: number }
  /** A walk was given up at this many events and objects. */
  readonly bounded?: { readonly events: number; readonly objects: number }
}

/**
 * How far an answer saw (§7): a function of the facts below its index and of the definition, never of the moment of asking. `complete` only where
 * no gap concerns the answer, every kind of gap could be looked for, and no walk was given up.
 */
export type Certificate = { readonly verdict: 'complete' | 'incomplete'; readonly coverage: Coverage }

/** @param reached objects that the answer names, in any order */
export function certify(
  seen: Omit<Coverage, 'walks'>,
  reached: ReadonlySet<string>,
  gaps: readonly Gap[],
  unchecked: readonly Unchecked[],
): Certificate {
  const named = new Set(gaps.flatMap(({ object }) => (object !== undefined && reached.has(object) ? [object] : [])))
  const isComplete = gaps.length === 0 && unchecked.length === 0 && seen.bounded === undefined
  const { eventsSeen, sources, bounded } = seen
  const walks = { closed: reached.size - named.size, open: named.size }
  return {
    verdict: isComplete ? 'complete' : 'incomplete',
    coverage: { eventsSeen, sources, walks, ...(bounded === undefined ? {} : { bounded }) },
  }
}

/** One of each, in an order that does not depend on where they came from. */
export function orderUnchecked(unchecked: readonly Unchecked[]): Unchecked[] {
  const keyOf = ({ code, source = '', object = '' }: Unchecked): string => [code, source, object].join('\u0001')
  const byKey = new Map(unchecked.map((one) => [keyOf(one), one]))
  return [...byKey.entries()].sort(([left], [right]) => byText(left, right)).map(([, one]) => one)
}
