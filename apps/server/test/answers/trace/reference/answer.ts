import type { NormalEvent } from '@proofline/epcis'

/** One captured event as the trace reads it. `index` is its place in the log; a declaration of error is a fact like any other. */
export type HistoryFact = {
  readonly index: number
  /** The client that captured it (event-extensions.md, "Source system"). */
  readonly source: string
  /** When its document was received, ISO 8601 UTC. */
  readonly receivedAt: string
  readonly event: NormalEvent
  /** Place of the event in its document, from 0. */
  readonly position: number
  /** SHA-256, hex, of the canonical event without its error declaration: equal exactly where "whole content is equal" (§1). eventID is content. */
  readonly contentHash: string
}

export type TraceQuestion = {
  readonly direction: 'forward' | 'backward'
  /** Canonical URIs. */
  readonly seed: readonly string[]
  /** Only facts with `index < asOf` are known; left out: all. */
  readonly asOf?: number
  /** Parties and places that are ourselves: what goes there has not left. Left out: none is known, every destination is a consignee. */
  readonly own?: readonly string[]
}

export type Value = 'certain' | 'possible'

/**
 * What a trace says (`trace/1`). Identifiers are canonical URIs, moments ISO 8601 UTC with milliseconds, facts their log indexes,
 * quantities plain decimals. Every list is a set, sorted by code unit (facts by number), without repetitions. The seed is part of its scope.
 */
export type TraceAnswer = {
  /** Lots and instances, never carriers, never in two of `certain`, `possible`, `past`, `excluded`. */
  readonly certain: readonly string[]
  readonly possible: readonly string[]
  readonly past: readonly PastObject[]
  readonly excluded: readonly ExcludedObject[]
  /** Logistic units and returnable assets that something in scope lay in. */
  readonly carriers: { readonly certain: readonly string[]; readonly possible: readonly string[] }
  readonly consignees: readonly Consignee[]
  /** Backward: where the walk ends well. Forward: empty. */
  readonly origins: readonly Origin[]
  readonly atMost: readonly AtMost[]
  readonly oneOf: readonly OneOf[]
  readonly gaps: readonly Gap[]
  /** Voided facts that would have carried something of this scope. */
  readonly voided: readonly number[]
}

/** An object all of whose chains have ended: affected from `from` (null: unknown since when) until `to`. */
export type PastObject = { readonly id: string; readonly from: string | null; readonly to: string | null }

/** An object that a coarser reading would reach, and the facts that exclude it. */
export type ExcludedObject = { readonly id: string; readonly by: readonly number[] }

/** `excluded`: everything it got of lots in scope had left before they were affected; `past`: what it got is past. */
export type Consignee = {
  readonly id: string
  readonly value: Value | 'past' | 'excluded'
  /** Lots of which it got a portion that is excluded, and instances that are. */
  readonly excludedObjects?: readonly string[]
  /** The shipments of what is excluded, and what happened after them. */
  readonly by?: readonly number[]
}

export type Origin = { readonly id: string; readonly value: Value; readonly supplier?: string }

/** An unnamed quantity of the lot `object` at `consignee` holds at most `quantity` units in scope. */
export type AtMost = { readonly object: string; readonly consignee: string; readonly quantity: string }

/** An unresolved instance: it is in one of these places: consignees by their URI, ourselves as `in-stock`. */
export type OneOf = { readonly id: string; readonly places: readonly string[] }

export const ownStock = 'in-stock'

/** Codes of §7, and `order-ambiguous` (§1). */
export type GapCode =
  | 'origin-missing'
  | 'arrival-missing'
  | 'quantity-unexplained'
  | 'lot-unknown'
  | 'input-unstated'
  | 'intake-quarantined'
  | 'source-silent'
  | 'contradiction-open'
  | 'correction-missing'
  | 'projection-failed'
  | 'granularity-coarser'
  | 'before-go-live'
  | 'legacy-grade'
  | 'erased'
  | 'order-ambiguous'

/** What could not be seen: `object` about what, `event` by which fact, `consignee` where a class without a lot went. */
export type Gap = {
  readonly code: GapCode
  readonly object?: string
  readonly event?: number
  readonly source?: string
  readonly since?: string
  readonly consignee?: string
}
