import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalize, constrainedDigitalLink, isGs1, toEpcUrn } from '@proofline/identifiers'
import { accepted, codes, gs1, keyValues } from './answers.ts'
import { readFile, readFolder, readVectors, skip } from './shared-vectors.ts'

type Translation = { op: string; input: string; expect: string; gcpLength?: number; nonStrict?: boolean }

test('the constrained Digital Link of the event hash is the reference’s, row by row', { skip }, () => {
  const rows = readVectors<{ input: string; expect: string | null }>('epcis-hash/ralphtro/dl_normaliser.json')
  assert.equal(rows.length, 36)
  for (const { input, expect } of rows) assert.equal(constrainedDigitalLink(input) ?? null, expect, input)
})

// What the translator takes and the standards do not: an empty part reference (TDS §6.3: at least one character), a company prefix with a
// letter, a GIAI of 31 characters, piece 65 of 44; and `!?()` written as they are, where GS1's own library and the hash reference encode them.
const lax = new Set([
  'urn:epc:idpat:cpi:164759476414..*',
  'https://id.gs1.org/8010/123457-57578',
  'https://id.gs1.org/8004/42512183.SENSOR.TR-07-AVE-583:1',
  'https://id.gs1.org/8006/495892314098876544',
  'urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()',
])

test('EPC URNs and Digital Links translate into each other as OpenEPCIS has it', { skip }, () => {
  const rows = readVectors<Translation>('digital-link/openepcis-translator/translate.json').filter((row) => row.nonStrict !== true)
  let toLink = 0
  let toUrn = 0
  let withoutLength = 0
  for (const { op, input, expect, gcpLength } of rows) {
    if (op === 'shortNameReplacer' || lax.has(input)) continue
    // Their check digits are made up; whether we verify them is tested elsewhere.
    const identifier = gs1(input, { checkDigits: 'ignore' })
    if (op.startsWith('toURI')) {
      assert.equal(identifier.uri, expect, input)
      toLink += 1
      continue
    }
    const urn = toEpcUrn(identifier, gcpLength)
    if (gcpLength === undefined) {
      assert.ok(!urn.ok && urn.problems[0]?.code === 'urn-prefix-length-missing', input)
      withoutLength += 1
    }
    const known = gcpLength ?? expect.split(':').at(-1)?.split('.')[0]?.length
    assert.deepEqual(toEpcUrn(identifier, known), { ok: true, value: expect }, input)
    toUrn += 1
    assert.deepEqual(toEpcUrn(accepted(expect)), { ok: true, value: expect })
  }
  assert.deepEqual({ toLink, toUrn, withoutLength }, { toLink: 34, toUrn: 49, withoutLength: 17 })
})

test('old convenience names: understood where asked for, refused otherwise', { skip }, () => {
  const rows = readVectors<Translation>('digital-link/openepcis-translator/translate.json').filter((row) => row.op === 'shortNameReplacer')
  assert.equal(rows.length, 9)
  for (const { input, expect } of rows) {
    if (input.trim() === '') assert.equal(canonicalize(input).ok, false)
    else assert.equal(accepted(input, { convenienceAlphas: 'accept', checkDigits: 'ignore' }).uri, expect, input)
  }
  assert.ok(codes('https://example.org/gtin/09506000134352').includes('link-convenience-name'))
})

test('what OpenEPCIS refuses is never taken for a GS1 identifier', { skip }, () => {
  const rows = readVectors<Translation>('digital-link/openepcis-translator/refuse.json')
  assert.equal(rows.length > 100, true)
  for (const { op, input, gcpLength } of rows) {
    const result = canonicalize(input)
    if (!result.ok || !isGs1(result.value)) continue
    assert.ok(op.startsWith('toURN'), input)
    assert.equal(toEpcUrn(result.value, gcpLength).ok, false, `${input} ${gcpLength}`)
  }
})

// Faults in attributes of the query, which do not identify and are not read here: an empty value, a repeated and an unassigned one, a space.
const attributeFaults = [/\?99=$/, /\?99=XYZ789&99=XYZ789$/, /&89=ABC123$/, /98=XYZ\+987$/]

