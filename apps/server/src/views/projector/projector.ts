import { randomUUID } from 'node:crypto'
import type { Database, Organisation, Transaction } from '../../platform/database/index.ts'
import { followRollups } from '../rollups/index.ts'
import { Batches, type BatchLimits, batchLimits, type Step } from './batches.ts'
import { CursorWatch } from './cursor-watch.ts'
import { projectorLease, selectCursor, selectLogSize, selectRollupCursor } from './store.ts'

export type ProjectorOptions = {
  readonly database: Database
  readonly organisation: Organisation
  readonly limits?: BatchLimits
  /** A holder that does not renew for this long may be replaced. */
  readonly leaseMs?: number
  /** How often it looks by itself, without being told. */
  readonly pollMs?: number
  /** After each batch, and where another process projects, whenever it looked. */
  readonly onCursor?: (cursor: number, rollups: number) => void
  /** What goes wrong; undefined: it works again. It is tried again in any case. */
  readonly onTrouble?: (error: unknown) => void
}

const longestPauseMs = 5_000

/**
 * A small batch costs nearly what one of this many facts does. Unless more is there already (few facts may be many bytes), or somebody waits for it, the
 * next one gathers what comes in this time.
 */
const smallBatchFacts = 500
const gatherMs = 100

/** The roll-ups follow when the other views have nothing to do, or when they are so far behind; this much at a time. */
const longestRollupLag = 100_000
const rollupFacts = 2_000
/** More of a load is likely to come sooner than this: it goes first. */
const quietMs = 200

/** What ends a pause before its time. */
type WokenBy = 'facts' | 'waiting' | 'closing'
type Pause = { readonly pauseMs: number; readonly until: WokenBy }
const atOnce: Pause = { pauseMs: 0, until: 'facts' }

/**
 * Keeps the views in step with the log. Any number of processes may run one; the lease lets one of them write, and the token that each batch
 * checks under the lease row's lock keeps out one that has lost the lease without noticing. What fails is tried again, for ever.
 */
export class Projector {
  readonly #options: Required<Omit<ProjectorOptions, 'onCursor' | 'onTrouble'>>
  readonly #onCursor: (cursor: number, rollups: number) => void
  readonly #onTrouble: (error: unknown) => void
  readonly #batches: Batches
  readonly #watch = new CursorWatch()
  #rollups = 0
  /** The roll-ups not before. */
  #quietAt = 0
  /** After what went wrong with them, which holds up no other view. */
  #followAgainAt = 0
  readonly #holder = randomUUID()
  readonly #running: Promise<void>
  #token: number | undefined
  #renewedAt = 0
  #closing = false
  #troubled = false
  #told = false
  #wake: ((by: WokenBy) => void) | undefined

