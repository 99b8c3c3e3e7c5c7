import type { ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectionSettings } from '../database/index.ts'
import { prepareBinaries } from './binaries.ts'
import { adminLogin, type Cluster, lastLines, prepareCluster, serverLogin, spawnPostmaster } from './cluster.ts'
import { PostgresError } from './failure.ts'
import { commandLineOf, isAlive, processesOf, signal, stopOrphans, waitUntil } from './processes.ts'

export type PostgresEvent =
  | { readonly what: 'initialising' }
  | { readonly what: 'orphans-found'; readonly count: number }
  | { readonly what: 'recovering'; readonly seconds: number }
  | { readonly what: 'lost'; readonly reason: string }
  | { readonly what: 'restarted' }
  | { readonly what: 'restart-failed'; readonly reason: string }

export type PostgresOptions = {
  /** Everything of PostgreSQL lives here; the caller holds the lock of the data folder above it. */
  readonly folder: string
  readonly small?: boolean
  readonly onEvent?: (event: PostgresEvent) => void
  /** Ends a start that is under way: PostgreSQL is stopped again, and the signal's reason thrown. */
  readonly signal?: AbortSignal | undefined
}

const restartDelaysMs = [100, 500, 1000, 2000, 5000]

/** The PostgreSQL of this data folder, started and looked after: when it dies it is started again, at the same address. */
export class EmbeddedPostgres {
  readonly #cluster: Cluster
  readonly #onEvent: (event: PostgresEvent) => void
  #child: ChildProcess | undefined
  #stopping = false

  private constructor(cluster: Cluster, onEvent: (event: PostgresEvent) => void) {
    this.#cluster = cluster
    this.#onEvent = onEvent
  }

  /**
   * Brings PostgreSQL up: makes its folder at the first start, ends what an earlier server left running, recovers from the log.
   * @throws PostgresError
   */
  static async start(options: PostgresOptions): Promise<EmbeddedPostgres> {
    const onEvent = options.onEvent ?? (() => undefined)
    const binaries = prepareBinaries(options.folder)
    const cluster = await prepareCluster({
      binaries,
      folder: options.folder,
      small: options.small ?? false,
      onInitialise: () => onEvent({ what: 'initialising' }),
    })
    const postgres = new EmbeddedPostgres(cluster, onEvent)
    await postgres.#start(options.signal)
    return postgres
  }

  /** The superuser: migrations, and the tests that play the attacker. */
  admin(database: string): ConnectionSettings {
    const { host, port, credentials } = this.#cluster
    return { host, port, user: adminLogin, password: credentials.admin, database }
  }

  /** What the server works as: no superuser, owner of nothing. */
  server(database: string): ConnectionSettings {
    const { host, port, credentials } = this.#cluster
    return { host, port, user: serverLogin, password: credentials.server, database }
  }

  get serverPassword(): string {
    return this.#cluster.credentials.server
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  get runsAs(): string {
    return this.#cluster.runAs.how
  }

  /** Shuts down in order: running transactions are rolled back, everything is flushed. Immediate after `timeoutMs`. */
  async stop(timeoutMs = 20_000): Promise<void> {
    this.#stopping = true
    const child = this.#child
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const { pid } = child
    const gone = () => child.exitCode !== null || child.signalCode !== null
    signal(pid, 'SIGINT')
    if (await waitUntil(gone, timeoutMs)) return
    signal(pid, 'SIGQUIT')
    if (await waitUntil(gone, 5_000)) return
    signal(pid, 'SIGKILL')
  }

  async #start(interruption?: AbortSignal): Promise<void> {
    const { name, folder } = this.#cluster
    await stopOrphans(name, (count) => this.#onEvent({ what: 'orphans-found', count }))
    clearStale(this.#cluster)
    interruption?.throwIfAborted()
    // Nothing is awaited from here to the new process: `stop` finds it, or it never comes to be.
    if (this.#stopping) return
    const log = join(folder, 'postgres.log')
    const logStart = keepLog(log)
    const child = spawnPostmaster(this.#cluster, log)
    this.#child = child
    const interrupted = (): boolean => interruption?.aborted ?? false
    await this.#waitReady(child, () => lastLines(readFileSync(log).subarray(logStart).toString()), log, interrupted)
    if (interrupted()) await this.stop()
    interruption?.throwIfAborted()
    child.once('exit', (code, signalName) => {
      if (!this.#stopping) void this.#restart(`exit ${code ?? signalName}`)
    })
  }

  async #waitReady(child: ChildProcess, said: () => string, log: string, interrupted: () => boolean): Promise<void> {
    let failed: string | undefined
    child.once('error', (error) => {
      failed = error.message
    })
    const started = performance.now()
    let told = 0
    while (!interrupted() && !isReady(this.#cluster.data, child.pid)) {
      if (child.exitCode !== null || child.signalCode !== null) failed = said() || `exit ${child.exitCode ?? child.signalCode}`
      if (failed !== undefined) throw new PostgresError('start-failed', failed, { params: { log, reason: failed } })
      const seconds = Math.floor((performance.now() - started) / 1000)
      if (seconds >= told + 5) {
        told = seconds
        this.#onEvent({ what: 'recovering', seconds })
      }
      await sleep(10)
    }
  }

  async #restart(reason: string): Promise<void> {
    this.#onEvent({ what: 'lost', reason })
    for (let attempt = 0; !this.#stopping; attempt += 1) {
      await sleep(restartDelaysMs[Math.min(attempt, restartDelaysMs.length - 1)] ?? 5000)
      if (this.#stopping) return
      try {
        await this.#start()
        this.#onEvent({ what: 'restarted' })
        return
      } catch (error) {
        this.#onEvent({ what: 'restart-failed', reason: error instanceof Error ? error.message : String(error) })
      }
    }
  }
}

/** Line 1 of PostgreSQL's lock file is its process, line 8 its state. */
function isReady(data: string, pid: number | undefined): boolean {
  const lines = pidFile(data)
  return lines?.[0] === String(pid) && lines[7]?.trim() === 'ready'
}

const pidFile = (data: string): string[] | undefined => {
  const path = join(data, 'postmaster.pid')
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : undefined
}

/**
 * Removes what a dead PostgreSQL left: its lock files hold up the next one where their number now belongs to another program, or to a dead
 * process that nobody has collected. Called when no process of this cluster lives; a living PostgreSQL that we do not recognise is left alone.
 */
function clearStale(cluster: Cluster): void {
  const path = join(cluster.data, 'postmaster.pid')
  const pid = Number(pidFile(cluster.data)?.[0])
  if (pid > 0 && isAlive(pid) && mayHold(pid)) {
    throw new PostgresError('held-elsewhere', `${path}: process ${pid} is a PostgreSQL of another server`, { params: { path, pid } })
  }
  if (processesOf(cluster.name).length > 0) return
  rmSync(path, { force: true })
  if (process.platform === 'win32') return
  for (const name of readdirSync(cluster.host)) if (name.startsWith('.s.PGSQL.')) rmSync(join(cluster.host, name), { force: true })
}

/** Whether the process could be a PostgreSQL on this folder: any that does not carry the name of another folder of ours. */
function mayHold(pid: number): boolean {
  const line = commandLineOf(pid)
  return line === undefined || (/postgres/.test(line) && !line.includes('cluster_name=proofline-'))
}

/** One earlier log is kept; a log is small, because statements are not in it. @returns where the next start's words will begin. */
function keepLog(log: string): number {
  const size = existsSync(log) ? statSync(log).size : 0
  if (size < 5_000_000) return size
  renameSync(log, `${log}.1`)
  return 0
}
