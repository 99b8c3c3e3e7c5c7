import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { NamedQueries, type NewQuery, parseDefinition } from '../../../src/answers/named-queries/index.ts'
import { sql } from '../../../src/platform/database/index.ts'
import { Ledger } from '../../../src/record/index.ts'
import { atEndOfFile, openTestDatabase } from '../../support/database.ts'

async function openQueries(most?: number) {
  const { database, organisation } = await openTestDatabase()
  const keysFolder = mkdtempSync(join(tmpdir(), 'proofline-queries-'))
  const ledger = await Ledger.open({ database, organisation, keysFolder })
  atEndOfFile(async () => {
    await ledger.close()
    rmSync(keysFolder, { recursive: true, force: true })
  })
  const queries = new NamedQueries({
    ledger,
    database,
    organisation,
    clock: { now: () => Date.UTC(2026, 0, 1) },
    ...(most === undefined ? {} : { most }),
  })
  const facts = () =>
    database.transaction(organisation, (transaction) =>
      transaction.query<{ index: number; kind: string; actor: string; body: string }>(sql`
        select index, convert_from(envelope, 'UTF8')::json ->> 'kind' as kind, convert_from(envelope, 'UTF8')::json ->> 'actor' as actor,
          convert_from(body, 'UTF8') as body from record_fact order by index`),
    )
  const rows = () =>
    database.transaction(organisation, (transaction) =>
      transaction.query<{ index: number; name: string; client: string; removed: boolean }>(
        sql`select index, name, client, removed from answers_query order by index`,
      ),
    )
  return { queries, facts, rows }
}

const shipped = (name: string): NewQuery => ({ name, query: { EQ_bizStep: ['shipping'] }, prefixes: [['ex', 'https://example.org/']] })

test('of many who define one name at once, one does', async () => {
  const { queries, facts } = await openQueries()
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, i) => queries.define(shipped('出货 1'), `client-${i}`)))
  const winners = outcomes.filter((outcome) => typeof outcome !== 'string')
  assert.equal(winners.length, 1)
  assert.deepEqual(await queries.find('出货 1'), winners[0])
  assert.deepEqual(
    (await facts()).map(({ kind, actor }) => [kind, actor]),
    [['query/1', winners[0]?.client]],
  )
})

test('a client has so many queries, however many it defines at once', async () => {
  const { queries } = await openQueries(3)
  const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => queries.define(shipped(`q${i}`), 'one')))
  assert.equal(outcomes.filter((outcome) => outcome === 'queries-too-many').length, 5)
  assert.equal((await queries.list('', 10)).length, 3)
  assert.equal(typeof (await queries.define(shipped('of two'), 'two')), 'object')
  const one = (await queries.list('', 10)).find(({ client }) => client === 'one')
  assert.equal(typeof (await queries.remove(one?.name ?? '', 'one')), 'object')
  assert.equal(typeof (await queries.define(shipped('next'), 'one')), 'object')
  assert.equal(await queries.define(shipped('one more'), 'one'), 'queries-too-many')
})

test('a removed query is gone, and its name free', async () => {
  const { queries } = await openQueries()
  const told: number[] = []
  queries.onRemoved(({ index }) => told.push(index))
  assert.equal(await queries.remove('a', 'one'), 'unknown')
  for (const name of ['\u0000', '', '..'])
    assert.deepEqual([await queries.find(name), await queries.remove(name, 'one')], [undefined, 'unknown'])
  const first = await queries.define(shipped('a'), 'one')
  assert.equal(await queries.define(shipped('a'), 'one'), 'query-name-taken')
  assert.equal(await queries.remove('a', 'two'), 'not-yours')
  const removals = await Promise.all([queries.remove('a', 'one'), queries.remove('a', 'one'), queries.remove('a', 'one')])
  assert.deepEqual(removals.filter((removal) => removal === 'unknown').length, 2)
  assert.ok(typeof first === 'object')
  assert.deepEqual(told, [first.index])
  assert.equal(await queries.find('a'), undefined)
  const second = await queries.define({ ...shipped('a'), query: {} }, 'two')
  assert.ok(typeof second === 'object')
  assert.notEqual(second.index, first.index)
  assert.deepEqual(await queries.find('a'), second)
})

test('queries are listed by name, those that stand only', async () => {
  const { queries } = await openQueries()
  for (const name of ['b', 'a', '中', 'C', 'd']) await queries.define(shipped(name), 'one')
  await queries.remove('b', 'one')
  const names = async (after: string, limit: number) => (await queries.list(after, limit)).map(({ name }) => name)
  assert.deepEqual(await names('', 10), ['C', 'a', 'd', '中'])
  assert.deepEqual(await names('a', 1), ['d'])
  assert.deepEqual(await names('中', 5), [])
})

test('the facts alone tell what stands', async () => {
  const { queries, facts, rows } = await openQueries()
  await queries.define(shipped('a'), 'one')
  await queries.define(shipped('b'), 'two')
  await queries.remove('a', 'one')
  await queries.define({ ...shipped('a'), query: { eventType: ['ObjectEvent'] } }, 'two')
  const again = (await facts()).map(({ index, kind, actor, body }) => ({
    index,
    name: JSON.parse(body).name,
    client: actor,
    removed: kind === 'query-removed/1',
  }))
  assert.deepEqual(await rows(), again)
})

test('a definition is a name and a query; every problem is told', () => {
  const codes = (told: Parameters<typeof parseDefinition>[0]) => {
    const parsed = parseDefinition(told, [])
    return parsed.ok ? [] : parsed.problems.map(({ code }) => code)
  }
  assert.deepEqual(codes({ name: '出货', query: {} }), [])
  assert.deepEqual(codes({ name: 'a/b?c#d%', query: {} }), [])
  assert.deepEqual(codes([]), ['query-not-object'])
  assert.deepEqual(codes({ nam: 'a' }), ['query-member-unknown', 'query-name', 'query-missing'])
  for (const name of ['', ' a', 'a ', '.', '..', 'a\u0000', 'a\u202eb', 'e\u0301', 'a\u200bb', '\ud800', 'x'.repeat(201), 7, null]) {
    assert.deepEqual(codes({ name, query: {} }), ['query-name'], JSON.stringify(name))
  }
  assert.deepEqual(codes({ name: 'a', query: [] }), ['query-missing'])
})
