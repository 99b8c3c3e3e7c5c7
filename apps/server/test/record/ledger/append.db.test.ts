import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifyInclusion } from '@proofline/ledger'
import { sql, type Transaction } from '../../../src/platform/database/index.ts'
import { alongside, type Companion, RecordError, selectFacts, selectSizeAt } from '../../../src/record/index.ts'
import { appendInBatches, assertHolds, factOf, factsOf, keyOf, moment, receiptsOf, startTestLog } from '../support.ts'

const readAll = (transaction: Transaction) => selectFacts(transaction, 0, 100_000)

describe('append', () => {
  it('gives each fact the next index, a receipt with a note, and keeps the exact bytes', async () => {
    const log = await startTestLog()
    const ledger = await log.open()
    const facts = [
      factOf(1, { eventHash: Buffer.alloc(32, 9) }),
      factOf(2, { body: Buffer.from([0, 255, 1]) }),
      factOf(3, { body: Buffer.alloc(0) }),
    ]
    const receipts = receiptsOf(await ledger.append({ facts }))
    assert.deepEqual(
      receipts.map(({ index }) => index),
      [0, 1, 2],
    )
    assert.equal(new Set(receipts.map(({ recordedAt }) => recordedAt)).size, 1)
    for (const receipt of receipts) {
      assert.equal(receipt.checkpoint?.size, 3)
      const proof = await ledger.prove(receipt.index)
      assert.ok(proof)
      const { size, root } = proof.checkpoint
      assert.deepEqual(verifyInclusion({ index: receipt.index, size, leafHash: receipt.leafHash, proof: proof.hashes, root }), { ok: true })
    }
    const stored = await ledger.read(readAll)
    assert.deepEqual(
      stored.map(({ body }) => body),
      facts.map(({ body }) => Buffer.from(body)),
    )
    assert.deepEqual(stored[0]?.eventHash, Buffer.alloc(32, 9))
    await ledger.close()
    await assertHolds(log, receipts)
  })
})

describe('keys', () => {
  it('finds keys that stand where new ones were expected, and new ones where repetitions came', async () => {
    const log = await startTestLog()
    const before = await log.open()
    const [first] = receiptsOf(await before.append({ facts: [factOf(1)] }))
    await before.close()
    const ledger = await log.open()
    const outcomes = await Promise.all([2, 1, 3, 1].map((n) => ledger.append({ facts: [factOf(n)] })))
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['appended', 'duplicate', 'appended', 'duplicate'],
    )
    for (const outcome of [outcomes[1], outcomes[3]]) assert.deepEqual(outcome && receiptsOf(outcome)[0]?.commitment, first?.commitment)
    for (const n of [1, 4, 4, 5, 2]) await ledger.append({ facts: [factOf(n)] })
    const stored = await ledger.read(readAll)
    assert.deepEqual(
      stored.map(({ envelopeBytes }) => JSON.parse(envelopeBytes.toString('utf8')).subject),
      [1, 2, 3, 4, 5].map((n) => factOf(n).subject),
    )
    await ledger.close()
    await assertHolds(
      log,
      outcomes.flatMap((outcome) => [...receiptsOf(outcome)]),
    )
  })

  it('answers a repetition with the first receipt, whichever way it comes', async () => {
    const log = await startTestLog()
    const ledger = await log.open()
    const [first] = receiptsOf(await ledger.append({ facts: [factOf(1)] }))
    const again = await ledger.append({ facts: [factOf(1, { body: Buffer.from('other') })] })
    assert.equal(again.outcome, 'duplicate')
    assert.deepEqual(receiptsOf(again)[0]?.commitment, first?.commitment)
    assert.equal(receiptsOf(again)[0]?.recordedAt, first?.recordedAt)
    const mixed = await ledger.append({ facts: [factOf(2), factOf(1), factOf(2)] })
    assert.deepEqual(mixed.outcome === 'appended' && mixed.places, [
      { index: 1, duplicate: false },
      { index: 0, duplicate: true },
      { index: 1, duplicate: true },
    ])
    const { once: own, ...plain } = factOf(8)
    assert.ok(own)
    const whole = { facts: [plain, { ...plain, subject: 'urn:example:9' }], once: keyOf(77) }
    assert.equal((await ledger.append(whole)).outcome, 'appended')
    assert.equal((await ledger.append(whole)).outcome, 'duplicate')
    await ledger.close()
    assert.equal((await assertHolds(log)).size, 4)
  })
})

