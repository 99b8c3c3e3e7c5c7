import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, maker, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import type { ContentsValue } from '../../../../src/answers/trace/asks/contents.ts'
import type { HistoryValue } from '../../../../src/answers/trace/asks/history.ts'
import type { Ask } from '../../../../src/answers/trace/model.ts'
import { drawChart } from '../../../../src/answers/trace/rules/chart/chart.ts'
import { Whereabouts } from '../../../../src/answers/trace/rules/where/whereabouts.ts'
import type { WhereValue } from '../../../../src/answers/trace/rules/where.ts'
import { factsOf, historyOf } from '../history.ts'
import { placeUri, uri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'
import { ask, capture } from './ask.ts'
import { bucketsOf, own, spotOfThing, totalOf } from './asking.ts'

const story = () =>
  new Story()
    .at('08:00')
    .make(['device#1', 'device#2', 'device#3'], { of: ['3 of screw:P1'], lot: 'L' })
    .at('09:00')
    .pack('case!1', ['device#1', 'device#2'])
    .at('10:00')
    .pack('case!9', ['case!1', '5 of glue:G'])
    .at('12:00')
    .ship(['case!9'], 'A', { as: 'shipment', paper: 'D1' })
    .at('2025-03-05 10:00')
    .receive(['case!9'], 'Maker', { to: 'A', place: 'A', source: 'a' })
    .at('2025-03-06 10:00')
    .unpack('case!9', [], { place: 'A', source: 'a' })
    .at('2025-03-06 11:00')
    .unpack('case!1', ['device#1'], { place: 'A', source: 'a' })
    .at('2025-03-06 12:00')
    .dispose('dispensing', ['device#1'], { place: 'A', source: 'a' })

test('where: a whole scope, what is asked about itself, at a moment, and as known before', async () => {
  const history = await capture(story().documents())
  const scope = (await ask(history, { ask: 'where', seed: [uri('screw:P1')] }, own)).value as WhereValue
  assert.deepEqual(bucketsOf(scope, 'device:L'), { 'in-production': '1', 'at-consignee A': '1', 'used A': '1' })
  assert.deepEqual(totalOf(scope, 'device:L'), { quantity: '3', unexplained: '0', excluded: '0' })
  assert.equal(spotOfThing(scope, 'device#2'), 'at-consignee A')
  const itself = await ask(history, { ask: 'where', seed: [uri('device:L')], onlySeed: true }, own)
  assert.deepEqual(
    (itself.value as WhereValue).buckets,
    scope.buckets.filter(({ lot }) => lot === uri('device:L')),
  )
  assert.deepEqual(itself.conditions, [])
  const at = { at: '2025-03-04T00:00:00.000Z' }
  const then = (await ask(history, { ask: 'where', seed: [uri('device#1')], onlySeed: true, ...at }, own)).value as WhereValue
  assert.equal(spotOfThing(then, 'device#1'), 'in-transit A')
  assert.equal(then.at, at.at)
  const known = (await ask(history, { ask: 'where', seed: [uri('device#1')], onlySeed: true, asOf: { index: 4 } }, own)).value as WhereValue
  assert.equal(spotOfThing(known, 'device#1'), 'in-transit A')
  await history.close()
})

test('who got what is told by who we are: where nobody told that, the answers that depend on it say so, and no others', async () => {
  const history = await capture(story().documents())
  const says = async (word: Ask, who: readonly string[]): Promise<boolean> => {
    const since = word === 'difference' ? { since: { index: 0 } } : {}
    const { conditions } = await ask(history, { ask: word, seed: [uri('device:L')], ...since }, who)
    return conditions.some(({ code }) => code === 'own-undeclared')
  }
  const depending: readonly Ask[] = ['forward', 'consignees', 'where', 'quantities', 'lots', 'difference']
  for (const word of depending) assert.deepEqual([await says(word, []), await says(word, own)], [true, false], word)
  for (const word of ['backward', 'history', 'contents'] as const) assert.equal(await says(word, []), false, word)
  await history.close()
})

test('history: every event of a unit, its own, its carton’s and its pallet’s, in order, each with its receipt; and how it stands', async () => {
  const history = await capture(story().at('2025-03-07 10:00').deny('shipment', { source: 'erp' }).documents())
  const { value } = await ask(history, { ask: 'history', seed: [uri('device#1')] }, own)
  const [object] = (value as HistoryValue).objects
  const told = object?.entries.map(({ step, how }) => `${step?.split('-').pop()} ${how}`)
  assert.deepEqual(told, [
    'undefined own',
    'packing own',
    'packing container',
    'shipping container',
    'receiving container',
    'unpacking container',
    'unpacking own',
    'dispensing own',
  ])
  const shipping = object?.entries[3]
  assert.equal(shipping?.through, uri('case!1'))
  assert.equal(shipping?.claimed, true)
  assert.equal(shipping?.source, 'wms')
  assert.deepEqual(
    shipping?.transactions.map(({ id }) => id.includes('D1')),
    [true],
  )
  for (const { recordedAt, receivedAt, time } of object?.entries ?? []) {
    assert.ok(recordedAt !== null && time.from !== null)
    assert.ok(receivedAt >= time.from)
  }
  assert.equal(object?.present.state, 'used')
  assert.equal(object?.omitted, 0)
  await history.close()
})

test('contents: a pallet all levels down, at a moment and now; a lot’s members; a place', async () => {
  const history = await capture(story().documents())
  const held = async (name: string, at?: string) => {
    const { value } = await ask(history, { ask: 'contents', seed: [name], at }, own)
    return (value as ContentsValue).objects.flatMap(({ contents }) => contents)
  }
  const then = await held(uri('case!9'), '2025-03-04T00:00:00.000Z')
  assert.deepEqual(
    new Set(then.map(({ id, how, value, quantity }) => [id, how, value, quantity ?? 'one'].join(' '))),
    new Set([
      `${uri('case!1')} packed certain one`,
      `${uri('device#1')} packed certain one`,
      `${uri('device#2')} packed certain one`,
      `${uri('glue:G')} packed certain 5`,
    ]),
  )
  assert.deepEqual(await held(uri('case!9')), [])
  assert.deepEqual(
    (await held(uri('case!1'))).map(({ id }) => id),
    [uri('device#2')],
  )
  assert.deepEqual(
    (await held(uri('device:L'))).map(({ id, how }) => [id, how]),
    [1, 2, 3].map((serial) => [uri(`device#${serial}`), 'member']),
  )
  const there = await held(placeUri('A'))
  assert.ok(there.some(({ id }) => id === uri('case!1')))
  assert.ok(!there.some(({ id }) => id === uri('device#1')), 'what was used is not there')
  await history.close()
})

const canonical = (id: string): string => {
  const reading = canonicalize(id)
  return reading.ok ? reading.value.uri : assert.fail(id)
}

test('what is read of a unit gives the place that the whole history gives: a factory', async () => {
  const factory = createFactory({ seed: 'around', objects: 1_000, serialParts: 'B', disturbances: usualDisturbances })
  const documents = [...factory.documents()].map(({ source, document }) => ({
    source,
    receivedAt: document.creationDate,
    document: document as unknown as Record<string, unknown>,
  }))
  const history = await capture(documents)
  const us = [canonical(urns.party(maker))]
  const chart = drawChart(historyOf(factsOf(documents)), new Set(us))
  const whole = new Whereabouts(chart, new Set(us))
  const units = [...chart.own.keys()].filter((id) => chart.objects.get(id)?.kind === 'instance')
  for (const id of units.filter((_, position) => position % 37 === 0)) {
    const { value } = await ask(history, { ask: 'where', seed: [id], onlySeed: true, withReasons: true }, us)
    const { objects, unresolved } = value as WhereValue
    const [located] = [...objects, ...unresolved]
    const situations = whole.situationsOf(id)
    const states = new Set((located?.oneOf ?? [located]).map((spot) => spot?.state))
    assert.deepEqual(states, new Set(situations.map(({ state }) => state)), id)
  }
  await history.close()
})
