import { parseCheckpoint, parseNote, type Sha256, type SignatureChecks, verifyCheckpoint } from '@proofline/ledger'
import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { equalBytes } from './encoding.ts'
import { type BundleKey, type BundleKeys, fingerprintOf, readKeys, verifierOf } from './keys.ts'
import { paths } from './paths.ts'

const clause = 'Evidence bundle §6'
const base = atPath('', paths.checkpoint)

/** A cosignature that holds. `at`: ISO 8601 to the second; null where the witness stated no time. */
export type Cosignature = { readonly name: string; readonly fingerprint: string; readonly key: string; readonly at: string | null }

export type SignedTree = {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly note: Uint8Array
  readonly keys: BundleKeys
  readonly cosignatures: readonly Cosignature[]
  /** Names under signatures by keys that the bundle does not hold: nobody has checked them. */
  readonly unchecked: readonly string[]
}

/**
 * The keys and the checkpoint, and that the one signed the other. Problems: those of the keys; those of the ledger's `verifyCheckpoint` at
 * `/checkpoint`; `log-key-name` (a log's key has its origin as its name); `key-unused` (a witness's key without a cosignature).
 */
export function readSignedTree(files: ReadonlyMap<string, Uint8Array>, sha256: Sha256, checks: SignatureChecks): Result<SignedTree> {
  const read = readKeys(files, sha256)
  if (!read.ok) return read
  const keys = read.value
  const note = files.get(paths.checkpoint) ?? new Uint8Array(0)
  const known = { origin: keys.log.key.name, verifiers: [verifierOf(keys.log, checks)] }
  const verified = verifyCheckpoint(note, [known], { witnesses: keys.witnesses.map((witness) => verifierOf(witness, checks)) })
  if (!verified.ok) return { ok: false, problems: verified.problems.map((problem) => named(problem, keys.log)) }
  const { checkpoint, cosignatures: held, unverified } = verified.value
  const cosignatures: Cosignature[] = []
  for (const witness of keys.witnesses) {
    const { name, keyId } = witness.key
    const own = held.filter((signature) => signature.name === name && signature.keyId === keyId)
    if (own.length === 0) {
      return refuse({ code: 'key-unused', at: atPath('', witness.path), params: { file: witness.path, name }, clause })
    }
    for (const { time = 0 } of own) cosignatures.push({ name, fingerprint: witness.fingerprint, key: witness.text, at: momentOf(time) })
  }
  const { origin, size, root } = checkpoint
  return succeed({ origin, size, root, note, keys, cosignatures, unchecked: [...new Set(unverified.map(({ name }) => name))] })
}

/** The first thing that a reader has to know of an unknown origin is that the key in the bundle is another log's. */
function named(problem: Problem, { key }: BundleKey): Problem {
  if (problem.code === 'origin-unknown') {
    return { code: 'log-key-name', at: atPath('', paths.logKey), params: { origin: problem.params?.origin ?? '', name: key.name }, clause }
  }
  return { ...problem, at: base + problem.at }
}

/** The last second of the year 9999: what a witness states beyond has no ISO form. */
const lastSecond = 253_402_300_799

const momentOf = (seconds: number): string | null =>
  seconds === 0 || seconds > lastSecond ? null : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

/**
 * That the log's key is one that the reader has from elsewhere. Problems: those of a key that was handed in, at `/trustedKeys/n`;
 * `log-key-untrusted`.
 */
export function findDistrust(tree: SignedTree, trusted: readonly string[], sha256: Sha256): Problem | undefined {
  if (trusted.length === 0 || trusted.includes(tree.keys.log.text)) return undefined
  const params = {
    origin: tree.origin,
    fingerprint: tree.keys.log.fingerprint,
    trusted: trusted.map((text) => fingerprintOf(text, sha256)).join(', '),
  }
  return { code: 'log-key-untrusted', at: atPath('', paths.logKey), params, clause }
}

/**
 * A log that shows one tree here and another there has forked: two roots for one size. Problems: `checkpoint-forked`, at `/checkpoint/root`;
 * `known-checkpoint-malformed`, where what the caller holds is no checkpoint, at `/knownCheckpoints/n`.
 */
export function findFork(tree: SignedTree, known: readonly string[]): Problem | undefined {
  for (const [at, text] of known.entries()) {
    const note = parseNote(text)
    const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note
    if (!checkpoint.ok) return { code: 'known-checkpoint-malformed', at: atPath('', 'knownCheckpoints', at) }
    const { origin, size, root } = checkpoint.value
    if (origin === tree.origin && size === tree.size && !equalBytes(root, tree.root)) {
      return { code: 'checkpoint-forked', at: `${base}/root`, params: { origin, size }, clause }
    }
  }
  return undefined
}
