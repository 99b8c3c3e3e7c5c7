import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseError, sql } from '../../../src/platform/database/index.ts'
import type { Faults, Ledger, LedgerOptions } from '../../../src/record/index.ts'
import { appendInBatches, assertHolds, crash, factOf, factsOf, failOnce, receiptsOf, startTestLog, type TestLog } from '../support.ts'

/** Cuts the server's connections of this database: what a restart of PostgreSQL or a broken line does. */
const cutConnections = (log: TestLog) => async (): Promise<void> => {
  await log.test.admin.platformTransaction((transaction) =>
    transaction.query(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'proofline_server'`,
    ),
  )
  // The signal is on its way: the next statement must find the connection dead.
  await pause(50)
}

const answerLost = (): never => {
  throw new DatabaseError('commit-unknown', 'the connection was lost during the commit')
}

type Fault = {
  readonly name: string
  readonly faults: (log: TestLog) => Faults
  /** What the caller is told the first time. */
  readonly told: 'appended' | 'an error'
  /** What a second attempt with the same facts is told. */
  readonly again: 'appended' | 'duplicate'
}

const table: readonly Fault[] = [
  { name: 'crash before the insert', faults: () => failOnce('before-insert', crash), told: 'an error', again: 'appended' },
  { name: 'crash after the insert', faults: () => failOnce('after-insert', crash), told: 'an error', again: 'appended' },
  {
    name: 'connection lost before the insert',
    faults: (log) => failOnce('before-insert', cutConnections(log)),
    told: 'appended',
    again: 'duplicate',
  },
  {
    name: 'connection lost after the insert',
    faults: (log) => failOnce('after-insert', cutConnections(log)),
    told: 'appended',
    again: 'duplicate',
  },
  { name: 'commit lost', faults: (log) => failOnce('before-commit', cutConnections(log)), told: 'appended', again: 'duplicate' },
  { name: 'commit done, its answer lost', faults: () => failOnce('after-commit', answerLost), told: 'appended', again: 'duplicate' },
  { name: 'crash after the commit', faults: () => failOnce('after-commit', crash), told: 'an error', again: 'duplicate' },
  { name: 'signer down', faults: () => failOnce('sign', crash), told: 'appended', again: 'duplicate' },
  {
    name: 'crash between the two copies of a checkpoint',
    faults: () => failOnce('outside-written', crash),
    told: 'appended',
    again: 'duplicate',
  },
]

const openWith = async (log: TestLog, faults: Faults, more: Partial<LedgerOptions> = {}): Promise<Ledger> => {
  const ledger = await log.open()
  await appendInBatches(ledger, 0, 300, 100)
  await ledger.close()
  return log.open({ faults, ...more })
}

describe('whatever fails while facts are appended, they stand once or not at all', () => {
  for (const { name, faults, told, again } of table) {
    for (const restarts of [false, true]) {
      it(`${name}, then the same again${restarts ? ' after a restart' : ''}`, async () => {
        const log = await startTestLog()
        let ledger = await openWith(log, faults(log))
        const facts = factsOf(1000, 1010)
        const first = await ledger.append({ facts }).then(
          (outcome) => outcome.outcome,
          () => 'an error',
        )
        assert.equal(first, told)
        if (restarts) {
          await ledger.close()
          ledger = await log.open()
        }
        const second = await ledger.append({ facts })
        assert.equal(second.outcome, again)
        const third = await ledger.append({ facts: factsOf(1005, 1020) })
        assert.equal(third.outcome, 'appended')
        await ledger.close()
        const report = await assertHolds(log, receiptsOf(second), receiptsOf(third))
        // Where a process died after a commit that nobody knew of, the log has these facts all the same, once.
        assert.equal(report.size, 320)
        await log.test.close()
      })
    }
  }
})

describe('many at once', () => {
  for (const { name, faults } of table) {
    it(`${name}, under load: who was told so finds the facts, who was not may send again`, async () => {
      const log = await startTestLog()
      const ledger = await openWith(log, faults(log))
      const submissions = Array.from({ length: 80 }, (_, n) => ({ facts: factsOf(2000 + n * 3, 2003 + n * 3) }))
      const first = await Promise.allSettled(submissions.map((one) => ledger.append(one)))
      const second = await Promise.all(submissions.map((one) => ledger.append(one)))
      await ledger.close()
      const acknowledged = first.flatMap((one) => (one.status === 'fulfilled' ? [receiptsOf(one.value)] : []))
      assert.equal((await assertHolds(log, ...acknowledged, ...second.map(receiptsOf))).size, 300 + 240)
      await log.test.close()
    })
  }
})

describe('a signer that is down', () => {
  it('lets facts stand; their receipts come later, and the served size never falls', async () => {
    const log = await startTestLog()
    let down = false
    const ledger = await log.open({ faults: (at) => (at === 'sign' && down ? crash() : undefined) })
    await ledger.append({ facts: [factOf(1)] })
    down = true
    const [pending] = receiptsOf(await ledger.append({ facts: [factOf(2)] }))
    assert.equal(pending?.checkpoint, null)
    assert.equal(ledger.state().signing, 'fails')
    assert.equal(ledger.checkpoint?.size, 1)
    const [known] = receiptsOf(await ledger.append({ facts: [factOf(1)] }))
    assert.equal(known?.checkpoint, null)
    down = false
    while ((await ledger.readReceipt(1))?.checkpoint === null) await pause(20)
    assert.equal((await ledger.readReceipt(1))?.checkpoint?.size, 2)
    assert.equal(ledger.state().signing, 'works')
    const [after] = receiptsOf(await ledger.append({ facts: [factOf(3)] }))
    assert.equal(after?.checkpoint?.size, 3)
    await ledger.close()
    await assertHolds(log)
  })

  it('signs the head that it read, whatever is committed meanwhile', async () => {
    const log = await startTestLog()
    let down = false
    const ledger = await log.open({ faults: (at) => (at === 'sign' && down ? crash() : undefined) })
    await ledger.append({ facts: [factOf(1)] })
    down = true
    await ledger.append({ facts: factsOf(2, 12) })
    // A fact behind the newest batch row: what a statement sees that runs after the head was read, when a batch is committed in between.
    const columns = 'commitment, salt, envelope, body_salt, body, event_hash'
    await log.tamper(`insert into record_fact (index, ${columns}) select 11, ${columns} from record_fact where index = 10`)
    down = false
    while ((await ledger.readReceipt(10))?.checkpoint === null) await pause(20)
    assert.equal(ledger.checkpoint?.size, 11)
    assert.equal(ledger.state().stopped, undefined)
    await log.tamper('delete from record_fact where index = 11')
    await ledger.close()
    await assertHolds(log)
  })
})

describe('a full disk', () => {
  it('is told to everybody in the batch, blames nobody, and passes', async () => {
    const log = await startTestLog()
    const { schema } = log.test.organisation
    const ledger = await openWith(log, () => undefined)
    await log.test.admin.platformTransaction((transaction) =>
      transaction.script(`create function ${schema}.work_full() returns trigger language plpgsql as $$ begin
        raise exception 'no space left' using errcode = 'disk_full'; end $$;
        create trigger full_disk before insert on ${schema}.record_batch for each row execute function ${schema}.work_full()`),
    )
    const settled = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => ledger.append({ facts: [factOf(5000 + n)] })))
    for (const one of settled)
      assert.ok(one.status === 'rejected' && one.reason instanceof DatabaseError && one.reason.code === 'disk-full')
    await log.test.admin.platformTransaction((transaction) => transaction.script(`drop trigger full_disk on ${schema}.record_batch`))
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => ledger.append({ facts: [factOf(5000 + n)] })))
    await ledger.close()
    assert.equal((await assertHolds(log, ...outcomes.map(receiptsOf))).size, 320)
  })
})

describe('a database that is gone for longer than a server waits', () => {
  it('is told as such, and the facts can be sent again', async () => {
    const log = await startTestLog()
    const gone = () => {
      throw new DatabaseError('database-unavailable', 'gone')
    }
    let isGone = true
    const ledger = await openWith(log, (at) => (at === 'before-insert' && isGone ? gone() : undefined), { writer: { retryForMs: 30 } })
    await assert.rejects(ledger.append({ facts: [factOf(7000)] }), { code: 'database-unavailable', retriable: true })
    isGone = false
    assert.equal((await ledger.append({ facts: [factOf(7000)] })).outcome, 'appended')
    await ledger.close()
    await assertHolds(log)
  })
})
