import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A name for the processes of one data folder: it stands in the command line of PostgreSQL and in the title of each of its children. It is
 * made from the folder's place on its disk, so that the same path in another container is not taken for this one.
 */
export function clusterNameOf(cluster: string): string {
  const { dev, ino } = statSync(cluster, { bigint: true })
  const text = JSON.stringify([realpathSync(cluster), String(dev), String(ino)])
  return `proofline-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
}

export type Found = { readonly pid: number; readonly isPostmaster: boolean }

/** The living processes of a cluster, also those whose parent is dead. None on Windows, where the postmaster's end ends its children. */
export function processesOf(clusterName: string): Found[] {
  return commandLines()
    .filter(([pid, line]) => pid !== process.pid && line.includes(clusterName) && /postgres/.test(line))
    .map(([pid, line]) => ({ pid, isPostmaster: line.includes(`cluster_name=${clusterName}`) }))
}

/** What a process runs; `undefined` where this system does not tell. */
export function commandLineOf(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined
  return commandLines().find(([found]) => found === pid)?.[1] ?? ''
}

function commandLines(): [number, string][] {
  if (process.platform === 'win32') return []
  return process.platform === 'linux' ? linesOfProc() : linesOfPs()
}

function linesOfProc(): [number, string][] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): [number, string][] => {
      try {
        return [[Number(name), readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ')]]
      } catch {
        return [] // It ended since the folder was read.
      }
    })
}

function linesOfPs(): [number, string][] {
  const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' })
  return (stdout ?? '').split('\n').flatMap((line): [number, string][] => {
    const match = /^\s*(\d+) (.*)$/.exec(line)
    return match === null ? [] : [[Number(match[1]), match[2] ?? '']]
  })
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** @returns whether it was still there to be told. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Asks again until it holds, or the time is over. @returns whether it came to hold. */
export async function waitUntil(holds: () => boolean, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs
  while (!holds()) {
    if (performance.now() > end) return false
    await sleep(20)
  }
  return true
}

/**
 * Ends every process of a cluster that nobody looks after any more. The postmaster is asked to shut down at once but in order; children
 * without a postmaster end by themselves within moments; who does not, is killed: the next start recovers from the write-ahead log.
 * @param onFound told how many there are, before they are waited for.
 */
export async function stopOrphans(clusterName: string, onFound: (count: number) => void): Promise<void> {
  const orphans = processesOf(clusterName)
  if (orphans.length === 0) return
  onFound(orphans.length)
  for (const { pid, isPostmaster } of orphans) if (isPostmaster) signal(pid, 'SIGINT')
  // One that was made to stand still hears nothing before it goes on.
  for (const { pid } of orphans) signal(pid, 'SIGCONT')
  const gone = () => processesOf(clusterName).length === 0
  if (await waitUntil(gone, 15_000)) return
  for (const { pid } of processesOf(clusterName)) signal(pid, 'SIGQUIT')
  if (await waitUntil(gone, 5_000)) return
  for (const { pid } of processesOf(clusterName)) signal(pid, 'SIGKILL')
  await waitUntil(gone, 5_000)
}
