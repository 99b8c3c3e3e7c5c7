import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../../src/platform/database/index.ts'
import { Story } from '../scenarios/story.ts'
import { type Told, tell } from './telling.ts'

// What was recorded stays recorded: corrections, returns and late entries are new facts, and every earlier answer can be given again.

const seeds = ['screw:P1', 'device:L', 'case!1']

/** Every answer about these things as known then, to the byte. */
async function allKnown(told: Told, knowing: number): Promise<string> {
  const answers: string[] = []
  for (const ask of ['forward', 'backward', 'history', 'where', 'contents', 'quantities', 'consignees', 'responsible', 'gaps'] as const)
    answers.push(JSON.stringify(await told.ask(ask, seeds, { knowing })))
  return answers.join('\n')
}

const delivered = () =>
  new Story()
    .at('07:00')
    .receive(['100 of screw:P1', '100 of screw:P2'], 'Supplier')
    .at('08:00')
    .make(['100 of device:L'], { of: ['100 of screw:P1'], as: 'making' })
    .at('09:00')
    .pack('case!1', ['30 of device:L'])
    .at('10:00')
    .ship(['case!1'], 'A', { as: 'shipment' })

test('row 19: a finished lot is put right by hand and a part of it comes back: the trace goes on, by the correction, and the first entry is still there', async () => {
  const story = delivered()
  const told = await tell(story)
  const before = told.size
  await told.hear(
    story
      .at('08:05')
      .make(['100 of device:L'], { of: ['100 of screw:P2'], as: 'making put right', heard: '2025-03-04 09:00' })
      .at('2025-03-04 09:30')
      .deny('making', { instead: ['making put right'] })
      .at('2025-03-06 10:00')
      .returned(['10 of device:L'], 'A'),
  )
  const back = await told.backward(['device:L'])
  assert.deepEqual([back.certain, back.origins], [['device:L', 'screw:P2'], { 'screw:P2': 'Supplier' }])
  assert.deepEqual((await told.forward(['screw:P2'])).consignees, { A: 'certain' })
  const first = await told.forward(['screw:P1'])
  assert.deepEqual([first.certain, first.consignees], [['screw:P1'], {}])
  assert.equal(first.value.voided.length, 1, 'the answer says that a voided fact once carried it')
  assert.deepEqual((await told.life('device:L')).steps, [
    'TransformationEvent, voided',
    'TransformationEvent',
    'packing',
    'shipping by container case!1',
    'receiving',
  ])
  assert.deepEqual((await told.forward(['screw:P1'], { knowing: before })).consignees, { A: 'certain' })
})

test('row 23: a lot that is used up to the last piece keeps its whole life, and nobody can delete a line of it', async () => {
  const story = new Story()
    .at('07:00')
    .receive(['100 of screw:P1'], 'Supplier')
    .at('08:00')
    .make(['90 of device:L'], { of: ['90 of screw:P1'] })
    .at('09:00')
    .dispose('destroying', ['10 of screw:P1'])
    .at('12:00')
    .ship(['80 of device:L'], 'A')
    .at('13:00')
    .dispose('destroying', ['10 of device:L'])
  const told = await tell(story)
  assert.deepEqual((await told.life('screw:P1')).steps, ['receiving', 'TransformationEvent', 'destroying'])
  assert.deepEqual((await told.balance('screw:P1')).terms, { received: '100', consumed: '90', destroyed: '10' })
  const recall = await told.forward(['screw:P1'])
  assert.deepEqual([recall.certain, recall.consignees, recall.verdict], [['device:L', 'screw:P1'], { A: 'certain' }, 'complete'])
  const { database, organisation, size } = { ...told.history, size: told.size }
  for (const change of [sql`delete from record_fact`, sql`truncate record_fact`, sql`update record_fact set body = null`])
    await assert.rejects(database.transaction(organisation, (transaction) => transaction.query(change)))
  assert.equal(told.size, size)
  assert.deepEqual((await told.life('screw:P1')).steps.length, 3)
})

