import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { equalBytes, portableHasher, type TreeHasher } from './hash.ts'
import { type NoteSignature, parseNote, parseSignatureLines } from './note.ts'
import { type NoteVerifier, type VerifiedSignature, verifyNote } from './verify-note.ts'
import { verifyConsistency } from './verify-proof.ts'
import { parseAddCheckpoint } from './witness.ts'

const clause = 'C2SP tlog-witness, add-checkpoint'

/** What a witness knows of one log: its keys, and the size and root that it cosigned last (0 and no root before the first). */
export type WitnessedLog = { readonly verifiers: readonly NoteVerifier[]; readonly size: number; readonly root?: Uint8Array }

export type AddCheckpointDecision =
  | { readonly status: 200; readonly checkpoint: Checkpoint; readonly text: string }
  | { readonly status: 409; readonly size: number }
  | { readonly status: 400 | 403 | 404 | 422; readonly problems: readonly Problem[] }

/**
 * What a witness answers to a request's body. On 200 it must record size and root, in one step with the comparison on which this stands, and
 * only then cosign `text`. The checks stand in the order of the specification: origin 404, signature 403, sizes 400 and 409, proof and roots 422.
 */
export function decideAddCheckpoint(
  body: Uint8Array | string,
  findLog: (origin: string) => WitnessedLog | undefined,
  hasher: TreeHasher = portableHasher,
): AddCheckpointDecision {
  const request = parseAddCheckpoint(body)
  if (!request.ok) return { status: 400, problems: request.problems }
  const { oldSize, proof } = request.value
  const text = textOf(request.value.checkpoint)
  const parsed = parseCheckpoint(text)
  if (!parsed.ok) return { status: 400, problems: parsed.problems }
  const checkpoint = parsed.value
  const log = findLog(checkpoint.origin)
  if (log === undefined) {
    return { status: 404, problems: [{ code: 'origin-unknown', at: '/origin', params: { origin: checkpoint.origin }, clause }] }
  }
  const note = parseNote(request.value.checkpoint)
  if (!note.ok) return { status: note.problems.every(({ code }) => unverifiable.has(code)) ? 403 : 400, problems: note.problems }
  const opened = verifyNote(note.value, log.verifiers)
  if (!opened.ok) return { status: 403, problems: opened.problems }
  if (oldSize > checkpoint.size) return { status: 400, problems: [{ code: 'request-old-size-above', at: '/oldSize', clause }] }
  if (oldSize !== log.size) return { status: 409, size: log.size }
  const problems = rootProblems(checkpoint, oldSize, log.root ?? hasher.empty, proof, hasher)
  return problems.length === 0 ? { status: 200, checkpoint, text } : { status: 422, problems }
}

/** Under a text that is a checkpoint: there is no signature, or a line that is none, hence none that verifies. */
const unverifiable: ReadonlySet<string> = new Set(['note-unsigned', 'signature-line-malformed'])

/** A note's text, if it has one; the note itself is read later, once its origin is known. */
function textOf(note: string): string {
  const blank = note.lastIndexOf('\n\n')
  return blank < 0 ? note : note.slice(0, blank + 1)
}

function rootProblems(
  { size, root }: Checkpoint,
  oldSize: number,
  oldRoot: Uint8Array,
  proof: readonly Uint8Array[],
  hasher: TreeHasher,
): readonly Problem[] {
  if (size === 0 && !equalBytes(root, hasher.empty)) return [{ code: 'empty-root-mismatch', at: '/root', clause }]
  const fromRoot = oldSize === 0 ? hasher.empty : oldRoot
  const verdict = verifyConsistency({ from: oldSize, to: size, fromRoot, toRoot: root, proof }, hasher)
  return verdict.ok ? [] : verdict.problems
}

/**
 * The cosignatures that a witness gave for a checkpoint's text: those by known keys, of which one at least must be there, each must hold, and
 * each must state a time. Problems: those of signature lines and of `verifyNote`, and `cosignature-untimed`.
 */
export function verifyCosignatures(
  text: string,
  signatures: readonly NoteSignature[] | string,
  witnesses: readonly NoteVerifier[],
): Result<readonly VerifiedSignature[]> {
  const lines = typeof signatures === 'string' ? parseSignatureLines(signatures) : succeed(signatures)
  if (!lines.ok) return lines
  const opened = verifyNote({ text, signatures: lines.value }, witnesses)
  if (!opened.ok) return opened
  const { verified } = opened.value
  return verified.every(({ time }) => time !== undefined && time > 0)
    ? succeed(verified)
    : refuse({ code: 'cosignature-untimed', at: '/signatures', clause })
}
