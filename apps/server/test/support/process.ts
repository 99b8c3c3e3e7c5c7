import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** The server as a process of its own, as `npm start` runs it. */
export type ServerProcess = {
  readonly pid: number
  readonly output: () => string
  /** Of PostgreSQL's postmaster, as its lock file has it. */
  postgresPid(): number
  /** Settled when the process has ended: its exit code, or the signal's name. */
  readonly ended: Promise<number | NodeJS.Signals>
  kill(signal: NodeJS.Signals): void
}

export function spawnServer(dataFolder: string, environment: Readonly<Record<string, string>> = {}): ServerProcess {
  const { PORT: _port, DATABASE_URL: _url, ...inherited } = process.env
  const child: ChildProcess = spawn(process.execPath, [entry], {
    env: { ...inherited, LC_ALL: 'en', PORT: '0', PROOFLINE_DATA: dataFolder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const ended = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL')),
  )
  return {
    pid: child.pid ?? 0,
    output: () => output,
    postgresPid: () => Number(readFileSync(join(dataFolder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]),
    ended,
    kill: (signal) => {
      child.kill(signal)
    },
  }
}

/** The address that the server says it is ready at. Rejects with everything it said when it ends before. */
export async function waitReady(server: ServerProcess): Promise<string> {
  let ended = false
  void server.ended.then(() => {
    ended = true
  })
  for (;;) {
    const address = /^ready (http:\S+)$/m.exec(server.output())?.[1]
    if (address !== undefined) return address
    if (ended) throw new Error(`the server ended before it was ready:\n${server.output()}`)
    await sleep(20)
  }
}

/** Asks until the answer is the one awaited; the run's own limit ends it otherwise. */
export async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50)
}
