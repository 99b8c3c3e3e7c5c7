import { Worker } from 'node:worker_threads'
import { ProoflineError } from '../../platform/errors/index.ts'
import type { CheckedDocument, CheckSettings } from './model.ts'

export type CheckErrorCode = 'check-overloaded' | 'check-took-too-long' | 'check-took-too-much-memory' | 'check-failed' | 'check-closed'

/** A document that was not checked to its end. `check-overloaded` and `check-closed` are no verdict on the document; the others are. */
export class CheckError extends ProoflineError<CheckErrorCode> {}

export type CheckPoolOptions = {
  /** Worker threads at most; each starts when it is first needed. */
  readonly threads: number
  /** Documents that wait for a thread at most. */
  readonly maxWaiting: number
  /** Time one document may take in its thread; then the thread is ended. */
  readonly documentTimeoutMs: number
  readonly maxHeapMb: number
}

/** To the worker: the bytes are copied, because they are still needed here if the worker must be ended. */
export type CheckRequest = { readonly bytes: Uint8Array; readonly settings: CheckSettings }
/** `ready`: its code is loaded, and what takes time from here on is a document. */
export type CheckAnswer = { readonly ready: true } | { readonly checked: CheckedDocument } | { readonly failure: string }

type Task = CheckRequest & {
  readonly resolve: (checked: CheckedDocument) => void
  readonly reject: (error: CheckError) => void
}

type Thread = { readonly worker: Worker; isReady: boolean; task: Task | undefined; timer: NodeJS.Timeout | undefined }

/** Until a thread has loaded its code, on however slow a machine. */
const startTimeoutMs = 60_000

/** Worker threads that check large documents, so that no document stalls the others. A thread that exceeds its time or memory is ended and replaced. */
export class CheckPool {
  readonly #options: CheckPoolOptions
  readonly #threads = new Set<Thread>()
  readonly #waiting: Task[] = []
  #closed = false

  constructor(options: CheckPoolOptions) {
    this.#options = options
  }

  /** @throws CheckError */
  check(bytes: Uint8Array, settings: CheckSettings): Promise<CheckedDocument> {
    return new Promise((resolve, reject) => {
      const task = { bytes, settings, resolve, reject }
      if (this.#closed) return reject(new CheckError('check-closed', 'the server is stopping'))
      const thread = this.#idleThread()
      if (thread !== undefined) return this.#assign(thread, task)
      if (this.#waiting.length >= this.#options.maxWaiting) {
        return reject(
          new CheckError('check-overloaded', `${this.#waiting.length} documents are waiting to be checked`, { retriable: true }),
        )
      }
      this.#waiting.push(task)
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const left = [...this.#waiting.splice(0), ...[...this.#threads].flatMap(({ task }) => task ?? [])]
    const threads = [...this.#threads]
    this.#threads.clear()
    for (const { timer } of threads) clearTimeout(timer)
    for (const task of left) task.reject(new CheckError('check-closed', 'the server is stopping'))
    await Promise.all(threads.map(({ worker }) => worker.terminate()))
  }

  #idleThread(): Thread | undefined {
    for (const thread of this.#threads) {
      if (thread.task === undefined) return thread
    }
    return this.#threads.size < this.#options.threads ? this.#start() : undefined
  }

  #start(): Thread {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#options.maxHeapMb, maxYoungGenerationSizeMb: 32 },
    })
    const thread: Thread = { worker, isReady: false, task: undefined, timer: undefined }
    worker.on('message', (answer: CheckAnswer) => this.#answered(thread, answer))
    worker.on('error', (error: Error & { code?: string }) => {
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      this.#end(thread, new CheckError(memory ? 'check-took-too-much-memory' : 'check-failed', error.message, { cause: error }))
    })
    worker.on('exit', () => this.#end(thread, new CheckError('check-failed', 'the checking thread ended')))
    // An idle thread keeps no process alive.
    worker.unref()
    this.#threads.add(thread)
    return thread
  }

  #assign(thread: Thread, task: Task): void {
    thread.task = task
    thread.worker.ref()
    this.#limit(thread)
    thread.worker.postMessage({ bytes: task.bytes, settings: task.settings } satisfies CheckRequest)
  }

  /** What a thread needs to begin is no fault of the document that waits for it. */
  #limit(thread: Thread): void {
    const ms = thread.isReady ? this.#options.documentTimeoutMs : Math.max(startTimeoutMs, this.#options.documentTimeoutMs)
    clearTimeout(thread.timer)
    thread.timer = setTimeout(() => this.#end(thread, new CheckError('check-took-too-long', `more than ${ms} ms`)), ms)
  }

  #answered(thread: Thread, answer: CheckAnswer): void {
    if ('ready' in answer) {
      thread.isReady = true
      if (thread.task !== undefined) this.#limit(thread)
      return
    }
    const task = this.#release(thread)
    thread.worker.unref()
    if ('checked' in answer) task?.resolve(answer.checked)
    else task?.reject(new CheckError('check-failed', answer.failure))
    const next = this.#waiting.shift()
    if (next !== undefined) this.#assign(thread, next)
  }

  /** The thread is of no more use: its document is told why, the next one gets a new thread. */
  #end(thread: Thread, error: CheckError): void {
    if (!this.#threads.delete(thread)) return
    this.#release(thread)?.reject(error)
    void thread.worker.terminate()
    if (this.#waiting.length === 0) return
    const replacement = this.#idleThread()
    const next = replacement === undefined ? undefined : this.#waiting.shift()
    if (replacement !== undefined && next !== undefined) this.#assign(replacement, next)
  }

  #release(thread: Thread): Task | undefined {
    const { task } = thread
    clearTimeout(thread.timer)
    thread.task = undefined
    thread.timer = undefined
    return task
  }
}
