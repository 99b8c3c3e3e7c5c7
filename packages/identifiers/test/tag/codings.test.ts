import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTag, type TagElement, tagElements } from '@proofline/identifiers'
import { ascii, digits, hexOf, number } from './bits-by-hand.ts'
import { bare, encoded, identifierOf, tag, wishOf } from './tags.ts'

const sgtinPlus = (toggle: '0' | '1', ...pieces: string[]): string => hexOf('11110111', toggle, '001', digits('09506000134352'), ...pieces)
const withSerial = (serial: string): string => `https://id.gs1.org/01/09506000134352/21/${encodeURIComponent(serial)}`

const codings: readonly { readonly name: string; readonly serial: string; readonly bits: string; readonly shortest: boolean }[] = [
  { name: 'number', serial: '00123', bits: `000${number(5, 5)}${number(123, 17)}`, shortest: true },
  { name: 'number of twenty digits', serial: '9'.repeat(20), bits: `000${number(20, 5)}${number(10n ** 20n - 1n, 67)}`, shortest: true },
  { name: 'upper-case hexadecimal', serial: '0A1F', bits: `001${number(4, 5)}0000101000011111`, shortest: true },
  { name: 'lower-case hexadecimal', serial: '0a1f', bits: `010${number(4, 5)}0000101000011111`, shortest: true },
  { name: 'base 64', serial: 'Az0-_', bits: `011${number(5, 5)}000000110011110100111110111111`, shortest: true },
  { name: 'seven bits', serial: '32a/b', bits: `100${number(5, 5)}${ascii('32a/b')}`, shortest: true },
  {
    name: 'code 40',
    serial: 'AB1.X:',
    bits: `101${number(6, 5)}${number(1600 + 80 + 31 + 1, 16)}${number(44800 + 960 + 29 + 1, 16)}`,
    shortest: true,
  },
  {
    name: 'code 40, filled up',
    serial: 'A.-B',
    bits: `101${number(4, 5)}${number(1600 + 1120 + 27 + 1, 16)}${number(3201, 16)}`,
    shortest: false,
  },
  { name: 'a number in seven bits', serial: '12', bits: `100${number(2, 5)}${ascii('12')}`, shortest: false },
]

test('each coding of text is read; the shortest is written', () => {
  for (const { name, serial, bits, shortest } of codings) {
    const hex = sgtinPlus('0', bits)
    assert.equal(tag(hex).identifier.uri, identifierOf(withSerial(serial)).uri, name)
    const written = encoded(identifierOf(withSerial(serial)), { scheme: 'sgtin+', filter: 1 })
    if (shortest) assert.equal(bare(written.hex), bare(hex), name)
    else assert.ok(written.bits < bits.length + 68, name)
  }
})

