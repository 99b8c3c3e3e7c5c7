import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { decodeAnswer, encodeRequest, sendAll, Wire } from '../../src/bench/wire.ts'

const answer = (body: string, more = ''): Buffer =>
  Buffer.from(`HTTP/1.1 202 Accepted\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`)

test('an answer is read when all of it is there, and not a byte before', () => {
  const bytes = answer('溯证')
  for (let length = 0; length < bytes.length; length += 1) assert.equal(decodeAnswer(bytes.subarray(0, length)), undefined)
  const decoded = decodeAnswer(Buffer.concat([bytes, Buffer.from('HTTP/1.1 200')]))
  assert.equal(decoded?.length, bytes.length)
  assert.equal(decoded?.answer.status, 202)
  assert.equal(decoded?.answer.body.toString(), '溯证')
})

test('an answer without a length is an error, not a wait', () => {
  assert.throws(() => decodeAnswer(Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')), /cannot be read/)
  assert.throws(() => decodeAnswer(Buffer.from('garbage\r\n\r\n')), /cannot be read/)
})

test('every request is sent once and answered over connections that stay open', async (t) => {
  const received: string[] = []
  const sockets = new Set<unknown>()
  const server = createServer((request, response) => {
    sockets.add(request.socket)
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      received.push(`${request.method} ${request.url} ${request.headers.authorization} ${text}`)
      const body = 'x'.repeat(received.length % 2 === 0 ? 200_000 : 3)
      response.writeHead(202, { 'content-length': body.length }).end(body)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => server.close())
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const wires = await Promise.all([Wire.open(address), Wire.open(address)])
  t.after(() => {
    for (const wire of wires) wire.close()
  })
  const requests = Array.from({ length: 20 }, (_, i) =>
    encodeRequest('POST', '/epcis/capture', { authorization: 'Bearer t' }, Buffer.from(`文档${i}`)),
  )
  let bytes = 0
  await sendAll(wires, requests, ({ status, body }) => {
    assert.equal(status, 202)
    bytes += body.length
  })
  assert.deepEqual(received.toSorted(), Array.from({ length: 20 }, (_, i) => `POST /epcis/capture Bearer t 文档${i}`).toSorted())
  assert.equal(bytes, 10 * 200_003)
  assert.equal(sockets.size, 2)
})

test('a connection that the server closes fails the request that waits, and every later one', async (t) => {
  const server = createServer((request) => request.socket.destroy())
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => server.close())
  const wire = await Wire.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await assert.rejects(wire.send(encodeRequest('GET', '/', {})))
  await assert.rejects(wire.send(encodeRequest('GET', '/', {})), /closed/)
})
