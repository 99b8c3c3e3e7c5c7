import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type DatabaseError, sql } from '../../../src/platform/database/index.ts'
import { alongside, type Companion, type Faults, type Ledger, type Submission } from '../../../src/record/index.ts'
import { selectHead } from '../../../src/record/tree/index.ts'
import { assertHolds, crash, factOf, factsOf, failOnce, receiptsOf, startTestLog, type TestLog } from '../support.ts'

/** Small batches, so that one follows the other at once. */
const openBusy = (log: TestLog, faults: Faults = () => undefined): Promise<Ledger> => log.open({ faults, writer: { maxBatchFacts: 6 } })

const submissionsOf = (begin: number, count: number): Submission[] =>
  Array.from({ length: count }, (_, n) => ({ facts: factsOf(begin + 3 * n, begin + 3 * n + 3) }))

/** Checkpoints that were committed by the transaction of a batch. */
async function countRides(log: TestLog): Promise<number> {
  const [row] = await log.test.admin.transaction(log.test.organisation, (transaction) =>
    transaction.query<{ rides: number }>(
      sql`select count(*)::integer as rides from record_checkpoint c join record_batch b on b.xmin = c.xmin where b.size > c.size`,
    ),
  )
  return row?.rides ?? 0
}

async function allAgain(log: TestLog, ledger: Ledger, submissions: readonly Submission[]): Promise<void> {
  const first = await Promise.allSettled(submissions.map((one) => ledger.append(one)))
  const acknowledged = first.flatMap((one) => (one.status === 'fulfilled' ? [receiptsOf(one.value)] : []))
  const second = await Promise.all(submissions.map((one) => ledger.append(one)))
  await ledger.close()
  const report = await assertHolds(log, ...acknowledged, ...second.map(receiptsOf))
  assert.equal(report.size, 3 * submissions.length)
  assert.equal(ledger.checkpoint?.size, report.size)
}

describe('a checkpoint rides with the batch that follows at once', () => {
  it('each receipt has one that covers it, and few have a transaction of their own', async () => {
    const log = await startTestLog()
    const ledger = await openBusy(log)
    const outcomes = await Promise.all(submissionsOf(0, 40).map((one) => ledger.append(one)))
    for (const { index, checkpoint } of outcomes.flatMap(receiptsOf)) assert.ok(checkpoint !== null && checkpoint.size > index)
    const rides = await countRides(log)
    assert.ok(rides >= 15, `${rides} of 20`)
    await ledger.close()
    await assertHolds(log, ...outcomes.map(receiptsOf))
    await log.test.close()
  })

  it('one that is alone is signed at once', async () => {
    const log = await startTestLog()
    const ledger = await openBusy(log)
    const [receipt] = receiptsOf(await ledger.append({ facts: [factOf(1)] }))
    assert.equal(receipt?.checkpoint?.size, 1)
    assert.equal(await countRides(log), 0)
    await ledger.close()
    await log.test.close()
  })
})

describe('what goes wrong on the way holds up no batch and loses no checkpoint', () => {
  for (const point of ['sign', 'outside-written'] as const) {
    it(`the signer fails at ${point}`, async () => {
      const log = await startTestLog()
      const ledger = await openBusy(log, failOnce(point, crash))
      const first = await Promise.all(submissionsOf(0, 20).map((one) => ledger.append(one)))
      assert.ok(first.every(({ outcome }) => outcome === 'appended'))
      while ((await ledger.readReceipt(59))?.checkpoint === null) await pause(20)
      await ledger.close()
      await assertHolds(log, ...first.map(receiptsOf))
      assert.equal(ledger.checkpoint?.size, 60)
      await log.test.close()
    })
  }

  it('a signer that takes too long is not waited for', async () => {
    const log = await startTestLog()
    const slow = Promise.withResolvers<void>()
    const ledger = await openBusy(
      log,
      failOnce('sign', () => slow.promise),
    )
    const appended = Promise.all(submissionsOf(0, 20).map((one) => ledger.append(one)))
    const size = async (): Promise<number> => (await log.test.database.transaction(log.test.organisation, selectHead)).head.size
    while ((await size()) < 60) await pause(20)
    assert.equal(ledger.checkpoint?.size ?? 0, 0)
    slow.resolve()
    for (const { index, checkpoint } of (await appended).flatMap(receiptsOf)) assert.ok(checkpoint !== null && checkpoint.size > index)
    await ledger.close()
    await assertHolds(log)
    await log.test.close()
  })
})

describe('a batch that fails with a checkpoint aboard is tried again without, and loses none', () => {
  for (const point of ['after-insert', 'before-commit'] as const) {
    it(`the connection is lost ${point} with a checkpoint aboard`, async () => {
      const log = await startTestLog()
      let batches = 0
      const cut = async (): Promise<void> => {
        await log.test.admin.platformTransaction((transaction) =>
          transaction.query(
            sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'proofline_server'`,
          ),
        )
        await pause(50)
      }
      const ledger = await openBusy(log, (at) => {
        if (at !== point) return undefined
        batches += 1
        return batches === 3 ? cut() : undefined
      })
      await allAgain(log, ledger, submissionsOf(0, 20))
      assert.ok((await countRides(log)) > 0)
      await log.test.close()
    })
  }

  it('a member that ends the batch does not keep the checkpoint of those before it', async () => {
    const log = await startTestLog()
    const ledger = await openBusy(log)
    const refusing: Companion<number> = {
      name: 'refusing',
      insert: async (transaction) => {
        await transaction.query(sql`select 1 / 0`)
      },
    }
    const guilty = { facts: factsOf(900, 903), alongside: [alongside(refusing, 1)] }
    const innocent = submissionsOf(0, 12)
    const settled = await Promise.allSettled([...innocent.slice(0, 5), guilty, ...innocent.slice(5)].map((one) => ledger.append(one)))
    const failed = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as DatabaseError] : []))
    assert.equal(failed.length, 1)
    const receipts = settled.flatMap((one) => (one.status === 'fulfilled' ? [receiptsOf(one.value)] : []))
    for (const { index, checkpoint } of receipts.flat()) assert.ok(checkpoint !== null && checkpoint.size > index)
    await ledger.close()
    assert.equal((await assertHolds(log, ...receipts)).size, 36)
    await log.test.close()
  })
})
