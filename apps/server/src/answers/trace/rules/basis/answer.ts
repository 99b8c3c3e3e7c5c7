export type Value = 'certain' | 'possible'

/**
 * What a trace says (`trace/1`). Identifiers are canonical URIs, moments ISO 8601 UTC with milliseconds, facts their log indexes, quantities plain
 * decimals. Every list is a set, sorted by code unit (facts by number), without repetitions. The seed is part of its scope.
 */
export type TraceValue = {
  /**
   * Lots and instances, never carriers, never in two of `certain`, `possible`, `past`, `excluded`. Among the possible a product stands for units of
   * which no fact tells the lot (backward: for the lots that such a unit may be of), where they are too many to be named.
   */
  readonly certain: readonly string[]
  readonly possible: readonly string[]
  readonly past: readonly PastObject[]
  readonly excluded: readonly ExcludedObject[]
  /** Logistic units and returnable assets that something in scope lay in. */
  readonly carriers: { readonly certain: readonly string[]; readonly possible: readonly string[] }
  readonly consignees: readonly Consignee[]
  /** Forward: what was sent, as far as the question concerns it. Backward: empty. */
  readonly shipments: readonly Shipment[]
  /** Backward: where the walk ends well. Forward: empty. */
  readonly origins: readonly Origin[]
  readonly atMost: readonly AtMost[]
  readonly oneOf: readonly OneOf[]
  /** Voided facts that would have carried something of this scope. */
  readonly voided: readonly number[]
}

/** All of its chains have ended: affected from `from` (null: unknown since when) until `to`. */
export type PastObject = { readonly id: string; readonly from: string | null; readonly to: string | null }
/** A coarser reading would reach it; these facts exclude it. */
export type ExcludedObject = { readonly id: string; readonly by: readonly number[] }

/** `excluded`: everything it got of what a coarser reading reaches is excluded; `past`: what it got is past. */
export type Consignee = {
  readonly id: string
  readonly value: Value | 'past' | 'excluded'
  /** What it got that is excluded, and nothing of which it got otherwise. */
  readonly excludedObjects?: readonly string[]
  readonly by?: readonly number[]
}

/** What one event tells to have been sent to a consignee. `value`: the best of its objects. */
export type Shipment = {
  /** Its paper: a despatch advice before a bill of lading before any other; without papers, the eventID. */
  readonly id: string
  readonly facts: readonly number[]
  readonly consignee: string
  readonly value: ShippedValue
  readonly objects: readonly { readonly id: string; readonly value: ShippedValue }[]
}
export type ShippedValue = Value | 'past' | 'excluded'

export type Origin = {
  readonly id: string
  readonly value: Value
  readonly supplier?: string
  /** What the supplier calls what was received under our own number: every one of them that a receipt tells. */
  readonly supplierLots?: readonly string[]
}
/** An unnamed quantity of the lot `object` at `consignee` holds at most `quantity` units in scope. */
export type AtMost = { readonly object: string; readonly consignee: string; readonly quantity: string }
/** It is in one of these places: consignees by their URI, ourselves as `in-stock`. */
export type OneOf = { readonly id: string; readonly places: readonly string[] }
export const ownStock = 'in-stock'

/** Codes of §7, and `order-ambiguous` (§1). */
export const gapCodes = [
  'origin-missing',
  'lot-unknown',
  'input-unstated',
  'contradiction-open',
  'correction-missing',
  'legacy-grade',
  'order-ambiguous',
  'projection-failed',
  'intake-quarantined',
  'erased',
  'arrival-missing',
  'quantity-unexplained',
  'source-silent',
  'granularity-coarser',
  'before-go-live',
] as const
export type GapCode = (typeof gapCodes)[number]

/**
 * What could not be seen: `object` about what, `event` by which fact, `source` from whom, `since` when (ISO 8601, UTC), `consignee` who has it or
 * should have it.
 */
export type Gap = {
  readonly code: GapCode
  readonly object?: string
  readonly event?: number
  readonly source?: string
  readonly since?: string
  readonly consignee?: string
  /** Of ours, where so much is unexplained, with its sign, in `uom` (left out: pieces). */
  readonly place?: string
  readonly quantity?: string
  readonly uom?: string
}

/** How an object came into scope: the facts of one chain from a seed, and the objects on it, the seed first. */
export type Reason = { readonly id: string; readonly facts: readonly number[]; readonly through: readonly string[] }
