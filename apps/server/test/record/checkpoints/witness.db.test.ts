import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { verifyCheckpoint } from '@proofline/ledger'
import { loadSigningKey, logKey, logVerifier } from '../../../src/record/checkpoints/index.ts'
import { httpWitness, type Ledger, WitnessError } from '../../../src/record/index.ts'
import { verifyLog } from '../../../src/record/verification/index.ts'
import { startTestWitness, type TestWitness } from '../../support/witness.ts'
import { appendInBatches, assertHolds, startTestLog, type TestLog } from '../support.ts'

const open: TestWitness[] = []
after(async () => {
  for (const witness of open) await witness.close()
})

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(10)
}

async function startWitnessed(): Promise<{ log: TestLog; witness: TestWitness; ledger: Ledger }> {
  const log = await startTestLog()
  const first = await log.open()
  await first.close()
  const { publicKey } = await loadSigningKey(log.keysFolder)
  const witness = await startTestWitness('witness.example/w1', [logKey(first.origin, publicKey)])
  open.push(witness)
  const ledger = await log.open({ witnesses: [httpWitness({ url: witness.url, keys: [witness.key] })], witnessEveryMs: 5 })
  return { log, witness, ledger }
}

const lastCode = (log: TestLog): string | undefined => {
  const error = log.troubles.at(-1)
  return error instanceof WitnessError ? error.code : undefined
}

describe('a witness', () => {
  it('cosigns published checkpoints, each a proven continuation of the one before', async () => {
    const { log, witness, ledger } = await startWitnessed()
    for (const size of [1, 100, 256, 257, 700]) {
      await appendInBatches(ledger, ledger.state().size, size, 1000)
      await until(() => witness.sizeOf(ledger.origin) === size)
    }
    await until(async () => (await ledger.readCosigned())?.includes('\n700\n') === true)
    const note = (await ledger.readCosigned()) ?? ''
    const verified = verifyCheckpoint(note, [{ origin: ledger.origin, verifiers: [logVerifier(ledger.verifierKey)] }], {
      witnesses: [witness.verifier],
      quorum: 1,
    })
    assert.ok(verified.ok)
    assert.equal(verified.value.checkpoint.size, 700)
    await ledger.close()
    assert.deepEqual(log.troubles, [])
    assert.ok(witness.answers.every((status) => status === 200))
    await assertHolds(log)
    const report = await verifyLog(log.test.database, log.test.organisation, { witnesses: [witness.verifier] })
    assert.equal(report.checked.cosignatures, witness.answers.length)
  })

  it('that has forgotten or knows more than we think is told the right proof', async () => {
    const { log, witness, ledger } = await startWitnessed()
    await appendInBatches(ledger, 0, 10, 10)
    await until(async () => (await ledger.readCosigned()) !== undefined)
    witness.forget(ledger.origin)
    await appendInBatches(ledger, 10, 20, 10)
    await until(() => witness.sizeOf(ledger.origin) === 20)
    assert.deepEqual(witness.answers, [200, 409, 200])
    await ledger.close()
    assert.deepEqual(log.troubles, [])
  })
})

describe('a witness that fails', () => {
  it('that is down, slow, or answers nonsense holds up nobody, and is tried again', async () => {
    const { log, witness, ledger } = await startWitnessed()
    const answers: readonly [{ status: number; body: string }, string][] = [
      [{ status: 500, body: '' }, 'witness-refused'],
      [{ status: 422, body: '' }, 'witness-refused'],
      [{ status: 200, body: 'nothing' }, 'witness-answer-malformed'],
      [{ status: 200, body: `— witness.example/w1 ${Buffer.alloc(76).toString('base64')}\n` }, 'witness-answer-malformed'],
      [{ status: 200, body: 'x'.repeat(100_000) }, 'witness-answer-too-large'],
      [{ status: 409, body: '5000\n' }, 'witness-ahead'],
      [{ status: 409, body: 'many\n' }, 'witness-answer-malformed'],
    ]
    let n = 0
    for (const [answer, code] of answers) {
      witness.pretend(answer)
      const before = log.troubles.length
      await appendInBatches(ledger, n, n + 1, 1)
      n += 1
      await until(() => log.troubles.length > before)
      assert.equal(lastCode(log), code)
    }
    assert.equal(await ledger.readCosigned(), undefined)
    witness.pretend(undefined)
    await appendInBatches(ledger, n, n + 1, 1)
    await until(async () => (await ledger.readCosigned()) !== undefined)
    await witness.close()
    const before = log.troubles.length
    await appendInBatches(ledger, n + 1, n + 2, 1)
    await until(() => log.troubles.length > before)
    await ledger.close()
    await assertHolds(log)
  })

  it('whose line was changed in the database is found', async () => {
    const { log, witness, ledger } = await startWitnessed()
    await appendInBatches(ledger, 0, 10, 10)
    await until(async () => (await ledger.readCosigned()) !== undefined)
    await ledger.close()
    await log.tamper(`update record_cosignature set line = replace(line, 'w1 ', 'w2 ')`)
    const report = await verifyLog(log.test.database, log.test.organisation, { witnesses: [witness.verifier] })
    assert.deepEqual(
      report.findings.map(({ code }) => code),
      ['cosignature-invalid'],
    )
  })

  it('with a key that is none is refused at the start', () => {
    assert.throws(() => httpWitness({ url: 'http://127.0.0.1:1', keys: ['nonsense'] }), { code: 'witness-key-malformed' })
    assert.throws(() => httpWitness({ url: 'http://127.0.0.1:1', keys: [] }), { code: 'witness-key-malformed' })
  })
})
