import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalize, type Level } from '@proofline/identifiers'
import { accepted, codes, gs1 } from './answers.ts'

const stem = 'https://id.gs1.org/'

test('every scheme: one canonical Digital Link, its level, its keys', () => {
  const cases: [uri: string, canonical: string, scheme: string, level: Level][] = [
    ['urn:epc:id:sgtin:0614141.107346.2017', '01/10614141073464/21/2017', 'gtin', 'instance'],
    ['urn:epc:class:lgtin:4012345.012345.998877', '01/04012345123456/10/998877', 'gtin', 'lot'],
    ['urn:epc:idpat:sgtin:0614141.107346.*', '01/10614141073464', 'gtin', 'class'],
    ['urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7SDB', '01/01234567987651/235/51qIgY%29%3C%26Jp3%2Aj7SDB', 'gtin', 'instance'],
    ['urn:epc:id:sscc:4012345.0111111111', '00/040123451111111110', 'sscc', 'logistic-unit'],
    ['urn:epc:id:sgln:4012345.00005.0', '414/4012345000054', 'gln', 'place'],
    ['urn:epc:id:sgln:4012345.00005.122', '414/4012345000054/254/122', 'gln', 'place'],
    ['urn:epc:id:pgln:999999999999.', '417/9999999999994', 'pgln', 'party'],
    ['urn:epc:id:grai:4012345.00022.334455', '8003/04012345000221334455', 'grai', 'asset'],
    ['urn:epc:idpat:grai:4012345.66666.*', '8003/04012345666663', 'grai', 'class'],
    ['urn:epc:id:giai:4000001.12345', '8004/400000112345', 'giai', 'asset'],
    ['urn:epc:id:gdti:4012345.00009.PO-4711', '253/4012345000092PO-4711', 'gdti', 'document'],
    ['urn:epc:idpat:gdti:4012345.55555.*', '253/4012345555554', 'gdti', 'class'],
    ['urn:epc:id:sgcn:4012345.99999.44', '255/401234599999044', 'gcn', 'coupon'],
    ['urn:epc:id:gsrn:4012345.0000006765', '8018/401234500000067657', 'gsrn', 'service'],
    ['urn:epc:id:gsrnp:4012345.0000098765', '8017/401234500000987658', 'gsrnp', 'service'],
    ['urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234', '8010/061414111111111111111-A%23%2F/8011/1234', 'cpi', 'instance'],
    ['urn:epc:idpat:cpi:4012345.AB12.*', '8010/4012345AB12', 'cpi', 'class'],
    ['urn:epc:id:itip:4012345.012345.01.02.999', '8006/040123451234560102/21/999', 'itip', 'instance'],
    ['urn:epc:idpat:itip:4012345.012345.01.02.*', '8006/040123451234560102', 'itip', 'class'],
    ['urn:epc:id:ginc:4012345.333', '401/4012345333', 'ginc', 'consignment'],
    ['urn:epc:id:gsin:4012345.999987654', '402/40123459999876541', 'gsin', 'shipment'],
    ['https://example.com/415/9521141123454/8020/AB-1', '415/9521141123454/8020/AB-1', 'payment', 'document'],
    ['https://example.com/8013/1987654Ad4X4bL5ttr2310c2K', '8013/1987654Ad4X4bL5ttr2310c2K', 'gmn', 'class'],
  ]
  for (const [uri, canonical, scheme, level] of cases) {
    const identifier = gs1(uri)
    assert.deepEqual([identifier.uri, identifier.scheme, identifier.level], [stem + canonical, scheme, level], uri)
    const again = gs1(identifier.uri)
    assert.deepEqual([again.uri, again.level, again.keys], [identifier.uri, level, identifier.keys], 'the canonical form is its own')
  }
})

test('a lot inside an instance’s identifier is read before canonicalisation drops it', () => {
  const identifier = gs1('https://maker.example/01/09506000134352/22/2A/10/L%2F1/21/S1?17=301231')
  assert.equal(identifier.uri, `${stem}01/09506000134352/21/S1`)
  assert.equal(identifier.lotUri, `${stem}01/09506000134352/10/L%2F1`)
  assert.equal(identifier.classUri, `${stem}01/09506000134352`)
  assert.deepEqual(identifier.keys, { '01': '09506000134352', '22': '2A', '10': 'L/1', '21': 'S1' })
  const lot = gs1('https://maker.example/01/09506000134352/10/L1')
  assert.deepEqual(
    [lot.level, lot.uri, lot.lotUri, lot.classUri],
    ['lot', `${stem}01/09506000134352/10/L1`, undefined, `${stem}01/09506000134352`],
  )
})

