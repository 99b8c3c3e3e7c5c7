import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalize,
  formatTag,
  hibcCheckCharacter,
  type Identification,
  type IdentifyOptions,
  identify,
  parseCompanyPrefixes,
  type Unidentified,
} from '@proofline/identifiers'
import { readVectors, skip } from '../shared-vectors.ts'

function found(scan: string, options?: IdentifyOptions): Identification {
  const answer = identify(scan, options)
  if (!answer.ok) assert.fail(`${scan}: ${JSON.stringify(answer.problems)}`)
  return answer
}
function refused(scan: string, options?: IdentifyOptions): Unidentified {
  const answer = identify(scan, options)
  if (answer.ok) assert.fail(`${scan} is identified: ${JSON.stringify(answer)}`)
  return answer
}
const codes = (scan: string, options?: IdentifyOptions): string[] =>
  refused(scan, options).problems.map(({ code, params }) => `${code} ${params?.position ?? ''}`.trim())

const batch = 'https://id.gs1.org/01/09521141100028/10/L1'
const unit = 'https://id.gs1.org/01/09521141100028/21/P-0001'

test('one thing in every way of writing it has one identity', () => {
  const scans: readonly [string, string][] = [
    ['(01)09521141100028(17)281231(10)L1(21)P-0001', 'element-string'],
    ['01095211411000281728123110L1\u001d21P-0001', 'element-string'],
    ['^01095211411000281728123110L1^21P-0001', 'element-string'],
    [']d201095211411000281728123110L1\u001d21P-0001', 'element-string'],
    [']C101095211411000281728123110L1\u001d21P-0001', 'element-string'],
    ['https://example.com/01/09521141100028/10/L1/21/P-0001?17=281231', 'digital-link'],
    [']Q1https://example.com/01/09521141100028/10/L1/21/P-0001?17=281231', 'digital-link'],
  ]
  for (const [scan, form] of scans) {
    const answer = found(scan)
    assert.deepEqual([answer.agency, answer.form, answer.level, answer.udiDi], ['gs1', form, 'instance', '09521141100028'], scan)
    assert.equal(answer.normalForms.uri, unit, scan)
    const { lot, serial, expiry } = answer.productionIdentifiers
    assert.deepEqual([lot?.value, serial?.value, expiry?.value, expiry?.precision], ['L1', 'P-0001', '2028-12-31', 'day'], scan)
    if (lot?.position !== undefined) assert.ok(scan.startsWith('L1', lot.position - 1), `${scan}: ${lot.position}`)
  }
  const urn = found('urn:epc:id:sgtin:9521141.010002.P-0001')
  assert.deepEqual([urn.normalForms.uri, urn.normalForms.urn], [unit, 'urn:epc:id:sgtin:9521141.010002.P-0001'])
})

test('levels: class, lot, logistic unit, place, party, asset, document', () => {
  const levels: readonly [string, string, string][] = [
    ['(01)09521141100028', 'class', 'https://id.gs1.org/01/09521141100028'],
    ['(10)L1(01)09521141100028', 'lot', batch],
    ['(00)095211411234567892', 'logistic-unit', 'https://id.gs1.org/00/095211411234567892'],
    ['(414)9521141111116(254)ward-3', 'place', 'https://id.gs1.org/414/9521141111116/254/ward-3'],
    ['urn:epc:id:pgln:95211411.1111', 'party', 'https://id.gs1.org/417/9521141111116'],
    ['(8004)9521141ASSET7', 'asset', 'https://id.gs1.org/8004/9521141ASSET7'],
    ['(253)9521141111116CERT1', 'document', 'https://id.gs1.org/253/9521141111116CERT1'],
  ]
  for (const [scan, level, uri] of levels) {
    const answer = found(scan)
    assert.deepEqual([answer.level, answer.normalForms.uri], [level, uri], scan)
  }
})

test('tags, software versions, counts, open days', () => {
  const tag = found('3034257BF7194E4000001A85')
  assert.deepEqual([tag.form, tag.normalForms.urn, tag.tag?.filter], ['tag', 'urn:epc:id:sgtin:0614141.812345.6789', 1])
  assert.equal(found('urn:epc:tag:sgtin-96:1.0614141.812345.6789').normalForms.uri, tag.normalForms.uri)
  assert.equal(found('3034257bf7194e4000001a85').normalForms.uri, tag.normalForms.uri)
  const software = found('(01)09521141100028(8012)2.4.1(17)280200')
  assert.equal(software.productionIdentifiers.softwareVersion?.value, '2.4.1')
  assert.deepEqual([software.productionIdentifiers.expiry?.value, software.productionIdentifiers.expiry?.precision], ['2028-02', 'month'])
  assert.equal(found('(01)09521141100028(30)24').quantity, 24)
})

