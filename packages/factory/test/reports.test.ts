import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, type EpcisEvent, sourceKeys, steps, usualDisturbances } from '@proofline/factory'
import { collectReports } from './collected.ts'

const reports = collectReports({ objects: 3000, serialParts: 'B', identifiers: 'urn' })
const events = reports.map(({ event }) => event)
const withStep = (step: string): EpcisEvent[] => events.filter(({ bizStep }) => bizStep === step)

test('every system writes, and no event identifier is given twice', () => {
  const calm = new Set(reports.map(({ source }) => source))
  assert.deepEqual([...calm].sort(), sourceKeys.filter((key) => key !== 'erp').sort())
  assert.equal(new Set(events.map(({ eventID }) => eventID)).size, events.length)
})

test('the history tells what a maker of devices goes through', () => {
  for (const step of [
    ...[
      'creating_class_instance',
      'commissioning',
      'assembling',
      'receiving',
      'inspecting',
      'sampling',
      'destroying',
      'packing',
      'unpacking',
    ],
    ...[
      'shipping',
      'disassembling',
      'transporting',
      'installing',
      'dispensing',
      'removing',
      'repackaging',
      'cycle_counting',
      ...Object.values(steps),
    ],
  ]) {
    assert.ok(withStep(step).length > 0, step)
  }
  const has = (key: `proofline:${string}`): boolean => events.some((event) => event[key] !== undefined)
  for (const key of ['relation', 'pools', 'substitutes', 'recipe', 'takes', 'supplierLot', 'operator'] as const)
    assert.ok(has(`proofline:${key}`), key)
})

test('split makings are joined by one transformationID, inputs before outputs', () => {
  const groups = new Map<string, EpcisEvent[]>()
  for (const event of events) {
    if (event.transformationID === undefined) continue
    groups.set(event.transformationID, [...(groups.get(event.transformationID) ?? []), event])
  }
  assert.ok(groups.size > 0)
  for (const group of groups.values()) {
    const outputs = group.filter(({ outputQuantityList, outputEPCList }) => outputQuantityList !== undefined || outputEPCList !== undefined)
    assert.ok(outputs.length >= 1 && outputs.length < group.length)
    assert.equal(new Set(outputs.map(({ outputQuantityList }) => outputQuantityList?.[0]?.epcClass)).size, 1)
    assert.ok((group[0]?.eventTime ?? '') < (outputs[0]?.eventTime ?? ''))
  }
})

test('receipts and shipments name owner, holder and place on both sides', () => {
  for (const event of [...withStep('receiving'), ...withStep('shipping')]) {
    assert.deepEqual(
      event.sourceList?.map(({ type }) => type),
      ['possessing_party', 'owning_party', 'location'],
    )
    assert.deepEqual(
      event.destinationList?.map(({ type }) => type),
      ['possessing_party', 'owning_party', 'location'],
    )
  }
})

test('quantities made are stated once: the makings of a lot add up to what was made', () => {
  const made = new Map<string, number>()
  for (const event of events) {
    if (event.type !== 'TransformationEvent') continue
    for (const { epcClass, quantity } of event.outputQuantityList ?? []) made.set(epcClass, (made.get(epcClass) ?? 0) + (quantity ?? 0))
  }
  const truth = createFactory({ objects: 3000, serialParts: 'B', identifiers: 'urn' }).truth()
  assert.ok(made.size > 10)
  for (const [id, quantity] of made) {
    const scale = truth.find(id)?.lot.product.scale ?? 1
    assert.equal(Math.round(quantity * scale), truth.balance(id).made, id)
  }
})

test('a correction declares the wrong event word for word and names the right one', () => {
  const disturbed = collectReports({ objects: 1500, disturbances: { corrected: 0.2 } })
  const declared = disturbed.filter(({ event }) => event.errorDeclaration !== undefined)
  assert.ok(declared.length > 5)
  for (const { source, event } of declared) {
    const { errorDeclaration, ...content } = event
    const wrong = disturbed.find((one) => one.event.eventID === event.eventID && one.event.errorDeclaration === undefined)
    assert.deepEqual([wrong?.source, wrong?.event], [source, content])
    const right = disturbed.find((one) => one.event.eventID === errorDeclaration?.correctiveEventIDs?.[0])
    assert.equal(right?.source, source)
    assert.notDeepEqual({ ...right?.event, eventID: '' }, { ...content, eventID: '' })
  }
})

test('after corrections, delays and repetitions the standing events of each system are the undisturbed ones', () => {
  const disturbances = { late: 0.1, resent: 0.1, corrected: 0.1 }
  const voided = new Set<string>()
  const kept = new Map<string, string>()
  for (const { event } of collectReports({ objects: 3000, serialParts: 'B', identifiers: 'urn', disturbances })) {
    if (event.errorDeclaration !== undefined) voided.add(event.eventID)
    else kept.set(event.eventID, JSON.stringify({ ...event, eventID: '' }))
  }
  for (const id of voided) kept.delete(id)
  const expected = events.map((event) => JSON.stringify({ ...event, eventID: '' }))
  assert.deepEqual([...kept.values()].sort(), expected.sort())
})

test('each disturbance happens, is counted, and stays at its rate', () => {
  const generator = createFactory({ objects: 10_000, disturbances: { ...usualDisturbances, missing: 0.01, contradictory: 0.01 } }).events()
  let [written, days, claims] = [0, 0, 0]
  let step = generator.next()
  for (; step.done !== true; step = generator.next()) {
    written++
    if (step.value.event['proofline:timePrecision'] === 'day') days++
    if (step.value.event.errorDeclaration?.reason === 'did_not_occur') claims++
  }
  const counts = step.value
  for (const [name, count] of Object.entries(counts)) assert.ok(count > 0, name)
  assert.ok(Math.abs(counts.late / written - usualDisturbances.late) < 0.005)
  assert.ok(Math.abs(counts.missing / written - 0.01) < 0.005)
  assert.ok(days >= counts.dateOnly && claims > 0)
})

test('clocks are off by a constant of each system', () => {
  const skewed = collectReports({ objects: 3000, serialParts: 'B', identifiers: 'urn', disturbances: { clockSkewSeconds: 90 } })
  const offsets = new Map<string, Set<number>>()
  skewed.forEach(({ source, event }, index) => {
    const offset = Date.parse(event.eventTime) - Date.parse(events[index]?.eventTime ?? '')
    offsets.set(source, (offsets.get(source) ?? new Set()).add(offset))
  })
  for (const set of offsets.values()) assert.equal(set.size, 1)
  assert.ok(new Set([...offsets.values()].flatMap((set) => [...set])).size > 3)
})
