import type { Command } from '../command.ts'

/** A word of the command line; what it needs is loaded when it is used, so that help and small commands start at once. */
export type CommandEntry = { readonly name: string; load(): Promise<Command> }

/** In the order in which a newcomer meets them. */
export const commands: readonly CommandEntry[] = [
  { name: 'start', load: async () => (await import('./start.ts')).startCommand },
  { name: 'capture', load: async () => (await import('./capture.ts')).captureCommand },
  { name: 'check', load: async () => (await import('./check.ts')).checkCommand },
  { name: 'hash', load: async () => (await import('./hash.ts')).hashCommand },
  { name: 'identify', load: async () => (await import('./identify.ts')).identifyCommand },
  { name: 'convert', load: async () => (await import('./convert.ts')).convertCommand },
  { name: 'trace', load: async () => (await import('./trace.ts')).traceCommand },
  { name: 'export', load: async () => (await import('./export.ts')).exportCommand },
  { name: 'verify', load: async () => (await import('./verify.ts')).verifyCommand },
  { name: 'client', load: async () => (await import('./client.ts')).clientCommand },
  { name: 'terms', load: async () => (await import('./terms.ts')).termsCommand },
  { name: 'erase', load: async () => (await import('./erase.ts')).eraseCommand },
  { name: 'restore', load: async () => (await import('./restore.ts')).restoreCommand },
  { name: 'demo', load: async () => (await import('./demo.ts')).demoCommand },
  { name: 'bench', load: async () => (await import('./bench.ts')).benchCommand },
]
