import { type Result, refuse, succeed } from '@proofline/problems'
import { Findings } from '../findings.ts'
import { BitReader, BitWriter } from '../tag/bits.ts'
import { base64urlAlphabet, base64urlBytes, base64urlOf } from './base64url.ts'
import { aiLengthAt, aiRuleOf } from './dictionary.ts'
import type { AiValue } from './element.ts'
import { longestElementString } from './element-check.ts'
import { parseLinkContent } from './link.ts'
import { unescapeLinkValue } from './link-escapes.ts'
import { type Field, fieldsOf, readField, readText, writeField, writeText } from './link-fields.ts'
import { formatDigitalLink } from './link-format.ts'
import { readTagSegment } from './link-tag.ts'

const standard = 'GS1 Digital Link: Compression 1.1'

/**
 * Codes for sequences of AIs that often stand together: two hexadecimal digits, the first or second of which is no decimal one, in place of the AIs.
 * The values follow in the order written here, which is the one that GS1's reference implementation reads and writes.
 */
const sequences: readonly (readonly [code: string, ...ais: string[]])[] = [
  ['0A', '01', '22'],
  ['0B', '01', '10'],
  ['0C', '01', '21'],
  ['0D', '01', '17'],
  ['0E', '01', '7003'],
  ['0F', '01', '30'],
  ['1A', '01', '10', '17', '21'],
  ['1B', '01', '15'],
  ['1C', '01', '11'],
  ['1D', '01', '16'],
  ['1E', '01', '91'],
  ['1F', '01', '10', '15'],
  ...[0, 1, 2, 3, 4, 5].map((places): [string, string, string] => [`2${'ABCDEF'.charAt(places)}`, '01', `310${places}`]),
  ...[0, 1, 2, 3, 4, 5].map((places): [string, string, string] => [`3${'ABCDEF'.charAt(places)}`, '01', `320${places}`]),
  ['9A', '8010', '8011'],
  ['9B', '8017', '8019'],
  ['9C', '8018', '8019'],
  ['9D', '254', '414'],
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((places): [string, string, string] => [`A${places}`, '01', `392${places}`]),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((places): [string, string, string] => [`C${places}`, '255', `390${places}`]),
  ...[0, 1, 2, 3].map((places): [string, string, string] => [`C${'ABCD'.charAt(places)}`, '255', `394${places}`]),
]

const sequenceByCode: ReadonlyMap<string, readonly string[]> = new Map(sequences.map(([code, ...ais]) => [code, ais]))

export type CompressionOptions = {
  /** Whether to use the codes for frequent sequences; shorter, and read by everyone. */
  readonly sequences?: boolean
  /** Parameters that are no AIs: left in the query, or compressed too where their characters allow it. */
  readonly parameters?: 'keep' | 'compress'
}

/** Compresses a Digital Link (GS1 Digital Link: Compression §3): same stem, everything else in one segment of base64url. Refused as `parseLinkContent` refuses. */
export function compressDigitalLink(uri: string, options: CompressionOptions = {}): Result<string> {
  const content = parseLinkContent(uri, { associations: 'ignore' })
  if (content === undefined) {
    const findings = new Findings()
    findings.add('link-no-key', { path: uri.slice(0, 60), position: 1 }, standard)
    return refuse(...findings.problems)
  }
  if (!content.ok) return content
  const { elements, stem, others } = content.value
  const kept: string[] = []
  const bits = new BitWriter()
  writeElements(bits, elements, options.sequences !== false)
  for (const parameter of others) if (options.parameters !== 'compress' || !writeParameter(bits, parameter)) kept.push(parameter)
  const hash = uri.indexOf('#')
  return succeed(`${stem}/${base64urlOf(bits)}${kept.length === 0 ? '' : `?${kept.join('&')}`}${hash < 0 ? '' : uri.slice(hash)}`)
}

/**
 * Greedily the sequence that saves the most characters of AIs, the first of equals; what is left over follows, in the order of the AIs. A second
 * primary key, which the query carries as an attribute, comes last: the first one that is read makes the path.
 */
function writeElements(bits: BitWriter, elements: readonly AiValue[], useSequences: boolean): void {
  const values = new Map(elements.map(({ ai, value }) => [ai, value]))
  const second = elements.slice(1).flatMap(({ ai }) => (aiRuleOf(ai)?.linkKey === undefined ? [] : [ai]))
  const left = new Set(Array.from(values.keys()).sort())
  for (const ai of second) left.delete(ai)
  const write = (code: string, ais: readonly string[]): void => {
    for (const digit of code) bits.put(Number.parseInt(digit, 16), 4)
    for (const ai of ais) {
      left.delete(ai)
      writeValue(bits, ai, values.get(ai) ?? '')
    }
  }
  for (let best = useSequences ? bestSequence(left) : undefined; best !== undefined; best = bestSequence(left)) {
    const [code, ...ais] = best
    write(code, ais)
  }
  for (const ai of [...left, ...second]) write(ai, [ai])
}

function bestSequence(left: ReadonlySet<string>): readonly [code: string, ...ais: string[]] | undefined {
  let best: readonly [code: string, ...ais: string[]] | undefined
  for (const sequence of sequences) {
    const [, ...ais] = sequence
    if (ais.every((ai) => left.has(ai)) && (best === undefined || saved(sequence) > saved(best))) best = sequence
  }
  return best
}

