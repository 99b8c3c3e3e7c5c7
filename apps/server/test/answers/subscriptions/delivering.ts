import { EventQueries } from '../../../src/answers/events/index.ts'
import { readStored, selectLast } from '../../../src/answers/named-queries/store.ts'
import { Deliverer } from '../../../src/answers/subscriptions/deliverer.ts'
import { Sender } from '../../../src/answers/subscriptions/sender.ts'
import { createQuerySource } from '../../../src/answers/subscriptions/source.ts'
import { type ConnectionSettings, Database, firstOrganisation, type Transaction } from '../../../src/platform/database/index.ts'
import type { LedgerState } from '../../../src/record/index.ts'
import { readCursor } from '../../../src/views/genealogy/index.ts'
import { fast, policy } from './scene.ts'

// A process of its own that delivers, so that a test can kill it. Argument: the connection, as JSON.

const connection: ConnectionSettings = JSON.parse(process.argv[2] ?? '')
const database = new Database({ connection, maxConnections: 4 })
const organisation = firstOrganisation
const read = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => database.transaction(organisation, work, { readOnly: true })
const cursor = await read(readCursor)
const state = { size: cursor } as LedgerState
const views = { waitFor: async () => cursor, state: () => ({ cursor, rollups: cursor, isProjecting: false, trouble: undefined }) }
const events = new EventQueries({ database, organisation, ledger: { state: () => state }, views })
const find = async (name: string) => {
  const last = await read((transaction) => selectLast(transaction, name))
  return last === undefined ? undefined : readStored(last)
}
const source = createQuerySource({ queries: { find }, events, views, ledger: { read, origin: 'test' } })
// A short lease: the next process need not wait for long.
const settings = { ...fast, batchEvents: 5, connectTimeoutMs: 100, answerTimeoutMs: 200, leaseMs: 900 }
const now = () => Date.now()
const sender = new Sender({ policy, connectTimeoutMs: settings.connectTimeoutMs, answerTimeoutMs: settings.answerTimeoutMs, now })
const deliverer = new Deliverer({
  database,
  organisation,
  source,
  sender,
  clock: { now },
  settings,
  agent: 'Proofline/test',
  onTrouble: (error) => void (error === undefined || process.stderr.write(`${String(error)}\n`)),
})
process.once('SIGTERM', () => void deliverer.close().then(() => database.close()))