test('a URN and a link of the same thing, and every way of writing the link, are one', () => {
  const canonical = gs1('urn:epc:id:sgtin:0614141.107346.a%2Fb').uri
  const spellings = [
    'URN:EPC:id:sgtin:0614141.107346.a%2fb',
    'https://id.gs1.org/01/10614141073464/21/a%2Fb',
    'https://id.gs1.org/01/10614141073464/21/%61%2fb',
    'http://ID.GS1.ORG/01/10614141073464/21/a%2Fb',
    'HTTPS://shop.example:8443/de/p/01/10614141073464/10/L1/21/a%2Fb?linkType=gs1:pip#x',
    'https://用户.example/产品/01/10614141073464/21/a%2Fb',
  ]
  for (const spelling of spellings) assert.equal(gs1(spelling).uri, canonical, spelling)
  assert.equal(gs1('https://a/01/96385074').uri, `${stem}01/00000096385074`)
  assert.equal(gs1('https://a/01/614141073467').uri, `${stem}01/00614141073467`)
  assert.equal(gs1('https://a/01/9506000134352').uri, `${stem}01/09506000134352`)
})

test('other EPC schemes are checked and kept as their URN', () => {
  for (const uri of [
    'gid:31415.271828.1414',
    'usdod:CAGEY.5678',
    'adi:35962.PQ7VZ4.M37GXB92',
    'adi:W81X9C..%23A1',
    'bic:CSQU3054383',
    'imovn:9176187',
  ]) {
    assert.equal(accepted(`urn:epc:id:${uri}`).uri, `urn:epc:id:${uri}`)
  }
  for (const uri of ['gid:031415.1.1', 'usdod:CAGEI.1', 'adi:35962', 'bic:CSQU305438', 'imovn:12']) {
    assert.deepEqual(codes(`urn:epc:id:${uri}`), ['epc-grammar'], uri)
  }
})

test('any other absolute URI is taken as it is written', () => {
  const uris = [
    'https://example.com/2024/01/15',
    'https://example.com/01/12345670/reviews/latest',
    'https://example.com/401/2024',
    'http://transaction.acme.com/po/12345678',
    'urn:uuid:fd338495-0e6d-41dd-afee-a862ecd32518',
    'urn:epcglobal:cbv:bt:0614141073467:1152',
    'ni:///sha-256;36abb3a2c0a726de32ac4beafd6b8bc4ba0b1d2de244490312e5cbec7b5ddece?ver=CBV2.0',
    'geo:47.506694,11.104301',
    'https://工厂.example/批号/2024-01',
    'https://example.com/𠮷',
    'mailto:a@example.com',
  ]
  for (const uri of uris) assert.deepEqual(accepted(uri), { scheme: 'other', uri, level: 'other' })
})

