import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, it } from 'node:test'
import { type EraseInput, type ErasureOrder, eraseBody, erasureStatement, type Ledger } from '../../../src/record/index.ts'
import { appendInBatches, assertHolds, factOf, moment, receiptsOf, startTestLog } from '../support.ts'

type Person = { readonly key: string; readonly secret: KeyObject }

function person(): Person {
  const { privateKey } = generateKeyPairSync('ed25519')
  const key = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex')
  return { key, secret: privateKey }
}

const [quality, privacy, stranger] = [person(), person(), person()] as const
const keys = [quality.key, privacy.key]

function orderOf(what: Omit<ErasureOrder, 'signatures'>, ...people: readonly Person[]): ErasureOrder {
  const statement = Buffer.from(erasureStatement(what))
  return { ...what, signatures: people.map(({ key, secret }) => ({ key, signature: sign(null, statement, secret).toString('hex') })) }
}

const inputOf = (order: ErasureOrder): EraseInput => ({
  order,
  keys,
  actor: 'user:3',
  source: { system: 'proofline', reference: 'request-1', method: 'manual', receivedAt: moment },
})

async function commitmentOf(ledger: Ledger, index: number): Promise<string> {
  return (await ledger.readFact(index))?.commitment.toString('hex') ?? assert.fail()
}

const reason = '患者要求删除个人信息'

describe('erasure', () => {
  it('removes exactly the body and its salt, and the log still holds', async () => {
    const log = await startTestLog()
    const ledger = await log.open()
    await appendInBatches(ledger, 0, 20, 10)
    const order = orderOf({ index: 7, commitment: await commitmentOf(ledger, 7), reason }, quality, privacy)
    const before = await ledger.readFact(7)
    const erased = await eraseBody(ledger, inputOf(order))
    assert.ok(erased.ok)
    assert.deepEqual(await ledger.readFact(7), { ...before, body: null, bodySalt: null })
    const again = await eraseBody(ledger, inputOf(order))
    assert.deepEqual(again.ok && again.value.index, erased.value.index)
    // What was erased is known all the same: its sender is told so.
    assert.equal((await ledger.append({ facts: [factOf(7)] })).outcome, 'duplicate')
    await ledger.close()
    const report = await log.verify(keys)
    assert.deepEqual([report.holds, report.size, report.checked.erasures, report.notices], [true, 21, 1, []])
    await assertHolds(log, [erased.value])
  })

  it('is not done by one, by a stranger, or with a signature for something else', async () => {
    const log = await startTestLog()
    const ledger = await log.open()
    await appendInBatches(ledger, 0, 20, 10)
    const what = { index: 7, commitment: await commitmentOf(ledger, 7), reason }
    const cases: readonly [string, ErasureOrder][] = [
      ['erasure-signatures-missing', orderOf(what, quality)],
      ['erasure-signatures-missing', orderOf(what, quality, quality)],
      ['erasure-signatures-missing', orderOf(what, quality, stranger)],
      ['erasure-signature-invalid', { ...orderOf(what, quality, privacy), index: 8 }],
      ['erasure-signature-invalid', { ...orderOf(what, quality, privacy), reason: 'other' }],
      ['erasure-commitment', orderOf({ ...what, index: 8 }, quality, privacy)],
      ['erasure-unknown', orderOf({ ...what, index: 99 }, quality, privacy)],
      ['erasure-field', orderOf({ ...what, reason: ' ' }, quality, privacy)],
      ['erasure-field', orderOf({ ...what, commitment: 'zz' }, quality, privacy)],
    ]
    for (const [code, order] of cases) {
      const verdict = await eraseBody(ledger, inputOf(order))
      assert.deepEqual(verdict.ok ? [] : verdict.problems.map((problem) => problem.code), [code])
    }
    assert.equal(ledger.state().size, 20)
    await ledger.close()
    await assertHolds(log)
  })
})

describe('erasure in the log', () => {
  it('of the facts about the log itself is refused', async () => {
    const log = await startTestLog()
    const ledger = await log.open()
    await appendInBatches(ledger, 0, 5, 5)
    const first = await eraseBody(
      ledger,
      inputOf(orderOf({ index: 2, commitment: await commitmentOf(ledger, 2), reason }, quality, privacy)),
    )
    assert.ok(first.ok)
    const { index } = first.value
    const second = await eraseBody(
      ledger,
      inputOf(orderOf({ index, commitment: await commitmentOf(ledger, index), reason }, quality, privacy)),
    )
    assert.deepEqual(second.ok ? [] : second.problems.map(({ code }) => code), ['erasure-kind'])
    await ledger.close()
  })

  it('that nobody signed is found, and so is one that is not carried out yet', async () => {
    const log = await startTestLog()
    const ledger = await log.open()
    await appendInBatches(ledger, 0, 5, 5)
    const what = { index: 2, commitment: await commitmentOf(ledger, 2), reason }
    const append = (order: ErasureOrder, n: number) =>
      ledger.append({ facts: [factOf(n, { kind: 'erased/1', body: Buffer.from(JSON.stringify(order)) })] })
    receiptsOf(await append(orderOf(what, quality, privacy), 100))
    const pending = await log.verify(keys)
    assert.deepEqual([pending.findings, pending.notices], [[], [{ code: 'erasure-pending', params: { index: 2, order: 5 } }]])
    receiptsOf(await append(orderOf({ ...what, index: 3 }, quality, stranger), 101))
    await ledger.close()
    await log.tamper('update record_fact set body = null, body_salt = null where index = 3')
    const report = await log.verify(keys)
    assert.deepEqual(
      report.findings.map(({ code, from }) => [code, from]),
      [
        ['body-missing', 3],
        ['erasure-unsigned', 6],
      ],
    )
  })
})
