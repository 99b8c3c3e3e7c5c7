import { type NoteVerifier, verifyCheckpoint } from '@proofline/ledger'
import { type Result, succeed } from '@proofline/problems'

/** A C2SP checkpoint as it was signed, made durable and is served. `root` is the tree's of `size` leaves. */
export type SignedCheckpoint = { readonly origin: string; readonly size: number; readonly root: Buffer; readonly note: string }

/** Reads a note of this log and verifies its signature. Problems: those of the ledger's `verifyCheckpoint`. */
export function readCheckpoint(note: string, origin: string, verifier: NoteVerifier): Result<SignedCheckpoint> {
  const verified = verifyCheckpoint(note, [{ origin, verifiers: [verifier] }])
  if (!verified.ok) return verified
  const { size, root } = verified.value.checkpoint
  return succeed({ origin, size, root: Buffer.from(root), note })
}

/** The origin that a note names in its first line, whoever signed it. */
export const originOf = (note: string): string => note.slice(0, Math.max(0, note.indexOf('\n')))

/** `left` where both are of one size. */
export const largerOf = (left: SignedCheckpoint | undefined, right: SignedCheckpoint | undefined): SignedCheckpoint | undefined =>
  left === undefined || (right !== undefined && right.size > left.size) ? right : left
