import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { type ArchivedFile, findDamage, readArchive } from './archive.ts'
import { decodeText } from './encoding.ts'
import { type BundleFact, parseFactLine, splitLines } from './fact.ts'
import { type Manifest, parseManifest } from './manifest.ts'
import { isWitnessKeyPath, paths, requiredPaths } from './paths.ts'

const clause = 'Evidence bundle §2'

export type OpenedBundle = {
  readonly manifest: Manifest
  readonly files: readonly ArchivedFile[]
  readonly byPath: ReadonlyMap<string, Uint8Array>
}

/** The container and its table of contents. Problems: those of the archive and the manifest, `file-missing`, `zip-checksum` of the manifest. */
export function openBundle(bytes: Uint8Array): Result<OpenedBundle> {
  const archive = readArchive(bytes)
  if (!archive.ok) return archive
  const files = archive.value
  const byPath = new Map(files.map((file) => [file.path, file.bytes]))
  const missing = requiredPaths.filter((path) => !byPath.has(path))
  if (missing.length > 0) {
    return refuse(...missing.map((file): Problem => ({ code: 'file-missing', at: atPath('', file), params: { file }, clause })))
  }
  // Nothing else says what the manifest was: its checksum is asked first, so that damage is not taken for a lie.
  const damage = files.filter(({ path }) => path === paths.manifest).flatMap((file) => findDamage(file) ?? [])
  if (damage.length > 0) return refuse(...damage)
  const manifest = parseManifest(byPath.get(paths.manifest) ?? new Uint8Array(0))
  return manifest.ok ? succeed({ manifest: manifest.value, files, byPath }) : manifest
}

/** A bundle as it reads. Nothing in it is to be believed before `verifyBundle`. */
export type Bundle = {
  readonly manifest: Manifest
  /** The signed note. */
  readonly checkpoint: string
  readonly logKey: string
  readonly witnessKeys: readonly string[]
  readonly facts: readonly BundleFact[]
  readonly answer: Uint8Array | undefined
}

/** Reads without verifying: for showing what is inside. Problems: those of container and manifest, `fact-malformed`, `file-not-text`. */
export function readBundle(bytes: Uint8Array): Result<Bundle> {
  const opened = openBundle(bytes)
  if (!opened.ok) return opened
  const { manifest, byPath } = opened.value
  const problems: Problem[] = []
  const textOf = (file: string): string => {
    const text = decodeText(byPath.get(file) ?? new Uint8Array(0))
    if (text === undefined) problems.push({ code: 'file-not-text', at: atPath('', file), params: { file }, clause })
    return text ?? ''
  }
  const checkpoint = textOf(paths.checkpoint)
  const logKey = textOf(paths.logKey).trimEnd()
  const witnessKeys = [...byPath.keys()].filter(isWitnessKeyPath).map((path) => textOf(path).trimEnd())
  const lines = splitLines(byPath.get(paths.facts) ?? new Uint8Array(0)) ?? []
  const facts: BundleFact[] = []
  for (const [line, text] of lines.entries()) {
    const fact = parseFactLine(text)
    if (fact === undefined)
      problems.push({ code: 'fact-malformed', at: atPath('', paths.facts, line), params: { line: line + 1 }, clause: 'Evidence bundle §4' })
    else facts.push(fact)
    if (problems.length >= mostProblems) break
  }
  if (problems.length > 0) return { ok: false, problems }
  return succeed({ manifest, checkpoint, logKey, witnessKeys, facts, answer: byPath.get(paths.answer) })
}

const mostProblems = 100
