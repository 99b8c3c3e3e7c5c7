import type { ConnectionSettings, Organisation } from '../../platform/database/index.ts'
import type { ContentsValue } from './asks/contents.ts'
import type { DifferenceValue } from './asks/difference.ts'
import type { GapsValue } from './asks/gaps.ts'
import type { HistoryValue } from './asks/history.ts'
import type { LotsValue } from './asks/lots.ts'
import type { ResponsibleValue } from './asks/responsible.ts'
import type { Digested } from './forms/digest.ts'
import type { Gap, Reason, TraceValue } from './rules/basis/answer.ts'
import type { Certificate, Unchecked } from './rules/completeness/certificate.ts'
import type { ConsigneesValue } from './rules/consignments.ts'
import type { QuantitiesValue } from './rules/quantities.ts'
import type { EventCondition } from './rules/scope/condition.ts'
import type { Within } from './rules/units-within.ts'
import type { WhereValue } from './rules/where.ts'

/** The definition that an answer was given by: `trace-semantics`. */
export const rules = 'trace/1'

export const limits = {
  seeds: 1_000,
  /** Events and objects that one walk may hold in memory. Beyond, it stops and says `walk-bounded`. */
  events: 100_000,
  objects: 400_000,
  /** Events that may meet a condition and are looked at. */
  matching: 10_000,
  /** Of one product: instances of which no fact tells a lot, and lots that such an instance may be of. Beyond, the product stands for them. */
  untold: 2_000,
  /** Things from which what is behind them is looked for at once; from more, a walk goes step by step. */
  foreseen: 100,
  /** Lots of a product by which is seen what it goes into. */
  alike: 200,
  /** Boxes of which nothing tells what was in them and that are looked at one by one; beyond, shipments are looked through for them. */
  unfilled: 20_000,
  /** Shipments that are looked through for boxes of which nothing tells what was in them. */
  shipments: 20_000,
  /** Questions that may wait for the one that is under way. */
  waiting: 64,
  timeoutMs: 120_000,
  /** How long an answer waits for the views to reach the log. */
  viewsTimeoutMs: 10_000,
  /** Events that are read of an object, what it lay in and its lots, where only they are asked about. */
  around: 50_000,
  /** Things with names of their own that `where` lists unasked. */
  objectsListed: 200,
  /** Entries of one object's history. */
  entries: 5_000,
  /** Entries of one page. */
  perPage: 100_000,
  /** Lists of units that are sent at a time: each holds a connection to the database. */
  unitLists: 2,
  /** Failures and unreadable refusals that are listed one by one. */
  listed: 100,
} as const

/** `index`: the facts below it are known. `moment` (ISO 8601): those that were recorded by then. */
export type AsOf = { readonly index: number } | { readonly moment: string }

export const asks = [
  'forward',
  'lots',
  'backward',
  'where',
  'history',
  'contents',
  'gaps',
  'responsible',
  'quantities',
  'consignees',
  'difference',
] as const
export type Ask = (typeof asks)[number]

/** Asks that concern quantities and do not look whether they are explained: none of their answers is called complete (decision 0011). */
export const withoutBalance: ReadonlySet<Ask> = new Set<Ask>(['where', 'history', 'contents'])

/** What each ask is answered with. */
export type Values = {
  readonly quantities: QuantitiesValue
  readonly consignees: ConsigneesValue
  readonly forward: TraceValue
  readonly backward: TraceValue
  readonly where: WhereValue
  readonly history: HistoryValue
  readonly lots: LotsValue
  readonly contents: ContentsValue
  readonly gaps: GapsValue
  readonly responsible: ResponsibleValue
  readonly difference: DifferenceValue
}

export type Question = {
  readonly ask: Ask
  /** Canonical URIs. */
  readonly seed: readonly string[]
  /** What meets it is asked about; where `seed` names anything, only that of it. */
  readonly condition?: EventCondition
  readonly asOf: AsOf | undefined
  readonly onlyCertain: boolean
  /** For each object in scope, the facts of one chain. */
  readonly withReasons: boolean
  /** `lots`: by what units are told apart as well, for whoever lists them. */
  readonly withUnits?: boolean
  /** ISO 8601: how it stood at a moment of the world, not now. */
  readonly at?: string | undefined
  /** `where`: only what is asked about, not what it went into. */
  readonly onlySeed?: boolean
  /** `difference`: what was learned since then, of which scope. */
  readonly since?: AsOf
  readonly of?: 'forward' | 'backward'
}

/** What is so only in this run, beside the answer: asking again may give another. */
export type Condition =
  | { readonly code: 'views-behind'; readonly cursor: number; readonly size: number }
  | { readonly code: 'walk-bounded'; readonly events: number; readonly objects: number }
  | { readonly code: 'seed-unknown'; readonly object: string }
  /** `lots` is asked about lots: what else is named is left out. */
  | { readonly code: 'seed-not-a-lot'; readonly object: string }
  /** Nobody told who we are (`PROOFLINE_OWN`): our own places count as consignees, and nothing as ours. */
  | { readonly code: 'own-undeclared' }
  /** No event meets the condition that is asked for. */
  | { readonly code: 'condition-unmet' }
  /** More events may meet it than are looked at; the first `events` of the log were. */
  | { readonly code: 'condition-bounded'; readonly events: number }

export type Answer<Value = Values[Ask]> = {
  readonly value: Value
  readonly asOf: { readonly index: number; readonly moment: string | null }
  readonly gaps: readonly Gap[]
  /** Only where they were asked for; of what is shown. */
  readonly reasons?: readonly Reason[]
  /** Only where it was asked for, and never sent. */
  readonly within?: Within
  /** Gaps of §7 that could not be looked for, each with the source or product of which nothing is declared. */
  readonly unchecked: readonly Unchecked[]
  /** As known at this index, by gaps, `unchecked` and bounds; `conditions` stand beside it. */
  readonly certificate: Certificate
  readonly rules: typeof rules
  readonly conditions: readonly Condition[]
}

/** What an ask finds; the rest of the answer is the same for all. `gaps` in any order. */
export type Found<Value = Values[Ask]> = {
  readonly value: Value
  readonly gaps: readonly Gap[]
  readonly reasons?: readonly Reason[]
  readonly within?: Within
}

/** What the thread that answers is started with. */
export type TracerStart = {
  readonly connection: ConnectionSettings | string
  readonly organisation: Organisation
  /** Company prefixes (6 to 12 digits) and URIs of parties and places that are ourselves. */
  readonly own: readonly string[]
}

/** `size`: the log at the moment of asking. */
/** `digest`: its digest is wanted in place of its lists. */
export type Order = { readonly id: number; readonly question: Question; readonly size: number; readonly digest: boolean }

export type Outcome =
  | { readonly what: 'answered'; readonly answer: Answer }
  | { readonly what: 'digested'; readonly digested: Digested }
  | { readonly what: 'as-of-beyond'; readonly index: number; readonly known: number }
  | { readonly what: 'since-beyond'; readonly index: number; readonly known: number }
  | { readonly what: 'failed'; readonly reason: string; readonly retriable: boolean }
export type Told = { readonly id: number; readonly outcome: Outcome }
