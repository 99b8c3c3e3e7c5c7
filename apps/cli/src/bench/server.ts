import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findPostgres } from '@proofline/server/operations'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { PlainTable } from './plain-table.ts'
import { peakMemory, type Watched } from './processes.ts'
import type { Scratch } from './scratch.ts'
import { encodeRequest, Wire } from './wire.ts'

const main = resolve(import.meta.dirname, '../../../server/src/main.ts')
const startTimeoutMs = 60_000
const standstillTimeoutMs = 120_000

export type ServerDetails = {
  readonly postgres?: string
  readonly memoryBytes?: number
  readonly log?: { readonly size: number }
  /** How far the views are, once there are views: every fact below `cursor` is in them, every fact below `rollups` in the roll-ups too. */
  readonly views?: { readonly cursor: number; readonly rollups?: number }
  readonly eventLoop?: { readonly p99Ms: number; readonly maxMs: number }
}

export type Reached = 'log' | 'views'

/** The product's server as a process of its own, on a data folder and a port that nobody else has. */
export class BenchServer {
  readonly address: string
  readonly plain: PlainTable
  readonly watched: Watched & { readonly server: number }
  readonly #token: string
  readonly #child: ChildProcess
  #isClosed = false

  private constructor(address: string, token: string, watched: BenchServer['watched'], plain: PlainTable, child: ChildProcess) {
    this.address = address
    this.#token = token
    this.#child = child
    this.watched = watched
    this.plain = plain
  }

  /** @param settings variables of the server's environment, beside those that keep it to the scratch */
  static async start(scratch: Scratch, settings: Readonly<Record<string, string>> = {}): Promise<BenchServer> {
    const folder = join(scratch.folder, 'data')
    const environment = { PROOFLINE_DATA: folder, PORT: '0', HOST: '127.0.0.1', PROOFLINE_LOG_LEVEL: 'warn', DATABASE_URL: '' }
    // As `npm start` starts it.
    const asStarted = { MALLOC_ARENA_MAX: '2' }
    // A group of its own: Ctrl-C reaches this command alone, which then ends the server in order.
    const output = join(scratch.folder, 'server.log')
    const file = openSync(output, 'w')
    // Flags of Node (a profile, an inspector) reach what is measured.
    const child = spawn(process.execPath, [...process.execArgv, main], {
      stdio: ['ignore', file, file],
      env: { ...asStarted, ...process.env, ...settings, ...environment },
      detached: true,
    })
    closeSync(file)
    scratch.watch(child.pid)
    scratch.onClose(() => end(child))
    const address = await readAddress(child, output)
    const token = readFileSync(join(folder, 'client-token'), 'utf8').trim()
    const postgres = findPostgres(folder)
    if (postgres === undefined) throw new CommandError(exitCodes.failed, 'bench-server-failed', { reason: 'postmaster.pid' })
    const plain = await PlainTable.create(postgres.admin)
    const server = new BenchServer(address, token, { server: child.pid ?? 0, postgres: postgres.pid }, plain, child)
    scratch.onClose(() => server.close())
    return server
  }

  /** Before the scratch is closed: another may then be started on the same data. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.plain.close()
    await end(this.#child)
  }

  encodeGet = (path: string): Buffer => encodeRequest('GET', path, { authorization: `Bearer ${this.#token}` })

  encodePost(path: string, body: Uint8Array): Buffer {
    return encodeRequest('POST', path, { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' }, body)
  }

  /** An answer that comes while it is made. */
  async post(path: string, body: string, accept: string): Promise<IncomingMessage> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', accept }
    const answer = await new Promise<IncomingMessage>((answered, failed) => {
      request(`${this.address}${path}`, { method: 'POST', headers }, answered).once('error', failed).end(body)
    })
    if (answer.statusCode === 200) return answer
    throw new CommandError(exitCodes.failed, 'server-failed', { status: answer.statusCode ?? 0, detail: path })
  }

  encodeCapture(body: Uint8Array): Buffer {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/ld+json', 'gs1-epcis-version': '2.0.0' }
    return encodeRequest('POST', '/epcis/capture', headers, body)
  }

  async details(): Promise<ServerDetails> {
    // A connection of its own: one that is kept would be closed by the server during a long measure.
    const wire = await Wire.open(this.address)
    const { status, body } = await wire.send(this.encodeGet('/health')).finally(() => wire.close())
    if (status !== 200) throw new CommandError(exitCodes.failed, 'server-failed', { status, detail: body.toString('utf8', 0, 500) })
    return (JSON.parse(body.toString('utf8')) as { details?: ServerDetails }).details ?? {}
  }

  /** The most that the process ever held, in bytes; where the system does not tell, what it holds now. */
  async peakMemory(): Promise<number> {
    return peakMemory(this.watched.server) ?? (await this.details()).memoryBytes ?? Number.NaN
  }

  async logSize(): Promise<number> {
    const { log } = await this.details()
    if (log === undefined) throw new CommandError(exitCodes.failed, 'bench-server-failed', { reason: '/health: details.log' })
    return log.size
  }

  /** Waits until the log holds `size` facts. */
  async awaitLog(size: number): Promise<void> {
    await this.#await(size, ({ log }) => log?.size)
  }

  /** Waits until the views, where the server has any, hold `size` facts. @returns which of the two was waited for. */
  async awaitViews(size: number): Promise<Reached> {
    if ((await this.details()).views === undefined) return 'log'
    await this.#await(size, ({ views }) => views?.cursor)
    return 'views'
  }

  /** Waits until the roll-ups, which follow the other views when those have nothing to do, hold `size` facts as well. */
  async awaitRollups(size: number): Promise<void> {
    if ((await this.details()).views?.rollups !== undefined) await this.#await(size, ({ views }) => views?.rollups)
  }

  /** However long it takes: given up where nothing comes any more. */
  async #await(size: number, read: (details: ServerDetails) => number | undefined): Promise<void> {
    for (let [most, deadlineMs] = [-1, Number.POSITIVE_INFINITY]; ; await pause(50)) {
      const found = read(await this.details()) ?? 0
      if (found >= size) return
      if (found > most) [most, deadlineMs] = [found, performance.now() + standstillTimeoutMs]
      if (performance.now() > deadlineMs) throw new CommandError(exitCodes.failed, 'bench-not-settled', { size, found })
    }
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** The server says `ready ADDRESS` when it listens. Into a file: a pipe would break, and the server with it, if this command were killed. */
async function readAddress(child: ChildProcess, output: string): Promise<string> {
  let failure: string | undefined
  child.once('error', (error) => {
    failure = error.message
  })
  for (const deadlineMs = performance.now() + startTimeoutMs; ; await pause(20)) {
    const said = readFileSync(output, 'utf8')
    const address = /^ready (\S+)/m.exec(said)?.[1]
    if (address !== undefined) return address
    if (hasEnded(child)) failure = `${said.slice(-2000).trim()} (${child.exitCode ?? child.signalCode})`
    if (performance.now() > deadlineMs) failure = `${said.slice(-2000).trim()} (${startTimeoutMs / 1000} s)`
    if (failure !== undefined) throw new CommandError(exitCodes.failed, 'bench-server-failed', { reason: failure })
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  child.kill('SIGINT')
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
  await ended
  clearTimeout(timer)
}
