import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Party, parties } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'
import { tell } from './telling.ts'

// Much of everything: the answer is whole, or says what is not in it. Nothing here is timed.

const clock = (minute: number): string => new Date(Date.UTC(2025, 2, 3) + minute * 60_000).toISOString().slice(0, 16).replace('T', ' ')

test('row 13: a lot that 1,300 orders share: every order, every product lot and every customer is in the answer', async () => {
  const customers = parties.filter((party): party is Party => ['A', 'B', 'C'].includes(party))
  const story = new Story().at('2025-03-02 07:00').receive(['2600 of screw:P1'], 'Supplier')
  for (let order = 0; order < 1_300; order++) story.at(clock(order)).make([`2 of device:L${order}`], { of: ['2 of screw:P1'] })
  for (let order = 0; order < 1_300; order++)
    story.at(clock(2_000 + order)).ship([`2 of device:L${order}`], customers[order % 3] ?? assert.fail())
  const told = await tell(story, { inOne: true })
  const { certain, possible, consignees, value, conditions, verdict, gaps } = await told.forward(['screw:P1'])
  assert.deepEqual([certain.length, possible.length], [1_301, 0])
  assert.deepEqual(consignees, { A: 'certain', B: 'certain', C: 'certain' })
  assert.equal(value.shipments.length, 1_300)
  assert.deepEqual([conditions, gaps, verdict], [[], [], 'complete'])
  const balance = await told.balance('screw:P1')
  assert.deepEqual(balance.terms, { received: '2600', consumed: '2600' })
  const byLots = await told.lots(['screw:P1'])
  assert.equal(byLots.value.total.lots, 1_301)
  assert.deepEqual((await told.backward(['device:L1299'])).certain, ['device:L1299', 'screw:P1'])
})

test('row 14: 20,000 moves of one lot and its units: the answer is whole, and where a list is cut it says by how many', async () => {
  const units = Array.from({ length: 100 }, (_, unit) => `device#${unit}`)
  const story = new Story()
    .at('2025-03-02 07:00')
    .receive(['100 of screw:P1'], 'Supplier')
    .at('2025-03-02 08:00')
    .make(units, { of: ['100 of screw:P1'], lot: 'L' })
  for (let move = 0; move < 20_000; move++) {
    const moved = move % 2 === 0 ? 'device#7' : (units[(move >> 1) % 100] ?? assert.fail())
    story.at(clock(move)).see('storing', [moved], { place: 'Maker' })
  }
  story.at(clock(20_001)).ship(units, 'A')
  const told = await tell(story, { inOne: true })
  const { certain, consignees, conditions } = await told.forward(['screw:P1'])
  assert.deepEqual([certain.length, consignees, conditions], [101, { A: 'certain' }, []])
  const { value } = await told.life('device#7')
  const [life] = value.objects
  assert.equal((life?.entries.length ?? 0) + (life?.omitted ?? 0), 2 + 10_000 + 100)
  assert.equal(life?.present.state, 'in-transit')
})

test('row 16: a chain of 2,000 levels, lot after lot: traced to the customer at its end, back from its five hundredth, and no level is missing', async () => {
  const levels = ['screw', 'resin', 'glue', 'bar', 'housing', 'motor', 'board', 'label']
  const lotAt = (level: number): string => `${levels[level % levels.length]}:C${level}`
  const story = new Story().at('2025-03-02 07:00').receive([`10 of ${lotAt(0)}`], 'Supplier')
  for (let level = 1; level <= 2_000; level++) story.at(clock(level)).make([`10 of ${lotAt(level)}`], { of: [`10 of ${lotAt(level - 1)}`] })
  story.at(clock(3_000)).ship([`10 of ${lotAt(2_000)}`], 'A')
  const told = await tell(story, { inOne: true })
  const down = await told.forward([lotAt(0)])
  assert.deepEqual([down.certain.length, down.consignees, down.conditions], [2_001, { A: 'certain' }, []])
  const up = await told.backward([lotAt(500)])
  assert.deepEqual([up.certain.length, up.origins, up.conditions], [501, { [lotAt(0)]: 'Supplier' }, []])
})
