import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameOf, uri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'
import { tell } from './telling.ts'

// What went into a lot, from whom, and how much of it.

const five = ['screw:P1', 'screw:P2', 'screw:P3', 'screw:P4', 'screw:P5']

test('row 1: a lot made of five supplier lots shows all five, never one, and each of the five shows the lot', async () => {
  const story = new Story()
    .at('07:00')
    .receive(
      five.map((lot) => `20 of ${lot}`),
      'Supplier',
    )
    .at('09:00')
    .make(['100 of device:L'], { of: five.map((lot) => `20 of ${lot}`) })
  const told = await tell(story)
  const back = await told.backward(['device:L'])
  assert.deepEqual([...back.certain, ...back.possible].sort(), ['device:L', ...five])
  assert.deepEqual(back.origins, Object.fromEntries(five.map((lot) => [lot, 'Supplier'])))
  assert.deepEqual([back.gaps, back.unchecked, back.verdict], [[], [], 'complete'])
  for (const lot of five) {
    const { certain, possible } = await told.forward([lot])
    assert.deepEqual([...certain, ...possible], [lot, 'device:L'])
  }
})

test('row 1: where one of five is consumed and nobody told its lot, the answer is incomplete and says so: it does not show four as if they were all', async () => {
  const story = new Story()
    .at('07:00')
    .receive(
      five.map((lot) => `20 of ${lot}`),
      'Supplier',
    )
    .at('09:00')
    .make(['100 of device:L'], { of: ['20 of screw', ...five.slice(1).map((lot) => `20 of ${lot}`)] })
  const told = await tell(story)
  const back = await told.backward(['device:L'])
  assert.equal(back.verdict, 'incomplete')
  assert.ok(back.gaps.includes('lot-unknown screw'))
  const forward = await told.forward(['screw:P1'])
  assert.deepEqual(forward.possible, ['device:L'], 'the lot that was not named may be this one')
})

test('row 4: two orders draw on the same lot: each took what it says it took, whichever order the office booked it on', async () => {
  const story = new Story()
    .at('07:00')
    .receive(['100 of screw:P1', '50 of screw:P2'], 'Supplier')
    .at('08:00')
    .make(['10 of device:L'], { of: ['40 of screw:P1'], as: 'order 1' })
    .at('09:00')
    .make(['10 of pump:K'], { of: ['35 of screw:P1', '20 of screw:P2'] })
  const told = await tell(story)
  assert.deepEqual((await told.balance('screw:P1')).terms, { received: '100', consumed: '75', onHand: '25' })
  assert.deepEqual(await told.whereabouts('screw:P1'), { consumed: '75', 'in-receipt': '25' })
  assert.deepEqual((await told.forward(['screw:P2'])).possible, ['pump:K'], 'never the device, whose order did not touch it')
  assert.deepEqual((await told.backward(['device:L'])).certain, ['device:L', 'screw:P1'])
  // The office says later that its books have the second lot on the first order: both stand, and nothing is certain any more.
  const wrong = told.size
  await told.hear(story.at('17:00').deny('order 1', { source: 'erp' }))
  const then = await told.backward(['device:L'])
  assert.deepEqual([then.certain, then.possible], [['device:L'], ['screw:P1']])
  assert.ok(then.gaps.includes('contradiction-open erp'), then.gaps.join())
  assert.deepEqual((await told.backward(['device:L'], { knowing: wrong })).certain, ['device:L', 'screw:P1'])
})

test('row 5: an issue of six rows stays six rows: no lot is lost, and rows of the same lot add up', async () => {
  const rows = ['10 of screw:P1', '15 of screw:P1', '5 of screw:P2', '5 of screw:P3', '0.2 KGM of glue:G1', '0.3 KGM of glue:G1']
  const story = new Story()
    .at('07:00')
    .receive(['25 of screw:P1', '5 of screw:P2', '5 of screw:P3', '0.5 KGM of glue:G1'], 'Supplier')
    .at('09:00')
    .make(['35 of device:L'], { of: rows })
  const told = await tell(story)
  assert.deepEqual((await told.backward(['device:L'])).certain, ['device:L', 'glue:G1'])
  assert.deepEqual((await told.balance('screw:P1')).terms, { received: '25', consumed: '25' })
  assert.deepEqual((await told.balance('screw:P2')).terms, { received: '5', consumed: '5' })
  assert.deepEqual((await told.balance('glue:G1')).terms, { uom: 'KGM', received: '0.5', consumed: '0.5' })
})

