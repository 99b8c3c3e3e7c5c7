import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ContentTold, readContents } from '../../../../src/answers/trace/rules/basis/measures.ts'
import { by, plus, ratio, readRational, showRational, times } from '../../../../src/answers/trace/rules/basis/rational.ts'
import { tellQuantities } from '../../../../src/answers/trace/rules/quantities.ts'
import { classOf, eventUri, uri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'
import { booksOf, totalsOf } from './books.ts'

test('an amount is exact: twelve twelfths are one, and a third shows what its decimals leave out', () => {
  const twelfth = ratio(1n, 12n)
  assert.deepEqual(showRational(Array.from({ length: 12 }, () => twelfth).reduce(plus)), { decimal: '1' })
  assert.deepEqual(showRational(ratio(1n, 3n)), { decimal: '0.333333333', remainder: '1/3000000000' })
  assert.deepEqual(showRational(ratio(-1n, 8n)), { decimal: '-0.125' })
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.bigInt(1n, 10n ** 6n), (over, under) => {
      const value = ratio(over, under)
      const { decimal, remainder } = showRational(value)
      const [left = '0', right = '1'] = (remainder ?? '0/1').split('/')
      assert.deepEqual(plus(readRational(decimal), ratio(BigInt(left), BigInt(right))), value)
      assert.deepEqual(by(times(value, ratio(7n, 3n)), ratio(7n, 3n)), value)
    }),
    { numRuns: process.env.PROOFLINE_LONG === '1' ? 10_000 : 200 },
  )
})

test('pounds and kilograms are one balance, exact: 1 LBR is 0.45359237 KGM', () => {
  const story = new Story()
    .at('08:00')
    .receive(['2 LBR of resin:R1'], 'Supplier')
    .at('09:00')
    .make(['9 of housing:H1'], { of: ['0.45359237 KGM of resin:R1'] })
  assert.deepEqual(totalsOf(story, 'resin:R1'), [{ uom: 'LBR', received: '2', consumed: '1', onHand: '1' }])
  const grams = new Story()
    .at('08:00')
    .receive(['0.05 KGM of resin:R1'], 'Supplier')
    .at('09:00')
    .make(['1 of housing:H1'], { of: ['50 GRM of resin:R1'] })
  assert.deepEqual(totalsOf(grams, 'resin:R1'), [{ uom: 'KGM', received: '0.05', consumed: '0.05' }])
})

test('a dozen of which one is delivered leaves eleven, not 11.04 (field notes 31, 32)', () => {
  const story = new Story().at('08:00').receive(['1 DZN of screw:P1'], 'Supplier').at('09:00').ship(['1 of screw:P1'], 'A')
  assert.deepEqual(totalsOf(story, 'screw:P1'), [{ received: '12', shipped: '1', onHand: '11' }])
})

test('a third of a box is a third: what has no end is shown with its remainder', () => {
  const content: ContentTold = {
    object: uri('glue:G'),
    fact: 0,
    recordedMs: 0,
    contents: [{ per: 'XBX', quantity: '3', uom: 'KGM', of: null }],
  }
  const story = new Story()
    .at('08:00')
    .receive(['1 XBX of glue:G'], 'Supplier')
    .at('09:00')
    .make(['1 of housing:H'], { of: ['1 KGM of glue:G'] })
  assert.deepEqual(totalsOf(story, 'glue:G', [content]), [
    {
      uom: 'XBX',
      received: '1',
      consumed: '0.333333333',
      onHand: '0.666666666',
      'consumed remainder': '1/3000000000',
      'onHand remainder': '1/1500000000',
    },
  ])
})

const boxes = () =>
  new Story()
    .at('08:00')
    .receive(['2 XBX of screw:P1'], 'Supplier')
    .at('2025-03-04 09:00')
    .make(['7 of device:L'], { of: ['7 of screw:P1'] })
const boxOf = (count: string, recorded: string, object = classOf('screw'), fact = 0): ContentTold => ({
  object,
  fact,
  recordedMs: Date.parse(recorded),
  contents: [{ per: 'XBX', quantity: count, uom: null, of: null }],
})

