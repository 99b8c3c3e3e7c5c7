import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  compressDigitalLink,
  expandDigitalLink,
  formatBracketed,
  formatDigitalLink,
  formatHri,
  formatScan,
  parseElementString,
  parseLinkContent,
  symbologyOf,
} from '@proofline/identifiers'
import { escapeLinkValue, unescapeLinkValue } from '../../src/gs1/link-escapes.ts'
import { keyValues } from '../answers.ts'
import { readFile, readVectors, skip } from '../shared-vectors.ts'

type Options = { PermitUnknownAIs?: boolean; PermitConvenienceAlphas?: boolean; AddCheckDigit?: boolean }
const loose = { associations: 'ignore', unknownAis: 'accept' } as const

/** The engine's message: `^` in front of every element that needs it, and of the first. */
const message = (elements: readonly { ai: string; value: string }[]): string => elements.map(({ ai, value }) => ai + value).join('')

test('Digital Links with their attributes are read and refused as GS1’s syntax engine does', { skip }, () => {
  const rows = readVectors<{ ok: boolean; uri: string; unbracketed: string; options?: Options }>(
    'gs1-syntax/engine/parse_digital_link_uri.json',
  )
  assert.equal(rows.length, 59)
  for (const { ok, uri, unbracketed, options } of rows) {
    const result = parseLinkContent(uri, {
      unknownAis: options?.PermitUnknownAIs === true ? 'accept' : 'refuse',
      convenienceAlphas: options?.PermitConvenienceAlphas === true ? 'accept' : 'refuse',
    })
    assert.equal(result?.ok === true, ok, `${uri} ${JSON.stringify(result)}`)
    if (result?.ok !== true) continue
    assert.equal(message(result.value.elements), unbracketed.replaceAll('^', ''), uri)
    for (const { value, position } of result.value.elements) {
      if (!uri.includes('%') && uri.includes(value)) assert.equal(uri.slice(position - 1, position - 1 + value.length), value, uri)
    }
  }
})

test('Digital Links are built from elements as the syntax engine builds them', { skip }, () => {
  const rows = readVectors<{ ok: boolean; stem: string | null; bracketed: string; uri: string }>(
    'gs1-syntax/engine/generate_digital_link_uri.json',
  )
  assert.equal(rows.length, 11)
  for (const { ok, stem, bracketed, uri } of rows) {
    const elements = parseElementString(bracketed, loose)
    assert.ok(elements.ok, bracketed)
    const link = formatDigitalLink(elements.value.elements, { associations: 'ignore', ...(stem === null ? {} : { stem }) })
    assert.equal(link.ok, ok, bracketed)
    if (link.ok) assert.equal(link.value, uri)
  }
})

test('human readable interpretation and brackets are those of the syntax engine', { skip }, () => {
  for (const { in: text, hri } of readVectors<{ in: string; hri: string[] }>('gs1-syntax/engine/hri.json')) {
    const result = parseElementString(text, loose)
    assert.ok(result.ok, text)
    assert.deepEqual(formatHri(result.value.elements, { titles: /^[A-Z]/.test(hri[0] ?? '') }), hri)
  }
  // The engine hands anything else back; here what is no element string is refused, `HtTp:` with it (Digital Link §4.1: one case).
  const others = new Set(['TESTING', 'HtTp://example.org/01/12312312312333/10/ABC123'])
  for (const { data, bracketed_or_data: expect } of readVectors<{ data: string; bracketed_or_data: string }>(
    'gs1-syntax/engine/data_to_bracketed.json',
  )) {
    const result = parseElementString(data, loose)
    assert.equal(result.ok, !others.has(data), data)
    if (result.ok) assert.equal(formatBracketed(result.value.elements), expect)
  }
})

const identifiers: Readonly<Record<string, string>> = {
  QR: ']Q3',
  DM: ']d2',
  DotCode: ']J1',
  DataBarExpanded: ']e0',
  DataBarOmni: ']e0',
  DataBarLimited: ']e0',
  GS1_128_CCA: ']C1',
  GS1_128_CCC: ']e0',
  UPCA: ']E0',
  UPCE: ']E0',
  EAN13: ']E0',
  EAN8: ']E4',
}

