import { assertInstallation, openRecord } from './installations.ts'
import { instantOf, Ledger, type RecordError, type Restored, restoreLog } from './record/index.ts'

export type RestoreOutcome =
  /** The log contains all that was signed: there is nothing to restore. */
  | { readonly what: 'whole'; readonly origin: string; readonly size: number }
  /** It does not, and nothing was changed. */
  | { readonly what: 'broken'; readonly origin: string; readonly size: number; readonly stopped: RecordError }
  /** It goes on under a new origin. `size`: signed under it by now. */
  | { readonly what: 'restored'; readonly restored: Restored; readonly size: number }

export type RestoreOrder = {
  /** Why the log is to go on although it lacks what was signed; undefined: it is only looked at. */
  readonly reason: string | undefined
  /** Also where the database holds other facts than those that were signed, which is no older backup. */
  readonly alsoForked: boolean
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

/**
 * Looks whether the log contains what was signed, and where it does not and there is a reason, begins a new origin (see `restoreLog`). The data folder is
 * taken meanwhile: no server may run. After a crash the next start, or the same call, goes on with what is there.
 */
export async function restoreInstallation(folder: string, databaseUrl: string | undefined, order: RestoreOrder): Promise<RestoreOutcome> {
  assertInstallation(folder)
  const { database, organisation, ledger, keysFolder, close } = await openRecord(folder, databaseUrl)
  try {
    const { origin, size, stopped } = ledger.state()
    if (stopped === undefined) return { what: 'whole', origin, size }
    if (order.reason === undefined || (stopped.code === 'log-forked' && !order.alsoForked)) return { what: 'broken', origin, size, stopped }
    await ledger.close()
    const now = instantOf(order.nowMs)
    const restored = await restoreLog({
      database,
      organisation,
      keysFolder,
      actor: 'operator',
      source: { system: 'proofline', reference: `restore:${now}`, method: 'manual', receivedAt: now },
      reason: order.reason,
    })
    // Signs the first checkpoint of the new origin and puts it beside the key, before anybody is told that it is done.
    const next = await Ledger.open({ database, organisation, keysFolder })
    const signed = next.checkpoint?.size ?? 0
    await next.close()
    return { what: 'restored', restored, size: signed }
  } finally {
    await close()
  }
}
