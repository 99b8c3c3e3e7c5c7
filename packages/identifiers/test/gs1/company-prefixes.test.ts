import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalize,
  companyPrefixLengthOf,
  elementsOf,
  formatDigitalLink,
  formatElementString,
  type Gs1Identifier,
  identifierOf,
  isGs1,
  parseCompanyPrefixes,
  parseElementString,
  toEpcUrn,
} from '@proofline/identifiers'

const gs1 = (uri: string): Gs1Identifier => {
  const result = canonicalize(uri)
  assert.ok(result.ok && isGs1(result.value), uri)
  return result.value
}

const table = {
  GCPPrefixFormatList: {
    date: '2026-01-05T00:00:00Z',
    entry: [
      { prefix: '0614141', gcpLength: 7 },
      { prefix: '06', gcpLength: 8 },
      { prefix: '4012', gcpLength: '7' },
      { prefix: '952', gcpLength: 0 },
    ],
  },
}

test('the longest entry decides; 0 says that there is none; the maker’s own table goes before GS1’s', () => {
  const prefixes = parseCompanyPrefixes(table, { '9521141': 7, '06141415': 9 })
  assert.ok(prefixes.ok)
  assert.equal(prefixes.value.date, '2026-01-05T00:00:00Z')
  const length = (uri: string): number | undefined => companyPrefixLengthOf(prefixes.value, gs1(uri))
  assert.equal(length('https://id.gs1.org/01/10614141073464'), 7, 'behind the indicator digit')
  assert.equal(length('https://id.gs1.org/00/006141411234567890'), 7)
  assert.equal(length('https://id.gs1.org/8003/04012345000221334455'), 7)
  assert.equal(length('https://id.gs1.org/414/4012345000054'), 7)
  assert.equal(length('https://id.gs1.org/8004/06141415X'), 9)
  assert.equal(length('https://id.gs1.org/414/9521141123454'), 7)
  assert.equal(length('https://id.gs1.org/8004/952999X'), undefined)
  assert.equal(length('https://id.gs1.org/8004/7777777X'), undefined)
  assert.deepEqual(toEpcUrn(gs1('https://id.gs1.org/8004/7777777X'), length('https://id.gs1.org/8004/7777777X')).ok, false)
})

test('a table that is none is refused, with every entry that is wrong', () => {
  const codes = (value: unknown): unknown => {
    const result = parseCompanyPrefixes(value)
    return result.ok ? [] : result.problems.map(({ code, at }) => [code, at])
  }
  assert.deepEqual(codes({ '952': 7 }), [])
  for (const value of [null, 'x', 7, [], { GCPPrefixFormatList: {} }, { GCPPrefixFormatList: [] }])
    assert.deepEqual(codes(value), [['company-prefixes-form', '']])
  const entry = [
    { prefix: '95x', gcpLength: 7 },
    { prefix: '95', gcpLength: 13 },
    { prefix: '95', gcpLength: 7 },
    null,
    { prefix: 95, gcpLength: 7 },
  ]
  assert.deepEqual(
    codes({ GCPPrefixFormatList: { entry } }),
    [0, 1, 3, 4].map((index) => ['company-prefixes-entry', `/GCPPrefixFormatList/entry/${index}`]),
  )
  assert.deepEqual(codes({ __proto__: null, '1234567890123': 7 }), [['company-prefixes-entry', '']])
})

test('EPC URN, Digital Link and element string are one thing, for every scheme', () => {
  const prefixes = parseCompanyPrefixes({ '0614141': 7, '4012345': 7, '1234567': 7 })
  assert.ok(prefixes.ok)
  const cases: [urn: string, elements: string][] = [
    ['urn:epc:id:sgtin:0614141.107346.2017', '0110614141073464212017'],
    ['urn:epc:id:sgtin:0614141.107346.a%2Fb', '011061414107346421a/b'],
    ['urn:epc:idpat:sgtin:0614141.107346.*', '0110614141073464'],
    ['urn:epc:class:lgtin:4012345.012345.998877', '010401234512345610998877'],
    ['urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7SDB', '010123456798765123551qIgY)<&Jp3*j7SDB'],
    ['urn:epc:id:itip:4012345.012345.01.02.999', '8006040123451234560102\u001d21999'],
    ['urn:epc:id:sscc:4012345.0111111111', '00040123451111111110'],
    ['urn:epc:id:sgln:4012345.00005.0', '4144012345000054'],
    ['urn:epc:id:sgln:4012345.00005.122', '4144012345000054254122'],
    ['urn:epc:id:pgln:4012345.00005', '4174012345000054'],
    ['urn:epc:id:grai:4012345.00022.334455', '800304012345000221334455'],
    ['urn:epc:idpat:grai:4012345.66666.*', '800304012345666663'],
    ['urn:epc:id:giai:4012345.12345', '8004401234512345'],
    ['urn:epc:id:gdti:4012345.00009.PO-4711', '2534012345000092PO-4711'],
    ['urn:epc:id:sgcn:4012345.99999.44', '255401234599999044'],
    ['urn:epc:id:gsrn:4012345.0000006765', '8018401234500000067657'],
    ['urn:epc:id:gsrnp:4012345.0000098765', '8017401234500000987658'],
    ['urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234', '8010061414111111111111111-A#/\u001d80111234'],
    ['urn:epc:idpat:cpi:4012345.AB12.*', '80104012345AB12'],
    ['urn:epc:id:ginc:4012345.333', '4014012345333'],
    ['urn:epc:id:gsin:4012345.999987654', '40240123459999876541'],
  ]
  for (const [urn, text] of cases) {
    const identifier = gs1(urn)
    const written = formatElementString(elementsOf(identifier))
    assert.ok(written.ok, JSON.stringify(written))
    assert.equal(written.value, text)
    const read = parseElementString(text)
    assert.ok(read.ok)
    const found = identifierOf(read.value.elements)
    assert.ok(found)
    assert.equal(found.uri, identifier.uri)
    assert.deepEqual(formatDigitalLink(read.value.elements), { ok: true, value: identifier.uri })
    assert.equal(toEpcUrn(found).ok, false, 'without the length of the prefix there is no URN')
    assert.deepEqual(toEpcUrn(found, companyPrefixLengthOf(prefixes.value, found)), { ok: true, value: urn })
  }
})
