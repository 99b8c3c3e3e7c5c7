import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { decodeText, encodeText, isCount, isHex, isObject, parseJson } from './encoding.ts'
import { isInstant } from './envelope.ts'
import { isBundlePath, paths } from './paths.ts'
import { isRanges } from './ranges.ts'

const clause = 'Evidence bundle §3'

export const bundleFormat = 'proofline-evidence-bundle/1'

/** Why the bundle was made, in the words of who made it, and the canonical identifiers of the objects that it is about. */
export type Purpose = { readonly reason: string; readonly objects: readonly string[] }

export type Erasure = { readonly index: number; readonly by: number }

/** The table of contents. All of it but `madeAt`, `madeBy` and `purpose` follows from the other files, and is compared with them. */
export type Manifest = {
  readonly format: typeof bundleFormat
  readonly madeAt: string
  readonly madeBy: string
  readonly purpose: Purpose
  /** As in the checkpoint; `root` in hexadecimal. */
  readonly log: { readonly origin: string; readonly size: number; readonly root: string }
  readonly facts: {
    readonly count: number
    /** Indexes as `formatRanges` writes them: `3,7-9,12`. */
    readonly withBody: string
    readonly withheld: string
    readonly erased: readonly Erasure[]
  }
  /** The definition by which the summaries and READMEs were made. */
  readonly summary: string
  /** Every other file, sorted by path. `sha256` in hexadecimal. */
  readonly files: readonly ListedFile[]
}

export type ListedFile = { readonly path: string; readonly size: number; readonly sha256: string }

/** What strangers are made to read stays within this. */
export const longest = { reason: 2000, madeBy: 200, objects: 1000, object: 2000, origin: 1000, summary: 40 } as const

/** JSON, indented by two spaces, members in the order above, one newline at the end. */
export function formatManifest({ format, madeAt, madeBy, purpose, log, facts, summary, files }: Manifest): Uint8Array {
  const ordered = {
    format,
    madeAt,
    madeBy,
    purpose: { reason: purpose.reason, objects: purpose.objects },
    log: { origin: log.origin, size: log.size, root: log.root },
    facts: {
      count: facts.count,
      withBody: facts.withBody,
      withheld: facts.withheld,
      erased: facts.erased.map(({ index, by }) => ({ index, by })),
    },
    summary,
    files: files.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
  }
  return encodeText(`${JSON.stringify(ordered, undefined, 2)}\n`)
}

/**
 * Problems, at `/manifest.json…`: `manifest-malformed` (no JSON object in UTF-8), `manifest-version`, `manifest-field` (at the field),
 * `manifest-not-canonical`.
 */
export function parseManifest(bytes: Uint8Array): Result<Manifest> {
  const base = atPath('', paths.manifest)
  const text = decodeText(bytes)
  const value = text === undefined ? undefined : parseJson(text)
  if (!isObject(value)) return refuse({ code: 'manifest-malformed', at: base, clause })
  if (value.format !== bundleFormat) {
    const format = String(value.format).slice(0, 80)
    return refuse({ code: 'manifest-version', at: atPath(base, 'format'), params: { format, known: bundleFormat }, clause })
  }
  const problems = manifestProblems(value, base)
  if (problems.length > 0) return { ok: false, problems }
  const manifest = value as unknown as Manifest
  const isCanonical = decodeText(formatManifest(manifest)) === text
  return isCanonical ? succeed(manifest) : refuse({ code: 'manifest-not-canonical', at: base, clause })
}

export const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.length <= max && value.isWellFormed()

function manifestProblems(value: Readonly<Record<string, unknown>>, base: string): Problem[] {
  const purpose = isObject(value.purpose) ? value.purpose : {}
  const log = isObject(value.log) ? value.log : {}
  const facts = isObject(value.facts) ? value.facts : {}
  const objects = purpose.objects
  const held: Readonly<Record<string, boolean>> = {
    madeAt: isInstant(value.madeAt),
    madeBy: isText(value.madeBy, longest.madeBy),
    'purpose/reason': isText(purpose.reason, longest.reason),
    'purpose/objects':
      Array.isArray(objects) && objects.length <= longest.objects && objects.every((object) => isText(object, longest.object)),
    'log/origin': isText(log.origin, longest.origin),
    'log/size': isCount(log.size),
    'log/root': isHex(log.root, 32),
    'facts/count': isCount(facts.count),
    'facts/withBody': isRanges(facts.withBody),
    'facts/withheld': isRanges(facts.withheld),
    'facts/erased': Array.isArray(facts.erased) && facts.erased.every(isErasure),
    summary: isText(value.summary, longest.summary),
    files: Array.isArray(value.files) && value.files.every(isListedFile) && isSorted(value.files),
  }
  return Object.entries(held)
    .filter(([, holds]) => !holds)
    .map(([field]) => ({ code: 'manifest-field', at: `${base}/${field}`, params: { field }, clause }))
}

const isErasure = (value: unknown): value is Erasure => isObject(value) && isCount(value.index) && isCount(value.by)

const isListedFile = (value: unknown): value is ListedFile =>
  isObject(value) && typeof value.path === 'string' && isBundlePath(value.path) && isCount(value.size) && isHex(value.sha256, 32)

const isSorted = (files: readonly ListedFile[]): boolean => files.every(({ path }, at) => at === 0 || (files[at - 1]?.path ?? '') < path)
