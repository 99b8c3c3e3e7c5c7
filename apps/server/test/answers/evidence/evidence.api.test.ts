import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBundle } from '@proofline/evidence'
import { eventOf, lotUri, serialUri, startAsker } from './questions.ts'

const asker = await startAsker()
await asker.capture([
  eventOf(1, { epcList: [serialUri('S1')], bizLocation: { id: 'https://id.gs1.org/414/9506000135007' } }),
  eventOf(2, { quantityList: [{ epcClass: lotUri('L1'), quantity: 10 }] }),
  eventOf(3, { epcList: [serialUri('S2')], bizStep: 'receiving' }),
  eventOf(4, { epcList: ['urn:epc:id:sgtin:9506000.013435.S1'], bizStep: 'receiving' }),
])
await asker.capture([
  eventOf(5, { epcList: [serialUri('S3')], ilmd: { 'cbvmda:lotNumber': 'L1' }, action: 'ADD', bizStep: 'commissioning' }),
  {
    ...eventOf(3, { epcList: [serialUri('S2')], bizStep: 'receiving' }),
    errorDeclaration: { declarationTime: '2026-03-20T00:00:00Z', reason: 'incorrect_data' },
  },
])

const idsOf = (bytes: Uint8Array): string[] => {
  const read = readBundle(bytes)
  assert.ok(read.ok)
  return read.value.facts.map(({ body }) => {
    assert.ok(body.state === 'present')
    return String(JSON.parse(Buffer.from(body.bytes).toString('utf8')).eventID).slice(-1)
  })
}

test('a bundle holds every fact that names the object, under whichever name it is asked for', async () => {
  const { bytes, report } = await asker.bundle({ objects: [serialUri('S1')], reason: '客户投诉 17' })
  assert.deepEqual(idsOf(bytes), ['1', '4'])
  assert.deepEqual(report.purpose, { reason: '客户投诉 17', objects: [serialUri('S1')] })
  assert.equal(report.log.size, 6)
  assert.match(report.madeBy, /^Proofline \d/)
  const urn = await asker.bundle({ objects: ['urn:epc:id:sgtin:9506000.013435.S1', serialUri('S1')] })
  assert.deepEqual(idsOf(urn.bytes), ['1', '4'])
  assert.deepEqual(urn.report.purpose.objects, [serialUri('S1')])
})

test('a lot brings its members, an event the declaration that it was wrong', async () => {
  assert.deepEqual(idsOf((await asker.bundle({ objects: [lotUri('L1')] })).bytes), ['2', '5'])
  assert.deepEqual(idsOf((await asker.bundle({ objects: [serialUri('S2')] })).bytes), ['3', '3'])
})

test('facts by their index, alone and with objects; asked twice they stand there once', async () => {
  const { bytes } = await asker.bundle({ facts: [2, 0, 2] })
  assert.deepEqual(idsOf(bytes), ['1', '3'])
  assert.deepEqual(idsOf((await asker.bundle({ facts: [0, 1], objects: [serialUri('S1')] })).bytes), ['1', '2', '4'])
})

test('without contents the bundle holds, and no word of them is in it', async () => {
  const { bytes, report } = await asker.bundle({ facts: [0, 1, 2], withBodies: false })
  assert.deepEqual(report.facts, { count: 3, withBody: 0, withheld: 3, erased: [] })
  assert.equal(Buffer.from(bytes).includes('414/9506000135007'), false)
  assert.equal(Buffer.from((await asker.bundle({ facts: [0] })).bytes).includes('414/9506000135007'), true)
})

test('several bundles asked for at once are made one after the other', async () => {
  const bundles = await Promise.all([0, 1, 2, 3].map((index) => asker.bundle({ facts: [index] })))
  assert.deepEqual(
    bundles.map(({ report }) => report.facts.count),
    [1, 1, 1, 1],
  )
})

test('the route is described, and needs the token', async () => {
  const description = (await (await asker.server.fetch('/openapi.json')).json()) as {
    paths: Record<string, { post?: { summary: string } }>
  }
  assert.match(description.paths['/evidence']?.post?.summary ?? '', /evidence bundle/)
  const answer = await fetch(`${asker.server.address}/evidence`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  assert.equal(answer.status, 401)
})
