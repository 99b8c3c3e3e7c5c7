import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { equalBytes, portableHasher } from './hash.ts'
import { type NoteSignature, parseNote } from './note.ts'
import { labelKey, type NoteVerifier, type VerifiedSignature, verifyNote } from './verify-note.ts'

/** A log under its origin, with the keys that may sign for it: one of them must. */
export type KnownLog = { readonly origin: string; readonly verifiers: readonly NoteVerifier[] }

/** Witnesses, and how many of them, counted by name, must have cosigned (0 by default). */
export type WitnessPolicy = { readonly witnesses?: readonly NoteVerifier[]; readonly quorum?: number }

export type VerifiedCheckpoint = {
  readonly checkpoint: Checkpoint
  /** The text that was signed. */
  readonly text: string
  readonly logSignatures: readonly VerifiedSignature[]
  /** By known witnesses, each with its time. */
  readonly cosignatures: readonly VerifiedSignature[]
  /** By unknown keys: worth nothing. */
  readonly unverified: readonly NoteSignature[]
}

/**
 * A checkpoint as published: the note, its text, a signature by the log and, where asked for, by witnesses. Never throws. Problems: those of
 * `parseNote`, `parseCheckpoint` and `verifyNote`, and `origin-unknown`, `log-signature-missing`, `quorum-missing`, `empty-root-mismatch` (a
 * tree without leaves has one root only).
 */
export function verifyCheckpoint(
  input: Uint8Array | string,
  logs: readonly KnownLog[],
  { witnesses = [], quorum = 0 }: WitnessPolicy = {},
): Result<VerifiedCheckpoint> {
  const note = parseNote(input)
  if (!note.ok) return note
  const parsed = parseCheckpoint(note.value.text)
  if (!parsed.ok) return parsed
  const checkpoint = parsed.value
  const ofOrigin = logs.filter(({ origin }) => origin === checkpoint.origin)
  if (ofOrigin.length === 0) return refuse({ code: 'origin-unknown', at: '/origin', params: { origin: checkpoint.origin } })
  const ofLog = ofOrigin.flatMap(({ verifiers }) => verifiers)
  const opened = verifyNote(note.value, [...ofLog, ...witnesses])
  if (!opened.ok) return opened

  const logKeys = new Set(ofLog.map(labelKey))
  const logSignatures = opened.value.verified.filter((signature) => logKeys.has(labelKey(signature)))
  const cosignatures = opened.value.verified.filter((signature) => !logKeys.has(labelKey(signature)) && signature.time !== undefined)
  const problems: Problem[] = []
  if (logSignatures.length === 0) problems.push({ code: 'log-signature-missing', at: '/signatures', clause: 'C2SP tlog-proof, Verifying' })
  const cosigners = new Set(cosignatures.map(({ name }) => name)).size
  if (cosigners < quorum) problems.push({ code: 'quorum-missing', at: '/signatures', params: { quorum, actual: cosigners } })
  if (checkpoint.size === 0 && !equalBytes(checkpoint.root, portableHasher.empty)) {
    problems.push({ code: 'empty-root-mismatch', at: '/root', clause: 'RFC 6962 §2.1' })
  }
  if (problems.length > 0) return { ok: false, problems }
  return succeed({ checkpoint, text: note.value.text, logSignatures, cosignatures, unverified: opened.value.unverified })
}
