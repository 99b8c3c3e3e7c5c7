import type { JsonObject } from '@proofline/epcis'

/** Prefix → namespace, as GS1-Extensions told them: names of extension fields in a query mean what they meant when it was defined. */
export type Prefixes = readonly (readonly [string, string])[]

/** A query that a client gave a name (EPCIS 2.0 §8.2.7, REST: /queries). */
export type NewQuery = { readonly name: string; readonly query: JsonObject; readonly prefixes: Prefixes }

export type NamedQuery = NewQuery & {
  /** The fact that defined it: a query of the same name defined later is another one. */
  readonly index: number
  readonly client: string
}

/** Why a query was not defined: one of that name stands; the client has as many as it may have. */
export type DefinitionRefused = 'query-name-taken' | 'queries-too-many'

/** Of one client. They are listed, kept and looked through; who generates queries asks them without a name. */
export const mostQueries = 1_000

/** Why a query was not removed. */
export type RemovalRefused = 'unknown' | 'not-yours'

export const longestName = 200
/** Bytes of one definition. */
export const longestDefinition = 256 * 1024
