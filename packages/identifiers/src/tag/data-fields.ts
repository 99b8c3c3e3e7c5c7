import { digit, firstOutside, set39, set82 } from '../characters.ts'
import { numberBits, putAlphanumeric, putCountedNumber, takeAlphanumeric, takeCountedNumber, takeNumber } from './alphanumeric.ts'
import type { BitWriter } from './bits.ts'
import type { Component } from './data-codings.ts'
import { isTagDate, putDate, takeDate } from './dates.ts'
import type { Decoding } from './findings.ts'
import { isDelimited, putDelimited, putDigits, takeDelimited, takeDigits } from './half-bytes.ts'

/** How one component of a value is read, checked before it is written, and written (TDS §14.5). */
export type Field = {
  readonly take: (decoding: Decoding, component: Component) => string
  readonly fits: (part: string, component: Component) => boolean
  readonly put: (writer: BitWriter, part: string, component: Component) => void
}

const isDigits = (part: string): boolean => part.length > 0 && firstOutside(part, digit) < 0

/** Pairs of digits by the two bits of a date and time of any precision (TDS §14.5.11). */
const precisions = [4, 5, 6, 3]

const bitOf = (zero: string, one: string): Field => ({
  take: ({ reader }) => (reader.take(1) === 0 ? zero : one),
  fits: (part) => part === zero || part === one,
  put: (writer, part) => writer.put(part === one ? 1 : 0, 1),
})

const range: Field = {
  take: (decoding) => (decoding.reader.take(1) === 0 ? takeDate(decoding, 3) : takeDate(decoding, 3) + takeDate(decoding, 3)),
  fits: (part) => isTagDate(part, 3) || (part.length === 12 && isTagDate(part.slice(0, 6), 3) && isTagDate(part.slice(6), 3)),
  put: (writer, part) => {
    writer.put(part.length === 12 ? 1 : 0, 1)
    for (let at = 0; at < part.length; at += 6) putDate(writer, part.slice(at, at + 6))
  },
}

const precise: Field = {
  take: (decoding) => takeDate(decoding, precisions[decoding.reader.take(2)] ?? 3),
  fits: (part) => precisions.some((pairs) => isTagDate(part, pairs)),
  put: (writer, part) => {
    writer.put(precisions.indexOf(part.length / 2), 2)
    putDate(writer, part)
  },
}

const country: Field = {
  take: (decoding) => {
    const at = decoding.reader.at
    const letters = [decoding.reader.take(6), decoding.reader.take(6)]
    const bad = letters.find((letter) => letter > 25)
    if (bad !== undefined) decoding.add('tag-character', at, { code: bad, bits: 6 }, 'TDS 2.3 §14.5.12')
    return String.fromCharCode(...letters.map((letter) => 65 + letter))
  },
  fits: (part) => /^[A-Z]{2}$/.test(part),
  put: (writer, part) => {
    for (let i = 0; i < 2; i++) writer.put(part.charCodeAt(i) - 65, 6)
  },
}

const sequence: Field = {
  take: (decoding) => {
    const at = decoding.reader.at
    const digits = [decoding.reader.take(4), decoding.reader.take(4)]
    const bad = digits.find((value) => value < 1 || value > 9)
    if (bad !== undefined) decoding.add('tag-digit', at, { found: bad.toString(16).toUpperCase() }, 'TDS 2.3 §14.5.15')
    return digits.join('/')
  },
  fits: (part) => /^[1-9]\/[1-9]$/.test(part),
  put: (writer, part) => putDigits(writer, part.replace('/', '')),
}

/** By the letters of `data-codings.ts`. */
const fields: ReadonlyMap<string, Field> = new Map<string, Field>([
  [
    'N',
    {
      take: (decoding, { size }) => takeDigits(decoding, size),
      fits: (part, { size }) => isDigits(part) && part.length === size,
      put: putDigits,
    },
  ],
  [
    'B',
    {
      take: (decoding, { size }) => takeNumber(decoding, size),
      fits: (part, { size }) => isDigits(part) && part.length === size,
      put: (writer, part, { size }) => writer.putDecimal(part, numberBits(size)),
    },
  ],
  [
    'V',
    {
      take: (decoding, { lengthBits, size }) => takeCountedNumber(decoding, lengthBits, size),
      fits: (part, { size }) => isDigits(part) && part.length <= size,
      put: (writer, part, { lengthBits }) => putCountedNumber(writer, part, lengthBits),
    },
  ],
  [
    'X',
    {
      take: (decoding, { lengthBits, size }) => takeAlphanumeric(decoding, lengthBits, size),
      fits: (part, { size }) => part.length > 0 && part.length <= size && firstOutside(part, set82 | set39) < 0,
      put: (writer, part, { lengthBits }) => putAlphanumeric(writer, part, lengthBits),
    },
  ],
  [
    'T',
    {
      take: (decoding, { lengthBits, size }) => takeDelimited(decoding, lengthBits, size),
      fits: (part, { size }) => part.length <= size && isDelimited(part),
      put: (writer, part, { lengthBits }) => putDelimited(writer, part, lengthBits),
    },
  ],
  ['D', { take: (decoding, { size }) => takeDate(decoding, size), fits: (part, { size }) => isTagDate(part, size), put: putDate }],
  ['R', range],
  ['P', precise],
  ['C', country],
  ['S', sequence],
  ['F', bitOf('0', '1')],
  ['M', bitOf('', '-')],
])

export function fieldOf({ kind }: Component): Field {
  const field = fields.get(kind)
  if (field === undefined) throw new TypeError(`No coding ${kind}`)
  return field
}
