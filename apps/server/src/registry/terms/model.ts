/** What a source promises (trace/1 §7). A member that is absent is not declared. Durations in milliseconds, moments ISO 8601 in UTC. */
export type SourceTerms = {
  /** It sends something at least so often; where it does not, it is silent. */
  readonly reportsEveryMs?: number
  /** From then on it tells everything that it is to tell; of what happened before, something may never have been told. */
  readonly goLive?: string
  /** Nothing is expected of it after. */
  readonly retired?: string
  /** Its clock differs from ours by at most so much, either way (§1). */
  readonly clockUncertaintyMs?: number
  /** What it tells as sent is told as arrived within so long, where the party reports receipts at all: on its way until then, missing after. */
  readonly arrivesWithinMs?: number
}

export const granularities = ['lot', 'serial'] as const
export type Granularity = (typeof granularities)[number]

/** How finely a product is told of, by whoever tells. */
export type ProductTerms = { readonly granularity?: Granularity }

export type About = 'source' | 'product'
export type Terms = { readonly source: SourceTerms; readonly product: ProductTerms }

/** What was declared last of a source or product. Without terms: what was declared is withdrawn. */
export type Declared<Kind extends About = About> = {
  /** The source's name, or the canonical URI of the product's class. */
  readonly name: string
  readonly terms: Terms[Kind]
  /** Of the fact. */
  readonly index: number
  /** When it was recorded, ISO 8601 in UTC. */
  readonly declaredAt: string
  /** The client that declared it. */
  readonly by: string
}

export const limits = {
  nameLength: 200,
  /** Sources of which something may be declared: each answer reads all of them. */
  sources: 1_000,
  /** A rhythm of more than a year promises nothing. */
  reportsEveryMs: 366 * 86_400_000,
  clockUncertaintyMs: 366 * 86_400_000,
  arrivesWithinMs: 366 * 86_400_000,
  listed: 500,
} as const