test('years of two digits: 20YY, or the hundred years around the reading', () => {
  const expiryOf = (yy: string, readingYear?: number): string | undefined =>
    found(`(01)09521141100028(17)${yy}0101`, readingYear === undefined ? {} : { readingYear }).productionIdentifiers.expiry?.value.slice(
      0,
      4,
    )
  assert.equal(expiryOf('99'), '2099')
  assert.deepEqual([expiryOf('77', 2026), expiryOf('76', 2026), expiryOf('26', 2026)], ['1977', '2076', '2026'])
  assert.deepEqual([expiryOf('01', 2060), expiryOf('10', 2060), expiryOf('11', 2060)], ['2101', '2110', '2011'])
})

test('identities outside GS1 stand under an origin, and are not invented without one', () => {
  const origin = 'maker.example'
  const scans: readonly [string, string, string][] = [
    ['+A99912345/$$812710X3/$$+320090677DEFG45/16D20111212.', 'hibcc', 'hibcc/A99912345/serial/77DEFG45'],
    ['+X999123ABC0/$1234AB/16D20151001/14D20190515', 'hibcc', 'hibcc/X999123ABC0/lot/1234AB'],
    ['=/A9999XYZ100T0476=,000025=A99971712345600', 'iccbba', 'iccbba/A9999XYZ100T0476/serial/A999717123456-000025'],
    ['(9N)111234567842(1T)A/B 1', 'ifa', 'ifa/111234567842/lot/A%2FB%201'],
    ['MA.156.M0.100204.13351764', 'ziiot', 'ziiot/MA.156.M0.100204.13351764'],
  ]
  for (const [scan, agency, path] of scans) {
    const text = scan.startsWith('+X') ? scan + hibcCheckCharacter(scan) : scan
    const answer = found(text, { origin })
    assert.deepEqual([answer.agency, answer.normalForms.uri], [agency, `https://id.${origin}/${path}`], scan)
    assert.equal(found(text).normalForms.uri, undefined)
  }
})
type FdaRow = {
  agency: string
  udi: string
  di?: string
  manufacturing?: string
  expiration?: string
  lot?: string
  serial?: string
  gtinCheckDigitValid?: boolean
  note?: string
}

test('FDA’s examples; the samples that are wrong in themselves are refused, and read only when asked to be tolerant', { skip }, () => {
  const rows = readVectors<FdaRow>('udi/fda_udi_examples.json')
  for (const row of rows) {
    // Named defects: letters that stand in for the check character, and a GTIN in the frame of ISBT 128.
    const defective = row.udi.endsWith('C1') || row.agency.includes('hybrid')
    if (defective) assert.ok(refused(row.udi).problems.length > 0)
    const answer = found(row.udi, { mode: defective ? 'tolerant' : 'strict' })
    assert.equal(answer.flags.length > 0, defective, row.udi)
    if (row.di !== undefined) assert.equal(answer.udiDi, row.di)
    const { lot, serial, expiry, manufactured } = answer.productionIdentifiers
    if (row.lot !== undefined) assert.equal(lot?.value, row.lot)
    if (row.serial !== undefined) assert.equal(serial?.value, row.serial)
    if (row.expiration !== undefined) assert.equal(expiry?.value.replace('Z', ''), row.expiration)
    if (row.manufacturing !== undefined) assert.equal(manufactured?.value, row.manufacturing)
  }
  assert.ok(rows.length >= 9)
})

test('what has several readings is shown, not guessed', () => {
  const bare = refused('4006381333931')
  assert.deepEqual(
    bare.problems.map(({ code }) => code),
    ['identify-ambiguous'],
  )
  assert.deepEqual(bare.candidates.map(({ level }) => level).sort(), ['class', 'other', 'place'])
  // The symbology identifier settles it: an EAN-13 symbol carries a GTIN.
  assert.equal(found(']E04006381333931').udiDi, '04006381333931')
  assert.deepEqual(
    refused('106141412345678908').candidates.map(({ level }) => level),
    ['logistic-unit', 'service'],
  )
  const single = found('09521141100028')
  assert.deepEqual([single.form, single.notes.map(({ code }) => code)], ['key', ['identify-bare-key']])
  // A space that checks and was dropped on the way: the code as it is, or with the space.
  const body = Array.from({ length: 60 }, (_, index) => `+A99912345/$$7L${index}`).find((text) => hibcCheckCharacter(text) === ' ') ?? ''
  assert.deepEqual(refused(body, { mode: 'tolerant' }).candidates.length, 2)
  assert.equal(found(`${body} `).udiDi, 'A99912345')
})

