import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestApp } from './app.ts'
import { documentOf, documentWith, objectEvent } from './documents.ts'

const asClientB = { authorization: 'Bearer token-b' }

test('64 clients send the same event at once: one fact, and each of them is told where it stands', async () => {
  const app = await openTestApp()
  const answers = await Promise.all(Array.from({ length: 64 }, () => app.post(documentWith(1))))
  for (const { status, body } of answers) {
    assert.equal(status, 202)
    assert.deepEqual(body.facts.runs, [{ position: 0, index: 0, count: 1 }])
  }
  assert.equal(answers.filter(({ body }) => body.facts.duplicates === 0).length, 1)
  assert.equal(new Set(answers.map(({ body }) => body.captureID)).size, 64)
  assert.equal((await app.facts()).length, 1)
  await app.assertLogHolds()
})

test('a document sent again points to the first facts, in whatever spelling and company its events come', async () => {
  const app = await openTestApp()
  assert.equal((await app.post(documentWith(3))).body.facts.duplicates, 0)
  const spelled = JSON.stringify(documentWith(3), undefined, 3).replaceAll('shipping', '\\u0073hipping')
  const again = await app.post(spelled)
  assert.deepEqual([again.status, again.body.success, again.body.facts.duplicates], [202, true, 3])
  assert.deepEqual(again.body.facts.runs, [{ position: 0, index: 0, count: 3 }])
  const mixed = await app.post(documentOf([objectEvent(7), objectEvent(1), objectEvent(8), objectEvent(7)]))
  assert.equal(mixed.body.facts.duplicates, 2)
  assert.deepEqual(
    mixed.body.facts.runs.map(({ position, index, count }) => [position, index, count]),
    [
      [0, 3, 1],
      [1, 1, 1],
      [2, 4, 1],
      [3, 3, 1],
    ],
  )
  assert.equal((await app.facts()).length, 5)
})

test('the same happening told by another source is recorded', async () => {
  const app = await openTestApp()
  await app.post(documentWith(1))
  const other = await app.post(documentWith(1), asClientB)
  assert.deepEqual([other.body.facts.duplicates, other.body.notices], [0, []])
  const facts = await app.facts()
  assert.deepEqual(
    facts.map(({ envelope }) => envelope.source.system),
    ['client-a', 'client-b'],
  )
  assert.equal(facts[0]?.envelope.eventHash, facts[1]?.envelope.eventHash)
})

test('equal content under two eventIDs is recorded twice', async () => {
  const app = await openTestApp()
  const answer = await app.post(documentOf([objectEvent(1, { eventID: 'urn:uuid:1' }), objectEvent(1, { eventID: 'urn:uuid:2' })]))
  assert.deepEqual([answer.body.facts.duplicates, answer.body.notices], [0, []])
  assert.equal((await app.facts()).length, 2)
})

test('the same eventID with other content is recorded and told; the same words again are only a duplicate', async () => {
  const app = await openTestApp()
  await app.post(documentOf([objectEvent(1)]))
  const { eventID } = objectEvent(1)
  const reused = await app.post(documentOf([objectEvent(2), objectEvent(3, { eventID })]), { 'accept-language': 'zh' })
  assert.equal(reused.status, 202)
  assert.equal(reused.body.success, true)
  const [notice, ...others] = reused.body.notices
  assert.deepEqual(others, [])
  assert.deepEqual([notice?.code, notice?.pointer, notice?.index, notice?.earlier], ['event-id-reused', '/epcisBody/eventList/1', 2, 0])
  assert.match(notice?.message ?? '', /eventID/)
  assert.deepEqual((await app.get(reused.headers.get('location') ?? '', { 'accept-language': 'zh' })).body.notices, reused.body.notices)
  const again = await app.post(documentOf([objectEvent(3, { eventID })]))
  assert.deepEqual([again.body.facts.duplicates, again.body.notices], [1, []])
  const within = await app.post(documentOf([objectEvent(5, { eventID: 'urn:uuid:x' }), objectEvent(6, { eventID: 'urn:uuid:x' })]))
  assert.deepEqual(
    within.body.notices.map(({ pointer, index, earlier }) => [pointer, index, earlier]),
    [['/epcisBody/eventList/1', 4, 3]],
  )
  assert.deepEqual(
    (await app.post(documentOf([objectEvent(9, { eventID })]), asClientB)).body.notices,
    [],
    'another client’s eventID is its own',
  )
})

const declaration = { declarationTime: '2026-02-01T00:00:00Z', reason: 'did_not_occur' }

for (const [order, first, second] of [
  ['after', undefined, declaration],
  ['before', declaration, undefined],
] as const) {
  test(`an error declaration that comes ${order} its event is recorded beside it`, async () => {
    const app = await openTestApp()
    for (const errorDeclaration of [first, second]) {
      const answer = await app.post(documentOf([objectEvent(1, { errorDeclaration })]))
      assert.deepEqual([answer.status, answer.body.facts.duplicates, answer.body.notices], [202, 0, []], answer.text)
    }
    const facts = await app.facts()
    assert.deepEqual(
      facts.map(({ body }) => body.errorDeclaration !== undefined),
      [first !== undefined, second !== undefined],
    )
    assert.equal(facts[0]?.envelope.eventHash, facts[1]?.envelope.eventHash)
    assert.equal((await app.post(documentOf([objectEvent(1, { errorDeclaration: declaration })]))).body.facts.duplicates, 1)
  })
}

test('an error declaration without its event, and one with other content than its event, are recorded', async () => {
  const app = await openTestApp()
  assert.equal((await app.post(documentOf([objectEvent(1, { errorDeclaration: declaration })]))).status, 202)
  await app.post(documentOf([objectEvent(2)]))
  const other = await app.post(documentOf([objectEvent(2, { action: 'DELETE', errorDeclaration: declaration })]))
  assert.deepEqual([other.status, other.body.notices], [202, []])
  assert.equal((await app.facts()).length, 3)
})

test('an Idempotency-Key names one job: the same request finds it, another is refused', async () => {
  const app = await openTestApp()
  const key = { 'idempotency-key': 'order-4711' }
  const first = await app.post(documentWith(2), key)
  assert.equal(first.status, 202)
  const again = await app.post(documentWith(2), key)
  assert.deepEqual([again.status, again.headers.get('location'), again.body], [202, first.headers.get('location'), first.body])
  for (const answer of [
    await app.post(documentWith(3), key),
    await app.post(documentWith(2), { ...key, 'gs1-capture-error-behaviour': 'proceed' }),
  ]) {
    assert.deepEqual([answer.status, answer.body.code], [422, 'request-key-reused'])
  }
  const other = await app.post(documentWith(2), { ...key, ...asClientB })
  assert.notEqual(other.body.captureID, first.body.captureID)
  const many = await Promise.all(Array.from({ length: 16 }, () => app.post(documentOf([objectEvent(50)]), { 'idempotency-key': 'k' })))
  assert.equal(new Set(many.map(({ body }) => body.captureID)).size, 1)
  const bad = documentOf([objectEvent(1, { action: 'MOVE' })])
  const refused = await app.post(bad, { 'idempotency-key': 'bad' })
  const refusedAgain = await app.post(bad, { 'idempotency-key': 'bad' })
  assert.deepEqual([refusedAgain.status, refusedAgain.headers.get('location')], [400, refused.headers.get('location')])
  assert.deepEqual(refusedAgain.body.errors, refused.body.errors)
  assert.equal((await app.facts('refused/1')).length, 1)
})
