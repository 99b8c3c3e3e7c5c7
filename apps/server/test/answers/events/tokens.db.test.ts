import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PageTokens, queryLimits } from '../../../src/answers/events/index.ts'
import { openTestDatabase } from '../../support/database.ts'

const position = { asOf: 7, served: 3, event: 5, atMs: 1_700_000_000_000 }

test('a token opens its own question until it expires or is given back, in every process', async () => {
  const { database, organisation } = await openTestDatabase()
  let now = 1_800_000_000_000
  const options = { database, organisation, clock: { now: () => now } }
  const [one, other] = [new PageTokens(options), new PageTokens(options)]
  const { token, expiresMs } = await one.format('/events?x=1', position)
  assert.equal(expiresMs, now + queryLimits.tokenMs)
  assert.deepEqual(await other.parse('/events?x=1', token), { ok: true, value: position })
  const codeOf = async (subject: string, given: string) => {
    const result = await other.parse(subject, given)
    return result.ok ? 'ok' : result.problems[0]?.code
  }
  assert.equal(await codeOf('/events?x=2', token), 'page-token-unknown')
  for (const at of [0, 10, token.length - 1]) {
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
    assert.equal(await codeOf('/events?x=1', changed), 'page-token-unknown')
  }
  for (const nonsense of ['', '.', 'a.b', 'x'.repeat(10_000)]) assert.equal(await codeOf('/events?x=1', nonsense), 'page-token-unknown')
  const second = await one.format('/events?x=1', position)
  assert.equal(await other.revoke(second.token), true)
  assert.equal(await other.revoke(second.token), true)
  assert.equal(await codeOf('/events?x=1', second.token), 'page-token-expired')
  assert.equal(await other.revoke('a.b'), false)
  assert.equal(await codeOf('/events?x=1', token), 'ok')
  now = expiresMs
  assert.equal(await codeOf('/events?x=1', token), 'page-token-expired')
  // What was given back is forgotten once it has expired.
  assert.equal(await one.revoke(token), true)
  const rows = await database.transaction(organisation, (transaction) => transaction.script('select id from work_page_revoked'))
  assert.equal(rows[0]?.length, 1)
  now += 1
  await one.revoke(token)
  const left = await database.transaction(organisation, (transaction) => transaction.script('select id from work_page_revoked'))
  assert.equal(left[0]?.length, 0)
})
