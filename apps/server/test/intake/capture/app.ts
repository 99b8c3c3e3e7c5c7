import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { PageTokens } from '../../../src/answers/events/index.ts'
import { epcisErrors, registerEpcisProtocol } from '../../../src/epcis-protocol.ts'
import { Capture, type CaptureSettings, captureSettings, registerCapture } from '../../../src/intake/capture/index.ts'
import { sql } from '../../../src/platform/database/index.ts'
import { ByteBudget, closeHttpServer, type HttpServer, openHttpServer } from '../../../src/platform/http/index.ts'
import { openLog } from '../../../src/platform/log/index.ts'
import type { Envelope } from '../../../src/record/facts/index.ts'
import { Ledger, type LedgerOptions, type Submission } from '../../../src/record/ledger/index.ts'
import { verifyLog } from '../../../src/record/verification/index.ts'
import { openTestDatabase, type TestDatabase } from '../../support/index.ts'

type Told = {
  readonly code: string
  readonly pointer: string
  readonly message?: string
  readonly detail?: string
  readonly clause?: string
  readonly line?: number
  readonly column?: number
}

/** A capture job or a problem, as it came: what a test reads is what it asserts. */
export type Body = {
  readonly captureID: string
  readonly createdAt: string
  readonly finishedAt?: string
  readonly running: boolean
  readonly success: boolean
  readonly captureErrorBehaviour: string
  readonly errors: readonly Told[]
  readonly document: { readonly sha256: string; readonly size: number; readonly kept: boolean }
  readonly events: { readonly received: number; readonly refused: number }
  readonly facts: {
    readonly expected: number
    readonly recorded: number
    readonly duplicates: number
    readonly runs: readonly { readonly position: number; readonly index: number; readonly count: number }[]
  }
  readonly notices: readonly {
    readonly code: string
    readonly pointer: string
    readonly message: string
    readonly index: number
    readonly earlier: number
  }[]
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
}
export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string; readonly body: Body }
export type Fact = { readonly index: number; readonly envelope: Envelope; readonly body: Readonly<Record<string, unknown>> }

export type TestApp = {
  readonly http: HttpServer
  readonly ledger: Ledger
  readonly capture: Capture
  readonly budget: ByteBudget
  readonly db: TestDatabase
  readonly address: string
  /** Sends bytes or JSON to the capture interface as client `a`, unless headers say otherwise. */
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Facts in the record: kind, subject, source, body as JSON. */
  facts(kind?: string): Promise<Fact[]>
  /** Re-hashes the whole log from its stored bytes, and fails where something is wrong with it. */
  assertLogHolds(): Promise<void>
  /** Closes server and record; the database stays. */
  close(): Promise<void>
}

export type TestAppOptions = {
  readonly settings?: Partial<CaptureSettings>
  readonly gauge?: () => number
  readonly clock?: { now(): number }
  readonly budgetBytes?: number
  /** Of every address that names no time of its own. */
  readonly answerTimeoutMs?: number
  readonly ledger?: Partial<LedgerOptions>
  /** Of an app that was closed: its database and keys are opened again. */
  readonly again?: TestApp
}

const keysFolders = new Map<TestDatabase, string>()
const openApps = new Set<TestApp>()
after(async () => {
  for (const app of openApps) await app.close()
  for (const folder of keysFolders.values()) rmSync(folder, { recursive: true, force: true })
})

const clients = new Map([
  ['token-a', { id: 'client-a' }],
  ['token-b', { id: 'client-b' }],
])

/** The real parts, opened as the server opens them, listening on a free port. */
export async function openTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const db = options.again?.db ?? (await openTestDatabase())
  const keysFolder = keysFolders.get(db) ?? mkdtempSync(join(tmpdir(), 'proofline-keys-'))
  keysFolders.set(db, keysFolder)
  const { database, organisation } = db
  const clock = options.clock ?? { now: Date.now }
  const log = openLog('silent')
  const ledger = await Ledger.open({ database, organisation, keysFolder, clock, ...options.ledger })
  const budget = new ByteBudget(options.budgetBytes ?? 80_000_000)
  const http = await openHttpServer({
    log,
    version: '0.0.0',
    findClient: (token) => clients.get(token),
    publicPaths: ['/'],
    dialects: [epcisErrors],
    ...(options.answerTimeoutMs === undefined ? {} : { answerTimeoutMs: options.answerTimeoutMs }),
  })
  const append = (submission: Submission) => ledger.append(submission)
  const settings = { ...captureSettings, ...options.settings }
  const capture = new Capture({ database, organisation, append, settings, clock, log, gauge: options.gauge ?? (() => 1e12), budget })
  registerEpcisProtocol(http, '0.0.0')
  registerCapture(http, capture, new PageTokens({ database, organisation, clock }))
  await capture.resume()
  const address = await http.listen({ host: '127.0.0.1', port: 0 })
  const app: TestApp = {
    http,
    ledger,
    capture,
    budget,
    db,
    address,
    ...requestsTo(address),
    facts: async (kind) => (await readFacts(db)).filter(({ envelope }) => kind === undefined || envelope.kind === kind),
    assertLogHolds: async () => {
      const { holds, findings, size } = await verifyLog(database, organisation)
      assert.deepEqual([holds, findings, size], [true, [], ledger.state().size])
    },
    close: async () => {
      if (!openApps.delete(app)) return
      await closeHttpServer(http)
      await capture.close()
      await ledger.close()
    },
  }
  openApps.add(app)
  return app
}

function requestsTo(address: string): Pick<TestApp, 'post' | 'get'> {
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${address}${path}`, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: readBody(text) }
  }
  return {
    post: (body, headers = {}) =>
      send('/epcis/capture', {
        method: 'POST',
        headers: { authorization: 'Bearer token-a', 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body),
      }),
    get: (path, headers = {}) => send(path, { headers: { authorization: 'Bearer token-a', ...headers } }),
  }
}

/** Of XML only what the tests ask for: the members of a problem. */
function readBody(text: string) {
  if (!text.startsWith('<')) return JSON.parse(text === '' ? 'null' : text)
  return { type: /<type>(.*?)<\/type>/.exec(text)?.[1], code: /<code>(.*?)<\/code>/.exec(text)?.[1] }
}

async function readFacts({ database, organisation }: TestDatabase): Promise<Fact[]> {
  const rows = await database.transaction(organisation, (transaction) =>
    transaction.query<{ index: number; envelope: Buffer; body: Buffer }>(sql`select index, envelope, body from record_fact order by index`),
  )
  return rows.map(({ index, envelope, body }) => ({ index, envelope: JSON.parse(envelope.toString()), body: JSON.parse(body.toString()) }))
}
