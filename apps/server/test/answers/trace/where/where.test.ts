import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventUri, partyUri, placeUri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'
import { bucketsOf, spotOfThing, totalOf, whereIs } from './asking.ts'

const lot = 'device:L'
const made = () => new Story().at('08:00').make(['100 of device:L'], { of: ['100 of screw:P1'] })

test('§6: what is made, shipped, on the way, arrived, used and returned stands in its bucket, and the sum is the lot', () => {
  const story = made()
    .at('10:00')
    .see('storing', ['100 of device:L'], { place: 'Maker' })
    .at('2025-03-04 10:00')
    .ship(['30 of device:L'], 'A')
    .at('2025-03-04 11:00')
    .ship(['20 of device:L'], 'B')
    .at('2025-03-05 10:00')
    .receive(['30 of device:L'], 'Maker', { to: 'A', place: 'A' })
    .at('2025-03-06 10:00')
    .dispose('dispensing', ['12 of device:L'], { place: 'A' })
    .at('2025-03-07 10:00')
    .returned(['5 of device:L'], 'A')
  const answer = whereIs(story, [lot])
  assert.deepEqual(bucketsOf(answer, lot), {
    'in-stock': '50',
    'in-transit B': '20',
    'at-consignee A': '13',
    'used A': '12',
    returned: '5',
  })
  assert.deepEqual(totalOf(answer, lot), { quantity: '100', unexplained: '0', excluded: '0' })
})

test('§6 at a moment of the world: the same lot the day before it was received there', () => {
  const story = made()
    .at('2025-03-04 10:00')
    .ship(['30 of device:L'], 'A')
    .at('2025-03-06 10:00')
    .receive(['30 of device:L'], 'Maker', { to: 'A', place: 'A' })
  assert.deepEqual(bucketsOf(whereIs(story, [lot], { at: '2025-03-03 12:00' }), lot), { 'in-production': '100' })
  assert.deepEqual(bucketsOf(whereIs(story, [lot], { at: '2025-03-05 12:00' }), lot), { 'in-production': '70', 'in-transit A': '30' })
  assert.deepEqual(bucketsOf(whereIs(story, [lot]), lot), { 'in-production': '70', 'at-consignee A': '30' })
})

test('§8.1: what left before the affected shift is no part of the scope, and is told apart', () => {
  const story = new Story()
    .at('08:00')
    .make(['50 of device:L'], { of: ['50 of screw:P1'] })
    .at('12:00')
    .ship(['30 of device:L'], 'A')
    .at('14:00')
    .make(['50 of device:L'], { of: ['50 of screw:P2'] })
    .at('18:00')
    .ship(['70 of device:L'], 'B')
  const answer = whereIs(story, ['screw:P2'])
  assert.deepEqual(bucketsOf(answer, lot), { 'in-transit B possible': '70' })
  assert.deepEqual(totalOf(answer, lot), { quantity: '70', unexplained: '0', excluded: '30' })
})

test('§8.4: one unit in two cartons, no word of taking it out: it is where the second one went; until that was told, where the first one did', () => {
  const story = new Story()
    .at('09:00')
    .make(['device#5'], { of: ['1 of screw:P1'] })
    .at('10:00')
    .pack('case!1', ['device#5'])
    .at('11:00')
    .pack('case!2', ['device#5'], { heard: '2025-03-05 11:00' })
    .at('12:00')
    .ship(['case!1'], 'A')
    .at('13:00')
    .ship(['case!2'], 'B')
  assert.equal(spotOfThing(whereIs(story, ['device#5']), 'device#5'), 'in-transit B')
  assert.equal(spotOfThing(whereIs(story, ['device#5'], { afterDocuments: 4 }), 'device#5'), 'in-transit A')
})

test('§8.4: quantities in two cartons add up, each where its carton is', () => {
  const story = made()
    .at('10:00')
    .pack('case!1', ['10 of device:L'])
    .at('11:00')
    .pack('case!2', ['10 of device:L'])
    .at('12:00')
    .ship(['case!1'], 'A')
    .at('12:30')
    .ship(['case!2'], 'B')
  assert.deepEqual(bucketsOf(whereIs(story, [lot]), lot), { 'in-production': '80', 'in-transit A': '10', 'in-transit B': '10' })
})

