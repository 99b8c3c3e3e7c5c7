import {
  createNoteVerifier,
  type NoteVerifier,
  parseVerifierKey,
  type Sha256,
  type SignatureChecks,
  signatureTypes,
  type VerifierKey,
} from '@proofline/ledger'
import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { decodeText, encodeText, formatHex } from './encoding.ts'
import { paths, witnessKeyPath } from './paths.ts'

const clause = 'Evidence bundle §6'

/** A public key as a bundle carries it. `text` is the C2SP verifier key, `fingerprint` the SHA-256 of its file: `sha256sum keys/log.vkey`. */
export type BundleKey = { readonly path: string; readonly text: string; readonly key: VerifierKey; readonly fingerprint: string }

export type BundleKeys = { readonly log: BundleKey; readonly witnesses: readonly BundleKey[] }

export const formatKeyFile = (text: string): Uint8Array => encodeText(`${text}\n`)

/** The fingerprint of a verifier key, as it is compared on paper or by telephone: 64 hexadecimal digits. */
export const fingerprintOf = (text: string, sha256: Sha256): string => formatHex(sha256(formatKeyFile(text)))

/**
 * Reads the keys of a bundle. Problems, at the file: those of the ledger's `parseVerifierKey`, `key-file` (not one line with a newline),
 * `key-type` (a log signs with Ed25519, a witness cosigns), `key-order` (witness keys not numbered without a gap, not sorted, or twice).
 */
export function readKeys(files: ReadonlyMap<string, Uint8Array>, sha256: Sha256): Result<BundleKeys> {
  const log = readKey(files, paths.logKey, sha256)
  if (!log.ok) return log
  if (log.value.key.type !== signatureTypes.ed25519) return refuse(keyProblem('key-type', paths.logKey))
  const witnesses: BundleKey[] = []
  const count = [...files.keys()].filter((path) => path.startsWith('keys/')).length - 1
  for (let number = 1; number <= count; number += 1) {
    const path = witnessKeyPath(number)
    if (!files.has(path)) return refuse(keyProblem('key-order', path))
    const witness = readKey(files, path, sha256)
    if (!witness.ok) return witness
    if (witness.value.key.type === signatureTypes.ed25519) return refuse(keyProblem('key-type', path))
    if ((witnesses.at(-1)?.text ?? '') >= witness.value.text) return refuse(keyProblem('key-order', path))
    witnesses.push(witness.value)
  }
  return succeed({ log: log.value, witnesses })
}

const keyProblem = (code: 'key-type' | 'key-order' | 'key-file', file: string): Problem => ({
  code,
  at: atPath('', file),
  params: { file },
  clause,
})

function readKey(files: ReadonlyMap<string, Uint8Array>, path: string, sha256: Sha256): Result<BundleKey> {
  const whole = decodeText(files.get(path) ?? new Uint8Array(0))
  if (whole === undefined || whole.indexOf('\n') !== whole.length - 1) return refuse(keyProblem('key-file', path))
  const text = whole.slice(0, -1)
  const key = parseVerifierKey(text)
  if (!key.ok) return { ok: false, problems: key.problems.map((problem) => ({ ...problem, at: atPath('', path) + problem.at })) }
  return succeed({ path, text, key: key.value, fingerprint: fingerprintOf(text, sha256) })
}

export const verifierOf = ({ key }: BundleKey, checks: SignatureChecks): NoteVerifier => createNoteVerifier(key, checks)
