import type { EpcFormat, JsonObject } from '@proofline/epcis'
import type { Schedule, ScheduleTexts } from './schedule.ts'

/** When results are wanted (EPCIS 2.0 §8.2.5.2): as soon as they are there, or at times. */
export type Controls =
  | { readonly what: 'stream' }
  | { readonly what: 'schedule'; readonly schedule: Schedule; readonly texts: ScheduleTexts; readonly reportIfEmpty: boolean }

/** What both kinds of subscription ask for. */
export type Standing = {
  readonly controls: Controls
  /** Only what was recorded at or after this moment, in milliseconds since 1970; undefined: after the subscription. */
  readonly initialMs: number | undefined
}

/** A webhook as a client asks for it. */
export type NewSubscription = Standing & {
  readonly dest: string
  readonly signatureToken: string | undefined
  readonly epcFormat: EpcFormat
}

/** Why nothing is delivered any more until somebody resumes it. */
export const pauseReasons = ['receiver-gone', 'receiver-failing', 'event-too-large', 'destination-refused', 'query-refused'] as const
export type PauseReason = (typeof pauseReasons)[number]

/** What the last attempt failed with, as far as the subscriber may see it. */
export type LastFailure = {
  readonly code: AttemptFailure
  /** The status of the answer, where there was one. */
  readonly status: number | null
  readonly at: string
}

export type AttemptFailure = 'connection-failed' | 'answer-late' | 'status-refusing' | 'address-refused' | 'query-failed'

/** A webhook and where its deliveries stand. Every matching event below `position` was acknowledged by the receiver. */
export type Subscription = Standing & {
  readonly id: string
  readonly queryName: string
  /** The fact that defined the query. */
  readonly definedBy: number
  readonly client: string
  readonly dest: string
  readonly signatureToken: string | undefined
  readonly epcFormat: EpcFormat
  /** The fact that made it. */
  readonly madeBy: number
  readonly createdMs: number
  /** Null: `initialMs` has not come yet. */
  readonly position: number | null
  /** Of a schedule: the time whose results have not all been delivered yet. */
  readonly dueMs: number | null
  readonly batchLimit: number
  readonly failures: number
  readonly retryMs: number | null
  readonly notifiedMs: number | null
  readonly executedMs: number | null
  readonly paused: PauseReason | null
  readonly pausedMs: number | null
  readonly lastFailure: LastFailure | null
}

/** What changes while it is delivered. */
export type Progress = Pick<
  Subscription,
  'position' | 'dueMs' | 'batchLimit' | 'failures' | 'retryMs' | 'notifiedMs' | 'executedMs' | 'paused' | 'pausedMs' | 'lastFailure'
>

/** One matching event: where it stands in the log, as it is stored, when it was recorded, and its own or its given identifier. */
export type Match = { readonly index: number; readonly event: JsonObject; readonly recordTime: string; readonly eventID: string }

export type Matches = {
  readonly events: readonly Match[]
  /** Every match below it, from where was asked, is among the events. */
  readonly next: number
}

/** A query that has a name, as it stands at the moment. */
export type StandingQuery = {
  readonly name: string
  /** The fact that defined it: a query of the same name defined later is another one. */
  readonly definedBy: number
  /** It bounds how many results there are (`eventCountLimit`, `maxEventCount`). */
  readonly limitsResults: boolean
  /** In the order of the log. @throws SubscriptionError `query-too-complex` where that takes too long */
  read(range: { readonly from: number; readonly before: number }, limit: number, maxBytes: number): Promise<Matches>
}

/** Where named queries and their results come from. */
export type QuerySource = {
  find(name: string): Promise<StandingQuery | undefined>
  /** The name of the log. */
  origin(): string
  /** How many facts have become visible to queries. */
  visible(): number
  /** How many facts were recorded before a moment. */
  sizeBefore(ms: number): Promise<number>
}

export type DeliverySettings = {
  /** Events in one delivery at most; what a receiver finds too large is halved for it. */
  readonly batchEvents: number
  readonly batchBytes: number
  readonly connectTimeoutMs: number
  /** From the connection to the last byte of the answer. */
  readonly answerTimeoutMs: number
  readonly leaseMs: number
  /** How often it is looked for what has become due. */
  readonly lookEveryMs: number
  readonly firstRetryMs: number
  readonly longestRetryMs: number
  /** That many failures in a row pause it. */
  readonly mostFailures: number
  /** Deliveries on their way at the same time, and how many of them may be to receivers that failed the last time or were slow. */
  readonly parallel: number
  readonly parallelSuspects: number
  /** A receiver that takes longer than this is suspected to do so again. */
  readonly slowMs: number
  /** Queries that run at the same time. */
  readonly parallelReads: number
  /** Facts that a query looks through at a time. */
  readonly windowFacts: number
  readonly mostPerClient: number
  readonly mostSockets: number
}

export const deliverySettings: DeliverySettings = {
  batchEvents: 200,
  batchBytes: 1_000_000,
  connectTimeoutMs: 5_000,
  answerTimeoutMs: 10_000,
  leaseMs: 20_000,
  lookEveryMs: 250,
  firstRetryMs: 1_000,
  longestRetryMs: 3_600_000,
  mostFailures: 24,
  parallel: 48,
  parallelSuspects: 12,
  slowMs: 3_000,
  parallelReads: 2,
  windowFacts: 20_000,
  mostPerClient: 200,
  mostSockets: 200,
}
