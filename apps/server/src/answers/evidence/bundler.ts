import { Worker } from 'node:worker_threads'
import { messageOf, ProoflineError } from '../../platform/errors/index.ts'
import { type BundleAnswer, type BundleOrder, limits } from './model.ts'

export type BundlerErrorCode = 'evidence-busy' | 'evidence-closed' | 'evidence-took-too-long' | 'evidence-failed'

/** No bundle was made, and that says nothing about the evidence. */
export class BundlerError extends ProoflineError<BundlerErrorCode> {}

type Waiting = { readonly start: () => void; readonly leave: (error: BundlerError) => void }

/** Makes one bundle at a time, each in a thread of its own; a few may wait, more are refused. So the memory that bundles take is that of one. */
export class Bundler {
  readonly #waiting: Waiting[] = []
  #running: Worker | undefined
  #busy = false
  #closed = false

  /** Throws BundlerError. */
  async make(order: BundleOrder): Promise<BundleAnswer> {
    await this.#turn()
    try {
      return await this.#run(order)
    } finally {
      const next = this.#waiting.shift()
      // The turn is handed on, so that nobody who comes in between takes it as well.
      if (next === undefined) this.#busy = false
      else next.start()
    }
  }

  async #turn(): Promise<void> {
    if (this.#closed) throw new BundlerError('evidence-closed', 'the server is being stopped', { retriable: true })
    if (!this.#busy) {
      this.#busy = true
      return
    }
    if (this.#waiting.length >= limits.waiting)
      throw new BundlerError('evidence-busy', 'too many bundles are being made', { retriable: true })
    await new Promise<void>((start, leave) => this.#waiting.push({ start, leave }))
  }

  async #run(order: BundleOrder): Promise<BundleAnswer> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: 768 },
    })
    this.#running = worker
    const made = new Promise<BundleAnswer>((resolve, reject) => {
      const tooLong = new BundlerError('evidence-took-too-long', `the bundle was not made within ${limits.timeoutMs} ms`)
      const timer = setTimeout(() => reject(tooLong), limits.timeoutMs)
      worker.once('message', resolve)
      worker.once('error', (error) => reject(new BundlerError('evidence-failed', messageOf(error), { cause: error })))
      worker.once('exit', () =>
        reject(new BundlerError(this.#closed ? 'evidence-closed' : 'evidence-failed', 'the thread ended without an answer')),
      )
      worker.once('exit', () => clearTimeout(timer))
    })
    try {
      return await made
    } finally {
      await worker.terminate()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const { leave } of this.#waiting.splice(0))
      leave(new BundlerError('evidence-closed', 'the server is being stopped', { retriable: true }))
    await this.#running?.terminate()
  }
}