test('§8.9: received, consumed and scrapped: what is left is on hand; a count moves nothing', () => {
  const story = new Story()
    .at('07:00')
    .receive(['1000 of screw:P1'], 'Supplier')
    .at('09:00')
    .make(['900 of device:L'], { of: ['900 of screw:P1'] })
    .at('10:00')
    .tell('mes', {
      type: 'ObjectEvent',
      action: 'DELETE',
      quantityList: [{ epcClass: eventUri('screw:P1'), quantity: 50 }],
      disposition: 'https://ref.gs1.org/cbv/Disp-disposed',
    })
    .at('18:00')
    .see('cycle_counting', ['45 of screw:P1'])
  const answer = whereIs(story, ['screw:P1'], { only: 'seed' })
  assert.deepEqual(bucketsOf(answer, 'screw:P1'), { consumed: '900', scrapped: '50', 'in-receipt': '50' })
  assert.deepEqual(totalOf(answer, 'screw:P1'), { quantity: '1000', unexplained: '0', excluded: '0' })
})

test('§8.12: three of six unnamed units shipped: the count is known, which ones is not', () => {
  const story = new Story()
  for (const serial of [1, 2, 3, 4, 5, 6]) {
    story.at(`08:0${serial}`).make([`device#${serial}`], { of: [`1 of screw:${serial === 2 ? 'P1' : 'P2'}`], lot: 'L' })
  }
  story.at('12:00').ship(['3 of device:L'], 'A')
  const whole = whereIs(story, [lot])
  assert.deepEqual(bucketsOf(whole, lot), { 'in-production': '3', 'in-transit A': '3' })
  assert.deepEqual(totalOf(whole, lot), { quantity: '6', unexplained: '0', excluded: '0' })
  const one = whereIs(story, ['screw:P1'])
  assert.equal(spotOfThing(one, 'device#2'), 'unknown (in-production | in-transit A)')
  assert.deepEqual(bucketsOf(one, lot), { 'unknown (in-production | in-transit A)': '1' })
  story.at('2025-03-04 10:00').receive(['device:L#2'], 'Maker', { source: 'a', to: 'A', place: 'A' })
  assert.equal(spotOfThing(whereIs(story, ['screw:P1']), 'device#2'), 'at-consignee A')
})

test('§6: what is lent stays ours: it is on loan, not delivered', () => {
  const lent = { type: 'owning_party', destination: partyUri('Maker') }
  const story = new Story()
    .at('08:00')
    .make(['pump#1'], { of: ['1 of motor:M'] })
    .at('10:00')
    .tell('wms', {
      type: 'ObjectEvent',
      action: 'OBSERVE',
      epcList: [eventUri('pump#1')],
      bizStep: 'https://ref.gs1.org/cbv/BizStep-shipping',
      sourceList: [{ type: 'possessing_party', source: partyUri('Maker') }],
      destinationList: [{ type: 'possessing_party', destination: partyUri('A') }, { type: 'location', destination: placeUri('A') }, lent],
    })
  assert.equal(spotOfThing(whereIs(story, ['pump#1']), 'pump#1'), 'in-transit A')
  story.at('2025-03-05 10:00').see('storing', ['pump#1'], { place: 'A' })
  assert.equal(spotOfThing(whereIs(story, ['pump#1']), 'pump#1'), 'on-loan A')
})

test('§8.13: a loan tray comes back with a complete look that lacks an implant: unknown, last with the hospital; its later use report places it there', () => {
  const story = new Story()
    .at('08:00')
    .make(['device#7', 'device#8'], { of: ['2 of screw:P1'], lot: 'L' })
    .at('09:00')
    .pack('tray~1', ['device#7', 'device#8'])
    .at('10:00')
    .ship(['tray~1'], 'A')
    .at('2025-03-04 10:00')
    .receive(['tray~1'], 'Maker', { to: 'A', place: 'A' })
    .at('2025-03-06 10:00')
    .returned(['tray~1'], 'A', { place: 'Maker' })
    .at('2025-03-06 11:00')
    .count('tray~1', ['device#8'], { place: 'Maker' })
  const answer = whereIs(story, [lot])
  assert.equal(spotOfThing(answer, 'device#7'), 'unknown A')
  assert.equal(spotOfThing(answer, 'device#8').startsWith('at-consignee'), false)
  story.at('2025-03-05 09:00').dispose('dispensing', ['device#7'], { place: 'A', source: 'a', heard: '2025-03-08 09:00' })
  assert.equal(spotOfThing(whereIs(story, [lot]), 'device#7'), 'used A')
})

