import { EventQueries } from '../../../src/answers/events/index.ts'
import { NamedQueries } from '../../../src/answers/named-queries/index.ts'
import { Subscriptions } from '../../../src/answers/subscriptions/commands.ts'
import { Deliverer } from '../../../src/answers/subscriptions/deliverer.ts'
import {
  type DeliverySettings,
  deliverySettings,
  type NewSubscription,
  type QuerySource,
  type Subscription,
} from '../../../src/answers/subscriptions/model.ts'
import { parseSubscription } from '../../../src/answers/subscriptions/requests.ts'
import { Sender } from '../../../src/answers/subscriptions/sender.ts'
import { createQuerySource } from '../../../src/answers/subscriptions/source.ts'
import { selectSubscription } from '../../../src/answers/subscriptions/store.ts'
import { atEndOfFile } from '../../support/database.ts'
import { factsOf, openTestHistory, type TestHistory } from '../../views/history.ts'

export const client = 'client-1'
/** This machine may be sent to, on any port. */
export const policy = { networks: ['127.0.0.0/8'], ports: [{ from: 1, to: 65_535 }] }

export const fast: DeliverySettings = {
  ...deliverySettings,
  connectTimeoutMs: 2_000,
  answerTimeoutMs: 2_000,
  lookEveryMs: 5,
  firstRetryMs: 2,
  longestRetryMs: 8,
  mostFailures: 1_000,
}

export type Scene = {
  readonly history: TestHistory
  readonly queries: NamedQueries
  readonly source: QuerySource
  readonly subscriptions: Subscriptions
  readonly troubles: unknown[]
  nowMs: () => number
  /** Appends events and projects them. @returns their indexes in the log. */
  capture(events: readonly unknown[], source?: string): Promise<number[]>
  deliver(settings?: Partial<DeliverySettings>): Deliverer
  subscribe(query: string, asked: Readonly<Record<string, unknown>>): Promise<Subscription>
  state(id: string): Promise<Subscription | undefined>
}

/** A log, its views, named queries and subscriptions, with the query `shipped` defined and deliverers that a test starts and ends. */
export async function setScene(): Promise<Scene> {
  const history = await openTestHistory()
  const { database, organisation, ledger } = history
  let visible = 0
  const deliverers: Deliverer[] = []
  const scene: Pick<Scene, 'nowMs'> = { nowMs: () => Date.now() }
  const clock = { now: () => scene.nowMs() }
  const queries = new NamedQueries({ ledger, database, organisation, clock })
  const views = {
    waitFor: async () => visible,
    state: () => ({ cursor: visible, rollups: visible, isProjecting: true, trouble: undefined }),
  }
  const events = new EventQueries({ database, organisation, ledger, views })
  const source = createQuerySource({ queries, events, views, ledger })
  const onChange = (what: string, id: string): void => {
    for (const deliverer of deliverers) {
      if (what === 'ended') deliverer.end(id)
      else deliverer.notify()
    }
  }
  const subscriptions = new Subscriptions({ ledger, database, organisation, source, clock, settings: fast, onChange })
  const troubles: unknown[] = []
  await queries.define({ name: 'shipped', query: { EQ_bizStep: ['shipping'] }, prefixes: [] }, client)
  atEndOfFile(async () => {
    for (const deliverer of deliverers) await deliverer.close()
  })
  return Object.assign(scene, {
    history,
    queries,
    source,
    subscriptions,
    troubles,
    capture: async (told: readonly unknown[], by = 'mes') => {
      const indexes = await history.append(factsOf(by, told))
      visible = await history.project()
      return indexes
    },
    deliver: (changed: Partial<DeliverySettings> = {}) => {
      const settings = { ...fast, ...changed }
      const { connectTimeoutMs, answerTimeoutMs } = settings
      const sender = new Sender({ policy, connectTimeoutMs, answerTimeoutMs, now: clock.now })
      const onTrouble = (error: unknown) => void (error === undefined || troubles.push(error))
      const deliverer = new Deliverer({ database, organisation, source, sender, clock, settings, agent: 'Proofline/test', onTrouble })
      deliverers.push(deliverer)
      atEndOfFile(async () => sender.close())
      return deliverer
    },
    subscribe: async (query: string, asked: Readonly<Record<string, unknown>>) => {
      const parsed = parseSubscription(asked, policy, 'Always_GS1_Digital_Link')
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
      const made = await subscriptions.make(query, parsed.value satisfies NewSubscription, client)
      if (typeof made === 'string') throw new Error(made)
      return made
    },
    state: (id: string) => database.transaction(organisation, (transaction) => selectSubscription(transaction, id), { readOnly: true }),
  })
}

/** The `number`th event of a test: shipping, unless said otherwise. */
export const shipping = (number: number, changed: Readonly<Record<string, unknown>> = {}): object => ({
  type: 'ObjectEvent',
  action: 'OBSERVE',
  eventTime: new Date(Date.UTC(2026, 0, 1) + number * 1_000).toISOString(),
  eventTimeZoneOffset: '+08:00',
  bizStep: 'shipping',
  epcList: [`https://id.gs1.org/01/09506000134352/21/S${number}`],
  ...changed,
})

/** The events of a test from the `from`th on, up to the `to`th. */
export const events = (from: number, to: number): object[] => Array.from({ length: to - from }, (_, at) => shipping(from + at))
