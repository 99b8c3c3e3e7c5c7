import { Worker } from 'node:worker_threads'
import type { ConnectionSettings, Organisation } from '../../platform/database/index.ts'
import { messageOf } from '../../platform/errors/index.ts'
import { type BatchLimits, batchLimits } from './batches.ts'
import { CursorWatch } from './cursor-watch.ts'
import type { FromWorker, ToWorker, WorkerStart } from './model.ts'

export type ViewsOptions = {
  readonly connection: ConnectionSettings | string
  readonly organisation: Organisation
  readonly limits?: BatchLimits
  readonly leaseMs?: number
  readonly pollMs?: number
  readonly maxHeapMb?: number
  /** What runs in the thread, where it is to be another than the projector. */
  readonly thread?: URL
  /** What goes wrong behind the answers; undefined: it works again. Nothing of it ends the server. */
  readonly onTrouble?: (reason: string | undefined) => void
}

export type ViewsState = {
  /** The log size that the views have followed, as far as this process knows. */
  readonly cursor: number
  /** The same of the roll-ups, which come after the other views. */
  readonly rollups: number
  /** This process projects; otherwise another one does, or none can. */
  readonly isProjecting: boolean
  readonly trouble: string | undefined
}

const longestPauseMs = 10_000
const longestCloseMs = 15_000

/** The views of this process: a projector in a thread of its own, so that neither its work nor its end is felt by a request. */
export class Views {
  readonly #options: ViewsOptions
  readonly #watch = new CursorWatch()
  readonly #rollups = new CursorWatch()
  #worker: Worker | undefined
  #closed = false
  #isProjecting = false
  #trouble: string | undefined
  #failures = 0
  #again: NodeJS.Timeout | undefined

  constructor(options: ViewsOptions) {
    this.#options = options
    this.#start()
  }

  state(): ViewsState {
    return { cursor: this.#watch.cursor, rollups: this.#rollups.cursor, isProjecting: this.#isProjecting, trouble: this.#trouble }
  }

  /** Something was appended. It costs nothing to say so too often. */
  notify(): void {
    this.#tell({ what: 'appended' })
  }

  /** Resolves when the views have followed `size` facts, or after `timeoutMs`. @returns how far they are. Never rejects. */
  waitFor(size: number, timeoutMs: number): Promise<number> {
    if (this.#watch.cursor < size) this.#tell({ what: 'awaited', size, timeoutMs })
    return this.#watch.waitFor(size, timeoutMs)
  }

  /** The same for the roll-ups, which come after the other views. */
  waitForRollups(size: number, timeoutMs: number): Promise<number> {
    if (this.#rollups.cursor < size) this.#tell({ what: 'rollups-awaited' })
    return this.#rollups.waitFor(size, timeoutMs)
  }

  /** Ends after the batch that is under way. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#again)
    const worker = this.#worker
    if (worker !== undefined) {
      const ended = new Promise((resolve) => worker.once('exit', resolve))
      this.#tell({ what: 'close' })
      // A batch that is cut off here leaves nothing behind.
      const impatience = setTimeout(() => void worker.terminate(), longestCloseMs)
      await ended
      clearTimeout(impatience)
    }
    this.#watch.close()
    this.#rollups.close()
  }

  #tell(message: ToWorker): void {
    this.#worker?.postMessage(message)
  }

  #start(): void {
    const { connection, organisation, limits = batchLimits, leaseMs = 10_000, pollMs = 250, maxHeapMb = 384 } = this.#options
    // A thread that died of its batch gets smaller ones.
    const maxFacts = Math.max(1, limits.maxFacts >> (2 * this.#failures))
    const workerData: WorkerStart = { connection, organisation, limits: { ...limits, maxFacts }, leaseMs, pollMs }
    const worker = new Worker(this.#options.thread ?? new URL('./worker.ts', import.meta.url), {
      workerData,
      // Most of what a batch makes is gone with it: a larger nursery spares the collector work, and takes memory.
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: 48 },
    })
    this.#worker = worker
    worker.on('message', (message: FromWorker) => this.#hear(message))
    worker.on('error', (error) => this.#troubled(messageOf(error)))
    worker.on('exit', () => this.#ended())
  }

  #hear(message: FromWorker): void {
    if (message.what === 'trouble') {
      this.#troubled(message.reason)
      return
    }
    this.#isProjecting = message.isProjecting
    if (message.cursor > this.#watch.cursor) this.#failures = 0
    this.#watch.reached(message.cursor)
    this.#rollups.reached(message.rollups)
  }

  #troubled(reason: string | undefined): void {
    this.#trouble = reason
    this.#options.onTrouble?.(reason)
  }

  #ended(): void {
    this.#worker = undefined
    this.#isProjecting = false
    if (this.#closed) return
    this.#again = setTimeout(() => this.#start(), Math.min(longestPauseMs, 100 * 4 ** this.#failures))
    this.#failures = Math.min(this.#failures + 1, 8)
  }
}
