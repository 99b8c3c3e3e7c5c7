import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Interface, openInterface } from './interface.ts'
import { type Receiver, startReceiver, until } from './receiver.ts'
import { shipping } from './scene.ts'

/** What answers hold, as they came: what a test reads is what it asserts. */
type Told = {
  readonly type: string
  readonly errors?: readonly { readonly code: string; readonly pointer: string }[]
  readonly lastNotifiedAt?: string
  readonly 'proofline:delivery': {
    readonly state: string
    readonly reason: string
    readonly detail: string
    readonly lastFailure: { readonly status: number }
  }
}
const read = async (answer: Response): Promise<Told> => (await answer.json()) as Told

let server: Interface
let receiver: Receiver
before(async () => {
  receiver = await startReceiver()
  server = await openInterface()
})

async function refused(path: string, body: unknown, status = 400) {
  const answer = await server.post(path, body)
  assert.equal(answer.status, status)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  const problem = await read(answer)
  return {
    type: problem.type,
    codes: (problem.errors ?? []).map(({ code, pointer }) => `${pointer} ${code}`),
  }
}

describe('subscriptions over REST', () => {
  it('are made, told, listed by pages and ended; the key of the signatures is in no answer and no fact', async () => {
    const query = await server.define('出货 1')
    const path = `${query}/subscriptions`
    const secret = '13df38d8275b13f05704629e5f1cf3d45d6132d5'
    const asked = { dest: receiver.url, signatureToken: secret, reportIfEmpty: true, schedule: { hour: '1', minute: '5' } }
    const made = await server.post(path, asked, { 'GS1-EPC-Format': 'Always_EPC_URN' })
    const text = await made.text()
    assert.equal(made.status, 201, text)
    const told = JSON.parse(text)
    const { subscriptionID, createdAt, minRecordTime, 'proofline:delivery': delivery, ...rest } = told
    assert.deepEqual(rest, {
      queryName: '出货 1',
      dest: receiver.url,
      schedule: { hour: '1', minute: '5' },
      reportIfEmpty: true,
      epcFormat: 'Always_EPC_URN',
    })
    assert.equal(minRecordTime, createdAt)
    assert.equal(delivery.state, 'active')
    const one = `${path}/${subscriptionID}`
    assert.equal(made.headers.get('location'), one)
    assert.deepEqual(await (await server.fetch(one)).json(), told)
    for (let i = 0; i < 2; i += 1) assert.equal((await server.post(path, { dest: receiver.url, stream: true })).status, 201)
    const first = await server.fetch(`${path}?perPage=2`)
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? assert.fail('no next page')
    assert.ok(first.headers.has('gs1-next-page-token-expires'))
    const second = await server.fetch(next)
    assert.equal(second.headers.get('link'), null)
    const listed = (await Promise.all([first, second].map(async (page) => (await page.json()) as unknown[]))).flat()
    assert.deepEqual([listed.length, listed[0]], [3, told])
    assert.equal((await server.fetch(one, { method: 'DELETE' })).status, 204)
    for (const method of ['GET', 'DELETE', 'OPTIONS']) assert.equal((await server.fetch(one, { method })).status, 404, method)
    const { database, organisation } = server.app
    const facts = await database.transaction(organisation, (transaction) =>
      transaction.script(`select convert_from(body, 'UTF8')::json ->> 'what' as what, convert_from(body, 'UTF8') as body, convert_from(envelope, 'UTF8')::json ->> 'actor' as actor
        from record_fact where convert_from(envelope, 'UTF8')::json ->> 'kind' = 'subscription/1' order by index`),
    )
    const rows = facts.flat() as { what: string; body: string; actor: string }[]
    assert.deepEqual(
      rows.map(({ what }) => what),
      ['made', 'made', 'made', 'ended'],
    )
    assert.ok(rows.every(({ body, actor }) => !body.includes(secret) && actor !== ''))
    assert.ok(!text.includes(secret))
  })

  it('announce themselves with OPTIONS', async () => {
    const path = `${await server.define('announced')}/subscriptions`
    const all = await server.fetch(path, { method: 'OPTIONS' })
    assert.deepEqual([all.status, all.headers.get('allow')], [204, 'OPTIONS, GET, HEAD, POST'])
    const made = await server.post(path, { dest: receiver.url, stream: true, initialRecordTime: '2026-01-01T00:00:00+08:00' })
    const one = await server.fetch(made.headers.get('location') ?? '', { method: 'OPTIONS' })
    assert.deepEqual([one.status, one.headers.get('allow')], [204, 'OPTIONS, GET, HEAD, DELETE'])
    assert.equal(one.headers.get('gs1-epcis-version'), '2.0.0')
    assert.ok(one.headers.has('gs1-query-min-record-time'))
  })
})

