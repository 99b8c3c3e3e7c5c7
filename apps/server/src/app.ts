import { readFileSync } from 'node:fs'
import { PageTokens } from './answers/events/index.ts'
import { registerEvidence } from './answers/evidence/index.ts'
import { registerScopes } from './answers/scopes/index.ts'
import { registerTrace, Trace } from './answers/trace/index.ts'
import type { Config } from './config.ts'
import { epcisErrors, registerEpcisProtocol } from './epcis-protocol.ts'
import { openEpcis } from './epcis-repository.ts'
import { homeOf, type LogState } from './home.ts'
import { Capture, captureSettings, registerCapture } from './intake/capture/index.ts'
import { type Clock, systemClock } from './platform/clock/index.ts'
import { ClientTokens, type DataFolder } from './platform/data-folder/index.ts'
import { Database, firstOrganisation, migrate, type Organisation, sql } from './platform/database/index.ts'
import {
  ByteBudget,
  closeHttpServer,
  EventLoopMonitor,
  type HealthCheck,
  type HomeState,
  type HttpServer,
  openHttpServer,
  registerHealth,
  registerHomePage,
  settleSoon,
} from './platform/http/index.ts'
import type { Log } from './platform/log/index.ts'
import { assertSafe, type DatabaseSource } from './platform/postgres/index.ts'
import { Ledger, openStamping, parseWitnessPolicy, type RecordErrorCode, recordTexts, registerRecordRoutes } from './record/index.ts'
import { registerTerms } from './registry/terms/index.ts'
import { texts } from './texts.ts'
import { Views } from './views/projector/index.ts'

export const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version

/** The log cannot take facts at the moment, or any more: the server's state, which the client is told in the record's own words. */
const recordFailures: readonly RecordErrorCode[] = [
  'record-busy',
  'record-closed',
  'commit-unresolved',
  'log-truncated',
  'log-forked',
  'origin-changed',
  'outside-checkpoint-missing',
]

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

type Closer = () => Promise<void>

export type AppInput = {
  readonly config: Config
  readonly dataFolder: DataFolder
  readonly source: DatabaseSource
  readonly log: Log
  readonly clock?: Clock
  readonly onMigration?: (name: string) => void
  readonly onNote?: (code: string, params?: Readonly<Record<string, string | number>>) => void
}

export type App = { readonly http: HttpServer; readonly database: Database; readonly organisation: Organisation; close(): Promise<void> }

/** Every module, opened once, in the order of the flow. Each is closed in the opposite order. */
async function openModules(platform: Platform, source: DatabaseSource, closers: Closer[]): Promise<{ ledger: Ledger; views: Views }> {
  const { config, dataFolder, database, organisation, clock, log, http, budget } = platform
  const policy = parseWitnessPolicy(dataFolder.readPolicy())
  const onTrouble = (error: unknown): void =>
    error === undefined ? log.info('the log is signed again') : log.error({ err: error }, 'trouble with the log')
  const ledger = await Ledger.open({
    database,
    organisation,
    keysFolder: dataFolder.keys,
    clock,
    witnesses: policy.witnesses,
    onTrouble,
    writer: { onAppended: () => views.notify() },
  })
  closers.push(() => ledger.close())
  const stamping = openStamping(ledger, dataFolder.path, clock, onTrouble)
  closers.push(() => stamping.close())
  registerRecordRoutes(http, ledger)

  const views = new Views({
    connection: source.server,
    organisation,
    onTrouble: (reason) => (reason === undefined ? log.info('the views follow again') : log.error({ reason }, 'trouble with the views')),
  })
  closers.push(() => views.close())

  const capture = new Capture({
    database,
    organisation,
    append: (submission) => ledger.append(submission),
    settings: {
      ...captureSettings,
      limits: { maxBytes: config.captureMaxBytes, maxEvents: config.captureMaxEvents },
      answerTimeoutMs: config.answerTimeoutMs,
    },
    clock,
    log,
    gauge: () => dataFolder.freeBytes(),
    budget,
  })
  closers.push(() => capture.close())
  registerCapture(http, capture, new PageTokens({ database, organisation, clock }))
  await capture.resume()

  registerTerms(http, { ledger, database, organisation, clock })
  const trace = new Trace({ ledger, views, connection: source.server, organisation, own: config.own })
  closers.push(() => trace.close())
  registerTrace(http, { trace, database, organisation })
  registerScopes(http, { trace, ledger, clock })
  const { destinations } = config
  const agent = `Proofline/${version}`
  closers.push(openEpcis(http, { ledger, views, database, organisation, clock, log, folder: dataFolder.path, destinations, agent }))
  closers.push(
    registerEvidence(http, { ledger, views, connection: source.server, clock, madeBy: `Proofline ${version}`, witnessKeys: policy.keys }),
  )
  return { ledger, views }
}

