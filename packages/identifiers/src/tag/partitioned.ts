import { digit, encodeUrnComponent, firstOutside } from '../characters.ts'
import { BitWriter, fitsBits } from './bits.ts'
import type { Decoding } from './findings.ts'
import { type PartitionedRule, prefixBits } from './schemes.ts'
import { isText6, isText7, putText6, putText7, takeText6, takeText7 } from './text-fields.ts'

/** The parts of an EPC URN's body, decoded. `pieces`: piece and total, two digits each. */
export type EpcParts = { readonly prefix: string; readonly reference: string; readonly pieces: string; readonly serial: string }

const partitionClause = 'TDS 2.3 §14.4.3'

/** Reads an encoding with a partition table, behind its header (TDS §14.6): the filter value and the body of its URN, or the problems in `decoding`. */
export function takePartitioned(decoding: Decoding, rule: PartitionedRule): { readonly filter: number; readonly body: string } {
  const { reader } = decoding
  const filter = reader.take(3)
  const at = reader.at
  const partition = reader.take(3)
  const width = prefixBits[partition]
  if (width === undefined) {
    decoding.stop('tag-partition', at, { partition }, partitionClause)
    return { filter, body: '' }
  }
  const digits = 12 - partition
  const prefix = takePadded(decoding, width, digits)
  let body = `${prefix}.${encodeUrnComponent(takeReference(decoding, rule, width, digits))}`
  if (rule.pieces) body += takePieces(decoding)
  const serial = takeSerial(decoding, rule)
  return { filter, body: serial === undefined ? body : `${body}.${encodeUrnComponent(serial)}` }
}

function takePadded(decoding: Decoding, bits: number, digits: number): string {
  const at = decoding.reader.at
  const text = decoding.reader.takeDecimal(bits)
  const none = digits === 0 && text === '0'
  if (text.length > digits && !none) decoding.add('tag-number-range', at, { value: text, most: digits }, partitionClause)
  return none ? '' : text.padStart(digits, '0')
}

function takeReference(decoding: Decoding, { reference }: PartitionedRule, width: number, prefixDigits: number): string {
  const most = reference.most - prefixDigits
  if (reference.kind === 'digits') return takePadded(decoding, reference.bits - width, most)
  if (reference.kind === 'number') return decoding.reader.takeDecimal(reference.bits - width)
  const at = decoding.reader.at
  const text = reference.kind === 'text7' ? takeText7(decoding, reference.bits - width) : takeText6(decoding, most)
  if (text.length > most) decoding.add('tag-text-end', at, { most }, 'TDS 2.3 §14.4.5')
  if (text.length === 0) decoding.add('tag-text-empty', at, {}, 'TDS 2.3 §14.4.5')
  return text
}

function takePieces(decoding: Decoding): string {
  const clause = 'TDS 2.3 §14.4.10'
  const { reader } = decoding
  const at = reader.at
  const [piece, total] = [reader.take(7), reader.take(7)]
  if (Math.max(piece, total) > 99) decoding.add('tag-number-range', at, { value: Math.max(piece, total), most: 2 }, clause)
  return `.${String(piece).padStart(2, '0')}.${String(total).padStart(2, '0')}`
}

function takeSerial(decoding: Decoding, { serial }: PartitionedRule): string | undefined {
  const { reader } = decoding
  const at = reader.at
  switch (serial.kind) {
    case 'none':
      if (reader.take(serial.bits) !== 0) decoding.add('tag-reserved-bits', at, {}, 'TDS 2.3 §14.6')
      return undefined
    case 'text7': {
      const text = takeText7(decoding, serial.most * 7)
      if (text.length === 0) decoding.add('tag-text-empty', at, {}, 'TDS 2.3 §14.4.2')
      return text
    }
    case 'digits': {
      const text = reader.takeDecimal(serial.bits)
      if (text.length < 2 || text.charAt(0) !== '1') decoding.add('tag-numeric-string', at, {}, 'TDS 2.3 §14.4.6')
      return text.slice(1)
    }
    default: {
      const text = reader.takeDecimal(serial.bits)
      if (text.length > serial.most) decoding.add('tag-number-range', at, { value: text, most: serial.most }, 'TDS 2.3 §14.6')
      return text
    }
  }
}

/** What a value has that an encoding cannot hold, as the part's name and the most that it holds. */
export type Misfit = { readonly part: 'reference' | 'serial'; readonly value: string; readonly most: string }

/** All parts that do not fit; empty where the encoding can take the value. */
export function misfitsOf(rule: PartitionedRule, { prefix, reference, serial }: EpcParts): Misfit[] {
  const found: Misfit[] = []
  const most = rule.reference.most - prefix.length
  const width = prefixBits[12 - prefix.length] ?? 0
  const numberMost = rule.reference.kind === 'number' ? `0–${2n ** BigInt(rule.reference.bits - width) - 1n}, ≤ ${most}` : `1–${most}`
  if (!fitsReference(rule, reference, width, most)) found.push({ part: 'reference', value: reference, most: numberMost })
  if (!fitsSerial(rule, serial)) found.push({ part: 'serial', value: serial, most: serialMost(rule) })
  return found
}

const isNumber = (text: string): boolean => text !== '' && firstOutside(text, digit) < 0 && (text === '0' || text.charAt(0) !== '0')

function fitsReference({ reference }: PartitionedRule, text: string, width: number, most: number): boolean {
  switch (reference.kind) {
    case 'digits':
      return text.length === most
    case 'number':
      return isNumber(text) && text.length <= most && fitsBits(text, reference.bits - width)
    default:
      return text.length >= 1 && text.length <= most && (reference.kind === 'text7' ? isText7(text) : isText6(text))
  }
}

function fitsSerial({ serial }: PartitionedRule, text: string): boolean {
  switch (serial.kind) {
    case 'none':
      return true
    case 'number':
      return isNumber(text) && text.length <= serial.most && fitsBits(text, serial.bits)
    case 'digits':
      return text.length >= 1 && text.length <= serial.most && firstOutside(text, digit) < 0
    default:
      return text.length >= 1 && text.length <= serial.most && isText7(text)
  }
}

function serialMost({ serial }: PartitionedRule): string {
  if (serial.kind !== 'number') return serial.kind === 'text7' || serial.kind === 'digits' ? `1–${serial.most}` : ''
  const largest = 2 ** serial.bits - 1
  return `0–${String(largest).length > serial.most ? '9'.repeat(serial.most) : largest}`
}

/** The bits of a value that fits (`misfitsOf` is empty). */
export function putPartitioned(rule: PartitionedRule, filter: number, parts: EpcParts): BitWriter {
  const writer = new BitWriter()
  const { reference, serial } = rule
  const partition = 12 - parts.prefix.length
  const width = prefixBits[partition] ?? 0
  writer.put(rule.header, 8)
  writer.put(filter, 3)
  writer.put(partition, 3)
  writer.putDecimal(parts.prefix, width)
  if (reference.kind === 'text7') putText7(writer, parts.reference, reference.bits - width)
  else if (reference.kind === 'text6') putText6(writer, parts.reference)
  else writer.putDecimal(parts.reference, reference.bits - width)
  if (rule.pieces) for (const pair of [parts.pieces.slice(0, 2), parts.pieces.slice(2)]) writer.put(Number(pair), 7)
  if (serial.kind === 'text7') putText7(writer, parts.serial, serial.most * 7)
  else if (serial.kind === 'none') writer.put(0, serial.bits)
  else writer.putDecimal(serial.kind === 'digits' ? `1${parts.serial}` : parts.serial, serial.bits)
  return writer
}
