import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type DestinationPolicy, standardPolicy } from '../../../src/answers/subscriptions/destination.ts'
import { Sender } from '../../../src/answers/subscriptions/sender.ts'

// Name and address are judged by what is connected to: a server on this machine that no delivery may reach unless the operator allows it.

let inside: Server
let requests: string[] = []
let answer: { status: number; headers?: Record<string, string> } = { status: 200 }
let port = 0
const senders: Sender[] = []
before(async () => {
  inside = createServer((request, response) => {
    requests.push(request.url ?? '')
    request.resume()
    response.writeHead(answer.status, answer.headers).end('x'.repeat(answer.status === 201 ? 1_000_000 : 10))
  })
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
  port = (inside.address() as AddressInfo).port
})
after(async () => {
  for (const sender of senders) sender.close()
  inside.closeAllConnections()
  await new Promise((resolve) => inside.close(resolve))
})

const anyPort = [{ from: 1, to: 65_535 }]
const local: DestinationPolicy = { networks: ['127.0.0.0/8'], ports: anyPort }

async function send(dest: string, policy: DestinationPolicy, answers: readonly (readonly string[])[] = []) {
  requests = []
  let asked = 0
  const sender = new Sender({
    policy,
    connectTimeoutMs: 1_000,
    answerTimeoutMs: 1_000,
    now: () => 0,
    resolve: (_host, done) => {
      const found: LookupAddress[] = (answers[Math.min(asked, answers.length - 1)] ?? []).map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }))
      asked += 1
      done(null, found)
    },
  })
  senders.push(sender)
  const attempt = await sender.send(dest, Buffer.from('{}'), {}, new AbortController().signal)
  return { what: attempt.what, requests: requests.length, asked }
}

describe('a delivery', () => {
  it('goes to no address inside, whatever name it has', async () => {
    const policy = { ...standardPolicy, ports: anyPort }
    for (const addresses of [
      ['127.0.0.1'],
      ['10.0.0.1'],
      ['169.254.169.254'],
      ['::1'],
      ['::ffff:127.0.0.1'],
      ['fd00::1'],
      ['fe80::1'],
      ['64:ff9b::7f00:1'],
      [],
    ]) {
      assert.deepEqual(
        await send(`https://client.example.com:${port}/`, policy, [addresses]),
        { what: 'forbidden', requests: 0, asked: 1 },
        String(addresses),
      )
    }
    assert.equal((await send(`https://127.0.0.1:${port}/`, policy)).what, 'forbidden')
  })

  it('goes to what was checked: a name that is pointed elsewhere after its check is not asked again', async () => {
    const sent = await send(`http://localhost:${port}/`, local, [['127.0.0.1'], ['10.0.0.1']])
    assert.deepEqual(sent, { what: 'acknowledged', requests: 1, asked: 1 })
    assert.equal(
      (await send(`http://localhost:${port}/`, local, [['10.0.0.1', '127.0.0.1']])).what,
      'acknowledged',
      'by the address that is allowed',
    )
  })

  it('goes in plain http to this machine only, also where a network inside is allowed', async () => {
    const both = { networks: ['127.0.0.0/8', '10.0.0.0/8'], ports: anyPort }
    assert.equal((await send(`http://localhost:${port}/`, both, [['10.0.0.1']])).what, 'forbidden')
    assert.equal((await send(`http://10.0.0.1:${port}/`, both)).what, 'forbidden')
  })

  it('goes to no port that is not allowed, also when it was allowed before', async () => {
    assert.equal((await send(`http://127.0.0.1:${port}/`, { ...local, ports: [{ from: 443, to: 443 }] })).what, 'forbidden')
    assert.equal(requests.length, 0)
  })

  it('follows no redirect', async () => {
    answer = { status: 307, headers: { location: `http://127.0.0.1:${port}/elsewhere` } }
    assert.deepEqual(await send(`http://127.0.0.1:${port}/first`, local), { what: 'failed', requests: 1, asked: 0 })
    assert.deepEqual(requests, ['/first'])
    answer = { status: 200 }
  })

  it('reads an answer that does not end only so far', async () => {
    answer = { status: 201 }
    assert.equal((await send(`http://127.0.0.1:${port}/`, local)).what, 'acknowledged')
    answer = { status: 200 }
  })
})
