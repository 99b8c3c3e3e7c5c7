import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EpcisEvent } from '@proofline/epcis'
import { draftEvent } from '../../../src/views/genealogy/rules.ts'
import { lotUri, objectEvent, placeUri, serialUri } from '../stories.ts'

const draft = (number: number, overrides: Readonly<Record<string, unknown>> = {}) =>
  draftEvent(objectEvent(number, overrides) as EpcisEvent)
const prefixed = { '@context': { proofline: 'https://proofline.dev/ns/', p: 'https://proofline.dev/ns/' } }

test('one content, however it is spelled; another where anything else is said', () => {
  const { content, happening } = draft(1)
  const same = [
    { bizStep: 'https://ref.gs1.org/cbv/BizStep-inspecting' },
    { quantityList: [{ epcClass: 'urn:epc:class:lgtin:9506000.013435.L1', quantity: 10 }] },
    { eventTime: '2026-01-01T08:01:00.000+08:00' },
    { errorDeclaration: { declarationTime: '2026-02-01T00:00:00Z' } },
  ]
  for (const overrides of same) assert.equal(draft(1, overrides).content, content, JSON.stringify(overrides))
  const other = [
    { eventID: 'urn:uuid:00000000-0000-4000-8000-000000000009' },
    { eventTime: '2026-01-01T00:01:00.001Z' },
    { eventTimeZoneOffset: '+09:00' },
    { disposition: 'expired' },
    { readPoint: { id: placeUri('B') } },
    { bizLocation: { id: placeUri('A') } },
    { persistentDisposition: { set: ['completeness_verified'] } },
    { 'https://example.com/remark': 'x' },
    { ilmd: { 'cbvmda:lotNumber': 'L' } },
    { 'proofline:clockUncertaintySeconds': 1, ...prefixed },
    { sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: 1, uom: 'CEL' }] }] },
    { certificationInfo: 'https://example.com/certificate' },
  ]
  const contents = new Set([content])
  for (const overrides of other) {
    const changed = draft(1, overrides)
    assert.equal(changed.happening, happening, JSON.stringify(overrides))
    contents.add(changed.content)
  }
  assert.equal(contents.size, other.length + 1)
})

test('another happening where another object, quantity, role, step, party or document is told; the order of lists is none', () => {
  const two = [
    { epcClass: lotUri('L1'), quantity: 10 },
    { epcClass: lotUri('L2'), quantity: 3, uom: 'KGM' },
  ]
  assert.equal(draft(1, { quantityList: two }).happening, draft(2, { quantityList: two.toReversed() }).happening)
  const others = [
    {},
    { quantityList: two },
    { quantityList: [{ epcClass: lotUri('L1'), quantity: 11 }] },
    { quantityList: [{ epcClass: lotUri('L1'), quantity: 10, uom: 'KGM' }] },
    { quantityList: [{ epcClass: lotUri('L1') }] },
    { bizStep: 'shipping' },
    { action: 'DELETE' },
    { destinationList: [{ type: 'owning_party', destination: 'urn:epc:id:pgln:9506000.0.0' }] },
    { bizTransactionList: [{ type: 'po', bizTransaction: 'urn:po:1' }] },
    { epcList: [serialUri('S1')] },
  ]
  assert.equal(new Set(others.map((overrides) => draft(1, overrides).happening)).size, others.length)
})

