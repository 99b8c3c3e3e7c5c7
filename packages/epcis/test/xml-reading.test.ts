import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalEvent, checkXmlDocument, type JsonObject, normalizeEvent, parseXml, readXmlDocument } from '@proofline/epcis'

const time = '<eventTime>2026-03-31T14:05:00.123+08:00</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>'
const epc = 'urn:epc:id:sgtin:0614141.107346.2017'
const epcList = `<epcList><epc>${epc}</epc></epcList>`
const objectEvent = `<ObjectEvent>${time}${epcList}<action>OBSERVE</action></ObjectEvent>`

const wrap = (events: string, root = '', header = ''): string =>
  `<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-04-01T00:00:00Z"${root}>${header}<EPCISBody><EventList>${events}</EventList></EPCISBody></epcis:EPCISDocument>`
const older = (events: string, root = '', header = ''): string =>
  wrap(events, root, header).replace('xsd:2', 'xsd:1').replace('schemaVersion="2.0"', 'schemaVersion="1.2"')

function read(xml: string): JsonObject {
  const parsed = parseXml(xml)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  assert.deepEqual(parsed.value.faults, [])
  return parsed.value.document
}
function eventsOf(xml: string): JsonObject[] {
  const checked = checkXmlDocument(xml)
  assert.ok(checked.ok, JSON.stringify(checked))
  return checked.value.events.map(({ event, context }) => JSON.parse(canonicalEvent(event, context)) as JsonObject)
}
const problemsOf = (xml: string | Uint8Array): string[] => {
  const checked = checkXmlDocument(xml)
  return checked.ok ? [] : checked.problems.map(({ code, at }) => `${code} ${at}`.trim())
}
const told = { eventTime: '2026-03-31T14:05:00.123+08:00', eventTimeZoneOffset: '+08:00' }
const list = '/epcis:EPCISDocument/EPCISBody/EventList'

test('EPCIS 1.2 is raised: wrappers gone, base extension, quantities, ILMD and a transformation in their places', () => {
  const events = eventsOf(
    older(
      `<ObjectEvent>${time}<baseExtension><eventID>urn:uuid:1</eventID><errorDeclaration><declarationTime>2026-04-01T00:00:00Z</declarationTime>
        <reason>urn:epcglobal:cbv:er:incorrect_data</reason><correctiveEventIDs><correctiveEventID>urn:uuid:2</correctiveEventID></correctiveEventIDs>
        </errorDeclaration></baseExtension><epcList/><action>ADD</action><bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep>
        <extension><quantityList><quantityElement><epcClass>urn:epc:class:lgtin:4012345.012345.998877</epcClass><quantity>200.50</quantity><uom>KGM</uom>
        </quantityElement></quantityList><ilmd><ex:lot>L1</ex:lot></ilmd></extension><ex:note>说明</ex:note></ObjectEvent>
       <extension><TransformationEvent>${time}<inputEPCList><epc>${epc}</epc></inputEPCList><outputEPCList><epc>${epc}0</epc></outputEPCList></TransformationEvent></extension>`,
      ' xmlns:ex="https://example.com/ns/"',
    ),
  )
  assert.deepEqual(events, [
    {
      '@context': { ex: 'https://example.com/ns/' },
      action: 'ADD',
      bizStep: 'commissioning',
      epcList: [],
      errorDeclaration: { correctiveEventIDs: ['urn:uuid:2'], declarationTime: '2026-04-01T00:00:00Z', reason: 'incorrect_data' },
      eventID: 'urn:uuid:1',
      ...told,
      'ex:note': '说明',
      ilmd: { 'ex:lot': 'L1' },
      quantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.012345.998877', quantity: 200.5, uom: 'KGM' }],
      type: 'ObjectEvent',
    },
    { ...told, inputEPCList: [epc], outputEPCList: [`${epc}0`], type: 'TransformationEvent' },
  ])
})

