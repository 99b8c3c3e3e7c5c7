import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Organisation, Transaction } from '../../platform/database/index.ts'
import { alongside, guardKey, instantOf, type Ledger } from '../../record/index.ts'
import { type About, type Declared, limits, type Terms } from './model.ts'
import { formatTerms, subjectOf } from './rules.ts'
import { countSources, listProductTerms, selectLast, selectProductTerms, selectSourceTerms, termsCompanion } from './store.ts'

export type TermsOptions = {
  readonly ledger: Pick<Ledger, 'append'>
  readonly database: Database
  readonly organisation: Organisation
  readonly clock: Clock
}

/** `too-many-sources`: of so many others something is declared already. */
export type DeclareRefused = 'too-many-sources'

/** What sources and products promise: facts, of which the last of a name counts, and every earlier one stays readable in the log. */
export class TermsBook {
  readonly #options: TermsOptions

  constructor(options: TermsOptions) {
    this.#options = options
  }

  /** Declared again in the same words, nothing is added. */
  async declare<Kind extends About>(
    about: Kind,
    name: string,
    terms: Terms[Kind],
    client: string,
  ): Promise<Declared<Kind> | DeclareRefused> {
    const body = formatTerms(about, name, terms)
    for (;;) {
      const last = await this.#read((transaction) => selectLast(transaction, about, name))
      if (last?.body !== body) {
        if (last === undefined && about === 'source' && (await this.#read(countSources)) >= limits.sources) return 'too-many-sources'
        const outcome = await this.#append(about, name, body, client, last?.index ?? null)
        // Somebody else was first: it is looked at again what stands now.
        if (outcome === 'refused') continue
      }
      const declared = await this.find(about, name)
      if (declared === undefined) throw new Error(`terms of ${subjectOf(about, name)} were appended and are not there`)
      return declared
    }
  }

  async find<Kind extends About>(about: Kind, name: string): Promise<Declared<Kind> | undefined> {
    const found = await this.#read(
      (transaction): Promise<Map<string, Declared>> =>
        about === 'source' ? selectSourceTerms(transaction) : selectProductTerms(transaction, [name]),
    )
    return found.get(name)
  }

  async sources(): Promise<Declared<'source'>[]> {
    return [...(await this.#read((transaction) => selectSourceTerms(transaction))).values()]
  }

  products(after: string, limit: number): Promise<Declared<'product'>[]> {
    return this.#read((transaction) => listProductTerms(transaction, after, limit))
  }

  #read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { database, organisation } = this.#options
    return database.transaction(organisation, work, { readOnly: true })
  }

  async #append(about: About, name: string, body: string, client: string, lastIndex: number | null): Promise<'appended' | 'refused'> {
    const key = guardKey('terms', about, name)
    const subject = subjectOf(about, name)
    const receivedAt = instantOf(this.#options.clock.now())
    const { outcome } = await this.#options.ledger.append({
      facts: [
        {
          kind: about === 'source' ? 'source-terms/1' : 'product-terms/1',
          actor: client,
          source: { system: client, reference: subject, method: 'api', receivedAt },
          subject,
          body: Buffer.from(body),
          guards: [key],
        },
      ],
      expectations: [{ key, lastIndex }],
      alongside: [alongside(termsCompanion, { about, name, client })],
    })
    return outcome === 'refused' ? 'refused' : 'appended'
  }
}
