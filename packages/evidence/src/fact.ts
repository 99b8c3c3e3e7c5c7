import { base64 } from '@scure/base'
import { saltBytes } from './commitment.ts'
import { decodeText, encodeText, formatHex, isCount, isHex, isObject, parseHex, parseJson } from './encoding.ts'

/**
 * `present`: the exact bytes and their salt. `withheld`: whoever made the bundle has them and does not show them. `erased`: nobody has them any
 * more; the fact with index `by` says who decided it.
 */
export type FactBody =
  | { readonly state: 'present'; readonly salt: Uint8Array; readonly bytes: Uint8Array }
  | { readonly state: 'withheld' }
  | { readonly state: 'erased'; readonly by: number }

/** A fact as the record has it. `envelope`: the exact bytes; salts have 16. */
export type Fact = { readonly index: number; readonly salt: Uint8Array; readonly envelope: Uint8Array; readonly body: FactBody }

/** A fact as a bundle has it. `commitment`, the entry of the log, 32 bytes, follows from salt and envelope. */
export type BundleFact = Fact & { readonly commitment: Uint8Array }

type Line = Readonly<Record<string, string | number | true>>

/** One line of `facts.ndjson`, without its newline: JSON without white space, members in this order. */
export function formatFactLine({ index, commitment, salt, envelope, body }: BundleFact): string {
  return JSON.stringify({
    index,
    commitment: formatHex(commitment),
    salt: formatHex(salt),
    envelope: decodeText(envelope) ?? '',
    ...bodyMembers(body),
  })
}

/** A text stands there as a text, which a person can read; what is no UTF-8 as base64. */
function bodyMembers(body: FactBody): Line {
  if (body.state === 'withheld') return { withheld: true }
  if (body.state === 'erased') return { erasedBy: body.by }
  const text = decodeText(body.bytes)
  const bodySalt = formatHex(body.salt)
  return text === undefined ? { bodySalt, bodyBase64: base64.encode(body.bytes) } : { bodySalt, body: text }
}

/** Undefined unless the line is exactly what `formatFactLine` writes. */
export function parseFactLine(bytes: Uint8Array): BundleFact | undefined {
  const text = decodeText(bytes)
  const value = text === undefined ? undefined : parseJson(text)
  if (!isObject(value)) return undefined
  const { index, commitment, salt, envelope } = value
  const body = parseBody(value)
  if (!isCount(index) || !isHex(commitment, 32) || !isHex(salt, saltBytes) || typeof envelope !== 'string' || body === undefined) {
    return undefined
  }
  const fact = { index, commitment: parseHex(commitment), salt: parseHex(salt), envelope: encodeText(envelope), body }
  return formatFactLine(fact) === text ? fact : undefined
}

function parseBody({ bodySalt, body, bodyBase64, withheld, erasedBy }: Readonly<Record<string, unknown>>): FactBody | undefined {
  if (withheld === true) return { state: 'withheld' }
  if (isCount(erasedBy)) return { state: 'erased', by: erasedBy }
  if (!isHex(bodySalt, saltBytes)) return undefined
  const bytes = typeof body === 'string' ? encodeText(body) : typeof bodyBase64 === 'string' ? decodeBase64(bodyBase64) : undefined
  return bytes === undefined ? undefined : { state: 'present', salt: parseHex(bodySalt), bytes }
}

export function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text)
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

/** The lines of a file, each ended by a newline: [begin, end) of each, without the newline. Undefined where the last has none. */
export function splitLines(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const lines: Uint8Array[] = []
  let begin = 0
  while (begin < bytes.length) {
    const end = bytes.indexOf(0x0a, begin)
    if (end < 0) return undefined
    lines.push(bytes.subarray(begin, end))
    begin = end + 1
  }
  return lines
}
