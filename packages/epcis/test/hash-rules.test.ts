import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { eventHash, hashableEvents, isEventHash, type JsonObject, type JsonValue, prehash, readContext } from '@proofline/epcis'

const context = readContext([
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { ex: 'https://ns.example.com/epcis/', urnx: 'urn:example:' },
])
const base: JsonObject = {
  type: 'ObjectEvent',
  eventTime: '2024-03-01T08:00:00Z',
  eventTimeZoneOffset: '+01:00',
  action: 'OBSERVE',
}
const head = 'eventType=ObjectEventeventTime=2024-03-01T08:00:00.000ZeventTimeZoneOffset=+01:00'
const written = (more: JsonObject): string => prehash({ ...base, ...more }, context)
const after = (more: JsonObject): string => {
  const text = written(more)
  assert.ok(text.startsWith(head))
  return text.slice(head.length).replace('action=OBSERVE', '')
}

test('times are UTC milliseconds, rounded half up at the fourth decimal', () => {
  const cases: [string, string][] = [
    ['2023-02-02T11:04:03.1415Z', '2023-02-02T11:04:03.142Z'],
    ['2023-02-02T11:04:03.1405Z', '2023-02-02T11:04:03.141Z'],
    ['2023-02-02T11:04:03.14049999Z', '2023-02-02T11:04:03.140Z'],
    ['2023-12-31T23:59:59.9995Z', '2024-01-01T00:00:00.000Z'],
    ['2023-12-31T23:59:59.9995-00:30', '2024-01-01T00:30:00.000Z'],
    ['2005-04-03T20:33:31.116000-06:00', '2005-04-04T02:33:31.116Z'],
    ['2024-02-29T00:00:00+14:00', '2024-02-28T10:00:00.000Z'],
    ['2024-03-01T08:00:00.1Z', '2024-03-01T08:00:00.100Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['2023-02-30T00:00:00Z', '2023-02-30T00:00:00Z'],
    ['yesterday', 'yesterday'],
  ]
  for (const [time, expected] of cases)
    assert.ok(written({ eventTime: time }).startsWith(`eventType=ObjectEventeventTime=${expected}eventTimeZ`), time)
})

test('numbers have no superfluous zero and no exponent, as numbers and as text', () => {
  const cases: [JsonValue, string][] = [
    [1, '1'],
    [1.0, '1'],
    [-0, '0'],
    [0.3434, '0.3434'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    ['1.0', '1'],
    ['+7', '7'],
    ['.50', '0.5'],
    ['007', '7'],
    ['1E3', '1000'],
    ['111100001111000011110000', '111100001111000003641344'],
    ['1e999', '1e999'],
    ['1.2.3', '1.2.3'],
    ['-', '-'],
    ['0x10', '0x10'],
    [' 4711 ', '4711'],
    ['2015-03-30', '2015-03-30'],
    [true, 'true'],
  ]
  for (const [value, expected] of cases) assert.equal(after({ 'ex:n': value }), `{https://ns.example.com/epcis/}n=${expected}`)
})

test('every form of a CBV value is its web URI', () => {
  const forms = (...values: string[]): JsonObject[] =>
    values.map((value) => ({
      bizStep: value,
      disposition: value
        .replace('BizStep-shipping', 'Disp-in_transit')
        .replace('bizstep:shipping', 'disp:in_transit')
        .replace(/^shipping$/, 'in_transit'),
    }))
  const expected = 'bizStep=https://ref.gs1.org/cbv/BizStep-shippingdisposition=https://ref.gs1.org/cbv/Disp-in_transit'
  for (const form of forms(
    'shipping',
    'cbv:BizStep-shipping',
    'https://ref.gs1.org/cbv/BizStep-shipping',
    'urn:epcglobal:cbv:bizstep:shipping',
  )) {
    assert.equal(after(form), expected)
  }
  assert.equal(after({ bizStep: 'ex:sterilizing' }), 'bizStep=https://ns.example.com/epcis/sterilizing')
  assert.equal(
    after({ persistentDisposition: { unset: ['recalled'], set: ['damaged', 'completeness_inferred'] } }),
    'persistentDispositionset=https://ref.gs1.org/cbv/Disp-completeness_inferredset=https://ref.gs1.org/cbv/Disp-damagedunset=https://ref.gs1.org/cbv/Disp-recalled',
  )
})

test('an EPC URN and a Digital Link hash alike; the lot beside a serial, a query, a domain do not count', () => {
  const expected = 'epcListepc=https://id.gs1.org/01/09506000134352/21/S%2F1'
  for (const epc of [
    'urn:epc:id:sgtin:95060001343.05.S%2f1',
    'https://id.gs1.org/01/09506000134352/21/S%2F1',
    'https://maker.example/de/01/9506000134352/10/L1/21/S%2F1?17=301231',
    'https://maker.example/gtin/09506000134352/ser/S%2F1',
  ]) {
    assert.equal(after({ epcList: [epc] }), expected, epc)
  }
  assert.equal(
    after({ epcList: ['https://id.gs1.org/01/09506000134353/21/1'] }),
    'epcListepc=https://id.gs1.org/01/09506000134353/21/1',
    'a wrong check digit',
  )
  assert.equal(
    after({ epcList: ["urn:epc:id:sgtin:0614141.107346.a'b;c=d(e"] }),
    "epcListepc=https://id.gs1.org/01/10614141073464/21/a'b;c=d%28e",
  )
  assert.equal(after({ epcList: ['urn:epc:id:sgtin:06.1.1'] }), 'epcListepc=urn:epc:id:sgtin:06.1.1', 'what cannot be read stays')
  assert.equal(
    after({ epcList: ['https://id.gs1.org/8013/1987654Ad4X4bL5ttr2310c2K'] }),
    'epcListepc=https://id.gs1.org/8013/1987654Ad4X4bL5ttr2310c2K',
  )
})

test('lists are written once, sorted by the bytes of UTF-8, and left out when empty', () => {
  assert.equal(after({ epcList: ['urn:b', 'urn:a', 'urn:B'] }), 'epcListepc=urn:Bepc=urn:aepc=urn:b')
  assert.equal(after({ epcList: [], bizTransactionList: [], sensorElementList: [], quantityList: [{}] }), '')
  assert.equal(
    after({ epcList: ['urn:x:\u{1f600}', 'urn:x:\uff5e', 'urn:x:\ue000'] }),
    'epcListepc=urn:x:\ue000epc=urn:x:\uff5eepc=urn:x:\u{1f600}',
  )
  assert.equal(
    after({
      quantityList: [
        { uom: 'KGM', quantity: 2.5, epcClass: 'urn:c' },
        { epcClass: 'urn:b', quantity: 10 },
      ],
    }),
    'quantityListquantityElementepcClass=urn:bquantity=10quantityElementepcClass=urn:cquantity=2.5uom=KGM',
  )
})

test('the order of all fields of an event', () => {
  const event: JsonObject = {
    'ex:z': 'last',
    ilmd: { 'ex:b': '2', 'ex:a': { 'ex:inner': 'x' } },
    sourceList: [{ source: 'urn:epc:id:pgln:4012345.00000', type: 'owning_party' }],
    destinationList: [{ type: 'location', destination: 'urn:d' }],
    bizTransactionList: [{ bizTransaction: 'urn:t' }, { type: 'po', bizTransaction: 'urn:p' }],
    sensorElementList: [{ sensorReport: [{ value: 26, type: 'Temperature', uom: 'CEL', component: 'x', exception: 'ALARM_CONDITION' }] }],
    bizLocation: { id: 'urn:l' },
    readPoint: { 'ex:note': 'n', id: 'urn:r' },
    persistentDisposition: { set: ['recalled'] },
    disposition: 'active',
    bizStep: 'commissioning',
    transformationID: 'urn:x',
    action: 'ADD',
    outputQuantityList: [{ epcClass: 'urn:oq' }],
    outputEPCList: ['urn:o'],
    inputQuantityList: [{ epcClass: 'urn:iq' }],
    childQuantityList: [{ epcClass: 'urn:cq' }],
    quantityList: [{ epcClass: 'urn:q' }],
    childEPCs: ['urn:c'],
    inputEPCList: ['urn:i'],
    parentID: 'urn:pa',
    epcList: ['urn:e'],
    certificationInfo: ['urn:cert2', 'urn:cert1'],
    recordTime: '2024-03-02T00:00:00Z',
    eventID: 'urn:uuid:1',
    errorDeclaration: { declarationTime: '2024-03-02T00:00:00Z' },
    eventTimeZoneOffset: '+01:00',
    eventTime: '2024-03-01T08:00:00Z',
    type: 'TransactionEvent',
  }
  assert.equal(
    prehash(event, context),
    [
      'eventType=TransactionEvent',
      'eventTime=2024-03-01T08:00:00.000Z',
      'eventTimeZoneOffset=+01:00',
      'certificationInfo=urn:cert1certificationInfo=urn:cert2',
      'epcListepc=urn:e',
      'parentID=urn:pa',
      'inputEPCListepc=urn:i',
      'childEPCsepc=urn:c',
      'quantityListquantityElementepcClass=urn:q',
      'childQuantityListquantityElementepcClass=urn:cq',
      'inputQuantityListquantityElementepcClass=urn:iq',
      'outputEPCListepc=urn:o',
      'outputQuantityListquantityElementepcClass=urn:oq',
      'action=ADD',
      'transformationID=urn:x',
      'bizStep=https://ref.gs1.org/cbv/BizStep-commissioning',
      'disposition=https://ref.gs1.org/cbv/Disp-active',
      'persistentDispositionset=https://ref.gs1.org/cbv/Disp-recalled',
      'readPointid=urn:r{https://ns.example.com/epcis/}note=n',
      'bizLocationid=urn:l',
      'sensorElementListsensorElementsensorReporttype=https://gs1.org/voc/Temperatureexception=https://gs1.org/voc/ALARM_CONDITION',
      'value=26component=https://ref.gs1.org/cbv/Comp-xuom=CEL',
      'bizTransactionListbizTransaction=urn:ttype=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:p',
      'destinationListtype=https://ref.gs1.org/cbv/SDT-locationdestination=urn:d',
      'ilmd{https://ns.example.com/epcis/}a{https://ns.example.com/epcis/}inner=x{https://ns.example.com/epcis/}b=2',
      'sourceListtype=https://ref.gs1.org/cbv/SDT-owning_partysource=https://id.gs1.org/417/4012345000009',
      '{https://ns.example.com/epcis/}z=last',
    ].join(''),
  )
})

test('user extensions: namespaces, repeated elements, nesting, remarks, elements converted from XML', () => {
  const ns = '{https://ns.example.com/epcis/}'
  assert.equal(after({ 'ex:list': ['b', 'a', 3, null] }), `${ns}list=3${ns}list=a${ns}list=b`)
  assert.equal(after({ 'ex:o': { 'ex:b': { 'urnx:c': 'd' }, 'ex:a': '' } }), `${ns}o${ns}a${ns}b{urn:example:}c=d`)
  assert.equal(after({ 'ex:device': 'https://shop.example/8004/4012345ABC' }), `${ns}device=https://id.gs1.org/8004/4012345ABC`)
  assert.equal(after({ 'ex:kind': 'ex:kinds#one' }), `${ns}kind=https://ns.example.com/epcis/kinds#one`)
  assert.equal(after({ 'rdfs:comment': 'x', comment: 'y', 'ex:o': { 'rdfs:comment': 'z' } }), `${ns}o`)
  assert.equal(after({ 'ex:o': { '#text': ' 5.0 ', 'ex:attribute': 'a' } }), `${ns}o=5${ns}attribute=a`)
  assert.equal(after({ 'n:o': { '@xmlns:n': 'urn:n:', 'n:i': 'v' } }), 'n:o{urn:n:}i=v')
  assert.equal(after({ 'unknown:o': 'v' }), 'unknown:o=v')
  assert.equal(after({ 'ex:nested': [[2, 1]] }), `${ns}nested=1=2`)
  assert.equal(after({ __proto__: null, constructor: 'c' }), 'constructor=c')
})

test('members that the standard does not know inside its objects: extensions stay there, the rest goes to the end', () => {
  assert.equal(
    after({ sensorElementList: [{ 'ex:e': '1', sensorReport: [{ type: 'ex:t', bizRules: 'urn:r', 'ex:cv': '2' }] }], bizStep: 'packing' }),
    'bizStep=https://ref.gs1.org/cbv/BizStep-packing' +
      'sensorElementListsensorElementsensorReporttype=https://ns.example.com/epcis/t{https://ns.example.com/epcis/}cv=2{https://ns.example.com/epcis/}e=1' +
      'sensorElementListsensorElementsensorReportbizRules=urn:r',
  )
})

test('an event may bring its own context, and fields may be left out by name', () => {
  const event = { ...base, '@context': { own: 'urn:own:' }, 'own:f': 'v', 'ex:g': 'w' }
  assert.ok(prehash(event, context).endsWith('{https://ns.example.com/epcis/}g=w{urn:own:}f=v'))
  assert.ok(prehash(event, context, new Set(['ex:g'])).endsWith('action=OBSERVE{urn:own:}f=v'))
  assert.equal(prehash({ ...base, type: 'epcis:ObjectEvent' }, context), written({}))
  assert.ok(prehash({ ...base, type: 'ex:OwnEvent' }, context).startsWith('eventType={https://ns.example.com/epcis/}OwnEventeventTime='))
})

test('events are found in documents, query documents and alone', () => {
  const own = { '@context': [{ ex: 'urn:ex:' }, { repository: 'https://repository-x.example.com/' }] }
  const event = { ...base, 'ex:a': '1', 'ex:b': '2' }
  const hashes = (document: JsonValue): string[] =>
    hashableEvents(document).map((found) => prehash(found.event, found.context, found.ignored))
  const whole = `${written({})}{urn:ex:}a=1{urn:ex:}b=2`
  assert.deepEqual(hashes({ ...own, epcisBody: { eventList: [event, event] } }), [whole, whole])
  assert.deepEqual(hashes({ ...own, epcisBody: { event } }), [whole])
  assert.deepEqual(hashes({ ...own, epcisBody: { queryResults: { resultsBody: { eventList: [event] } } } }), [whole])
  assert.deepEqual(hashes({ ...own, ...event }), [whole])
  assert.deepEqual(hashes({ ...own, 'repository:ignoreFields': ['ex:a'], epcisBody: { eventList: [event] } }), [
    `${written({})}{urn:ex:}b=2`,
  ])
  for (const nothing of [null, [], 'x', {}, { epcisBody: [] }, { epcisBody: { eventList: 'x' } }]) assert.deepEqual(hashes(nothing), [])
})

test('the hash is SHA-256 of the pre-hash, by the caller’s implementation or our own', () => {
  const text = written({})
  const expected = `ni:///sha-256;${createHash('sha256').update(text).digest('hex')}?ver=CBV2.0`
  assert.equal(eventHash(base, context), expected)
  assert.equal(
    eventHash(base, context, (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest())),
    expected,
  )
  assert.ok(isEventHash(expected))
  for (const other of [
    '',
    expected.slice(1),
    expected.replace('2.0', '2.1'),
    `${expected}x`,
    expected.replace(/[0-9a-f]{8}\?/, 'ABCDEF12?'),
  ]) {
    assert.equal(isEventHash(other), false)
  }
})

test('malformed events are hashed, not thrown at', () => {
  for (const wrong of [null, true, 5, 'x', [], {}, [[]], [null], [{ id: [] }], { id: {} }] satisfies JsonValue[]) {
    for (const name of [
      'type',
      'eventTime',
      'epcList',
      'quantityList',
      'readPoint',
      'persistentDisposition',
      'bizTransactionList',
      'sensorElementList',
      'ilmd',
      '@context',
    ]) {
      assert.ok(isEventHash(eventHash({ ...base, [name]: wrong }, context)), `${name}: ${JSON.stringify(wrong)}`)
    }
  }
})
