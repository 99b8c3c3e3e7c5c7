import type { ConnectionSettings, Organisation } from '../../platform/database/index.ts'
import type { BatchLimits } from './batches.ts'

/** Plain data: it travels to the thread. */
export type WorkerStart = {
  readonly connection: ConnectionSettings | string
  readonly organisation: Organisation
  readonly limits: BatchLimits
  readonly leaseMs: number
  readonly pollMs: number
}

/** `awaited`: somebody waits for this log size; where another process projects, the cursor is then looked at more often. */
export type ToWorker =
  | { readonly what: 'appended' }
  | { readonly what: 'awaited'; readonly size: number; readonly timeoutMs: number }
  | { readonly what: 'rollups-awaited' }
  | { readonly what: 'close' }

/** `trouble` without a reason: it works again. */
export type FromWorker =
  | { readonly what: 'cursor'; readonly cursor: number; readonly rollups: number; readonly isProjecting: boolean }
  | { readonly what: 'trouble'; readonly reason: string | undefined }
