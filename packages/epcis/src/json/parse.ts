import type { Result } from '@proofline/problems'
import { Report } from '../report.ts'
import { findInvalidUtf8 } from './bytes.ts'
import { type JsonLimits, jsonLimits } from './limits.ts'
import type { JsonValue } from './model.ts'
import { JsonReader } from './reader.ts'

/**
 * Reads a JSON text as I-JSON (RFC 7493): UTF-8, no lone surrogate, no name told twice in one object, no number that a double does
 * not keep; and without U+0000, which no database column of text takes. Refused with every problem that can be told, each with its
 * pointer, line and column. Bytes may begin with one UTF-8 byte order mark, which is not content (RFC 8259 §8.1 lets a reader ignore it).
 */
export function parseJson(input: Uint8Array | string, limits: Partial<JsonLimits> = {}): Result<JsonValue> {
  const allowed: JsonLimits = { ...jsonLimits, ...limits, maxDepth: Math.min(limits.maxDepth ?? jsonLimits.maxDepth, 512) }
  const report = new Report({ left: allowed.maxProblems })
  const text = typeof input === 'string' ? input : decode(input, report)
  const value = new JsonReader(text, allowed, report).read()
  return report.total === 0 ? { ok: true, value } : { ok: false, problems: report.close() }
}

/** The text of the bytes; what is not UTF-8 is reported and read as U+FFFD, so that the rest can be looked at too. */
function decode(bytes: Uint8Array, report: Report): string {
  const content = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const shift = bytes.length - content.length
    const { offsets, total } = findInvalidUtf8(content, 20)
    for (const offset of offsets) report.add('json-utf8-invalid', null, { offset: offset + shift }, 'RFC 8259 §8.1')
    if (total > offsets.length) report.add('json-utf8-invalid-more', null, { count: total - offsets.length }, 'RFC 8259 §8.1')
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(content)
  }
}
