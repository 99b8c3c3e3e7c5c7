import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Story } from '../scenarios/story.ts'
import { bucketsOf, contentsIn, spotOfThing, stepsOf, totalOf, whereIs } from './asking.ts'

// What users of other systems complain about, as far as it concerns where things are, what happened to them and what is in them.

const lot = 'device:L'
const made = () => new Story().at('08:00').make(['100 of device:L'], { of: ['100 of screw:P1'] })

test('rows 26 and 27: a pallet of cartons of units is followed to the customer, and every unit with it', () => {
  const story = new Story()
    .at('08:00')
    .make(['device#1', 'device#2'], { of: ['2 of screw:P1'], lot: 'L' })
    .at('09:00')
    .pack('case!1', ['device#1', 'device#2'])
    .at('10:00')
    .pack('case!9', ['case!1'])
    .at('12:00')
    .ship(['case!9'], 'A')
    .at('2025-03-05 10:00')
    .receive(['case!9'], 'Maker', { to: 'A', place: 'A' })
  const answer = whereIs(story, [lot])
  assert.deepEqual(bucketsOf(answer, lot), { 'at-consignee A': '2' })
  assert.equal(spotOfThing(whereIs(story, ['case!1'], { only: 'seed' }), 'case!1'), 'at-consignee A')
})

test('row 4: a lot that two orders draw on is split by what each says it took', () => {
  const story = new Story()
    .at('07:00')
    .receive(['100 of screw:P1'], 'Supplier')
    .at('08:00')
    .make(['10 of device:L'], { of: ['40 of screw:P1'] })
    .at('09:00')
    .make(['10 of pump:L2'], { of: ['35 of screw:P1'] })
  assert.deepEqual(bucketsOf(whereIs(story, ['screw:P1'], { only: 'seed' }), 'screw:P1'), { consumed: '75', 'in-receipt': '25' })
})

test('row 30: a back-dated issue changes no sum, whatever the order of arrival', () => {
  const tell = (late: boolean) =>
    new Story()
      .at('07:00')
      .receive(['100 of screw:P1'], 'Supplier')
      .at('08:00')
      .make(['10 of device:L'], { of: ['60 of screw:P1'], ...(late && { heard: '2025-03-20 08:00' }) })
      .at('09:00')
      .ship(['40 of screw:P1'], 'Coater')
  const answers = [false, true].map((late) => whereIs(tell(late), ['screw:P1'], { only: 'seed' }))
  assert.deepEqual(bucketsOf(answers[1] ?? assert.fail(), 'screw:P1'), bucketsOf(answers[0] ?? assert.fail(), 'screw:P1'))
  assert.deepEqual(bucketsOf(answers[0] ?? assert.fail(), 'screw:P1'), { consumed: '60', 'in-transit Coater': '40' })
})

test('row 52: the lot that came back is not the lot that was sent: it is returned, and more came than ever went', () => {
  const story = made()
    .at('10:00')
    .ship(['30 of device:L'], 'A')
    .at('2025-03-05 10:00')
    .make(['10 of device:K'], { of: ['10 of screw:P1'] })
    .at('2025-03-06 10:00')
    .returned(['5 of device:K'], 'A')
  const answer = whereIs(story, ['device:K'], { only: 'seed' })
  assert.equal(bucketsOf(answer, 'device:K').returned, '5')
  assert.deepEqual(totalOf(answer, 'device:K'), { quantity: '10', unexplained: '-5', excluded: '0' })
})

test('row 12: a part that is taken out can be fitted again, and is where its new device is', () => {
  const story = new Story()
    .at('08:00')
    .fit('pump#1', ['motor#M1'], { place: 'Maker' })
    .at('09:00')
    .remove('pump#1', ['motor#M1'], { place: 'Maker' })
    .at('10:00')
    .fit('pump#2', ['motor#M1'], { place: 'Maker' })
    .at('12:00')
    .ship(['pump#2'], 'B', { place: 'Maker' })
  assert.equal(spotOfThing(whereIs(story, ['motor#M1'], { only: 'seed' }), 'motor#M1'), 'in-transit B')
  assert.deepEqual(
    contentsIn(story, 'pump#1').map(({ id }) => id),
    [],
  )
  assert.deepEqual(
    contentsIn(story, 'pump#2').map(({ how, value }) => [how, value]),
    [['part', 'certain']],
  )
})

test('row 17: what holds the lot only inside of something else is found where that went', () => {
  const story = new Story()
    .at('08:00')
    .make(['motor#M1'], { of: ['1 of screw:P1'] })
    .at('09:00')
    .fit('pump#1', ['motor#M1'])
    .at('10:00')
    .pack('case!1', ['pump#1'])
    .at('12:00')
    .ship(['case!1'], 'A')
  const answer = whereIs(story, ['screw:P1'])
  assert.equal(spotOfThing(answer, 'motor#M1'), 'in-transit A')
  assert.equal(spotOfThing(answer, 'pump#1'), 'in-transit A')
})

test('row 26: the history of a unit has its carton’s and its pallet’s events while it was in them, and no others', () => {
  const story = new Story()
    .at('07:00')
    .see('storing', ['case!1'])
    .at('08:00')
    .make(['device#1'], { of: ['1 of screw:P1'] })
    .at('09:00')
    .pack('case!1', ['device#1'])
    .at('10:00')
    .ship(['case!1'], 'A')
    .at('2025-03-05 10:00')
    .unpack('case!1', ['device#1'])
    .at('2025-03-06 10:00')
    .returned(['case!1'], 'A')
  assert.deepEqual(stepsOf(story, 'device#1'), ['TransformationEvent', 'packing', 'shipping by container', 'unpacking'])
})

test('row 28: asked about an earlier day, a carton holds what it held then, also where that was told later', () => {
  const story = new Story()
    .at('09:00')
    .pack('case!1', ['10 of device:L', 'device#7'])
    .at('2025-03-05 09:00')
    .unpack('case!1', ['4 of device:L'])
    .at('2025-03-07 09:00')
    .pack('case!1', ['2 of device:L'])
    .at('2025-03-04 09:00')
    .pack('case!1', ['device#8'], { heard: '2025-03-20 09:00' })
  const heldAt = (at?: string) => contentsIn(story, 'case!1', at === undefined ? {} : { at }).map(({ quantity }) => quantity ?? 'one')
  assert.deepEqual(heldAt('2025-03-03 12:00').sort(), ['10', 'one'])
  assert.deepEqual(heldAt('2025-03-06 12:00').sort(), ['6', 'one', 'one'])
  assert.deepEqual(heldAt().sort(), ['8', 'one', 'one'])
})

test('row 29: what was told is never rewritten: a voided shipment stays in the history, says so, and moves nothing', () => {
  const story = made().at('10:00').ship(['30 of device:L'], 'A', { as: 'wrong' }).at('11:00').deny('wrong')
  assert.deepEqual(stepsOf(story, lot), ['TransformationEvent', 'shipping, perhaps, voided'])
  assert.deepEqual(bucketsOf(whereIs(story, [lot]), lot), { 'in-production': '100' })
})