describe('a submission', () => {
  it('refuses where an expectation fails, says which, and appends nothing of it', async () => {
    const log = await startTestLog()
    const ledger = await log.open()
    const document = keyOf(1000)
    const version = (n: number, lastIndex: number | null) =>
      ledger.append({ facts: [factOf(n, { guards: [document] })], expectations: [{ key: document, lastIndex }] })
    assert.equal((await version(1, null)).outcome, 'appended')
    const refused = await version(2, null)
    assert.deepEqual(refused, { outcome: 'refused', expectation: { key: document, lastIndex: null }, actual: 0 })
    const outcomes = await Promise.all([version(3, 0), version(4, 0), version(5, 0)])
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).toSorted(), ['appended', 'refused', 'refused'])
    assert.equal((await version(6, 1)).outcome, 'appended')
    await ledger.close()
    assert.equal((await assertHolds(log)).size, 3)
  })

  it('takes small and large submissions in turns, each whole', async () => {
    const log = await startTestLog()
    const ledger = await log.open({ writer: { maxBatchFacts: 50 } })
    const outcomes = await Promise.all([
      ledger.append({ facts: factsOf(0, 300) }),
      ledger.append({ facts: factsOf(300, 600) }),
      ...Array.from({ length: 60 }, (_, n) => ledger.append({ facts: [factOf(1000 + n)] })),
    ])
    const places = outcomes.map((one) => (one.outcome === 'appended' ? one.places.map(({ index }) => index) : []))
    for (const indexes of places)
      indexes.forEach((index, at) => {
        assert.equal(index, (indexes[0] ?? 0) + at)
      })
    // A small one stands before the second large one.
    assert.ok((places[2]?.[0] ?? 0) < (places[1]?.[0] ?? 0))
    await ledger.close()
    assert.equal((await assertHolds(log, ...outcomes.map(receiptsOf))).size, 660)
  })
})

describe('moments', () => {
  it('moments never go back, and name the size that the log had', async () => {
    const log = await startTestLog()
    let now = Date.parse(moment)
    const ledger = await log.open({ clock: { now: () => now } })
    const one = receiptsOf(await ledger.append({ facts: [factOf(1)] }))
    now -= 3_600_000
    const two = receiptsOf(await ledger.append({ facts: [factOf(2)] }))
    assert.equal(two[0]?.recordedAt, one[0]?.recordedAt)
    assert.equal(ledger.state().clockBehindMs, 3_600_000)
    now += 7_200_000
    await ledger.append({ facts: [factOf(3)] })
    assert.equal(await ledger.read((transaction) => selectSizeAt(transaction, moment)), 2)
    await ledger.close()
    await assertHolds(log)
  })
})

describe('what stands beside', () => {
  it('commits what stands beside the facts with them, and lets a bad row harm nobody else', async () => {
    const log = await startTestLog()
    const { schema, app } = log.test.organisation
    await log.test.admin.platformTransaction((transaction) =>
      transaction.script(
        `create table ${schema}.work_beside (n integer primary key, index bigint not null check (n <> 13)); grant all on ${schema}.work_beside to ${app}`,
      ),
    )
    const beside: Companion<number> = {
      name: 'beside',
      insert: async (transaction, rows) => {
        for (const { row, places } of rows) {
          await transaction.execute(sql`insert into work_beside values (${row}, ${places[0]?.index ?? -1}) on conflict do nothing`)
        }
      },
    }
    const ledger = await log.open()
    const settled = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => ledger.append({ facts: [factOf(n)], alongside: [alongside(beside, n)] })),
    )
    assert.deepEqual(
      settled.flatMap(({ status }, n) => (status === 'rejected' ? [n] : [])),
      [13],
    )
    const rows = await ledger.read((transaction) =>
      transaction.query<{ n: number; index: number }>(sql`select n, index from work_beside order by n`),
    )
    assert.equal(rows.length, 39)
    for (const { n, index } of rows) {
      const one = settled[n]
      assert.equal(one?.status === 'fulfilled' && one.value.outcome === 'appended' && one.value.places[0]?.index, index)
    }
    await ledger.close()
    assert.equal((await assertHolds(log)).size, 39)
  })
})

