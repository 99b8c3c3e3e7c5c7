import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LotsValue } from '../../../src/answers/trace/asks/lots.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { followRollups } from '../../../src/views/rollups/index.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { nameOf, uri as nameUri, partyUri } from './scenarios/names.ts'
import { Story } from './scenarios/story.ts'

async function follow(story: Story): Promise<TestHistory> {
  const history = await openTestHistory()
  for (const { source, document, receivedAt } of story.documents()) await history.append(factsOfDocument(source, document, receivedAt))
  await history.project()
  await history.database.transaction(history.organisation, async (transaction) => {
    for (let cursor = -1, next = 0; next !== cursor; ) [cursor, next] = [next, await followRollups(transaction, 500)]
  })
  return history
}

test('units of a lot that others made, of which nobody told where they come from, are among those that are at most in scope', async () => {
  const units = [1, 2, 3, 4, 5].map((number) => nameUri(`device#${number}`))
  const told = (numbers: readonly number[], event: object) => ({
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: 'https://ref.gs1.org/cbv/BizStep-receiving',
    epcList: numbers.map((number) => units[number - 1]),
    'proofline:memberOf': numbers.map((number) => ({ epc: units[number - 1], lot: nameUri('device:L') })),
    ...event,
  })
  const made = { action: 'ADD', bizStep: 'https://ref.gs1.org/cbv/BizStep-commissioning' }
  const story = new Story()
    .at('08:00')
    .tell('wms', told([1, 2, 3], {}))
    .at('09:00')
    .tell('mes', told([4], made))
    .at('10:00')
    .tell('wms', told([4, 5], {}))
    .at('11:00')
    .tell('wms', told([1, 2, 3, 4, 5], {}))
  const history = await follow(story)
  const atMost = async (index: number) => {
    const question = { ask: 'lots', seed: [nameUri('device:L')], asOf: { index }, onlyCertain: false, withReasons: false } as const
    const outcome = await answerQuestion(history.database, history.organisation, question, { size: history.ledger.state().size, own: [] })
    const { value } = outcome.what === 'answered' ? outcome.answer : assert.fail(outcome.what)
    return (value as LotsValue).lots.map(({ id, units: { atMost: most } }) => [id, most])
  }
  for (const [index, most] of [3, 4, 5, 5].entries())
    assert.deepEqual(await atMost(index + 1), [[nameUri('device:L'), most]], `at ${index + 1}`)
  await history.close()
})

test('two expiry dates of one lot in one event, under two names: by lots as unit by unit, it is certain of neither', async () => {
  const lot = (number: string, dates: Record<string, string>) => ({
    type: 'TransformationEvent',
    inputQuantityList: [{ epcClass: nameUri('screw:P1'), quantity: 5 }],
    outputQuantityList: [{ epcClass: nameUri(`device:${number}`), quantity: 5 }],
    ilmd: dates,
  })
  const story = new Story()
    .at('08:00')
    .tell('mes', lot('L', { 'cbvmda:itemExpirationDate': '2027-01-31', 'cbvmda:expirationDate': '2028-01-31' }))
    .tell('mes', lot('M', { 'cbvmda:itemExpirationDate': '2027-01-31', 'cbvmda:expirationDate': '2027-01-31T00:00:00Z' }))
  const history = await follow(story)
  const { database, organisation, ledger } = history
  const words = async (ask: 'lots' | 'forward') => {
    const { size } = ledger.state()
    const question = { ask, seed: [nameUri('screw:P1')], asOf: { index: size }, onlyCertain: true, withReasons: false } as const
    const outcome = await answerQuestion(database, organisation, question, { size, own: [partyUri('Maker')] })
    return outcome.what === 'answered' ? outcome.answer : assert.fail(outcome.what)
  }
  const { value, gaps } = await words('forward')
  assert.deepEqual((value as TraceValue).certain, [nameUri('device:M'), nameUri('screw:P1')].sort())
  assert.ok(gaps.some(({ code, object }) => code === 'contradiction-open' && object === nameUri('device:L')))
  assert.deepEqual(
    ((await words('lots')).value as LotsValue).lots.map(({ id }) => id),
    [nameUri('device:M'), nameUri('screw:P1')].sort(),
  )
  await history.close()
})

