import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findVersionFault, parseCbvXmlFormat, parseEpcFormat, parseExtensions } from '@proofline/epcis/rest'

const faultOf = (headers: Record<string, string>): string | undefined => findVersionFault(headers)?.code

test('a client whose versions include 2.0 is spoken to, any other is not', () => {
  for (const headers of [
    {},
    { 'gs1-epcis-version': '2.0.0' },
    { 'gs1-epcis-version': '2.0' },
    { 'gs1-epcis-version': '2.0.7' },
    { 'gs1-epcis-min': '1.2.0', 'gs1-epcis-max': '2.1' },
    { 'gs1-cbv-min': '2.0.0', 'gs1-cbv-max': '2.0.0' },
  ]) {
    assert.equal(faultOf(headers), undefined, JSON.stringify(headers))
  }
  for (const headers of [
    { 'gs1-epcis-version': '1.2' },
    { 'gs1-epcis-min': '2.1.0' },
    { 'gs1-epcis-max': '1.2.0' },
    { 'gs1-cbv-version': '3.0.0' },
    { 'gs1-cbv-min': '10.0' },
  ]) {
    assert.equal(faultOf(headers), 'version-unsupported', JSON.stringify(headers))
  }
  for (const value of ['', '2', 'two', '2.0.0.0', '2.0.0, 2.0.0', '-1.0', '2.0\u0000', '9'.repeat(5000)]) {
    assert.equal(faultOf({ 'gs1-epcis-min': value }), 'version-unreadable', value.slice(0, 20))
  }
})

test('GS1-Extensions is a list of prefixes; what is none is a fault', () => {
  assert.deepEqual(parseExtensions({}), [])
  assert.deepEqual(parseExtensions({ 'gs1-extensions': 'ex=https://example.org/, 甲=x' }), {
    code: 'extensions-unreadable',
    params: { value: '甲=x' },
  })
  assert.deepEqual(parseExtensions({ 'gs1-extensions': 'ex=https://example.org/, b=urn:b:' }), [
    ['ex', 'https://example.org/'],
    ['b', 'urn:b:'],
  ])
  const many = Array.from({ length: 101 }, (_, i) => `p${i}=urn:x:${i}`).join(',')
  assert.ok('code' in parseExtensions({ 'gs1-extensions': many }))
})

test('formats are those of the standard, and have its defaults', () => {
  assert.equal(parseEpcFormat({}), 'Always_GS1_Digital_Link')
  assert.equal(parseEpcFormat({ 'gs1-epc-format': ' Always_EPC_URN ' }), 'Always_EPC_URN')
  assert.equal(parseCbvXmlFormat({}), 'No_Preference')
  assert.equal(parseCbvXmlFormat({ 'gs1-cbv-xml-format': 'Always_URN' }), 'Always_URN')
  for (const value of ['', 'always_epc_urn', 'Always_EPC_URN, Never_Translates', 'constructor']) {
    assert.equal(typeof parseEpcFormat({ 'gs1-epc-format': value }), 'object', value)
    assert.equal(typeof parseCbvXmlFormat({ 'gs1-cbv-xml-format': value }), 'object', value)
  }
})
