import { base64 } from '@scure/base'
import { hashBytes } from './hash.ts'

const encoder = new TextEncoder()
// A byte order mark is text like any other here: dropping it would change what was signed.
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const encodeText = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** The text of UTF-8 bytes, or a text that has UTF-8 bytes; undefined where it is neither (ill-formed bytes, lone surrogates). */
export function decodeText(input: Uint8Array | string): string | undefined {
  if (typeof input === 'string') return input.isWellFormed() ? input : undefined
  try {
    return strictDecoder.decode(input)
  } catch {
    return undefined
  }
}

export const encodeBase64 = (bytes: Uint8Array): string => base64.encode(bytes)

/** RFC 4648 §4 with padding, the one canonical spelling only: no space, no unused bit set (§3.5). undefined otherwise. */
export function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text)
  } catch {
    return undefined
  }
}

/** A line that holds one SHA-256 hash in base64. */
export function decodeHash(line: string): Uint8Array | undefined {
  if (line.length !== 44) return undefined
  const bytes = decodeBase64(line)
  return bytes?.length === hashBytes ? bytes : undefined
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** ASCII control characters other than the newline: no signed note may contain one (C2SP signed-note, Format). */
export function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < 0x20 && unit !== 0x0a) return true
  }
  return false
}
