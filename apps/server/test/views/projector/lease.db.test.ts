import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Database, sql } from '../../../src/platform/database/index.ts'
import { messageOf } from '../../../src/platform/errors/index.ts'
import { Batches } from '../../../src/views/projector/batches.ts'
import { Projector, rebuildViews, Views } from '../../../src/views/projector/index.ts'
import { projectorLease } from '../../../src/views/projector/store.ts'
import { openTestHistory, type TestHistory } from '../history.ts'
import { disturbedFacts } from '../stories.ts'

const patienceMs = 60_000

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5)
}

const projectorOf = ({ database, organisation }: TestHistory, options: { leaseMs?: number; maxFacts?: number } = {}) =>
  new Projector({
    database,
    organisation,
    pollMs: 20,
    leaseMs: options.leaseMs ?? 10_000,
    limits: { maxFacts: options.maxFacts ?? 10_000, maxBytes: 1_000_000 },
  })

test('of two projectors one projects; when it ends the other goes on, and the rows are those of one', async () => {
  const history = await openTestHistory()
  const facts = disturbedFacts('two', 400)
  const first = projectorOf(history, { maxFacts: 10 })
  await until(() => first.isProjecting)
  const second = projectorOf(history, { maxFacts: 10 })
  await history.append(facts.slice(0, 150))
  assert.equal(await second.waitFor(150, patienceMs), 150)
  assert.deepEqual([first.isProjecting, second.isProjecting], [true, false])
  await history.append(facts.slice(150, 300))
  await first.close()
  await history.append(facts.slice(300))
  assert.equal(await second.waitFor(400, patienceMs), 400)
  assert.equal(second.isProjecting, true)
  await second.close()
  const digest = await history.digest()
  assert.deepEqual(await history.rebuild(), digest)
})

test('a projector that lost its lease without noticing writes nothing', async () => {
  const history = await openTestHistory()
  const { database, organisation } = history
  await history.append(disturbedFacts('fence', 50))
  const take = (holder: string) => database.transaction(organisation, (transaction) => projectorLease.acquire(transaction, holder, 60_000))
  const token = await take('one')
  assert.ok(token !== undefined)
  assert.equal(await take('two'), undefined)
  await history.admin.transaction(
    organisation,
    (transaction) => transaction.execute(sql`update work_projector set expires_at = '-infinity'`),
    { role: 'owner' },
  )
  const stolen = await take('two')
  assert.ok(stolen !== undefined && stolen > token)
  const batches = new Batches((work) => database.transaction(organisation, work))
  const step = (held: number) =>
    batches.step({ begin: (transaction) => projectorLease.lock(transaction, held), end: () => Promise.resolve() })
  assert.equal(await step(token), 'may-not')
  assert.equal(
    (await history.digest()).every(({ rows }) => rows === 0),
    true,
  )
  assert.deepEqual(await step(stolen), { cursor: 50, taken: 50, isFull: false })
})

test('the database is lost again and again while the views are made: they come out the same', async () => {
  const history = await openTestHistory()
  const { organisation } = history
  const facts = disturbedFacts('lost', 400)
  const troubles: unknown[] = []
  const database = new Database({ connection: history.connection, maxConnections: 2 })
  const projector = new Projector({
    database,
    organisation,
    pollMs: 20,
    limits: { maxFacts: 5, maxBytes: 1_000_000 },
    onTrouble: (error) => troubles.push(error),
  })
  await history.append(facts)
  const kill = () =>
    history.admin.platformTransaction((transaction) =>
      transaction.query(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'proofline_server' and pid <> pg_backend_pid()`,
      ),
    )
  // Somebody waits for the end all the time: it never rests, and each loss meets it at work.
  const whole = projector.waitFor(400, patienceMs)
  for (const size of [40, 120, 250]) {
    await projector.waitFor(size, patienceMs)
    await kill()
  }
  assert.equal(await whole, 400)
  await projector.close()
  await database.close()
  assert.ok(troubles.length > 0)
  const digest = await history.digest()
  assert.deepEqual(await history.rebuild(), digest)
})

test('an answer lost after the commit, a transaction lost before it: no fact is projected twice, none is left out', async () => {
  const history = await openTestHistory()
  const { database, organisation } = history
  await history.append(disturbedFacts('answers', 120))
  await history.project()
  const digest = await history.digest()
  await rebuildViews(database, organisation)
  let turn = 0
  let crashes = 0
  const crash = (when: string): never => {
    crashes += 1
    throw new Error(`crash ${when} the commit`)
  }
  const batches = new Batches(
    async (work) => {
      turn += 1
      const value = await database.transaction(organisation, async (transaction) => {
        const step = await work(transaction)
        return turn % 3 === 1 ? crash('before') : step
      })
      return turn % 3 === 2 ? crash('after') : value
    },
    { maxFacts: 8, maxBytes: 1_000_000 },
  )
  for (let isDone = false; !isDone; ) {
    const step = await batches.step({ begin: () => Promise.resolve(true), end: () => Promise.resolve() }).catch((error: unknown) => {
      assert.match(messageOf(error), /^crash/)
      return undefined
    })
    isDone = step !== undefined && step !== 'may-not' && step.taken === 0
  }
  assert.ok(crashes > 10)
  assert.deepEqual(await history.digest(), digest)
})

test('views in their thread: waited for, rebuilt under them, closed in order', async () => {
  const history = await openTestHistory()
  const { organisation, connection } = history
  const views = new Views({ connection, organisation, pollMs: 20 })
  await history.append(disturbedFacts('thread', 200))
  views.notify()
  assert.equal(await views.waitFor(200, patienceMs), 200)
  assert.equal(await views.waitFor(201, 1), 200)
  assert.equal(views.state().isProjecting, true)
  const digest = await history.digest()
  await rebuildViews(history.database, organisation)
  await until(() => views.state().cursor < 200)
  assert.equal(await views.waitFor(200, patienceMs), 200)
  assert.deepEqual(await history.digest(), digest)
  await views.close()
  assert.equal(views.state().isProjecting, false)
})

test('a thread that dies is told and started again; nothing else ends with it', async () => {
  const { organisation, connection } = await openTestHistory()
  const reasons: (string | undefined)[] = []
  const thread = new URL('data:text/javascript,setImmediate(() => { throw new Error("the end") })')
  const views = new Views({ connection, organisation, thread, onTrouble: (reason) => reasons.push(reason) })
  await until(() => reasons.length >= 3)
  assert.deepEqual(reasons.slice(0, 3), ['the end', 'the end', 'the end'])
  assert.deepEqual([views.state().isProjecting, views.state().cursor], [false, 0])
  assert.equal(await views.waitFor(1, 1), 0)
  await views.close()
})
