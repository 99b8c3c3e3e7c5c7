import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ledger } from '../../../src/record/index.ts'
import { instantOf } from '../../../src/record/index.ts'
import { type Authority, parseAuthorities, Stamping, selectNewestTimestamps, TimestampError } from '../../../src/record/timestamps/index.ts'
import { verifyLog } from '../../../src/record/verification/index.ts'
import { answer, issue, startTestAuthority, type TestAuthority } from '../../support/authority.ts'
import { appendInBatches, startTestLog, type TestLog } from '../support.ts'

const ends: (() => Promise<void>)[] = []
after(async () => {
  for (const end of ends) await end()
})

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(10)
}

type Scene = {
  readonly log: TestLog
  readonly ledger: Ledger
  readonly tsa: TestAuthority
  readonly authorities: readonly Authority[]
  readonly troubles: unknown[]
  stampedSize(): Promise<number>
  stop(): Promise<void>
}

/** A log whose checkpoints are stamped every few milliseconds. */
async function setScene(timeoutMs = 10_000): Promise<Scene> {
  const log = await startTestLog()
  const tsa = await startTestAuthority()
  const authorities = parseAuthorities(`authority test ${tsa.url} root.pem`, () => tsa.roots).map((one) => ({ ...one, everyMs: 5 }))
  const ledger = await log.open()
  const { database, organisation } = log.test
  const troubles: unknown[] = []
  const now = () => instantOf(Date.now())
  const onTrouble = (error: unknown): number => troubles.push(error)
  const stamping = new Stamping({ database, organisation, authorities, newest: () => ledger.checkpoint, now, timeoutMs, onTrouble })
  const stop = async (): Promise<void> => {
    await stamping.close()
    await tsa.close()
  }
  ends.push(stop)
  const stampedSize = async (): Promise<number> =>
    (await ledger.read((transaction) => selectNewestTimestamps(transaction, ledger.origin)))[0]?.size ?? 0
  return { log, ledger, tsa, authorities, troubles, stampedSize, stop }
}

describe('a time-stamping authority', () => {
  it('stamps published checkpoints, the newest first, each once; verify says since when the facts stood there', async () => {
    const { log, ledger, tsa, authorities, troubles, stampedSize, stop } = await setScene()
    await appendInBatches(ledger, 0, 10, 10)
    await until(async () => (await stampedSize()) === 10)
    await appendInBatches(ledger, 10, 700, 230)
    await until(async () => (await stampedSize()) === 700)
    const asked = tsa.requests()
    await pause(60)
    assert.equal(tsa.requests(), asked, 'what is stamped is not sent again')
    await stop()
    await ledger.close()
    assert.deepEqual(troubles, [])
    const { database, organisation } = log.test
    const report = await verifyLog(database, organisation, { authorities })
    assert.deepEqual([report.findings, report.checked.timestamps], [[], asked])
    const [stamped] = report.notices.filter(({ code }) => code === 'timestamped')
    assert.deepEqual([stamped?.params.size, stamped?.params.authority], [700, 'test'])
    const blind = await verifyLog(database, organisation)
    assert.deepEqual(blind.notices.find(({ code }) => code === 'timestamps-unverified')?.params, { authority: 'test', count: asked })
  })

  it('whose stamp was changed, moved or back-dated in the database is found', async () => {
    const { log, ledger, authorities, stampedSize, stop } = await setScene()
    await appendInBatches(ledger, 0, 10, 10)
    await until(async () => (await stampedSize()) === 10)
    await appendInBatches(ledger, 10, 20, 10)
    await until(async () => (await stampedSize()) === 20)
    await stop()
    await ledger.close()
    const { database, organisation } = log.test
    const find = async (): Promise<unknown[]> =>
      (await verifyLog(database, organisation, { authorities })).findings.map(({ code, params }) => [code, params.size, params.problem])
    await log.tamper("update record_timestamp set stamped_at = stamped_at - interval '1 day' where size = 10")
    assert.deepEqual(await find(), [['timestamp-invalid', 10, 'timestamp-moment']])
    await log.tamper('update record_timestamp set token = (select token from record_timestamp where size = 20) where size = 10')
    assert.deepEqual(await find(), [['timestamp-invalid', 10, 'timestamp-imprint']])
    await log.tamper("update record_timestamp set token = '' where size = 10")
    assert.deepEqual(await find(), [['timestamp-invalid', 10, 'timestamp-malformed']])
  })
})

describe('a time-stamping authority that fails', () => {
  it('that is down, slow, refuses or gives what does not hold holds up nobody, and is tried again', async () => {
    const { ledger, tsa, troubles, stampedSize, stop } = await setScene(200)
    const other = await issue('Other', undefined, { isCa: true })
    const stranger = await issue('Stranger', other)
    const expired = await issue('Old', tsa.issuer, { from: Date.now() - 3e8, to: Date.now() - 2e8 })
    const cases: readonly [string, string | number | undefined, Parameters<TestAuthority['behave']>[0]][] = [
      ['timestamp-invalid', 'timestamp-imprint', { imprint: Buffer.alloc(32) }],
      ['timestamp-invalid', 'timestamp-nonce', { nonce: 5 }],
      ['timestamp-invalid', 'timestamp-untrusted', { signer: stranger }],
      ['timestamp-invalid', 'timestamp-untrusted', { signer: expired }],
      ['timestamp-invalid', 'timestamp-signature', { forged: true }],
      ['timestamp-invalid', 'timestamp-malformed', async () => Buffer.from('<html>nothing here</html>')],
      ['timestamp-refused', undefined, { status: 2 }],
      ['timestamp-refused', undefined, async () => ({ status: 500 })],
      ['timestamp-answer-too-large', undefined, async () => Buffer.alloc(1_000_000)],
      ['timestamp-unreachable', undefined, () => new Promise(() => undefined)],
    ]
    let size = 0
    for (const [code, problem, manner] of cases) {
      tsa.behave(manner)
      const before = troubles.length
      // The one that waits for its answer was asked before: what comes now is asked after it.
      await appendInBatches(ledger, size, size + 1, 1)
      size += 1
      await until(() =>
        troubles
          .slice(before)
          .some(
            (error) =>
              error instanceof TimestampError && error.code === code && (problem === undefined || error.params.problem === problem),
          ),
      )
    }
    assert.equal(await stampedSize(), 0)
    tsa.behave({})
    await until(async () => (await stampedSize()) === size)
    await tsa.close()
    await appendInBatches(ledger, size, size + 1, 1)
    const before = troubles.length
    await until(() => troubles.length > before)
    await stop()
    await ledger.close()
    assert.ok(troubles.every((error) => error instanceof TimestampError))
  })

  it('that answers a request long after it was given up changes nothing', async () => {
    const { ledger, tsa, stampedSize, stop } = await setScene()
    let release: (() => void) | undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const signer = await issue('TSA', tsa.issuer)
    tsa.behave(async (request) => {
      await held
      return answer(request, signer)
    })
    await appendInBatches(ledger, 0, 5, 5)
    await until(() => tsa.requests() === 1)
    const receipt = await ledger.readReceipt(4)
    assert.equal(receipt?.checkpoint?.size, 5, 'the receipt did not wait')
    const stopped = stop()
    release?.()
    await stopped
    assert.equal(await stampedSize(), 0)
    await ledger.close()
  })
})
