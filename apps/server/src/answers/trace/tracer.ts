import { Worker } from 'node:worker_threads'
import { messageOf } from '../../platform/errors/index.ts'
import { TraceError } from './error.ts'
import { limits, type Order, type Outcome, type Question, type Told, type TracerStart } from './model.ts'

type Waiting = { readonly order: Order; readonly settle: (outcome: Outcome) => void; readonly fail: (error: TraceError) => void }

/**
 * Answers questions one after the other in a thread of its own, so that no walk, however large, holds up another request. A question that takes
 * too long ends the thread, and the next one gets a new thread.
 */
export class Tracer {
  readonly #start: TracerStart
  readonly #queue: Waiting[] = []
  #running: Waiting | undefined
  #timer: NodeJS.Timeout | undefined
  #worker: Worker | undefined
  #lastId = 0
  #closed = false

  constructor(start: TracerStart) {
    this.#start = start
  }

  /** @throws TraceError `trace-busy`, `trace-closed`, `trace-took-too-long`, `trace-failed` */
  ask(question: Question, size: number, digest = false): Promise<Outcome> {
    if (this.#closed) throw new TraceError('trace-closed', 'the server is being stopped', { retriable: true })
    if (this.#queue.length >= limits.waiting) throw new TraceError('trace-busy', 'too many questions are waiting', { retriable: true })
    this.#lastId += 1
    const order: Order = { id: this.#lastId, question, size, digest }
    return new Promise<Outcome>((settle, fail) => {
      this.#queue.push({ order, settle, fail })
      this.#next()
    })
  }

  #next(): void {
    if (this.#running !== undefined) return
    this.#running = this.#queue.shift()
    if (this.#running === undefined) return
    const tooLong = new TraceError('trace-took-too-long', `a question was not answered within ${limits.timeoutMs} ms`)
    this.#timer = setTimeout(() => this.#giveUp(tooLong), limits.timeoutMs)
    this.#thread().postMessage(this.#running.order)
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: this.#start,
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    })
    worker.on('message', ({ id, outcome }: Told) => {
      if (this.#running?.order.id === id) this.#finish((waiting) => waiting.settle(outcome))
    })
    const lost = (reason: string): void => {
      if (this.#worker === worker) this.#giveUp(new TraceError('trace-failed', reason))
    }
    worker.on('error', (error) => lost(messageOf(error)))
    worker.on('exit', () => lost('the thread ended without an answer'))
    worker.unref()
    this.#worker = worker
    return worker
  }

  #giveUp(error: TraceError): void {
    const worker = this.#worker
    this.#worker = undefined
    void worker?.terminate()
    this.#finish((waiting) => waiting.fail(error))
  }

  #finish(answer: (waiting: Waiting) => void): void {
    clearTimeout(this.#timer)
    const finished = this.#running
    this.#running = undefined
    if (finished !== undefined) answer(finished)
    this.#next()
  }

  async close(): Promise<void> {
    this.#closed = true
    const closed = new TraceError('trace-closed', 'the server is being stopped', { retriable: true })
    for (const { fail } of this.#queue.splice(0)) fail(closed)
    clearTimeout(this.#timer)
    const [worker, running] = [this.#worker, this.#running]
    this.#worker = undefined
    this.#running = undefined
    running?.fail(closed)
    await worker?.terminate()
  }
}
