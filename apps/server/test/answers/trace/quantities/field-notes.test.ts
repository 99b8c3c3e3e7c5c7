import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tellQuantities } from '../../../../src/answers/trace/rules/quantities.ts'
import { partyUri, placeUri, uri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'
import { booksOf, gapsOf, shown, totalsOf } from './books.ts'

const made = (quantity: number) => new Story().at('08:00').make([`${quantity} of device:L`], { of: [`${quantity} of screw:P1`] })

/** Told by a customer. */
const receipt = (party: 'A' | 'B', what: Record<string, unknown>) => ({
  type: 'ObjectEvent',
  action: 'OBSERVE',
  bizStep: 'https://ref.gs1.org/cbv/BizStep-receiving',
  sourceList: [{ type: 'possessing_party', source: partyUri('Maker') }],
  destinationList: [
    { type: 'possessing_party', destination: partyUri(party) },
    { type: 'location', destination: placeUri(party) },
  ],
  ...what,
})

test('one line for each lot, however many share an order (field notes 5, 18): each lot has its own balance', () => {
  const story = new Story()
    .at('08:00')
    .receive(['30 of screw:P1', '20 of screw:P2'], 'Supplier')
    .at('09:00')
    .make(['40 of device:L'], { of: ['25 of screw:P1', '15 of screw:P2'] })
  assert.deepEqual(totalsOf(story, 'screw:P1'), [{ received: '30', consumed: '25', onHand: '5' }])
  assert.deepEqual(totalsOf(story, 'screw:P2'), [{ received: '20', consumed: '15', onHand: '5' }])
})

test('a device is taken apart without ever having been put together here (field note 20): its parts are found, its own end is told', () => {
  const story = new Story()
    .at('08:00')
    .add(['device:L#1'])
    .at('09:00')
    .remove('device:L#1', ['motor:M#1'])
    .at('10:00')
    .dispose('destroying', ['device:L#1'])
  assert.deepEqual(totalsOf(story, 'motor:M'), [{ found: '1', onHand: '1' }])
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '1', destroyed: '1' }])
})

test('a part taken out of a device is found, and can be used again (field notes 11, 12); so of a device never assembled here', () => {
  const story = new Story()
    .at('08:00')
    .add(['motor:M#1'])
    .at('09:00')
    .add(['device#S', 'device#T', 'device#U'])
    .at('10:00')
    .fit('device#S', ['motor:M#1'])
    .at('11:00')
    .remove('device#S', ['motor:M#1'])
  assert.deepEqual(totalsOf(story, 'motor:M'), [{ made: '1', found: '1', consumed: '1', onHand: '1' }])
  story.at('12:00').fit('device#T', ['motor:M#1'])
  assert.deepEqual(totalsOf(story, 'motor:M'), [{ made: '1', found: '1', consumed: '2' }])
  story.at('13:00').remove('device#U', ['2 of board:B'])
  assert.deepEqual(totalsOf(story, 'board:B'), [{ found: '2', onHand: '2' }])
})

test('by-products of one making each have their own balance (field note 21)', () => {
  const story = new Story().at('08:00').make(['10 of bar:B1', '2.5 KGM of resin:SCRAP'], { of: ['30 KGM of heat:H'] })
  assert.deepEqual(totalsOf(story, 'bar:B1'), [{ made: '10', onHand: '10' }])
  assert.deepEqual(totalsOf(story, 'resin:SCRAP'), [{ uom: 'KGM', made: '2.5', onHand: '2.5' }])
})

test('the lot that comes back is not the lot that was delivered (field note 52): it had left, nobody told of that, and a gap says so', () => {
  const story = made(20)
    .at('09:00')
    .make(['20 of device:M'], { of: ['20 of screw:P1'] })
  story.at('10:00').ship(['5 of device:L'], 'A').at('12:00').returned(['5 of device:M'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', shipped: '5', onHand: '15' }])
  assert.deepEqual(totalsOf(story, 'device:M'), [{ made: '20', shipped: '5', returned: '5', onHand: '20' }])
  assert.deepEqual(gapsOf(story, 'device:M'), [
    { code: 'quantity-unexplained', object: uri('device:M'), event: 3, consignee: partyUri('A'), quantity: '5' },
  ])
})

test('a receipt at a customer whose dispatch nobody told leaves stock all the same, and is named as a gap', () => {
  const story = made(20)
    .at('10:00')
    .tell('a', receipt('A', { quantityList: [{ epcClass: uri('device:L'), quantity: 4 }] }))
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', shipped: '4', onHand: '16' }])
  assert.deepEqual(gapsOf(story, 'device:L'), [
    { code: 'quantity-unexplained', object: uri('device:L'), event: 1, consignee: partyUri('A'), quantity: '4' },
  ])
})

test('an amount that is not told is named as a gap, and not taken for nothing', () => {
  const story = made(20).at('10:00').ship(['device:L'], 'A')
  assert.deepEqual(gapsOf(story, 'device:L'), [{ code: 'quantity-unexplained', object: uri('device:L'), event: 1 }])
})

test('a shipment declared wrong by who told it left nothing; denied by another it counts, and is shown as doubtful', () => {
  const story = (source: string) =>
    made(20).at('10:00').ship(['8 of device:L'], 'A', { as: 'shipment' }).at('2025-03-04 09:00').deny('shipment', { source })
  assert.deepEqual(totalsOf(story('wms'), 'device:L'), [{ made: '20', onHand: '20' }])
  assert.deepEqual(totalsOf(story('erp'), 'device:L'), [{ made: '20', shipped: '8', onHand: '12' }])
  const { value } = tellQuantities(booksOf(story('erp').documents()), [{ id: uri('device:L') }], false)
  assert.deepEqual(value.items[0]?.doubtful, [1])
})

test('the same events heard again, and in another order, change nothing (field notes 48, 49)', () => {
  const story = made(20)
    .at('10:00')
    .ship(['8 of device:L'], 'A', { as: 'shipment' })
    .at('12:00')
    .returned(['3 of device:L'], 'A', { as: 'return' })
  const documents = story.documents()
  for (const heard of [documents.toReversed(), [...documents, ...documents], [...documents.toReversed(), ...documents]]) {
    const { value } = tellQuantities(booksOf(heard), [{ id: uri('device:L') }], false)
    assert.deepEqual(
      value.items[0]?.balances.map(({ total }) => shown(total)),
      [{ made: '20', returned: '3', shipped: '8', onHand: '15' }],
    )
  }
})
