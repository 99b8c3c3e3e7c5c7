import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import type { Checkpoint } from './checkpoint.ts'
import { assertCount, parseCount } from './count.ts'
import { decodeBase64, decodeText, encodeBase64 } from './encoding.ts'
import { LedgerError } from './error.ts'
import { isHash, portableHasher, type TreeHasher } from './hash.ts'
import { parseHashLines } from './hash-lines.ts'
import { maxNoteBytes } from './note.ts'
import { type KnownLog, type VerifiedCheckpoint, verifyCheckpoint, type WitnessPolicy } from './verify-checkpoint.ts'
import { verifyInclusion } from './verify-proof.ts'

const clause = 'C2SP tlog-proof, Format'
const header = 'c2sp.org/tlog-proof@v1'
const maxProofBytes = 2 * maxNoteBytes

/** No tree of up to 2^53 leaves has a longer inclusion proof; a few more are read, so that the verdict and not the form refuses them. */
const maxProofHashes = 64

/** `checkpoint` is the signed note, verbatim. `extra` is not authenticated by anything. */
export type TlogProof = {
  readonly index: number
  readonly proof: readonly Uint8Array[]
  readonly checkpoint: string
  readonly extra?: Uint8Array
}

/** Throws LedgerError where the index is no count, a hash has not 32 bytes, or the checkpoint is empty. */
export function formatTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  assertCount(index, 'index')
  if (!proof.every(isHash)) throw new LedgerError('hash-length', 'An inclusion proof consists of hashes of 32 bytes')
  if (checkpoint === '') throw new LedgerError('text-not-allowed', 'A proof carries a checkpoint')
  const extraLine = extra === undefined ? '' : `extra ${encodeBase64(extra)}\n`
  const hashLines = proof.map((hash) => `${encodeBase64(hash)}\n`).join('')
  return `${header}\n${extraLine}index ${index}\n${hashLines}\n${checkpoint}`
}

/**
 * Reads a proof; its checkpoint stays unread. Problems: `proof-too-large`, `proof-encoding` (not UTF-8), `proof-header`, `proof-extra`,
 * `proof-index`, `proof-hash` (at `/proof/n`), `proof-too-long`, `proof-checkpoint-missing`.
 */
export function parseTlogProof(input: Uint8Array | string): Result<TlogProof> {
  if (input.length > maxProofBytes) return refuse({ code: 'proof-too-large', at: '', params: { max: maxProofBytes }, clause })
  const text = decodeText(input)
  if (text === undefined) return refuse({ code: 'proof-encoding', at: '', clause })
  const blank = text.indexOf('\n\n')
  const [first, ...lines] = text.slice(0, blank < 0 ? text.length : blank).split('\n')
  if (first !== header) return refuse({ code: 'proof-header', at: '', clause })
  const problems: Problem[] = []
  const checkpoint = blank < 0 ? '' : text.slice(blank + 2)
  if (checkpoint === '') problems.push({ code: 'proof-checkpoint-missing', at: '/checkpoint', clause })

  const hasExtra = lines[0]?.startsWith('extra ') === true
  const extra = hasExtra ? decodeBase64((lines.shift() ?? '').slice('extra '.length)) : undefined
  if (hasExtra && extra === undefined) problems.push({ code: 'proof-extra', at: '/extra', clause })
  const indexLine = lines.shift() ?? ''
  const index = indexLine.startsWith('index ') ? parseCount(indexLine.slice('index '.length)) : undefined
  if (index === undefined) problems.push({ code: 'proof-index', at: '/index', clause })
  const hashes = parseHashLines(lines, maxProofHashes, clause)
  if (!hashes.ok) problems.push(...hashes.problems)
  if (index === undefined || !hashes.ok || problems.length > 0) return { ok: false, problems }
  return succeed({ index, proof: hashes.value, checkpoint, ...(extra === undefined ? {} : { extra }) })
}

/** What the proof must be about: the entry's bytes, or their leaf hash (32 bytes, `hasher.leaf(entry)`). */
export type LeafClaim = { readonly entry: Uint8Array } | { readonly leafHash: Uint8Array }

export type VerifiedTlogProof = VerifiedCheckpoint & { readonly index: number; readonly extra?: Uint8Array }

/**
 * The whole of C2SP tlog-proof, Verifying: the log is known and has signed the checkpoint, so many witnesses have cosigned it, the leaf stands
 * at the index in the tree of that checkpoint. Never throws on a hostile proof. Problems: those of `parseTlogProof`, `verifyCheckpoint` (below
 * `/checkpoint`) and `verifyInclusion`.
 */
export function verifyTlogProof(
  input: Uint8Array | string,
  leaf: LeafClaim,
  logs: readonly KnownLog[],
  policy: WitnessPolicy = {},
  hasher: TreeHasher = portableHasher,
): Result<VerifiedTlogProof> {
  const parsed = parseTlogProof(input)
  if (!parsed.ok) return parsed
  const { index, proof, checkpoint, extra } = parsed.value
  const verified = verifyCheckpoint(checkpoint, logs, policy)
  if (!verified.ok) {
    return { ok: false, problems: verified.problems.map((problem) => ({ ...problem, at: atPath('', 'checkpoint') + problem.at })) }
  }
  const { size, root }: Checkpoint = verified.value.checkpoint
  const leafHash = 'entry' in leaf ? hasher.leaf(leaf.entry) : leaf.leafHash
  const included = verifyInclusion({ index, size, leafHash, proof, root }, hasher)
  if (!included.ok) return included
  return succeed({ ...verified.value, index, ...(extra === undefined ? {} : { extra }) })
}
