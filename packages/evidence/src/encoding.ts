import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

const encoder = new TextEncoder()
// A byte order mark is text like any other: dropping it would change the bytes that were hashed.
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const encodeText = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** Undefined where the bytes are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** Undefined where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const formatHex = (bytes: Uint8Array): string => bytesToHex(bytes)

/** Lower-case hexadecimal of exactly so many bytes: the one spelling. */
export const isHex = (value: unknown, length: number): value is string =>
  typeof value === 'string' && value.length === 2 * length && /^[0-9a-f]*$/.test(value)

export const parseHex = (text: string): Uint8Array => hexToBytes(text)

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && firstDifference(left, right) === left.length
}

/** The offset of the first byte in which the two differ; the length of the shorter where it is how the longer begins. */
export function firstDifference(left: Uint8Array, right: Uint8Array): number {
  const end = Math.min(left.length, right.length)
  let at = 0
  while (at < end && left[at] === right[at]) at += 1
  return at
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