test('§8.13: what the coater has under a production order is in production there, and has no consignee', () => {
  const story = made().at('10:00').ship(['50 of device:L'], 'Coater', { order: 'prodorder' })
  assert.deepEqual(bucketsOf(whereIs(story, [lot]), lot), { 'in-production': '50', 'in-production Coater': '50' })
})

test('§2: a part is where its device is; taken out at a hospital, nobody says where it went', () => {
  const story = new Story()
    .at('08:00')
    .fit('pump#1', ['motor#M1'], { place: 'Maker' })
    .at('10:00')
    .ship(['pump#1'], 'A', { place: 'Maker' })
    .at('2025-03-04 10:00')
    .receive(['pump#1'], 'Maker', { to: 'A', place: 'A' })
  assert.equal(spotOfThing(whereIs(story, ['motor#M1']), 'motor#M1'), 'at-consignee A')
  story.at('2025-03-05 10:00').remove('pump#1', ['motor#M1'], { place: 'A' })
  assert.equal(spotOfThing(whereIs(story, ['motor#M1']), 'motor#M1'), 'unknown A')
  story.at('2025-03-06 10:00').see('inspecting', ['motor#M1'], { place: 'Maker' })
  assert.equal(spotOfThing(whereIs(story, ['motor#M1']), 'motor#M1'), 'in-stock')
})

test('§6: held, expired and retained stock are told apart from what is free', () => {
  const disposition = (word: string) => `https://ref.gs1.org/cbv/Disp-${word}`
  const amount = (quantity: number) => [{ epcClass: eventUri(lot), quantity }]
  const look = { type: 'ObjectEvent', action: 'OBSERVE', bizLocation: { id: placeUri('Maker') } }
  const story = made()
    .at('09:00')
    .see('storing', ['100 of device:L'], { place: 'Maker' })
    .at('10:00')
    .tell('qms', {
      ...look,
      quantityList: amount(8),
      bizStep: 'https://ref.gs1.org/cbv/BizStep-inspecting',
      disposition: disposition('non_conformant'),
    })
    .at('11:00')
    .see('sampling', ['2 of device:L'], { place: 'Maker' })
  assert.deepEqual(bucketsOf(whereIs(story, [lot]), lot), { 'in-stock': '90', 'in-stock held': '8', 'in-stock retained': '2' })
})

test('§6: past its date, stock is expired, judged at the moment that is asked about', () => {
  const story = new Story().at('08:00').tell('mes', {
    type: 'ObjectEvent',
    action: 'ADD',
    quantityList: [{ epcClass: eventUri(lot), quantity: 10 }],
    bizStep: 'https://ref.gs1.org/cbv/BizStep-storing',
    ilmd: { 'cbvmda:itemExpirationDate': '2025-03-20' },
  })
  assert.deepEqual(bucketsOf(whereIs(story, [lot], { now: '2025-03-15 00:00' }), lot), { 'in-stock': '10' })
  assert.deepEqual(bucketsOf(whereIs(story, [lot], { now: '2025-03-22 00:00' }), lot), { 'in-stock expired': '10' })
  assert.deepEqual(bucketsOf(whereIs(story, [lot], { at: '2025-03-15 00:00', now: '2025-03-15 00:00' }), lot), { 'in-stock': '10' })
})

test('§5: more is told to have left than ever was there: the difference is shown with its sign', () => {
  const answer = whereIs(made().at('10:00').ship(['120 of device:L'], 'A'), [lot])
  assert.deepEqual(bucketsOf(answer, lot), { 'in-transit A': '120' })
  assert.deepEqual(totalOf(answer, lot), { quantity: '100', unexplained: '-20', excluded: '0' })
})

