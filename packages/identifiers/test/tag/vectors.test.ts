import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalize,
  identifierOf as elementIdentifier,
  isGs1,
  parseElementString,
  tagElements,
  tagSchemesFor,
  toEpcUrn,
} from '@proofline/identifiers'
import { readFile, readVectors, skip } from '../shared-vectors.ts'
import { bare, encoded, identifierOf, problemsOf, tag, wishOf } from './tags.ts'

type AnnexE3 = {
  vectors: { scheme: string; hex: string; dlPath: string }[]
  errata: { scheme: string; printedHex: string; correctHeader: string; dlPath: string; hostname: string }[]
  refuse: { hex: string; why: string }[]
  compression: { eh: string; uri: string }[]
}

const reencodes = (hex: string): void => {
  const read = tag(hex)
  const written = encoded(read.identifier, wishOf(read))
  assert.equal(bare(written.hex), bare(hex))
  assert.equal(written.hex.length % 4, 0, 'whole words')
}

test('every example of TDS 2.3 annex E.3, both ways', { skip }, () => {
  const { vectors, errata, compression } = readFile<AnnexE3>('epc-tds/tds23_annex_e3.json')
  const corrected = errata.map(({ scheme, printedHex, correctHeader, dlPath }) => ({
    scheme,
    hex: correctHeader + printedHex.slice(2),
    dlPath,
  }))
  assert.equal(vectors.length, 20)
  for (const { scheme, hex, dlPath } of [...vectors, ...corrected]) {
    const read = tag(hex)
    assert.equal(read.scheme, scheme.toLowerCase())
    assert.equal(read.identifier.uri, `https://id.gs1.org${dlPath}`)
    assert.equal(read.hostname, scheme.endsWith('++') ? 'id.example.com' : undefined)
    assert.equal(read.digitalLink, `https://${read.hostname ?? 'id.gs1.org'}${dlPath}`)
    reencodes(hex)
  }
  const [packed] = compression
  assert.ok(packed)
  assert.equal(tag(packed.eh.slice(2)).identifier.uri, `https://id.gs1.org${packed.uri}`)
})

test('the printed headers of the errata are refused or name another scheme', { skip }, () => {
  for (const { scheme, printedHex } of readFile<AnnexE3>('epc-tds/tds23_annex_e3.json').errata) {
    const read = tag(printedHex)
    assert.equal(read.scheme, scheme.toLowerCase().slice(0, -1))
    // The host name that follows is no data that could be read: it stays, and means nothing.
    assert.notEqual(read.remainder, undefined)
  }
})

test('what annex E.3 has no link for has none here', { skip }, () => {
  const [gid, adi, tid, short] = readFile<AnnexE3>('epc-tds/tds23_annex_e3.json').refuse
  assert.ok(gid && adi && tid && short)
  assert.deepEqual([tag(gid.hex).digitalLink, tag(gid.hex).identifier.scheme], [undefined, 'gid'])
  assert.deepEqual([tag(adi.hex).digitalLink, tag(adi.hex).identifier.scheme], [undefined, 'adi'])
  assert.deepEqual(problemsOf(tid.hex), ['tag-header-reserved 1'])
  assert.deepEqual(problemsOf(short.hex), ['tag-cut-short 4'])
})

test('the cases of epcGS1coder', { skip }, () => {
  const rows = readVectors<{ hex?: string; tagUri?: string }>('epc-tds/epcGS1coder.json')
  let both = 0
  for (const { hex, tagUri } of rows) {
    if (tagUri !== undefined) assert.equal(tag(tagUri).tagUri, tagUri)
    if (hex !== undefined) reencodes(hex)
    if (hex === undefined || tagUri === undefined) continue
    assert.equal(tag(hex).tagUri, tagUri)
    assert.equal(bare(tag(tagUri).hex), bare(hex))
    both += 1
  }
  assert.equal(both, 23)
})

type Group = Readonly<Partial<Record<'test' | 'parameters' | 'PURE_IDENTITY' | 'TAG_ENCODING' | 'HEX' | 'GS1_DIGITAL_LINK', string>>> &
  Readonly<Partial<Record<'BARE_IDENTIFIER' | 'LEGACY_AI', string>>> & { readonly bits?: number }

