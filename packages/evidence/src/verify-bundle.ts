import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import { parseVerifierKey, type Sha256 } from '@proofline/ledger'
import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { type ArchivedFile, findDamage } from './archive.ts'
import { findDistrust, findFork, readSignedTree, type SignedTree } from './checkpoint.ts'
import { type Contents, readContents, renderReading } from './contents.ts'
import type { HostFunctions } from './create-bundle.ts'
import { firstDifference, formatHex, isHex } from './encoding.ts'
import { EvidenceError } from './error.ts'
import type { Manifest } from './manifest.ts'
import type { Outline } from './outline.ts'
import { paths } from './paths.ts'
import { type OpenedBundle, openBundle } from './read-bundle.ts'
import { summaryDefinition } from './summary/page.ts'

const clause = 'Evidence bundle §3'

export type VerifyOptions = HostFunctions & {
  /**
   * C2SP verifier keys that the reader has from elsewhere: the log's, and witnesses'. The log's key must be among them. None: the key that
   * came with the bundle is used, and a notice says so.
   */
  readonly trustedKeys?: readonly string[]
  /** The public keys that may decide an erasure: Ed25519, 64 hexadecimal digits. None: any two different keys do, and a notice says so. */
  readonly erasureKeys?: readonly string[]
  /** Signed notes of the same log that the reader has seen: another root for the same size is a fork. */
  readonly knownCheckpoints?: readonly string[]
}

/** What the reader should know of a bundle that holds. Words: `evidenceTexts`. */
export type Notice = { readonly code: NoticeCode; readonly params?: Readonly<Record<string, string | number>> }

export type NoticeCode =
  | 'log-key-from-bundle'
  | 'witness-keys-from-bundle'
  | 'without-witness'
  | 'signatures-unchecked'
  | 'bodies-withheld'
  | 'bodies-erased'
  | 'erasure-keys-from-bundle'
  | 'answer-not-recalculated'
  | 'summary-not-compared'
  | 'recorded-after-witness'

/** What a bundle that holds says. `rows` of the facts are in its summary. */
export type BundleReport = Omit<Outline, 'rows' | 'cosignatures'> & {
  /** Of the whole file: names this evidence, in a report or a case file. */
  readonly sha256: string
  readonly bytes: number
  /** Whether the log's key was one of the trusted ones. */
  readonly isTrusted: boolean
  readonly witnesses: readonly {
    readonly name: string
    readonly at: string | null
    readonly fingerprint: string
    readonly isTrusted: boolean
  }[]
  readonly notices: readonly Notice[]
}

/** Either what a verified bundle says, or the first thing that is wrong with it: one problem, or several of one file. */
export type BundleVerdict = Result<BundleReport>

/**
 * Verifies a bundle completely, without network, clock or disk, in time and memory linear in its length. Never throws on hostile bytes. The
 * order: container, manifest, keys and checkpoint, trust, facts one by one (commitment, envelope, body, proof), erasures, answer, then the
 * manifest against all of it, the pages against the facts, and every file against the manifest. Every byte of the file is covered: a bundle
 * with any byte changed is refused. Problems: docs/reference/evidence-bundle.md, and the ledger's for keys and notes. Throws EvidenceError
 * `checks-malformed` where an erasure key of the caller's is none.
 */
export function verifyBundle(bytes: Uint8Array, options: VerifyOptions = {}): BundleVerdict {
  const { sha256 = portableSha256, signatures = {}, trustedKeys = [], erasureKeys, knownCheckpoints = [] } = options
  if (erasureKeys?.every((key) => isHex(key, 32)) === false)
    throw new EvidenceError('checks-malformed', 'An erasure key is 32 bytes in hexadecimal')
  const opened = openBundle(bytes)
  if (!opened.ok) return opened
  const { manifest, byPath } = opened.value
  const trusted = trustedKeys.map((key) => key.trim())
  const tree = readSignedTree(byPath, sha256, signatures)
  if (!tree.ok) return tree
  const distrust = findKeyProblem(trusted) ?? findDistrust(tree.value, trusted, sha256) ?? findFork(tree.value, knownCheckpoints)
  if (distrust !== undefined) return refuse(distrust)
  const { madeAt, madeBy, purpose } = manifest
  const contents = readContents(byPath, tree.value, { madeAt, madeBy, purpose }, { sha256, signatures, erasureKeys })
  if (!contents.ok) return contents
  const wrong =
    findManifestLie(manifest, tree.value, contents.value) ??
    findReadingDifference(opened.value, contents.value) ??
    findFileDifference(manifest, opened.value.files, sha256)
  if (wrong !== undefined) return refuse(wrong)
  return succeed(report(bytes, contents.value, { manifest, trusted, erasureKeys, sha256, tree: tree.value }))
}

function findKeyProblem(trusted: readonly string[]): Problem | undefined {
  for (const [at, text] of trusted.entries()) {
    const key = parseVerifierKey(text)
    if (!key.ok) return { ...(key.problems[0] as Problem), at: atPath('', 'trustedKeys', at) }
  }
  return undefined
}

