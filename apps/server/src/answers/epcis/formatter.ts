import { Worker } from 'node:worker_threads'
import type { CompanyPrefixes } from '@proofline/identifiers'
import { messageOf } from '../../platform/errors/index.ts'
import { PageError } from './error.ts'
import { formatPage, type PageOrder, type PageText } from './rules.ts'

export type Ordered = { readonly id: number; readonly order: PageOrder }
/** `reason`: what it failed with. */
export type Written = { readonly id: number; readonly text: PageText } | { readonly id: number; readonly reason: string }

type Waiting = { readonly settle: (text: PageText) => void; readonly fail: (error: PageError) => void }

/** Characters of bodies: what is sooner written than handed over, and holds nobody up (some 10 ms). */
const smallPage = 64 * 1024

/** Each holds up to 16 MB of bodies. */
const mostWaiting = 16

/** Writes pages: small ones at once, large ones in a thread of its own, so that no answer, however large, holds up another request. */
export class PageFormatter {
  readonly #companyPrefixes: CompanyPrefixes | undefined
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0
  #closed = false

  constructor(companyPrefixes: CompanyPrefixes | undefined) {
    this.#companyPrefixes = companyPrefixes
  }

  /** @throws PageError */
  async format(order: PageOrder): Promise<PageText> {
    if (order.events.reduce((sum, { body }) => sum + body.length, 0) <= smallPage) return formatPage(order, this.#companyPrefixes)
    if (this.#closed) throw new PageError('page-closed', 'the server is being stopped', { retriable: true })
    if (this.#waiting.size >= mostWaiting) throw new PageError('page-busy', 'too many large pages are being written', { retriable: true })
    this.#lastId += 1
    const id = this.#lastId
    return new Promise<PageText>((settle, fail) => {
      this.#waiting.set(id, { settle, fail })
      this.#thread().postMessage({ id, order } satisfies Ordered)
    })
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: this.#companyPrefixes,
      resourceLimits: { maxOldGenerationSizeMb: 768 },
    })
    worker.on('message', (written: Written) => {
      const waiting = this.#waiting.get(written.id)
      this.#waiting.delete(written.id)
      if ('text' in written) waiting?.settle(written.text)
      else waiting?.fail(new PageError('page-failed', written.reason))
    })
    // What waited for a thread that is lost is asked again by its clients; the next page gets a new thread.
    const lost = (reason: string): void => {
      if (this.#worker === worker) this.#giveUp(new PageError('page-busy', reason, { retriable: true }))
    }
    worker.on('error', (error) => lost(messageOf(error)))
    worker.on('exit', () => lost('the thread ended without an answer'))
    worker.unref()
    this.#worker = worker
    return worker
  }

  #giveUp(error: PageError): void {
    this.#worker = undefined
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { fail } of waiting) fail(error)
  }

  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    this.#giveUp(new PageError('page-closed', 'the server is being stopped', { retriable: true }))
    await worker?.terminate()
  }
}
