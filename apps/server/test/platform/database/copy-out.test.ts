import assert from 'node:assert/strict'
import { type EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { connect, createServer } from 'node:tls'
import { CopyOut } from '../../../src/platform/database/copy-out.ts'
import { CopyRows } from '../../../src/platform/database/copy-rows.ts'
import { issue, pemOf, privatePemOf } from '../../support/authority.ts'

function message(code: string, content: string | Buffer): Buffer {
  const header = Buffer.alloc(5, code)
  const bytes = Buffer.from(content)
  header.writeInt32BE(4 + bytes.length, 1)
  return Buffer.concat([header, bytes])
}

/** A connection of which one end is ours to write; `driver` is told what is not the copy's. */
function openWire() {
  const stream = new PassThrough()
  const asked: string[] = []
  const driven: Buffer[] = []
  stream.on('data', (chunk: Buffer) => driven.push(chunk))
  return { wire: { stream, query: (text: string) => asked.push(text) }, stream, asked, driven }
}

const rows = ['', 'one', '溯证', 'x'.repeat(3000), '\0\x64\0\0\0\x05', 'last']
const answer = Buffer.concat([
  message('H', '\x01\0\0'),
  ...rows.map((row) => message('d', row)),
  message('N', 'SNOTICE\0\0'),
  message('d', 'after the notice'),
])
const ending = Buffer.concat([message('c', ''), message('C', 'COPY 7\0'), message('Z', 'T')])

test('the rows are what was sent, wherever the socket cuts, and the driver gets the rest', async () => {
  for (const size of [1, 2, 3, 4, 5, 6, 7, 11, 64, 1000, 3004, 1 << 20]) {
    const { wire, stream, asked, driven } = openWire()
    const copy = new CopyOut('copy line to stdout')
    copy.submit(wire)
    const all = Buffer.concat([answer, ending])
    for (let at = 0; at < all.length; at += size) stream.write(Buffer.from(all.subarray(at, at + size)))
    const got = Buffer.concat(await copy.toArray()).toString()
    await new Promise((turn) => setImmediate(turn))
    assert.equal(got, `${rows.join('')}after the notice`, `cut every ${size} bytes`)
    assert.deepEqual(Buffer.concat(driven), ending, `cut every ${size} bytes`)
    assert.deepEqual(asked, ['copy line to stdout'])
    assert.equal((stream as EventEmitter).listenerCount('data'), 1)
  }
})

test('an error among the rows is the driver’s, and ends the copy by it', async () => {
  const { wire, stream, driven } = openWire()
  const copy = new CopyOut('copy line to stdout')
  copy.submit(wire)
  const error = message('E', 'SERROR\0\0')
  stream.write(Buffer.concat([answer, error]))
  await new Promise((turn) => setImmediate(turn))
  assert.deepEqual(Buffer.concat(driven), error)
  copy.handleError(new Error('told by the driver'))
  await assert.rejects(copy.toArray(), /told by the driver/)
})

test('a slow reader holds up the socket', async () => {
  const { wire, stream } = openWire()
  const copy = new CopyOut('copy line to stdout')
  copy.submit(wire)
  const row = Buffer.alloc(60_000, 'r')
  for (let sent = 0; sent < 20; sent += 1) stream.write(message('d', row))
  await new Promise((turn) => setImmediate(turn))
  assert.equal(stream.isPaused(), true)
  assert.ok(copy.readableLength < 400_000, String(copy.readableLength))
  stream.write(ending)
  assert.equal(Buffer.concat(await copy.toArray()).length, 20 * row.length)
})

test('rows that are lent are the same as rows that are kept, and their memory is given back', async () => {
  const field = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255]), bytes])
  const texts = Array.from({ length: 200 }, (_, at) => `${at} `.repeat(1 + ((at * 37) % 200)))
  const parts = [Buffer.alloc(19), ...texts.map((text) => Buffer.concat([Buffer.from([0, 1]), field(Buffer.from(text))]))]
  const all = Buffer.concat([...parts, Buffer.from([255, 255])].map((part) => message('d', part)).concat(ending))
  for (const size of [7, 100, 5000, 10_000, 20_000, 1 << 20]) {
    const { wire, stream } = openWire()
    const copy = new CopyOut('copy line to stdout')
    copy.submit(wire)
    // As a socket does it: memory of its own for each chunk.
    const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
      Buffer.from(new Uint8Array(all.subarray(at * size, (at + 1) * size)).buffer),
    )
    const sending = (async () => {
      for (const chunk of chunks) {
        stream.write(chunk)
        await new Promise((turn) => setImmediate(turn))
      }
    })()
    const lent = new CopyRows(copy, true)
    const got: string[] = []
    for (let run = await lent.next(); run !== undefined; run = await lent.next()) {
      for (let at = 0; at < run.end; ) {
        const length = run.bytes.readInt32BE(at + 2)
        got.push(run.bytes.toString('utf8', at + 6, at + 6 + length))
        at += 6 + length
      }
    }
    await sending
    assert.deepEqual(got, texts, `cut every ${size} bytes`)
    if (size > Buffer.poolSize && chunks.length > 3)
      assert.ok(
        chunks.slice(1, -2).every(({ length }) => length === 0),
        `cut every ${size} bytes`,
      )
  }
})

test('rows that come encrypted are what was sent, however slowly they are read', async () => {
  const { certificate, keys } = await issue('database', undefined, { isCa: true, hosts: ['database'] })
  const cert = pemOf(certificate)
  const many = Array.from({ length: 3000 }, (_, at) => `${at} ${'溯'.repeat(at % 700)}\n`)
  const all = Buffer.concat([message('H', '\x01\0\0'), ...many.map((row) => message('d', row)), ending])
  const server = createServer({ cert, key: await privatePemOf(keys) }, (socket) => socket.end(all))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stream = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', ca: cert, servername: 'database' })
  try {
    await once(stream, 'secureConnect')
    const driven: Buffer[] = []
    stream.on('data', (chunk: Buffer) => driven.push(chunk))
    const copy = new CopyOut('copy line to stdout')
    copy.submit({ stream, query: () => undefined })
    const got: Buffer[] = []
    for await (const chunk of copy) {
      got.push(chunk)
      await new Promise((turn) => setTimeout(turn, got.length % 8 === 0 ? 1 : 0))
    }
    assert.equal(Buffer.concat(got).toString(), many.join(''))
    assert.deepEqual(Buffer.concat(driven), ending)
  } finally {
    stream.destroy()
    server.close()
  }
})
