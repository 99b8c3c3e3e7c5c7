import { type Result, refuse, succeed } from '@proofline/problems'
import { formatCosigned, parseTimedSignature } from './cosignature.ts'
import { encodeText } from './encoding.ts'
import { checkEd25519, checkMlDsa44, formatKeyId, type SignatureCheck, signatureTypes, type VerifierKey } from './key.ts'
import { formatSignatureLine, type Note, type NoteSignature } from './note.ts'

const clause = 'C2SP signed-note, Signatures'

/** A known key. `timed`: its signatures are cosignatures and state a time. `verify` gets what follows the key id, and never throws. */
export type NoteVerifier = {
  readonly name: string
  readonly keyId: number
  readonly timed: boolean
  readonly verify: (text: string, signature: Uint8Array) => boolean
}

/** Faster checks that a host may have. They must refuse what the portable ones refuse. */
export type SignatureChecks = { readonly ed25519?: SignatureCheck; readonly mlDsa44?: SignatureCheck }

/** The verifier of a key. Cosignature keys verify nothing but checkpoints (C2SP tlog-cosignature). */
export function createNoteVerifier({ name, keyId, type, publicKey }: VerifierKey, checks: SignatureChecks = {}): NoteVerifier {
  const ed25519 = checks.ed25519 ?? checkEd25519
  if (type === signatureTypes.ed25519) {
    return { name, keyId, timed: false, verify: (text, signature) => ed25519(publicKey, encodeText(text), signature) }
  }
  const isEd25519 = type === signatureTypes.ed25519Cosignature
  const check = isEd25519 ? ed25519 : (checks.mlDsa44 ?? checkMlDsa44)
  const verify = (text: string, signature: Uint8Array): boolean => {
    const timed = parseTimedSignature(signature)
    if (!timed.ok || timed.value.signature.length !== (isEd25519 ? 64 : 2420)) return false
    const message = formatCosigned(type, name, text, timed.value.time)
    return message !== undefined && check(publicKey, message, timed.value.signature)
  }
  return { name, keyId, timed: true, verify }
}

/** A signature that holds. `time`, of cosignatures only: seconds since 1970, 0 for none. */
export type VerifiedSignature = NoteSignature & { readonly time?: number }

export type VerifiedNote = {
  readonly text: string
  readonly verified: readonly VerifiedSignature[]
  readonly unverified: readonly NoteSignature[]
}

/**
 * Every signature by a known key must hold, and one at least must be there; signatures by unknown keys are left aside, unverified. A key is
 * known by name *and* id. The first signature that does not hold ends the matter, and one that stands there twice is verified once: a stranger
 * cannot make this costly. Never throws. Problems: `signature-invalid` (at `/signatures/n`), `signature-missing` (none by a known key),
 * `key-ambiguous` (two known keys answer to the same name and id).
 */
export function verifyNote(note: Note, verifiers: readonly NoteVerifier[]): Result<VerifiedNote> {
  const known = new Map<string, NoteVerifier | 'ambiguous'>()
  for (const verifier of verifiers) {
    const label = labelKey(verifier)
    known.set(label, known.has(label) ? 'ambiguous' : verifier)
  }
  const verified = new Map<string, VerifiedSignature>()
  const unverified: NoteSignature[] = []
  for (const [at, signature] of note.signatures.entries()) {
    const key = labelKey(signature)
    const line = formatSignatureLine(signature)
    const verifier = known.get(key)
    if (verifier === undefined) unverified.push(signature)
    else if (verifier === 'ambiguous') return refuse({ code: 'key-ambiguous', at: `/signatures/${at}`, params: { key }, clause })
    else if (verified.has(line)) continue
    else if (verifier.verify(note.text, signature.signature)) verified.set(line, verifier.timed ? withTime(signature) : signature)
    else return refuse({ code: 'signature-invalid', at: `/signatures/${at}`, params: { key }, clause })
  }
  if (verified.size === 0) return refuse({ code: 'signature-missing', at: '/signatures', clause })
  return succeed({ text: note.text, verified: [...verified.values()], unverified })
}

/** Name and id together name a key; names hold no plus. */
export const labelKey = ({ name, keyId }: { readonly name: string; readonly keyId: number }): string => `${name}+${formatKeyId(keyId)}`

function withTime(signature: NoteSignature): VerifiedSignature {
  const timed = parseTimedSignature(signature.signature)
  return timed.ok ? { ...signature, time: timed.value.time } : signature
}
