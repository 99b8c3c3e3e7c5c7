import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseError, sql } from '../../../src/platform/database/index.ts'
import { openTestApp, type TestApp } from './app.ts'
import { documentOf, documentWith, objectEvent } from './documents.ts'

const kept = async (app: TestApp, location: string | null): Promise<boolean> => (await app.get(location ?? '')).body.document.kept

async function decide(app: TestApp, index: number): Promise<number> {
  const fact = (await app.facts())[0]
  assert.ok(fact !== undefined)
  const outcome = await app.ledger.append({
    facts: [
      {
        kind: 'erased/1',
        actor: 'x',
        source: fact.envelope.source,
        subject: `fact:${index}`,
        body: Buffer.from(JSON.stringify({ index })),
      },
    ],
  })
  assert.equal(outcome.outcome, 'appended')
  return outcome.outcome === 'appended' ? (outcome.places[0]?.index ?? -1) : -1
}

test('the bytes of every document that holds an erased fact go with it, and only those', async () => {
  const app = await openTestApp({ settings: { batchFacts: 2 } })
  const first = await app.post(documentOf([objectEvent(0), objectEvent(1)]))
  const other = await app.post(documentOf([objectEvent(2)]))
  const again = await app.post(documentOf([objectEvent(5), objectEvent(2), objectEvent(1), objectEvent(6)]))
  await app.capture.idle()
  const decision = await decide(app, 1)
  await app.capture.eraseBytes(1, decision)
  await app.capture.eraseBytes(1, decision)
  const locations = [first, other, again].map(({ headers }) => headers.get('location'))
  assert.deepEqual(await Promise.all(locations.map((location) => kept(app, location))), [false, true, false])
  assert.equal((await app.get(first.headers.get('location') ?? '')).body.facts.recorded, 2, 'the job itself stays')
})

test('bytes go by no other way than a fact that names what is erased', async () => {
  const app = await openTestApp({ settings: { batchFacts: 2 } })
  const answer = await app.post(documentWith(3))
  await app.capture.idle()
  const decision = await decide(app, 0)
  await assert.rejects(app.capture.eraseBytes(1, decision), DatabaseError)
  await assert.rejects(app.capture.eraseBytes(0, 1), DatabaseError)
  const { database, organisation } = app.db
  for (const statement of [
    sql`delete from intake_raw`,
    sql`update intake_raw set compressed = ''`,
    sql`delete from intake_job`,
    sql`update intake_job set problems = '[]'`,
    sql`delete from intake_step`,
    sql`delete from intake_event_id`,
  ]) {
    await assert.rejects(
      database.transaction(organisation, (transaction) => transaction.execute(statement)),
      (error) => error instanceof DatabaseError && error.code === 'permission-denied',
    )
    await assert.rejects(
      app.db.admin.transaction(organisation, (transaction) => transaction.execute(statement), { role: 'owner' }),
      (error) => error instanceof DatabaseError && /refused/.test(error.message),
      statement.text,
    )
  }
  assert.equal(await kept(app, answer.headers.get('location')), true)
})
