import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkDocument, parseJson } from '@proofline/epcis'
import { checkDigit, createFactory, type FactoryOptions, links, parseName, products, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { collectDocuments, collectReports, identifiersOf, placesOf } from './collected.ts'

const schemaFile = new URL('../../../../shared/vectors/epcis/gs1-EPCIS/EPCIS-JSON-Schema.json', import.meta.url)
const skip = existsSync(schemaFile) ? false : 'the shared vectors are not here (../shared/vectors)'

const kinds: FactoryOptions[] = [
  { objects: 1000, serialParts: 'A', identifiers: 'urn', eventsPerDocument: 100 },
  { objects: 1500, serialParts: 'B', identifiers: 'by-system', disturbances: usualDisturbances, eventsPerDocument: 50 },
  {
    objects: 1500,
    serialParts: 'C',
    identifiers: 'digital-link',
    disturbances: { ...usualDisturbances, contradictory: 0.02, corrected: 0.02 },
  },
  { objects: 1000, profile: 'packing' },
  { objects: 1000, serialParts: 'C', profile: 'single' },
]

test("every document is valid against GS1's JSON schema", { skip }, () => {
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false })
  addFormats.default(ajv)
  const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')))
  for (const options of kinds) {
    for (const document of collectDocuments(options)) {
      assert.ok(
        validate(document),
        `${JSON.stringify(options)} ${JSON.stringify(validate.errors)} ${JSON.stringify(document).slice(0, 600)}`,
      )
    }
  }
})

test('every document passes our own validator, from its text', () => {
  for (const options of kinds) {
    for (const { text } of createFactory(options).texts()) {
      const parsed = parseJson(new TextEncoder().encode(text))
      assert.ok(parsed.ok)
      const checked = checkDocument(parsed.value)
      assert.ok(checked.ok, checked.ok ? '' : JSON.stringify(checked.problems.slice(0, 3)))
    }
  }
})

test('every identifier is a valid GS1 identifier of the expected kind', () => {
  const schemes = new Set<string>()
  for (const options of kinds) {
    const seen = new Set<string>()
    for (const { event } of collectReports(options)) {
      for (const id of [...identifiersOf(event), ...placesOf(event)]) seen.add(id)
      if (event.transformationID !== undefined) seen.add(event.transformationID)
    }
    for (const id of seen) {
      const result = canonicalize(id)
      assert.ok(result.ok, `${id} ${JSON.stringify(result)}`)
      schemes.add(result.value.scheme)
    }
  }
  assert.deepEqual([...schemes].sort(), ['gdti', 'gln', 'gtin', 'pgln', 'sscc'])
})

test('a Digital Link and a URN of the same thing are the same object', () => {
  const lot = {
    number: 1,
    product: products.pump,
    code: '240108-7',
    size: 9,
    serialBase: 100001,
    madeMs: 0,
    expiryMs: 0,
    associated: false,
    serviceable: [],
  }
  const pairs = [
    [urns.lot(lot), links.lot(lot)],
    [urns.unit(lot, 3), links.unit(lot, 3)],
    [urns.container({ serial: 42 }), links.container({ serial: 42 })],
  ] as const
  for (const [urn, link] of pairs) {
    const [left, right] = [canonicalize(urn), canonicalize(link)]
    assert.ok(left.ok && right.ok)
    assert.equal(left.value.uri, right.value.uri)
  }
  assert.deepEqual(parseName(links.unit(lot, 3)), { product: products.pump, code: '240108-7', serial: 100004 })
  assert.deepEqual(parseName(urns.unit(lot, 3)), { product: products.pump, code: undefined, serial: 100004 })
  assert.equal(parseName('urn:epc:id:sgtin:0614141.012345.1'), undefined)
})

test('check digits are those of the GS1 General Specifications', () => {
  // GTIN-13 4006381333931 and SSCC 006141411234567890, both printed in GS1 documents.
  assert.equal(checkDigit('400638133393'), 1)
  assert.equal(checkDigit('00614141123456789'), 0)
})