  constructor(options: ProjectorOptions) {
    const { database, organisation, onCursor, onTrouble } = options
    const { limits = batchLimits, leaseMs = 10_000, pollMs = 250 } = options
    this.#options = { database, organisation, limits, leaseMs, pollMs }
    this.#onCursor = onCursor ?? (() => undefined)
    this.#onTrouble = onTrouble ?? (() => undefined)
    this.#batches = new Batches(
      (work) => this.#write(work),
      limits,
      (work) => this.#read(work),
    )
    this.#running = this.#run()
  }

  get cursor(): number {
    return this.#watch.cursor
  }

  /** Whether this one has the lease, as far as it knows. */
  get isProjecting(): boolean {
    return this.#token !== undefined
  }

  /** Something was appended. */
  notify(): void {
    this.#told = true
    this.#wake?.('facts')
  }

  /** Resolves when the views have followed `size` facts, or after `timeoutMs`. @returns how far they are. */
  waitFor(size: number, timeoutMs: number): Promise<number> {
    const waited = this.#watch.waitFor(size, timeoutMs)
    if (this.#watch.isAwaited) {
      this.#told = true
      this.#wake?.('waiting')
    }
    return waited
  }

  /** Somebody waits for the roll-ups. */
  hurry(): void {
    this.#quietAt = 0
    this.#told = true
    this.#wake?.('waiting')
  }

  /** Ends after the batch that is under way, and lets another have the lease at once. */
  async close(): Promise<void> {
    this.#closing = true
    this.#wake?.('closing')
    await this.#running
    this.#watch.close()
  }

  async #run(): Promise<void> {
    let failures = 0
    while (!this.#closing) {
      try {
        const { pauseMs, until } = await this.#turn()
        failures = 0
        if (this.#troubled && performance.now() >= this.#followAgainAt) {
          this.#onTrouble(undefined)
          this.#troubled = false
        }
        if (pauseMs > 0) await this.#pause(pauseMs, until)
      } catch (error) {
        // Whether the batch stands or not, the next one begins with what the database has.
        this.#batches.forget()
        this.#troubled = true
        this.#onTrouble(error)
        failures += 1
        await this.#pause(Math.min(longestPauseMs, 50 * 2 ** failures), 'closing')
      }
    }
    await this.#release().catch((error: unknown) => this.#onTrouble(error))
  }

  /** @returns how long to wait before the next, and what ends that early. */
  async #turn(): Promise<Pause> {
    const { pollMs, leaseMs } = this.#options
    this.#told = false
    if (this.#token === undefined) {
      this.#token = await this.#write((transaction) => projectorLease.acquire(transaction, this.#holder, leaseMs))
      this.#renewedAt = performance.now()
      this.#batches.forget()
      this.#rollups = await this.#read(selectRollupCursor)
      this.#reached(await this.#read(selectCursor))
      if (this.#token === undefined) return { pauseMs: this.#watch.isAwaited ? pollMs / 5 : pollMs, until: 'facts' }
    }
    const token = this.#token
    const isCaughtUp = (await this.#read(selectLogSize)) <= this.#watch.cursor
    const behind = this.#watch.cursor - this.#rollups
    const isQuiet = isCaughtUp && behind > 0 && performance.now() >= this.#quietAt
    if ((isQuiet || behind > longestRollupLag) && performance.now() >= this.#followAgainAt) return this.#follow(token)
    if (isCaughtUp) return this.#idle(token)
    const step: Step = await this.#batches.step({
      begin: (transaction) => projectorLease.lock(transaction, token),
      end: async (transaction) => {
        await projectorLease.renew(transaction, token, leaseMs)
      },
    })
    if (step === 'may-not') {
      this.#token = undefined
      return atOnce
    }
    if (step.taken > 0) {
      this.#renewedAt = performance.now()
      this.#quietAt = performance.now() + quietMs
    }
    this.#reached(step.cursor)
    const gathers = !step.isFull && step.taken < smallBatchFacts && !this.#batches.isSearching && !this.#watch.isAwaited
    return gathers ? { pauseMs: gatherMs, until: 'waiting' } : atOnce
  }

  async #follow(token: number): Promise<Pause> {
    try {
      const rollups = await this.#write(async (transaction) => {
        if (!(await projectorLease.lock(transaction, token))) return undefined
        const reached = await followRollups(transaction, rollupFacts)
        await projectorLease.renew(transaction, token, this.#options.leaseMs)
        return reached
      })
      if (rollups === undefined) this.#token = undefined
      else {
        this.#renewedAt = performance.now()
        this.#rollups = rollups
        this.#reached(this.#watch.cursor)
      }
    } catch (error) {
      this.#followAgainAt = performance.now() + longestPauseMs
      this.#troubled = true
      this.#onTrouble(error)
    }
    return atOnce
  }

  async #idle(token: number): Promise<Pause> {
    const { leaseMs, pollMs } = this.#options
    if (performance.now() - this.#renewedAt > leaseMs / 3) {
      const renewed = await this.#write((transaction) => projectorLease.renew(transaction, token, leaseMs))
      this.#renewedAt = performance.now()
      if (!renewed) {
        this.#token = undefined
        return atOnce
      }
    }
    return this.#told ? atOnce : { pauseMs: pollMs, until: 'facts' }
  }

  #reached(cursor: number): void {
    this.#watch.reached(cursor)
    this.#onCursor(cursor, this.#rollups)
  }

  /**
   * Views can be made again: a crash of the machine may take back the last batches, whole. Rows are looked up by their keys only: a plan made
   * when a table was small would otherwise go through all of it, again and again, until its statistics are renewed.
   */
  #write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { database, organisation } = this.#options
    return database.transaction(organisation, async (transaction) => {
      await transaction.script('set local synchronous_commit to off; set local enable_seqscan to off')
      return work(transaction)
    })
  }

  #read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { database, organisation } = this.#options
    return database.transaction(organisation, work, { readOnly: true })
  }

  async #release(): Promise<void> {
    const token = this.#token
    if (token === undefined) return
    this.#token = undefined
    await this.#write((transaction) => projectorLease.release(transaction, token))
  }

  async #pause(ms: number, until: WokenBy): Promise<void> {
    if (this.#closing || (until === 'facts' && this.#told)) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = (by) => {
        if (urgency[by] < urgency[until]) return
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }
}

const urgency: Readonly<Record<WokenBy, number>> = { facts: 0, waiting: 1, closing: 2 }
