import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import type { Config } from './config.ts'
import { epcisErrors } from './epcis-errors.ts'
import { type Clock, systemClock } from './platform/clock/index.ts'
import { type DataFolder, isToken } from './platform/data-folder/index.ts'
import { Database, firstOrganisation, migrate, type Organisation, sql } from './platform/database/index.ts'
import {
  ByteBudget,
  closeHttpServer,
  EventLoopMonitor,
  type HealthCheck,
  type HttpServer,
  openHttpServer,
  registerHealth,
  registerHomePage,
} from './platform/http/index.ts'
import type { Log } from './platform/log/index.ts'
import { assertSafe, type DatabaseSource } from './platform/postgres/index.ts'
import { texts } from './texts.ts'

export const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version

/** What every module may be given at its opening. */
export type Platform = {
  readonly config: Config
  readonly dataFolder: DataFolder
  readonly database: Database
  readonly organisation: Organisation
  readonly clock: Clock
  readonly log: Log
  readonly http: HttpServer
  /** Bodies that are in the process: shared by all routes that take large ones. */
  readonly budget: ByteBudget
}

/** What the first page and `/health` tell about the log. */
export type LogState = { readonly origin: string; readonly size: number; readonly root: string; readonly checkpointAt: string | undefined }

/** What a band leaves behind when it is open. Closed in the opposite order. */
export type OpenModules = {
  readonly checks: readonly HealthCheck[]
  readonly readLog: () => Promise<LogState | undefined>
  close(): Promise<void>
}

export type AppInput = {
  readonly config: Config
  readonly dataFolder: DataFolder
  readonly source: DatabaseSource
  readonly log: Log
  readonly clock?: Clock
  readonly onMigration?: (name: string) => void
  readonly onNote?: (code: string) => void
}

export type App = { readonly http: HttpServer; readonly database: Database; readonly organisation: Organisation; close(): Promise<void> }

/** Every module, opened once, in the order of the flow. */
async function openModules(platform: Platform): Promise<OpenModules> {
  void platform
  return { checks: [], readLog: async () => undefined, close: async () => undefined }
}

/** Migrates, opens everything, registers every route. Nothing listens yet. What was opened is closed again when a later step fails. */
export async function openApp(input: AppInput): Promise<App> {
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    return await openParts(input, closers, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function openParts(input: AppInput, closers: (() => Promise<void>)[], close: () => Promise<void>): Promise<App> {
  const { config, dataFolder, log } = input
  const organisation = firstOrganisation
  const postgresVersion = await prepare(input, organisation)
  const database = new Database({
    connection: input.source.server,
    onConnectionLost: (reason) => log.warn({ reason }, 'connection to the database lost'),
  })
  closers.push(() => database.close())
  const token = dataFolder.loadToken()
  const http = await openHttpServer({
    log,
    version,
    title: 'Proofline 溯证',
    description: texts.en['api-description'],
    dialects: [epcisErrors],
    findClient: (given) => (isToken(given, token) ? { id: 'api-client-1' } : undefined),
    publicPaths: ['/', '/health', '/log/'],
  })
  closers.push(() => closeHttpServer(http))
  const platform: Platform = {
    config,
    dataFolder,
    database,
    organisation,
    clock: input.clock ?? systemClock,
    log,
    http,
    budget: new ByteBudget(config.bytesInFlight),
  }
  const modules = await openModules(platform)
  // Below the HTTP server: running requests end before what they use does.
  closers.splice(1, 0, () => modules.close())
  registerState(platform, modules, postgresVersion, closers)
  return { http, database, organisation, close }
}

/** The database is safe to trust and in this program's state. @returns PostgreSQL's version. */
async function prepare(input: AppInput, organisation: Organisation): Promise<string> {
  const admin = new Database({ connection: input.source.admin, maxConnections: 2 })
  try {
    const safety = await assertSafe(admin)
    if (!safety.hasChecksums) input.onNote?.('outside-checksums')
    const { serverLogin } = input.source
    await migrate(admin, organisation, {
      ...(serverLogin === undefined ? {} : { serverLogin }),
      ...(input.onMigration === undefined ? {} : { onMigration: input.onMigration }),
    })
    return safety.version
  } finally {
    await admin.close()
  }
}

function registerState(platform: Platform, modules: OpenModules, postgresVersion: string, closers: (() => Promise<void>)[]): void {
  const { http, database, organisation, clock, budget } = platform
  const eventLoop = new EventLoopMonitor()
  closers.push(async () => eventLoop.close())
  const startedAt = new Date(clock.now()).toISOString()
  const answers: HealthCheck = {
    name: 'database',
    check: async () => {
      await database.transaction(organisation, (transaction) => transaction.query(sql`select 1`), {
        readOnly: true,
        statementTimeoutMs: 2_000,
      })
    },
  }
  registerHealth(http, {
    checks: [answers, ...modules.checks],
    eventLoop,
    details: async () => ({
      version,
      postgres: postgresVersion,
      startedAt,
      log: await modules.readLog(),
      connections: database.load(),
      bytesInFlight: budget.usedBytes,
      memoryBytes: process.memoryUsage().rss,
      freeDiskBytes: platform.dataFolder.freeBytes(),
      load: loadavg()[0],
    }),
  })
  registerHomePage(http, {
    texts,
    read: async () => {
      const log = await modules.readLog().catch((error: unknown) => {
        platform.log.warn({ err: error }, 'the log cannot be read')
        return undefined
      })
      const isWell = await answers.check().then(
        () => true,
        () => false,
      )
      return {
        isWell,
        sections: [
          {
            title: 'home-server',
            lines: [
              { label: 'home-version', value: version },
              { label: 'home-postgres', value: postgresVersion },
              { label: 'home-started', value: readable(startedAt) },
            ],
          },
          {
            title: 'home-log',
            lines: [
              { label: 'home-origin', value: log?.origin, isCode: true },
              { label: 'home-size', value: log === undefined ? undefined : String(log.size) },
              { label: 'home-root', value: log?.root, isCode: true },
              { label: 'home-checkpoint', value: log?.checkpointAt === undefined ? undefined : readable(log.checkpointAt) },
            ],
          },
        ],
        links: [
          { label: 'home-api', href: '/openapi.json', note: 'home-api-note', needsToken: true },
          { label: 'home-health', href: '/health', note: 'home-health-note', needsToken: false },
          { label: 'home-tiles', href: '/log/checkpoint', note: 'home-tiles-note', needsToken: false },
        ],
      }
    },
  })
}

/** ISO 8601 for a person: to the second, the zone said. */
const readable = (moment: string): string => moment.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}).*Z$/, '$1 $2 UTC')