test('scans are written as a reader sends them', { skip }, () => {
  type Row = { symbology: string; data: string; scanData: string | null; options?: Options }
  let written = 0
  for (const { symbology, data, scanData, options } of readVectors<Row>('gs1-syntax/engine/generate_scan_data.json')) {
    // Not ours: plain text; and digits whose check digit the engine is to compute, where we take whole keys only.
    const plain = scanData !== null && /^\](?:Q1|d1|J0)/.test(scanData)
    if (plain || options?.AddCheckDigit === true) continue
    const [linear = '', ...parts] = data.split('|')
    const key = linear.startsWith('^') ? linear : `^01${linear.padStart(14, '0')}`
    const elements = parseElementString([key, ...parts].join('|'), loose)
    const scan = elements.ok ? formatScan(identifiers[symbology] ?? '', elements.value.elements) : undefined
    // A separator behind the last element says nothing (General Specifications §7.8.7): it is not written.
    if (scanData === null) assert.notEqual(scan?.ok, true, data)
    else assert.deepEqual(scan, { ok: true, value: scanData.endsWith('\u001d') ? scanData.slice(0, -1) : scanData })
    written += 1
  }
  assert.equal(written, 15)
})

test('scans are taken apart by their symbology identifier', { skip }, () => {
  const names: Readonly<Record<string, RegExp>> = {
    QR: /^(?:GS1 )?QR Code$/,
    DM: /^(?:GS1 DataMatrix|Data Matrix)$/,
    DotCode: /DotCode$/,
    DataBarExpanded: /DataBar/,
    GS1_128_CCA: /^GS1-128$/,
    EAN13: /^EAN-13/,
    EAN8: /^EAN-8$/,
  }
  type Row = { ok: boolean; scanData: string; symbology: string; data: string }
  for (const { ok, scanData, symbology, data } of readVectors<Row>('gs1-syntax/engine/process_scan_data.json')) {
    const result = parseElementString(scanData, { associations: 'ignore' })
    if (symbology !== 'NONE') assert.match(symbologyOf(scanData)?.name ?? '', names[symbology] ?? /^$/)
    // The engine hands on any text of a plain carrier; here only a Digital Link in it is an answer.
    const text = symbologyOf(scanData)?.carries === 'text' && !data.startsWith('https://')
    assert.equal(result.ok, ok && !text, scanData)
    if (!result.ok || data.startsWith('https://')) continue
    const [linear = '', composite] = data.split('|')
    const expected = linear.startsWith('^') ? linear : `01${linear.padStart(14, '0')}`
    assert.equal(message(result.value.elements), (expected + (composite ?? '')).replaceAll('^', ''))
  }
})

test('percent-encoding of values, in path and query', { skip }, () => {
  for (const row of readVectors<{ in: string; path: string; query: string }>('gs1-syntax/engine/uri_escape.json')) {
    assert.deepEqual([escapeLinkValue(row.in, 'path'), escapeLinkValue(row.in, 'query')], [row.path, row.query])
  }
  for (const row of readVectors<{ in: string; path: string; query: string }>('gs1-syntax/engine/uri_unescape.json')) {
    assert.deepEqual([unescapeLinkValue(row.in, 'path'), unescapeLinkValue(row.in, 'query')], [row.path, row.query])
  }
})

type ToolkitRow = { uri: string; elementString: string; compressed: string; compressedOptimised: string }
type Toolkit = {
  readme: { in: string; op: string; uri: string; bracketed?: string }[]
  vectors: ToolkitRow[]
  toolkitDefects: { rows: { uri: string }[] }
}

test('compressed links are those of GS1’s toolkit, and come back', { skip }, () => {
  const { vectors, toolkitDefects } = readFile<Toolkit>('digital-link/gs1-toolkit/vectors.json')
  assert.equal(vectors.length, 6)
  for (const { uri, elementString, compressed, compressedOptimised } of vectors) {
    const content = parseLinkContent(uri, { associations: 'ignore' })
    assert.ok(content?.ok)
    assert.equal(formatBracketed(content.value.elements), elementString)
    const { stem } = content.value
    // The toolkit writes every compressed link on id.gs1.org; here a link keeps its stem.
    const onStem = (link: string): string => link.replace('https://id.gs1.org', stem)
    assert.deepEqual(compressDigitalLink(uri, { sequences: false }), { ok: true, value: onStem(compressed) })
    assert.deepEqual(compressDigitalLink(uri), { ok: true, value: onStem(compressedOptimised) })
    for (const link of [compressed, compressedOptimised])
      assert.deepEqual(expandDigitalLink(onStem(link)), { ok: true, value: sortedAttributes(uri) })
  }
  // Where the toolkit loses leading zeros, or knows the key not at all, the value comes back whole; the row with a wrong check digit is refused.
  for (const { uri } of toolkitDefects.rows) {
    const link = compressDigitalLink(uri)
    assert.equal(link.ok, !uri.includes('00208851107345'), uri)
    if (link.ok) assert.deepEqual(expandDigitalLink(link.value), { ok: true, value: uri })
  }
})

/** The order of attributes is lost in compression: predefined lengths first, each group by AI. */
function sortedAttributes(uri: string): string {
  const [path = '', query] = uri.split('?')
  return query === undefined ? path : `${path}?${query.split('&').sort().join('&')}`
}

