import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { Cpu } from './model.ts'

/** USER_HZ: what Linux tells times in, on every architecture that Node runs on. */
const ticksPerSecond = 100

type Stat = { readonly pid: number; readonly parent: number; readonly own: number; readonly reaped: number }

/** proc(5), /proc/PID/stat. The name stands in parentheses and may hold anything: fields are counted from the last one. */
export function parseStat(text: string): Stat | undefined {
  const end = text.lastIndexOf(')')
  const fields = text.slice(end + 2).split(' ')
  const [parent, user, system, reapedUser, reapedSystem] = [1, 11, 12, 13, 14].map((at) => Number(fields[at]))
  const pid = Number.parseInt(text, 10)
  if (end < 0 || [pid, parent, user, system, reapedUser, reapedSystem].some((value) => !Number.isSafeInteger(value))) return undefined
  return {
    pid,
    parent: parent ?? 0,
    own: ((user ?? 0) + (system ?? 0)) / ticksPerSecond,
    reaped: ((reapedUser ?? 0) + (reapedSystem ?? 0)) / ticksPerSecond,
  }
}

/** undefined: the process is gone, or this system has no /proc. */
function readProc(pid: number | string, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES'].includes(String(error.code))

const statOf = (pid: number | string): Stat | undefined => {
  const text = readProc(pid, 'stat')
  return text === undefined ? undefined : parseStat(text)
}

/** CPU seconds of a process with all its threads, since it began. */
const cpuOf = (pid: number): number | undefined => statOf(pid)?.own

/** The same with its children, those that ended and those that live: a PostgreSQL with its connections. */
function cpuWithChildren(pid: number): number | undefined {
  const parent = statOf(pid)
  if (parent === undefined) return undefined
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(name) ?? [])
    .filter((stat) => stat.parent === pid)
  return children.reduce((sum, { own, reaped }) => sum + own + reaped, parent.own + parent.reaped)
}

/** The most memory that a process ever held, in bytes: VmHWM. */
export function peakMemory(pid: number): number | undefined {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')
  return line === null ? undefined : Number(line[1]) * 1024
}

/** From now on `peakMemory` is of what the process holds from now on. @returns false where this system cannot do that (proc(5), clear_refs). */
export function forgetPeakMemory(pid: number): boolean {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    return true
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

export type Watched = { readonly server?: number | undefined; readonly postgres?: number | undefined }

const difference = (after: number | undefined, before: number | undefined): number | undefined =>
  after === undefined || before === undefined ? undefined : after - before

const clientCpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** CPU seconds of the whole machine, since it began. */
const machineCpu = (): number => cpus().reduce((sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) / 1000, 0)

/**
 * Starts to count; the function tells what was used since. This process is the client, unless `server` is its own number: then it is what
 * is measured, and there is no client.
 */
export function countCpu({ server, postgres }: Watched): () => Cpu {
  const isServer = server === process.pid
  const read = () => ({
    server: isServer ? clientCpu() : server === undefined ? undefined : cpuOf(server),
    postgres: postgres === undefined ? undefined : cpuWithChildren(postgres),
    client: isServer ? undefined : clientCpu(),
    machine: machineCpu(),
  })
  const before = read()
  return () => {
    const after = read()
    const used = {
      server: difference(after.server, before.server),
      postgres: difference(after.postgres, before.postgres),
      client: difference(after.client, before.client),
    }
    const isKnown = used.server !== undefined && used.postgres !== undefined
    const ours = (used.server ?? 0) + (used.postgres ?? 0) + (used.client ?? 0)
    return { ...used, others: isKnown ? Math.max(0, after.machine - before.machine - ours) : undefined }
  }
}
