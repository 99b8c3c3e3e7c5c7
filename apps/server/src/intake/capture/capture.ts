import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Organisation } from '../../platform/database/index.ts'
import { isRetriable } from '../../platform/errors/index.ts'
import type { ByteBudget } from '../../platform/http/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { Outcome, Submission } from '../../record/ledger/index.ts'
import { CheckPool } from '../validate/index.ts'
import { type DiskGauge, DiskWatch } from './admission.ts'
import { type CaptureAnswer, type CaptureDeps, captureDocument } from './commands.ts'
import type { CaptureRequest, CaptureSettings } from './model.ts'
import { Refusals } from './refusals.ts'
import { JobRunner } from './runner.ts'
import { deleteErasedBytes } from './store.ts'

export type CaptureOptions = {
  readonly database: Database
  readonly organisation: Organisation
  readonly append: (submission: Submission) => Promise<Outcome>
  readonly settings: CaptureSettings
  readonly clock: Clock
  readonly log: Log
  readonly gauge: DiskGauge
  /** Bytes of documents in the process: being received, checked, or waiting to be recorded. */
  readonly budget: ByteBudget
}

const summingIntervalMs = 10_000

/** Intake of documents: checks them, records or refuses them, and finishes the large ones in the background. */
export class Capture {
  readonly database: Database
  readonly organisation: Organisation
  readonly settings: CaptureSettings
  readonly clock: Clock
  readonly disk: DiskWatch
  readonly budget: ByteBudget
  readonly #deps: CaptureDeps
  readonly #runner: JobRunner
  readonly #log: Log
  readonly #timer: NodeJS.Timeout
  #summing: Promise<void> | undefined

  constructor(options: CaptureOptions) {
    const { database, organisation, settings, clock, log, append } = options
    this.database = database
    this.organisation = organisation
    this.settings = settings
    this.clock = clock
    this.disk = new DiskWatch(options.gauge, settings.minFreeBytes, () => clock.now())
    this.budget = options.budget
    const pool = new CheckPool({
      threads: settings.checkThreads,
      maxWaiting: settings.maxWaiting,
      documentTimeoutMs: settings.checkTimeoutMs,
      maxHeapMb: settings.checkHeapMb,
    })
    const refusals = new Refusals(database, organisation, settings, clock)
    this.#deps = { database, organisation, append, settings, clock, pool, refusals }
    this.#runner = new JobRunner(this.#deps, log)
    this.#log = log
    this.#timer = setInterval(() => this.#sumUp(false), summingIntervalMs)
    this.#timer.unref()
  }

  /** Takes up the jobs that an earlier run of the server left open. @returns how many. */
  resume(): Promise<number> {
    return this.#runner.resume()
  }

  /** @throws CheckError, RecordError, DatabaseError: then nothing was recorded, or it was and the same request finds it so. */
  async capture(request: CaptureRequest): Promise<CaptureAnswer> {
    const answer = await captureDocument(this.#deps, request)
    if (answer.outcome !== 'opened') return answer
    // The facts stay in memory only where they fit; otherwise they are made again from the kept bytes.
    const release = this.budget.take(answer.later.bodies.length)
    this.#runner.add(answer.job.id, release === undefined ? undefined : answer.later, release ?? (() => undefined))
    return answer
  }

  /**
   * After the record erased the body of the fact `erased` by the fact `decision`: removes the bytes of the documents that hold it too. Doing it again
   * changes nothing. Bytes of refused documents go by erasing their `refused/1` fact. Throws DatabaseError where the decision does not name the fact.
   */
  async eraseBytes(erased: number, decision: number): Promise<void> {
    await this.database.transaction(this.organisation, (transaction) => deleteErasedBytes(transaction, erased, decision))
  }

  /** Resolves when every opened job has ended or waits for the next start. */
  idle(): Promise<void> {
    return this.#runner.idle()
  }

  /** Before the record and the database are closed. Open jobs end between two batches. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all([this.#runner.close(), this.#deps.pool.close()])
    await this.#summing
    this.#sumUp(true)
    await this.#summing
  }

  #sumUp(atOnce: boolean): void {
    this.#summing ??= this.#appendCounts(atOnce).finally(() => {
      this.#summing = undefined
    })
  }

  async #appendCounts(atOnce: boolean): Promise<void> {
    const facts = this.#deps.refusals.takeCounts(atOnce)
    if (facts.length === 0) return
    try {
      await this.#deps.append({ facts })
    } catch (error) {
      this.#log[isRetriable(error) ? 'warn' : 'error']({ err: error, clients: facts.length }, 'counts of refusals were not recorded')
    }
  }
}