describe('limits and borders', () => {
  it('turns away what does not fit, and keeps what does', async () => {
    const log = await startTestLog()
    const ledger = await log.open({ writer: { maxPendingBytes: 10_000 } })
    const settled = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => ledger.append({ facts: [factOf(n, { body: Buffer.alloc(3000, n) })] })),
    )
    const busy = settled.filter((one) => one.status === 'rejected')
    assert.ok(busy.length > 0 && busy.length < 50)
    for (const { reason } of busy) assert.ok(reason instanceof RecordError && reason.code === 'record-busy' && reason.retriable)
    await assert.rejects(ledger.append({ facts: [] }), { code: 'submission-malformed' })
    await assert.rejects(ledger.append({ facts: [factOf(1)], once: keyOf(2) }), { code: 'submission-malformed' })
    await assert.rejects(ledger.append({ facts: [factOf(1, { subject: '' })] }), { code: 'fact-malformed' })
    await ledger.close()
    await assert.rejects(ledger.append({ facts: [factOf(1)] }), { code: 'record-closed' })
    assert.equal((await assertHolds(log)).size, 50 - busy.length)
  })

  it('goes on where another process stopped, over tile borders', async () => {
    const log = await startTestLog()
    const receipts = []
    for (const [from, to] of [
      [0, 250],
      [250, 261],
      [261, 512],
      [512, 513],
      [513, 800],
    ] as const) {
      const ledger = await log.open()
      receipts.push(receiptsOf(await ledger.append({ facts: factsOf(from, to) })))
      await ledger.close()
    }
    assert.equal((await assertHolds(log, ...receipts)).checked.tiles, 3)
  })
})

describe('two processes on one database', () => {
  it('append without a hole, without a double, each fact where its receipt says', async () => {
    const log = await startTestLog()
    const [left, right] = [await log.open(), await log.open()]
    const work = async (ledger: typeof left, from: number) => {
      const receipts = []
      for (let n = 0; n < 12; n += 1) {
        const outcomes = await Promise.all([
          ledger.append({ facts: factsOf(from + n * 40, from + n * 40 + 37) }),
          ledger.append({ facts: factsOf(from + n * 40 + 37, from + n * 40 + 40) }),
          // Both tell the same: one of them is the first.
          ledger.append({ facts: [factOf(900_000 + n)] }),
        ])
        receipts.push(...outcomes.map(receiptsOf))
      }
      return receipts
    }
    const receipts = (await Promise.all([work(left, 0), work(right, 10_000)])).flat()
    await left.close()
    await right.close()
    assert.equal((await assertHolds(log, ...receipts)).size, 2 * 12 * 40 + 12)
    assert.deepEqual(log.troubles, [])
  })

  it('a receipt, a proof or the state is never behind a checkpoint that was shown', async () => {
    const log = await startTestLog()
    const [left, right] = [await log.open(), await log.open()]
    await right.append({ facts: [factOf(0)] })
    await left.append({ facts: factsOf(1, 6) })
    assert.equal((await right.readCheckpoint())?.size, 6)
    assert.equal((await right.readReceipt(0))?.checkpoint?.size, 6)
    assert.equal((await right.prove(0))?.checkpoint.size, 6)
    assert.equal(right.state().checkpoint?.size, 6)
    await left.close()
    await right.close()
    await assertHolds(log)
  })

  it('the moments of one are not before those of the other', async () => {
    const log = await startTestLog()
    const ahead = await log.open({ clock: { now: () => Date.parse('2030-01-01T00:00:00.000Z') } })
    const behind = await log.open({ clock: { now: () => Date.parse('2029-01-01T00:00:00.000Z') } })
    await appendInBatches(behind, 0, 3, 1)
    await appendInBatches(ahead, 10, 13, 1)
    const [late] = receiptsOf(await behind.append({ facts: [factOf(20)] }))
    assert.equal(late?.recordedAt, '2030-01-01T00:00:00.000Z')
    await behind.close()
    await ahead.close()
    await assertHolds(log, [late ?? assert.fail()])
  })
})
