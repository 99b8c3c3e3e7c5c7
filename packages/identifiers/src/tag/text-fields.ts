import { isClass, set39, set82 } from '../characters.ts'
import type { BitWriter } from './bits.ts'
import type { Decoding } from './findings.ts'

/** Text in fields of fixed size (TDS §14.3.2, §14.4.2) and text that a zero ends (§14.3.8, §14.4.8). */

const stringClause = 'TDS 2.3 §14.4.2'

/** Seven bits a character, filled up with zeros to `bits`. */
export function takeText7(decoding: Decoding, bits: number): string {
  const { reader } = decoding
  let text = ''
  let ended = false
  for (let left = bits; left >= 7; left -= 7) {
    const at = reader.at
    const code = reader.take(7)
    if (code === 0) ended = true
    else if (ended) {
      decoding.add('tag-text-end', at, {}, stringClause)
      reader.take(left - 7)
      return text
    } else if (isClass(code, set82)) text += String.fromCharCode(code)
    else decoding.add('tag-character', at, { code, bits: 7 }, stringClause)
  }
  if (reader.take(bits % 7) !== 0) decoding.add('tag-text-end', reader.at - (bits % 7), {}, stringClause)
  return text
}

export function putText7(writer: BitWriter, text: string, bits: number): void {
  for (let i = 0; i < text.length; i++) writer.put(text.charCodeAt(i), 7)
  for (let left = bits - 7 * text.length; left > 0; left -= 32) writer.put(0, Math.min(32, left))
}

export const isText7 = (text: string): boolean => text.length > 0 && [...text].every((character) => isClass(character.charCodeAt(0), set82))

/**
 * Six bits a character up to a zero (TDS table G-1: the low six bits of ASCII, for capitals, digits, `#`, `-` and `/`). Never reads more than
 * `most` characters and the zero behind them.
 */
export function takeText6(decoding: Decoding, most: number): string {
  const { reader } = decoding
  const clause = 'TDS 2.3 §14.4.8'
  const start = reader.at
  let text = ''
  for (let count = 0; count <= most; count++) {
    const at = reader.at
    const code = reader.take(6)
    if (code === 0) return text
    const character = code < 32 ? code + 64 : code
    if (isClass(character, set39)) text += String.fromCharCode(character)
    else decoding.add('tag-character', at, { code, bits: 6 }, clause)
  }
  decoding.add('tag-text-end', start, { most }, clause)
  return text
}

export function putText6(writer: BitWriter, text: string): void {
  for (let i = 0; i < text.length; i++) writer.put(text.charCodeAt(i) & 63, 6)
  writer.put(0, 6)
}

export const isText6 = (text: string): boolean => [...text].every((character) => isClass(character.charCodeAt(0), set39))
