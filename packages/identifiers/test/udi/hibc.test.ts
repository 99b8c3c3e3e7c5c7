import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatHibc, formatHibcSymbols, type Hibc, type HibcData, hibcCheckCharacter, parseHibc } from '@proofline/identifiers'
import fc from 'fast-check'
import { readFile, readVectors, skip } from '../shared-vectors.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 100_000 : 500

function read(text: string): Hibc {
  const result = parseHibc(text)
  if (!result.ok) assert.fail(`${text}: ${JSON.stringify(result.problems)}`)
  return result.value
}

const problems = (text: string): string[] => {
  const result = parseHibc(text)
  return result.ok ? [] : result.problems.map(({ code, params }) => `${code} ${params?.position}`)
}

test('check characters of the shared vectors', { skip }, () => {
  const rows = readVectors<{ data: string; check: string }>('udi/hibc_check_character.json')
  for (const { data, check } of rows) assert.equal(hibcCheckCharacter(data), check, data)
  assert.ok(rows.length >= 6)
  for (const text of readFile<{ invalid: string[] }>('udi/hibc_check_character.json').invalid) assert.ok(!parseHibc(text).ok, text)
})

type Row = {
  in: string
  lic: string
  pcn: string
  uom: number
  lot?: string
  serial?: string
  quantity?: number
  expiration?: string
  production?: string
}

test('whole labels of the shared vectors, field by field', { skip }, () => {
  const file = readFile<{ valid: Row[]; invalid: { in: string }[] }>('udi/hibc_barcodeparserbuilder.json')
  for (const row of file.valid) {
    const hibc = read(row.in.replace(/^\]\w\d/, ''))
    const found = [hibc.labeler, hibc.product, hibc.unitOfMeasure, hibc.lot?.value, hibc.serial?.value, hibc.quantity]
    assert.deepEqual(found, [row.lic, row.pcn, row.uom, row.lot, row.serial, row.quantity], row.in)
    assert.deepEqual([hibc.expiry?.value.replace('Z', ''), hibc.manufactured?.value], [row.expiration, row.production], row.in)
  }
  for (const row of file.invalid) assert.ok(!parseHibc(row.in).ok, row.in)
  assert.ok(file.valid.length > 10 && file.invalid.length === 4)
})

type Expected = {
  labelerId?: string
  product?: string
  uom?: number
  lot?: string
  serial?: string
  quantity?: number
  date?: string
  date_note?: string
  link?: string
}

// These samples carry arbitrary check characters: the fields must be right, and the wrong check character told.
test('every secondary format of the shared vectors', { skip }, () => {
  const rows = readVectors<{ in: string; expect: Expected; mod43Valid: boolean }>('udi/hibc_parse_chriswjones.json')
  for (const { in: text, expect } of rows) {
    const body = text.endsWith('*') ? text.slice(0, -1) : text
    const right = body.slice(0, -1) + hibcCheckCharacter(body.slice(0, -1))
    if (right !== body) assert.deepEqual(problems(text)[0], `hibc-check-character ${body.length}`, text)
    const hibc = read(right)
    const found = [hibc.labeler, hibc.product, hibc.unitOfMeasure, hibc.lot?.value, hibc.serial?.value, hibc.quantity, hibc.link]
    assert.deepEqual(found, [expect.labelerId, expect.product, expect.uom, expect.lot, expect.serial, expect.quantity, expect.link], text)
    // Two rows say their hour in words only ("22 hours minus 2").
    if (expect.date_note === undefined) assert.equal(hibc.expiry?.value.replace('Z', ''), expect.date, text)
    else assert.equal(hibc.expiry?.value, '2005-09-28T20Z')
  }
  assert.ok(rows.length > 30)
})

test('a month stays a month, hours are UTC, a day that does not exist is refused', () => {
  const check = (body: string): string => body + hibcCheckCharacter(body)
  assert.deepEqual(read(check('+A99912345/$$0226L1')).expiry, { raw: '0226', value: '2026-02', precision: 'month' })
  assert.equal(read(check('+A99912345/$$428022923L1')).expiry?.value, '2028-02-29T23Z')
  assert.deepEqual(problems(check('+A99912345/$$3260229L1')), ['hibc-date 15'])
  assert.deepEqual(problems(check('+A99912345/$$526366L1')), ['hibc-date 15'])
  assert.equal(read(check('+A99912345/$$528366L1')).expiry?.value, '2028-12-31')
  assert.deepEqual(problems(check('+A99912345/$$1326L1')), ['hibc-date 14'])
})