test('a QuantityEvent of 1.0 is an observation of a quantity; a disposition that CBV replaced is the one it became', () => {
  const [event] = eventsOf(
    older(
      `<QuantityEvent>${time}<epcClass>urn:epc:idpat:sgtin:4012345.066666.*</epcClass><quantity>3</quantity>
       <disposition>urn:epcglobal:cbv:disp:non_sellable_expired</disposition></QuantityEvent>`,
    ),
  )
  assert.deepEqual(event, {
    action: 'OBSERVE',
    disposition: 'expired',
    ...told,
    quantityList: [{ epcClass: 'urn:epc:idpat:sgtin:4012345.066666.*', quantity: 3 }],
    type: 'ObjectEvent',
  })
  assert.deepEqual(
    problemsOf(
      wrap(
        `<ObjectEvent>${time}${epcList}<action>OBSERVE</action><disposition>urn:epcglobal:cbv:disp:non_sellable_expired</disposition></ObjectEvent>`,
      ),
    ),
    [`word-misspelt ${list}/ObjectEvent[1]/disposition`],
  )
})

const sbdh = (type: string, extra = ''): string =>
  `<EPCISHeader><h:StandardBusinessDocumentHeader xmlns:h="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><h:HeaderVersion>1.0</h:HeaderVersion>
   <h:Sender><h:Identifier>urn:epc:id:sgln:0353579.00001.0</h:Identifier></h:Sender><h:Receiver><h:Identifier>urn:epc:id:sgln:5012345.00001.0</h:Identifier>${extra}</h:Receiver>
   <h:DocumentIdentification><h:Standard>EPCglobal</h:Standard><h:TypeVersion>2.0</h:TypeVersion><h:InstanceIdentifier>123</h:InstanceIdentifier><h:Type>${type}</h:Type>
   <h:CreationDateAndTime>2026-04-01T00:00:00Z</h:CreationDateAndTime></h:DocumentIdentification></h:StandardBusinessDocumentHeader></EPCISHeader>`

test('the business header tells sender, receiver and instance; what it says beyond stays in epcisHeader', () => {
  const plain = read(older(objectEvent, '', sbdh('Events')))
  assert.equal(plain.sender, 'urn:epc:id:sgln:0353579.00001.0')
  assert.equal(plain.receiver, 'urn:epc:id:sgln:5012345.00001.0')
  assert.equal(plain.instanceIdentifier, '123')
  assert.equal(plain.schemaVersion, '2.0')
  assert.equal(plain.epcisHeader, undefined)
  const contact = '<h:ContactInformation><h:Contact>王芳</h:Contact></h:ContactInformation>'
  const more = read(older(objectEvent, '', sbdh('Events', contact)))
  const header = (more.epcisHeader as JsonObject)['sbdh:StandardBusinessDocumentHeader'] as JsonObject
  assert.deepEqual((header['sbdh:Receiver'] as JsonObject)['sbdh:ContactInformation'], { 'sbdh:Contact': '王芳' })
  assert.deepEqual(problemsOf(older(objectEvent, '', sbdh('Events', contact))), [])
})

test('master data: in the header, and as a document of its own', () => {
  const vocabulary = `<VocabularyList><Vocabulary type="urn:epcglobal:epcis:vtype:BusinessLocation"><VocabularyElementList><VocabularyElement id="urn:epc:id:sgln:0037000.00729.0">
    <attribute id="http://example.com/a">甲</attribute><attribute id="http://example.com/b"><ex:c>1</ex:c></attribute><children><id>urn:epc:id:sgln:0037000.00729.1</id></children>
    </VocabularyElement></VocabularyElementList></Vocabulary></VocabularyList>`
  const expected = [
    {
      type: 'urn:epcglobal:epcis:vtype:BusinessLocation',
      vocabularyElementList: [
        {
          id: 'urn:epc:id:sgln:0037000.00729.0',
          attributes: [
            { id: 'http://example.com/a', attribute: '甲' },
            { id: 'http://example.com/b', attribute: { 'ex:c': '1' } },
          ],
          children: ['urn:epc:id:sgln:0037000.00729.1'],
        },
      ],
    },
  ]
  const prefix = ' xmlns:ex="https://example.com/ns/"'
  const inHeader = older(
    objectEvent,
    prefix,
    `<EPCISHeader><extension><EPCISMasterData>${vocabulary}</EPCISMasterData></extension></EPCISHeader>`,
  )
  const alone = `<m:EPCISMasterDataDocument xmlns:m="urn:epcglobal:epcis-masterdata:xsd:1" schemaVersion="1.2" creationDate="2026-04-01T00:00:00Z"${prefix}><EPCISBody>${vocabulary}</EPCISBody></m:EPCISMasterDataDocument>`
  for (const xml of [inHeader, alone]) {
    const checked = checkXmlDocument(xml)
    assert.ok(checked.ok, JSON.stringify(checked))
    assert.deepEqual(checked.value.masterData, expected)
  }
})

