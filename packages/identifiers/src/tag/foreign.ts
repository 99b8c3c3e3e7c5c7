import { encodeUrnComponent } from '../characters.ts'
import { BitWriter, fitsBits } from './bits.ts'
import type { Decoding } from './findings.ts'
import type { Misfit } from './partitioned.ts'
import type { ForeignRule } from './schemes.ts'
import { putText6, takeText6 } from './text-fields.ts'

/** Encodings of keys that other bodies issue: GID-96, USDoD-96 and ADI-var (TDS §14.6.12 to §14.6.14). They have a URN, and no Digital Link. */

export const filterBitsOf = (family: ForeignRule['family']): number => ({ gid: 0, usdod: 4, adi: 6 })[family]

/** Reads the EPC behind its header: the filter value, undefined for GID, and the body of its URN. */
export function takeForeign(decoding: Decoding, { family }: ForeignRule): { readonly filter: number | undefined; readonly body: string } {
  const { reader } = decoding
  if (family === 'gid') return { filter: undefined, body: [28, 24, 36].map((bits) => reader.takeDecimal(bits)).join('.') }
  const filter = reader.take(filterBitsOf(family))
  if (family === 'usdod') return { filter, body: `${takeDodaac8(decoding)}.${reader.takeDecimal(36)}` }
  const body = [takeCage6(decoding), takeText6(decoding, 32), takeText6(decoding, 31)].map(encodeUrnComponent).join('.')
  return { filter, body }
}

/** Six characters of eight bits, the first a space before a CAGE code of five (US DoD Suppliers' Passive RFID Information Guide). */
function takeDodaac8(decoding: Decoding): string {
  let text = ''
  for (let i = 0; i < 6; i++) {
    const at = decoding.reader.at
    const code = decoding.reader.take(8)
    const character = String.fromCharCode(code)
    if (i === 0 && code === 32) continue
    if (/[0-9A-HJ-NP-Z]/.test(character)) text += character
    else decoding.add('tag-character', at, { code, bits: 8 }, 'TDS 2.3 §6.3.17')
  }
  return text
}

/** Six characters of six bits, the first 100000 before a CAGE code of five (TDS §14.4.7). */
function takeCage6(decoding: Decoding): string {
  let text = ''
  for (let i = 0; i < 6; i++) {
    const at = decoding.reader.at
    const code = decoding.reader.take(6)
    const character = String.fromCharCode(code < 32 ? code + 64 : code)
    if (i === 0 && code === 32) continue
    if (/[0-9A-HJ-NP-Z]/.test(character)) text += character
    else decoding.add('tag-character', at, { code, bits: 6 }, 'TDS 2.3 §14.4.7')
  }
  return text
}

const numberMost = { gid: [28, 24, 36], usdod: [0, 36], adi: [] } as const

/** What of a URN's body (its grammar has been checked) the encoding cannot hold: its numbers have fewer bits than the grammar has digits. */
export function foreignMisfits({ family }: ForeignRule, body: string): Misfit[] {
  const parts = body.split('.')
  return numberMost[family].flatMap((bits, i): Misfit[] => {
    const value = parts[i] ?? ''
    if (bits === 0 || fitsBits(value, bits)) return []
    return [{ part: i === parts.length - 1 ? 'serial' : 'reference', value, most: `0–${2 ** bits - 1}` }]
  })
}

export function putForeign({ family, header }: ForeignRule, filter: number, body: string): BitWriter {
  const writer = new BitWriter()
  writer.put(header, 8)
  writer.put(filter, filterBitsOf(family))
  const [first = '', second = '', third = ''] = body.replaceAll('%2F', '/').replaceAll('%23', '#').split('.')
  if (family === 'gid') {
    for (const [i, value] of [first, second, third].entries()) writer.putDecimal(value, numberMost.gid[i] ?? 0)
    return writer
  }
  const bits = family === 'usdod' ? 8 : 6
  if (first.length === 5) writer.put(32, bits)
  for (let i = 0; i < first.length; i++) writer.put(first.charCodeAt(i) & (family === 'usdod' ? 255 : 63), bits)
  if (family === 'usdod') writer.putDecimal(second, 36)
  else for (const text of [second, third]) putText6(writer, text)
  return writer
}