test('the caption: asterisks, and an underscore for the space', () => {
  const body = '+A99912345/$$7'
  const lots = Array.from({ length: 60 }, (_, index) => `${body}L${index}`)
  const spaced = lots.find((text) => hibcCheckCharacter(text) === ' ')
  assert.ok(spaced !== undefined)
  for (const text of [`${spaced} `, `${spaced}_`, `*${spaced}_*`]) assert.equal(read(text).udiDi, 'A99912345')
  // A reader that drops the space at the end leaves two readings; it is told, not repaired.
  assert.ok(problems(spaced).some((problem) => problem.startsWith('hibc-space-lost')))
})

test('all problems at once, with their places', () => {
  assert.deepEqual(problems('+A99912345/$$52001510X3/16D20111399/S77DEFG45/'), ['hibc-date 28', 'hibc-check-character 46'])
  assert.deepEqual(problems('+A123BJC5D6E71G+$$52001510X3HF'), ['hibc-link-character 29', 'hibc-check-character 30'])
  assert.deepEqual(problems('+a99912345-'), ['hibc-lower-case 2', 'hibc-check-character 11'])
  assert.deepEqual(problems('A99912345'), ['hibc-flag 1'])
  assert.deepEqual(problems('+A9'), ['hibc-short 3'])
})

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const text = (min: number, max: number, unit = letters): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...unit), minLength: min, maxLength: max })
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const two = (number: number): string => String(number).padStart(2, '0')
const day = fc.tuple(fc.integer({ min: 2000, max: 2099 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
const days = day.map(([year, month, date]) => `${year}-${two(month)}-${two(date)}`)
const expiries = fc.oneof(
  days,
  day.map(([year, month]) => `${year}-${two(month)}`),
  fc.tuple(days, fc.integer({ min: 0, max: 23 })).map(([date, hour]) => `${date}T${two(hour)}Z`),
)
const labels: fc.Arbitrary<HibcData> = fc.record(
  {
    labeler: fc.tuple(text(1, 1, 'ABCXYZ'), text(3, 3)).map((parts) => parts.join('')),
    product: text(1, 18),
    unitOfMeasure: fc.integer({ min: 0, max: 9 }),
    lot: optional(text(1, 18)),
    serial: optional(text(1, 18)),
    quantity: optional(fc.integer({ min: 0, max: 99_999 })),
    expiry: optional(expiries),
    manufactured: optional(days),
  },
  { noNullPrototype: true },
)

const dataOf = (hibc: Hibc): HibcData => ({
  labeler: hibc.labeler ?? '',
  product: hibc.product ?? '',
  unitOfMeasure: hibc.unitOfMeasure ?? -1,
  lot: hibc.lot?.value,
  serial: hibc.serial?.value,
  quantity: hibc.quantity,
  expiry: hibc.expiry?.value,
  manufactured: hibc.manufactured?.value,
})

test('parse(format(x)) = x, in one symbol and in two', () => {
  fc.assert(
    fc.property(labels, (label) => {
      const joined = formatHibc(label)
      assert.ok(joined.ok, JSON.stringify(joined))
      assert.deepEqual(dataOf(read(joined.value)), label)
      const symbols = formatHibcSymbols(label)
      assert.ok(symbols.ok, JSON.stringify(symbols))
      assert.deepEqual(dataOf(read(symbols.value.join(''))), label)
    }),
    { numRuns },
  )
})

test('every single wrong character is caught', () => {
  const characters = `${letters}-. $/+%`
  fc.assert(
    fc.property(labels, fc.nat(), fc.constantFrom(...characters), (label, at, character) => {
      const joined = formatHibc(label)
      assert.ok(joined.ok)
      const place = at % joined.value.length
      if (joined.value[place] === character) return
      const wrong = joined.value.slice(0, place) + character + joined.value.slice(place + 1)
      assert.ok(!parseHibc(wrong).ok, `${joined.value} → ${wrong}`)
    }),
    { numRuns: numRuns * 4 },
  )
})

test('what a label cannot say is refused, not shortened', () => {
  const label = { labeler: 'A999', product: '1234', unitOfMeasure: 5 }
  for (const wrong of [
    { ...label, lot: 'a' },
    { ...label, lot: '1'.repeat(19) },
    { ...label, product: '' },
    { ...label, product: 'AB-1' },
    { ...label, labeler: '9A99' },
    { ...label, unitOfMeasure: 10 },
    { ...label, expiry: '2150-01' },
    { ...label, expiry: '2026-02-30' },
    { ...label, lot: 'L/S1' },
    { ...label, quantity: -1 },
  ]) {
    const result = formatHibc(wrong)
    assert.ok(!result.ok, JSON.stringify([wrong, result]))
  }
})
