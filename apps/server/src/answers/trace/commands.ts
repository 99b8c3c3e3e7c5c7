import type { Ledger } from '../../record/index.ts'
import type { Views } from '../../views/projector/index.ts'
import { limits, type Outcome, type Question, type TracerStart } from './model.ts'
import { Tracer } from './tracer.ts'

export type TraceOptions = TracerStart & {
  readonly ledger: Pick<Ledger, 'state'>
  readonly views: Pick<Views, 'waitFor' | 'waitForRollups'>
}

/** Trace answers for applications and over HTTP: one question, one answer as of a size of the log. */
export class Trace {
  readonly #options: TraceOptions
  readonly #tracer: Tracer

  constructor(options: TraceOptions) {
    const { connection, organisation, own } = options
    this.#options = options
    this.#tracer = new Tracer({ connection, organisation, own })
  }

  /** Waits, within bounds, until the views have followed the log of this moment. @throws TraceError */
  async ask(question: Question): Promise<Outcome> {
    return this.#tracer.ask(question, await this.#follow(question))
  }

  /** As `ask`, with the digest of the answer in place of its lists, which never leave the thread that answers. @throws TraceError */
  async digest(question: Question): Promise<Outcome> {
    return this.#tracer.ask(question, await this.#follow(question), true)
  }

  async #follow({ ask }: Question): Promise<number> {
    const { size } = this.#options.ledger.state()
    await this.#options.views.waitFor(size, limits.viewsTimeoutMs)
    if (ask === 'lots') await this.#options.views.waitForRollups(size, limits.viewsTimeoutMs)
    return size
  }

  close(): Promise<void> {
    return this.#tracer.close()
  }
}