test('row 6: a supplier recalls its own lot: what it became under our part number, and whom that reached, is found by the supplier’s number', async () => {
  const story = new Story()
    .at('07:00')
    .receive(['100 of screw-b:S-77'], 'Second')
    .at('07:30')
    .make(['60 of screw:IN-1', '40 of screw:IN-2'], { of: ['100 of screw-b:S-77'], renamed: true })
    .at('08:00')
    .make(['60 of device:L'], { of: ['60 of screw:IN-1'] })
    .at('08:30')
    .make(['40 of pump:K'], { of: ['40 of screw:IN-2'] })
    .at('09:00')
    .ship(['60 of device:L'], 'A')
    .at('09:30')
    .ship(['40 of pump:K'], 'B')
  const told = await tell(story)
  const recall = await told.forward(['screw-b:S-77'])
  assert.deepEqual(recall.certain, ['device:L', 'pump:K', 'screw-b:S-77', 'screw:IN-1', 'screw:IN-2'])
  assert.deepEqual(recall.consignees, { A: 'certain', B: 'certain' })
  assert.equal(recall.verdict, 'complete')
  assert.deepEqual((await told.backward(['pump:K'])).origins, { 'screw-b:S-77': 'Second' })
})

test('row 6: received under our own part number, the origin says who supplied it and every lot number that the supplier gave it', async () => {
  const story = new Story()
    .at('07:00')
    .receive(['60 of screw:IN-1'], 'Second', { supplierLot: { 'screw:IN-1': 'S-77' } })
    .at('07:30')
    .receive(['40 of screw:IN-1'], 'Second', { supplierLot: { 'screw:IN-1': 'S-78' } })
    .at('08:00')
    .make(['100 of device:L'], { of: ['100 of screw:IN-1'] })
  const told = await tell(story)
  const { value } = await told.backward(['device:L'])
  assert.deepEqual(value.origins, [{ id: uri('screw:IN-1'), value: 'certain', supplier: uri('Second'), supplierLots: ['S-77', 'S-78'] }])
})

test('row 9: a substitute was used: the trace shows what went in, not what the bill of materials asks for, and the recipe is satisfied by it', async () => {
  const story = (declared: boolean) =>
    new Story()
      .at('07:00')
      .receive(['50 of screw:P1', '50 of screw-b:Q1'], 'Supplier')
      .at('09:00')
      .make(['50 of device:L'], {
        of: ['50 of screw-b:Q1'],
        recipe: { screw: 1 },
        ...(declared && { substitutes: { 'screw-b': 'screw' } }),
      })
  const told = await tell(story(true))
  assert.deepEqual((await told.forward(['screw-b:Q1'])).certain, ['device:L', 'screw-b:Q1'])
  const other = await told.forward(['screw:P1'])
  assert.deepEqual([other.certain, other.possible], [['screw:P1'], []])
  const back = await told.backward(['device:L'])
  assert.deepEqual([back.certain, back.possible, back.gaps], [['device:L', 'screw-b:Q1'], [], []])
  // Nobody declared it: then the screw that the recipe asks for is missing, and may have been any lot of it.
  const silent = await (await tell(story(false))).forward(['screw:P1'])
  assert.deepEqual(silent.possible, ['device:L'])
  assert.ok(silent.gaps.includes('input-unstated device:L'), silent.gaps.join())
})

