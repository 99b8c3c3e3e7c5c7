import type { Purpose } from '@proofline/evidence'
import type { Problem } from '@proofline/problems'
import type { ConnectionSettings, Organisation } from '../../platform/database/index.ts'

/** What one bundle may hold. A question beyond it is refused with the figures, never cut. */
export const limits = { objects: 100, facts: 50_000, bytes: 128_000_000, waiting: 4, timeoutMs: 100_000, viewsTimeoutMs: 10_000 } as const

/** A bundle to be made: everything is settled but the bytes. */
export type BundleOrder = {
  readonly connection: ConnectionSettings | string
  readonly organisation: Organisation
  readonly madeAt: string
  readonly madeBy: string
  readonly purpose: Purpose
  readonly withBodies: boolean
  /** The signed note and the size of its tree. */
  readonly checkpoint: string
  readonly size: number
  readonly logKey: string
  readonly witnessKeys: readonly string[]
  /** Ascending. */
  readonly indexes: readonly number[]
  /** Erased fact → the fact that ordered it, which is in `indexes` as well. */
  readonly erasures: ReadonlyMap<number, number>
}

export type BundleAnswer =
  | { readonly what: 'made'; readonly bytes: Uint8Array<ArrayBuffer>; readonly sha256: Uint8Array }
  /** More than `limits.bytes`. */
  | { readonly what: 'too-large' }
  /** What stands in the database is not what was signed. */
  | { readonly what: 'damaged'; readonly problems: readonly Problem[] }
  /** A body was erased since the order was put together: the same question has another answer now. */
  | { readonly what: 'changed' }
  | { readonly what: 'failed'; readonly reason: string }
