import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { DatabaseError, sql } from '../../platform/database/index.ts'
import { type Instant, isGuardKey, laterOf } from '../facts/index.ts'
import { lockHead, RecordError } from '../tree/index.ts'
import { type Attempt, type BatchContext, type BatchResult, commitBatch, type Known } from './batch.ts'
import type { Submission } from './model.ts'
import { type Prepared, prepare, stamp } from './prepare.ts'
import { Queue, type Settled, type Waiting } from './queue.ts'
import { type Decision, mayBeNew } from './rules.ts'

export type WriterOptions = {
  /** A small submission waits at most this long for company. */
  readonly waitMs?: number
  /** Facts in a shared batch; a larger submission is a batch of its own. */
  readonly maxBatchFacts?: number
  /** Beyond this many bytes in flight a submission is turned away as `record-busy`. */
  readonly maxPendingBytes?: number
  /** A lost database is waited for this long. */
  readonly retryForMs?: number
  /** A batch stands that made the log larger. */
  readonly onAppended?: () => void
}

/**
 * Those who share a batch wait for its end together, and come back together: were all of many clients waited for, nothing would be parsed while the database
 * works, and it would have nothing to do while they are parsed. Much smaller batches cost more than they win: measured with 64 clients.
 */
const enoughMembers = 28

const longestSubmission = 100_000

/** Bytes that a fact takes beside its body, about. */
const bytesBesideBody = 600

/**
 * The one writer of this process: groups submissions into batches, commits one batch after the other, and answers each submission when its
 * batch stands. While one batch is in the database the next is sealed: its moment set, its commitments made.
 */
export class Writer {
  readonly #context: BatchContext
  readonly #queue: Queue
  readonly #waitMs: number
  readonly #maxPendingBytes: number
  readonly #retryForMs: number
  readonly #onAppended: () => void
  #known: Known
  #sealed: Promise<Waiting[]> | undefined
  #running: Promise<void> | undefined
  #committing = false
  #lastMembers = 1
  #pendingBytes = 0
  #lastInstant: Instant | undefined
  #halted: RecordError | undefined
  #wake: (() => void) | undefined
  /**
   * Keys are hashes and lie anywhere in a large index: to look each up before it is inserted costs as much again as the insertion. So they are
   * looked up only while repetitions come.
   */
  #expectsNewKeys = true

  constructor(context: BatchContext, known: Known, options: WriterOptions = {}) {
    this.#context = context
    this.#known = known
    this.#lastInstant = known.head.recordedAt ?? undefined
    this.#queue = new Queue(options.maxBatchFacts ?? 2000)
    this.#waitMs = options.waitMs ?? 5
    this.#maxPendingBytes = options.maxPendingBytes ?? 128 * 1024 * 1024
    this.#retryForMs = options.retryForMs ?? 15_000
    this.#onAppended = options.onAppended ?? (() => undefined)
  }

  get known(): Known {
    return this.#known
  }

  /** Whether a batch is about to follow. */
  get isGathering(): boolean {
    return !this.#queue.isEmpty
  }

  /** Why nothing is appended any more. */
  get halted(): RecordError | undefined {
    return this.#halted
  }

  /** Resolves when the submission's batch is committed, or when it is decided that nothing of it is appended. */
  async append(submission: Submission): Promise<Settled & { readonly prepared: Prepared }> {
    const bytes = assertSubmission(submission)
    if (this.#halted !== undefined) throw this.#halted
    if (this.#pendingBytes > 0 && this.#pendingBytes + bytes > this.#maxPendingBytes) {
      throw new RecordError('record-busy', 'more is waiting to be appended than may wait', { retriable: true })
    }
    this.#pendingBytes += bytes
    try {
      const prepared = await prepare(submission)
      const settled = await new Promise<Settled>((settle, fail) => this.#enqueue({ prepared, since: performance.now(), settle, fail }))
      return { ...settled, prepared }
    } finally {
      this.#pendingBytes -= bytes
    }
  }

  /** No more submissions; those that wait are appended first. */
  async close(): Promise<void> {
    this.#halted ??= new RecordError('record-closed', 'the record is being closed', { retriable: true })
    this.#wake?.()
    await this.#running
  }

  #enqueue(waiting: Waiting): void {
    this.#queue.add(waiting)
    if (this.#isWorthGoing) this.#wake?.()
    if (this.#running === undefined) {
      this.#running = this.#run()
    } else if (this.#sealed === undefined && this.#queue.isFull && this.#committing) {
      this.#sealed = this.#seal(this.#queue.take())
    }
  }

  /** Whether as many wait as there were in the last batch, or enough. */
  get #isWorthGoing(): boolean {
    return this.#queue.isFull || this.#queue.smallMembers >= Math.min(enoughMembers, this.#lastMembers)
  }

  async #run(): Promise<void> {
    // Whatever else came in this turn of the event loop belongs to the first batch.
    await nextTurn()
    for (;;) {
      const members = await (this.#sealed ?? this.#collect())
      this.#sealed = undefined
      if (members.length === 0) {
        // No await between this look and the end: whoever comes later starts a new run.
        if (!this.#queue.isEmpty) continue
        this.#running = undefined
        return
      }
      this.#lastMembers = members.length
      this.#committing = true
      if (this.#queue.isFull) this.#sealed = this.#seal(this.#queue.take())
      await this.#settleBatch(members)
      this.#committing = false
    }
  }

  /** Where several clients were at work in the last batch, the first to come back waits for others. */
  async #collect(): Promise<Waiting[]> {
    const { since } = this.#queue
    const left = since === undefined || this.#lastMembers < 2 ? 0 : since + this.#waitMs - performance.now()
    if (left > 0 && !this.#isWorthGoing && this.#halted === undefined) {
      await new Promise<void>((wake) => {
        const timer = setTimeout(wake, left)
        this.#wake = () => {
          clearTimeout(timer)
          wake()
        }
      })
      this.#wake = undefined
    }
    return this.#seal(this.#queue.take())
  }

  async #seal(members: Waiting[]): Promise<Waiting[]> {
    const now = this.#context.clock()
    const instant = this.#lastInstant === undefined ? now : laterOf(this.#lastInstant, now)
    this.#lastInstant = instant
    for (const { prepared } of members) await stamp(prepared, instant)
    return members
  }

