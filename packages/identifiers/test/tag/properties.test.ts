import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  checkDigitOf,
  formatTag,
  isGs1,
  parseTag,
  type TagElement,
  type TagOptions,
  type TagScheme,
  tagSchemes,
} from '@proofline/identifiers'
import fc from 'fast-check'
import { bare, encoded, identifierOf, tag, wishOf } from './tags.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 20_000 : 60
const check = (property: Parameters<typeof fc.assert>[0], runs = numRuns): void =>
  assert.equal(fc.assert(property, { numRuns: runs }), undefined)

const set82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const set39 = '#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const textOf = (alphabet: string, maxLength: number, minLength = 1): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength })
const digits = (maxLength: number, minLength = maxLength): fc.Arbitrary<string> => textOf('0123456789', maxLength, minLength)
const below = (bits: number): fc.Arbitrary<string> => fc.bigInt(0n, 2n ** BigInt(bits) - 1n).map(String)
const numeric = (bits: number, digitsMost: number): fc.Arbitrary<string> => below(bits).filter((text) => text.length <= digitsMost)
/** Text of each coding in turn, so that all of them are met. */
const serials = (most: number): fc.Arbitrary<string> =>
  fc.oneof(
    ...['0123456789', '0123456789ABCDEF', '0123456789abcdef', 'AZaz09-_', 'ABYZ09.:-', set82].map((alphabet) => textOf(alphabet, most)),
  )

