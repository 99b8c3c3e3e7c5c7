import assert from 'node:assert/strict'
import { test } from 'node:test'
import { balanceOf } from '../../../../src/answers/trace/rules/quantities/balance.ts'
import { casesBeyond } from '../scenarios/index.ts'
import { partyUri, placeUri, uri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'
import { booksOf, countsOf, gapsOf, placesOf, totalsOf } from './books.ts'

for (const { clause, name, documents, questions } of casesBeyond) {
  for (const question of questions) {
    if (question.ask !== 'quantities') continue
    test(`${clause} ${name}: ${question.seed.join(' ')}`, () => {
      for (const seed of question.seed) {
        const [account, ...others] = booksOf(documents).items.accountsOf(seed)
        assert.ok(account !== undefined && others.length === 0)
        const { total } = balanceOf(account, undefined, false)
        for (const [term, amount] of Object.entries(question.terms)) assert.equal(total[term as 'made'], amount, term)
        assert.equal(total.unexplained, question.unexplained)
      }
    })
  }
}

const numbers = (lot: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${lot}#${from + index}`)

const made = (quantity: number) => new Story().at('08:00').make([`${quantity} of device:L`], { of: [`${quantity} of screw:P1`] })
const step = (word: string): string => `https://ref.gs1.org/cbv/BizStep-${word}`
const receipt = (party: 'A' | 'B', what: Record<string, unknown>, word = 'receiving') => ({
  type: 'ObjectEvent',
  action: 'OBSERVE',
  bizStep: step(word),
  sourceList: [{ type: 'possessing_party', source: partyUri('Maker') }],
  destinationList: [
    { type: 'possessing_party', destination: partyUri(party) },
    { type: 'location', destination: placeUri(party) },
  ],
  ...what,
})

test('§8.9: of what is missing the gap names the lot, how much, and the count', () => {
  const story = new Story()
    .at('08:00')
    .receive(['1000 of screw:P1'], 'Supplier')
    .at('09:00')
    .make(['900 of device:L'], { of: ['900 of screw:P1'] })
    .at('10:00')
    .dispose('destroying', ['50 of screw:P1'])
    .at('18:00')
    .see('cycle_counting', ['45 of screw:P1'])
  assert.deepEqual(gapsOf(story, 'screw:P1'), [{ code: 'quantity-unexplained', object: uri('screw:P1'), event: 3, quantity: '5' }])
  // Found again afterwards, by the step that says so.
  story.at('19:00').tell('wms', {
    type: 'ObjectEvent',
    action: 'ADD',
    bizStep: step('stock_taking'),
    quantityList: [{ epcClass: uri('screw:P1'), quantity: 2 }],
  })
  assert.deepEqual(totalsOf(story, 'screw:P1'), [
    { received: '1000', found: '2', consumed: '900', destroyed: '50', onHand: '47', unexplained: '5' },
  ])
})

test('a count of more than the books is unexplained with its sign', () => {
  const story = made(20).at('12:00').see('stock_taking', ['23 of device:L'])
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', onHand: '23', unexplained: '-3' }])
})

test('a count on a day of which no time is told: what a shipment of that day may explain is not called missing', () => {
  const story = made(20)
    .at('2025-03-04 10:00')
    .see('cycle_counting', ['12 of device:L'], { dateOnly: true })
    .at('2025-03-04 15:00')
    .ship(['8 of device:L'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', shipped: '8', onHand: '12' }])
  assert.equal(countsOf(story, 'device:L')[0]?.orderAmbiguous, true)
  const more = made(20)
    .at('2025-03-04 10:00')
    .see('cycle_counting', ['9 of device:L'], { dateOnly: true })
    .at('2025-03-04 15:00')
    .ship(['8 of device:L'], 'A')
  assert.deepEqual(totalsOf(more, 'device:L'), [{ made: '20', shipped: '8', onHand: '9', unexplained: '3' }])
})

test('more left than came: unexplained is less than nothing, never clipped (field notes 30, 38)', () => {
  const story = new Story()
    .at('08:00')
    .receive(['10 of screw:P1'], 'Supplier')
    .at('09:00')
    .make(['15 of device:L'], { of: ['15 of screw:P1'] })
  assert.deepEqual(totalsOf(story, 'screw:P1'), [{ received: '10', consumed: '15', unexplained: '-5' }])
  // The receipt that was missing is told a day later, with its own time: as if it had been told in order.
  story.at('08:30').receive(['5 of screw:P1'], 'Supplier', { heard: '2025-03-05 08:00' })
  assert.deepEqual(totalsOf(story, 'screw:P1'), [{ received: '15', consumed: '15' }])
})

test('a lot shipped in cartons on a pallet, each unit named, is shipped once', () => {
  const story = made(20)
    .at('09:00')
    .add(numbers('device:L', 1, 20))
    .at('10:00')
    .pack('case!1', numbers('device:L', 1, 10))
    .pack('case!2', numbers('device:L', 11, 20))
    .pack('case!9', ['case!1', 'case!2'])
    .at('11:00')
    .ship(['case!9', 'case!1', 'case!2'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', shipped: '20' }])
})

test('quantities of a lot packed unnamed go with their carton, and what was taken out stays', () => {
  const story = made(20)
    .at('10:00')
    .pack('case!1', ['12 of device:L'])
    .at('10:30')
    .unpack('case!1', ['2 of device:L'])
    .at('11:00')
    .ship(['case!1'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', shipped: '10', onHand: '10' }])
})

test('void_shipping takes a shipment back; staging, loading and departing ship nothing', () => {
  const story = made(20)
  for (const word of ['staging_outbound', 'loading', 'departing']) story.at('10:30').see(word, ['8 of device:L'])
  story.at('11:00').ship(['8 of device:L'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', shipped: '8', onHand: '12' }])
  story.at('12:00').takeBackShipment(['8 of device:L'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', onHand: '20' }])
})

test('§8.5: what comes back is returned, and rework under its own name makes nothing', () => {
  const story = made(50)
    .at('09:00')
    .ship(['50 of device:L'], 'A')
    .at('10:00')
    .returned(['20 of device:L'], 'A')
    .at('11:00')
    .make(['20 of device:L'], { of: ['20 of device:L', '1 of glue:G'] })
    .at('12:00')
    .ship(['20 of device:L'], 'B')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '50', returned: '20', shipped: '70' }])
})

test('§8.12: three of six left unnamed, and one of them is told by name where it came', () => {
  const story = new Story()
    .at('08:00')
    .make(numbers('device:L', 1, 6), { of: ['6 of screw:P1'], lot: 'L' })
    .at('12:00')
    .ship(['3 of device:L'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '6', shipped: '3', onHand: '3' }])
  story.at('2025-03-04 09:00').tell('a', receipt('A', { epcList: [uri('device:L#2')] }))
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '6', shipped: '3', onHand: '3' }])
})

test('units that are numbered after their lot was made are those that were made, whoever numbers them', () => {
  assert.deepEqual(
    totalsOf(
      made(20)
        .at('09:00')
        .add(numbers('device:L', 1, 5)),
      'device:L',
    ),
    [{ made: '20', onHand: '20' }],
  )
  const other = made(20)
    .at('09:00')
    .add(numbers('device:L', 1, 5), { source: 'erp' })
  assert.deepEqual(totalsOf(other, 'device:L'), [{ made: '20', onHand: '20' }])
  // Another system reports the whole at the end of the shift; more than it names were made.
  const late = new Story()
    .at('08:00')
    .add(numbers('device:L', 1, 5))
    .at('17:00')
    .make(['20 of device:L'], { of: ['20 of screw:P1'], source: 'erp' })
  assert.deepEqual(totalsOf(late, 'device:L'), [{ made: '20', onHand: '20' }])
})

test('what is bought as a quantity and numbered here is not made', () => {
  const story = new Story()
    .at('08:00')
    .receive(['10 of motor:M'], 'Supplier')
    .at('09:00')
    .add(numbers('motor:M', 1, 4))
  assert.deepEqual(totalsOf(story, 'motor:M'), [{ received: '10', onHand: '10' }])
})

test('one shipment told by two systems under one despatch advice, unit by unit and as a quantity, left once', () => {
  const story = made(20)
    .at('09:00')
    .add(numbers('device:L', 1, 20))
    .at('11:00')
    .ship(numbers('device:L', 1, 8), 'A', { paper: 'DN1' })
    .at('11:30')
    .ship(['8 of device:L'], 'A', { paper: 'DN1', source: 'erp' })
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', shipped: '8', onHand: '12' }])
  const reversed = made(20)
    .at('09:00')
    .add(numbers('device:L', 1, 20))
    .at('11:00')
    .ship(['8 of device:L'], 'A', { paper: 'DN1', source: 'erp' })
    .at('11:30')
    .ship(numbers('device:L', 1, 8), 'A', { paper: 'DN1' })
  assert.deepEqual(totalsOf(reversed, 'device:L'), [{ made: '20', shipped: '8', onHand: '12' }])
})

test('received, and accepted after inspection: it came once', () => {
  const story = new Story().at('08:00').receive(['100 of screw:P1'], 'Supplier')
  story.at('09:00').tell('qms', {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: step('accepting'),
    quantityList: [{ epcClass: uri('screw:P1'), quantity: 100 }],
    sourceList: [{ type: 'possessing_party', source: partyUri('Supplier') }],
    destinationList: [{ type: 'possessing_party', destination: partyUri('Maker') }],
  })
  assert.deepEqual(totalsOf(story, 'screw:P1'), [{ received: '100', onHand: '100' }])
})

test('a sample is moved, and comes to an end as sampled; what is retained is on hand', () => {
  const paper = [{ type: 'testres', bizTransaction: 'urn:epcglobal:cbv:bt:9529999000001:TR1' }]
  const some = (quantity: number) => [{ epcClass: uri('screw:P1'), quantity }]
  const story = new Story().at('08:00').receive(['100 of screw:P1'], 'Supplier')
  story
    .at('09:00')
    .tell('qms', { type: 'ObjectEvent', action: 'OBSERVE', bizStep: step('sampling'), quantityList: some(5), bizTransactionList: paper })
  assert.deepEqual(totalsOf(story, 'screw:P1'), [{ received: '100', onHand: '100' }])
  story
    .at('10:00')
    .tell('qms', { type: 'ObjectEvent', action: 'DELETE', bizStep: step('destroying'), quantityList: some(3), bizTransactionList: paper })
  assert.deepEqual(totalsOf(story, 'screw:P1'), [{ received: '100', sampled: '3', onHand: '97' }])
})

test('the coater under a production order has it in production, with us; what he lacks then is asked of him', () => {
  const story = made(20).at('10:00').ship(['12 of device:L'], 'Coater', { order: 'prodorder' })
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', onHand: '20' }])
  assert.deepEqual(placesOf(story, 'device:L'), [
    { made: '20', moved: '-12', onHand: '8' },
    { place: partyUri('Coater'), moved: '12', onHand: '12' },
  ])
  story.at('14:00').returned(['11 of device:L'], 'Coater')
  assert.deepEqual(
    placesOf(story, 'device:L').map(({ onHand }) => onHand),
    ['19', '1'],
  )
})

test('from one site to another the place changes and nothing else; a move that nobody told is seen where it was missed', () => {
  const at = (site: string): { bizLocation: { id: string } } => ({ bizLocation: { id: site } })
  const [first, second] = [placeUri('Maker'), `${placeUri('Maker')}/254/W2`]
  const other = 'https://id.gs1.org/414/9529999005991'
  const story = new Story()
  story.at('08:00').tell('mes', {
    type: 'TransformationEvent',
    bizStep: step('commissioning'),
    inputQuantityList: [{ epcClass: uri('screw:P1'), quantity: 20 }],
    outputQuantityList: [{ epcClass: uri('device:L'), quantity: 20 }],
    ...at(first),
  })
  story.at('09:00').tell('wms', {
    type: 'ObjectEvent',
    action: 'DELETE',
    bizStep: step('destroying'),
    quantityList: [{ epcClass: uri('device:L'), quantity: 2 }],
    ...at(other),
  })
  assert.deepEqual(placesOf(story, 'device:L'), [
    { place: first, made: '20', moved: '-2', onHand: '18' },
    { place: other, moved: '2', destroyed: '2' },
  ])
  // A count on a shelf of the site speaks of the site.
  story.at('10:00').tell('wms', {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: step('cycle_counting'),
    quantityList: [{ epcClass: uri('device:L'), quantity: 17 }],
    ...at(second),
  })
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', destroyed: '2', onHand: '17', unexplained: '1' }])
})
