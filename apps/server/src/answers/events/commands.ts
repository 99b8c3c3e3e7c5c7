import { type Database, DatabaseError, type Organisation } from '../../platform/database/index.ts'
import type { Ledger } from '../../record/index.ts'
import { readCursor } from '../../views/genealogy/index.ts'
import type { Views } from '../../views/projector/index.ts'
import { type Collection, selectCollection } from './collections.ts'
import { EventQueryError } from './error.ts'
import { limits, type PageOptions, type PageOutcome, type Query } from './model.ts'
import { answerPage } from './queries.ts'

export type EventQueriesOptions = {
  readonly database: Database
  readonly organisation: Organisation
  readonly ledger: Pick<Ledger, 'state'>
  readonly views: Pick<Views, 'waitFor'>
}

export type ListOptions = { readonly after?: string; readonly limit: number; readonly asOf?: number }
export type Listed = { readonly values: readonly string[]; readonly asOf: number }

/** EPCIS queries for the REST binding, subscriptions and applications. Few run at a time: none can hold up the server. */
export class EventQueries {
  readonly #options: EventQueriesOptions
  readonly #waiting: (() => void)[] = []
  #running = 0
  #closed = false

  constructor(options: EventQueriesOptions) {
    this.#options = options
  }

  /**
   * One page. The first waits, within bounds, until the views have followed the log of this moment; the ones after it (`position`, from `next` of the
   * page before) are of the same moment, whatever is recorded meanwhile. @throws EventQueryError
   */
  async page(query: Query, options: PageOptions = {}): Promise<PageOutcome> {
    const { database, organisation, ledger, views } = this.#options
    const { size } = ledger.state()
    await views.waitFor(options.position?.asOf ?? options.asOf ?? size, limits.viewsTimeoutMs)
    await this.#enter()
    try {
      return await database.transaction(
        organisation,
        async (transaction) => answerPage(transaction, { ...options, query, cursor: await readCursor(transaction), size }),
        { readOnly: true, isolation: 'repeatable read', statementTimeoutMs: limits.statementTimeoutMs },
      )
    } catch (error) {
      // Reading the cursor waits for whoever empties the views.
      if (error instanceof DatabaseError && error.code === 'query-timeout') {
        return { what: 'too-complex', reason: 'took-too-long', limit: limits.statementTimeoutMs }
      }
      throw error
    } finally {
      this.#leave()
    }
  }

  /**
   * Values of a top-level resource behind `after`, in the order of their URIs, as known at `asOf`, which the first page finds. `values` are canonical URIs
   * (event types: names). A page with fewer than `limit` is the last.
   */
  async list(collection: Collection, { after = '', limit, asOf }: ListOptions): Promise<Listed> {
    const { database, organisation, ledger, views } = this.#options
    await views.waitFor(asOf ?? ledger.state().size, limits.viewsTimeoutMs)
    await this.#enter()
    try {
      return await database.transaction(
        organisation,
        async (transaction) => {
          const cursor = await readCursor(transaction)
          const index = Math.min(asOf ?? cursor, cursor)
          return { values: await selectCollection(transaction, collection, { after, limit, asOf: index }), asOf: index }
        },
        { readOnly: true, isolation: 'repeatable read', statementTimeoutMs: limits.statementTimeoutMs },
      )
    } finally {
      this.#leave()
    }
  }

  close(): void {
    this.#closed = true
    for (const go of this.#waiting.splice(0)) go()
  }

  async #enter(): Promise<void> {
    if (this.#running >= limits.running) {
      if (this.#waiting.length >= limits.waiting) throw new EventQueryError('query-busy', 'too many queries wait', { retriable: true })
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#running += 1
    if (!this.#closed) return
    this.#leave()
    throw new EventQueryError('query-closed', 'the server is being stopped')
  }

  /** Whoever waits first takes the place over. */
  #leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#running -= 1
    else next()
  }
}
