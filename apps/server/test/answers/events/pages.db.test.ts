import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '../../../src/answers/events/index.ts'
import { factsOf, openTestHistory } from '../../views/history.ts'
import { openQueries, page, read } from './asking.ts'

const observed = (second: number, bizStep = 'shipping') => ({
  type: 'ObjectEvent',
  eventTime: new Date(Date.UTC(2026, 4, 1, 0, 0, second)).toISOString(),
  eventTimeZoneOffset: '+00:00',
  eventID: `urn:uuid:00000000-0000-4000-8000-${String(second).padStart(12, '0')}`,
  epcList: [`urn:epc:id:sgtin:9521141.012345.${second}`],
  action: 'OBSERVE',
  bizStep,
})

test('pages are stable while events come in', async () => {
  const history = await openTestHistory()
  const queries = openQueries(history)
  await history.append(
    factsOf(
      'mes',
      [1, 2, 3, 4, 5, 6, 7].map((second) => observed(second)),
    ),
  )
  for (const search of ['', 'orderBy=eventTime&orderDirection=ASC', 'orderBy=recordTime', 'orderBy=recordTime&orderDirection=ASC']) {
    const query = read(`EQ_bizStep=shipping&${search}`)
    const whole = await page(queries, query, { perPage: 1_000 })
    const indexes: number[] = []
    let next: Page['next']
    let pages = 0
    do {
      const one: Page = await page(queries, query, { perPage: 3, position: next })
      indexes.push(...one.events.map(({ index }) => index))
      assert.equal(one.asOf.index, whole.asOf.index)
      next = one.next
      pages += 1
      await history.append(factsOf('wms', [observed(10 * pages + search.length)]))
    } while (next !== undefined)
    assert.deepEqual(
      indexes,
      whole.events.map(({ index }) => index),
    )
    assert.equal(pages, Math.ceil(whole.events.length / 3))
  }
})

test('by EPC, by step, by class, and nothing where there is nothing', async () => {
  const history = await openTestHistory()
  const queries = openQueries(history)
  assert.deepEqual((await page(queries, read(''))).events, [])
  await history.append(factsOf('mes', [observed(1), observed(2, 'receiving'), observed(3)]))
  const found = async (search: string) => (await page(queries, read(search))).events.map(({ index }) => index)
  assert.deepEqual(await found(''), [2, 1, 0])
  assert.deepEqual(await found('MATCH_epc=urn:epc:id:sgtin:9521141.012345.2'), [1])
  assert.deepEqual(await found('MATCH_anyEPC=urn:epc:idpat:sgtin:9521141.012345.*'), [2, 1, 0])
  assert.deepEqual(await found('MATCH_anyEPC=urn:epc:idpat:sgtin:9521141.*.*&EQ_bizStep=receiving|packing'), [1])
  assert.deepEqual(await found('MATCH_epc=urn:epc:id:sgtin:9521141.012345.9'), [])
  assert.deepEqual(await found('EQ_bizStep=shipping&LT_eventTime=2026-05-01T00:00:03Z'), [0])
  assert.deepEqual(await found('EQ_eventID=urn:uuid:00000000-0000-4000-8000-000000000003'), [2])
})
