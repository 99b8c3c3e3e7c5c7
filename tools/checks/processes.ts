import { readdirSync, readFileSync } from 'node:fs'

export const runVariable = 'PROOFLINE_CHECK_RUN'

/**
 * The processes whose environment says that they belong to this run: what a test started and did not end. Linux only; elsewhere
 * nothing is claimed and nothing found.
 */
export function findLeftovers(runId: string): { pid: number; command: string }[] {
  if (process.platform !== 'linux') return []
  const mark = `${runVariable}=${runId}`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => readProcess(pid, 'environ').split('\0').includes(mark))
    .map((pid) => ({ pid: Number(pid), command: readProcess(pid, 'cmdline').replaceAll('\0', ' ').trim() }))
}

/** Empty where the process has ended meanwhile or belongs to someone else. */
function readProcess(pid: string, part: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${part}`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(String(error.code))) return ''
    throw error
  }
}