test('extensions survive: attributes, repeated elements, types of XML Schema, prefixes that JSON cannot have, a default namespace', () => {
  const xml = wrap(
    `<ObjectEvent>${time}${epcList}<action>OBSERVE</action>
     <my_ext:weight unit="KGM">1.50</my_ext:weight><data:n xsi:type="x:integer">007</data:n><data:n xsi:type="x:boolean">1</data:n>
     <big xmlns="urn:own:" xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x:integer">12345678901234567890</big>
     <data:none xsi:nil="true"/><data:empty/><data:text><![CDATA[<a> & b]]></data:text></ObjectEvent>`,
    ' xmlns:my_ext="https://example.com/my" xmlns:data="https://example.com/data/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="http://www.w3.org/2001/XMLSchema"',
  )
  const [event] = eventsOf(xml)
  assert.deepEqual(event, {
    '@context': { data1: 'https://example.com/data/', 'my-ext': 'https://example.com/my', ns: 'urn:own:' },
    action: 'OBSERVE',
    'data1:empty': '',
    'data1:n': [7, true],
    'data1:none': null,
    'data1:text': '<a> & b',
    epcList: [epc],
    ...told,
    'my-ext:weight': { '#text': '1.50', unit: 'KGM' },
    'ns:big': '12345678901234567890',
    type: 'ObjectEvent',
  })
})

test('a value with a colon is no CURIE in XML: its prefix does not come to mean something in JSON', () => {
  const event = `<ObjectEvent>${time}${epcList}<action>OBSERVE</action><bizStep>ex:own</bizStep><ex:note>a</ex:note></ObjectEvent>`
  const [first, second] = eventsOf(wrap(event + objectEvent, ' xmlns:ex="https://example.com/ns/"'))
  assert.deepEqual(first?.['@context'], { ex1: 'https://example.com/ns/' })
  assert.equal(first?.bizStep, 'ex:own')
  assert.equal(first?.['ex1:note'], 'a')
  assert.equal(second?.['@context'], undefined)
})

test('everything that is wrong is told at once, at its XPath with line and column', () => {
  const event = `<ObjectEvent note="x">
${time}<epcList>text<epc>${epc}</epc><item/></epcList><action>MOVE</action><action>ADD</action>
<bizStep>urn:epcglobal:cbv:bizstep:shiping</bizStep><quantityList><quantityElement><epcClass>${epc}</epcClass><quantity>1,5</quantity></quantityElement>
<quantityElement><epcClass>${epc}</epcClass><quantity>0.12345678901234567890</quantity></quantityElement></quantityList></ObjectEvent>`
  const checked = checkXmlDocument(wrap(objectEvent + event))
  assert.ok(!checked.ok)
  const at = `${list}/ObjectEvent[2]`
  const found = checked.problems.map(({ code, at: place, params }) => `${code} ${place} ${params?.line}`)
  assert.equal(checked.problems.find(({ code }) => code === 'word-misspelt')?.params?.column, 1)
  assert.deepEqual(
    found.toSorted((a, b) => (a < b ? -1 : 1)),
    [
      `action-unknown ${at}/action[1] 2`,
      `field-unknown ${at} 1`,
      `word-misspelt ${at}/bizStep 3`,
      `xml-element-repeated ${at}/action[2] 2`,
      `xml-element-unexpected ${at}/epcList/item[1] 2`,
      `xml-mixed-content ${at}/epcList 2`,
      `xml-number-invalid ${at}/quantityList/quantityElement[1]/quantity 3`,
      `xml-number-lossy ${at}/quantityList/quantityElement[2]/quantity 4`,
    ],
  )
  const reading = readXmlDocument(wrap(objectEvent + event))
  assert.ok(reading.ok)
  assert.deepEqual(
    [
      reading.value.document.events.map(({ at: place }) => place),
      reading.value.refused.map(({ at: place, problems }) => [place, problems.length]),
    ],
    [[`${list}/ObjectEvent[1]`], [[at, 8]]],
  )
})

