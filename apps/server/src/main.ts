import { setTimeout as pause } from 'node:timers/promises'
import { type App, openApp } from './app.ts'
import { type Config, parseConfig } from './config.ts'
import { consoleLanguages, consoleTeller, type Tell } from './platform/console/index.ts'
import { DataFolder, DataFolderError, dataFolderTexts } from './platform/data-folder/index.ts'
import { databaseTexts, MigrationError } from './platform/database/index.ts'
import { messageOf, ProoflineError } from './platform/errors/index.ts'
import { type Log, openLog } from './platform/log/index.ts'
import { openDatabaseSource, PostgresError, type PostgresEvent, postgresTexts } from './platform/postgres/index.ts'
import { RecordError, recordTexts, TimestampError, timestampTexts } from './record/index.ts'
import { texts } from './texts.ts'

/** How the process ends: documented in the module's README. */
const exitCodes = {
  ok: 0,
  unexpected: 1,
  config: 2,
  folder: 3,
  postgres: 4,
  migration: 5,
  address: 6,
  log: 7,
  unfinished: 8,
  interrupted: 130,
} as const

const spoken = consoleLanguages(process.env)
const catalogs = [texts, dataFolderTexts, postgresTexts, databaseTexts, recordTexts, timestampTexts]
const tell = consoleTeller(process.stdout, spoken, ...catalogs)
const complain = consoleTeller(process.stderr, spoken, ...catalogs)

class ListenError extends ProoflineError<'address-in-use' | 'address-unusable'> {}

/** What is open, to be closed in the opposite order. */
const closers: (() => Promise<void>)[] = []
let isStopping = false
let isStarted = false
/** A signal while the server is still starting: the start ends at its next step, and what is open by then is closed. */
const interruption = new AbortController()

/** A database that stands still holds up no end. What is not closed by then is what `kill -9` leaves: the next start brings it in order. */
const closeTimeoutMs = 30_000

/** @returns whether everything was closed in order. */
async function closeAll(log: Log): Promise<boolean> {
  let inOrder = true
  for (const close of closers.splice(0).reverse()) {
    const late = pause(closeTimeoutMs).then(() => Promise.reject(new Error(`not closed within ${closeTimeoutMs} ms`)))
    await Promise.race([close(), late]).catch((error: unknown) => {
      inOrder = false
      log.error({ err: error }, 'could not be closed in order')
    })
  }
  return inOrder
}

const eventCodes = {
  initialising: 'start-initialising',
  'orphans-found': 'start-orphans',
  recovering: 'start-recovering',
  lost: 'postgres-lost',
  restarted: 'postgres-restarted',
  'restart-failed': 'postgres-restart-failed',
} as const satisfies Record<PostgresEvent['what'], keyof typeof texts.en>

const tellEvent = ({ what, ...params }: PostgresEvent): void => tell(eventCodes[what], params)

async function listen(app: App, config: Config): Promise<string> {
  const { host, port } = config
  try {
    await app.http.listen({ host, port })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'address-in-use' : 'address-unusable'
    throw new ListenError(code, messageOf(error), { params: { host, port, reason: messageOf(error) }, cause: error })
  }
  const address = app.http.server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`
}

async function start(config: Config, log: Log): Promise<void> {
  const dataFolder = DataFolder.open(config.dataFolder)
  closers.push(async () => dataFolder.close())
  tell('start-folder', { folder: config.dataFolder })
  const source = await openDatabaseSource(config.databaseUrl, dataFolder.postgres, tellEvent, interruption.signal)
  closers.push(() => source.stop())
  interruption.signal.throwIfAborted()
  const app = await openApp({
    config,
    dataFolder,
    source,
    log,
    onMigration: (name) => tell('start-migration', { name }),
    onNote: complain,
  })
  closers.push(() => app.close())
  interruption.signal.throwIfAborted()
  const address = await listen(app, config)
  dataFolder.announce({ pid: process.pid, address, startedAt: new Date().toISOString() })
  if (!/^(127\.|localhost$|::1$)/.test(config.host)) complain('open-to-network', { host: config.host })
  interruption.signal.throwIfAborted()
  isStarted = true
  process.stdout.write(`ready ${address}\n`)
}

function exitCodeOf(error: unknown): number {
  if (error instanceof DataFolderError) return exitCodes.folder
  if (error instanceof PostgresError) return exitCodes.postgres
  if (error instanceof MigrationError) return exitCodes.migration
  if (error instanceof ListenError) return exitCodes.address
  if (error instanceof RecordError || error instanceof TimestampError) return exitCodes.log
  return exitCodes.unexpected
}

/** In words where it is a failure that we know; with its stack, for whoever mends it, where it is not. */
function explain(error: unknown, log: Log): void {
  if (error instanceof ProoflineError && catalogs.some((catalog) => Object.hasOwn(catalog.en, error.code))) {
    complain(error.code, error.params)
  } else {
    complain('unexpected', { reason: messageOf(error) })
    log.fatal({ err: error }, 'stopped by an unknown error')
  }
}

async function stop(log: Log, code: number): Promise<never> {
  isStopping = true
  const inOrder = await closeAll(log)
  if (code === exitCodes.ok) tell(inOrder ? 'stopped' : 'stopped-unfinished')
  process.exit(code === exitCodes.ok && !inOrder ? exitCodes.unfinished : code)
}

function obeySignals(log: Log): void {
  let askedAt = 0
  const obey = (signal: NodeJS.Signals): void => {
    // A second one: at once. PostgreSQL is left to the next start. One signal may arrive twice, from the terminal and from the parent.
    if (isStopping) {
      if (performance.now() - askedAt > 1_000) process.exit(exitCodes.interrupted)
      return
    }
    askedAt = performance.now()
    isStopping = true
    log.info({ signal }, 'stopping')
    tell('stopping')
    interruption.abort()
    if (isStarted) void stop(log, exitCodes.ok)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, obey)
  const fail = (error: unknown): void => {
    explain(error, log)
    if (!isStopping) void stop(log, exitCodes.unexpected)
  }
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
}

function refuseConfig(tellProblem: Tell, problems: readonly { code: string; params?: Readonly<Record<string, string | number>> }[]): never {
  tellProblem('config-bad')
  for (const problem of problems) tellProblem(problem.code, problem.params)
  process.exit(exitCodes.config)
}

// Whatever is made from here on is for this user only.
process.umask(0o077)
const config = parseConfig(process.env)
if (!config.ok) refuseConfig(complain, config.problems)
const log = openLog(config.value.logLevel)
obeySignals(log)
try {
  await start(config.value, log)
} catch (error) {
  const wasAsked = interruption.signal.aborted
  if (!wasAsked) explain(error, log)
  await stop(log, wasAsked ? exitCodes.ok : exitCodeOf(error))
}
