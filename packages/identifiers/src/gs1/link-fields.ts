import { digit, firstOutside } from '../characters.ts'
import type { BitReader, BitWriter } from '../tag/bits.ts'
import { base64urlAlphabet } from './base64url.ts'
import type { AiRule } from './dictionary.ts'

/** A part of a value as the compression sees it: digits or text, of fixed or of variable length (GS1 Digital Link: Compression, table F). */
export type Field = { readonly numeric: boolean; readonly fixed: boolean; readonly max: number }

/**
 * The fields of an AI: the dictionary's components, neighbours of one kind taken together. What may be left out is a field of variable length.
 */
export function fieldsOf(rule: AiRule): readonly Field[] {
  const fields: Field[] = []
  for (const component of rule.components) {
    const field: Field = {
      numeric: component.set === digit,
      fixed: !component.optional && component.min === component.max,
      max: component.max,
    }
    const last = fields.at(-1)
    const joins = last !== undefined && last.numeric === field.numeric && (last.fixed === field.fixed || !field.numeric)
    if (joins) fields[fields.length - 1] = { ...field, max: last.max + field.max }
    else fields.push(field)
  }
  return fields
}

/** Bits for a number of up to `digits` digits; the hundredth is the standard's guard against rounding. */
const valueBits = (digits: number): number => Math.ceil(digits * Math.log2(10) + 0.01)
const lengthBits = (max: number): number => Math.ceil(Math.log2(max) + 0.01)

export function writeField(bits: BitWriter, field: Field, text: string): void {
  const size = field.fixed ? 0 : lengthBits(field.max)
  if (!field.numeric) writeText(bits, text, size)
  else {
    bits.put(field.fixed ? 0 : text.length, size)
    bits.putDecimal(text, text === '' ? 0 : valueBits(text.length))
  }
}

export function readField(bits: BitReader, field: Field): string {
  if (!field.numeric) return readText(bits, field.fixed ? 0 : lengthBits(field.max), field.max)
  const length = field.fixed ? field.max : bits.take(lengthBits(field.max))
  return readNumber(bits, length)
}

function readNumber(bits: BitReader, length: number): string {
  if (length === 0) return ''
  return bits.takeDecimal(valueBits(length)).padStart(length, '0')
}

const lowerHex = '0123456789abcdef'
const upperHex = '0123456789ABCDEF'

/** Encoding indicators 1–3: the characters that each can write, and the bits of one. */
const alphabets: readonly (readonly [characters: string, size: number])[] = [
  [lowerHex, 4],
  [upperHex, 4],
  [base64urlAlphabet, 6],
]

/** The shortest of five encodings: digits, hexadecimal in lower or upper case, base64url, seven bits a character. */
function encodingOf(text: string): number {
  if (text === '') return 4
  if (firstOutside(text, digit) < 0) return 0
  if (/^[0-9A-F]+$/.test(text)) return 2
  if (/^[0-9a-f]+$/.test(text)) return 1
  return /^[\w-]+$/.test(text) ? 3 : 4
}

/** Encoding indicator, length where `size` bits are given for it, characters. */
export function writeText(bits: BitWriter, text: string, size: number): void {
  const encoding = encodingOf(text)
  bits.put(encoding, 3)
  bits.put(size === 0 ? 0 : text.length, size)
  const [characters, width] = alphabets[encoding - 1] ?? ['', 7]
  if (encoding === 0) bits.putDecimal(text, valueBits(text.length))
  else for (let i = 0; i < text.length; i++) bits.put(encoding === 4 ? text.charCodeAt(i) : characters.indexOf(text.charAt(i)), width)
}

/** Reads what `writeText` wrote; `fixed` characters where no length was written. An encoding that does not exist counts as an overrun. */
export function readText(bits: BitReader, size: number, fixed = 0): string {
  const encoding = bits.take(3)
  const length = size === 0 ? fixed : bits.take(size)
  if (encoding > 4) bits.overrun = true
  if (bits.overrun) return ''
  if (encoding === 0) return readNumber(bits, length)
  const [characters, width] = alphabets[encoding - 1] ?? ['', 7]
  let text = ''
  for (let i = 0; i < length && !bits.overrun; i++) {
    const code = bits.take(width)
    text += encoding === 4 ? String.fromCharCode(code) : characters.charAt(code)
  }
  return text
}