  /** Never throws: each member gets its answer or its error. */
  async #settleBatch(members: readonly Waiting[]): Promise<void> {
    try {
      const { decisions, known, appended } = await this.#commit(members.map(({ prepared }) => prepared))
      this.#known = known
      const { recordedAt } = known.head
      if (recordedAt !== null) this.#lastInstant = this.#lastInstant === undefined ? recordedAt : laterOf(this.#lastInstant, recordedAt)
      for (const [at, { settle, fail }] of members.entries()) {
        const decision = decisions[at]
        if (decision === undefined) fail(new RecordError('submission-malformed', 'a member of a batch was not decided'))
        else settle({ decision, size: known.head.size })
      }
      if (appended > 0) this.#onAppended()
    } catch (error) {
      if (error instanceof RecordError && haltingCodes.has(error.code)) this.#halted = error
      if (members.length > 1 && blamesAMember(error)) {
        const middle = members.length >> 1
        await this.#settleBatch(members.slice(0, middle))
        await this.#settleBatch(members.slice(middle))
      } else {
        for (const { fail } of members) fail(error)
      }
    }
  }

  async #commit(members: readonly Prepared[]): Promise<BatchResult> {
    const deadline = performance.now() + this.#retryForMs
    let areKeysNew = this.#expectsNewKeys && members.every(({ member }) => mayBeNew(member))
    for (let attempts = 1; ; attempts += 1) {
      const attempt: Attempt = { first: -1, root: undefined, result: undefined }
      try {
        const result = await commitBatch(this.#context, this.#known, members, attempt, areKeysNew)
        this.#expectsNewKeys = areKeysNew || !result.decisions.some(repeats)
        return result
      } catch (error) {
        if (areKeysNew && error instanceof DatabaseError && error.code === 'unique-violation' && error.table === 'work_guard') {
          areKeysNew = false
          continue
        }
        if (!(error instanceof DatabaseError) || !error.retriable) throw error
        if (error.code === 'commit-unknown') {
          const standing = await this.#resolve(attempt, deadline)
          if (standing !== undefined) return standing
        }
        if (performance.now() > deadline) throw error
        await pause(Math.min(1000, 10 * 2 ** attempts))
      }
    }
  }

  /**
   * The answer to a commit was lost: whether the batch stands is read back, under the lock, which the lost transaction holds until it has
   * ended. The root is over salted commitments: no other batch has it.
   */
  async #resolve({ first, root, result }: Attempt, deadline: number): Promise<BatchResult | undefined> {
    if (root === undefined || result === undefined) return undefined
    const { database, organisation } = this.#context
    for (let attempts = 1; ; attempts += 1) {
      try {
        const stands = await database.transaction(organisation, async (transaction) => {
          await lockHead(transaction, 'append')
          const [row] = await transaction.query<{ root: Buffer }>(sql`select root from record_batch where first = ${first}`)
          return row?.root.equals(root) === true
        })
        return stands ? result : undefined
      } catch (error) {
        if (!(error instanceof DatabaseError) || !error.retriable) throw error
        if (performance.now() > deadline) {
          throw new RecordError(
            'commit-unresolved',
            'the database was lost during a commit and is not back: whether the facts stand is not known yet',
            {
              cause: error,
              retriable: true,
            },
          )
        }
        await pause(Math.min(1000, 10 * 2 ** attempts))
      }
    }
  }
}

const repeats = (decision: Decision): boolean => decision.outcome === 'accepted' && decision.places.some(({ duplicate }) => duplicate)

const haltingCodes: ReadonlySet<string> = new Set(['log-truncated', 'log-forked', 'origin-changed'])

/** Classes of errors (PostgreSQL appendix A) that have their cause in the rows of one member: data, constraints, names, raised by a trigger. */
const classesOfMembers: ReadonlySet<string> = new Set(['21', '22', '23', '42', '44', 'P0'])

/** Whether a batch without the guilty member would go through. What a companion throws is its member's doing as well. */
function blamesAMember(error: unknown): boolean {
  if (error instanceof RecordError) return false
  // A companion that went on after its statement had failed.
  if (error instanceof DatabaseError && error.code === 'transaction-aborted') return true
  if (error instanceof DatabaseError) return classesOfMembers.has(error.sqlState?.slice(0, 2) ?? '')
  return true
}

/** @returns the bytes that it will take, about. */
function assertSubmission({ facts, once, expectations = [] }: Submission): number {
  if (facts.length === 0 || facts.length > longestSubmission) {
    throw new RecordError('submission-malformed', `a submission has 1 to ${longestSubmission} facts, not ${facts.length}`)
  }
  if (once !== undefined && facts.some((fact) => fact.once !== undefined)) {
    throw new RecordError('submission-malformed', 'either the submission has a key of its own, or its facts have')
  }
  if (![...expectations.map(({ key }) => key), ...(once === undefined ? [] : [once])].every(isGuardKey)) {
    throw new RecordError('submission-malformed', 'the keys of a submission are guard keys')
  }
  return facts.reduce((bytes, fact) => bytes + fact.body.length + bytesBesideBody, 0)
}
