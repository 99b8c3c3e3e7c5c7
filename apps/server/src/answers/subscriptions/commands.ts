import { randomUUID } from 'node:crypto'
import { canonicalJson, type JsonObject } from '@proofline/epcis'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Organisation, Transaction } from '../../platform/database/index.ts'
import { alongside, guardKey, instantOf, type Ledger, type NewFact } from '../../record/index.ts'
import { queryKey } from '../named-queries/index.ts'
import type { DeliverySettings, NewSubscription, QuerySource, StandingQuery, Subscription } from './model.ts'
import { type Change, countSubscriptions, selectSubscription, selectSubscriptions, subscriptionCompanion } from './store.ts'

export type SubscriptionsOptions = {
  readonly ledger: Pick<Ledger, 'append'>
  readonly database: Database
  readonly organisation: Organisation
  readonly source: QuerySource
  readonly clock: Clock
  readonly settings: DeliverySettings
  /** Something is to be delivered, or no more. */
  readonly onChange: (what: 'delivers' | 'ended', id: string) => void
}

export type MakingRefused = 'query-unknown' | 'query-limits-results' | 'subscriptions-too-many'

/** Subscriptions of clients: what changes them is a fact with the client as actor, and the row of deliveries changes in its transaction. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions

  constructor(options: SubscriptionsOptions) {
    this.#options = options
  }

  /** Subscriptions that one client may have. */
  get most(): number {
    return this.#options.settings.mostPerClient
  }

  async make(queryName: string, asked: NewSubscription, client: string): Promise<Subscription | MakingRefused> {
    const { source, settings, clock, onChange } = this.#options
    for (;;) {
      const query = await source.find(queryName)
      if (query === undefined) return 'query-unknown'
      if (query.limitsResults) return 'query-limits-results'
      if ((await this.#read((transaction) => countSubscriptions(transaction, client))) >= settings.mostPerClient)
        return 'subscriptions-too-many'
      const id = randomUUID()
      const made = { queryName, definedBy: query.definedBy, client, createdMs: clock.now(), asked, batchLimit: settings.batchEvents }
      const told = { what: 'made', query: { name: queryName, defined: query.definedBy }, ...toldOf(asked) }
      const expectations = [{ key: queryKey(queryName), lastIndex: query.definedBy }]
      const outcome = await this.#append({ what: 'made', id, made }, client, told, { expectations })
      // The query was removed meanwhile: it is looked at again what stands.
      if (outcome === 'refused') continue
      onChange('delivers', id)
      const subscription = await this.#read((transaction) => selectSubscription(transaction, id))
      return subscription ?? 'query-unknown'
    }
  }

  /** A client sees its own. */
  async find(query: StandingQuery, id: string, client: string): Promise<Subscription | undefined> {
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id)) return undefined
    const found = await this.#read((transaction) => selectSubscription(transaction, id))
    return found?.client === client && found.definedBy === query.definedBy ? found : undefined
  }

  list(query: StandingQuery, client: string, after: { createdMs: number; id: string } | undefined, limit: number): Promise<Subscription[]> {
    return this.#read((transaction) => selectSubscriptions(transaction, { client, definedBy: query.definedBy }, after, limit))
  }

  /** @returns false: it had ended before. */
  async end({ id, madeBy }: Subscription, client: string): Promise<boolean> {
    const once = guardKey('subscription-ended', id)
    const outcome = await this.#append({ what: 'ended', id }, client, { what: 'ended', made: madeBy }, { once })
    this.#options.onChange('ended', id)
    return outcome === 'appended'
  }

  /** Deliveries go on behind the last acknowledged one. */
  async resume({ id, madeBy }: Subscription, client: string): Promise<Subscription | undefined> {
    await this.#append({ what: 'resumed', id }, client, { what: 'resumed', made: madeBy }, {})
    this.#options.onChange('delivers', id)
    return this.#read((transaction) => selectSubscription(transaction, id))
  }

  #read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { database, organisation } = this.#options
    return database.transaction(organisation, work, { readOnly: true })
  }

  async #append(
    change: Change,
    client: string,
    told: JsonObject,
    conditions: Pick<Parameters<Ledger['append']>[0], 'expectations' | 'once'>,
  ): Promise<'appended' | 'duplicate' | 'refused'> {
    const subject = `subscription:${change.id}`
    const fact: NewFact = {
      kind: 'subscription/1',
      actor: client,
      source: { system: client, reference: subject, method: 'api', receivedAt: instantOf(this.#options.clock.now()) },
      subject,
      body: Buffer.from(canonicalJson({ ...told, subscription: change.id })),
    }
    const row = alongside(subscriptionCompanion, change)
    const { outcome } = await this.#options.ledger.append({ facts: [fact], alongside: [row], ...conditions })
    return outcome
  }
}

/** What the record keeps of it: everything but the key of the signatures. */
function toldOf({ dest, signatureToken, epcFormat, controls, initialMs }: NewSubscription): JsonObject {
  return {
    dest,
    signed: signatureToken !== undefined,
    epcFormat,
    ...(controls.what === 'stream' ? { stream: true } : { schedule: { ...controls.texts }, reportIfEmpty: controls.reportIfEmpty }),
    ...(initialMs === undefined ? {} : { initialRecordTime: instantOf(initialMs) }),
  }
}