test('the examples of the toolkit’s manual', { skip }, () => {
  for (const { in: text, op, uri, bracketed } of readFile<Toolkit>('digital-link/gs1-toolkit/vectors.json').readme) {
    if (op === 'elementStrings->DL') {
      const elements = parseElementString(text, loose)
      assert.equal(elements.ok, true, text)
      if (elements.ok) assert.deepEqual(formatDigitalLink(elements.value.elements, loose), { ok: true, value: uri })
    } else {
      const content = parseLinkContent(uri, { convenienceAlphas: 'accept', associations: 'ignore' })
      assert.ok(content?.ok)
      assert.equal(formatBracketed(content.value.elements), bracketed)
    }
  }
})

test('a link may carry the EPC of an RFID tag, in hexadecimal digits or base64url', { skip }, () => {
  const [row] = readFile<{ compression: { eh: string; ex: string; uri: string }[] }>('epc-tds/tds23_annex_e3.json').compression
  assert.ok(row)
  for (const segment of [row.eh, row.ex]) {
    assert.deepEqual(expandDigitalLink(`https://maker.example/${segment}`), { ok: true, value: `https://maker.example${row.uri}` })
    const read = parseElementString(`]Q1https://id.gs1.org/${segment}`)
    assert.ok(read.ok)
    assert.equal(read.value.link?.identifier?.uri, `https://id.gs1.org${row.uri}`)
  }
  assert.equal(expandDigitalLink('https://maker.example/eh3016')?.ok, false)
})

test('parameters that are no AIs stay in the query, or go into the compressed part; a readable key may stand in front', () => {
  const uri = 'https://maker.example/01/09521234543213/21/SER9?linkType=gs1:pip&x=%C3%A4&lang=zh#top'
  assert.deepEqual(compressDigitalLink(uri), {
    ok: true,
    value: 'https://maker.example/DBFRq5sE2siQiPo?linkType=gs1:pip&x=%C3%A4&lang=zh#top',
  })
  const all = compressDigitalLink(uri, { parameters: 'compress' })
  assert.ok(all.ok)
  assert.match(all.value, /^https:\/\/maker\.example\/[\w-]+#top$/)
  assert.deepEqual(expandDigitalLink(all.value), { ok: true, value: uri })
  const own = 'https://maker.example/01/09521234543213/21/SER9?a.b=1'
  assert.deepEqual(
    compressDigitalLink(own, { parameters: 'compress' }),
    { ok: true, value: 'https://maker.example/DBFRq5sE2siQiPo?a.b=1' },
    'no base64url in the name',
  )
  // (21) with the value SER9 alone, behind a key that everyone can read.
  assert.deepEqual(expandDigitalLink('https://maker.example/01/09521234543213/IWRIRH0'), {
    ok: true,
    value: 'https://maker.example/01/09521234543213/21/SER9',
  })
})

test('every sequence of keys and qualifiers is built and read', { skip }, () => {
  for (const { ais } of readVectors<{ ais: string[] }>('gs1-syntax/engine/dl_valid_path_sequences.json')) {
    const elements = ais.map((ai) => ({ ai, value: keyValues[ai] ?? '12' }))
    const expected = `https://id.gs1.org/${elements.map(({ ai, value }) => `${ai}/${value}`).join('/')}`
    assert.deepEqual(formatDigitalLink(elements.toReversed(), { associations: 'ignore' }), { ok: true, value: expected })
    const content = parseLinkContent(expected)
    assert.ok(content?.ok, expected)
    assert.deepEqual(
      content.value.elements.map(({ ai, value }) => ({ ai, value })),
      elements,
    )
    const short = compressDigitalLink(expected)
    assert.ok(short.ok)
    assert.deepEqual(expandDigitalLink(short.value), { ok: true, value: expected })
  }
})

test('old names in the path are read where asked for; in the query they name nothing', { skip }, () => {
  const rows = readVectors<{ input: string; expect: string }>('digital-link/openepcis-translator/normalise_short_names.json')
  assert.equal(rows.length, 4)
  // The translator replaces words whatever comes out. Three of its four answers are no Digital Links: no key in the path, (21) in the query, a lot without a value.
  const sound = rows.filter(({ expect }) => parseLinkContent(expect)?.ok === true)
  assert.deepEqual(
    sound.map(({ expect }) => expect),
    ['https://id.gs1.org/01/09506000164908'],
  )
  for (const { input, expect } of sound) {
    const content = parseLinkContent(input, { convenienceAlphas: 'accept' })
    assert.ok(content?.ok)
    assert.equal(content.value.identifier?.uri, expect)
  }
})
