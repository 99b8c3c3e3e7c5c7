import type { EventContext } from '@proofline/epcis'
import type { ObjectRole } from '../../views/events/index.ts'

/** By which definition an answer was given: EPCIS 2.0 §8.2.7.1 as the README of this module reads it. */
export const rules = 'epcis-query/1'

export const limits = {
  perPage: 30,
  maxPerPage: 1_000,
  /** Bodies of one page together; one event at least. */
  pageBytes: 16 * 1024 * 1024,
  /** Of one parameter. */
  values: 1_000,
  /** Of one query. */
  parameters: 200,
  /** Events that are sorted by an extension field; identifiers that a hierarchy or an attribute of master data stands for. */
  sorted: 10_000,
  named: 10_000,
  /** Ranges of URIs that the patterns of one parameter stand for; a pattern for a company's trade items is ten. */
  ranges: 400,
  /** So many events found by one parameter are looked at one by one; more are found by another parameter, or by time. */
  candidates: 5_000,
  statementTimeoutMs: 10_000,
  viewsTimeoutMs: 10_000,
  /** Queries that run at a time, and that wait. */
  running: 3,
  waiting: 64,
  /** How long a token of a next page is good for. */
  tokenMs: 3_600_000,
} as const

/** Parameters of a query by name: of a URL texts, of a JSON body (POST /queries) any values. */
export type QueryParameters = Readonly<Record<string, unknown>>

export type ParseOptions = {
  /** `url`: a text is a `|`-separated list, a number, a time or a truth value as its parameter wants. */
  readonly form: 'url' | 'json'
  /** Prefixes of names and CURIEs: those of `GS1-Extensions`, beside `@context` of a JSON query. */
  readonly context?: EventContext
}

export type Comparison = 'EQ' | 'GT' | 'GE' | 'LT' | 'LE'

/** What may be compared: a key of `view_epcis_number`, and how it is named there. */
export type NumberKey =
  | { readonly what: 'number' | 'time'; readonly field: string }
  | { readonly what: 'measure'; readonly name: string; readonly dimension: string }

/** URIs from `from` on, below `below`, in the order of code units. */
export type UriRange = { readonly from: string; readonly below: string }

/** What an event must be: all conditions of a query together. Identifiers and vocabulary are canonical, numbers plain decimals, times milliseconds. */
export type Condition =
  | { readonly what: 'event-time' | 'record-time'; readonly comparison: 'GE' | 'LT'; readonly ms: number }
  /** A field has one of these values. */
  | { readonly what: 'one-of'; readonly field: string; readonly values: readonly string[] }
  | { readonly what: 'exists'; readonly field: string }
  /** An extension field is one of these texts, numbers or moments. */
  | {
      readonly what: 'extension'
      readonly field: string
      readonly texts: readonly string[]
      readonly numbers: readonly string[]
      readonly moments: readonly number[]
    }
  | { readonly what: 'compare'; readonly key: NumberKey; readonly comparison: Comparison; readonly values: readonly string[] }
  /** Of any quantity element; `uom` null: whatever its unit. */
  | { readonly what: 'quantity'; readonly comparison: Comparison; readonly values: readonly string[]; readonly uom: string | null }
  | {
      readonly what: 'objects'
      readonly roles: readonly ObjectRole[]
      readonly isClass: boolean
      readonly uris: readonly string[]
      readonly ranges: readonly UriRange[]
    }
  /** The place, or one below it by master data. */
  | { readonly what: 'descendants'; readonly field: 'readPoint' | 'bizLocation'; readonly values: readonly string[] }
  | { readonly what: 'event-id'; readonly values: readonly string[] }
  /** What a field names has one of these attributes in master data, and, where `values` is told, with one of these values. */
  | {
      readonly what: 'attribute'
      readonly field: string
      readonly attributes: readonly string[]
      readonly values: readonly string[] | null
    }

export type Order = {
  readonly by: 'eventTime' | 'recordTime' | { readonly extension: string }
  readonly direction: 'ASC' | 'DESC'
}

export type Query = {
  readonly conditions: readonly Condition[]
  readonly order: Order
  /** The first so many, however many pages they take. */
  readonly eventCountLimit: number | undefined
  /** More than so many: no answer but `too-large`. */
  readonly maxEventCount: number | undefined
}

/** Where a page ended. Data that may travel as JSON; it means something only with its query and its `asOf`. */
export type Position = {
  readonly asOf: number
  /** Events before it, on all pages. */
  readonly served: number
  /** The last event; absent where pages are counted. */
  readonly event?: number
  readonly atMs?: number
}

export type PageOptions = {
  readonly position?: Position | undefined
  readonly perPage?: number
  /** Only facts from this index on: what a subscription has not had yet. */
  readonly from?: number
  /** As known at this size of the log; default: as far as the views are. */
  readonly asOf?: number
}

/**
 * `stands`; `voided`: the same source declared this event wrong (`by`: with the fact of that index); `declaration`: it declares another wrong.
 * Which one stands is that of trace/1 §1: a declaration of another source voids nothing.
 */
export type Standing = { readonly what: 'stands' | 'declaration' } | { readonly what: 'voided'; readonly by: number }

export type FoundEvent = {
  readonly index: number
  /** The canonical JSON text of the event, as it stands in the record. */
  readonly body: string
  /** ISO 8601 in UTC: when it was recorded (`recordTime`). */
  readonly recordedAt: string
  /** The event's own, or the one that the repository gave it: the CBV event hash. */
  readonly eventID: string
  readonly source: string
  readonly standing: Standing
}

/** What the answer could not look into, as of its moment: each may hold events that would be in it. */
export type QueryGap = { readonly code: 'erased' | 'projection-failed'; readonly count: number }

export type QueryCondition = { readonly code: 'views-behind'; readonly cursor: number; readonly size: number }

export type Page = {
  readonly what: 'page'
  readonly events: readonly FoundEvent[]
  /** `index`: the facts below it are known; `moment`: when the last of them was recorded. */
  readonly asOf: { readonly index: number; readonly moment: string | null }
  /** Of the page after this one; undefined: this is the last. */
  readonly next: Position | undefined
  readonly gaps: readonly QueryGap[]
  readonly rules: typeof rules
  readonly conditions: readonly QueryCondition[]
}

export type PageOutcome =
  | Page
  /** QueryTooLargeException: more events than `limit`, which `maxEventCount` set; or too many to be sorted. */
  | { readonly what: 'too-large'; readonly limit: number }
  /** QueryTooComplexException: it took too long, or stands for too many places. */
  | { readonly what: 'too-complex'; readonly reason: 'took-too-long' | 'too-many-named'; readonly limit: number }
  /** The views have not followed the log so far (yet, or again, after a rebuild). */
  | { readonly what: 'as-of-beyond'; readonly index: number; readonly known: number }