test('§1: a shipment that another system denies may have happened: the quantity is in one of two places', () => {
  const story = made()
    .at('10:00')
    .ship(['30 of device:L'], 'A', { as: 'shipment' })
    .at('2025-03-04 10:00')
    .deny('shipment', { source: 'erp' })
  assert.deepEqual(bucketsOf(whereIs(story, [lot]), lot), { 'in-production': '70', 'unknown (in-production | in-transit A)': '30' })
})

test('§1: two records of how one unit was made, and one unit is made once: what each took of a lot, it perhaps took', () => {
  const story = new Story()
    .receive(['20 of screw:P1'], 'Supplier')
    .at('10:00')
    .make(['device#1', 'device#2'], { of: ['2 of screw:P1'] })
    .at('11:00')
    .make(['device#3'], { of: ['1 of screw:P1'] })
    .at('12:00')
    .make(['device#1', 'device#2'], { of: ['2 of screw:P1'] })
  const answer = whereIs(story, ['screw:P1'])
  assert.deepEqual(bucketsOf(answer, 'screw:P1'), { 'in-receipt': '15', consumed: '1', 'unknown (consumed | in-receipt)': '4' })
  assert.deepEqual(totalOf(answer, 'screw:P1'), { quantity: '20', unexplained: '0', excluded: '0' })
})

test('§1: one system records a making twice, with two expiry dates of the lot: perhaps one making, and what each took it perhaps took', () => {
  const making = (expiry: string) => ({
    type: 'TransformationEvent',
    inputQuantityList: [{ epcClass: eventUri('screw:P1'), quantity: 5 }],
    outputQuantityList: [{ epcClass: eventUri(lot), quantity: 5 }],
    ilmd: { 'cbvmda:itemExpirationDate': expiry },
  })
  const story = new Story()
    .receive(['20 of screw:P1'], 'Supplier')
    .at('10:00')
    .tell('mes', making('2027-01-08'))
    .tell('mes', making('2031-12-31'))
    .at('15:00')
    .tell('mes', making('2027-01-08'))
  const buckets = bucketsOf(whereIs(story, ['screw:P1']), 'screw:P1')
  assert.deepEqual(buckets, { 'in-receipt': '5', consumed: '5', 'unknown (consumed | in-receipt)': '10' })
})

test('§5: what a supplier makes and ships to us is received; what is used at a place of which nobody told whose it is, is ours', () => {
  const story = new Story()
    .add(['20 of screw:P1'], { place: 'Supplier' })
    .at('10:00')
    .ship(['12 of screw:P1'], 'Maker', { from: 'Supplier' })
    .at('11:00')
    .receive(['12 of screw:P1'], 'Supplier', { place: 'Maker' })
  assert.deepEqual(bucketsOf(whereIs(story, ['screw:P1']), 'screw:P1'), { 'in-receipt': '12', 'in-stock Supplier': '8' })
  story.at('12:00').make(['device#1'], { of: ['5 of screw:P1'] })
  const answer = whereIs(story, ['screw:P1'])
  assert.deepEqual(bucketsOf(answer, 'screw:P1'), { 'in-receipt': '7', consumed: '5', 'in-stock Supplier': '8' })
})

test('§1: two words for one day, the order not told: one of the two', () => {
  const story = new Story()
    .at('08:00')
    .make(['device#1'], { of: ['1 of screw:P1'] })
    .at('2025-03-05 00:00')
    .ship(['device#1'], 'A', { dateOnly: true })
    .at('2025-03-05 00:00')
    .ship(['device#1'], 'B', { dateOnly: true })
  assert.equal(spotOfThing(whereIs(story, ['device#1']), 'device#1'), 'unknown (in-transit A | in-transit B)')
})

test('§1: a clock far ahead: what claims to have happened after it was heard is ordered when it was heard', () => {
  const story = new Story()
    .at('08:00')
    .make(['device#1'], { of: ['1 of screw:P1'] })
    .at('2025-03-09 10:00')
    .see('storing', ['device#1'], { place: 'Maker', source: 'gate', heard: '2025-03-04 10:00', clockSeconds: 0 })
    .at('2025-03-06 10:00')
    .ship(['device#1'], 'A')
  assert.equal(spotOfThing(whereIs(story, ['device#1']), 'device#1'), 'in-transit A')
})
