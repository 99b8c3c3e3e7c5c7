import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { readBundle, verifyBundle } from '@proofline/evidence'
import { formatVerifierKey, parseVerifierKey } from '@proofline/ledger'
import { Evidence, type Exported, type Question } from '../../../src/answers/evidence/commands.ts'
import { systemClock } from '../../../src/platform/clock/index.ts'
import { loadSigningKey, logKey } from '../../../src/record/checkpoints/index.ts'
import { eraseBody, erasureStatement, httpWitness, type Ledger } from '../../../src/record/index.ts'
import { Views } from '../../../src/views/projector/index.ts'
import { appendInBatches, moment, startTestLog, type TestLog } from '../../record/support.ts'
import { atEndOfFile } from '../../support/database.ts'
import { startTestWitness, type TestWitness } from '../../support/witness.ts'

const questionOf = (facts: readonly number[], more: Partial<Question> = {}): Question => ({
  objects: [],
  facts,
  withBodies: true,
  reason: '',
  ...more,
})

function openEvidence(log: TestLog, ledger: Ledger, witness?: TestWitness): Evidence {
  const { connection, organisation } = log.test
  const views = new Views({ connection, organisation })
  const key = witness === undefined ? undefined : parseVerifierKey(witness.key)
  const witnessKeys = key?.ok === true ? [key.value] : []
  const evidence = new Evidence({ ledger, views, connection, clock: systemClock, madeBy: 'test', witnessKeys })
  atEndOfFile(async () => {
    await evidence.close()
    await views.close()
    await ledger.close()
  })
  return evidence
}

function bytesOf(exported: Exported): Uint8Array {
  assert.ok(exported.what === 'made', JSON.stringify(exported))
  return exported.bytes
}

function person() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex')
  return { key, sign: (statement: Buffer) => ({ key, signature: sign(null, statement, privateKey).toString('hex') }) }
}

test('an erased body comes with the fact that ordered it, also where contents are withheld', async () => {
  const log = await startTestLog()
  const ledger = await log.open()
  await appendInBatches(ledger, 0, 20, 10)
  const commitment = (await ledger.readFact(7))?.commitment.toString('hex') ?? ''
  const people = [person(), person()]
  const order = { index: 7, commitment, reason: '患者要求删除个人信息' }
  const signatures = people.map((one) => one.sign(Buffer.from(erasureStatement(order))))
  const source = { system: 'proofline', reference: 'request-1', method: 'manual' as const, receivedAt: moment }
  const erased = await eraseBody(ledger, { order: { ...order, signatures }, keys: people.map(({ key }) => key), actor: 'user:3', source })
  assert.ok(erased.ok)
  const evidence = openEvidence(log, ledger)
  const bytes = bytesOf(await evidence.export(questionOf([3, 7])))
  const verdict = verifyBundle(bytes, { trustedKeys: [formatVerifierKey(ledger.verifierKey)], erasureKeys: people.map(({ key }) => key) })
  assert.ok(verdict.ok, JSON.stringify(verdict))
  assert.deepEqual(verdict.value.facts.erased, [{ index: 7, by: 20, reason: order.reason }])
  const withheld = readBundle(bytesOf(await evidence.export(questionOf([3, 7], { withBodies: false }))))
  assert.ok(withheld.ok)
  assert.deepEqual(
    withheld.value.facts.map(({ index, body }) => [index, body.state]),
    [
      [3, 'withheld'],
      [7, 'erased'],
      [20, 'present'],
    ],
  )
})

test('a checkpoint that witnesses have cosigned is preferred where it reaches the facts', async () => {
  const log = await startTestLog()
  const first = await log.open()
  await first.close()
  const { publicKey } = await loadSigningKey(log.keysFolder)
  const witness = await startTestWitness('witness.example/w1', [logKey(first.origin, publicKey)])
  atEndOfFile(() => witness.close())
  const ledger = await log.open({ witnesses: [httpWitness({ url: witness.url, keys: [witness.key] })], witnessEveryMs: 5 })
  await appendInBatches(ledger, 0, 300, 300)
  while ((await ledger.readCosigned())?.includes('\n300\n') !== true) await pause(10)
  const evidence = openEvidence(log, ledger, witness)
  const verdict = verifyBundle(bytesOf(await evidence.export(questionOf([0, 299]))), {
    trustedKeys: [formatVerifierKey(ledger.verifierKey), witness.key],
  })
  assert.ok(verdict.ok, JSON.stringify(verdict))
  assert.equal(verdict.value.log.size, 300)
  assert.deepEqual(
    verdict.value.witnesses.map(({ name, isTrusted }) => [name, isTrusted]),
    [['witness.example/w1', true]],
  )
})

test('a bundle of many facts is made and holds; one that is too large is refused with the figures', async () => {
  const log = await startTestLog()
  const ledger = await log.open()
  await appendInBatches(ledger, 0, 3000, 1000)
  const evidence = openEvidence(log, ledger)
  const verdict = verifyBundle(bytesOf(await evidence.export(questionOf(Array.from({ length: 1500 }, (_, n) => 2 * n)))))
  assert.ok(verdict.ok, JSON.stringify(verdict))
  assert.equal(verdict.value.facts.count, 1500)
  assert.deepEqual(await evidence.export(questionOf(Array.from({ length: 3001 }, (_, n) => n))), {
    what: 'malformed',
    problems: [{ code: 'evidence-fact-unknown', at: '/facts/3000', params: { index: 3000, size: 3000 } }],
  })
})

test('one bundle is made at a time, a few wait, more are refused; who waits at the end is told', async () => {
  const log = await startTestLog()
  const ledger = await log.open()
  await appendInBatches(ledger, 0, 10, 10)
  const evidence = openEvidence(log, ledger)
  const asked = Array.from({ length: 6 }, () =>
    evidence.export(questionOf([1])).then(
      ({ what }) => what,
      (error: { code: string }) => error.code,
    ),
  )
  const busy = await Promise.race(asked)
  assert.equal(busy, 'evidence-busy')
  await evidence.close()
  const told = await Promise.all(asked)
  assert.deepEqual(told.filter((what) => what !== 'made').toSorted(), [
    'evidence-busy',
    ...Array.from({ length: told.filter((what) => what === 'evidence-closed').length }, () => 'evidence-closed'),
  ])
  assert.ok(told.includes('evidence-closed'))
  await assert.rejects(evidence.export(questionOf([1])), { code: 'evidence-closed' })
})
