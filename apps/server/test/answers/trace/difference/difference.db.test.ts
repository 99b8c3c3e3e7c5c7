import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DifferenceValue } from '../../../../src/answers/trace/asks/difference.ts'
import type { TraceValue } from '../../../../src/answers/trace/rules/basis/answer.ts'
import { factsOfDocument } from '../../../views/history.ts'
import { uri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'
import { ask, capture } from '../where/ask.ts'
import { own } from '../where/asking.ts'

const story = () =>
  new Story()
    .at('09:00')
    .make(['device#5', 'device#6'], { lot: 'L', of: ['2 of screw:P1'] })
    .at('10:00')
    .pack('case!1', ['device#5'])
    .at('11:00')
    .pack('case!2', ['device#5'], { heard: '2025-03-04 11:00' })
    .at('12:00')
    .ship(['case!1'], 'A', { paper: 'D1' })
    .at('13:00')
    .ship(['case!2'], 'B', { paper: 'D2' })

const difference = { ask: 'difference', seed: [uri('screw:P1')] } as const

test('§8.4 what was learned since the decision: A is out, B is in, and the fact that says so is named with its source and time', async () => {
  const documents = story().documents()
  const history = await capture(documents)
  const answer = await ask(history, { ...difference, since: { index: 4 } }, own)
  const value = answer.value as DifferenceValue
  assert.deepEqual(
    value.consignees.map(({ id, from, to }) => [id, from, to]),
    [
      [uri('A'), 'certain', 'excluded'],
      [uri('B'), null, 'certain'],
    ],
  )
  for (const { because } of [...value.consignees, ...value.shipments, ...value.carriers]) assert.deepEqual(because, [4])
  assert.deepEqual(
    value.facts.map(({ event, kind, source }) => [event, kind, source]),
    [[4, 'event/1', 'wms']],
  )
  assert.deepEqual(value.facts[0]?.objects, [uri('device#5'), uri('case!2')].sort())
  assert.equal(value.since.index, 4)
  assert.ok(value.facts[0]?.recordedAt !== null)

  const before = (await ask(history, { ask: 'forward', seed: difference.seed, asOf: { index: 4 } }, own)).value
  await history.append(
    factsOfDocument(
      'erp',
      new Story()
        .at('14:00')
        .make(['9 of device:Z'], { of: ['1 of glue:G'] })
        .documents()[0]?.document ?? {},
      '2025-03-09T10:00:00Z',
    ),
  )
  await history.project()
  const again = await ask(history, { ...difference, since: { index: 4 }, asOf: { index: answer.asOf.index } }, own)
  assert.deepEqual(again.value, value, 'what is recorded later changes nothing of it')
  assert.deepEqual((await ask(history, { ask: 'forward', seed: difference.seed, asOf: { index: 4 } }, own)).value, before)
  const since = (await ask(history, { ...difference, since: { index: answer.asOf.index } }, own)).value as DifferenceValue
  assert.deepEqual(since.facts, [], 'a fact about something else is not told')
  await history.close()
})

test('since the beginning: the whole scope has entered, and every fact of it is named', async () => {
  const history = await capture(story().documents())
  const { value } = await ask(history, { ...difference, since: { index: 0 } }, own)
  const { entered, facts } = value as DifferenceValue
  const { value: whole } = await ask(history, { ask: 'forward', seed: difference.seed }, own)
  const { certain, possible } = whole as TraceValue
  assert.deepEqual(
    entered.map(({ id }) => id),
    [...certain, ...possible].filter((id) => id !== uri('screw:P1')).sort(),
    'what is asked about is in its own scope from the beginning',
  )
  assert.deepEqual(
    facts.map(({ event }) => event),
    [0, 1, 2, 3, 4],
  )
  await history.close()
})