const saved = ([, ...ais]: readonly string[]): number => ais.join('').length

function writeValue(bits: BitWriter, ai: string, value: string): void {
  let at = 0
  for (const field of fields(ai)) {
    const text = value.slice(at, at + field.max)
    writeField(bits, field, text)
    at += text.length
  }
}

function fields(ai: string): readonly Field[] {
  const rule = aiRuleOf(ai)
  return rule === undefined ? [] : fieldsOf(rule)
}

/** `F`, the length of the name, the name in base64url characters, the value; false where name or value cannot be written so. */
function writeParameter(bits: BitWriter, parameter: string): boolean {
  const equals = parameter.indexOf('=')
  const name = parameter.slice(0, equals)
  const value = parameter.slice(equals + 1)
  if (equals < 1 || name.length > 127 || value.length > 127 || !/^[\w-]+$/.test(name) || !/^[\x21-\x7e]*$/.test(value)) return false
  bits.put(15, 4)
  bits.put(name.length, 7)
  for (const character of name) bits.put(base64urlAlphabet.indexOf(character), 6)
  writeText(bits, value, 7)
  return true
}

/**
 * Expands a compressed Digital Link to one that can be read by everyone, on the same stem; undefined where the last segment of its path is no
 * compressed link. Also the partly compressed form, whose primary key stands readable in front, and an RFID tag's EPC (`/eh3014…`, `/exMBZ…`).
 * Attributes and keys are checked as always.
 */
export function expandDigitalLink(uri: string, shift = 0): Result<string> | undefined {
  if (uri.length > longestElementString) return undefined
  const match = /^(https?:\/\/[^?#]*)\/([\w-]{3,2000})\/?(?:\?([^#]*))?(#.*)?$/i.exec(uri)
  if (match === null) return undefined
  const [, before = '', segment = '', query = '', fragment = ''] = match
  const findings = new Findings()
  findings.shift = shift + before.length + 1
  const tag = readTagSegment(segment)
  if (tag?.ok === false) return tag
  const read = tag === undefined ? readCompressed(segment, findings) : { values: tag.value, parameters: [] }
  if (findings.problems.length > 0) return refuse(...findings.problems)
  const readable = /^(.*)\/(\d{2,4})\/([^/]+)$/.exec(before)
  const key = readable !== null && aiRuleOf(readable[2] ?? '')?.linkKey !== undefined ? readable : undefined
  const front: AiValue[] = key === undefined ? [] : [{ ai: key[2] ?? '', value: unescapeLinkValue(key[3] ?? '', 'path') }]
  const stem = key === undefined ? before : (key[1] ?? '')
  const link = formatDigitalLink([...front, ...keyFirst(read.values)], { stem, associations: 'ignore' })
  if (!link.ok) return link
  const parameters = [...read.parameters, ...(query === '' ? [] : [query])].join('&')
  return succeed(`${link.value}${parameters === '' ? '' : (link.value.includes('?') ? '&' : '?') + parameters}${fragment}`)
}

/** The order of the attributes is lost in compression: they come out in the order of their AIs. */
function keyFirst(values: readonly AiValue[]): AiValue[] {
  const key = values.find(({ ai }) => aiRuleOf(ai)?.linkKey !== undefined)
  const others = values.filter((value) => value !== key).toSorted((a, b) => (a.ai < b.ai ? -1 : Number(a.ai > b.ai)))
  return key === undefined ? others : [key, ...others]
}

type Compressed = { readonly values: AiValue[]; readonly parameters: string[] }

function readCompressed(segment: string, findings: Findings): Compressed {
  const { bytes, length } = base64urlBytes(segment)
  const bits = new BitReader(bytes, length)
  const read: Compressed = { values: [], parameters: [] }
  while (bits.left >= 8) {
    const start = bits.at
    const ais = readAis(bits)
    if (ais === 'parameter') read.parameters.push(readParameter(bits))
    else
      for (const ai of ais ?? [])
        read.values.push({
          ai,
          value: fields(ai)
            .map((field) => readField(bits, field))
            .join(''),
        })
    if (ais === undefined || bits.overrun) {
      findings.add('link-compressed', { position: Math.floor(start / 6) + 1 }, standard)
      return read
    }
  }
  if (!bits.restIsZero()) findings.add('link-compressed-end', { position: segment.length }, standard)
  return read
}

/** The AIs whose values come next; undefined where the code is not assigned. */
function readAis(bits: BitReader): readonly string[] | 'parameter' | undefined {
  const start = bits.at
  const nibble = (): string => bits.take(4).toString(16).toUpperCase()
  const code = nibble() + nibble()
  if (code.startsWith('F')) {
    bits.at = start + 4
    return 'parameter'
  }
  const length = aiLengthAt(code, 0)
  if (length === 0) return sequenceByCode.get(code)
  let ai = code
  while (ai.length < length) ai += nibble()
  return aiRuleOf(ai) === undefined ? undefined : [ai]
}

function readParameter(bits: BitReader): string {
  const length = bits.take(7)
  let name = ''
  for (let i = 0; i < length; i++) name += base64urlAlphabet.charAt(bits.take(6))
  return `${name}=${readText(bits, 7)}`
}