test('what is no identifier is refused, with its place', () => {
  const cases: [uri: string, ...codes: string[]][] = [
    ['', 'identifier-empty'],
    ['hello', 'identifier-not-uri'],
    ['批号1', 'identifier-not-uri'],
    [':a', 'identifier-not-uri'],
    ['1a:b', 'identifier-not-uri'],
    ['urn:', 'identifier-not-uri'],
    ['urn:x', 'identifier-not-uri'],
    ['http://', 'identifier-not-uri'],
    ['https:///x', 'identifier-not-uri'],
    ['https://example.com/a b', 'identifier-bad-character'],
    ['https://example.com/\u0000', 'identifier-bad-character'],
    ['https://example.com/\ud800', 'identifier-bad-character'],
    ['https://example.com/a\u202eb', 'identifier-bad-character'],
    ['https://example.com/%zz', 'identifier-bad-escape'],
    [`urn:x:${'é'.repeat(1000)}`, 'identifier-too-long'],
    ['urn:epc:id:sgtin', 'epc-scheme-unknown'],
    ['urn:epc:id:sgtim:0614141.107346.1', 'epc-scheme-unknown'],
    ['urn:epc:tag:sgtin-96:3.0614141.812345.6789', 'epc-scheme-unknown'],
    ['urn:epc:class:sgtin:0614141.107346.1', 'epc-scheme-unknown'],
    ['urn:epc:id:sgtin:0614141.107346', 'epc-parts'],
    ['urn:epc:id:sgtin:06141.107346.1', 'epc-company-prefix'],
    ['urn:epc:id:sgtin:061414X.107346.1', 'epc-company-prefix'],
    ['urn:epc:id:sgtin:0614141.10734.1', 'epc-reference-length'],
    ['urn:epc:id:sgtin:0614141.10734A.1', 'epc-reference-digits'],
    ['urn:epc:id:sgtin:0614141.107346.', 'key-length'],
    ['urn:epc:id:sgtin:0614141.107346.123456789012345678901', 'key-length'],
    ['urn:epc:id:sgtin:0614141.107346.a/b', 'identifier-must-be-escaped'],
    ['urn:epc:id:sgtin:0614141.107346.%2', 'identifier-bad-escape'],
    ['urn:epc:id:sgtin:0614141.107346.号', 'identifier-bad-character', 'key-length'],
    ['urn:epc:id:sgtin:06141.10734A.a/b', 'epc-company-prefix', 'epc-reference-digits', 'identifier-must-be-escaped'],
    ['urn:epc:id:cpi:0614141.ab.1', 'key-characters', 'key-characters'],
    ['urn:epc:id:cpi:0614141.AB.01', 'key-leading-zero'],
    ['urn:epc:id:itip:4012345.012345.03.02.999', 'piece-of-total'],
    ['urn:epc:idpat:sgtin:0614141.*.*', 'epc-pattern-not-class'],
    ['urn:epc:idpat:sgtin:0614141.107346.1', 'epc-pattern-not-class'],
    ['urn:epc:idpat:sscc:0614141.*', 'epc-pattern-not-class'],
    ['https://id.gs1.org/01/09506000134353', 'key-check-digit'],
    ['https://id.gs1.org/8003/095211411234535678', 'key-check-digit'],
    ['https://id.gs1.org/8003/195211411234545678', 'key-leading-zero'],
    ['https://id.gs1.org/8013/1987654Ad4X4bL5ttr2310c2J', 'key-check-characters'],
    ['https://id.gs1.org/01/0950600013435', 'key-check-digit'],
    ['https://id.gs1.org/01/095060001343521', 'key-length'],
    ['https://id.gs1.org/414/952114112345X', 'key-digits'],
    ['https://id.gs1.org/8004/X95', 'key-company-prefix'],
    ['https://id.gs1.org/8004/9521%C3%A9', 'identifier-bad-escape', 'identifier-bad-escape'],
    ['https://id.gs1.org/00/095201234567891235/21/1', 'link-qualifier'],
    ['https://id.gs1.org/01/09506000134352/21/1/10/2', 'link-qualifier-order'],
    ['https://id.gs1.org/01/09506000134352/21/1/21/2', 'link-qualifier-order'],
    ['https://id.gs1.org/01/09506000134352/235/1/21/2', 'link-qualifier-order'],
    ['https://id.gs1.org/01/09506000134352/21/1?10=L1', 'link-qualifier-in-query'],
    ['https://id.gs1.org/01/09506000134352?01=09506000134352', 'link-qualifier-in-query'],
    ['https://id.gs1.org/01/09506000134352/', 'link-trailing-slash'],
    ['https://id.gs1.org/99/1234', 'link-no-key'],
    ['https://id.gs1.org/gtin/09506000134352/lot/1', 'link-convenience-name', 'link-convenience-name'],
    ['HtTpS://id.gs1.org/01/09506000134352', 'link-scheme-case'],
    ['https://ex ample.com/01/09506000134352', 'identifier-bad-character'],
    ['https://example.com/01/09506000134352/21/1?x=%', 'identifier-bad-escape'],
  ]
  for (const [uri, ...expected] of cases) assert.deepEqual(codes(uri), expected, uri)
})

test('positions count characters from 1 and point at the fault', () => {
  const place = (uri: string): unknown => {
    const result = canonicalize(uri)
    return result.ok ? undefined : result.problems.map(({ params }) => params?.position)
  }
  assert.deepEqual(place('urn:epc:id:sgtin:0614141.1073X6.1'), [30])
  assert.deepEqual(place('https://id.gs1.org/01/09506000134353'), [36])
  assert.deepEqual(place('https://a/01/9506000134353'), [26], 'in a GTIN-13 the digit that stands there, not the one of the padded key')
  assert.deepEqual(place('https://id.gs1.org/01/09506000134352/21/1?17=301231&10=L1'), [53])
  assert.deepEqual(place('urn:epc:id:cpi:0614141.A%23b.1'), [28])
  assert.deepEqual(place('https://id.gs1.org/8010/0614141%41%23bc'), [38, 39], 'an escape is three characters of the link')
})