const data: readonly { readonly ai: string; readonly value: string; readonly bits: string }[] = [
  { ai: '10', value: 'LOT-7', bits: `${digits('10')}011${number(5, 5)}001011001110010011111110111011` },
  { ai: '17', value: '270200', bits: `${digits('17')}${number(27, 7)}${number(2, 4)}${number(0, 5)}` },
  { ai: '20', value: '07', bits: `${digits('20')}${number(7, 7)}` },
  { ai: '00', value: '395212341234567892', bits: `${digits('00')}${digits('395212341234567892')}` },
  { ai: '3103', value: '000500', bits: `${digits('3103')}${number(500, 20)}` },
  { ai: '37', value: '0024', bits: `${digits('37')}${number(4, 4)}${number(24, 14)}` },
  { ai: '3932', value: '9780199', bits: `${digits('3932')}${number(978, 10)}${number(4, 4)}${number(199, 14)}` },
  { ai: '402', value: '12345678901234560', bits: `${digits('402')}${number(12345678901234560n, 57)}` },
  { ai: '421', value: '276ABC', bits: `${digits('421')}${number(276, 10)}001${number(3, 4)}101010111100` },
  { ai: '4307', value: 'CN', bits: `${digits('4307')}000010001101` },
  { ai: '4321', value: '1', bits: `${digits('4321')}1` },
  {
    ai: '4324',
    value: '2612312359',
    bits: `${digits('4324')}${number(26, 7)}${number(12, 4)}${number(31, 5)}${number(23, 5)}${number(59, 6)}`,
  },
  { ai: '4330', value: '000850-', bits: `${digits('4330')}${number(850, 20)}1` },
  { ai: '4331', value: '000850', bits: `${digits('4331')}${number(850, 20)}0` },
  {
    ai: '7007',
    value: '260301260305',
    bits: `${digits('7007')}1${number(26, 7)}${number(3, 4)}${number(1, 5)}${number(26, 7)}${number(3, 4)}${number(5, 5)}`,
  },
  { ai: '7011', value: '260301', bits: `${digits('7011')}11${number(26, 7)}${number(3, 4)}${number(1, 5)}` },
  { ai: '8008', value: '26030123', bits: `${digits('8008')}00${number(26, 7)}${number(3, 4)}${number(1, 5)}${number(23, 5)}` },
  {
    ai: '8008',
    value: '260301235958',
    bits: `${digits('8008')}10${number(26, 7)}${number(3, 4)}${number(1, 5)}${number(23, 5)}${number(59, 6)}${number(58, 6)}`,
  },
  { ai: '7258', value: '2/3', bits: `${digits('7258')}00100011` },
  { ai: '7254', value: 'xy', bits: `${digits('7254')}011${number(2, 6)}110001110010` },
  { ai: '8010', value: '0123AB#', bits: `${digits('8010')}${digits('0123')}1110100${number(3, 5)}${ascii('AB#')}` },
  { ai: '8004', value: '01234', bits: `${digits('8004')}${digits('01234')}1111` },
  { ai: '8003', value: '00614141000012X', bits: `${digits('8003')}${digits('00614141000012')}011${number(1, 5)}010111` },
  { ai: '91', value: '7'.repeat(90), bits: `${digits('91')}000${number(90, 7)}${number(BigInt('7'.repeat(90)), 299)}` },
]

test('each kind of data behind an EPC, both ways', () => {
  const serial = `000${number(1, 5)}${number(5, 4)}`
  for (const { ai, value, bits } of data) {
    const hex = sgtinPlus('1', serial, bits)
    const read = tag(hex)
    assert.deepEqual(read.data, [{ ai, value }])
    assert.equal(read.bits, 80)
    assert.equal(bare(encoded(read.identifier, { ...wishOf(read), associations: 'ignore' }).hex), bare(hex), `(${ai})`)
  }
})

test('what GS1 has against the data is told and leaves the identity standing; it is not written', () => {
  const serial = `000${number(1, 5)}${number(5, 4)}`
  const count = [{ ai: '37', value: '24' }]
  const read = tag(sgtinPlus('1', serial, digits('37'), number(2, 4), number(24, 7)))
  assert.deepEqual(read.data, count)
  assert.equal(read.identifier.uri, identifierOf(withSerial('5')).uri)
  assert.deepEqual(
    read.flags.map(({ code, at }) => [code, at]),
    [
      ['element-excluded', ''],
      ['element-required', ''],
    ],
  )
  const result = formatTag(read.identifier, wishOf(read))
  assert.deepEqual(result.ok ? [] : result.problems, read.flags)
  const wrong = formatTag(read.identifier, { scheme: 'sgtin+', data: [{ ai: '00', value: '395212341234567897' }], associations: 'ignore' })
  assert.deepEqual(wrong.ok ? [] : wrong.problems.map(({ code, at }) => [code, at]), [['element-check-digit', '/2/value']])
})

test('several data, one behind the other; a lot qualifies the key', () => {
  const elements: readonly TagElement[] = [
    { ai: '10', value: 'A1' },
    { ai: '17', value: '270131' },
    { ai: '00', value: '395212341234567892' },
  ]
  const identifier = identifierOf(withSerial('5'))
  const written = encoded(identifier, { scheme: 'sgtin+', filter: 1, data: elements })
  const read = tag(written.hex)
  assert.deepEqual(read.data, elements)
  assert.equal(read.identifier.uri, identifier.uri)
  assert.ok('lotUri' in read.identifier)
  assert.equal(read.identifier.lotUri, 'https://id.gs1.org/01/09506000134352/10/A1')
  assert.equal(read.digitalLink, 'https://id.gs1.org/01/09506000134352/10/A1/21/5?17=270131&00=395212341234567892')
  assert.deepEqual(
    tagElements(read).map(({ ai }) => ai),
    ['01', '10', '21', '17', '00'],
  )
})

