import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type ConnectionSettings, Database, firstOrganisation, migrate } from '../../src/platform/database/index.ts'
import { EmbeddedPostgres } from '../../src/platform/postgres/index.ts'

export const templateName = 'proofline_template'
/** A run that has started a cluster tells the processes of its test files so. */
export const clusterVariable = 'PROOFLINE_TEST_DATABASE_URL'

export type TestCluster = {
  /** `postgres://admin:…@/template?host=…&port=…&server_password=…`: the value of PROOFLINE_TEST_DATABASE_URL. */
  readonly url: string
  readonly postgres: EmbeddedPostgres
  readonly folder: string
  stop(): Promise<void>
}

/** One PostgreSQL of its own in a temporary folder, with a migrated template. It ends with this process, even when that is killed. */
export async function startTestCluster(): Promise<TestCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'proofline-test-'))
  const endWatch = watchOver(folder)
  const postgres = await startIn(folder, endWatch)
  const { host, port, user, password } = postgres.admin(templateName)
  const query = new URLSearchParams({ host, port: String(port), server_password: postgres.serverPassword })
  return {
    url: `postgres://${user}:${password}@/${templateName}?${query.toString()}`,
    postgres,
    folder,
    stop: async () => {
      await postgres.stop()
      endWatch()
    },
  }
}

async function startIn(folder: string, endWatch: () => void): Promise<EmbeddedPostgres> {
  let postgres: EmbeddedPostgres | undefined
  try {
    postgres = await EmbeddedPostgres.start({ folder: join(folder, 'postgres'), small: true })
    await makeTemplate(postgres)
    return postgres
  } catch (error) {
    await postgres?.stop()
    endWatch()
    throw error
  }
}

/** A shell that waits for this process to end, however it ends, then ends the PostgreSQL of the folder and removes it. */
function watchOver(folder: string): () => void {
  if (process.platform === 'win32') return () => rmSync(folder, { recursive: true, force: true })
  const script = `cat >/dev/null
    i=0
    while pid=$(head -n 1 "$1/postgres/cluster/postmaster.pid" 2>/dev/null) && kill -INT "$pid" 2>/dev/null && [ $i -lt 100 ]; do
      sleep 0.1; i=$((i+1))
    done
    [ -n "$pid" ] && kill -KILL "$pid" 2>/dev/null
    rm -rf "$1"`
  const watch = spawn('/bin/sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watch.unref()
  const input = watch.stdin
  if ('unref' in input && typeof input.unref === 'function') input.unref()
  return () => input.end()
}

async function makeTemplate(postgres: EmbeddedPostgres): Promise<void> {
  const { user } = postgres.server(templateName)
  await runAsAdmin(postgres.admin('postgres'), [
    `create role "${user}" login noinherit password ${pg.escapeLiteral(postgres.serverPassword)}`,
    `create database "${templateName}"`,
  ])
  const database = new Database({ connection: postgres.admin(templateName), maxConnections: 1 })
  try {
    await migrate(database, firstOrganisation, { serverLogin: user })
  } finally {
    await database.close()
  }
}

/** Statements as the superuser, outside any transaction: for what the server itself could never do. */
export async function runAsAdmin(connection: ConnectionSettings, texts: readonly string[]): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    for (const text of texts) await client.query(text)
  } finally {
    await client.end()
  }
}

/** The settings that a run's environment variable holds. */
export function readClusterUrl(text: string): { admin: ConnectionSettings; serverPassword: string } {
  const [, user = '', password = '', database = '', query = ''] = /^postgres:\/\/([^:]+):([^@]+)@\/([^?]+)\?(.*)$/.exec(text) ?? []
  const params = new URLSearchParams(query)
  return {
    admin: { host: params.get('host') ?? '', port: Number(params.get('port')), user, password, database },
    serverPassword: params.get('server_password') ?? '',
  }
}
