import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, openApp } from '../../src/app.ts'
import { type Config, parseConfig } from '../../src/config.ts'
import { DataFolder } from '../../src/platform/data-folder/index.ts'
import { type Log, openLog } from '../../src/platform/log/index.ts'
import { atEndOfFile, openTestDatabase, type TestDatabase } from './database.ts'

export type TestServer = {
  readonly address: string
  readonly token: string
  readonly app: App
  readonly test: TestDatabase
  readonly dataFolder: DataFolder
  /** A request with the token; `path` begins with `/`. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

export type TestServerOptions = {
  readonly environment?: Readonly<Record<string, string>>
  readonly log?: Log
  readonly database?: TestDatabase
  /** What its operator has written into the data folder: name → text. */
  readonly files?: Readonly<Record<string, string>>
}

/** The real app on a free port of the loopback address, with a database and a data folder of its own. Closed at the end of the file. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'proofline-server-'))
  const config = configOf({ PORT: '0', PROOFLINE_DATA: folder, PROOFLINE_LOG_LEVEL: 'silent', ...options.environment })
  const test = options.database ?? (await openTestDatabase())
  const dataFolder = DataFolder.open(folder)
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text)
  const app = await openApp({
    config,
    dataFolder,
    log: options.log ?? openLog(config.logLevel),
    source: {
      server: test.connection,
      admin: test.adminConnection,
      serverLogin: test.connection.user,
      isOutside: false,
      pid: () => undefined,
      stop: async () => undefined,
    },
  })
  const address = await app.http.listen({ host: '127.0.0.1', port: 0 })
  const token = dataFolder.loadToken()
  let closed = false
  const server: TestServer = {
    address,
    token,
    app,
    test,
    dataFolder,
    fetch: (path, init = {}) => fetch(`${address}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } }),
    close: async () => {
      if (closed) return
      closed = true
      await app.close()
      dataFolder.close()
      rmSync(folder, { recursive: true, force: true })
      if (options.database === undefined) await test.close()
    },
  }
  atEndOfFile(() => server.close())
  return server
}

function configOf(environment: Readonly<Record<string, string>>): Config {
  const parsed = parseConfig(environment)
  if (parsed.ok) return parsed.value
  throw new Error(parsed.problems.map(({ code, at }) => `${at} ${code}`).join(', '))
}