test('what is no XML is told as such; every fault has its code', () => {
  const cases: [string | Uint8Array, string][] = [
    ['', 'xml-empty'],
    [' \n', 'xml-empty'],
    ['<a>&nbsp;</a>', 'xml-entity-unknown /a'],
    ['<a>&#1;</a>', 'xml-entity-unknown /a'],
    ['<a>\u0001</a>', 'xml-character-invalid /a'],
    ['<a>', 'xml-ends-early /a'],
    ['<a><b></a></b>', 'xml-tags-crossed /a'],
    ['<x:a/>', 'xml-prefix-undeclared'],
    ['<a b="1" b="2"/>', 'xml-attribute-twice'],
    ['<a b/>', 'xml-attribute-malformed'],
    ['<a/><b/>', 'xml-root-not-one'],
    ['<a/>text', 'xml-root-not-one'],
    [' <?xml version="1.0"?><a/>', 'xml-declaration-invalid'],
    ['<?xml version="1.0" encoding="GB18030"?><a/>', 'xml-encoding-other'],
    ['<1/>', 'xml-name-invalid'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a/>', 'xml-doctype'],
    ['<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>', 'xml-doctype'],
    ['<!DOCTYPE a PUBLIC "-//A" "a.dtd"><a/>', 'xml-doctype'],
    [new Uint8Array([0x3c, 0x61, 0xff, 0x2f, 0x3e]), 'xml-utf8-invalid'],
    [new Uint8Array([0xff, 0xfe, 0x3c, 0]), 'xml-utf8-invalid'],
    ['<a/>', 'xml-root-unknown /a'],
    [wrap('').replace('xsd:2', 'xsd:3'), 'xml-root-unknown /epcis:EPCISDocument'],
    [wrap('<SensorEvent/>'), `event-element-unknown ${list}/SensorEvent[1]`],
    [
      '<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2"><EPCISBody><q:Poll/></EPCISBody></q:EPCISQueryDocument>',
      'xml-query-not-results /q:EPCISQueryDocument/EPCISBody/q:Poll',
    ],
  ]
  for (const [xml, expected] of cases) assert.equal(problemsOf(xml)[0], expected, String(xml).slice(0, 100))
})

test('depth and size are bounded; JSON that comes of it is no deeper than JSON may be', () => {
  const nested = (depth: number, inner = ''): string => `${'<ex:a>'.repeat(depth)}${inner}${'</ex:a>'.repeat(depth)}`
  const event = (own: string): string =>
    wrap(`<ObjectEvent>${time}${epcList}<action>OBSERVE</action>${own}</ObjectEvent>`, ' xmlns:ex="urn:ex:"')
  assert.deepEqual(problemsOf(event(nested(60))), [])
  assert.match(problemsOf(event(nested(61)))[0] ?? '', /^xml-too-deep /)
  // A list and an object for each element: twice as deep in JSON.
  let doubled = '<ex:b/>'
  for (let i = 0; i < 40; i += 1) doubled = `<ex:a>${doubled}</ex:a><ex:a/>`
  assert.match(problemsOf(event(doubled))[0] ?? '', /^xml-too-deep /)
  const few = parseXml(wrap(objectEvent), { maxMembers: 5 })
  assert.deepEqual(few.ok ? [] : few.problems.map(({ code }) => code), ['xml-too-many-members'])
})

test('problems are listed up to a number, the rest counted', () => {
  const checked = checkXmlDocument(wrap('<ObjectEvent/>'.repeat(50)), { maxProblems: 10 })
  assert.ok(!checked.ok)
  assert.equal(checked.problems.length, 11)
  assert.deepEqual(checked.problems.at(-1)?.code, 'problems-omitted')
  const parsed = parseXml(`<a>${'&x;'.repeat(100_000)}</a>`, { maxProblems: 10 })
  assert.ok(!parsed.ok && parsed.problems.length <= 11)
})

test('a lot number in ILMD is one in the namespace of GS1’s XML examples as in that of its JSON-LD context', () => {
  const event = `<ObjectEvent>${time}${epcList}<action>ADD</action><ilmd><cbvmda:lotNumber>L1</cbvmda:lotNumber></ilmd></ObjectEvent>`
  for (const namespace of ['urn:epcglobal:cbv:mda', 'urn:epcglobal:cbv:mda:']) {
    const checked = checkXmlDocument(wrap(event, ` xmlns:cbvmda="${namespace}"`))
    assert.ok(checked.ok, JSON.stringify(checked))
    const [first] = checked.value.events
    assert.deepEqual(first === undefined ? undefined : normalizeEvent(first.event, first.context).ilmd, {
      'urn:epcglobal:cbv:mda:lotNumber': 'L1',
    })
  }
})
