import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventHash, isObject, type JsonObject, type JsonValue, prehash, readContext } from '@proofline/epcis'
import fc from 'fast-check'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 20_000 : 150
const context = readContext({ ex: 'https://ns.example.com/epcis/' })

const epcs = fc.array(
  fc.nat(9999).map((serial) => `urn:epc:id:sgtin:0614141.107346.${serial}`),
  { maxLength: 6 },
)
const words = fc.string({ unit: 'grapheme', maxLength: 8 })
const extension = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    words,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('ex:a', 'ex:b', 'ex:c', 'other:d'), tie('value'), { maxKeys: 3 }) as fc.Arbitrary<JsonObject>,
  ),
})).value

const events: fc.Arbitrary<JsonObject> = fc.record({
  type: fc.constantFrom('ObjectEvent', 'AggregationEvent', 'TransactionEvent', 'TransformationEvent', 'AssociationEvent'),
  eventTime: fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => date.toISOString()),
  eventTimeZoneOffset: fc.constantFrom('+08:00', '-06:00', '+00:00'),
  epcList: epcs,
  quantityList: fc.array(
    fc.record({
      epcClass: fc.constantFrom('urn:a', 'urn:b'),
      quantity: fc.integer({ min: 1, max: 1e6 }),
      uom: fc.constantFrom('KGM', 'EA'),
    }),
    {
      maxLength: 4,
    },
  ),
  bizStep: fc.constantFrom('shipping', 'receiving', 'https://example.com/own'),
  readPoint: fc.record({ id: fc.constantFrom('urn:epc:id:sgln:4012345.00005.0', 'https://example.com/dock'), 'ex:note': extension }),
  bizTransactionList: fc.array(fc.record({ type: fc.constantFrom('po', 'inv'), bizTransaction: fc.constantFrom('urn:t:1', 'urn:t:2') }), {
    maxLength: 3,
  }),
  sensorElementList: fc.array(
    fc.record({
      sensorReport: fc.array(
        fc.record({ type: fc.constantFrom('Temperature', 'Pressure'), value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    { maxLength: 2 },
  ),
  ilmd: extension.map((value) => ({ 'ex:x': value })),
  'ex:own': extension,
})

/** The same JSON value with the members of every object and the items of every array in another order. */
function turned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(turned).toReversed()
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, turned(member)]),
  )
}

test('the order of members and of list items does not count', () => {
  fc.assert(
    fc.property(events, (event) => {
      const other = turned(event)
      assert.ok(isObject(other))
      assert.equal(prehash(other, context), prehash(event, context))
    }),
    { numRuns },
  )
})

test('neither do the fields that are left out, the prefix of a namespace, nor the zone a time is written in', () => {
  fc.assert(
    fc.property(events, fc.integer({ min: -14, max: 14 }), (event, hours) => {
      const time = String(event.eventTime)
      const local = new Date(Date.parse(time) + hours * 3_600_000).toISOString().slice(0, -1)
      const zone = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`
      const renamed = JSON.parse(JSON.stringify(event).replaceAll('"ex:', '"own:')) as JsonObject
      const other = {
        ...renamed,
        eventTime: `${local}000${zone}`,
        recordTime: time,
        eventID: 'urn:uuid:x',
        errorDeclaration: { reason: 'incorrect_data' },
      }
      const renamedContext = readContext({ own: 'https://ns.example.com/epcis/' })
      // A text that begins like the prefix is a CURIE, and rightly changes with it.
      fc.pre(!JSON.stringify(event).includes(':"ex:'))
      assert.equal(eventHash(other, renamedContext), eventHash(event, context))
    }),
    { numRuns },
  )
})

test('any change of what is told changes the pre-hash', () => {
  fc.assert(
    fc.property(events, fc.constantFrom('epcList', 'quantityList', 'bizTransactionList'), (event, list) => {
      const items = event[list]
      assert.ok(Array.isArray(items))
      const added = list === 'epcList' ? 'urn:new' : { epcClass: 'urn:new', bizTransaction: 'urn:new' }
      const before = prehash(event, context)
      assert.notEqual(prehash({ ...event, [list]: [...items, added] }, context), before)
      if (items.length > 0) assert.notEqual(prehash({ ...event, [list]: items.slice(1) }, context), before)
      assert.notEqual(prehash({ ...event, 'ex:new': '1' }, context), before)
      assert.notEqual(prehash({ ...event, bizStep: 'packing' }, context), before)
    }),
    { numRuns },
  )
})
