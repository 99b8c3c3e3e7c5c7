import assert from 'node:assert/strict'
import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { outsideCheckpointIn } from '../../../src/record/checkpoints/index.ts'
import { restoreLog } from '../../../src/record/restoration/index.ts'
import { appendInBatches, assertHolds, factOf, makeFolder, moment, receiptsOf, startTestLog, type TestLog } from '../support.ts'

const source = { system: 'operator', reference: 'restore', method: 'manual', receivedAt: moment } as const

async function startFilledLog(): Promise<TestLog> {
  const log = await startTestLog()
  const ledger = await log.open()
  await appendInBatches(ledger, 0, 700, 100)
  await ledger.close()
  return log
}

/** What an older backup looks like: nothing of what came after is there. */
const goBackTo = (log: TestLog, size: number): Promise<void> =>
  log.tamper(
    `delete from record_fact where index >= ${size}`,
    `delete from record_batch where size > ${size}`,
    `delete from record_checkpoint where size > ${size}`,
    `delete from record_tile where (n + 1) * power(256, level + 1) > ${size}`,
    `delete from work_guard where last_index >= ${size}`,
  )

const restore = (log: TestLog, reason = 'disk replaced') =>
  restoreLog({
    database: log.test.database,
    organisation: log.test.organisation,
    keysFolder: log.keysFolder,
    actor: 'operator:1',
    source,
    reason,
  })

describe('the first start', () => {
  it('makes a key that only its owner reads, an origin, and a checkpoint of nothing', async () => {
    const log = await startTestLog()
    const ledger = await log.open({ originPrefix: 'trace.example.com/log' })
    assert.match(ledger.origin, /^trace\.example\.com\/log\/[0-9a-f]{8}$/)
    assert.equal(ledger.checkpoint?.size, 0)
    await ledger.close()
    for (const name of await readdir(log.keysFolder)) assert.equal((await stat(join(log.keysFolder, name))).mode & 0o777, 0o600, name)
    assert.deepEqual((await readdir(log.keysFolder)).toSorted(), ['checkpoint', 'log-signing-key.pem'])
    assert.equal((await assertHolds(log)).size, 0)
    const again = await log.open({ originPrefix: 'other.example.com/log' })
    assert.equal(again.origin, ledger.origin)
    await again.close()
  })

  it('by two at once makes one key and one origin', async () => {
    const log = await startTestLog()
    const ledgers = await Promise.all([log.open(), log.open(), log.open()])
    assert.equal(new Set(ledgers.map(({ origin }) => origin)).size, 1)
    for (const ledger of ledgers) await ledger.close()
    await assertHolds(log)
  })
})

describe('a log that does not contain what was signed', () => {
  it('opens for reading, appends nothing and says what is lost', async () => {
    const log = await startFilledLog()
    await goBackTo(log, 500)
    const ledger = await log.open()
    const { stopped, checkpoint, size } = ledger.state()
    assert.equal(stopped?.code, 'log-truncated')
    assert.deepEqual(stopped?.params, { from: 500, to: 700, last: 699 })
    assert.equal(size, 500)
    assert.equal(checkpoint?.size, 700)
    await assert.rejects(ledger.append({ facts: [factOf(9000)] }), { code: 'log-truncated' })
    assert.equal((await ledger.readReceipt(3))?.index, 3)
    await ledger.close()
    assert.deepEqual(
      (await log.verify()).findings.map(({ code, from, to }) => [code, from, to]),
      [['log-truncated', 500, 700]],
    )
  })

  it('is noticed while it is open', async () => {
    const log = await startFilledLog()
    const ledger = await log.open()
    await goBackTo(log, 500)
    await assert.rejects(ledger.append({ facts: [factOf(9000)] }), { code: 'log-truncated' })
    assert.equal(ledger.state().stopped?.code, 'log-truncated')
    await assert.rejects(ledger.append({ facts: [factOf(9001)] }), { code: 'log-truncated' })
    await ledger.close()
  })

  it('with other facts in the place of the signed ones is a fork', async () => {
    const log = await startFilledLog()
    const keys = makeFolder()
    await cp(log.keysFolder, keys, { recursive: true })
    await goBackTo(log, 500)
    // The older state of the outside checkpoint as well: the attacker has the whole machine, and another one still has the newer note.
    await rm(join(log.keysFolder, 'checkpoint'))
    const old = await log.test.admin.platformTransaction((transaction) =>
      transaction.copyOut(`copy (select note from org_main.record_checkpoint where size = 500) to stdout`).toArray(),
    )
    await writeFile(join(log.keysFolder, 'checkpoint'), Buffer.concat(old).toString('utf8').slice(0, -1).replaceAll('\\n', '\n'))
    const ledger = await log.open()
    await appendInBatches(ledger, 20_000, 20_300, 100)
    await ledger.close()
    await assertHolds(log)
    const other = await log.open({ keysFolder: keys })
    assert.equal(other.state().stopped?.code, 'log-forked')
    await assert.rejects(other.append({ facts: [factOf(9000)] }), { code: 'log-forked' })
    await other.close()
  })

  it('with changed commitments is not signed', async () => {
    const log = await startFilledLog()
    const ledger = await log.open()
    const { schema } = log.test.organisation
    await log.test.admin.platformTransaction((transaction) =>
      transaction.script(`create function ${schema}.work_forge() returns trigger language plpgsql as $$ begin
        new.commitment = sha256(new.commitment); return new; end $$;
        create trigger forge before insert on ${schema}.record_fact for each row execute function ${schema}.work_forge()`),
    )
    const [receipt] = receiptsOf(await ledger.append({ facts: [factOf(9000)] }))
    assert.equal(receipt?.checkpoint, null)
    assert.equal(ledger.state().stopped?.code, 'log-forked')
    await assert.rejects(ledger.append({ facts: [factOf(9001)] }), { code: 'log-forked' })
    assert.equal(ledger.checkpoint?.size, 700)
    await ledger.close()
  })
})

