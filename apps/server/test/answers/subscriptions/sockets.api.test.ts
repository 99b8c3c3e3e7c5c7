import assert from 'node:assert/strict'
import { request } from 'node:http'
import { connect as connectTo } from 'node:net'
import { before, describe, it } from 'node:test'
import { WebSocket } from 'ws'
import { type Interface, openInterface } from './interface.ts'
import { indexesOf, until } from './receiver.ts'
import { shipping } from './scene.ts'

let server: Interface
before(async () => {
  server = await openInterface()
})

type Line = { readonly socket: WebSocket; readonly messages: string[]; readonly closed: Promise<{ code: number; reason: string }> }

async function connect(path: string, token = server.token): Promise<Line> {
  const socket = new WebSocket(`${server.address.replace('http', 'ws')}${path}`, { headers: { authorization: `Bearer ${token}` } })
  const messages: string[] = []
  socket.on('message', (data: Buffer) => messages.push(data.toString('utf8')))
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') })),
  )
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return { socket, messages, closed }
}

/** The status and the problem of a handshake that is refused. */
async function refusedSocket(path: string, token?: string): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${server.address.replace('http', 'ws')}${path}`, {
      headers: { authorization: `Bearer ${token ?? server.token}` },
    })
    socket.once('open', () => reject(new Error('it was accepted')))
    socket.once('error', () => undefined)
    socket.once('unexpected-response', (_request, response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8')
      })
      response.on('end', () => resolve([response.statusCode ?? 0, JSON.parse(body).type]))
    })
  })
}

/** Of a request that offers another protocol. */
const statusOfUpgrade = (path: string, upgrade: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${server.token}`, connection: 'Upgrade', upgrade }
    request(`${server.address}${path}`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .once('error', reject)
      .end()
  })

describe('results over a WebSocket', () => {
  it('come as they are captured; who connects again goes on by the log index; the plain address still runs the query', async () => {
    const path = `${await server.define('live')}/events`
    const line = await connect(`${path}?stream=true`)
    await server.capture(shipping(201))
    await until(() => line.messages.length === 1)
    const [index = 0] = indexesOf(line.messages[0] ?? '')
    line.socket.close()
    await line.closed
    await server.capture(shipping(202), shipping(203))
    const again = await connect(`${path}?stream=true&fromLogIndex=${index + 1}`)
    await until(() => again.messages.flatMap(indexesOf).length === 2)
    assert.ok(again.messages.flatMap(indexesOf).every((other) => other > index))
    const plain = await server.fetch(path)
    assert.equal(plain.status, 200)
    assert.equal(await statusOfUpgrade(path, 'h2c'), 200, 'another protocol is not taken up, and harms nothing')
    assert.equal((await server.fetch(path.replace('/events', ''), { method: 'DELETE' })).status, 204)
    const { code, reason } = await again.closed
    assert.deepEqual([code, reason], [1000, 'socket-query-ended'])
  })

  it('are refused as any other request', async () => {
    const path = `${await server.define('guarded')}/events`
    assert.deepEqual(await refusedSocket(`${path}?stream=true`, 'nobody'), [401, 'epcisException:SecurityException'])
    assert.deepEqual(await refusedSocket('/epcis/queries/nobody/events?stream=true'), [404, 'epcisException:NoSuchNameException'])
    assert.deepEqual(await refusedSocket(path), [400, 'epcisException:SubscriptionControlsException'])
    assert.deepEqual(await refusedSocket(`${path}?stream=true&minute=5`), [400, 'epcisException:SubscriptionControlsException'])
    assert.deepEqual(await refusedSocket(`${path}?stream=true&perPage=5`), [400, 'epcisException:ValidationException'])
    assert.equal((await refusedSocket('/nowhere'))[0], 404)
    assert.equal((await server.fetch('/health')).status, 200)
  })

  it('keep no connection that was refused, though the client leaves it half open', async () => {
    const count = (): Promise<number> =>
      new Promise((resolve, reject) =>
        server.app.http.server.getConnections((error, found) => (error === null ? resolve(found) : reject(error))),
      )
    const { hostname, port } = new URL(server.address)
    const open = await count()
    const clients = Array.from({ length: 5 }, () => connectTo({ host: hostname, port: Number(port), allowHalfOpen: true }))
    for (const client of clients) {
      client.on('error', () => client.destroy())
      client.resume()
      client.write(`GET /epcis/queries/x/events HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    }
    await Promise.all(clients.map((client) => new Promise((resolve) => client.once('end', resolve))))
    await until(async () => (await count()) <= open)
    for (const client of clients) client.destroy()
  })

  it('end when the server is stopped', async () => {
    const line = await connect(`${await server.define('ending')}/events?second=0`)
    await server.close()
    assert.deepEqual(await line.closed, { code: 1001, reason: 'socket-closing' })
  })
})
