import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatIsbt, type Isbt, type IsbtData, parseIsbt } from '@proofline/identifiers'
import fc from 'fast-check'
import { readFile, skip } from '../shared-vectors.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 100_000 : 500

function read(text: string): Isbt {
  const result = parseIsbt(text)
  if (!result.ok) assert.fail(`${text}: ${JSON.stringify(result.problems)}`)
  return result.value
}
const problems = (text: string): string[] => {
  const result = parseIsbt(text)
  return result.ok ? [] : result.problems.map(({ code, params }) => `${code} ${params?.position}`)
}

type Row = { in: string; ds?: string[]; fin?: string; year?: string; sequence?: string; flags?: string; sequenceCode?: string }

test('the shared vectors', { skip }, () => {
  const file = readFile<{ vectors: Row[]; invalid: string[] }>('udi/iccbba_isbt128.json')
  for (const row of file.vectors) {
    const { donation, structures, compound } = read(row.in)
    if (row.ds !== undefined)
      assert.deepEqual(
        structures.map(({ number }) => number),
        row.ds,
      )
    if (row.fin !== undefined) {
      assert.deepEqual(
        [donation?.facility, donation?.year, donation?.sequence, donation?.flags],
        [row.fin, row.year, row.sequence, row.flags],
      )
    }
    if (row.sequenceCode !== undefined) assert.equal(compound, row.sequenceCode)
  }
  for (const text of file.invalid) assert.ok(!parseIsbt(text).ok, text)
  assert.ok(file.vectors.length >= 4 && file.invalid.length >= 5)
})

const whole = '=+06000=/A9999XYZ100T0476=,000025=A99971712345600=>019031=}017032&,1000000000000XYZ123'

test('a whole UDI: product, division, donation, dates, lot', () => {
  const isbt = read(whole)
  assert.deepEqual([isbt.udiDi, isbt.facility, isbt.facilityProduct, isbt.description], ['A9999XYZ100T0476', 'A9999', 'XYZ100', 'T0476'])
  assert.deepEqual([isbt.serial?.value, isbt.donation?.value, isbt.lot?.value], ['000025', 'A999717123456', '000000000000XYZ123'])
  assert.deepEqual([isbt.expiry?.value, isbt.manufactured?.value], ['2019-01-31', '2017-02-01'])
  assert.deepEqual(read(whole.slice(7)).structures.length, 6)
})

test('all problems at once, with their places', () => {
  assert.deepEqual(problems('=+05000=/A9997XYZ100T0479=A99991712345600=,000012=>019031'), ['isbt-count 3'])
  assert.deepEqual(problems('=+02035=/A9997XYZ100T0479=,000012'), ['isbt-sequence 5'])
  assert.deepEqual(problems('=/A9997XYZ100T0479=>019366=,000000=?'), ['isbt-date 21', 'isbt-division-zero 29', 'isbt-structure 35'])
  assert.deepEqual(problems('=/A9997xyz100T0479=>01903'), ['isbt-characters 3', 'isbt-length 21'])
  assert.deepEqual(problems('=,000012=+01000'), ['isbt-header 11'])
  assert.deepEqual(problems('=,000012=,000013'), ['isbt-repeated 11'])
  assert.deepEqual(problems('=G12341765432170'), [])
  assert.deepEqual(problems('=G12341765432171'), ['isbt-donation-check 15'])
  assert.deepEqual(problems('=O99991712345600'), ['isbt-structure 1'])
})

test('a blood container: maker and catalogue number, its lot in small letters too', () => {
  const isbt = read('=)100R2D5421&)0000ab1234')
  assert.deepEqual([isbt.udiDi, isbt.lot?.value], ['100R2D5421', '0000ab1234'])
})

const text = (length: number, unit = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...unit), minLength: length, maxLength: length })
const digits = (length: number): fc.Arbitrary<string> => text(length, '0123456789')
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const two = (number: number): string => String(number).padStart(2, '0')
const dates = fc
  .tuple(fc.integer({ min: 1900, max: 2799 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, day]) => `${year}-${two(month)}-${two(day)}`)
const donations = fc.tuple(text(3, 'ABCDEFGHJKLMNPQRSTUVWXYZ123456789'), digits(10)).map((parts) => parts.join(''))
const products: fc.Arbitrary<IsbtData> = fc.record(
  {
    udiDi: text(16),
    serial: optional(text(6).filter((serial) => serial !== '000000')),
    donation: optional(donations),
    lot: optional(text(18)),
    expiry: optional(
      fc.oneof(
        dates,
        fc.tuple(dates, fc.nat(23), fc.nat(59)).map(([date, hour, minute]) => `${date}T${two(hour)}:${two(minute)}`),
      ),
    ),
    manufactured: optional(dates),
  },
  { noNullPrototype: true },
)

test('parse(format(x)) = x, with and without the header', () => {
  fc.assert(
    fc.property(products, fc.boolean(), (product, header) => {
      const written = formatIsbt(product, { header })
      assert.ok(written.ok, JSON.stringify([product, written]))
      const { udiDi, serial, donation, lot, expiry, manufactured } = read(written.value)
      const found = {
        udiDi,
        serial: serial?.value,
        donation: donation?.value,
        lot: lot?.value,
        expiry: expiry?.value,
        manufactured: manufactured?.value,
      }
      assert.deepEqual(found, product)
    }),
    { numRuns },
  )
})

test('every single wrong character of a donation number with check flags is caught', () => {
  const values = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  const checkOf = (donation: string): string => {
    // ISO/IEC 7064 mod 37-2, by its definition: the weighted sum of all characters, the check included, is congruent to 1.
    for (let check = 0; check < 37; check++) {
      let sum = check
      for (let i = 0; i < donation.length; i++) sum += values.indexOf(donation.charAt(i)) * 2 ** (donation.length - i)
      if (sum % 37 === 1) return String(check + 60)
    }
    return assert.fail(donation)
  }
  fc.assert(
    fc.property(donations, fc.nat(14), fc.constantFrom(...values), (donation, at, character) => {
      const right = donation + checkOf(donation)
      assert.deepEqual(problems(`=${right}`), [])
      if (right[at] === character) return
      const wrong = right.slice(0, at) + character + right.slice(at + 1)
      // Flags below 60 mean something else than a check: then nothing vouches for the number.
      const flags = Number(wrong.slice(13))
      if (at >= 13 && !(flags >= 60 && flags <= 96)) return
      assert.ok(!parseIsbt(`=${wrong}`).ok, `${right} → ${wrong}`)
    }),
    { numRuns },
  )
})