test('§8.9: two boxes of twelve received, seven consumed: seventeen, by the content in force when they were received', () => {
  const twelve = boxOf('12', '2025-01-01T00:00:00Z')
  assert.deepEqual(totalsOf(boxes(), 'screw:P1', [twelve]), [{ received: '24', consumed: '7', onHand: '17' }])
  // A box holds ten from the day of use on: never by the date of handling.
  const ten = boxOf('10', '2025-03-04T00:00:00Z', classOf('screw'), 1)
  assert.deepEqual(totalsOf(boxes(), 'screw:P1', [ten, twelve]), [{ received: '24', consumed: '7', onHand: '17' }])
  // What is told of the lot itself goes before what is told of its product.
  const own = boxOf('20', '2025-01-01T00:00:00Z', uri('screw:P1'), 2)
  assert.deepEqual(totalsOf(boxes(), 'screw:P1', [ten, twelve, own]), [{ received: '40', consumed: '7', onHand: '33' }])
})

test('the content that a lot came with goes before all master data', () => {
  const story = new Story()
  story.at('08:00').tell('portal', {
    type: 'ObjectEvent',
    action: 'ADD',
    bizStep: 'https://ref.gs1.org/cbv/BizStep-commissioning',
    quantityList: [{ epcClass: eventUri('screw:P1'), quantity: 2, uom: 'XBX' }],
    ilmd: { 'proofline:content': [{ per: 'XBX', quantity: 15 }] },
  })
  story.at('09:00').make(['7 of device:L'], { of: ['7 of screw:P1'] })
  assert.deepEqual(totalsOf(story, 'screw:P1', [boxOf('12', '2025-01-01T00:00:00Z')]), [{ made: '30', consumed: '7', onHand: '23' }])
})

test('a packaging with a GTIN of its own holds units of the lot of the same number', () => {
  const content: ContentTold = {
    object: classOf('kit'),
    fact: 0,
    recordedMs: 0,
    contents: [{ per: null, quantity: '12', uom: null, of: classOf('screw') }],
  }
  const story = new Story()
    .at('08:00')
    .receive(['2 of kit:P1'], 'Supplier')
    .at('09:00')
    .make(['7 of device:L'], { of: ['7 of screw:P1'] })
  assert.deepEqual(totalsOf(story, 'screw:P1', [content]), [{ received: '24', consumed: '7', onHand: '17' }])
})

test('pieces and weight without a conversion stand beside each other, unconverted, with a gap for each', () => {
  const story = new Story()
    .at('08:00')
    .receive(['5 KGM of screw:P1'], 'Supplier')
    .at('09:00')
    .make(['7 of device:L'], { of: ['7 of screw:P1'] })
  assert.deepEqual(totalsOf(story, 'screw:P1'), [
    { uom: 'KGM', received: '5', onHand: '5' },
    { consumed: '7', unexplained: '-7' },
  ])
  const { gaps } = tellQuantities(booksOf(story.documents()), [{ id: uri('screw:P1') }], false)
  assert.deepEqual(gaps, [
    { code: 'quantity-unexplained', object: uri('screw:P1'), quantity: '-7' },
    { code: 'quantity-unexplained', object: uri('screw:P1'), uom: 'KGM' },
    { code: 'quantity-unexplained', object: uri('screw:P1') },
  ])
  const weight: ContentTold = {
    object: classOf('screw'),
    fact: 0,
    recordedMs: 0,
    contents: readContents('https://gs1.org/voc/netWeight', { value: 0.002, unitCode: 'KGM' }),
  }
  assert.deepEqual(totalsOf(story, 'screw:P1', [weight]), [{ received: '2500', consumed: '7', onHand: '2493' }])
})

test('contents are read from attributes in their several forms; what has another form tells none', () => {
  const told = { per: 'XBX', quantity: '12', uom: null, of: null }
  assert.deepEqual(readContents('https://proofline.dev/ns/content', '{"per":"XBX","quantity":12}'), [told])
  assert.deepEqual(
    readContents('https://proofline.dev/ns/content', [{ 'https://proofline.dev/ns/per': 'XBX', 'proofline:quantity': '12' }]),
    [told],
  )
  const weight = { per: null, quantity: '3.5', uom: 'KGM', of: null }
  assert.deepEqual(readContents('urn:epcglobal:cbv:mda:netWeight', { measurement: { value: '3.5', measurementUnitCode: 'KGM' } }), [weight])
  for (const [name, value] of [
    ['https://proofline.dev/ns/content', '{"per":'],
    ['https://proofline.dev/ns/content', { quantity: '-1' }],
    ['https://proofline.dev/ns/content', { quantity: 0 }],
    ['urn:epcglobal:cbv:mda:netWeight', '3.5'],
    ['urn:epcglobal:cbv:mda:grossWeight', { value: 3, unitCode: 'KGM' }],
  ] as const)
    assert.deepEqual(readContents(name, value), [])
})
