import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { assertCount, parseCount } from './count.ts'
import { decodeHash, encodeBase64, hasControlCharacter } from './encoding.ts'
import { LedgerError } from './error.ts'
import { isHash } from './hash.ts'

const clause = 'C2SP tlog-checkpoint, Note text'

/** A log's statement: its tree of `size` leaves has `root` (32 bytes). `extensions` are opaque lines, usually none. */
export type Checkpoint = {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly extensions: readonly string[]
}

/**
 * Reads the text of a checkpoint (a note's text, without signatures). Problems: `checkpoint-lines` (fewer than three, or not ended by a
 * newline), `checkpoint-origin`, `checkpoint-size` (no decimal without leading zeros, or above 2^53 − 1), `checkpoint-root` (not 32 bytes
 * in base64), `checkpoint-extension` (an empty line).
 */
export function parseCheckpoint(text: string): Result<Checkpoint> {
  const [origin, sizeLine, rootLine, ...rest] = text.split('\n')
  if (origin === undefined || sizeLine === undefined || rootLine === undefined || rest.pop() !== '') {
    return refuse({ code: 'checkpoint-lines', at: '', clause })
  }
  const problems: Problem[] = []
  if (!isOrigin(origin)) problems.push({ code: 'checkpoint-origin', at: '/origin', clause })
  const size = parseCount(sizeLine)
  if (size === undefined) problems.push({ code: 'checkpoint-size', at: '/size', clause })
  const root = decodeHash(rootLine)
  if (root === undefined) problems.push({ code: 'checkpoint-root', at: '/root', clause })
  for (const [at, line] of rest.entries()) {
    if (!isExtension(line)) problems.push({ code: 'checkpoint-extension', at: `/extensions/${at}`, clause })
  }
  if (size === undefined || root === undefined || problems.length > 0) return { ok: false, problems }
  return succeed({ origin, size, root, extensions: rest })
}

/** The text to be signed. Throws LedgerError where an origin or an extension is empty or has more than one line, or the root no hash. */
export function formatCheckpoint({ origin, size, root, extensions }: Omit<Checkpoint, 'extensions'> & Partial<Checkpoint>): string {
  assertCount(size, 'size')
  if (!isHash(root)) throw new LedgerError('hash-length', 'A root hash has 32 bytes')
  const lines = [origin, String(size), encodeBase64(root), ...(extensions ?? [])]
  if (!isOrigin(origin) || !lines.every(isExtension)) {
    throw new LedgerError('text-not-allowed', 'An origin and each extension is one line, not empty, without control characters')
  }
  return `${lines.join('\n')}\n`
}

const isOrigin = (line: string): boolean => isExtension(line)

const isExtension = (line: string): boolean => line.length > 0 && line.isWellFormed() && !line.includes('\n') && !hasControlCharacter(line)