/** `manifest-differs`, at the first member that is not what the other files say. */
function findManifestLie(manifest: Manifest, tree: SignedTree, { facts }: Contents): Problem | undefined {
  const expected: readonly (readonly [field: string, told: unknown, found: unknown])[] = [
    ['log/origin', manifest.log.origin, tree.origin],
    ['log/size', manifest.log.size, tree.size],
    ['log/root', manifest.log.root, formatHex(tree.root)],
    ['facts/count', manifest.facts.count, facts.count],
    ['facts/withBody', manifest.facts.withBody, facts.withBody],
    ['facts/withheld', manifest.facts.withheld, facts.withheld],
    ['facts/erased', manifest.facts.erased, facts.erased],
  ]
  for (const [field, told, found] of expected) {
    if (JSON.stringify(told) === JSON.stringify(found)) continue
    const params = { field, told: shorten(told), found: shorten(found) }
    return { code: 'manifest-differs', at: `${atPath('', paths.manifest)}/${field}`, params, clause }
  }
  return undefined
}

const shorten = (value: unknown): string => {
  const text = JSON.stringify(value)
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}

/** `reading-differs`: a page or README that is not what follows from the facts. */
function findReadingDifference({ manifest, byPath }: OpenedBundle, { outline }: Contents): Problem | undefined {
  if (manifest.summary !== summaryDefinition) return undefined
  for (const { path, bytes } of renderReading(outline)) {
    const found = byPath.get(path) ?? new Uint8Array(0)
    const offset = firstDifference(found, bytes)
    if (offset < Math.max(found.length, bytes.length)) {
      return { code: 'reading-differs', at: atPath('', path), params: { file: path, offset }, clause: 'Evidence bundle §8' }
    }
  }
  return undefined
}

/** `file-unlisted`, `file-missing`, `file-size`, `file-hash`, `zip-checksum`. */
function findFileDifference(manifest: Manifest, files: readonly ArchivedFile[], sha256: Sha256): Problem | undefined {
  const listed = new Map(manifest.files.map((file) => [file.path, file]))
  for (const file of files) {
    if (file.path === paths.manifest) continue
    const expected = listed.get(file.path)
    listed.delete(file.path)
    const at = atPath('', file.path)
    const params = { file: file.path }
    if (expected === undefined) return { code: 'file-unlisted', at, params, clause }
    if (expected.size !== file.bytes.length) return { code: 'file-size', at, params, clause }
    if (expected.sha256 !== formatHex(sha256(file.bytes))) return { code: 'file-hash', at, params, clause }
    const damage = findDamage(file)
    if (damage !== undefined) return damage
  }
  const [missing] = listed.keys()
  return missing === undefined ? undefined : { code: 'file-missing', at: atPath('', missing), params: { file: missing }, clause }
}

type Judged = {
  readonly manifest: Manifest
  readonly tree: SignedTree
  readonly trusted: readonly string[]
  readonly erasureKeys: readonly string[] | undefined
  readonly sha256: Sha256
}

function report(bytes: Uint8Array, contents: Contents, judged: Judged): BundleReport {
  const { rows: _, cosignatures, ...outline } = contents.outline
  const { trusted, tree, sha256 } = judged
  const witnesses = cosignatures.map(({ name, at, fingerprint, key }) => ({ name, at, fingerprint, isTrusted: trusted.includes(key) }))
  const isTrusted = trusted.includes(tree.keys.log.text)
  return {
    ...outline,
    sha256: formatHex(sha256(bytes)),
    bytes: bytes.length,
    isTrusted,
    witnesses,
    notices: noticesOf(contents, judged, witnesses, isTrusted),
  }
}

function noticesOf(contents: Contents, judged: Judged, witnesses: BundleReport['witnesses'], isTrusted: boolean): Notice[] {
  const { facts, log, hasAnswer } = contents.outline
  const { unchecked } = judged.tree
  const late = contents.recordedLate
  const foreign = witnesses.filter((witness) => !witness.isTrusted).map(({ name }) => name)
  const notices: (Notice | false)[] = [
    !isTrusted && { code: 'log-key-from-bundle', params: { origin: log.origin, fingerprint: log.fingerprint } },
    foreign.length > 0 && { code: 'witness-keys-from-bundle', params: { names: [...new Set(foreign)].join(', ') } },
    witnesses.length === 0 && { code: 'without-witness' },
    unchecked.length > 0 && { code: 'signatures-unchecked', params: { names: unchecked.join(', ') } },
    facts.withheld > 0 && { code: 'bodies-withheld', params: { count: facts.withheld } },
    facts.erased.length > 0 && { code: 'bodies-erased', params: { count: facts.erased.length } },
    facts.erased.length > 0 && judged.erasureKeys === undefined && { code: 'erasure-keys-from-bundle' },
    hasAnswer && { code: 'answer-not-recalculated' },
    judged.manifest.summary !== summaryDefinition && {
      code: 'summary-not-compared',
      params: { definition: judged.manifest.summary, known: summaryDefinition },
    },
    late !== undefined && { code: 'recorded-after-witness', params: late },
  ]
  return notices.filter((notice) => notice !== false)
}
