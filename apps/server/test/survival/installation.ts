import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterNameOf, type Found, processesOf } from '../../src/platform/postgres/processes.ts'
import { type ServerProcess, spawnServer, waitReady } from '../support/process.ts'

/** Nothing here takes so long unless it hangs. It bounds waits; no assertion rests on it. */
export const longestWaitMs = 180_000

/** @throws Error naming `what` where it has not come about after the longest wait. */
export async function waitUntil(what: string, holds: () => Promise<boolean> | boolean, pauseMs = 25): Promise<void> {
  const end = performance.now() + longestWaitMs
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await sleep(pauseMs)
  }
}

/** One data folder, with the server processes that come and go on it. */
export class Installation {
  readonly #root: string
  readonly #endWatch: () => void
  readonly #started: ServerProcess[] = []
  readonly folder: string
  #address = ''
  #token = ''

  private constructor(root: string) {
    this.#root = root
    this.folder = join(root, 'data')
    this.#endWatch = watchOver(this.folder, root)
  }

  /** @param within an existing folder to make it in; it is not removed. */
  static make(within: string = tmpdir()): Installation {
    return new Installation(mkdtempSync(join(within, 'proofline-survival-')))
  }

  get server(): ServerProcess {
    const last = this.#started.at(-1)
    if (last === undefined) throw new Error('no server was started')
    return last
  }

  spawn(): ServerProcess {
    const server = spawnServer(this.folder)
    this.#started.push(server)
    return server
  }

  /** Starts a server and waits until it is ready. */
  async start(): Promise<void> {
    const server = this.spawn()
    const end = new AbortController()
    const overdue = sleep(longestWaitMs, undefined, { signal: end.signal, ref: false }).then(() => {
      throw new Error(`the server is not ready:\n${server.output()}`)
    })
    try {
      this.#address = await Promise.race([waitReady(server), overdue])
    } finally {
      overdue.catch((error: Error) => error.name)
      end.abort()
    }
    this.#token = readFileSync(join(this.folder, 'client-token'), 'utf8').trim()
  }

  /** A request with the token. Rejects where the connection is lost, and where no answer comes at all. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, ...(init.headers as Record<string, string> | undefined) }
    return fetch(`${this.#address}${path}`, { ...init, headers, signal: AbortSignal.timeout(longestWaitMs) })
  }

  /** The body of a 200. @throws Error with the answer where it is another. */
  async get(path: string): Promise<Buffer> {
    const response = await this.fetch(path)
    const body = Buffer.from(await response.arrayBuffer())
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${body.toString().slice(0, 500)}`)
    return body
  }

  async getJson<T>(path: string): Promise<T> {
    return JSON.parse((await this.get(path)).toString())
  }

  postgresProcesses(): Found[] {
    const cluster = join(this.folder, 'postgres', 'cluster')
    return existsSync(cluster) ? processesOf(clusterNameOf(cluster)) : []
  }

  /** kill -9 of the postmaster, or of whatever of its processes `which` takes. @returns how many were there to be killed. */
  killPostgres(which: (found: Found) => boolean = ({ isPostmaster }) => isPostmaster): number {
    return this.signalPostgres('SIGKILL', which)
  }

  signalPostgres(name: NodeJS.Signals, which: (found: Found) => boolean = () => true): number {
    return this.postgresProcesses().filter((found) => which(found) && told(found.pid, name)).length
  }

  async killServer(): Promise<void> {
    this.server.kill('SIGKILL')
    await this.server.ended
  }

  /** What server and PostgreSQL said last: for whoever reads of a failure. */
  lastWords(): string {
    const log = join(this.folder, 'postgres', 'postgres.log')
    const said = (text: string): string => text.slice(-4_000)
    return `server:\n${said(this.#started.at(-1)?.output() ?? '')}\nPostgreSQL:\n${existsSync(log) ? said(readFileSync(log, 'utf8')) : ''}`
  }

  /** Ends every process and removes the folder, in whatever state they are. */
  async remove(): Promise<void> {
    for (const server of this.#started) server.kill('SIGKILL')
    await Promise.all(this.#started.map(({ ended }) => ended))
    await waitUntil('PostgreSQL has ended', () => {
      this.killPostgres(() => true)
      return this.postgresProcesses().length === 0
    })
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 5 })
    this.#endWatch()
  }
}

function told(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** A shell that waits for this process to end, however it ends: then server and PostgreSQL of the folder end as well, and it is removed. */
function watchOver(folder: string, root: string): () => void {
  if (process.platform === 'win32') return () => undefined
  const script = `cat >/dev/null
    [ -d "$2" ] || exit 0
    server=$(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' "$1/server.json" 2>/dev/null)
    case "$(ps -o args= -p "$server" 2>/dev/null)" in *src/main.ts*) kill -KILL "$server" ;; esac
    postmaster=$(head -n 1 "$1/postgres/cluster/postmaster.pid" 2>/dev/null)
    case "$(ps -o args= -p "$postmaster" 2>/dev/null)" in *cluster_name=proofline-*) kill -CONT "$postmaster"; kill -QUIT "$postmaster" ;; esac
    sleep 1
    rm -rf "$2"`
  const watch = spawn('/bin/sh', ['-c', script, 'sh', folder, root], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watch.unref()
  const input = watch.stdin
  if ('unref' in input && typeof input.unref === 'function') input.unref()
  return () => input.end()
}