test('row 28: asked about an earlier day, what lay there then is shown, not what lies there today, also where it was told later', async () => {
  const story = new Story()
    .at('2025-03-03 08:00')
    .make(['device#7', 'device#8'], { of: ['2 of screw:P1'], lot: 'L' })
    .at('09:00')
    .pack('case!1', ['10 of glue:G', 'device#7'])
    .at('2025-03-05 09:00')
    .unpack('case!1', ['4 of glue:G'])
    .at('2025-03-07 09:00')
    .pack('case!1', ['2 of glue:G'])
    .at('2025-03-04 09:00')
    .pack('case!1', ['device#8'], { heard: '2025-03-20 09:00' })
  const told = await tell(story)
  assert.deepEqual(await told.inside('case!1', { at: '2025-03-03 12:00' }), ['10 of glue:G', 'device#7'])
  assert.deepEqual(await told.inside('case!1', { at: '2025-03-06 12:00' }), ['6 of glue:G', 'device#7', 'device#8'])
  assert.deepEqual(await told.inside('case!1'), ['8 of glue:G', 'device#7', 'device#8'])
  const late = told.size - 1
  assert.deepEqual(await told.inside('case!1', { at: '2025-03-06 12:00', knowing: late }), ['6 of glue:G', 'device#7'])
})

test('row 29: nothing that is told later rewrites what was submitted: every answer as known then is the same to the byte', async () => {
  const story = delivered()
  const told = await tell(story)
  const then = told.size
  const known = await allKnown(told, then)
  await told.hear(
    story
      .at('2025-03-04 08:00')
      .deny('shipment')
      .at('2025-03-04 08:10')
      .deny('making', { source: 'erp' })
      .at('2025-03-03 07:30')
      .make(['5 of device:L'], { of: ['5 of screw:P2'], heard: '2025-03-05 09:00' })
      .at('2025-03-06 10:00')
      .unpack('case!1', ['30 of device:L'])
      .at('2025-03-06 11:00')
      .ship(['30 of device:L'], 'B')
      .at('2025-03-07 11:00')
      .see('cycle_counting', ['60 of device:L']),
  )
  assert.deepEqual((await told.life('device:L')).steps.slice(0, 4), [
    'TransformationEvent',
    'TransformationEvent, denied',
    'packing',
    'shipping by container case!1, voided',
  ])
  assert.deepEqual((await told.life('case!1')).steps, ['packing', 'shipping, voided', 'unpacking'])
  assert.notEqual(await allKnown(told, told.size), known)
  assert.equal(await allKnown(told, then), known)
  await told.history.rebuild()
  assert.equal(await allKnown(told, then), known)
})

test('row 30: entries that are made days late are weighed at the time they speak of: no stock below nothing, and the balance of on-time entries', async () => {
  const story = (late: boolean) =>
    new Story()
      .at('07:00')
      .receive(['100 of screw:P1'], 'Supplier', late ? { heard: '2025-03-20 08:00' } : {})
      .at('08:00')
      .make(['60 of device:L'], { of: ['60 of screw:P1'], ...(late && { heard: '2025-03-18 08:00' }) })
      .at('09:00')
      .ship(['40 of screw:P1'], 'Coater')
      .at('10:00')
      .ship(['60 of device:L'], 'A')
      .at('2025-03-21 08:00')
      .see('inspecting', ['case!1'])
  const [onTime, late] = [await tell(story(false)), await tell(story(true))]
  for (const lot of ['screw:P1', 'device:L']) {
    assert.deepEqual((await late.balance(lot)).terms, (await onTime.balance(lot)).terms)
    assert.deepEqual(await late.whereabouts(lot), await onTime.whereabouts(lot))
  }
  assert.deepEqual((await late.balance('screw:P1')).terms, { received: '100', consumed: '60', shipped: '40' })
  const [a, b] = [await onTime.forward(['screw:P1']), await late.forward(['screw:P1'])]
  assert.deepEqual([b.certain, b.possible, b.consignees], [a.certain, a.possible, a.consignees])
  // As long as the receipt was not told, what is missing was said, with its sign, and no one saw a clean answer.
  const early = await late.balance('screw:P1', { knowing: late.size - 2 })
  assert.equal(early.terms.unexplained, '-100')
  assert.ok(early.gaps.includes('quantity-unexplained screw:P1'))
})
