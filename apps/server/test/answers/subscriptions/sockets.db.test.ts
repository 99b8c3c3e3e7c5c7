import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { parseSocketRequest } from '../../../src/answers/subscriptions/requests.ts'
import { Sockets } from '../../../src/answers/subscriptions/sockets.ts'
import { atEndOfFile } from '../../support/database.ts'
import { indexesOf, until } from './receiver.ts'
import { fast, type Scene, setScene, shipping } from './scene.ts'

type Line = { readonly client: WebSocket; readonly messages: string[]; readonly closed: Promise<number> }

/** A client whose address asks `query`, and the server's end of its connection in `Sockets`. */
async function connect(scene: Scene, sockets: Sockets, query: Readonly<Record<string, string>>, from: number | undefined): Promise<Line> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise((resolve) => server.once('listening', resolve))
  const asked = parseSocketRequest(query, 'Always_GS1_Digital_Link')
  const found = await scene.source.find('shipped')
  if (!asked.ok || found === undefined) throw new Error('it cannot be asked')
  server.once('connection', (socket) => sockets.open(socket, found, asked.value, from))
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const messages: string[] = []
  client.on('message', (data: Buffer) => messages.push(data.toString('utf8')))
  const closed = new Promise<number>((resolve) => client.once('close', resolve))
  await new Promise((resolve) => client.once('open', resolve))
  atEndOfFile(async () => {
    client.terminate()
    await new Promise((resolve) => server.close(resolve))
  })
  return { client, messages, closed }
}

const socketsOf = (scene: Scene, changed: Partial<typeof fast> = {}): Sockets => {
  const onTrouble = (error: unknown) => void scene.troubles.push(error)
  const sockets = new Sockets({ source: scene.source, clock: { now: () => scene.nowMs() }, settings: { ...fast, ...changed }, onTrouble })
  atEndOfFile(() => sockets.close())
  return sockets
}

describe('a WebSocket', () => {
  it('brings at the times of its schedule what was recorded before them, and what is empty only where that is wanted', async () => {
    const scene = await setScene()
    scene.nowMs = () => Date.UTC(2090, 0, 1, 0, 30)
    const sockets = socketsOf(scene)
    const reporting = await connect(scene, sockets, { hour: '1,3', minute: '0', reportIfEmpty: 'true' }, 0)
    const quiet = await connect(scene, sockets, { hour: '1,3', minute: '0' }, 0)
    const expected = await scene.capture([shipping(1), shipping(2)])
    scene.nowMs = () => Date.UTC(2090, 0, 1, 1, 0, 1)
    await until(() => reporting.messages.length === 1 && quiet.messages.length === 1)
    assert.deepEqual(
      [reporting.messages, quiet.messages].map((messages) => messages.flatMap(indexesOf)),
      [expected, expected],
    )
    scene.nowMs = () => Date.UTC(2090, 0, 1, 3, 0, 1)
    await until(() => reporting.messages.length === 2)
    assert.deepEqual(indexesOf(reporting.messages[1] ?? ''), [])
    assert.equal(quiet.messages.length, 1)
    assert.deepEqual(scene.troubles, [])
  })

  it('waits for an initial record time that is still to come', async () => {
    const scene = await setScene()
    const sockets = socketsOf(scene)
    const initialRecordTime = new Date(scene.nowMs() + 86_400_000).toISOString()
    const line = await connect(scene, sockets, { stream: 'true', initialRecordTime }, undefined)
    const other = await connect(scene, sockets, { stream: 'true' }, 0)
    await scene.capture([shipping(1)])
    await until(() => other.messages.length === 1)
    assert.deepEqual(line.messages, [])
  })

  it('that is not read is cut off, and holds up no other', async () => {
    const scene = await setScene()
    const sockets = socketsOf(scene, { answerTimeoutMs: 1_500 })
    const deaf = await connect(scene, sockets, { stream: 'true' }, 0)
    const prompt = await connect(scene, sockets, { stream: 'true' }, 0)
    deaf.client.pause()
    const note = { 'proofline:note': 'x'.repeat(30_000) }
    const expected: number[] = []
    for (let at = 0; at < 900; at += 300)
      expected.push(...(await scene.capture(Array.from({ length: 300 }, (_, number) => shipping(at + number, note)))))
    await until(() => prompt.messages.flatMap(indexesOf).length === 900)
    assert.deepEqual(prompt.messages.flatMap(indexesOf), expected)
    await until(() => sockets.count === 1)
    deaf.client.resume()
    assert.equal(await deaf.closed, 1006)
  })
})
