import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followRollups } from '../../../src/views/rollups/index.ts'
import { factsOf, openTestHistory } from '../history.ts'
import { declarationOf, lotUri, objectEvent, randomOf, serialUri } from '../stories.ts'
import { selectStale } from './standing.ts'

type Event = Record<string, unknown>
/** SSCCs with their check digits. */
const containers = ['950600013430000016', '950600013430000023', '950600013430000030', '950600013430000047']
const containerUri = (name: string): string => `https://id.gs1.org/00/${containers[Number(name) - 1] ?? ''}`
const of = (number: number, type: string, members: Event): Event =>
  objectEvent(number, { type, bizStep: 'packing', quantityList: undefined, ...members })
const packed = (number: number, parentID: string, childEPCs: readonly string[], action = 'ADD'): Event =>
  of(number, 'AggregationEvent', { action, parentID, childEPCs })
const fitted = (number: number, parentID: string, childEPCs: readonly string[], action = 'ADD'): Event =>
  of(number, 'AssociationEvent', { action, parentID, childEPCs, bizStep: 'assembling' })
const moved = (number: number, ...epcList: readonly string[]): Event => of(number, 'ObjectEvent', { epcList, bizStep: 'shipping' })
const made = (number: number, serial: string, lot: string): Event =>
  of(number, 'ObjectEvent', { action: 'ADD', epcList: [serialUri(serial)], bizStep: 'commissioning', ilmd: { 'cbvmda:lotNumber': lot } })
const told = (number: number, serial: string, lot: string): Event =>
  of(number, 'ObjectEvent', {
    epcList: [serialUri(serial)],
    bizStep: 'inspecting',
    'proofline:memberOf': [{ epc: serialUri(serial), lot: lotUri(lot) }],
  })

/** Each event is a document of its own; the roll-ups follow a few at a time. @returns the events that mean something else in the end than their rows say */
async function staleAfter(events: readonly Event[], factsAtOnce = 1): Promise<number[]> {
  const history = await openTestHistory()
  await history.append(events.flatMap((event) => factsOf('mes', [event])))
  await history.project()
  const { size } = history.ledger.state()
  const stale = await history.database.transaction(history.organisation, async (transaction) => {
    for (let cursor = 0; cursor < size; ) cursor = await followRollups(transaction, factsAtOnce)
    return selectStale(transaction, size)
  })
  await history.close()
  return stale
}

test('a lot told afterwards counts where a container went with the unit in it', async () => {
  assert.deepEqual(await staleAfter([packed(2, containerUri('1'), [serialUri('A')]), moved(3, containerUri('1')), told(4, 'A', 'L1')]), [])
  assert.deepEqual(await staleAfter([packed(2, containerUri('1'), [serialUri('A')]), moved(3, containerUri('1')), made(1, 'A', 'L1')]), [])
})

test('a part that was taken out was there before, as is told afterwards', async () => {
  assert.deepEqual(await staleAfter([fitted(5, serialUri('P'), [serialUri('A')], 'DELETE'), moved(2, serialUri('A'))]), [])
})

test('what is taken out of a container and was never told to be put in went along with it, as is told afterwards', async () => {
  const unpacked = packed(5, containerUri('1'), [serialUri('A')], 'DELETE')
  assert.deepEqual(await staleAfter([made(1, 'A', 'L1'), moved(3, containerUri('1')), unpacked]), [])
  assert.deepEqual(
    await staleAfter([made(1, 'A', 'L1'), moved(3, containerUri('1')), unpacked, packed(4, containerUri('1'), [serialUri('A')])]),
    [],
  )
})

test('what a device is taken apart into was in it, unless it is told afterwards how it came there', async () => {
  const removed = fitted(5, serialUri('P'), [serialUri('A')], 'DELETE')
  assert.deepEqual(await staleAfter([made(1, 'P', 'L1'), made(2, 'A', 'L2'), removed, fitted(3, serialUri('P'), [serialUri('A')])]), [])
})

/** Few things and many words about them, in any order. */
function randomEvents(seed: number, count: number): Event[] {
  const random = randomOf(seed)
  const among = <Value>(values: readonly [Value, ...Value[]]): Value => values[Math.floor(random() * values.length)] ?? values[0]
  const serial = (): string => serialUri(among(['A', 'B', 'C']))
  const container = (): string => containerUri(among(['1', '2', '3']))
  const events: Event[] = []
  for (let number = 1; number <= count; number += 1) {
    const time = Math.floor(random() * 40)
    const action = among(['ADD', 'ADD', 'OBSERVE', 'DELETE'])
    const previous = events[Math.floor(random() * events.length)]
    const event = among<() => Event>([
      () => packed(time, container(), [serial()], action),
      () => packed(time, containerUri('4'), [container()], action),
      () => fitted(time, serialUri('P'), [serial()], action),
      () => moved(time, among([serial, container, () => containerUri('4')])()),
      () => made(time, among(['A', 'B', 'C', 'P']), among(['L1', 'L2'])),
      () => told(time, among(['A', 'B', 'C']), among(['L1', 'L2'])),
      () => (previous === undefined || 'errorDeclaration' in previous ? moved(time, serial()) : declarationOf(previous)),
    ])()
    events.push(
      'errorDeclaration' in event ? event : { ...event, eventID: `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}` },
    )
  }
  return events
}

test('whatever is told in whatever order, what stands is what every event means with all that is known', async () => {
  const seeds = process.env.PROOFLINE_LONG === '1' ? 60 : 4
  for (let seed = 1; seed <= seeds; seed += 1) assert.deepEqual(await staleAfter(randomEvents(seed, 40), 3), [], `seed ${seed}`)
})