test('without the toggle bit, bits behind the EPC that are no data are kept aside', () => {
  const serial = `000${number(1, 5)}${number(5, 4)}`
  assert.equal(tag(sgtinPlus('0', serial, '10101011')).remainder, 'AB')
  assert.deepEqual(tag(sgtinPlus('0', serial, digits('20'), number(7, 7))).data, [{ ai: '20', value: '07' }])
  assert.equal(tag('3074257BF7194E4000001A8500FF').remainder, '00FF')
  assert.equal(tag('3074257BF7194E4000001A850000').remainder, undefined)
})

test('a host name is written in the fewest bits, and read from any', () => {
  const serial = `000${number(1, 5)}${number(5, 4)}`
  const head = ['11111101', '0', '001', digits('09506000134352'), serial]
  const hosts: readonly [string, string][] = [
    ['id.example.com', `1${number(9, 6)}0100000${ascii('example')}1011011`],
    ['proofline.com.cn', `1${number(11, 6)}${ascii('proofline')}${number(2, 7)}${number(28, 7)}`],
    ['a.org.cn', `1${number(3, 6)}${ascii('a')}${number(2, 7)}${number(29, 7)}`],
    ['x.de', `1${number(3, 6)}${ascii('x')}${number(0, 7)}${number(55, 7)}`],
    ['x.zw', `1${number(3, 6)}${ascii('x')}${number(1, 7)}${number(116, 7)}`],
    ['x.tech', `1${number(3, 6)}${ascii('x')}${number(3, 7)}${number(0, 7)}`],
    [
      'A-1.XYZ:80',
      `0${number(10, 6)}${[1 * 1600 + 27 * 40 + 31, 28 * 1600 + 24 * 40 + 25, 26 * 1600 + 29 * 40 + 38, 30 * 1600].map((group) => number(group + 1, 16)).join('')}`,
    ],
  ]
  for (const [hostname, bits] of hosts) {
    const hex = hexOf(...head, bits)
    assert.equal(tag(hex).hostname, hostname)
    assert.equal(bare(encoded(identifierOf(withSerial('5')), { scheme: 'sgtin++', filter: 1, hostname }).hex), bare(hex), hostname)
  }
  assert.equal(tag(hexOf(...head, `1${number(5, 6)}${ascii('x.com')}`)).hostname, 'x.com')
})

test('a GLN without extension is one in every encoding', () => {
  const identifier = identifierOf('https://id.gs1.org/414/9521141123454')
  for (const scheme of ['sgln-96', 'sgln-195', 'sgln+'] as const) {
    const written = encoded(identifier, { scheme, companyPrefixLength: 7 })
    assert.equal(tag(written.hex).identifier.uri, identifier.uri)
  }
})

test('raw URIs are read in all their forms', () => {
  const hex = '3074257BF7194E4000001A85'
  const { rawUri } = tag(hex)
  assert.equal(rawUri, `urn:epc:raw:96.x${hex}`)
  for (const uri of [rawUri, rawUri.toLowerCase(), rawUri.replace('urn:epc', 'URN:EPC'), `urn:epc:raw:96.${BigInt(`0x${hex}`)}`])
    assert.equal(tag(uri).hex, hex)
  assert.equal(tag(`urn:epc:raw:[att=x01][umi=1][xpc=x0004]:96.x${hex}`).controls, '[att=x01][umi=1][xpc=x0004]')
  const odd = BigInt('0x3974257BF46072CD9615F8800000000000000000000000000') >> 1n
  assert.equal(tag(`urn:epc:raw:195.x${odd.toString(16)}`).tagUri, 'urn:epc:tag:sgln-195:3.0614141.12345.32a%2Fb')
  const controlled = tag('urn:epc:tag:[att=x01]:sgtin-96:3.0614141.812345.6789')
  assert.deepEqual([controlled.hex, controlled.tagUri], [hex, 'urn:epc:tag:[att=x01]:sgtin-96:3.0614141.812345.6789'])
})
