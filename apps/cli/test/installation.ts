import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { main, type Run } from './run.ts'

export type RunningServer = { readonly output: () => string; stop(): Promise<number | null> }

export type Installation = {
  readonly folder: string
  /** A file or folder beside the data folder. */
  path(name: string): string
  /** The command on this data folder, as a process of its own. */
  run(...args: string[]): Run
  /** `proofline start`, until it is ready; `stop` ends it in order. */
  start(): Promise<RunningServer>
}

/** A data folder of its own; what runs on it at the end of the file is ended, and the folder removed. */
export function makeInstallation(): Installation {
  const parent = mkdtempSync(join(tmpdir(), 'proofline-operate-'))
  const folder = join(parent, 'data')
  const { DATABASE_URL: _url, PORT: _port, ...inherited } = process.env
  const env = { ...inherited, PROOFLINE_DATA: folder, LANG: 'en_GB.UTF-8', LC_ALL: '', PORT: '0' }
  const servers = new Set<ChildProcess>()
  after(async () => {
    for (const server of servers) server.kill('SIGTERM')
    await Promise.all([...servers].map((server) => new Promise((ended) => server.once('close', ended))))
    rmSync(parent, { recursive: true, force: true, maxRetries: 5 })
  })
  const start = async (): Promise<RunningServer> => {
    const server = spawn(process.execPath, [main, 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    servers.add(server)
    const ended = new Promise<number | null>((end) => server.once('close', end))
    void ended.then(() => servers.delete(server))
    let said = ''
    const ready = new Promise<boolean>((tell) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString()
        if (/^ready /m.test(said)) tell(true)
      }
      server.stdout.on('data', hear)
      server.stderr.on('data', hear)
      void ended.then(() => tell(false))
    })
    assert.ok(await ready, said)
    const stop = (): Promise<number | null> => {
      server.kill('SIGTERM')
      return ended
    }
    return { output: () => said, stop }
  }
  return {
    folder,
    path: (name) => join(parent, name),
    run: (...args) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env }),
    start,
  }
}

/** Every JSON value that a command gave with `--json`. */
export const resultsOf = ({ stdout }: Run): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** The document of the guide with this many of its first events. */
export function firstLot(events: number): string {
  const document = JSON.parse(readFileSync(new URL('../../../docs/guides/first-lot.json', import.meta.url), 'utf8'))
  document.epcisBody.eventList = document.epcisBody.eventList.slice(0, events)
  return JSON.stringify(document)
}
