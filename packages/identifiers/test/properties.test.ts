import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalize, checkDigitOf, constrainedDigitalLink, isGs1, toEpcUrn } from '@proofline/identifiers'
import fc from 'fast-check'
import { accepted, codes, gs1 } from './answers.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 200_000 : 500
const check = (property: Parameters<typeof fc.assert>[0]): void => assert.equal(fc.assert(property, { numRuns }), undefined)

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
const set82 = fc.constantFrom(...'!"%&\'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz')
const serials = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: set82, minLength: 1, maxLength })
const prefixLength = fc.integer({ min: 6, max: 12 })
const pathEscape = (text: string): string => Array.from(text, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')

/** A key with its check digit, and the qualifiers that a serial could stand in. */
const things = fc.oneof(
  fc.tuple(digits(13), serials(20)).map(([gtin, serial]) => ({ path: `01/${gtin}${checkDigitOf(gtin)}`, tail: `/21/`, serial })),
  fc.tuple(digits(13), serials(20)).map(([gtin, lot]) => ({ path: `01/${gtin}${checkDigitOf(gtin)}`, tail: `/10/`, serial: lot })),
  fc
    .tuple(digits(12), serials(20))
    .map(([gln, extension]) => ({ path: `414/${gln}${checkDigitOf(gln)}`, tail: `/254/`, serial: `x${extension}`.slice(0, 20) })),
  fc.tuple(digits(12), serials(16)).map(([asset, serial]) => ({ path: `8003/0${asset}${checkDigitOf(asset)}`, tail: '', serial })),
  fc.tuple(digits(12), serials(17)).map(([type, serial]) => ({ path: `253/${type}${checkDigitOf(type)}`, tail: '', serial })),
  fc.tuple(digits(17)).map(([sscc]) => ({ path: `00/${sscc}${checkDigitOf(sscc)}`, tail: '', serial: '' })),
  fc.tuple(digits(12)).map(([party]) => ({ path: `417/${party}${checkDigitOf(party)}`, tail: '', serial: '' })),
  fc.tuple(digits(12), serials(18)).map(([prefix, rest]) => ({ path: `8004/${prefix}`, tail: '', serial: rest })),
)

test('link → URN → link, for every split of the company prefix', () => {
  check(
    fc.property(things, prefixLength, ({ path, tail, serial }, length) => {
      const identifier = gs1(`https://example.com/${path}${tail}${pathEscape(serial)}`)
      const urn = toEpcUrn(identifier, length)
      assert.ok(urn.ok)
      const back = gs1(urn.value)
      assert.deepEqual([back.uri, back.level, back.keys], [identifier.uri, identifier.level, identifier.keys])
      assert.equal(back.companyPrefixLength, length)
      assert.deepEqual(toEpcUrn(back), urn)
    }),
  )
})

test('the canonical form is a fixed point, and the hash’s form reads as the same thing', () => {
  check(
    fc.property(things, ({ path, tail, serial }) => {
      const { uri } = gs1(`http://a.example/stem/${path}${tail}${pathEscape(serial)}`)
      assert.equal(gs1(uri).uri, uri)
      const hashed = constrainedDigitalLink(uri)
      assert.ok(hashed !== undefined)
      assert.equal(gs1(hashed).uri, uri)
      assert.equal(constrainedDigitalLink(hashed), hashed)
    }),
  )
})

test('every single wrong digit of a checked key is caught', () => {
  check(
    fc.property(digits(13), fc.nat(13), fc.integer({ min: 1, max: 9 }), (gtin, at, shift) => {
      const whole = gtin + checkDigitOf(gtin)
      const wrong = whole.slice(0, at) + ((Number(whole[at]) + shift) % 10) + whole.slice(at + 1)
      assert.deepEqual(codes(`https://id.gs1.org/01/${wrong}`), ['key-check-digit'])
    }),
  )
})

test('a URN without the company prefix’s length is refused, never guessed', () => {
  check(
    fc.property(things, ({ path, tail, serial }) => {
      const result = toEpcUrn(gs1(`https://id.gs1.org/${path}${tail}${pathEscape(serial)}`))
      assert.ok(!result.ok && result.problems[0]?.code === 'urn-prefix-length-missing')
    }),
  )
  const gtin = accepted('https://id.gs1.org/01/09506000134352')
  for (const length of [0, 5, 13, 7.5, Number.NaN]) assert.equal(toEpcUrn(gtin, length).ok, false)
})

test('any text is accepted or refused, never thrown at; what is accepted keeps its identity', () => {
  const pieces = fc.constantFrom(
    'urn:epc:id:sgtin:',
    'urn:epc:idpat:',
    'https://id.gs1.org/',
    'http://',
    '01/',
    '/21/',
    '0614141',
    '.',
    '*',
    '%2F',
    '%',
    '?',
    '#',
    '/',
    '09506000134352',
    '号',
    '\ud800',
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 12 }).map((parts) => parts.join('')),
  )
  check(
    fc.property(texts, (text) => {
      const result = canonicalize(text)
      constrainedDigitalLink(text)
      if (result.ok) {
        const again = accepted(result.value.uri)
        assert.equal(again.uri, result.value.uri)
        assert.equal(isGs1(again), isGs1(result.value))
      } else {
        assert.ok(result.problems.length > 0 && result.problems.length <= 20)
        for (const problem of result.problems) assert.equal(problem.at, '')
      }
    }),
  )
})

test('hostile length is read once', () => {
  const long = 1_000_000
  assert.deepEqual(codes(`urn:epc:id:sgtin:${'1.'.repeat(long)}`), ['identifier-too-long'])
  // The event hash meets such texts before anything has bounded them.
  for (const text of [
    'https://a/01/'.padEnd(long, '0'),
    `https://a${'/01/1'.repeat(long)}`,
    `urn:epc:id:adi:${'%2F'.repeat(long)}`,
    `urn:epc:id:sgtin:${'.'.repeat(long)}`,
  ]) {
    assert.equal(constrainedDigitalLink(text), undefined)
  }
})

test('a unit’s link that is read at a glance is what the whole parser reads', () => {
  const part = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'AZaz09-._'), maxLength: 21 }),
    serials(21),
    fc.constantFrom('', '~', '%41', 'ü', 'a/b'),
  )
  const links = fc.tuple(digits(13), fc.boolean(), fc.option(part), part, fc.constantFrom('', '/', '?a=b', '#x', '/10/B', '/21/B', '/22/V'))
  check(
    fc.property(links, ([gtin, isRight, lot, serial, end]) => {
      const digit = (checkDigitOf(gtin) + (isRight ? 0 : 1)) % 10
      const uri = `https://id.gs1.org/01/${gtin}${digit}${lot === null ? '' : `/10/${lot}`}/21/${serial}${end}`
      const read = canonicalize(uri)
      // A setting that these texts do not need goes the whole way.
      assert.deepEqual(read, canonicalize(uri, { convenienceAlphas: 'accept' }))
      const isPlain = [serial, lot ?? 'x'].every((text) => /^[\w.-]{1,20}$/.test(text))
      if (!isRight || end !== '' || !isPlain) return
      const { uri: canonical, lotUri } = gs1(uri)
      const product = `https://id.gs1.org/01/${gtin}${digit}`
      assert.deepEqual([canonical, lotUri], [`${product}/21/${serial}`, lot === null ? undefined : `${product}/10/${lot}`])
    }),
  )
})