/** What of a lot is in scope and who got some of it, and how sure that is: unit by unit, and by lots. */
async function readBoth(story: Story, lot: string) {
  const history = await follow(story)
  const { database, organisation, ledger } = history
  const ask = async (name: 'lots' | 'forward') => {
    const { size } = ledger.state()
    const question = { ask: name, seed: [nameUri(lot)], asOf: { index: size }, onlyCertain: false, withReasons: false } as const
    const outcome = await answerQuestion(database, organisation, question, { size, own: [partyUri('Maker')] })
    return outcome.what === 'answered' ? outcome.answer.value : assert.fail(outcome.what)
  }
  const [units, lots] = [(await ask('forward')) as TraceValue, (await ask('lots')) as LotsValue]
  await history.close()
  const parties = ({ consignees }: Pick<TraceValue | LotsValue, 'consignees'>) =>
    Object.fromEntries(consignees.map(({ id, value }) => [nameOf(id), value]))
  return {
    got: { byUnit: parties(units), byLots: parties(lots) },
    certain: { byUnit: units.certain.map(nameOf), byLots: lots.lots.flatMap(({ id, value }) => (value === 'certain' ? nameOf(id) : [])) },
  }
}

const threeDevices = () => new Story().at('08:00').make(['device:L#1', 'device:L#2', 'device:L#3'], { of: ['3 of screw:P1'] })

test('the hospital takes a device out of a box, and nobody told that it was put in: by lots as unit by unit, it may have come in that box', async () => {
  const story = threeDevices().at('10:00').ship(['case!1'], 'A').at('2025-03-05 09:00').unpack('case!1', ['device:L#1'])
  assert.deepEqual((await readBoth(story, 'screw:P1')).got, { byUnit: { A: 'possible' }, byLots: { A: 'possible' } })
})

test('the same with the box on a pallet, and told in any order', async () => {
  for (const heard of ['2025-03-05 09:01', '2025-03-03 08:30']) {
    const story = threeDevices()
      .at('09:00')
      .pack('case!9', ['case!1'])
      .at('10:00')
      .ship(['case!9'], 'A')
      .at('2025-03-05 09:00')
      .unpack('case!1', ['device:L#1'], { heard })
    assert.deepEqual((await readBoth(story, 'screw:P1')).got, { byUnit: { A: 'possible' }, byLots: { A: 'possible' } }, heard)
  }
})

test('a box is packed, emptied, sent and emptied again: what was taken out twice was put back in between, without a word', async () => {
  const story = threeDevices()
    .at('09:00')
    .pack('case!1', ['device:L#1'])
    .at('09:30')
    .unpack('case!1', ['device:L#1'])
    .at('10:00')
    .ship(['case!1'], 'A')
    .at('2025-03-05 09:00')
    .unpack('case!1', ['device:L#1'])
  assert.deepEqual((await readBoth(story, 'screw:P1')).got, { byUnit: { A: 'possible' }, byLots: { A: 'possible' } })
})

test('some of a lot is taken out of a box that nobody put it into: it may have been there when the box went', async () => {
  const story = new Story()
    .at('08:00')
    .make(['30 of device:L'], { of: ['30 of screw:P1'] })
    .at('10:00')
    .ship(['case!1'], 'A')
    .at('2025-03-05 09:00')
    .unpack('case!1', ['10 of device:L'])
  assert.deepEqual((await readBoth(story, 'screw:P1')).got, { byUnit: { A: 'possible' }, byLots: { A: 'possible' } })
})

test('a tray that went to A before, and was packed for B: what is taken out of it at B, A never had', async () => {
  const story = threeDevices()
    .at('09:00')
    .ship(['tray~7'], 'A')
    .at('12:00')
    .pack('tray~7', ['device:L#1'])
    .at('13:00')
    .ship(['tray~7'], 'B')
    .at('2025-03-05 09:00')
    .unpack('tray~7', ['device:L#1'])
  assert.deepEqual(Object.keys((await readBoth(story, 'screw:P1')).got.byLots), ['B'])
})

