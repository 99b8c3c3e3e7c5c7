import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventQueries, type Page, queryLimits } from '../../../src/answers/events/index.ts'
import { sql } from '../../../src/platform/database/index.ts'
import { factsOf, openTestHistory } from '../../views/history.ts'
import { indexesOf, openQueries, page, read } from './asking.ts'

const observed = (number: number, fields: Record<string, unknown> = {}) => ({
  type: 'ObjectEvent',
  eventTime: new Date(Date.UTC(2026, 4, 1, 0, 0, number)).toISOString(),
  eventTimeZoneOffset: '+00:00',
  eventID: `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  epcList: [`urn:epc:id:sgtin:9521141.012345.${number}`],
  action: 'OBSERVE',
  ...fields,
})
const declared = { declarationTime: '2026-05-02T00:00:00Z', reason: 'did_not_occur' }

test('an event and its error declaration are both answered, and each says which stands', async () => {
  const history = await openTestHistory()
  const queries = openQueries(history)
  await history.append(factsOf('mes', [observed(1), observed(2)]))
  const [voiding = -1] = await history.append(factsOf('mes', [observed(1, { errorDeclaration: declared })]))
  const [claiming = -1] = await history.append(factsOf('wms', [observed(2, { errorDeclaration: declared })]))
  const query = read('orderBy=recordTime&orderDirection=ASC')
  const standings = ({ events }: Page) => events.map(({ index, standing }) => [index, standing])
  assert.deepEqual(standings(await page(queries, query)), [
    [0, { what: 'voided', by: voiding }],
    [1, { what: 'stands' }],
    [voiding, { what: 'declaration' }],
    [claiming, { what: 'declaration' }],
  ])
  // As it was known before.
  assert.deepEqual(standings(await page(queries, query, { asOf: voiding })), [
    [0, { what: 'stands' }],
    [1, { what: 'stands' }],
  ])
  assert.deepEqual(indexesOf(await page(queries, read('EXISTS_errorDeclaration=true&EQ_errorReason=did_not_occur'))), [claiming, voiding])
  assert.deepEqual(indexesOf(await page(queries, read('MATCH_epc=urn:epc:id:sgtin:9521141.012345.1'))), [voiding, 0])
  const [one] = (await page(queries, query)).events
  assert.equal(JSON.parse(one?.body ?? '').eventID, observed(1).eventID)
  assert.match(one?.recordedAt ?? '', /^\d{4}-\d\d-\d\dT.*Z$/)
  assert.equal(one?.source, 'mes')
})

test('what orders and bounds: by an extension field, so many at most, too many refused', async () => {
  const history = await openTestHistory()
  const queries = openQueries(history)
  const values = [12, 'blue', 3, '2026-05-01T00:00:00Z', undefined, 'Blue', 3.5, '红']
  await history.append(
    factsOf(
      'mes',
      values.map((value, number) => observed(number, value === undefined ? {} : { 'proofline:remark': value })),
    ),
  )
  const by = (direction: string) => `orderBy=https://proofline.dev/ns/remark&orderDirection=${direction}`
  assert.deepEqual(indexesOf(await page(queries, read(by('ASC')))), [2, 6, 0, 3, 5, 1, 7, 4])
  assert.deepEqual(indexesOf(await page(queries, read(by('DESC')))), [7, 1, 5, 3, 0, 6, 2, 4])
  const found: number[] = []
  let position: Page['next']
  do {
    const one: Page = await page(queries, read(by('ASC')), { perPage: 3, position })
    found.push(...indexesOf(one))
    position = one.next
  } while (position !== undefined)
  assert.deepEqual(found, [2, 6, 0, 3, 5, 1, 7, 4])
  const limited = read('orderBy=eventTime&orderDirection=ASC&eventCountLimit=5')
  const first = await page(queries, limited, { perPage: 3 })
  const second = await page(queries, limited, { perPage: 3, position: first.next })
  assert.deepEqual([indexesOf(first), indexesOf(second), second.next], [[0, 1, 2], [3, 4], undefined])
  assert.deepEqual(await queries.page(read('maxEventCount=7')), { what: 'too-large', limit: 7 })
  assert.equal(indexesOf(await page(queries, read('maxEventCount=8'))).length, 8)
  assert.equal(indexesOf(await page(queries, read(''), { from: 6 })).length, 2)
})

test('an event without eventID is found by the one that the repository gave it', async () => {
  const history = await openTestHistory()
  const queries = openQueries(history)
  const { eventID: _, ...without } = observed(1)
  await history.append(factsOf('mes', [without, observed(2)]))
  const given = (await page(queries, read(''))).events.find(({ index }) => index === 0)?.eventID ?? ''
  assert.match(given, /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/)
  assert.deepEqual(indexesOf(await page(queries, read(`EQ_eventID=${encodeURIComponent(given)}`))), [0])
})

