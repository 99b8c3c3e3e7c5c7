/** How a lot takes part: made (came to be), fitted (got parts), used (went into something), taken (came out of something), moved (anything else told of it). */
export type DeedRole = 'made' | 'fitted' | 'used' | 'taken' | 'moved'

/** A kind of event in the role in which a lot took part. Places and parties are numbers of objects, words are web URIs as the genealogy holds them. */
export type Deed = {
  readonly role: DeedRole
  readonly type: string
  readonly action: string | null
  readonly bizStep: string | null
  readonly disposition: string | null
  readonly place: number | null
  readonly consignor: number | null
  readonly consignee: number | null
  /** Under a production order: sent to be processed. */
  readonly processing: boolean
  /** What one lot has only once, as told here: JSON of expiry, making date and supplier; null: nothing told. Two values for one lot contradict each other. */
  readonly lotData: string | null
}

/**
 * How inputs are spread over what was made (trace-semantics §3). `single`: one unit, all of it is in it; `pooled`: some of every input is in all;
 * `stated`: it is told for some who took what; `plain`: nobody told who took what.
 */
export type MixMode = 'plain' | 'single' | 'pooled' | 'stated'

/** `lot`: number of a lot, or of the class of what no lot is told of; `named`: instances of it by name, otherwise a quantity. */
export type MixPart = { readonly lot: number; readonly product: number | null; readonly named: boolean }

/** What one making took in. Parts are a set, ordered by lot, then product. */
export type Mix = { readonly mode: MixMode; readonly parts: readonly MixPart[] }

/** So much of one lot took part in one event so. */
export type LotDeed = {
  /** A lot, or the class of units of which no lot is told. */
  readonly lot: number
  readonly deed: Deed
  readonly mix: Mix | null
  /** Instances by name, those in containers included. */
  readonly units: number
  /** Exact decimal, told beside them. */
  readonly quantity: string | null
  readonly uom: string | null
  /** Each unit is told to have its part, and nothing speaks against it. */
  readonly sure: boolean
}
