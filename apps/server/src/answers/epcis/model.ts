import type { EpcFormat } from '@proofline/epcis'
import type { CbvXmlFormat } from '@proofline/epcis/rest'

export const base = '/epcis'

export const jsonTypes = ['application/json', 'application/ld+json'] as const
export const xmlTypes = ['application/xml', 'text/xml'] as const
export const documentTypes = [...jsonTypes, ...xmlTypes] as const
export type AnswerType = (typeof documentTypes)[number]

/** How a client wants its answer: settled from the headers before anything is looked up. */
export type Wanted = {
  readonly type: AnswerType
  readonly epcFormat: EpcFormat
  readonly cbvFormat: CbvXmlFormat
  /** Prefixes of GS1-Extensions. */
  readonly prefixes: readonly (readonly [string, string])[]
}

/** A page of a list: the place behind which it begins, and the size of the log that it is of. */
export type ListPlace = { readonly after: string; readonly asOf: number }

export const paging = { perPage: 30, most: 1_000 } as const
