import type { CompanyPrefixLength } from '@proofline/epcis'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Organisation } from '../../platform/database/index.ts'
import type { HttpServer } from '../../platform/http/index.ts'
import type { Ledger } from '../../record/index.ts'
import type { NamedQueries } from '../named-queries/index.ts'
import { Subscriptions } from './commands.ts'
import { Deliverer } from './deliverer.ts'
import type { DestinationPolicy } from './destination.ts'
import { type DeliverySettings, deliverySettings } from './model.ts'
import { registerRoutes, type SubscriptionRoutes } from './routes.ts'
import { Sender } from './sender.ts'
import { Sockets } from './sockets.ts'
import { createQuerySource, type SourceOptions } from './source.ts'

export type SubscriptionOptions = Pick<SourceOptions, 'events' | 'views'> & {
  readonly ledger: Ledger
  readonly queries: NamedQueries
  readonly tokens: SubscriptionRoutes['tokens']
  readonly database: Database
  readonly organisation: Organisation
  readonly clock: Clock
  readonly policy: DestinationPolicy
  /** Certificates (PEM) of authorities of the operator's own. */
  readonly authorities?: readonly string[]
  readonly agent: string
  readonly companyPrefixLength?: CompanyPrefixLength
  readonly settings?: DeliverySettings
  readonly onTrouble: (error: unknown) => void
}

/** Routes, deliveries and WebSockets. @returns what ends them in order: what is on its way is delivered and noted. */
export function registerSubscriptions(http: HttpServer, options: SubscriptionOptions): () => Promise<void> {
  const { ledger, queries, clock, policy, authorities = [], settings = deliverySettings } = options
  const { connectTimeoutMs, answerTimeoutMs } = settings
  const source = createQuerySource(options)
  const sender = new Sender({ policy, authorities, connectTimeoutMs, answerTimeoutMs, now: () => clock.now() })
  const deliverer = new Deliverer({ ...options, source, sender, settings })
  const sockets = new Sockets({ ...options, source, settings })
  const onChange = (what: 'delivers' | 'ended', id: string) => (what === 'ended' ? deliverer.end(id) : deliverer.notify())
  const subscriptions = new Subscriptions({ ...options, source, settings, onChange })
  queries.onRemoved(({ index }) => {
    sockets.endQuery(index)
    deliverer.queryRemoved()
  })
  registerRoutes(http, { ...options, subscriptions, sockets, source, now: () => clock.now(), logSize: () => ledger.state().size })
  // The server ends when its connections have: these would stay for ever.
  http.addHook('preClose', () => sockets.close())
  return async () => {
    await deliverer.close()
    sender.close()
  }
}
