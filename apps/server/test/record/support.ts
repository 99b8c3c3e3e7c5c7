import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { loadSigningKey, outsideCheckpointIn } from '../../src/record/checkpoints/index.ts'
import {
  type FaultPoint,
  type Faults,
  guardKey,
  instantOf,
  Ledger,
  type LedgerOptions,
  type NewFact,
  type Outcome,
  type Receipt,
} from '../../src/record/index.ts'
import { type LogReport, verifyLog } from '../../src/record/verification/index.ts'
import { openTestDatabase, type TestDatabase } from '../support/index.ts'

const folders: string[] = []
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofline-keys-'))
  folders.push(folder)
  return folder
}

export type TestLog = {
  readonly test: TestDatabase
  readonly keysFolder: string
  readonly troubles: unknown[]
  open(options?: Partial<LedgerOptions>): Promise<Ledger>
  verify(erasureKeys?: readonly string[]): Promise<LogReport>
  /** Statements of a superuser who has switched the triggers off. */
  tamper(...texts: readonly string[]): Promise<void>
}

/** An empty log in a database of its own, with the keys in a folder of their own. */
export async function startTestLog(): Promise<TestLog> {
  const test = await openTestDatabase()
  const keysFolder = makeFolder()
  const troubles: unknown[] = []
  return {
    test,
    keysFolder,
    troubles,
    open: (options = {}) =>
      Ledger.open({
        database: test.database,
        organisation: test.organisation,
        keysFolder,
        onTrouble: (error) => {
          if (error !== undefined) troubles.push(error)
        },
        ...options,
      }),
    verify: async (erasureKeys) => {
      const outsideNote = await outsideCheckpointIn(keysFolder).read()
      const { publicKey } = await loadSigningKey(keysFolder)
      return verifyLog(test.database, test.organisation, {
        publicKey,
        ...(outsideNote === undefined ? {} : { outsideNote }),
        ...(erasureKeys === undefined ? {} : { erasureKeys }),
      })
    },
    tamper: (...texts) =>
      test.admin.platformTransaction(async (transaction) => {
        const tables = ['fact', 'batch', 'tile', 'checkpoint', 'origin', 'cosignature', 'timestamp']
        await transaction.script(`set local search_path to ${test.organisation.schema}`)
        for (const table of tables) await transaction.script(`alter table record_${table} disable trigger all`)
        for (const text of texts) await transaction.script(text)
        for (const table of tables) {
          await transaction.script(`alter table record_${table} enable trigger all`)
          for (const event of ['update', 'delete', 'truncate']) {
            await transaction.script(`alter table record_${table} enable always trigger record_${table}_${event}`)
          }
        }
      }),
  }
}

export const moment = instantOf(Date.UTC(2026, 0, 2, 3, 4, 5, 678))

/** A fact that can be told from all others by its number. */
export const factOf = (n: number, more: Partial<NewFact> = {}): NewFact => ({
  kind: 'event/1',
  actor: 'client:7',
  source: { system: 'MES 车间一', reference: `document-${n}`, method: 'api', receivedAt: moment },
  subject: `urn:example:${n}`,
  body: Buffer.from(JSON.stringify({ n, text: '批号 "A"\\' })),
  once: keyOf(n),
  ...more,
})

export const keyOf = (n: number) => guardKey('test', String(n))

export const factsOf = (from: number, to: number): NewFact[] => Array.from({ length: to - from }, (_, at) => factOf(from + at))

/** Appends facts in submissions of `size`, one batch after the other, so that the batches are known. */
export async function appendInBatches(ledger: Ledger, from: number, to: number, size: number): Promise<void> {
  for (let at = from; at < to; at += size) {
    const outcome = await ledger.append({ facts: factsOf(at, Math.min(at + size, to)) })
    assert.equal(outcome.outcome, 'appended')
  }
}

export function receiptsOf(outcome: Outcome): readonly Receipt[] {
  assert.notEqual(outcome.outcome, 'refused')
  return outcome.outcome === 'refused' ? [] : outcome.receipts
}

/** Every acknowledged fact is where its receipt says, and the whole log holds. */
export async function assertHolds(log: TestLog, ...receipts: readonly (readonly Receipt[])[]): Promise<LogReport> {
  const report = await log.verify()
  assert.deepEqual(report.findings, [])
  assert.equal(report.holds, true)
  const rows = await log.test.admin.platformTransaction((transaction) =>
    transaction
      .copyOut(`copy (select index, encode(commitment, 'hex')
    from ${log.test.organisation.schema}.record_fact order by index) to stdout`)
      .toArray(),
  )
  const stored = Buffer.concat(rows)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
  assert.equal(stored.length, report.size)
  for (const receipt of receipts.flat()) assert.equal(stored[receipt.index], `${receipt.index}\t${receipt.commitment.toString('hex')}`)
  return report
}

/** Fails once, at the given moment. */
export const failOnce = (point: FaultPoint, fail: () => Promise<void> | void): Faults => {
  let armed = true
  return (at) => {
    if (at !== point || !armed) return undefined
    armed = false
    return fail()
  }
}

export const crash = (): never => {
  throw new Error('the process ends here')
}
