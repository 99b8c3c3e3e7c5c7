import { digit, firstOutside, isClass, set39, set82 } from '../characters.ts'
import type { BitWriter } from './bits.ts'
import type { Decoding } from './findings.ts'

/**
 * The codings of TDS §14.5.6 for text of any length: three bits that name the coding (table E), then the number of characters, then these.
 * Any of them may stand on a tag; written is the one that takes the fewest bits, the first of equals.
 */
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Index 0 fills up the last three characters. */
const code40 = '\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789'
const upperHex = '0123456789ABCDEF'
const lowerHex = '0123456789abcdef'

/** The bits of a number of `digits` decimal digits (TDS table B). */
export const numberBits = (digits: number): number => Math.ceil(digits * Math.log2(10))

type Coding = {
  readonly fits: (text: string) => boolean
  readonly bits: (characters: number) => number
  readonly put: (writer: BitWriter, text: string) => void
  readonly take: (decoding: Decoding, characters: number) => string
}

const table = (alphabet: string, width: number): Coding => ({
  fits: (text) => [...text].every((character) => alphabet.includes(character)),
  bits: (characters) => characters * width,
  put: (writer, text) => {
    for (const character of text) writer.put(alphabet.indexOf(character), width)
  },
  take: ({ reader }, characters) => {
    let text = ''
    for (let i = 0; i < characters && !reader.overrun; i++) text += alphabet.charAt(reader.take(width))
    return text
  },
})

const number: Coding = {
  fits: (text) => firstOutside(text, digit) < 0,
  bits: numberBits,
  put: (writer, text) => writer.putDecimal(text, numberBits(text.length)),
  take: takeNumber,
}

const ascii: Coding = {
  fits: (text) => firstOutside(text, set82 | set39) < 0,
  bits: (characters) => characters * 7,
  put: (writer, text) => {
    for (let i = 0; i < text.length; i++) writer.put(text.charCodeAt(i), 7)
  },
  take: (decoding, characters) => {
    const { reader } = decoding
    let text = ''
    for (let i = 0; i < characters && !reader.overrun; i++) {
      const at = reader.at
      const code = reader.take(7)
      if (isClass(code, set82 | set39)) text += String.fromCharCode(code)
      else decoding.add('tag-character', at, { code, bits: 7 }, 'TDS 2.3 §14.5.6.6')
    }
    return text
  },
}

/** Three characters in 16 bits (TDS §14.5.6.5); also the plain way to write a host name (§14.5.16.1.1). */
export const urnCode40: Coding = {
  fits: (text) => [...text].every((character) => character !== '\0' && code40.includes(character)),
  bits: (characters) => Math.ceil(characters / 3) * 16,
  put: (writer, text) => {
    for (let i = 0; i < text.length; i += 3) {
      const [first = 0, second = 0, third = 0] = [...text.slice(i, i + 3)].map((character) => code40.indexOf(character))
      writer.put(first * 1600 + second * 40 + third + 1, 16)
    }
  },
  take: (decoding, characters) => {
    const { reader } = decoding
    let text = ''
    while (text.length < characters && !reader.overrun) {
      const at = reader.at
      const value = reader.take(16) - 1
      const group = [Math.floor(value / 1600), Math.floor(value / 40) % 40, value % 40]
      const wanted = Math.min(3, characters - text.length)
      if (value < 0 || value >= 64_000 || group.some((index, i) => (index === 0) === i < wanted)) {
        decoding.add('tag-character', at, { code: value + 1, bits: 16 }, 'TDS 2.3 §14.5.6.5')
      }
      for (const index of group.slice(0, wanted)) text += code40.charAt(Math.max(0, index))
    }
    return text
  },
}

/** By encoding indicator; 6 and 7 are reserved. */
const codings: readonly Coding[] = [number, table(upperHex, 4), table(lowerHex, 4), table(base64, 6), ascii, urnCode40]

/** `digits` decimal digits, leading zeros kept (TDS §14.5.13). */
export function takeNumber(decoding: Decoding, digits: number): string {
  const { reader } = decoding
  const at = reader.at
  const text = reader.takeDecimal(numberBits(digits))
  if (text.length > digits) decoding.add('tag-number-range', at, { value: text, most: digits }, 'TDS 2.3 §14.5.13')
  return text.padStart(digits, '0')
}

/** A length and that many digits, without encoding indicator (TDS §14.5.13). */
export function takeCountedNumber(decoding: Decoding, lengthBits: number, most: number): string {
  const digits = takeLength(decoding, lengthBits, most)
  return decoding.ended ? '' : takeNumber(decoding, digits)
}

export function putCountedNumber(writer: BitWriter, text: string, lengthBits: number): void {
  writer.put(text.length, lengthBits)
  writer.putDecimal(text, numberBits(text.length))
}

function takeLength(decoding: Decoding, lengthBits: number, most: number): number {
  const at = decoding.reader.at
  const length = decoding.reader.take(lengthBits)
  if (length >= 1 && length <= most) return length
  decoding.stop('tag-length-indicator', at, { found: length, most }, 'TDS 2.3 §14.5.6')
  return 0
}

export function takeAlphanumeric(decoding: Decoding, lengthBits: number, most: number): string {
  const { reader } = decoding
  const at = reader.at
  const indicator = reader.take(3)
  const coding = codings[indicator]
  if (coding === undefined) {
    decoding.stop('tag-encoding-indicator', at, { found: indicator }, 'TDS 2.3 §14.5.6, table E')
    return ''
  }
  const length = takeLength(decoding, lengthBits, most)
  return decoding.ended ? '' : coding.take(decoding, length)
}

/** The caller has made sure that `text` is not empty and all of it in set 82 or 39. */
export function putAlphanumeric(writer: BitWriter, text: string, lengthBits: number): void {
  let best = 4
  for (const [indicator, coding] of codings.entries()) {
    const better = coding.bits(text.length) < ascii.bits(text.length) && coding.fits(text)
    if (better && (best === 4 || coding.bits(text.length) < (codings[best]?.bits(text.length) ?? 0))) best = indicator
  }
  writer.put(best, 3)
  writer.put(text.length, lengthBits)
  codings[best]?.put(writer, text)
}
