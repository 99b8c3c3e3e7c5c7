import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import type { Sha256, SignatureChecks } from '@proofline/ledger'
import { type Result, succeed } from '@proofline/problems'
import { type BundleFile, formatArchive } from './archive.ts'
import { readSignedTree } from './checkpoint.ts'
import { createCommitments } from './commitment.ts'
import { readContents, renderReading } from './contents.ts'
import { concatBytes, encodeText, formatHex } from './encoding.ts'
import { EvidenceError } from './error.ts'
import { type Fact, formatFactLine } from './fact.ts'
import { formatKeyFile } from './keys.ts'
import { bundleFormat, formatManifest, type Manifest, type Purpose, parseManifest } from './manifest.ts'
import { mostWitnessKeys, paths, witnessKeyPath } from './paths.ts'
import { formatProof } from './proofs.ts'
import { summaryDefinition } from './summary/page.ts'

export type BundleInput = {
  /** ISO 8601, UTC, milliseconds. Stated, not proved. */
  readonly madeAt: string
  /** The program and its version. Stated, not proved. */
  readonly madeBy: string
  readonly purpose: Purpose
  /** The signed note, with the cosignatures that it has. */
  readonly checkpoint: string
  /** C2SP verifier keys: the log's, and those of witnesses who cosigned this checkpoint. */
  readonly logKey: string
  readonly witnessKeys?: readonly string[]
  /** At least one, in any order. Each one's proof leads to the checkpoint's root: hashes from the leaf's sibling upwards. */
  readonly facts: readonly (Fact & { readonly proof: readonly Uint8Array[] })[]
  /** A JSON object in UTF-8: the answer that the facts support. */
  readonly answer?: Uint8Array
}

/** Faster functions that a host may have; they must answer what the portable ones answer. */
export type HostFunctions = { readonly sha256?: Sha256; readonly signatures?: SignatureChecks }

/**
 * The bundle as a zip file; the same input gives the same bytes. What goes in is verified first, so that no bundle leaves that does not hold:
 * problems are those of `verifyBundle`. Throws EvidenceError: `manifest-malformed` (a stated text is too long or ill-formed, a moment is
 * none), `too-many-keys` (more than 99 witnesses), `bundle-too-large` (4 GiB).
 */
export function createBundle(input: BundleInput, host: HostFunctions = {}): Result<Uint8Array<ArrayBuffer>> {
  const { sha256 = portableSha256, signatures = {} } = host
  const { madeAt, madeBy, purpose } = input
  const evidence = evidenceFiles(input, sha256)
  const files = new Map(evidence.map(({ path, bytes }) => [path, bytes]))
  const tree = readSignedTree(files, sha256, signatures)
  if (!tree.ok) return tree
  const contents = readContents(files, tree.value, { madeAt, madeBy, purpose }, { sha256, signatures, erasureKeys: undefined })
  if (!contents.ok) return contents
  const others = [...evidence, ...renderReading(contents.value.outline)].sort((left, right) => (left.path < right.path ? -1 : 1))
  const { origin, size, root } = tree.value
  const manifest: Manifest = {
    format: bundleFormat,
    madeAt,
    madeBy,
    purpose,
    log: { origin, size, root: formatHex(root) },
    facts: contents.value.facts,
    summary: summaryDefinition,
    files: others.map(({ path, bytes }) => ({ path, size: bytes.length, sha256: formatHex(sha256(bytes)) })),
  }
  const bytes = formatManifest(manifest)
  const read = parseManifest(bytes)
  if (!read.ok) throw new EvidenceError('manifest-malformed', `not a manifest: ${read.problems.map(({ at }) => at).join(', ')}`)
  return succeed(formatArchive([...others, { path: paths.manifest, bytes }]))
}

function evidenceFiles(input: BundleInput, sha256: Sha256): BundleFile[] {
  const { checkpoint, logKey, witnessKeys = [], answer } = input
  const { commit } = createCommitments(sha256)
  const facts = input.facts.toSorted((left, right) => left.index - right.index)
  const lines = facts.map((fact) => encodeText(`${formatFactLine({ ...fact, commitment: commit(fact.salt, fact.envelope) })}\n`))
  const proofs = facts.map(({ index, proof }) => formatProof(index, proof, checkpoint))
  const witnesses = [...new Set(witnessKeys)].sort()
  if (witnesses.length > mostWitnessKeys) throw new EvidenceError('too-many-keys', `A bundle has at most ${mostWitnessKeys} witness keys`)
  return [
    { path: paths.checkpoint, bytes: encodeText(checkpoint) },
    { path: paths.facts, bytes: concatBytes(lines) },
    { path: paths.proofs, bytes: concatBytes(proofs) },
    { path: paths.logKey, bytes: formatKeyFile(logKey) },
    ...witnesses.map((text, at) => ({ path: witnessKeyPath(at + 1), bytes: formatKeyFile(text) })),
    ...(answer === undefined ? [] : [{ path: paths.answer, bytes: answer }]),
  ]
}
