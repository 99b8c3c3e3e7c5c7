import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AhmRules, formatMa, type Ma, type MaData, parseAhm, parseMa } from '@proofline/identifiers'
import fc from 'fast-check'
import { readFile, skip } from '../shared-vectors.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 100_000 : 500

function read(text: string): Ma {
  const result = parseMa(text)
  if (!result.ok) assert.fail(`${text}: ${JSON.stringify(result.problems)}`)
  return result.value
}
const problems = (text: string): string[] => {
  const result = parseMa(text)
  return result.ok ? [] : result.problems.map(({ code, params }) => `${code} ${params?.position}`)
}

type Row = {
  in: string
  di?: string
  note?: string
  registrant?: string
  serial?: string
  production?: string
  lot?: string
  sterilisationLot?: string
  expiry?: string
  validUntil?: string
  piCheck?: string
}

test('the shared vectors of MA', { skip }, () => {
  const file = readFile<{ vectors: Row[]; invalid: string[]; foreign: string[] }>('udi/cn_ma_code.json')
  for (const row of file.vectors) {
    if (row.note?.includes('longer than 8') === true) {
      assert.deepEqual(problems(row.in), ['ma-product-length 18'], row.in)
      continue
    }
    const ma = read(row.in)
    assert.equal(ma.udiDi, row.di)
    if (row.registrant === undefined) continue
    const found = [ma.registrant, ma.serial?.value, ma.lot?.value, ma.sterilisationLot?.value, ma.check]
    assert.deepEqual(found, [row.registrant, row.serial, row.lot, row.sterilisationLot, row.piCheck])
    assert.deepEqual([ma.manufactured?.value, ma.expiry?.value, ma.validUntil?.value], [row.production, row.expiry, row.validUntil])
  }
  for (const text of [...file.invalid, ...file.foreign]) assert.ok(!parseMa(text).ok, text)
  assert.ok(file.vectors.length >= 4)
})

test('all problems at once, with their places', () => {
  assert.deepEqual(problems('MA.156.M0.10076.21234561.M221340.X1.L'), ['ma-part 11', 'ma-date 26', 'ma-element 34', 'ma-element 37'])
  assert.deepEqual(problems('MA.156.M0'), ['ma-parts 1'])
  assert.deepEqual(problems('MA.156.M0.100761.21234561.LA.LB'), ['ma-repeated 30'])
  assert.deepEqual(problems('MA.156.M0.100761.21234561.L批'), ['ma-value 27'])
  assert.ok(problems(`MA.156.M0.100761.21234561${'.L1'.repeat(5000)}`).length <= 20)
})

const text = (unit: string, min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...unit), minLength: min, maxLength: max })
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const two = (number: number): string => String(number).padStart(2, '0')
const days = fc
  .tuple(fc.integer({ min: 1950, max: 2150 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, day]) => `${year}-${two(month)}-${two(day)}`)
const value = text('0123456789ABCxyz-_/', 1, 20)
const labels: fc.Arbitrary<MaData> = fc.record(
  {
    udiDi: fc
      .tuple(text('0123456789', 6, 6), text('0123456789', 8, 8))
      .map(([registrant, product]) => `MA.156.M0.${registrant}.${product}`),
    lot: optional(value),
    serial: optional(value),
    sterilisationLot: optional(value),
    manufactured: optional(days),
    expiry: optional(days),
    validUntil: optional(days),
    check: optional(text('0123456789', 1, 1)),
  },
  { noNullPrototype: true },
)

test('parse(format(x)) = x for MA', () => {
  fc.assert(
    fc.property(labels, (label) => {
      const written = formatMa(label)
      assert.ok(written.ok, JSON.stringify([label, written]))
      const ma = read(written.value)
      const found = {
        udiDi: ma.udiDi,
        lot: ma.lot?.value,
        serial: ma.serial?.value,
        sterilisationLot: ma.sterilisationLot?.value,
        manufactured: ma.manufactured?.value,
        expiry: ma.expiry?.value,
        validUntil: ma.validUntil?.value,
        check: ma.check,
      }
      assert.deepEqual(found, label)
    }),
    { numRuns },
  )
})

// Invented: the grammar of AHM codes is not public, and the rules are their user's.
const rules: AhmRules = {
  source: 'invented for this test',
  start: 'AHM:',
  separator: '|',
  vendorLength: 6,
  productLength: 8,
  elements: { BN: 'lot', SN: 'serial', MD: 'manufactured', BD: 'bestBefore', ED: 'expiry' },
  dateFormat: 'YYYYMMDD',
}

test('AHM is read by the rules that are supplied, and by them only', () => {
  const result = parseAhm('AHM:A12345P1234567|BNL1|SNS-9|MD20260101|ED20281231', rules)
  assert.ok(result.ok)
  const { vendor, product, lot, serial, manufactured, expiry } = result.value
  assert.deepEqual([vendor, product, lot?.value, serial?.value], ['A12345', 'P1234567', 'L1', 'S-9'])
  assert.deepEqual([manufactured?.value, expiry?.value], ['2026-01-01', '2028-12-31'])
  const wrong = parseAhm('AHM:A1|XX9|ED20281331|BN1|BN2', rules)
  assert.ok(!wrong.ok)
  assert.deepEqual(
    wrong.problems.map(({ code, params }) => `${code} ${params?.position}`),
    ['ahm-product 5', 'ahm-element 8', 'ahm-date 12', 'ahm-repeated 27'],
  )
  assert.ok(!parseAhm('A12345P1234567', rules).ok)
})