describe('a subscription over REST', () => {
  it('is refused with every problem, as the standard names it', async () => {
    const query = await server.define('strict')
    const path = `${query}/subscriptions`
    const controls = 'epcisException:SubscriptionControlsException'
    const { url: dest } = receiver
    assert.deepEqual(await refused(path, { dest }), { type: controls, codes: [' controls-missing'] })
    assert.deepEqual(await refused(path, { dest, stream: true, schedule: { hour: '1' } }), { type: controls, codes: [' controls-both'] })
    assert.deepEqual(await refused(path, { dest, schedule: { second: '75', hour: 'x' } }), {
      type: controls,
      codes: ['/schedule/second schedule-field-range', '/schedule/hour schedule-field-malformed'],
    })
    const validation = 'epcisException:ValidationException'
    assert.equal((await refused(path, '{"dest":')).type, validation)
    assert.equal((await refused(path, { dest: 'https://169.254.169.254/latest/meta-data', stream: true })).type, validation)
    assert.deepEqual((await refused(path, { dest: 'http://10.0.0.1:8080/', stream: true, secret: 'x' })).codes, [
      '/secret subscription-field-unknown',
      '/dest dest-scheme',
      '/dest dest-address',
    ])
    assert.equal(
      (await refused('/epcis/queries/nobody/subscriptions', { dest, stream: true }, 404)).type,
      'epcisException:NoSuchNameException',
    )
    const limited = await server.define('limited', { eventType: ['ObjectEvent'], orderBy: 'eventTime', eventCountLimit: 5 })
    assert.equal((await refused(`${limited}/subscriptions`, { dest, stream: true })).type, controls)
    const other = await server.fetch(path, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' })
    assert.equal(other.status, 415)
    assert.equal((await server.fetch(path, { headers: { accept: 'application/xml' } })).status, 406)
    assert.equal((await server.fetch(`${path}?perPage=0`)).status, 400)
    assert.equal((await server.fetch(`${path}?nextPageToken=x`)).status, 400)
    assert.equal((await server.fetch(`${path}/not-an-id`)).status, 404)
    assert.equal((await fetch(`${server.address}${path}`)).status, 401)
  })

  it('delivers what is captured; paused, it says why and how to go on', async () => {
    const path = `${await server.define('delivered')}/subscriptions`
    const own = await startReceiver(() => 410)
    const made = await server.post(path, { dest: own.url, stream: true })
    const one = made.headers.get('location') ?? ''
    await server.capture(shipping(101), shipping(102, { bizStep: 'packing' }))
    const view = async () => read(await server.fetch(one, { headers: { 'accept-language': 'zh' } }))
    await until(async () => (await view())['proofline:delivery'].state === 'paused')
    const { reason, detail, lastFailure } = (await view())['proofline:delivery']
    assert.deepEqual([reason, lastFailure.status], ['receiver-gone', 410])
    assert.ok(detail.includes(`${one}/resume`) && /暂停|不存在|恢复|继续/.test(detail), detail)
    own.behave = () => 200
    const resumed = await server.fetch(`${one}/resume`, { method: 'POST' })
    assert.equal(resumed.status, 200, await resumed.text())
    await until(() => own.kept.length === 1)
    await until(async () => (await view()).lastNotifiedAt !== undefined)
    assert.equal((await server.fetch(`${one}/resume`, { method: 'POST' })).status, 409)
    assert.equal((await server.fetch(path.replace('/subscriptions', ''), { method: 'DELETE' })).status, 204)
    assert.equal((await server.fetch(one)).status, 404)
  })
})
