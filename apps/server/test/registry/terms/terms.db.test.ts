import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from '../../../src/platform/database/index.ts'
import { Ledger } from '../../../src/record/index.ts'
import { selectProductTerms, selectSourceTerms, TermsBook } from '../../../src/registry/terms/index.ts'
import { atEndOfFile, openTestDatabase } from '../../support/database.ts'

const pump = 'https://id.gs1.org/01/09521141100028'

async function openBook() {
  const { database, organisation } = await openTestDatabase()
  const keysFolder = mkdtempSync(join(tmpdir(), 'proofline-terms-'))
  const clock = { now: () => Date.UTC(2026, 0, 1) }
  const ledger = await Ledger.open({ database, organisation, keysFolder, clock })
  atEndOfFile(async () => {
    await ledger.close()
    rmSync(keysFolder, { recursive: true, force: true })
  })
  const book = new TermsBook({ ledger, database, organisation, clock })
  const read = <T>(work: Parameters<typeof database.transaction<T>>[1]): Promise<T> => database.transaction(organisation, work)
  const facts = () =>
    read((transaction) =>
      transaction.query<{ kind: string; actor: string; subject: string; body: string }>(sql`
        select e ->> 'kind' as kind, e ->> 'actor' as actor, e ->> 'subject' as subject, convert_from(body, 'UTF8') as body
        from (select index, convert_from(envelope, 'UTF8')::json as e, body from record_fact) f order by index`),
    )
  return { book, ledger, read, facts }
}

test('a declaration is a fact with who and when, and the last below N counts as known at N', async () => {
  const { book, ledger, read, facts } = await openBook()
  await book.declare('source', '仓库', { reportsEveryMs: 86_400_000 }, 'qa-1')
  await book.declare('product', pump, { granularity: 'serial' }, 'qa-1')
  const last = await book.declare('source', '仓库', { reportsEveryMs: 3_600_000, goLive: '2025-01-01T00:00:00.000Z' }, 'qa-2')
  assert.notEqual(last, 'too-many-sources')
  assert.deepEqual(last, {
    name: '仓库',
    terms: { reportsEveryMs: 3_600_000, goLive: '2025-01-01T00:00:00.000Z' },
    index: 2,
    declaredAt: '2026-01-01T00:00:00.000Z',
    by: 'qa-2',
  })
  assert.deepEqual(
    (await facts()).map(({ kind, actor, subject }) => [kind, actor, subject]),
    [
      ['source-terms/1', 'qa-1', 'source:仓库'],
      ['product-terms/1', 'qa-1', `product:${pump}`],
      ['source-terms/1', 'qa-2', 'source:仓库'],
    ],
  )
  const asOf = (index: number) =>
    read(async (transaction) => (await selectSourceTerms(transaction, index)).get('仓库')?.terms.reportsEveryMs)
  assert.deepEqual([await asOf(0), await asOf(1), await asOf(2), await asOf(3)], [undefined, 86_400_000, 86_400_000, 3_600_000])
  const products = (index: number) =>
    read(async (transaction) => (await selectProductTerms(transaction, [pump, 'https://id.gs1.org/01/x'], index)).size)
  assert.deepEqual([await products(1), await products(2)], [0, 1])
  assert.equal(ledger.state().size, 3)
})

test('declared again in the same words nothing is added; declared empty it is withdrawn', async () => {
  const { book, ledger } = await openBook()
  await book.declare('source', 'wms', { clockUncertaintyMs: 500 }, 'qa-1')
  await book.declare('source', 'wms', { clockUncertaintyMs: 500 }, 'qa-2')
  assert.equal(ledger.state().size, 1)
  await book.declare('source', 'wms', {}, 'qa-2')
  assert.equal(ledger.state().size, 2)
  assert.deepEqual((await book.find('source', 'wms'))?.terms, {})
})

test('of many who declare at once, each is recorded, one after the other, and the last counts', async () => {
  const { book, ledger, facts } = await openBook()
  await Promise.all(Array.from({ length: 12 }, (_, i) => book.declare('source', 'mes', { reportsEveryMs: 1_000 + i }, `client-${i}`)))
  assert.equal(ledger.state().size, 12)
  const told = JSON.parse((await facts()).at(-1)?.body ?? '{}')
  assert.equal((await book.find('source', 'mes'))?.terms.reportsEveryMs, told.reportsEveryMs)
})
