import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog } from '@proofline/problems'
import { readErasurePolicy } from './erasures.ts'
import { DataFolder, DataFolderError, dataFolderTexts } from './platform/data-folder/index.ts'
import {
  type ConnectionSettings,
  Database,
  databaseTexts,
  firstOrganisation,
  migrate,
  type Organisation,
} from './platform/database/index.ts'
import { isAlive, openDatabaseSource, postgresTexts } from './platform/postgres/index.ts'
import {
  erasureTexts,
  keysOfPolicy,
  Ledger,
  loadAuthorities,
  loadSigningKey,
  outsideCheckpointIn,
  parseWitnessPolicy,
  recordTexts,
  timestampTexts,
  type VerifyOptions,
} from './record/index.ts'

/** What the errors of these operations say to people. */
export const operationTexts: Catalog = {
  en: { ...dataFolderTexts.en, ...databaseTexts.en, ...postgresTexts.en, ...recordTexts.en, ...timestampTexts.en, ...erasureTexts.en },
  zh: { ...dataFolderTexts.zh, ...databaseTexts.zh, ...postgresTexts.zh, ...recordTexts.zh, ...timestampTexts.zh, ...erasureTexts.zh },
}

/** The door for tools that operate an installation without its HTTP server; the data folder is theirs alone meanwhile. */
export type OpenRecord = {
  readonly database: Database
  readonly organisation: Organisation
  readonly ledger: Ledger
  readonly keysFolder: string
  /** The superuser of the same database. */
  readonly admin: ConnectionSettings | string
  readonly postgresPid: number | undefined
  close(): Promise<void>
}

/** Takes a data folder as the server does: its lock, its PostgreSQL, migrations, its log. @throws what the server's start throws. */
export async function openRecord(folder: string, databaseUrl?: string): Promise<OpenRecord> {
  const dataFolder = DataFolder.open(folder)
  const closers: (() => Promise<void>)[] = [async () => dataFolder.close()]
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const source = await openDatabaseSource(databaseUrl, dataFolder.postgres, () => undefined)
    closers.push(() => source.stop())
    const migrator = new Database({ connection: source.admin, maxConnections: 1 })
    const { serverLogin } = source
    try {
      await migrate(migrator, firstOrganisation, serverLogin === undefined ? {} : { serverLogin })
    } finally {
      await migrator.close()
    }
    const database = new Database({ connection: source.server })
    closers.push(() => database.close())
    const ledger = await Ledger.open({ database, organisation: firstOrganisation, keysFolder: dataFolder.keys })
    closers.push(() => ledger.close())
    const opened = { database, organisation: firstOrganisation, ledger, keysFolder: dataFolder.keys }
    return { ...opened, admin: source.admin, postgresPid: source.pid(), close }
  } catch (error) {
    await close()
    throw error
  }
}

export type OpenForChange = Pick<OpenRecord, 'database' | 'organisation' | 'ledger' | 'close'> & {
  /** A server runs on the data folder, and goes on meanwhile. */
  readonly isServed: boolean
}

/** An installation whose log gets more facts by a command: beside its running server, or alone. Makes none. @throws what `openRecord` throws */
export async function openForChange(folder: string, databaseUrl?: string): Promise<OpenForChange> {
  assertInstallation(folder)
  try {
    return { ...(await openRecord(folder, databaseUrl)), isServed: false }
  } catch (error) {
    if (!(error instanceof DataFolderError) || error.code !== 'data-folder-held') throw error
    const connection = databaseUrl ?? findPostgres(folder)?.admin
    if (connection === undefined) throw error
    const database = new Database({ connection })
    const ledger = await Ledger.open({ database, organisation: firstOrganisation, keysFolder: join(folder, 'keys') })
    const close = async (): Promise<void> => {
      await ledger.close()
      await database.close()
    }
    return { database, organisation: firstOrganisation, ledger, isServed: true, close }
  }
}

/** @throws DataFolderError `data-folder-unusable` where no server has ever run on the folder: a mistaken name makes no installation. */
export function assertInstallation(folder: string): void {
  const path = join(folder, 'keys')
  if (existsSync(path)) return
  const params = { folder, reason: `${path} is not there` }
  throw new DataFolderError('data-folder-unusable', params.reason, { params })
}

/** The PostgreSQL that a running server of this data folder looks after; `undefined` where none runs. `admin` is its superuser. */
export function findPostgres(folder: string, database = 'proofline'): { pid: number; admin: ConnectionSettings } | undefined {
  const [state, secrets] = [join(folder, 'postgres/cluster/postmaster.pid'), join(folder, 'postgres/credentials.json')]
  if (!existsSync(state) || !existsSync(secrets)) return undefined
  // PostgreSQL's lock file: 1 process, 4 port, 5 folder of the socket, 6 address.
  const lines = readFileSync(state, 'utf8').split('\n')
  const host = lines[4]?.trim() || lines[5]?.trim() || '127.0.0.1'
  const password: string = JSON.parse(readFileSync(secrets, 'utf8')).admin
  return { pid: Number(lines[0]), admin: { host, port: Number(lines[3]), user: 'proofline_admin', password, database } }
}

/** An installation for reading: of the running server, or with a PostgreSQL started for the purpose. `trust`: what is known of it outside the database. */
export type OpenForVerification = {
  readonly database: Database
  readonly organisation: Organisation
  readonly trust: Pick<VerifyOptions, 'publicKey' | 'outsideNote' | 'witnesses' | 'erasureKeys' | 'authorities'>
  close(): Promise<void>
}

/** Key and checkpoint outside the database; what is not there stays unknown, and nothing is made. */
async function readTrust(folder: string): Promise<OpenForVerification['trust']> {
  const keysFolder = join(folder, 'keys')
  const [key, policy] = [join(keysFolder, 'log-signing-key.pem'), join(folder, 'tlog-policy')]
  const outsideNote = await outsideCheckpointIn(keysFolder).read()
  return {
    ...(existsSync(key) && { publicKey: (await loadSigningKey(keysFolder)).publicKey }),
    ...(outsideNote !== undefined && { outsideNote }),
    ...(existsSync(join(folder, 'timestamp-authorities')) && { authorities: loadAuthorities(folder) }),
    ...(existsSync(join(folder, 'erasure-keys')) && { erasureKeys: keysOfPolicy(readErasurePolicy(folder)) }),
    ...(existsSync(policy) && { witnesses: parseWitnessPolicy(await readFile(policy, 'utf8')).verifiers }),
  }
}

/** Opens no log and migrates nothing: what is wrong with an installation stays as it is found. @throws DataFolderError, PostgresError, DatabaseError */
export async function openForVerification(folder: string, databaseUrl?: string): Promise<OpenForVerification> {
  // Before anything is read from the database: a running server only ever moves on from here.
  const trust = await readTrust(folder)
  const found = databaseUrl === undefined ? findPostgres(folder) : undefined
  const running = found !== undefined && isAlive(found.pid) ? found : undefined
  if (databaseUrl !== undefined || running !== undefined) {
    const database = new Database({ connection: databaseUrl ?? running?.admin ?? '' })
    return { database, organisation: firstOrganisation, trust, close: () => database.close() }
  }
  const dataFolder = DataFolder.open(folder)
  try {
    const source = await openDatabaseSource(undefined, dataFolder.postgres, () => undefined)
    const database = new Database({ connection: source.admin })
    const close = async (): Promise<void> => {
      await database.close()
      await source.stop()
      dataFolder.close()
    }
    return { database, organisation: firstOrganisation, trust, close }
  } catch (error) {
    dataFolder.close()
    throw error
  }
}
