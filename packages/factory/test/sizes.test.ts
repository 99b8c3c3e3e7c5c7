import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countObjects, createFactory, type FactoryOptions } from '@proofline/factory'
import { collectReports, identifiersOf } from './collected.ts'

function countNamed(options: FactoryOptions): { objects: number; serials: number; boards: number; pumps: number } {
  const seen = new Set<string>()
  for (const { event } of collectReports({ ...options, identifiers: 'urn' })) for (const id of identifiersOf(event)) seen.add(id)
  const ids = [...seen]
  const starting = (prefix: string): number => ids.filter((id) => id.startsWith(prefix)).length
  const [boards, pumps] = [starting('urn:epc:id:sgtin:9520100.010402.'), starting('urn:epc:id:sgtin:9520100.020101.')]
  return { objects: ids.length, serials: starting('urn:epc:id:sgtin:'), boards, pumps }
}

test('a history names about as many objects as it was asked for', () => {
  for (const objects of [1000, 3000, 20_000]) {
    for (const serialParts of ['A', 'C'] as const) {
      const found = countNamed({ objects, serialParts })
      assert.ok(Math.abs(found.objects - objects) <= objects * 0.12, `${objects} ${serialParts}: ${found.objects}`)
    }
  }
})

test('the share of pumps with a serial-level board is none, three tenths, all', () => {
  for (const [serialParts, share] of [
    ['A', 0],
    ['B', 0.3],
    ['C', 1],
  ] as const) {
    const { boards, pumps } = countNamed({ objects: 20_000, serialParts })
    assert.ok(Math.abs(boards / pumps - share) < 0.05, `${serialParts}: ${boards} of ${pumps}`)
  }
})

test('mixed documents hold 1,000 events of about 4 objects and 0.9 kB', () => {
  for (const serialParts of ['A', 'B', 'C'] as const) {
    let [events, objects, bytes, full, documents] = [0, 0, 0, 0, 0]
    const factory = createFactory({ objects: 30_000, serialParts })
    for (const { document, events: count } of factory.documents()) {
      documents++
      if (count === 1000) full++
      events += count
      bytes += Buffer.byteLength(JSON.stringify(document))
      for (const event of document.epcisBody.eventList) objects += countObjects(event)
    }
    assert.ok(Math.abs(objects / events - 4) < 0.1, `${serialParts}: ${objects / events} objects`)
    assert.ok(Math.abs(bytes / events - 900) < 60, `${serialParts}: ${bytes / events} bytes`)
    assert.ok(full >= documents - 8, `${full} of ${documents} full`)
  }
})

test('packing documents are mostly 1 + 40 objects; single documents hold one event', () => {
  const packing = collectReports({ objects: 20_000, profile: 'packing' }).map(({ event }) => event)
  const full = packing.filter((event) => event.type === 'AggregationEvent' && event.childEPCs?.length === 40)
  const inCases = full.reduce((sum, event) => sum + countObjects(event), 0) * 2
  const all = packing.reduce((sum, event) => sum + countObjects(event), 0)
  assert.ok(inCases > 0.75 * all, `${inCases} of ${all}`)
  for (const { events } of createFactory({ objects: 1000, profile: 'single' }).documents()) assert.equal(events, 1)
})

test('options out of range are refused by name', () => {
  assert.throws(() => createFactory({ objects: 999 }), /objects/)
  assert.throws(() => createFactory({ objects: Number.NaN }), /objects/)
  assert.throws(() => createFactory({ eventsPerDocument: 0 }), /eventsPerDocument/)
  assert.throws(() => createFactory({ start: 'soon' }), /start/)
  assert.throws(() => createFactory({ disturbances: { late: 1.5 } }), /disturbances\.late/)
  assert.throws(() => createFactory({ disturbances: { late: Number.NaN } }), /disturbances\.late/)
})