test('the lot of an instance: in its identifier, by ILMD where it is made, as stated; several where several are told', () => {
  const link = 'https://maker.example/01/09506000134352/10/L7/21/S1'
  const lots = (overrides: Readonly<Record<string, unknown>>) =>
    draft(1, { quantityList: undefined, epcList: [link], ...overrides }).participations.map(({ object, role, lot }) => [
      object.uri,
      role,
      lot?.uri ?? null,
    ])
  assert.deepEqual(lots({}), [[serialUri('S1'), 'epc', lotUri('L7')]])
  assert.deepEqual(lots({ epcList: [serialUri('S1')], ilmd: { 'cbvmda:lotNumber': 'L8' } }), [[serialUri('S1'), 'epc', null]])
  assert.deepEqual(lots({ epcList: [serialUri('S1')], action: 'ADD', ilmd: { 'cbvmda:lotNumber': 'L 8/中' } }), [
    [serialUri('S1'), 'epc', null],
  ])
  assert.deepEqual(lots({ epcList: [serialUri('S1')], action: 'ADD', ilmd: { 'cbvmda:lotNumber': 'L/8' } }), [
    [serialUri('S1'), 'epc', 'https://id.gs1.org/01/09506000134352/10/L%2F8'],
  ])
  const stated = {
    'proofline:memberOf': [
      { epc: serialUri('S1'), lot: lotUri('L9') },
      { epc: serialUri('S2'), lot: lotUri('L9') },
    ],
    ...prefixed,
  }
  assert.deepEqual(lots({ ...stated, action: 'ADD', ilmd: { 'cbvmda:lotNumber': 'L8' } }), [
    [serialUri('S1'), 'epc', lotUri('L7')],
    [serialUri('S1'), 'named', lotUri('L8')],
    [serialUri('S1'), 'named', lotUri('L9')],
    [serialUri('S2'), 'named', lotUri('L9')],
  ])
})

test('consignee and consignor: possessing party, else location, else owning party; the owner beside', () => {
  const party = (type: string, n: number) => ({ type, destination: `urn:epc:id:pgln:9506000.0000${n}.` })
  const to = (...destinationList: readonly object[]) => draft(1, { destinationList })
  const owner = to(party('owning_party', 1))
  assert.deepEqual([owner.consignee?.uri, owner.consigneeOwner?.uri], [owner.consigneeOwner?.uri, owner.consignee?.uri])
  const both = to(party('owning_party', 1), party('possessing_party', 2))
  assert.notEqual(both.consignee?.uri, both.consigneeOwner?.uri)
  assert.deepEqual([draft(1).consignee, draft(1).consignor], [null, null])
})

test('details are told in one form: canonical identifiers, exact decimals; absent where nothing is told', () => {
  assert.equal(draft(1).details, null)
  const { details } = draft(1, {
    ...prefixed,
    type: 'TransformationEvent',
    action: undefined,
    quantityList: undefined,
    inputQuantityList: [{ epcClass: lotUri('L1'), quantity: 0.05, uom: 'KGM' }],
    outputEPCList: [serialUri('S1')],
    'p:recipe': [{ part: 'urn:epc:idpat:sgtin:9506000.013435.*', quantity: 1e-7, uom: 'KGM' }],
    'p:takes': [{ output: 'urn:epc:id:sgtin:9506000.013435.S1', inputs: ['urn:epc:class:lgtin:9506000.013435.L1'] }],
    'p:relation': 'renamed',
    'p:pools': true,
  })
  assert.deepEqual(JSON.parse(details ?? ''), {
    renamed: true,
    pools: true,
    recipe: [{ part: 'https://id.gs1.org/01/09506000134352', quantity: '0.0000001', uom: 'KGM' }],
    takes: [{ output: serialUri('S1'), inputs: [lotUri('L1')] }],
  })
})

test('the content key of a fact is the same for ever: rows of an older version are compared with it', () => {
  const { content, happening } = draft(1, {
    sensorElementList: [
      {
        sensorMetadata: {
          deviceID: 'urn:epc:id:giai:9506000.7',
          time: '2026-01-01T00:00:00Z',
          'https://example.com/b': 1,
          'https://example.com/a': { z: 1, a: [true, null] },
        },
        sensorReport: [
          { type: 'Temperature', value: 21.5, uom: 'CEL', deviceID: 'urn:epc:id:sgtin:9506000.013435.D1', component: 'x' },
          {
            type: 'Humidity',
            minValue: -1e-7,
            stringValue: '湿度',
            deviceID: 'https://id.gs1.org/01/09506000134352/10/L1/21/9',
            exception: 'ALARM_CONDITION',
          },
        ],
        'https://example.com/c': 'd',
      },
    ],
  })
  assert.deepEqual([content, happening], ['f0f1d9e015e5810a9fe0607208647c8e', 'c201143fd8a0ad46cf1162a27cae1059'])
})
