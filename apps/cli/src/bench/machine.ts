import { cpus, loadavg, totalmem } from 'node:os'

export type Machine = {
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  readonly node: string
  readonly postgres: string
  /** Processes that wanted to run, mean of the minute before. */
  readonly load: number
}

/** What the figures were measured on; said beside them, because they mean nothing without. */
export function describeMachine(postgres: string): Machine {
  const all = cpus()
  const cpu = all[0]?.model.trim() || process.arch
  return { cpu, cores: all.length, memoryBytes: totalmem(), node: process.versions.node, postgres, load: loadavg()[0] ?? 0 }
}