const escaped = (text: string): string => Array.from(text, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')
const checked = (text: string): string => text + String(checkDigitOf(text))
const key = (length: number): fc.Arbitrary<string> => digits(length).map(checked)
const linkOf = (...parts: string[]): string => `https://id.gs1.org/${parts.join('/')}`

const item = (serial: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(key(13), serial).map(([gtin, text]) => linkOf('01', gtin, '21', escaped(text)))
const place = (extension: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      key(12),
      extension.filter((text) => text !== '0'),
    )
    .map(([gln, text]) => linkOf('414', gln, '254', escaped(text)))
const returnable = (serial: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(key(12), serial).map(([type, text]) => linkOf('8003', `0${type}${escaped(text)}`))
const tailed = (ai: string, serial: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(key(12), serial).map(([type, text]) => linkOf(ai, type + escaped(text)))
const piece = (serial: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(key(13), fc.integer({ min: 1, max: 99 }), fc.nat(98), serial)
    .map(([gtin, one, more, text]) =>
      linkOf('8006', gtin + String(one).padStart(2, '0') + String(Math.min(99, one + more)).padStart(2, '0'), '21', escaped(text)),
    )
/** With a company prefix of twelve digits, as every length shorter than that can read it too. */
const free = (ai: string, rest: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(digits(12), rest).map(([prefix, text]) => linkOf(ai, prefix + escaped(text)))
const part = (rest: fc.Arbitrary<string>, serial: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(free('8010', rest), serial).map(([link, text]) => `${link}/8011/${text}`)
const ofDigits = (...bits: number[]): fc.Arbitrary<string> => fc.tuple(...bits.map(below)).map((numbers) => numbers.join('.'))
const cage = fc.oneof(textOf('0123456789ABCHJNPZ', 5, 5), textOf('0123456789ABCHJNPZ', 6, 6))
const urnText = (text: string): string => text.replaceAll('#', '%23').replaceAll('/', '%2F')

const service = (ai: string): fc.Arbitrary<string> => key(17).map((number) => linkOf(ai, number))
const prefix12 = 12

/** For each scheme, everything that it can hold, and nothing else; a company prefix of another length where the reference allows it. */
const domains: Readonly<Record<TagScheme, fc.Arbitrary<string>>> = {
  'sgtin-96': item(numeric(38, 12)),
  'sgtin-198': item(serials(20)),
  'sgtin+': item(serials(20)),
  'sgtin++': item(serials(20)),
  'dsgtin+': item(serials(20)),
  'dsgtin++': item(serials(20)),
  'sscc-96': service('00'),
  'sscc+': service('00'),
  'sscc++': service('00'),
  'sgln-96': place(numeric(41, 13)),
  'sgln-195': place(serials(20)),
  'sgln+': place(serials(20)),
  'sgln++': place(serials(20)),
  'grai-96': returnable(numeric(38, 12)),
  'grai-170': returnable(serials(16)),
  'grai+': returnable(serials(16)),
  'grai++': returnable(serials(16)),
  'giai-96': free('8004', numeric(42, 13)),
  'giai-202': free('8004', serials(18)),
  'giai+': free('8004', serials(18)),
  'giai++': free('8004', serials(18)),
  'gsrn-96': service('8018'),
  'gsrn+': service('8018'),
  'gsrn++': service('8018'),
  'gsrnp-96': service('8017'),
  'gsrnp+': service('8017'),
  'gsrnp++': service('8017'),
  'gdti-96': tailed('253', numeric(41, 13)),
  'gdti-113': tailed('253', digits(17, 1)),
  'gdti-174': tailed('253', serials(17)),
  'gdti+': tailed('253', serials(17)),
  'gdti++': tailed('253', serials(17)),
  'cpi-96': part(numeric(11, 3), numeric(31, 10)),
  'cpi-var': part(textOf(set39, 18), numeric(40, 12)),
  // The serial 0 is one by TDS and none by the syntax dictionary.
  'cpi+': part(
    textOf(set39, 18),
    numeric(40, 12).filter((serial) => serial !== '0'),
  ),
  'cpi++': part(
    textOf(set39, 18),
    numeric(40, 12).filter((serial) => serial !== '0'),
  ),
  'sgcn-96': tailed('255', digits(12, 1)),
  'sgcn+': tailed('255', digits(12, 1)),
  'sgcn++': tailed('255', digits(12, 1)),
  'itip-110': piece(numeric(38, 12)),
  'itip-212': piece(serials(20)),
  'itip+': piece(serials(20)),
  'itip++': piece(serials(20)),
  'gid-96': ofDigits(28, 24, 36).map((body) => `urn:epc:id:gid:${body}`),
  'usdod-96': fc.tuple(cage, below(36)).map(([code, serial]) => `urn:epc:id:usdod:${code}.${serial}`),
  'adi-var': fc
    .tuple(cage, textOf('-/09AZ', 32, 0), fc.constantFrom('', '#'), textOf('-/09AZ', 29))
    .map(([code, number, mark, serial]) => `urn:epc:id:adi:${code}.${urnText(number)}.${urnText(mark + serial)}`),
}

const dates = fc
  .tuple(fc.nat(99), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map((parts) => parts.map((value) => String(value).padStart(2, '0')).join(''))
const hostnames = fc.oneof(
  textOf('abcdefghijklmnopqrstuvwxyz0123456789-._', 50),
  textOf('ABCXYZ019-.:', 40),
  fc.constantFrom('id.proofline.example', 'www.maker.com.cn', 'qr.a.de', 'trace.maker.cn', 'x.tech', 'shop.co.uk'),
)
const elements: fc.Arbitrary<TagElement> = fc.oneof(
  serials(20).map((value) => ({ ai: '10', value })),
  dates.map((value) => ({ ai: '17', value })),
  digits(6).map((value) => ({ ai: '3102', value })),
  digits(8, 1).map((value) => ({ ai: '30', value })),
  fc.tuple(fc.constantFrom('156', '978'), digits(15, 1)).map((parts) => ({ ai: '3912', value: parts.join('') })),
  fc.tuple(key(12), serials(17)).map((parts) => ({ ai: '253', value: parts.join('') })),
  fc.tuple(dates, dates).map((parts) => ({ ai: '7007', value: parts.join('') })),
  fc.tuple(digits(6), fc.constantFrom('', '-')).map((parts) => ({ ai: '4332', value: parts.join('') })),
  fc.tuple(digits(9, 4), textOf(set82, 10)).map((parts) => ({ ai: '8004', value: parts.join('') })),
)

const dateTypes = fc.constantFrom('11', '13', '15', '16', '17', '7006', '7007')

const wishFor = (scheme: TagScheme): fc.Arbitrary<Omit<TagOptions, 'scheme'>> => {
  const plus = scheme.endsWith('+')
  const most = scheme === 'adi-var' ? 63 : scheme === 'usdod-96' ? 15 : 7
  const parts: fc.Arbitrary<Partial<TagOptions>>[] = []
  if (scheme !== 'gid-96') parts.push(fc.nat(most).map((filter) => ({ filter })))
  if (plus) parts.push(fc.array(elements, { maxLength: 2 }).map((data) => ({ data })))
  else parts.push(prefixLengthFor(scheme).map((companyPrefixLength) => ({ companyPrefixLength })))
  if (scheme.endsWith('++')) parts.push(hostnames.map((hostname) => ({ hostname })))
  if (scheme.startsWith('dsgtin')) parts.push(fc.tuple(dateTypes, dates).map(([ai, value]) => ({ date: { ai, value } })))
  return fc.tuple(...parts).map((wishes) => Object.assign({}, ...wishes))
}

const prefixLengthFor = (scheme: TagScheme): fc.Arbitrary<number> =>
  /^(?:giai|cpi)/.test(scheme) ? fc.constant(prefix12) : fc.integer({ min: 6, max: 12 })

/** What the bits do not hold: which lot is told beside the identity, and what GS1 has against the data. */
const beside = { identifier: undefined, digitalLink: undefined, flags: undefined }

test('what each scheme writes reads as the same thing', () => {
  for (const scheme of tagSchemes) {
    let written = 0
    check(
      fc.property(domains[scheme], wishFor(scheme), (uri, wish) => {
        const identifier = identifierOf(uri)
        const result = formatTag(identifier, { scheme, associations: 'ignore', ...wish })
        if (!result.ok) {
          // Only memory may run out, and only where data or a host name was asked for.
          assert.deepEqual([scheme.endsWith('+'), ...result.problems.map(({ code }) => code)], [true, 'tag-too-long'], `${scheme} ${uri}`)
          return
        }
        written += 1
        const made = result.value
        const read = tag(made.hex)
        assert.equal(read.identifier.uri, identifier.uri)
        assert.deepEqual({ ...read, ...beside }, { ...made, ...beside })
        if (isGs1(read.identifier) && wish.companyPrefixLength !== undefined)
          assert.equal(read.identifier.companyPrefixLength, wish.companyPrefixLength)
        if (made.tagUri !== undefined) assert.deepEqual(tag(made.tagUri), read)
        assert.deepEqual(tag(made.rawUri), read)
        assert.deepEqual(tag(made.hex.toLowerCase()), read)
        assert.deepEqual(tag(Uint8Array.from(made.hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))), read)
        assert.equal(encoded(read.identifier, { ...wishOf(read), associations: 'ignore' }).hex, made.hex)
      }),
    )
    assert.ok(written > 10, `${scheme}: ${written}`)
  }
})

test('any bits are read or refused with reasons; what is read can be written and reads the same', () => {
  const headers = fc.constantFrom(
    ...['2C', '2D', '2E', '2F', '30', '31', '32', '33', '34', '35', '36', '37', '38', '39', '3A', '3B', '3C', '3D', '3E', '3F'],
    ...[
      '40',
      '41',
      'E6',
      'E7',
      'E8',
      'E9',
      'EA',
      'EB',
      'EC',
      'ED',
      'EE',
      'EF',
      'F0',
      'F1',
      'F2',
      'F3',
      'F4',
      'F5',
      'F6',
      'F7',
      'F8',
      'F9',
      'FA',
      'FB',
      'FC',
      'FD',
    ],
  )
  const bodies = fc.oneof(textOf('0123456789ABCDEF', 130, 0), textOf('0123456789', 60, 10), textOf('0000012345F', 60, 10))
  check(
    fc.property(headers, bodies, (header, body) => rereads(header + body)),
    numRuns * 40,
  )
})

test('a tag with bits turned over is read or refused with reasons', () => {
  const seeds = [
    '3074257BF7194E4000001A85',
    '3D74257BF75411DEF6B4CC00000003039',
    'FD3795211411234538566CB0AFC525065F1876F0D996D800',
    'FA3952114132E83C2BF10',
    '3B0E0CF5E76C9047759AD00373DC7602E7200',
    '4176451FD40C0E4082DBDD8B36600000000000000000000000000000',
    'F7B09506000134352015103A58',
  ]
  check(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(63), fc.integer({ min: 1, max: 15 })), { minLength: 1, maxLength: 3 }),
      (seed, turns) => {
        const hex = [...seed]
        for (const [at, bits] of turns)
          hex[at % seed.length] = (Number.parseInt(hex[at % seed.length] ?? '0', 16) ^ bits).toString(16).toUpperCase()
        rereads(hex.join(''))
      },
    ),
    numRuns * 20,
  )
})

function rereads(hex: string): void {
  const result = parseTag(hex)
  if (!result.ok) {
    assert.ok(result.problems.length > 0 && result.problems.length <= 20, hex)
    return
  }
  const read = result.value
  const written = formatTag(read.identifier, { ...wishOf(read), associations: 'ignore' })
  if (written.ok) {
    const again = tag(written.value.hex)
    assert.deepEqual([again.identifier, again.data, again.hostname, again.date], [read.identifier, read.data, read.hostname, read.date])
    // A coding that is longer than need be is not written again. Where text begins after digits, its first digits may stand on either side.
    assert.ok(written.value.bits <= read.bits || /^(?:giai|cpi)\+/.test(read.scheme), hex)
    if (read.tagUri !== undefined && read.remainder === undefined) assert.equal(bare(written.value.hex), bare(hex))
    return
  }
  if (read.flags.length > 0) return
  // CPI-96 has room for a reference of one digit more than it allows (TDS table 14-34); nothing else is read that cannot be written.
  assert.deepEqual([read.scheme, written.problems.map(({ code }) => code)], ['cpi-96', ['tag-no-fit']], hex)
}