// Their CPI++ and SGCN++ write the serial in half bytes; TDS 2.3 §14.6.9.4 and §14.6.10.3 write it as a number (§14.5.13), as its annex E.3 does.
const wrong = new Set(['CpiPlusPlus_E3_WithDigitalLink', 'SgcnPlusPlus_E3_Bidirectional'])

test('every representation of an equivalence group translates to every other', { skip }, () => {
  const groups = readVectors<Group>('epc-tds/tdt_equivalence_groups.json')
  let checked = 0
  for (const group of groups) {
    const hex = group.HEX
    if (hex === undefined || wrong.has(group.test ?? '')) continue
    const read = tag(hex)
    reencodes(hex)
    if (group.bits !== undefined) assert.equal(read.bits, group.bits)
    if (group.TAG_ENCODING !== undefined) {
      assert.equal(read.tagUri, group.TAG_ENCODING)
      assert.equal(bare(tag(group.TAG_ENCODING).hex), bare(hex))
    }
    for (const uri of [group.PURE_IDENTITY, group.GS1_DIGITAL_LINK]) {
      if (uri === undefined) continue
      const identifier = identifierOf(uri)
      assert.equal(identifier.uri, read.identifier.uri)
      const companyPrefixLength = isGs1(read.identifier) ? read.identifier.companyPrefixLength : undefined
      assert.equal(
        bare(encoded(identifier, { ...wishOf(read), ...(companyPrefixLength === undefined ? {} : { companyPrefixLength }) }).hex),
        bare(hex),
      )
    }
    if (group.PURE_IDENTITY !== undefined) assert.deepEqual(toEpcUrn(read.identifier), { ok: true, value: group.PURE_IDENTITY })
    if (group.GS1_DIGITAL_LINK !== undefined) assert.equal(read.digitalLink, group.GS1_DIGITAL_LINK)
    if (group.LEGACY_AI !== undefined) {
      assert.equal(
        tagElements(read)
          .map(({ ai, value }) => `(${ai})${value}`)
          .join(''),
        group.LEGACY_AI,
      )
      const elements = parseElementString(group.LEGACY_AI)
      const identifier = elements.ok ? elementIdentifier(elements.value.elements) : undefined
      assert.ok(identifier !== undefined && isGs1(read.identifier), group.LEGACY_AI)
      const companyPrefixLength = read.identifier.companyPrefixLength ?? 0
      assert.equal(bare(encoded(identifier, { ...wishOf(read), companyPrefixLength }).hex), bare(hex))
    }
    if (group.BARE_IDENTIFIER !== undefined) assert.deepEqual(bareValues(group.BARE_IDENTIFIER), valuesOf(hex), group.test)
    checked += 1
  }
  assert.ok(checked >= 55, String(checked))
})

/**
 * `gtin=…;serial=…`: the values alone, joined, since the names differ from group to group; the host name apart. Some of them leave out the zero
 * that a GRAI begins with.
 */
function bareValues(text: string): string[] {
  const pairs = text.split(';').map((pair) => pair.split('='))
  const host = pairs.filter(([name]) => name === 'hostname').map(([, value]) => value ?? '')
  return [
    pairs
      .filter(([name]) => name !== 'hostname')
      .map(([name, value]) => (name === 'grai' ? value?.replace(/^0?/, '0') : value))
      .join(''),
    ...host,
  ]
}

function valuesOf(hex: string): string[] {
  const read = tag(hex)
  const joined = tagElements(read)
    .map(({ value }) => value)
    .join('')
  return read.hostname === undefined ? [joined] : [joined, read.hostname]
}

test('a link encodes in every scheme of its kind that can hold it, and reads as the same thing', { skip }, () => {
  for (const { dlPath } of readFile<AnnexE3>('epc-tds/tds23_annex_e3.json').vectors) {
    const result = canonicalize(`https://id.gs1.org${dlPath}`)
    assert.ok(result.ok)
    const schemes = tagSchemesFor(result.value, 7)
    assert.ok(schemes.length >= 2, dlPath)
    for (const scheme of schemes) {
      const written = encoded(result.value, { scheme, filter: 1, companyPrefixLength: 7 })
      assert.equal(tag(written.hex).identifier.uri, result.value.uri, scheme)
    }
  }
})
