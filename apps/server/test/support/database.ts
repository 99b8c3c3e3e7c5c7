import { randomBytes } from 'node:crypto'
import { after } from 'node:test'
import { type ConnectionSettings, Database, firstOrganisation, type Organisation } from '../../src/platform/database/index.ts'
import { clusterVariable, readClusterUrl, runAsAdmin, startTestCluster, type TestCluster, templateName } from './cluster.ts'

export type TestDatabase = {
  /** As the server sees it: its own login, no superuser. */
  readonly database: Database
  readonly organisation: Organisation
  readonly connection: ConnectionSettings
  /** The superuser of the same database: the attacker of the tests, and who may look at everything. */
  readonly admin: Database
  readonly adminConnection: ConnectionSettings
  close(): Promise<void>
}

let own: Promise<TestCluster> | undefined
const open = new Set<TestDatabase>()
const ends: (() => Promise<void>)[] = []

/** Runs at the end of the file, before the databases go. */
export const atEndOfFile = (end: () => Promise<void>): number => ends.push(end)

// Registered while the module is read, so that it belongs to the whole file and not to the test that asks first.
after(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  for (const database of open) await database.close()
  if (own !== undefined) await (await own).stop()
})

async function clusterUrl(): Promise<string> {
  const given = process.env[clusterVariable]
  if (given !== undefined && given !== '') return given
  own ??= startTestCluster()
  return (await own).url
}

/** A fresh database, migrated, with the organisation `main` in it and nothing else. Dropped by `close`, or at the end of the file. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const { admin: cluster, serverPassword } = readClusterUrl(await clusterUrl())
  const name = `t_${randomBytes(8).toString('hex')}`
  const maintenance = { ...cluster, database: 'postgres' }
  await runAsAdmin(maintenance, [`create database "${name}" template "${templateName}"`])
  const adminConnection = { ...cluster, database: name }
  const connection = { ...adminConnection, user: 'proofline_server', password: serverPassword }
  const database = new Database({ connection })
  const admin = new Database({ connection: adminConnection, maxConnections: 2 })
  const opened: TestDatabase = {
    database,
    organisation: firstOrganisation,
    connection,
    admin,
    adminConnection,
    close: async () => {
      if (!open.delete(opened)) return
      await database.close()
      await admin.close()
      await runAsAdmin(maintenance, [`drop database "${name}" with (force)`])
    },
  }
  open.add(opened)
  return opened
}