test('what could not be projected is a gap, a page beyond the views none at all', async () => {
  const history = await openTestHistory()
  const queries = openQueries(history)
  const facts = factsOf('mes', [observed(1), observed(2)])
  await history.append(facts.map((fact, i) => (i === 0 ? { ...fact, body: Buffer.from('[]') } : fact)))
  const answer = await page(queries, read(''))
  assert.deepEqual(indexesOf(answer), [1])
  assert.deepEqual(answer.gaps, [{ code: 'projection-failed', count: 1 }])
  assert.equal(answer.rules, 'epcis-query/1')
  assert.deepEqual(await queries.page(read(''), { asOf: 9 }), { what: 'as-of-beyond', index: 9, known: 2 })
})

test('the values of the collections, in pages, as they were known', async () => {
  const history = await openTestHistory()
  const queries = openQueries(history)
  await history.append(
    factsOf('mes', [observed(1, { bizStep: 'shipping', quantityList: [{ epcClass: 'urn:epc:class:lgtin:9521141.012345.L' }] })]),
  )
  await history.append(
    factsOf('mes', [observed(2, { bizStep: 'urn:epcglobal:cbv:bizstep:shipping' }), observed(3, { bizStep: 'receiving' })]),
  )
  const stem = 'https://ref.gs1.org/cbv/BizStep-'
  assert.deepEqual((await queries.list('bizSteps', { limit: 10 })).values, [`${stem}receiving`, `${stem}shipping`])
  assert.deepEqual((await queries.list('bizSteps', { limit: 10, after: `${stem}receiving` })).values, [`${stem}shipping`])
  assert.deepEqual((await queries.list('bizSteps', { limit: 10, asOf: 1 })).values, [`${stem}shipping`])
  assert.deepEqual((await queries.list('eventTypes', { limit: 10 })).values, ['ObjectEvent'])
  assert.deepEqual(
    (await queries.list('epcs', { limit: 10 })).values,
    [1, 2, 3].map((serial) => `https://id.gs1.org/01/09521141123454/21/${serial}`),
  )
})

test('no query runs without bound, and few at a time', async () => {
  const history = await openTestHistory()
  await history.append(factsOf('mes', [observed(1)]))
  await history.project()
  const { admin, database, ledger, organisation } = history
  const queries = new EventQueries({ database, organisation, ledger, views: { waitFor: (size) => Promise.resolve(size) } })
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  let locked = (): void => undefined
  const isLocked = new Promise<void>((resolve) => (locked = resolve))
  const holding = admin.transaction(
    organisation,
    async (transaction) => {
      await transaction.execute(sql`lock table view_cursor in access exclusive mode`)
      locked()
      await held
    },
    { role: 'owner' },
  )
  await isLocked
  const all = Array.from({ length: queryLimits.running + queryLimits.waiting + 5 }, () =>
    queries.page(read('')).then(
      ({ what }) => what,
      (error: unknown) => (error as { code?: string }).code,
    ),
  )
  const early = await Promise.all(all.slice(-5))
  release()
  await holding
  const outcomes = await Promise.all(all)
  assert.deepEqual(new Set(early), new Set(['query-busy']))
  assert.equal(outcomes.filter((what) => what === 'page').length, queryLimits.running + queryLimits.waiting)
  queries.close()
  await assert.rejects(queries.page(read('')), { code: 'query-closed' })
})

test('a query that names too much, or whose patterns name more objects than are looked at one by one, is answered or refused as a whole', async () => {
  const history = await openTestHistory()
  const queries = openQueries(history)
  // More objects of one class than candidates are taken; those asked for beside it come last.
  const many = queryLimits.candidates + 10
  const perEvent = 1_000
  const lists = Array.from({ length: Math.ceil(many / perEvent) }, (_, number) => ({
    ...observed(number),
    action: 'ADD',
    epcList: Array.from({ length: perEvent }, (__, i) => `urn:epc:id:sgtin:9521141.012345.${10_000 + number * perEvent + i}`),
  }))
  await history.append(factsOf('mes', lists))
  await history.append(factsOf('mes', [observed(50, { epcList: ['urn:epc:id:sgtin:9521141.012345.zz'], bizStep: 'shipping' })]))
  const whole = await page(queries, read('MATCH_epc=urn:epc:idpat:sgtin:9521141.*.*&orderBy=recordTime&orderDirection=ASC'))
  assert.deepEqual(
    indexesOf(whole),
    Array.from({ length: lists.length + 1 }, (_, index) => index),
  )
  const last = await page(queries, read('MATCH_epc=urn:epc:idpat:sgtin:9521141.012345.*&EQ_bizStep=shipping'))
  assert.deepEqual(indexesOf(last), [lists.length])
  const patterns = Array.from({ length: 50 }, (_, i) => `urn:epc:idpat:sgtin:${9_521_100 + i}.*.*`).join('|')
  assert.deepEqual(await queries.page(read(`MATCH_epc=${patterns}`)), {
    what: 'too-complex',
    reason: 'too-many-named',
    limit: queryLimits.ranges,
  })
})
