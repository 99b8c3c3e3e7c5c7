import type { JsonObject, JsonValue } from '@proofline/epcis'
import fc from 'fast-check'

/** Whatever a member of one's own may hold, names that XML does not have among its members. */
export const ownValue: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom('', ' ', '\n', ' a ', '<&>"]]>', 'a\rb', '\u000b', '\ufffe', 'ex:curie', 'note: text', '溯证', '🧪', '0', '1e400'),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'ex:a',
        'ex:b',
        'two:c',
        'plain',
        '#text',
        '@language',
        'no name',
        'ex:1',
        '__proto__',
        'https://example.com/own#d',
        'epcis:e',
      ),
      tie('value'),
      { maxKeys: 4 },
    ) as fc.Arbitrary<JsonObject>,
  ),
})).value

const own = fc.dictionary(fc.constantFrom('ex:a', 'ex:b', 'two:c', 'cbvmda:lotNumber', 'ex:1', 'https://example.com/own#d'), ownValue, {
  maxKeys: 3,
})
const withOwn = (fields: Record<string, fc.Arbitrary<JsonValue>>, required: string[] = []): fc.Arbitrary<JsonValue> =>
  fc.tuple(fc.record(fields, { requiredKeys: required }), own).map(([known, others]) => ({ ...others, ...known }))

const time = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => date.toISOString())
const uri = fc.constantFrom('https://example.com/a?b=1&c=2', 'urn:uuid:5d6a3b2e-8f2e-4b58-9f6d-4d1f2f1b0a11', 'https://example.com/溯证')
const epc = fc.nat(9999).map((serial) => `urn:epc:id:sgtin:0614141.107346.${serial}`)
const epcs = fc.uniqueArray(epc, { maxLength: 5 })
const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }).map((n) => (n === 0 ? 0 : n))
const quantities = fc.array(
  fc.oneof(
    fc.record({ epcClass: fc.constant('urn:epc:class:lgtin:4012345.012345.998877') }),
    fc.record(
      { epcClass: fc.constant('urn:epc:idpat:sgtin:4012345.066666.*'), quantity: number.map(Math.abs), uom: fc.constantFrom('KGM', 'EA') },
      { requiredKeys: ['epcClass', 'quantity'] },
    ),
  ),
  { maxLength: 3 },
)
const disposition = fc.constantFrom('in_progress', 'recalled', 'https://example.com/disp/held')
const dispositions = fc.uniqueArray(disposition, { minLength: 1, maxLength: 2 })
const place = withOwn({ id: fc.constantFrom('urn:epc:id:sgln:4012345.00005.0', 'https://example.com/dock') }, ['id'])
const party = (name: string): fc.Arbitrary<JsonValue> =>
  fc.array(fc.record({ type: fc.constantFrom('owning_party', 'https://example.com/carrier'), [name]: uri }), { minLength: 1, maxLength: 3 })

const device = { deviceID: uri, deviceMetadata: uri, rawData: uri, dataProcessingMethod: uri }
const words = fc.string({ unit: fc.constantFrom('a', ' ', '<', '&', '"', '\n', '\t', '试', ':'), maxLength: 6 })
const sensorReport = withOwn(
  {
    type: fc.constantFrom('Temperature', 'https://example.com/torque'),
    exception: fc.constantFrom('ALARM_CONDITION', 'ERROR_CONDITION'),
    ...device,
    time,
    microorganism: uri,
    chemicalSubstance: uri,
    coordinateReferenceSystem: uri,
    uriValue: uri,
    component: fc.constantFrom('x', 'latitude'),
    ...Object.fromEntries(['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue'].map((name) => [name, number])),
    stringValue: words,
    booleanValue: fc.boolean(),
    hexBinaryValue: fc.constant('f0F0'),
    uom: fc.constantFrom('CEL', 'A93'),
  },
  ['type'],
)
const sensors = fc.array(
  withOwn(
    {
      sensorMetadata: withOwn({ time, startTime: time, endTime: time, ...device, bizRules: uri }),
      sensorReport: fc.array(sensorReport, { minLength: 1, maxLength: 3 }),
    },
    ['sensorReport'],
  ),
  { minLength: 1, maxLength: 2 },
)

const everywhere = {
  recordTime: time,
  eventID: uri,
  certificationInfo: fc.oneof(uri, fc.uniqueArray(uri, { minLength: 2, maxLength: 3 })),
  errorDeclaration: withOwn(
    {
      declarationTime: time,
      reason: fc.constantFrom('incorrect_data', 'https://example.com/why'),
      correctiveEventIDs: fc.array(uri, { maxLength: 2 }),
    },
    ['declarationTime'],
  ),
  bizStep: fc.constantFrom('shipping', 'sensor_reporting', 'https://example.com/own'),
  disposition,
  persistentDisposition: fc.oneof(
    fc.record({ set: dispositions }),
    fc.record({ unset: dispositions }),
    fc.record({ set: dispositions, unset: dispositions }),
  ),
  readPoint: place,
  bizLocation: place,
  bizTransactionList: fc.array(
    fc.record({ type: fc.constantFrom('po', 'https://example.com/tx'), bizTransaction: uri }, { requiredKeys: ['bizTransaction'] }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  sourceList: party('source'),
  destinationList: party('destination'),
  sensorElementList: sensors,
}

function eventOf(type: string, fields: Record<string, fc.Arbitrary<JsonValue>>, required: string[]): fc.Arbitrary<JsonObject> {
  const offset = fc.constantFrom('+08:00', '-06:00', '+00:00')
  const all = { type: fc.constant(type), eventTime: time, eventTimeZoneOffset: offset, ...everywhere, ...fields }
  return withOwn(all, ['type', 'eventTime', 'eventTimeZoneOffset', ...required]) as fc.Arbitrary<JsonObject>
}

const action = fc.constantFrom('ADD', 'OBSERVE', 'DELETE')
const some = fc.uniqueArray(epc, { minLength: 1, maxLength: 5 })

/** Right events of every type with every field, those of their author's own among them; to be read with `ownContext`. */
export const anyEvent: fc.Arbitrary<JsonObject> = fc.oneof(
  eventOf('ObjectEvent', { action: fc.constant('ADD'), epcList: some, quantityList: quantities, ilmd: own as fc.Arbitrary<JsonValue> }, [
    'action',
    'epcList',
  ]),
  eventOf('AggregationEvent', { action, parentID: epc, childEPCs: some, childQuantityList: quantities }, [
    'action',
    'parentID',
    'childEPCs',
  ]),
  eventOf('AssociationEvent', { action, parentID: epc, childEPCs: some, childQuantityList: quantities }, [
    'action',
    'parentID',
    'childEPCs',
  ]),
  eventOf('TransactionEvent', { action, parentID: epc, epcList: some, quantityList: quantities }, [
    'action',
    'epcList',
    'bizTransactionList',
  ]),
  eventOf(
    'TransformationEvent',
    {
      inputEPCList: epcs,
      inputQuantityList: quantities,
      outputEPCList: epcs,
      outputQuantityList: quantities,
      transformationID: uri,
      ilmd: own as fc.Arbitrary<JsonValue>,
    },
    ['transformationID', 'inputEPCList', 'outputEPCList'],
  ).filter((event) => [event.inputEPCList, event.outputEPCList].some((list) => Array.isArray(list) && list.length > 0)),
  eventOf('ex:Sterilised', { action, epcList: epcs }, []),
)

export const ownContext: JsonValue = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { ex: 'https://ns.example.com/epcis/', two: 'urn:example:two' },
]