async function readLog(ledger: Ledger): Promise<LogState> {
  const { origin, size, checkpoint } = ledger.state()
  const signedSize = checkpoint?.size ?? 0
  const last = signedSize === 0 ? undefined : await ledger.readReceipt(signedSize - 1)
  return { origin, size, signedSize, root: checkpoint?.root.toString('base64'), recordedAt: last?.recordedAt }
}

/** Migrates, opens everything, registers every route. Nothing listens yet. What was opened is closed again when a later step fails. */
export async function openApp(input: AppInput): Promise<App> {
  const closers: Closer[] = []
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

async function openParts(input: AppInput, closers: Closer[], close: () => Promise<void>): Promise<App> {
  const { config, dataFolder, log } = input
  const organisation = firstOrganisation
  const postgresVersion = await prepare(input, organisation)
  const database = new Database({
    connection: input.source.server,
    onConnectionLost: (reason) => log.warn({ reason }, 'connection to the database lost'),
  })
  closers.push(() => database.close())
  dataFolder.loadToken()
  const tokens = new ClientTokens(dataFolder.path)
  const http = await openHttpServer({
    log,
    version,
    title: 'Proofline 溯证',
    description: texts.en['api-description'],
    dialects: [epcisErrors],
    failures: [{ catalog: recordTexts, codes: recordFailures }],
    findClient: (given) => {
      const id = tokens.find(given)
      return id === undefined ? undefined : { id }
    },
    publicPaths: ['/', '/health', '/log/'],
    answerTimeoutMs: config.answerTimeoutMs,
  })
  registerEpcisProtocol(http, version)
  const budget = new ByteBudget(config.bytesInFlight)
  const platform: Platform = { config, dataFolder, database, organisation, clock: input.clock ?? systemClock, log, http, budget }
  const { ledger, views } = await openModules(platform, input.source, closers)
  const { stopped } = ledger.state()
  if (stopped !== undefined) input.onNote?.(stopped.code, stopped.params)
  registerState(platform, ledger, views, postgresVersion, closers)
  // Last, so that it closes first: running requests end before what they use does.
  closers.push(() => closeHttpServer(http))
  return { http, database, organisation, close }
}

/** The database is safe to trust and in this program's state. @returns PostgreSQL's version. */
async function prepare(input: AppInput, organisation: Organisation): Promise<string> {
  const admin = new Database({ connection: input.source.admin, maxConnections: 2 })
  try {
    const safety = await assertSafe(admin)
    if (input.source.isOutside) input.onNote?.('outside-disk')
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

function registerState(platform: Platform, ledger: Ledger, views: Views, postgresVersion: string, closers: Closer[]): void {
  const { http, clock } = platform
  const eventLoop = new EventLoopMonitor()
  closers.push(async () => eventLoop.close())
  const startedAt = new Date(clock.now()).toISOString()
  const checks = healthChecks(platform, ledger)
  registerHealth(http, {
    checks,
    eventLoop,
    details: async () => ({
      version,
      postgres: postgresVersion,
      startedAt,
      log: { ...(await readLog(ledger)), signing: ledger.state().signing, clockBehindMs: ledger.state().clockBehindMs },
      views: { ...views.state(), behind: Math.max(0, ledger.state().size - views.state().cursor) },
      connections: platform.database.load(),
      bytesInFlight: platform.budget.usedBytes,
      memoryBytes: process.memoryUsage.rss(),
      freeDiskBytes: platform.dataFolder.freeBytes(),
    }),
  })
  const readHome = async (): Promise<HomeState> => {
    const [state, ...verdicts] = await Promise.all([settleSoon(readLog(ledger)), ...checks.map(({ check }) => settleSoon(check()))])
    return homeOf(
      state.value,
      verdicts.every(({ ok }) => ok),
      { version, postgresVersion, startedAt },
    )
  }
  registerHomePage(http, { texts, read: readHome })
}

/** What must work for a fact to be recorded. */
function healthChecks({ database, organisation }: Platform, ledger: Ledger): HealthCheck[] {
  const ask = (): Promise<object[]> =>
    database.transaction(organisation, (transaction) => transaction.query(sql`select 1`), { readOnly: true, statementTimeoutMs: 2_000 })
  return [
    {
      name: 'database',
      check: async () => {
        await ask()
      },
    },
    {
      name: 'log',
      check: async () => {
        const { stopped } = ledger.state()
        if (stopped !== undefined) throw stopped
      },
    },
  ]
}