test('strict refuses with all problems, tolerant takes and tells the same', () => {
  const scan = '(01)09521141100029(17)281332'
  const all = codes(scan)
  assert.equal(all.length, 3)
  const answer = found(scan, { mode: 'tolerant' })
  assert.deepEqual(
    answer.flags.map(({ code, params }) => `${code} ${params?.position}`),
    all,
  )
  assert.deepEqual([answer.udiDi, answer.level, answer.normalForms.uri], ['09521141100029', 'class', undefined])
  assert.deepEqual(codes('（01）09521141100028'), ['identify-full-width 1'])
  assert.equal(found('（01）09521141100028', { mode: 'tolerant' }).udiDi, '09521141100028')
  assert.deepEqual(codes('(01)09521141100028\r\n'), ['scan-suffix 19'])
  assert.deepEqual(codes(']C00109521141100028'), ['scan-no-elements 4'])
  assert.equal(found(']C00109521141100028', { mode: 'tolerant' }).udiDi, '09521141100028')
})

test('one symbol of several: associations may be met by another', () => {
  assert.ok(codes('(10)L1(17)281231').length > 0)
  const part = found('(10)L1(17)281231', { partial: true })
  assert.deepEqual([part.level, part.productionIdentifiers.lot?.value], ['other', 'L1'])
  assert.deepEqual(
    part.notes.map(({ code }) => code),
    ['identify-no-product'],
  )
})

test('what is no code is told as such', () => {
  assert.deepEqual(codes(''), ['identify-empty'])
  assert.deepEqual(codes('x'.repeat(20_000)), ['identify-too-long'])
  for (const scan of ['GARBAGE', '号', 'MB.234.M0.123456.01234567', 'hello world', ']X', '\u0000']) {
    assert.deepEqual([codes(scan)[0], refused(scan).agency], ['identify-unknown 1', undefined], scan)
  }
  assert.deepEqual(codes('https://example.com/about'), ['identify-web-address 1'])
  assert.deepEqual(codes(']Q1https://example.com/about'), ['identify-web-address 4'])
})

test('company prefixes: told by the caller or by a table; a URN that says it goes first', () => {
  const link = 'https://id.gs1.org/01/09521141100028/21/7'
  assert.equal(found(link).normalForms.urn, undefined)
  assert.equal(found(link, { companyPrefixLength: 8 }).normalForms.urn, 'urn:epc:id:sgtin:95211411.00002.7')
  const table = parseCompanyPrefixes({ GCPPrefixFormatList: { date: '2026-01-01', entry: [{ prefix: '952', gcpLength: 7 }] } })
  assert.ok(table.ok)
  const urn = 'urn:epc:id:sgtin:9521141.010002.7'
  assert.equal(found(link, { companyPrefixes: table.value }).normalForms.urn, urn)
  assert.equal(found(urn, { companyPrefixLength: 9 }).normalForms.urn, urn)
})

test('a component serial 0 is an EPC, and no element string that could be printed', () => {
  const answer = identify('urn:epc:id:cpi:0614141.123456ABC.0')
  assert.ok(answer.ok)
  assert.equal(answer.normalForms.uri, 'https://id.gs1.org/8010/0614141123456ABC/8011/0')
  assert.equal(answer.normalForms.urn, 'urn:epc:id:cpi:0614141.123456ABC.0')
  assert.deepEqual(
    [answer.normalForms.elementString, answer.normalForms.hri, answer.normalForms.digitalLink],
    [undefined, undefined, undefined],
  )
  assert.deepEqual(
    answer.notes.map(({ code }) => code),
    ['identify-no-element-string'],
  )
  const printed = identify('(8010)0614141123456ABC(8011)0')
  assert.deepEqual(printed.ok ? [] : printed.problems.map(({ code }) => code), ['element-leading-zero'])
})

test('a tag tells its host name, its filter and what stands behind the EPC; what is wrong with its data refuses it', () => {
  const key = canonicalize('https://id.gs1.org/01/09506000134352/21/S1')
  assert.ok(key.ok)
  const data = [{ ai: '10', value: 'L1' }]
  const written = formatTag(key.value, { scheme: 'sgtin++', filter: 3, hostname: 'id.example.com', data })
  assert.ok(written.ok)
  const answer = identify(written.value.hex)
  assert.ok(answer.ok && answer.tag !== undefined)
  const { scheme, filter, hostname, digitalLink, rawUri } = answer.tag
  assert.deepEqual([scheme, filter, hostname], ['sgtin++', 3, 'id.example.com'])
  assert.deepEqual([digitalLink, rawUri], [written.value.digitalLink, written.value.rawUri])
  assert.equal(answer.productionIdentifiers.lot?.value, 'L1')
  const alone = formatTag(key.value, { scheme: 'sgtin+', data: [{ ai: '37', value: '24' }], associations: 'ignore' })
  assert.ok(alone.ok)
  assert.deepEqual(
    refused(alone.value.hex).problems.map(({ code }) => code),
    ['element-excluded', 'element-required'],
  )
  assert.equal(identify(alone.value.hex, { mode: 'tolerant' }).ok, true)
  assert.equal(identify(alone.value.hex, { partial: true }).ok, true)
})
