import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { DatabaseError } from '../../platform/database/index.ts'
import { isRetriable, messageOf, ProoflineError } from '../../platform/errors/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { CheckedDocument, PackedFacts } from '../validate/index.ts'
import { appendStep, type CaptureDeps } from './commands.ts'
import type { Job } from './model.ts'
import { endOfBatch } from './rules.ts'
import { selectJobs, selectOpenJobs, selectRaw } from './stored-jobs.ts'

export type JobErrorCode = 'job-bytes-missing' | 'job-bytes-damaged' | 'job-checked-otherwise'

/** A job that was accepted cannot be done from what is kept of it: someone changed the tables, or the rules got stricter under it. */
export class JobError extends ProoflineError<JobErrorCode> {}

type Pending = { readonly id: string; readonly facts: PackedFacts | undefined; readonly release: () => void }

const decompress = promisify(zstdDecompress)
const firstPauseMs = 200
const longestPauseMs = 30_000

/** Appends the facts of opened jobs, one job after the other, in batches; small documents take their turns between the batches. */
export class JobRunner {
  readonly #deps: CaptureDeps
  readonly #log: Log
  readonly #pending: Pending[] = []
  readonly #stopped = new AbortController()
  #running: Promise<void> | undefined

  constructor(deps: CaptureDeps, log: Log) {
    this.#deps = deps
    this.#log = log
  }

  /** @param release called when the job has ended or is left for the next start. */
  add(jobId: string, facts: PackedFacts | undefined, release: () => void): void {
    this.#pending.push({ id: jobId, facts, release })
    this.#running ??= this.#run()
  }

  /** Takes up what an earlier run of the server left open. @returns how many jobs. */
  async resume(): Promise<number> {
    const { database, organisation } = this.#deps
    const ids = await database.transaction(organisation, (transaction) => selectOpenJobs(transaction), { readOnly: true })
    for (const id of ids) this.add(id, undefined, () => undefined)
    return ids.length
  }

  /** Ends between two batches: what is left is taken up at the next start. */
  async close(): Promise<void> {
    this.#stopped.abort()
    await this.#running
    for (const { release } of this.#pending.splice(0)) release()
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      try {
        await this.#attempt(next)
      } catch (error) {
        this.#log.error({ err: error, job: next.id }, 'a capture job stays open until the next start')
      } finally {
        next.release()
      }
      if (this.#stopped.signal.aborted) break
    }
    this.#running = undefined
  }

  /** What may succeed later is tried again, ever more slowly, until it does or the server stops. */
  async #attempt(pending: Pending): Promise<void> {
    let waitMs = firstPauseMs
    while (!this.#stopped.signal.aborted) {
      try {
        await this.#finish(pending)
        return
      } catch (error) {
        if (!isRetriable(error) && !lacksResources(error)) throw error
        this.#log.warn({ job: pending.id, reason: messageOf(error) }, 'a capture job is tried again')
        await pause(waitMs, undefined, { signal: this.#stopped.signal }).catch(whenAborted)
        waitMs = Math.min(2 * waitMs, longestPauseMs)
      }
    }
  }

  async #finish({ id, facts }: Pending): Promise<void> {
    const { database, organisation, settings } = this.#deps
    const [found] = await database.transaction(organisation, (transaction) => selectJobs(transaction, [id]), { readOnly: true })
    if (found === undefined) throw new JobError('job-bytes-missing', `job ${id} is announced and does not exist`)
    const { job, progress } = found
    const packed = facts ?? (await this.#checkAgain(job)).facts
    if (packed.count !== job.facts) throw new JobError('job-checked-otherwise', `job ${id} had ${job.facts} facts, now ${packed.count}`)
    for (let from = progress.done; from < packed.count && !this.#stopped.signal.aborted; ) {
      const to = endOfBatch(packed.ends, from, settings)
      await appendStep(this.#deps, job, packed, from, to, undefined)
      from = to
    }
  }

  async #checkAgain(job: Job): Promise<CheckedDocument> {
    const { database, organisation, pool, settings } = this.#deps
    const raw = await database.transaction(organisation, (transaction) => selectRaw(transaction, job.sha256), { readOnly: true })
    if (raw === undefined) throw new JobError('job-bytes-missing', `the document of job ${job.id} is not there`)
    // The size is what the document had when it came: whatever stands there now unpacks to no more than that.
    const bytes = await decompress(raw.compressed, { maxOutputLength: Math.max(1, job.size) })
    if (createHash('sha256').update(bytes).digest('hex') !== job.sha256) {
      throw new JobError('job-bytes-damaged', `the document of job ${job.id} is not the one that came`)
    }
    return pool.check(bytes, { client: job.client, prefixes: job.prefixes, maxEvents: settings.limits.maxEvents })
  }
}

/** PostgreSQL appendix A, class 53: disk full, out of memory. It is no client that waits here, so that waiting for room is right. */
const lacksResources = (error: unknown): boolean => error instanceof DatabaseError && error.sqlState?.startsWith('53') === true

/** The pause was cut short because the server stops, which the loop sees. */
function whenAborted(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error
}
