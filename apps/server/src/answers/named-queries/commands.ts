import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Organisation, Transaction } from '../../platform/database/index.ts'
import { alongside, type FactKind, guardKey, instantOf, type Ledger, type NewFact, type Outcome } from '../../record/index.ts'
import { type DefinitionRefused, mostQueries, type NamedQuery, type NewQuery, type RemovalRefused } from './model.ts'
import { formatDefinition, formatRemoval, isName, subjectOf } from './rules.ts'
import { countOfClient, type QueryRow, queryCompanion, readStored, type StoredQuery, selectLast, selectStanding } from './store.ts'

export type NamedQueriesOptions = {
  readonly ledger: Ledger
  readonly database: Database
  readonly organisation: Organisation
  readonly clock: Clock
  /** Of one client. */
  readonly most?: number
}

type RemovedListener = (query: NamedQuery) => void

/** The last fact about a query of that name: whoever builds on a query expects it to be the one that defined the query. */
export const queryKey = (name: string) => guardKey('query', name)

/** Queries with a name: facts of the log, read from a table that grows in the same transaction, so that a query stands as soon as it is answered. */
export class NamedQueries {
  readonly #options: NamedQueriesOptions
  readonly #listeners: RemovedListener[] = []
  /** One definition after the other, so that none passes the bound together with another; with several processes, as many more as there are. */
  #defining: Promise<unknown> = Promise.resolve()

  constructor(options: NamedQueriesOptions) {
    this.#options = options
  }

  /** Called after the removal is durable; a crash in between calls nobody: what builds on a query looks whether it stands. */
  onRemoved(listener: RemovedListener): void {
    this.#listeners.push(listener)
  }

  async find(name: string): Promise<NamedQuery | undefined> {
    // What no query can be called is not looked for: the database takes no U+0000.
    if (!isName(name)) return undefined
    const last = await this.#read((transaction) => selectLast(transaction, name))
    return last === undefined ? undefined : readStored(last)
  }

  /** Those whose name comes after `after` in the order of code points. */
  async list(after: string, limit: number): Promise<NamedQuery[]> {
    const rows = await this.#read((transaction) => selectStanding(transaction, after, limit))
    return rows.map(readStored).filter((query) => query !== undefined)
  }

  get most(): number {
    return this.#options.most ?? mostQueries
  }

  define(query: NewQuery, client: string): Promise<NamedQuery | DefinitionRefused> {
    const defined = this.#defining.then(() => this.#define(query, client))
    this.#defining = Promise.allSettled([defined])
    return defined
  }

  async #define(query: NewQuery, client: string): Promise<NamedQuery | DefinitionRefused> {
    const definition = formatDefinition(query)
    for (;;) {
      const last = await this.#read((transaction) => selectLast(transaction, query.name))
      if (last !== undefined && last.definition !== null) return 'query-name-taken'
      if ((await this.#read((transaction) => countOfClient(transaction, client))) >= this.most) return 'queries-too-many'
      const index = await this.#append('query/1', { name: query.name, client, removed: false }, definition, last)
      // Somebody else was first: it is looked at again what stands now.
      if (index !== undefined) return { ...query, index, client }
    }
  }

  /** Only whoever defined a query removes it. */
  async remove(name: string, client: string): Promise<NamedQuery | RemovalRefused> {
    if (!isName(name)) return 'unknown'
    for (;;) {
      const last = await this.#read((transaction) => selectLast(transaction, name))
      const query = last === undefined ? undefined : readStored(last)
      if (query === undefined) return 'unknown'
      if (query.client !== client) return 'not-yours'
      const index = await this.#append('query-removed/1', { name, client, removed: true }, formatRemoval(name, query.index), last)
      if (index === undefined) continue
      for (const listener of this.#listeners) listener(query)
      return query
    }
  }

  #read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { database, organisation } = this.#options
    return database.transaction(organisation, work, { readOnly: true })
  }

  /** @returns where the fact stands; undefined where `last` is the last of its name no longer. */
  async #append(kind: FactKind, row: QueryRow, body: string, last: StoredQuery | undefined): Promise<number | undefined> {
    const key = queryKey(row.name)
    const subject = subjectOf(row.name)
    const fact: NewFact = {
      kind,
      actor: row.client,
      source: { system: row.client, reference: subject, method: 'api', receivedAt: instantOf(this.#options.clock.now()) },
      subject,
      body: Buffer.from(body),
      guards: [key],
    }
    const outcome: Outcome = await this.#options.ledger.append({
      facts: [fact],
      expectations: [{ key, lastIndex: last?.index ?? null }],
      alongside: [alongside(queryCompanion, row)],
    })
    return outcome.outcome === 'appended' ? outcome.places[0]?.index : undefined
  }
}
