import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differ, factsTouching, type Seen } from '../../../../src/answers/trace/rules/difference.ts'
import { evaluate } from '../../../../src/answers/trace/rules/evaluate.ts'
import { factsOf, historyOf } from '../history.ts'
import { partyUri, uri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'

const own = new Set([partyUri('Maker')])

function seenAfter(story: Story, documents: number | undefined, seed: readonly string[], direction: 'forward' | 'backward'): Seen {
  const history = historyOf(factsOf(story.documents().slice(0, documents)))
  const { value, gaps, reasons } = evaluate(history, direction, seed, own)
  return { history, value, gaps, reasons: reasons() }
}

/** Since so many documents; every document is one fact. */
function differenceOf(story: Story, since: number, names: readonly string[], direction: 'forward' | 'backward' = 'forward') {
  const seed = names.map(uri)
  const [before, after] = [seenAfter(story, since, seed, direction), seenAfter(story, undefined, seed, direction)]
  const named = [before, after].flatMap(({ value: { certain, possible, past, excluded, carriers } }) => [
    ...certain,
    ...possible,
    ...[...past, ...excluded].map(({ id }) => id),
    ...carriers.certain,
    ...carriers.possible,
  ])
  return differ(before, after, factsTouching(after.history, new Set(named), since))
}

const cartons = () =>
  new Story()
    .at('09:00')
    .add(['device#5'], { lot: 'L' })
    .at('10:00')
    .pack('case!1', ['device#5'])
    .at('11:00')
    .pack('case!2', ['device#5'], { heard: '2025-03-04 11:00' })
    .at('12:00')
    .ship(['case!1'], 'A', { paper: 'D1' })
    .at('13:00')
    .ship(['case!2'], 'B', { paper: 'D2' })

test('§8.4 the packing that was heard a day late moves the unit from A to B, and the difference names that fact', () => {
  const { consignees, carriers, shipments, entered, left, changed } = differenceOf(cartons(), 4, ['device#5'])
  assert.deepEqual(consignees, [
    { id: uri('A'), from: 'certain', to: 'excluded', because: [4] },
    { id: uri('B'), from: null, to: 'certain', because: [4] },
  ])
  assert.deepEqual(carriers, [{ id: uri('case!2'), from: null, to: 'certain', because: [4] }])
  assert.deepEqual(
    shipments.map(({ consignee, from, to }) => [consignee, from, to]),
    [
      [uri('A'), 'certain', 'excluded'],
      [uri('B'), null, 'certain'],
    ],
  )
  assert.deepEqual([entered, left, changed], [[], [], []])
})

test('§8.11 a use that its own source declares wrong takes the lot out of scope, by the declaration', () => {
  const story = new Story()
    .at('08:00')
    .make(['50 of device:L'], { of: ['100 of screw:P1'], as: 'use' })
    .at('09:00')
    .make(['50 of device:M'], { of: ['100 of screw:P1'] })
    .at('2025-03-05 10:00')
    .deny('use')
  const { left, entered, changed } = differenceOf(story, 2, ['screw:P1'])
  assert.deepEqual(left, [{ id: uri('device:L'), from: 'certain', to: null, because: [2] }])
  assert.deepEqual([entered, changed], [[], []])
})

test('another source’s denial changes certain to possible and opens a gap, and nothing that did not change is told', () => {
  const story = new Story()
    .at('08:00')
    .make(['50 of device:L'], { of: ['100 of screw:P1'], as: 'use' })
    .at('09:00')
    .make(['50 of device:M'], { of: ['100 of screw:P1'] })
    .at('2025-03-05 10:00')
    .deny('use', { source: 'erp' })
  const { changed, gaps, left } = differenceOf(story, 2, ['screw:P1'])
  assert.deepEqual(changed, [{ id: uri('device:L'), from: 'certain', to: 'possible', because: [2] }])
  assert.ok(gaps.opened.some(({ code, event }) => code === 'contradiction-open' && event === 2))
  assert.deepEqual([left, gaps.closed], [[], []])
})

test('backward: a supplier’s receipt that comes late is a new origin, and closes the gap', () => {
  const story = new Story()
    .at('08:00')
    .receive(['100 of screw:P1'], 'Supplier', { heard: '2025-03-06 08:00' })
    .at('10:00')
    .make(['50 of device:L'], { of: ['100 of screw:P1'] })
  const { origins, gaps } = differenceOf(story, 1, ['device:L'], 'backward')
  assert.deepEqual(
    origins.map(({ id, from, to, because }) => [id, from, to, because]),
    [[uri('screw:P1'), null, 'certain', [1]]],
  )
  assert.ok(gaps.closed.some(({ code, object }) => code === 'origin-missing' && object === uri('screw:P1')))
  assert.deepEqual(gaps.opened, [])
})

test('nothing learned in between: nothing to tell', () => {
  const story = cartons()
  const difference = differenceOf(story, story.documents().length, ['device#5'])
  for (const list of [difference.entered, difference.left, difference.changed, difference.consignees, difference.shipments])
    assert.deepEqual(list, [])
  assert.deepEqual(difference.gaps, { opened: [], closed: [] })
})
