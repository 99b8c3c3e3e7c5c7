import { type Result, refuse, succeed } from '@proofline/problems'
import { parseEpcUrn } from '../epc-urn.ts'
import type { Identifier } from '../identifier.ts'
import { BitReader, bytesOfHex, hexOfBytes, notHex } from './bits.ts'
import { Decoding, TagFindings } from './findings.ts'
import { takeForeign } from './foreign.ts'
import { takePartitioned } from './partitioned.ts'
import { type PlusContent, takePlus } from './plus.ts'
import { foreignRuleOf, partitionedRuleOf, plusRuleOf, schemeOfHeader, type TagScheme } from './schemes.ts'
import { dataFlags, linkOf, rawUriOf, type Tag } from './tag.ts'
import { parseRawUri, parseTagUri } from './tag-uri.ts'

/** The most bits read at once: four times what a tag's EPC memory can name (31 words, TDS §9.3). */
export const longestTag = 1984

/**
 * Reads a tag's EPC memory from bit 20h on, as bytes or as hexadecimal digits of either case, or its `urn:epc:tag:` or `urn:epc:raw:` URI, and
 * gives its identifier, control information and data, or all problems. Positions count hexadecimal digits from 1. Packed Objects and user
 * memory are not read.
 */
export function parseTag(input: string | Uint8Array): Result<Tag> {
  if (typeof input !== 'string') return parseHex(hexOfBytes(input.slice(0, longestTag / 8 + 1)))
  // RFC 8141 §3.1: the case of `urn` and of the namespace does not matter.
  const beginning = input.slice(0, 12).toLowerCase()
  if (beginning === 'urn:epc:tag:') return parseTagUri(input)
  if (beginning !== 'urn:epc:raw:') return parseHex(input)
  const raw = parseRawUri(input)
  return raw.ok ? parseHex(raw.value.hex, raw.value.controls) : raw
}

function parseHex(text: string, controls = ''): Result<Tag> {
  const findings = new TagFindings()
  const clause = 'TDS 2.3 §14.4'
  if (text === '') findings.add('tag-empty', {}, clause)
  if (text.length > longestTag / 4) findings.add('tag-too-long', { found: text.length * 4, most: longestTag }, clause)
  else for (const at of notHex(text, 20)) findings.add('tag-not-hex', { character: shown(text, at), position: at + 1 }, clause)
  if (findings.problems.length > 0) return refuse(...findings.problems)
  const hex = text.toUpperCase()
  const reader = new BitReader(bytesOfHex(hex), hex.length * 4)
  const header = reader.take(8)
  const scheme = schemeOfHeader(header)
  if (scheme !== undefined && !reader.overrun) return readScheme(new Decoding(reader), scheme, hex, controls)
  const code = reader.overrun ? 'tag-cut-short' : header === 0 ? 'tag-unprogrammed' : header === 0xe2 ? 'tag-header-reserved' : 'tag-header'
  findings.add(code, { header: hex.slice(0, 2), found: hex.length * 4, scheme: '', position: 1 }, 'TDS 2.3 §14.2, table 14-1')
  return refuse(...findings.problems)
}

function shown(text: string, at: number): string {
  const code = text.charCodeAt(at)
  return code > 32 && code < 127 ? text.charAt(at) : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

type Read = Pick<Tag, 'filter' | 'tagUri'> & { readonly identifier: Identifier | undefined } & Partial<
    Pick<PlusContent, 'date' | 'hostname' | 'data' | 'bits'>
  >

function readScheme(decoding: Decoding, scheme: TagScheme, hex: string, controls: string): Result<Tag> {
  const { reader, findings } = decoding
  const { filter, identifier, tagUri, date, hostname, data = [], bits = reader.at } = readContent(decoding, scheme, controls)
  if (reader.overrun) {
    findings.add('tag-cut-short', { scheme, found: reader.length, position: hex.length }, 'TDS 2.3 §14.4')
  }
  if (findings.problems.length > 0 || identifier === undefined) return refuse(...findings.problems)
  return succeed({
    scheme,
    filter,
    identifier,
    bits,
    hex,
    tagUri,
    rawUri: rawUriOf(hex, controls),
    controls,
    date,
    hostname,
    data,
    flags: dataFlags({ identifier, date, data }, 'check'),
    remainder: reader.restIsZero() ? undefined : reader.restInHex(),
    digitalLink: linkOf(identifier, date === undefined ? data : [date, ...data], hostname),
  })
}

function readContent(decoding: Decoding, scheme: TagScheme, controls: string): Read {
  const plus = plusRuleOf.get(scheme)
  if (plus !== undefined) return { ...takePlus(decoding, plus), tagUri: undefined }
  const partitioned = partitionedRuleOf.get(scheme)
  const foreign = foreignRuleOf.get(scheme)
  const rule = partitioned ?? foreign
  if (rule === undefined) throw new TypeError(`No rule for the scheme ${scheme}`)
  const read =
    partitioned !== undefined ? takePartitioned(decoding, partitioned) : takeForeign(decoding, rule as NonNullable<typeof foreign>)
  const { filter, body } = read
  if (decoding.ended || decoding.findings.problems.length > 0) return { filter, identifier: undefined, tagUri: undefined }
  const identifier = parseEpcUrn(`urn:epc:id:${rule.family}:${body}`)
  const prefix = `urn:epc:tag:${controls === '' ? '' : `${controls}:`}${scheme}:${filter === undefined ? '' : `${filter}.`}`
  if (identifier.ok) return { filter, identifier: identifier.value, tagUri: prefix + body }
  decoding.findings.take(identifier.problems)
  return { filter, identifier: undefined, tagUri: undefined }
}
