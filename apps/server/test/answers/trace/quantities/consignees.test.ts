import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { partyUri, placeUri, uri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'
import { consigneesOf, deliveredTo, totalsOf } from './books.ts'

const serials = (lot: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${lot}#${from + index}`)
const step = (word: string): string => `https://ref.gs1.org/cbv/BizStep-${word}`
const lot = (quantity: number) => ({ quantityList: [{ epcClass: uri('device:L'), quantity }] })
const route = (from: 'Maker' | 'A' | 'B', to: 'Maker' | 'A' | 'B' | 'C') => ({
  sourceList: [{ type: 'possessing_party', source: partyUri(from) }],
  destinationList: [
    { type: 'possessing_party', destination: partyUri(to) },
    { type: 'location', destination: placeUri(to) },
  ],
})
const object = (action: 'OBSERVE' | 'DELETE', word: string, what: Record<string, unknown>) => ({
  type: 'ObjectEvent',
  action,
  bizStep: step(word),
  ...what,
})
const made = (quantity: number) =>
  new Story()
    .at('07:00')
    .receive(['500 of screw:P1'], 'Supplier')
    .at('08:00')
    .make([`${quantity} of device:L`], { of: [`${quantity} of screw:P1`] })

const twoShifts = () =>
  new Story()
    .at('07:00')
    .receive(['50 of screw:P1', '50 of screw:P2'], 'Supplier')
    .at('09:00')
    .make(['50 of device:L'], { of: ['50 of screw:P1'] })
    .at('12:00')
    .ship(['30 of device:L'], 'A')
    .at('15:00')
    .make(['50 of device:L'], { of: ['50 of screw:P2'] })
    .at('17:00')
    .ship(['70 of device:L'], 'B')

test('§8.1: what left before the second shift is excluded with its quantity, what left after is possible', () => {
  const first = consigneesOf(twoShifts().documents(), ['screw:P1'])
  assert.deepEqual(deliveredTo(first, 'A'), [{ shipped: '30', certain: '30', held: '30', unconfirmed: '30' }])
  assert.deepEqual(deliveredTo(first, 'B'), [{ shipped: '70', possible: '70', held: '70', unconfirmed: '70' }])
  const second = consigneesOf(twoShifts().documents(), ['screw:P2'])
  assert.deepEqual(deliveredTo(second, 'A'), [{ shipped: '30', excluded: '30', held: '30', unconfirmed: '30' }])
  assert.deepEqual(
    second.consignees.map(({ id, value }) => [id, value]),
    [
      [uri('A'), 'excluded'],
      [uri('B'), 'possible'],
    ],
  )
})

test('per consignee: shipped = held + used + returned + unexplained, with what nobody confirmed', () => {
  const story = made(100)
    .at('10:00')
    .ship(['60 of device:L'], 'A')
    .at('2025-03-04 09:00')
    .tell('a', object('OBSERVE', 'receiving', { ...lot(50), ...route('Maker', 'A') }))
    .at('2025-03-05 09:00')
    .tell('a', object('DELETE', 'dispensing', lot(20)), { place: 'A' })
    .at('2025-03-06 09:00')
    .tell('a', object('DELETE', 'destroying', lot(3)), { place: 'A' })
    .at('2025-03-07 09:00')
    .returned(['7 of device:L'], 'A')
  assert.deepEqual(deliveredTo(consigneesOf(story.documents(), ['device:L']), 'A'), [
    { shipped: '60', certain: '60', held: '30', unconfirmed: '10', used: '23', destroyed: '3', returned: '7' },
  ])
  story.at('2025-03-08 09:00').tell('a', object('DELETE', 'dispensing', lot(35)), { place: 'A' })
  assert.deepEqual(deliveredTo(consigneesOf(story.documents(), ['device:L']), 'A'), [
    { shipped: '60', certain: '60', used: '58', destroyed: '3', returned: '7', unexplained: '-5' },
  ])
})

test('§8.5: after the rework with glue the first customer is excluded, the second possible, each with its quantity', () => {
  const story = new Story()
    .at('08:00')
    .make(['50 of device:L'], { of: ['50 of screw:P1'] })
    .at('09:00')
    .ship(['50 of device:L'], 'A')
    .at('10:00')
    .returned(['20 of device:L'], 'A')
    .at('11:00')
    .make(['20 of device:L'], { of: ['20 of device:L', '1 of glue:G'] })
    .at('12:00')
    .ship(['20 of device:L'], 'B')
  const value = consigneesOf(story.documents(), ['glue:G'])
  assert.deepEqual(deliveredTo(value, 'A'), [{ shipped: '50', excluded: '50', held: '30', unconfirmed: '30', returned: '20' }])
  assert.deepEqual(deliveredTo(value, 'B'), [{ shipped: '20', possible: '20', held: '20', unconfirmed: '20' }])
})

test('§8.12: three of six unnamed at A: possible, at most one; named there, certain', () => {
  const six = () =>
    serials('device:L', 1, 6)
      .reduce(
        (story, one, index) => story.at(`08:0${index}`).make([one], { of: [`1 of screw:${index === 1 ? 'P1' : 'P2'}`], lot: 'L' }),
        new Story(),
      )
      .at('12:00')
      .ship(['3 of device:L'], 'A')
  const before = consigneesOf(six().documents(), ['screw:P1'])
  assert.deepEqual(deliveredTo(before, 'A'), [{ shipped: '3', possible: '3', held: '3', unconfirmed: '3' }])
  assert.deepEqual(before.consignees[0]?.atMost, [{ lot: uri('device:L'), quantity: '1' }])
  const named = six()
    .at('2025-03-04 09:00')
    .tell('a', object('OBSERVE', 'receiving', { epcList: [uri('device:L#2')], ...route('Maker', 'A') }))
  const after = consigneesOf(named.documents(), ['screw:P1'], true)
  const [told] = after.consignees[0]?.quantities ?? []
  assert.deepEqual([told?.shipped, told?.certain, told?.serials], ['3', '1', [uri('device#2')]])
})

test('§8.13: the coater under a production order is no consignee: it is in production there', () => {
  const story = made(40).at('10:00').ship(['12 of device:L'], 'Coater', { order: 'prodorder' }).at('11:00').ship(['5 of device:L'], 'A')
  const value = consigneesOf(story.documents(), ['device:L'])
  assert.deepEqual(
    value.consignees.map(({ id }) => id),
    [uri('A')],
  )
  assert.deepEqual(value.inProduction, [{ id: uri('Coater'), lot: uri('device:L'), uom: null, quantity: '12' }])
})

test('§8.13: of a loan tray that came back, the implant that a complete look did not find is unexplained with the hospital, until its use is told', () => {
  const tray = () =>
    new Story()
      .at('08:00')
      .add(['device:L#1', 'device:L#2'])
      .at('09:00')
      .pack('tray~T1', ['device:L#1', 'device:L#2'])
      .at('10:00')
      .ship(['tray~T1'], 'A')
      .at('2025-03-05 10:00')
      .returned(['tray~T1'], 'A')
      .at('2025-03-05 11:00')
      .count('tray~T1', ['device:L#2'])
  assert.deepEqual(deliveredTo(consigneesOf(tray().documents(), ['device:L']), 'A'), [
    { shipped: '2', certain: '2', returned: '1', unexplained: '1' },
  ])
  assert.deepEqual(totalsOf(tray(), 'device:L'), [{ made: '2', returned: '1', shipped: '2', onHand: '1' }])
  const used = tray().at('2025-03-04 15:00').dispose('dispensing', ['device:L#1'], { source: 'a', place: 'A', heard: '2025-03-08 09:00' })
  assert.deepEqual(deliveredTo(consigneesOf(used.documents(), ['device:L']), 'A'), [
    { shipped: '2', certain: '2', used: '1', returned: '1' },
  ])
})

test('what a distributor passes on is his to answer for, and shown with whom it is now (field notes 17, 27)', () => {
  const story = made(100)
    .at('10:00')
    .ship(['60 of device:L'], 'A')
    .at('2025-03-04 09:00')
    .tell('a', object('OBSERVE', 'shipping', { ...lot(25), ...route('A', 'C') }))
    .at('2025-03-05 09:00')
    .tell('c', object('OBSERVE', 'receiving', { ...lot(25), ...route('A', 'C') }))
    .tell('c', object('DELETE', 'dispensing', lot(4)), { place: 'C' })
  const value = consigneesOf(story.documents(), ['device:L'])
  const distributor = value.consignees.find(({ id }) => id === uri('A'))
  assert.deepEqual(deliveredTo(value, 'A'), [{ shipped: '60', certain: '60', held: '56', unconfirmed: '35', used: '4' }])
  assert.deepEqual(
    distributor?.subConsignees.map(({ id, quantities }) => [id, quantities[0]?.shipped, quantities[0]?.held, quantities[0]?.used]),
    [[uri('C'), '25', '21', '4']],
  )
  assert.deepEqual(value.consignees.find(({ id }) => id === uri('C'))?.through, [uri('A')])
})

test('shipments: each with its papers, its time and what was in it, serials on demand', () => {
  const story = made(20)
    .at('09:00')
    .add(serials('device:L', 1, 3))
    .at('10:00')
    .ship(serials('device:L', 1, 3), 'A', { paper: 'DN1' })
    .at('11:00')
    .ship(['4 of device:L'], 'A', { paper: 'DN2' })
  const [customer] = consigneesOf(story.documents(), ['device:L'], true).consignees
  assert.deepEqual(
    customer?.shipments.map(({ transactions, lots }) => [
      transactions[0]?.id.slice(-3),
      lots.map(({ quantity, value }) => [quantity, value]),
    ]),
    [
      ['DN1', [['3', 'certain']]],
      ['DN2', [['4', 'certain']]],
    ],
  )
  assert.deepEqual(customer?.shipments[0]?.lots[0]?.serials, serials('device', 1, 3).map(uri))
})

test('a serial alone is asked about: of its lot only that one is shown', () => {
  const story = made(20)
    .at('09:00')
    .add(serials('device:L', 1, 3))
    .at('10:00')
    .ship(serials('device:L', 1, 3), 'A')
  assert.deepEqual(deliveredTo(consigneesOf(story.documents(), ['device:L#2']), 'A'), [
    { shipped: '1', certain: '1', held: '1', unconfirmed: '1' },
  ])
})

test('however a shipment is split, and in whatever order it is heard and heard again, the sums are the same', () => {
  const whole = deliveredTo(consigneesOf(made(100).at('10:00').ship(['60 of device:L'], 'A').documents(), ['device:L']), 'A')
  const portions = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(portions, fc.infiniteStream(fc.nat()), (told, random) => {
      const story = made(100)
      const sum = told.reduce((total, one) => total + one, 0)
      const parts = sum < 60 ? [...told, 60 - sum] : [60]
      for (const [index, part] of parts.entries()) story.at(`10:0${index}`).ship([`${part} of device:L`], 'A')
      const documents = story.documents()
      const shuffled = [...documents, ...documents.slice(0, 3)]
        .map((document) => ({ document, rank: random.next().value ?? 0 }))
        .sort((left, right) => left.rank - right.rank)
        .map(({ document }) => document)
      assert.deepEqual(deliveredTo(consigneesOf(shuffled, ['device:L']), 'A'), whole)
    }),
    { numRuns: process.env.PROOFLINE_LONG === '1' ? 1_000 : 40 },
  )
})
