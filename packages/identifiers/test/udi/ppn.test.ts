import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatPpn, type Ppn, type PpnData, parsePpn, ppnCheckDigits, pznOfNtin } from '@proofline/identifiers'
import fc from 'fast-check'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 100_000 : 500

function read(text: string): Ppn {
  const result = parsePpn(text)
  if (!result.ok) assert.fail(`${text}: ${JSON.stringify(result.problems)}`)
  return result.value
}
const problems = (text: string): string[] => {
  const result = parsePpn(text)
  return result.ok ? [] : result.problems.map(({ code, params }) => `${code} ${params?.position}`)
}

test('check digits of the four kinds of number', () => {
  for (const whole of [
    '110375286414',
    '111234567842',
    '1312345MED777094',
    '1312345MED777227',
    'MA12345MAX1900',
    'PP12345ABCD.12345678.9004',
  ]) {
    assert.equal(ppnCheckDigits(whole.slice(0, -2)), whole.slice(-2))
  }
})

test('one message in every wrapping', () => {
  const meant = { udiDi: '110375286414', pzn: '03752864', lot: '12345ABCD', serial: '12345ABCDEF98765', expiry: '2027-06' }
  for (const text of [
    '[)>\u001e06\u001d9N110375286414\u001d1T12345ABCD\u001dD270600\u001dS12345ABCDEF98765\u001e\u0004',
    '[)>\u001e06\u001dS12345ABCDEF98765\u001dD270600\u001d9N110375286414\u001d1T12345ABCD',
    '9N110375286414\u001d1T12345ABCD\u001dD270600\u001dS12345ABCDEF98765',
    '.9N110375286414^1T12345ABCD^D270600^S12345ABCDEF98765',
    '(9N)110375286414(1T)12345ABCD(D)270600(S)12345ABCDEF98765',
  ]) {
    const { udiDi, pzn, lot, serial, expiry } = read(text)
    assert.deepEqual({ udiDi, pzn, lot: lot?.value, serial: serial?.value, expiry: expiry?.value }, meant, text)
  }
})

test('kinds of product numbers', () => {
  assert.deepEqual([read('9N1312345MED777227').kind, read('9N1312345MED777227').packageLevel], ['hpc', 2])
  assert.equal(read('9NMA12345MAX1900').kind, 'master')
  const foreign = `1408765432${ppnCheckDigits('1408765432')}`
  assert.equal(read(`9N${foreign}`).kind, 'other')
  assert.equal(read('(9N)111234567842(8P)04150123456782(Q)12').gtin, '04150123456782')
  assert.equal(pznOfNtin('04150037528645'), '03752864')
  assert.equal(pznOfNtin('04150037528655'), undefined)
  assert.equal(pznOfNtin('09506000134352'), undefined)
})

test('all problems at once, with their places', () => {
  assert.deepEqual(problems('9N111234567843'), ['ppn-check-digits 13'])
  assert.deepEqual(problems('(9N)110375286514(D)271301(1T)ä'), ['ppn-check-digits 15', 'ppn-pzn-check 14', 'ppn-date 20', 'ppn-value 30'])
  assert.deepEqual(problems('(1T)L1(S)S1'), ['ppn-no-product 1'])
  const nine = `1312345MED7779${ppnCheckDigits('1312345MED7779')}`
  assert.deepEqual(problems(`9N${nine}`), ['ppn-package-level 16'])
  assert.deepEqual(problems('9N11123'), ['ppn-product 3'])
  assert.deepEqual(problems('9N111234567842\u001d1TA\u001d1TB'), ['ppn-repeated 22'])
  assert.deepEqual(problems('hello'), ['ppn-envelope 1'])
})
const two = (number: number): string => String(number).padStart(2, '0')
const text = (unit: string, min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...unit), minLength: min, maxLength: max })
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const months = fc
  .tuple(fc.integer({ min: 2000, max: 2099 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => `${year}-${two(month)}`)
const days = fc.tuple(months, fc.integer({ min: 1, max: 28 })).map(([month, day]) => `${month}-${two(day)}`)
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const numbers = fc.oneof(
  fc.tuple(text(letters, 5, 5), text(`${letters}.-`, 1, 18), fc.nat(8)).map(([maker, article, level]) => `13${maker}${article}${level}`),
  fc.tuple(text(letters, 5, 5), text(`${letters}.-`, 1, 19)).map(([maker, group]) => `MA${maker}${group}`),
)
const labels: fc.Arbitrary<PpnData> = fc.record(
  {
    udiDi: numbers.map((number) => number + ppnCheckDigits(number)),
    lot: optional(text('0123456789ABCabc-_/+%(', 1, 20)),
    serial: optional(text('0123456789ABCabc-_/+%)', 1, 20)),
    expiry: optional(fc.oneof(days, months)),
    manufactured: optional(days),
    quantity: optional(fc.nat(99_999_999)),
  },
  { noNullPrototype: true },
)

test('parse(format(x)) = x in each form', () => {
  fc.assert(
    fc.property(labels, fc.constantFrom('envelope' as const, 'line' as const, 'keyboard' as const), (label, form) => {
      const written = formatPpn(label, form)
      // A lot such as “(1T)” cannot be told apart in the printed line; then the line is refused rather than written.
      if (!written.ok && form === 'line') return
      assert.ok(written.ok, JSON.stringify([label, written]))
      const { udiDi, lot, serial, expiry, manufactured, quantity } = read(written.value)
      const found = { udiDi, lot: lot?.value, serial: serial?.value, expiry: expiry?.value, manufactured: manufactured?.value, quantity }
      assert.deepEqual(found, label)
    }),
    { numRuns },
  )
})

test('every single wrong character of a product number is caught', () => {
  fc.assert(
    fc.property(labels, fc.nat(), fc.constantFrom(...letters), ({ udiDi }, at, character) => {
      const place = at % udiDi.length
      if (udiDi[place] === character) return
      const wrong = udiDi.slice(0, place) + character + udiDi.slice(place + 1)
      assert.ok(!parsePpn(`9N${wrong}`).ok, `${udiDi} → ${wrong}`)
    }),
    { numRuns: numRuns * 4 },
  )
})
