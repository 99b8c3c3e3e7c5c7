import assert from 'node:assert/strict'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { parseAuthorities } from '../../../src/answers/subscriptions/authorities.ts'
import { Sender } from '../../../src/answers/subscriptions/sender.ts'
import { issue, pemOf, privatePemOf } from '../../support/authority.ts'

const serverUse = ['1.3.6.1.5.5.7.3.1']
const day = 86_400_000
type Issued = Awaited<ReturnType<typeof issue>>

const authority = await issue('Authority of the house', undefined, { isCa: true })
const foreign = await issue('Authority of somebody else', undefined, { isCa: true })
const certificateFor = (hosts: string[], issuer: Issued, more: object = {}) =>
  issue(hosts[0] ?? '', issuer, { purposes: serverUse, hosts, ...more })

/** A receiver with this certificate, on this machine; `requests` that reached it. */
async function receive(certificate: Issued) {
  let requests = 0
  const server = createServer({ cert: pemOf(certificate.certificate), key: await privatePemOf(certificate.keys) }, (request, response) => {
    requests += 1
    request.resume()
    response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, requests: () => requests }
}

/** Whatever the host is called, it is this machine. */
async function send(host: string, port: number, authorities: readonly string[]): Promise<string> {
  const sender = new Sender({
    policy: { networks: ['127.0.0.0/8'], ports: [{ from: 1, to: 65_535 }] },
    connectTimeoutMs: 5_000,
    answerTimeoutMs: 5_000,
    now: () => 0,
    authorities,
    resolve: (_host, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
  })
  try {
    const attempt = await sender.send(`https://${host}:${port}/in`, Buffer.from('{}'), {}, new AbortController().signal)
    return attempt.what === 'failed' ? attempt.failure.code : attempt.what
  } finally {
    sender.close()
  }
}

const house = pemOf(authority.certificate)

test('a receiver with a certificate of the operator’s own authority is delivered to, and to nobody’s else', async () => {
  const receiver = await receive(await certificateFor(['receiver.example.com'], authority))
  assert.equal(await send('receiver.example.com', receiver.port, [house]), 'acknowledged')
  assert.equal(receiver.requests(), 1)
  assert.equal(await send('receiver.example.com', receiver.port, []), 'connection-failed')
  assert.equal(await send('receiver.example.com', receiver.port, [pemOf(foreign.certificate)]), 'connection-failed')
  assert.equal(receiver.requests(), 1, 'nothing was sent before the certificate was looked at')
})

test('a certificate for another name, expired, or made by the receiver itself, is refused', async () => {
  const hosts = ['receiver.example.com']
  const wrong = [
    await certificateFor(['other.example.com'], authority),
    await certificateFor(hosts, authority, { from: Date.now() - 3 * day, to: Date.now() - day }),
    await issue('receiver.example.com', undefined, { purposes: serverUse, hosts }),
    await certificateFor(hosts, authority, { purposes: ['1.3.6.1.5.5.7.3.2'] }),
  ]
  for (const certificate of wrong) {
    const receiver = await receive(certificate)
    assert.equal(await send('receiver.example.com', receiver.port, [house]), 'connection-failed')
    assert.equal(receiver.requests(), 0)
  }
})

test('a file of authorities is read whole or not at all', async () => {
  const other = pemOf(foreign.certificate)
  const both = parseAuthorities(`# of the house\n${house}\n\n${other}`)
  assert.ok(both.ok)
  assert.deepEqual(both.value, [house.trim(), other.trim()])
  const leaf = pemOf((await certificateFor(['receiver.example.com'], authority)).certificate)
  for (const text of ['', 'no certificate', house.replace('M', '!'), `${house}${leaf}`]) {
    const read = parseAuthorities(text)
    assert.deepEqual(read.ok ? [] : read.problems.map(({ code }) => code), ['webhook-authorities'], text)
  }
})
