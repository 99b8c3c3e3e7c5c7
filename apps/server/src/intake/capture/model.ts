import { availableParallelism } from 'node:os'
import type { Problem, Result } from '@proofline/problems'

/** GS1-Capture-Error-Behaviour (EPCIS 2.0 §12.6.2): all or nothing, or whatever is good. */
export type ErrorBehaviour = 'rollback' | 'proceed'

/** What OPTIONS announces and 413 refuses. */
export type CaptureLimits = { readonly maxBytes: number; readonly maxEvents: number }

export type CaptureSettings = {
  readonly limits: CaptureLimits
  /** Documents up to this size are checked on the main thread: below it, that is sooner done than handing them over. */
  readonly smallBytes: number
  /** A document with more facts than this, or larger bodies, is accepted first and recorded in batches after. */
  readonly batchFacts: number
  readonly batchBytes: number
  readonly checkThreads: number
  /** Large documents that wait for a thread; more are answered 503. */
  readonly maxWaiting: number
  readonly checkTimeoutMs: number
  readonly checkHeapMb: number
  /** Whoever sent a document is answered within this time after its last byte: by then the outcome may be unknown. */
  readonly answerTimeoutMs: number
  /** Below this many free bytes nothing is taken in. */
  readonly minFreeBytes: number
  /** Refused documents whose bytes are kept: this many compressed bytes per client. */
  readonly refusedBytesPerClient: number
  /** Refusals recorded one by one, per client and minute; the rest of the minute becomes one fact with the count. */
  readonly refusalsPerMinute: number
}

const kilo = 1024
const mega = kilo * kilo

/** What holds unless the configuration says otherwise. */
export const captureSettings: CaptureSettings = {
  limits: { maxBytes: 20_000_000, maxEvents: 10_000 },
  smallBytes: 64 * kilo,
  batchFacts: 2_000,
  batchBytes: 4 * mega,
  // One thread checks 15,000 events a second; beside the main thread and PostgreSQL, two cores have no room for a second.
  checkThreads: availableParallelism() > 2 ? 2 : 1,
  maxWaiting: 64,
  checkTimeoutMs: 20_000,
  checkHeapMb: 512,
  answerTimeoutMs: 30_000,
  minFreeBytes: 512 * mega,
  refusedBytesPerClient: 100 * mega,
  refusalsPerMinute: 60,
}

/** Consecutive facts of a document, and consecutive indexes of the record that they have: [first fact, first index, how many]. */
export type Run = readonly [position: number, index: number, count: number]

/** Something that was recorded and is surprising. Views make a discrepancy of it, from the facts alone. */
export type Notice = { readonly code: 'event-id-reused'; readonly at: string; readonly index: number; readonly earlier: number }

/** The bytes of one request, on their way in. */
export type CaptureRequest = {
  /** POST /capture takes documents, POST /events one bare event. */
  readonly takes: 'document' | 'event'
  readonly client: string
  readonly bytes: Uint8Array
  /** By its Content-Type. */
  readonly format: 'json' | 'xml'
  readonly behaviour: ErrorBehaviour
  readonly prefixes: readonly (readonly [string, string])[]
  /** The client's Idempotency-Key: the same key and the same bytes are the same job. */
  readonly requestKey: string | undefined
  readonly receivedAtMs: number
}

/** A capture job as it stands in the tables. Everything that can be wrong with a document is known before its job exists. */
export type Job = {
  readonly id: string
  readonly client: string
  readonly createdAt: Date
  readonly behaviour: ErrorBehaviour
  readonly sha256: string
  readonly size: number
  readonly bytesKept: boolean
  readonly prefixes: readonly (readonly [string, string])[]
  /** Events in the document; of them refused. */
  readonly events: number
  readonly refusedEvents: number
  /** Facts to record: good events and vocabulary elements. None: the document was refused. */
  readonly facts: number
  readonly problems: readonly Problem[]
}

/** How far a job is. `done` = `job.facts`: it has ended. */
export type Progress = {
  readonly done: number
  readonly duplicates: number
  readonly runs: readonly Run[]
  readonly notices: readonly Notice[]
  readonly lastStepAt: Date | undefined
}

/** The job behind which a page of jobs begins. */
export type JobPlace = { readonly createdMs: number; readonly id: string }

/** Tokens of next pages: those of the whole REST binding, so that one address takes all of them back. */
export type JobPageTokens = {
  format(subject: string, place: JobPlace): Promise<{ readonly token: string; readonly expiresMs: number }>
  parse(subject: string, token: string): Promise<Result<JobPlace>>
}
