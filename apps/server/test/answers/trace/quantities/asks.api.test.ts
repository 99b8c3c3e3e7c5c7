import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../../support/index.ts'

const screws = 'https://id.gs1.org/01/09521141100011/10/S-2041'
const guide = new URL('../../../../../../docs/guides/first-lot.json', import.meta.url)
let server: TestServer

before(async () => {
  server = await startTestServer()
  const body = await readFile(guide)
  const answer = await server.fetch('/epcis/capture', { method: 'POST', headers: { 'content-type': 'application/ld+json' }, body })
  assert.equal(answer.status, 202)
})

const ask = async (question: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await server.fetch('/trace', { method: 'POST', headers, body: JSON.stringify(question) })
  assert.equal(answer.status, 200)
  return (await answer.json()) as { value: Record<string, unknown>; unchecked: { code: string }[] }
}

test('quantities over HTTP: the whole equation, in total and for each place, and the facts behind it on demand', async () => {
  const { value, unchecked } = await ask({ ask: 'quantities', seed: ['urn:epc:class:lgtin:9521141.010001.S-2041'], reasons: true })
  const [item] = value.items as {
    id: string
    balances: { total: Record<string, unknown>; places: Record<string, unknown>[]; counts: unknown[] }[]
  }[]
  assert.equal(item?.id, screws)
  const [balance] = item?.balances ?? []
  for (const term of [
    'received',
    'made',
    'returned',
    'found',
    'consumed',
    'shipped',
    'scrapped',
    'sampled',
    'destroyed',
    'used',
    'onHand',
    'unexplained',
  ])
    assert.match(String(balance?.total[term]), /^-?\d/, term)
  assert.ok('facts' in (balance?.total ?? {}) && Array.isArray(balance?.counts))
  assert.ok(balance?.places.every((place) => 'place' in place && 'moved' in place))
  assert.ok(unchecked.every(({ code }) => code !== 'quantity-unexplained'))
})

test('consignees over HTTP: each with its quantities, its shipments, and the serials on demand', async () => {
  const { value } = await ask({ ask: 'consignees', seed: [screws], reasons: true })
  const consignees = value.consignees as Record<string, unknown>[]
  assert.ok(consignees.length > 0)
  for (const { id, value: word, quantities, shipments, through, atMost } of consignees) {
    assert.ok(typeof id === 'string' && typeof word === 'string' && Array.isArray(through) && Array.isArray(atMost))
    for (const delivered of quantities as Record<string, unknown>[]) {
      for (const name of [
        'lot',
        'shipped',
        'certain',
        'possible',
        'excluded',
        'held',
        'unconfirmed',
        'used',
        'destroyed',
        'returned',
        'unexplained',
      ])
        assert.equal(typeof delivered[name], 'string', name)
      assert.ok(Array.isArray(delivered.serials))
    }
    for (const shipment of shipments as Record<string, unknown>[]) assert.ok(Array.isArray(shipment.lots) && Array.isArray(shipment.facts))
  }
})