test('two sources tell one making with two expiry dates: by lots as unit by unit, nothing of the lot is certain', async () => {
  const made = (expiry: string) => ({
    type: 'TransformationEvent',
    inputQuantityList: [{ epcClass: nameUri('screw:P1'), quantity: 5 }],
    outputQuantityList: [{ epcClass: nameUri('device:L'), quantity: 5 }],
    ilmd: { 'cbvmda:itemExpirationDate': expiry },
  })
  const story = new Story().at('08:00').tell('mes', made('2027-01-31')).tell('erp', made('2031-12-31'))
  assert.deepEqual((await readBoth(story, 'screw:P1')).certain, { byUnit: ['screw:P1'], byLots: ['screw:P1'] })
})

test('a lot is reworked under its name with another expiry date: by lots as unit by unit, nothing of it is certain', async () => {
  const making = (input: string, expiry: string) => ({
    type: 'TransformationEvent',
    inputQuantityList: [{ epcClass: nameUri(input), quantity: 5 }],
    outputQuantityList: [{ epcClass: nameUri('device:L'), quantity: 5 }],
    ilmd: { 'cbvmda:itemExpirationDate': expiry },
  })
  const story = new Story()
    .at('08:00')
    .tell('mes', making('screw:P1', '2027-01-31'))
    .at('09:00')
    .tell('mes', making('device:L', '2028-01-31'))
  assert.deepEqual((await readBoth(story, 'screw:P1')).certain, { byUnit: ['screw:P1'], byLots: ['screw:P1'] })
})

test('shipped by its part number alone: by lots as unit by unit, who got it may have some of the lot', async () => {
  const story = new Story()
    .at('08:00')
    .make(['10 of device:L'], { of: ['10 of screw:P1'] })
    .at('09:00')
    .ship(['5 of device'], 'A')
  assert.deepEqual((await readBoth(story, 'screw:P1')).got, { byUnit: { A: 'possible' }, byLots: { A: 'possible' } })
})

test('a unit whose lot nobody told may be in what was received and shipped of any lot of its product', async () => {
  const story = new Story()
    .at('08:00')
    .make(['motor#9'], { of: ['1 of screw:P1'] })
    .at('09:00')
    .receive(['3 of motor:L'], 'Supplier')
    .at('11:00')
    .ship(['1 of motor:L'], 'B')
  assert.deepEqual((await readBoth(story, 'screw:P1')).got, { byUnit: { B: 'possible' }, byLots: { B: 'possible' } })
})

test('a part turns up in another device, and nobody told of its removal: by lots as unit by unit, the first device has it perhaps', async () => {
  const story = new Story()
    .at('08:00')
    .make(['motor:M#1', 'motor:M#2'], { of: ['2 of glue:G'] })
    .at('08:30')
    .add(['device:L#1'])
    .at('09:00')
    .fit('device:L#1', ['motor:M#1'])
    .at('11:00')
    .fit('rack#9', ['motor:M#1'])
  const { certain } = await readBoth(story, 'glue:G')
  assert.ok(!certain.byUnit.includes('device#1'))
  assert.ok(!certain.byLots.includes('device:L'))
})

test('a box is packed and sent within what the clocks leave open: by lots as unit by unit, who got it may have the device', async () => {
  const clock = { clockSeconds: 90 }
  const sentFirst = threeDevices().at('10:00').ship(['case!1'], 'A', clock).at('10:01').pack('case!1', ['device:L#1'], clock)
  assert.deepEqual((await readBoth(sentFirst, 'screw:P1')).got, { byUnit: { A: 'possible' }, byLots: { A: 'possible' } })
  const packedFirst = threeDevices().at('10:00').pack('case!1', ['device:L#1'], clock).at('10:01').ship(['case!1'], 'A', clock)
  assert.deepEqual((await readBoth(packedFirst, 'screw:P1')).got, { byUnit: { A: 'possible' }, byLots: { A: 'possible' } })
})
