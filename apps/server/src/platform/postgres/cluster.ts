import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Binaries, clusterVersion } from './binaries.ts'
import { PostgresError } from './failure.ts'
import { clusterNameOf } from './processes.ts'
import { chooseRunAs, commandOf, type RunAs } from './run-as.ts'
import { postgresSettings } from './settings.ts'

export const adminLogin = 'proofline_admin'
export const serverLogin = 'proofline_server'

export type Credentials = { readonly admin: string; readonly server: string }

/** A data folder of PostgreSQL, ready to be started. */
export type Cluster = {
  readonly binaries: Binaries
  readonly runAs: RunAs
  /** Everything of PostgreSQL: `cluster/` its data, `credentials.json`, `postgres.log`, `run/` the socket. */
  readonly folder: string
  readonly data: string
  readonly name: string
  readonly credentials: Credentials
  readonly host: string
  readonly port: number
  readonly small: boolean
}

export type ClusterInput = {
  readonly binaries: Binaries
  readonly folder: string
  readonly small?: boolean
  readonly onInitialise?: () => void
}

/**
 * Makes the data folder where there is none yet. It is made beside its place and moved there when it is whole, so that a start that was
 * interrupted leaves nothing half-made behind.
 */
export async function prepareCluster(input: ClusterInput): Promise<Cluster> {
  const { binaries, folder } = input
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const runAs = chooseRunAs(binaries, folder)
  const credentials = loadCredentials(folder)
  const data = join(folder, 'cluster')
  const version = clusterVersion(data)
  if (version === undefined) {
    input.onInitialise?.()
    initialise(binaries, runAs, folder, data, credentials)
  } else if (version !== majorOf(binaries, runAs)) {
    const ours = majorOf(binaries, runAs)
    throw new PostgresError('version-mismatch', `${data} was written by PostgreSQL ${version}, this is ${ours}`, {
      params: { data, version, ours },
    })
  }
  const name = clusterNameOf(data)
  const socketFolder = socketFolderOf(folder, name, runAs)
  const port = socketFolder === undefined ? await freePort() : 5432
  return { binaries, runAs, folder, data, name, credentials, host: socketFolder ?? '127.0.0.1', port, small: input.small ?? false }
}

function majorOf(binaries: Binaries, runAs: RunAs): string {
  const [command, args] = commandOf(runAs, binaries.postgres, ['--version'])
  const { stdout } = spawnSync(command, args, { ...runAs.options, encoding: 'utf8', timeout: 20_000 })
  return /(\d+)/.exec(stdout ?? '')?.[1] ?? ''
}

function loadCredentials(folder: string): Credentials {
  const path = join(folder, 'credentials.json')
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'))
  const credentials = { admin: randomBytes(32).toString('base64url'), server: randomBytes(32).toString('base64url') }
  writeWhole(path, JSON.stringify(credentials))
  return credentials
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}

function initialise(binaries: Binaries, runAs: RunAs, folder: string, data: string, credentials: Credentials): void {
  const making = `${data}.new`
  const passwordFile = join(folder, 'password.new')
  rmSync(making, { recursive: true, force: true })
  makeFor(runAs, making)
  writeFileSync(passwordFile, credentials.admin, { mode: 0o600 })
  giveFile(runAs, passwordFile)
  const [command, args] = commandOf(runAs, binaries.initdb, [
    ...['-D', making, '--username', adminLogin, '--pwfile', passwordFile, '--auth=scram-sha-256', '--encoding=UTF8'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--data-checksums', '--no-instructions'],
  ])
  const run = spawnSync(command, args, { ...runAs.options, cwd: folder, encoding: 'utf8', env: plainEnvironment() })
  rmSync(passwordFile, { force: true })
  if (run.status !== 0) {
    const reason = lastLines(`${run.stdout ?? ''}${run.stderr ?? ''}`) || String(run.error?.message ?? run.signal)
    throw new PostgresError('initdb-failed', reason, { params: { folder, reason } })
  }
  renameSync(making, data)
}

function makeFor(runAs: RunAs, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  giveFile(runAs, folder)
}

function giveFile(runAs: RunAs, path: string): void {
  if (runAs.owner === undefined || runAs.owner.uid === 0) return
  chownSync(path, runAs.owner.uid, runAs.owner.gid)
}

/** A socket's path holds about 100 bytes: a deeper data folder gets its socket below the folder for temporary files. */
function socketFolderOf(folder: string, name: string, runAs: RunAs): string | undefined {
  if (process.platform === 'win32') return undefined
  const near = join(folder, 'run')
  const socketFolder = Buffer.byteLength(near) <= 80 ? near : join(tmpdir(), name)
  makeFor(runAs, socketFolder)
  return socketFolder
}

async function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** PostgreSQL's own variables would reach into it from outside. */
export const plainEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'))),
  LC_ALL: 'C',
})

/** Starts the postmaster in a session of its own: Ctrl-C in a terminal reaches the server only, which then stops PostgreSQL in order. */
export function spawnPostmaster(cluster: Cluster, log: string): ChildProcess {
  const settings = postgresSettings({
    socketFolder: process.platform === 'win32' ? undefined : cluster.host,
    port: cluster.port,
    clusterName: cluster.name,
    small: cluster.small,
  })
  const [command, args] = commandOf(cluster.runAs, cluster.binaries.postgres, [
    ...['-D', cluster.data],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ])
  const output = openSync(log, 'a', 0o600)
  try {
    const stdio: StdioOptions = ['ignore', output, output]
    return spawn(command, args, { ...cluster.runAs.options, cwd: cluster.data, detached: true, stdio, env: plainEnvironment() })
  } finally {
    closeSync(output)
  }
}

export const lastLines = (text: string, count = 8): string => text.trim().split('\n').slice(-count).join('\n')