test('Digital Links are found and read as GS1’s syntax engine does', { skip }, () => {
  type Row = { ok: boolean; uri: string; unbracketed: string; options?: { PermitConvenienceAlphas?: boolean } }
  let read = 0
  for (const row of readVectors<Row>('gs1-syntax/engine/parse_digital_link_uri.json')) {
    const alphas = row.options?.PermitConvenienceAlphas === true ? 'accept' : 'refuse'
    const result = canonicalize(row.uri, { convenienceAlphas: alphas })
    const identifier = result.ok && isGs1(result.value) ? result.value : undefined
    if (row.ok) {
      assert.ok(identifier, row.uri)
      for (const [ai, value] of Object.entries(identifier.keys))
        assert.ok(row.unbracketed.includes(ai + value), `${row.uri}: (${ai})${value}`)
      read += 1
    } else if (!attributeFaults.some((fault) => fault.test(row.uri))) assert.equal(identifier, undefined, row.uri)
  }
  assert.equal(read, 39)
})

test('the qualifiers of every key stand in the order of the syntax engine', { skip }, () => {
  for (const { ais } of readVectors<{ ais: string[] }>('gs1-syntax/engine/dl_valid_path_sequences.json')) {
    const path = ais.map((ai) => `${ai}/${keyValues[ai] ?? '12'}`).join('/')
    const identifier = gs1(`https://example.com/a/${path}`)
    assert.deepEqual(Object.keys(identifier.keys).sort(), [...ais].sort())
    if (ais.length < 3) continue
    const [key = '', ...qualifiers] = ais
    const reversed = [key, ...qualifiers.toReversed()].map((ai) => `${ai}/${keyValues[ai] ?? '12'}`).join('/')
    assert.ok(codes(`https://example.com/a/${reversed}`).includes('link-qualifier-order'))
  }
})

test('examples of TDS 2.3 annex E.3 are canonical as they stand', { skip }, () => {
  type Annex = { vectors: { dlPath: string }[]; errata: { dlPath: string }[] }
  const { vectors, errata } = readFile<Annex>('epc-tds/tds23_annex_e3.json')
  for (const { dlPath } of [...vectors, ...errata]) {
    const uri = `https://id.gs1.org${dlPath}`
    assert.equal(gs1(uri).uri, uri)
    assert.equal(gs1(`http://id.example.com/x/y${dlPath}?17=301231#top`).uri, uri)
  }
})

test('pure identities of the tag data translation groups are the element strings and links beside them', { skip }, () => {
  type Group = { PURE_IDENTITY?: string; GS1_DIGITAL_LINK?: string; LEGACY_AI?: string }
  let compared = 0
  for (const { PURE_IDENTITY: urn, GS1_DIGITAL_LINK: link, LEGACY_AI: elements } of readVectors<Group>(
    'epc-tds/tdt_equivalence_groups.json',
  )) {
    if (link !== undefined) assert.equal(gs1(link).uri, link.replace('id.example.com', 'id.gs1.org'))
    if (urn === undefined) continue
    const identifier = accepted(urn)
    assert.deepEqual(toEpcUrn(identifier), { ok: true, value: urn })
    if (elements === undefined || !isGs1(identifier)) continue
    assert.equal(
      elements,
      Object.entries(identifier.keys)
        .sort(byKeyFirst(identifier.key))
        .map(([ai, value]) => `(${ai})${value}`)
        .join(''),
    )
    compared += 1
  }
  assert.equal(compared, 9)
})

const byKeyFirst =
  (key: string) =>
  ([a]: [string, unknown], [b]: [string, unknown]): number =>
    Number(b === key) - Number(a === key)

test('every URI in GS1’s EPCIS examples is accepted', { skip }, () => {
  const uris = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && /^(?:urn|https?|ni|geo):/.test(value)) uris.add(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  for (const document of readFolder('epcis/gs1-EPCIS/JSON/', '.jsonld')) collect(document)
  assert.ok(uris.size > 100)
  for (const uri of uris) accepted(uri)
})
