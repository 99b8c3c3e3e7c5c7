import { type Result, succeed } from '@proofline/problems'
import { bytesOfHex } from '../tag/bits.ts'
import { parseTag, tagElements } from '../tag/index.ts'
import { base64urlBytes } from './base64url.ts'
import type { AiValue } from './element.ts'

/**
 * The elements of a link's segment that is an RFID tag's EPC: `eh` and hexadecimal digits, or `ex` and base64url (GS1 Digital Link URI: Compression for
 * EPC binary strings 1.0 §4). Undefined where the segment is neither; neither can begin a compressed link.
 */
export function readTagSegment(segment: string): Result<AiValue[]> | undefined {
  const bytes = /^eh[0-9A-Fa-f]+$/.test(segment)
    ? bytesOfHex(segment.slice(2))
    : /^ex[\w-]+$/.test(segment)
      ? base64urlBytes(segment.slice(2)).bytes
      : undefined
  if (bytes === undefined) return undefined
  const tag = parseTag(bytes)
  return tag.ok ? succeed(tagElements(tag.value)) : tag
}