describe('keys and checkpoint outside', () => {
  it('a missing checkpoint stops a log that is not empty', async () => {
    const log = await startFilledLog()
    await rm(join(log.keysFolder, 'checkpoint'))
    const ledger = await log.open()
    assert.equal(ledger.state().stopped?.code, 'outside-checkpoint-missing')
    await ledger.close()
  })

  it('a damaged checkpoint, a foreign key, a key that is none are refused', async () => {
    const log = await startFilledLog()
    const path = join(log.keysFolder, 'checkpoint')
    const note = await readFile(path, 'utf8')
    await writeFile(path, note.replace('\n700\n', '\n600\n'))
    await assert.rejects(log.open(), { code: 'outside-checkpoint-damaged' })
    await writeFile(path, '')
    await assert.rejects(log.open(), { code: 'outside-checkpoint-damaged' })
    await writeFile(path, note)
    await assert.rejects(log.open({ keysFolder: makeFolder() }), { code: 'signing-key-mismatch' })
    await writeFile(join(log.keysFolder, 'log-signing-key.pem'), 'nothing')
    await assert.rejects(log.open(), { code: 'signing-key-unreadable' })
  })

  it('an older checkpoint outside is brought forward', async () => {
    const log = await startTestLog()
    const ledger = await log.open()
    await appendInBatches(ledger, 0, 200, 100)
    const old = await readFile(join(log.keysFolder, 'checkpoint'), 'utf8')
    await appendInBatches(ledger, 200, 300, 100)
    await ledger.close()
    await writeFile(join(log.keysFolder, 'checkpoint'), old)
    const again = await log.open()
    assert.equal(again.checkpoint?.size, 300)
    assert.equal(again.state().stopped, undefined)
    await appendInBatches(again, 300, 301, 1)
    await again.close()
    await assertHolds(log)
    assert.match(await readFile(join(log.keysFolder, 'checkpoint'), 'utf8'), /\n301\n/)
  })
})

describe('restore', () => {
  it('begins a new origin that names the last checkpoint of the old one and what is lost', async () => {
    const log = await startFilledLog()
    const old = await outsideCheckpointIn(log.keysFolder).read()
    await goBackTo(log, 500)
    const restored = await restore(log)
    assert.deepEqual(restored.lost, { from: 500, to: 700 })
    assert.equal(restored.index, 500)
    const ledger = await log.open()
    assert.equal(ledger.origin, restored.origin)
    assert.notEqual(ledger.origin, restored.previousOrigin)
    assert.equal(ledger.state().stopped, undefined)
    assert.equal(ledger.checkpoint?.size, 501)
    const fact = await ledger.readFact(500)
    const body = JSON.parse(fact?.body?.toString('utf8') ?? '')
    assert.equal(body.previousCheckpoint, old)
    assert.deepEqual(body.lost, { from: 500, to: 700 })
    assert.equal(await readFile(join(log.keysFolder, 'checkpoint-of-origin-1'), 'utf8'), old)
    await appendInBatches(ledger, 600, 800, 100)
    await ledger.close()
    assert.equal((await assertHolds(log)).size, 701)
    // The old process of before the restore may not go on as if nothing had been.
    const [report] = (await log.verify()).findings
    assert.equal(report, undefined)
  })

  it('interrupted before its first signature goes on at the next start', async () => {
    const log = await startFilledLog()
    await goBackTo(log, 300)
    await restore(log)
    await assertHolds(log)
    const ledger = await log.open()
    assert.equal(ledger.state().stopped, undefined)
    await ledger.close()
    await assertHolds(log)
  })

  it('onto an empty database keeps the number of what is lost', async () => {
    const log = await startTestLog()
    const other = await startFilledLog()
    for (const name of await readdir(other.keysFolder)) await cp(join(other.keysFolder, name), join(log.keysFolder, name))
    const stopped = await log.open()
    assert.deepEqual(stopped.state().stopped?.params, { from: 0, to: 700, last: 699 })
    await stopped.close()
    assert.deepEqual((await restore(log)).lost, { from: 0, to: 700 })
    const ledger = await log.open()
    await appendInBatches(ledger, 0, 10, 10)
    await ledger.close()
    assert.equal((await assertHolds(log)).size, 11)
  })
})

describe('restore and others', () => {
  it('after a lost checkpoint goes on from what is there', async () => {
    const log = await startFilledLog()
    await rm(join(log.keysFolder, 'checkpoint'))
    const restored = await restore(log)
    assert.equal(restored.lost, null)
    const ledger = await log.open()
    assert.equal(ledger.state().stopped, undefined)
    await appendInBatches(ledger, 900, 910, 10)
    await ledger.close()
    assert.equal((await assertHolds(log)).size, 711)
  })

  it('stops a process that still appends to the old origin', async () => {
    const log = await startFilledLog()
    const old = await log.open()
    await restore(log)
    await assert.rejects(old.append({ facts: [factOf(9000)] }), { code: 'origin-changed' })
    await old.close()
    const ledger = await log.open()
    await ledger.close()
    await assertHolds(log)
  })

  it('a new origin that no fact explains is found', async () => {
    const log = await startFilledLog()
    await restore(log)
    const ledger = await log.open()
    await ledger.close()
    await log.tamper(
      `update record_origin set previous_checkpoint = replace(previous_checkpoint, E'\\n700\\n', E'\\n100\\n') where number = 2`,
    )
    assert.deepEqual(
      (await log.verify()).findings.map(({ code }) => code),
      ['origin-unexplained'],
    )
  })
})
