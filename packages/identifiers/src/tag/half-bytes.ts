import { digit, firstOutside, set39, set82 } from '../characters.ts'
import { putAlphanumeric, takeAlphanumeric } from './alphanumeric.ts'
import type { BitWriter } from './bits.ts'
import type { Decoding } from './findings.ts'

const delimiter = 14
const terminator = 15

/** `count` digits of four bits each (TDS §14.5.4). */
export function takeDigits(decoding: Decoding, count: number): string {
  const { reader } = decoding
  let text = ''
  for (let i = 0; i < count && !reader.overrun; i++) {
    const at = reader.at
    const value = reader.take(4)
    if (value > 9) decoding.add('tag-digit', at, { found: value.toString(16).toUpperCase() }, 'TDS 2.3 §14.5.4')
    text += String(value % 10)
  }
  return text
}

export function putDigits(writer: BitWriter, digits: string): void {
  for (let i = 0; i < digits.length; i++) writer.put(digits.charCodeAt(i) - 48, 4)
}

/** Digits up to F, which ends the value, or up to E, behind which the rest is text (TDS §14.5.5). At most `most` characters in all. */
export function takeDelimited(decoding: Decoding, lengthBits: number, most: number): string {
  const clause = 'TDS 2.3 §14.5.5'
  const { reader } = decoding
  const start = reader.at
  let text = ''
  while (!decoding.ended) {
    const at = reader.at
    const value = reader.take(4)
    if (value === terminator) return text
    if (value === delimiter) {
      const rest = takeAlphanumeric(decoding, lengthBits, 2 ** lengthBits - 1)
      if (text.length + rest.length > most) decoding.add('tag-length-indicator', at + 7, { found: text.length + rest.length, most }, clause)
      return text + rest
    }
    if (value > 9) decoding.add('tag-digit', at, { found: value.toString(16).toUpperCase() }, clause)
    text += String(value % 10)
    if (text.length > most) decoding.stop('tag-text-end', start, { most }, clause)
  }
  return text
}

const digitsBefore = (text: string): number => {
  const end = firstOutside(text, digit)
  return end < 0 ? text.length : end
}

/** Whether a text can be written so: it begins with digits, and all of it can be encoded. */
export const isDelimited = (text: string): boolean => digitsBefore(text) > 0 && firstOutside(text, set82 | set39) < 0

export function putDelimited(writer: BitWriter, text: string, lengthBits: number): void {
  const digits = digitsBefore(text)
  putDigits(writer, text.slice(0, digits))
  writer.put(digits === text.length ? terminator : delimiter, 4)
  if (digits < text.length) putAlphanumeric(writer, text.slice(digits), lengthBits)
}