test('row 18: every lot has its own quantities, and they add up to what was received and made', async () => {
  const story = new Story()
    .at('07:00')
    .receive(['1000 of screw:P1', '400 of screw:P2'], 'Supplier')
    .at('08:00')
    .make(['300 of device:L'], { of: ['600 of screw:P1'] })
    .at('09:00')
    .make(['200 of device:M'], { of: ['300 of screw:P1', '100 of screw:P2'] })
    .at('10:00')
    .dispose('destroying', ['50 of screw:P1'])
    .at('12:00')
    .ship(['120 of device:L', '200 of device:M'], 'A')
    .at('13:00')
    .ship(['80 of device:L'], 'B')
    .at('18:00')
    .see('cycle_counting', ['45 of screw:P1'])
  const told = await tell(story)
  const counted = await told.balance('screw:P1')
  assert.deepEqual(counted.terms, { received: '1000', consumed: '900', destroyed: '50', onHand: '45', unexplained: '5' })
  assert.ok(counted.gaps.includes('quantity-unexplained screw:P1'))
  assert.deepEqual((await told.balance('screw:P2')).terms, { received: '400', consumed: '100', onHand: '300' })
  assert.deepEqual((await told.balance('device:L')).terms, { made: '300', shipped: '200', onHand: '100' })
  assert.deepEqual((await told.balance('device:M')).terms, { made: '200', shipped: '200' })
  const { value } = await told.consignees(['screw:P1'])
  assert.deepEqual(
    value.consignees
      .flatMap(({ id, quantities }) => quantities.map(({ lot, shipped }) => `${nameOf(id)} ${shipped} of ${nameOf(lot)}`))
      .sort(),
    ['A 120 of device:L', 'A 200 of device:M', 'B 80 of device:L'],
  )
})

test('row 21: one making with a by-product: both lots come of the same inputs, each can be asked about and has its own quantity', async () => {
  const story = new Story()
    .at('07:00')
    .receive(['30 KGM of heat:H'], 'Supplier')
    .at('08:00')
    .make(['10 of bar:B1', '2.5 KGM of resin:SCRAP'], { of: ['30 KGM of heat:H'] })
    .at('10:00')
    .ship(['2.5 KGM of resin:SCRAP'], 'B')
  const told = await tell(story)
  const forward = await told.forward(['heat:H'])
  assert.deepEqual([forward.certain, forward.consignees], [['bar:B1', 'heat:H', 'resin:SCRAP'], { B: 'certain' }])
  assert.deepEqual((await told.backward(['resin:SCRAP'])).certain, ['heat:H', 'resin:SCRAP'])
  assert.deepEqual((await told.balance('bar:B1')).terms, { made: '10', onHand: '10' })
  assert.deepEqual((await told.balance('resin:SCRAP')).terms, { uom: 'KGM', made: '2.5', shipped: '2.5' })
})

test('row 24: a part that is to be traced by lot is used by its part number alone: the use, the product and its customer are named as not known', async () => {
  const story = new Story()
    .at('07:00')
    .receive(['100 of screw:P1'], 'Supplier')
    .at('09:00')
    .make(['50 of device:L'], { of: ['50 of screw'] })
    .at('12:00')
    .ship(['50 of device:L'], 'A')
  const told = await tell(story)
  const forward = await told.forward(['screw:P1'])
  assert.deepEqual([forward.certain, forward.possible], [['screw:P1'], ['device:L']])
  assert.deepEqual(forward.consignees, { A: 'possible' })
  assert.deepEqual([forward.gaps, forward.verdict], [['granularity-coarser screw', 'lot-unknown screw'], 'incomplete'])
  assert.deepEqual(await told.missing(['device:L']), { forward: [], backward: ['lot-unknown screw'] })
  assert.equal((await told.backward(['device:L'])).verdict, 'incomplete')
})

test('row 25: a lot is a thing of its own: one number gives its life, its quantities, who worked on it and what is not known', async () => {
  const story = new Story()
    .at('07:00')
    .receive(['20 of screw:P1'], 'Supplier')
    .at('08:00')
    .make(['20 of device:L'], { of: ['20 of screw:P1'], place: 'Maker' })
    .at('09:00')
    .see('inspecting', ['device:L'], { place: 'Maker' })
    .at('10:00')
    .ship(['20 of device:L'], 'A', { paper: 'DN1' })
  const told = await tell(story)
  assert.deepEqual((await told.life('device:L')).steps, ['TransformationEvent', 'inspecting', 'shipping'])
  assert.deepEqual((await told.balance('device:L')).terms, { made: '20', shipped: '20' })
  const { value } = await told.responsible(['device:L'])
  assert.deepEqual(
    value.forward.map(({ step, place, to, sources, transactions }) => [
      step?.split('-').pop(),
      nameOf(place ?? to ?? ''),
      sources,
      transactions.length,
    ]),
    [
      [undefined, 'Maker', ['mes'], 0],
      ['inspecting', 'Maker', ['wms'], 0],
      ['shipping', 'A', ['wms'], 1],
    ],
  )
  assert.deepEqual(await told.missing(['device:L']), { forward: [], backward: [] })
})
