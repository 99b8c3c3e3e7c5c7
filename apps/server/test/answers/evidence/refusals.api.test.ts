import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventOf, serialUri, startAsker } from './questions.ts'

const asker = await startAsker()
await asker.capture([eventOf(1, { epcList: [serialUri('S1')] }), eventOf(2, { epcList: [serialUri('S2')] })])

test('an unknown object, malformed ones, unknown facts and a question about nothing are refused with the place', async () => {
  const unknown = await asker.problem({ objects: [serialUri('S1'), serialUri('S9'), serialUri('S9')] })
  assert.deepEqual([unknown.status, unknown.code], [404, 'evidence-objects-unknown'])
  assert.deepEqual(
    unknown.errors?.map(({ code, pointer }) => [code, pointer]),
    [['evidence-object-unknown', '/objects/1']],
  )
  assert.match(unknown.errors?.[0]?.message ?? '', /21\/S9/)
  const malformed = await asker.problem({ objects: ['urn:epc:id:sgtin:9506000', 'S1'], facts: [0, 2, 7] })
  assert.equal(malformed.status, 400)
  assert.deepEqual(
    malformed.errors?.map(({ pointer }) => pointer.split('/').slice(0, 3).join('/')),
    ['/objects/0', '/objects/1', '/facts/1', '/facts/2'],
  )
  const nothing = await asker.problem({}, { 'accept-language': 'zh-CN' })
  assert.deepEqual(nothing.errors, [{ code: 'evidence-about-nothing', pointer: '', message: '请至少指定一个对象或一条事实。' }])
})

test('questions of the wrong form or size are refused before anything is read', async () => {
  for (const question of [
    { facts: [-1] },
    { facts: [0.5] },
    { facts: ['x'] },
    { objects: [''] },
    { objects: Array.from({ length: 101 }, () => serialUri('S1')) },
    { facts: [0], reason: 'x'.repeat(2001) },
    { facts: [0], what: 1 },
    [],
  ]) {
    assert.equal((await asker.problem(question)).status, 400, JSON.stringify(question).slice(0, 80))
  }
  const answer = await asker.server.fetch('/evidence', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"facts":[0],"reason":"\\ud800"}',
  })
  assert.equal(answer.status, 400)
})

test('what stands in the database and was not signed becomes no bundle; the reason names the fact', async () => {
  const { test: database } = asker.server
  await database.admin.platformTransaction(async (transaction) => {
    await transaction.script(`set local search_path to ${database.organisation.schema};
      alter table record_fact disable trigger all;
      update record_fact set body = convert_to(replace(convert_from(body, 'UTF8'), 'S2', 'S7'), 'UTF8') where index = 1;
      alter table record_fact enable trigger user`)
  })
  const damaged = await asker.problem({ facts: [0, 1] })
  assert.deepEqual([damaged.status, damaged.code], [500, 'evidence-damaged'])
  assert.deepEqual(
    damaged.errors?.map(({ code, pointer }) => [code, pointer]),
    [['body-differs', '/facts.ndjson/1/body']],
  )
  await database.admin.platformTransaction(async (transaction) => {
    await transaction.script(`set local search_path to ${database.organisation.schema};
      alter table record_fact disable trigger all;
      update record_fact set body = null, body_salt = null where index = 1;
      alter table record_fact enable trigger user`)
  })
  const emptied = await asker.problem({ facts: [0, 1] })
  assert.deepEqual([emptied.status, emptied.errors?.map(({ code }) => code)], [500, ['evidence-body-missing']])
  assert.equal((await asker.bundle({ facts: [0] })).report.facts.count, 1)
})
