import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ConnectionSettings } from '../../../src/platform/database/index.ts'
import { atEndOfFile } from '../../support/database.ts'
import { startReceiver, until } from './receiver.ts'
import { setScene, shipping } from './scene.ts'

const script = fileURLToPath(new URL('delivering.ts', import.meta.url))

function deliver(connection: ConnectionSettings): ChildProcess {
  const child = spawn(process.execPath, [script, JSON.stringify(connection)], { stdio: ['ignore', 'ignore', 'inherit'] })
  atEndOfFile(async () => void child.kill('SIGKILL'))
  return child
}

it('a process that is killed between delivery and note: the next delivers again, by the same indexes, and nothing is lost', async () => {
  const scene = await setScene()
  // Killed before the answer, right after it was written, and so on.
  const killedAt = new Map([
    [2, 'before'],
    [5, 'after'],
    [8, 'before'],
  ])
  let child: ChildProcess | undefined
  const receiver = await startReceiver((_delivery, count) => {
    if (killedAt.get(count) === 'before') child?.kill('SIGKILL')
    if (killedAt.get(count) === 'after') setImmediate(() => child?.kill('SIGKILL'))
    return 200
  })
  const { id } = await scene.subscribe('shipped', { dest: receiver.url, stream: true })
  const expected = await scene.capture(Array.from({ length: 60 }, (_, number) => shipping(number)))
  const { connection } = scene.history
  let starts = 0
  for (const end = (expected.at(-1) ?? 0) + 1; (await scene.state(id))?.position !== end; ) {
    const started = deliver(connection)
    child = started
    starts += 1
    const exited = new Promise<void>((resolve) => started.once('exit', () => resolve()))
    let isOver = false
    void exited.then(() => {
      isOver = true
    })
    await until(async () => isOver || (await scene.state(id))?.position === end)
  }
  child?.kill('SIGKILL')
  assert.equal(starts, 4, 'each process but the last was killed')
  assert.deepEqual(receiver.kept, expected)
  const delivered = receiver.received.flatMap(({ indexes }) => indexes)
  assert.ok(delivered.length > expected.length, 'something was delivered twice')
  assert.ok(
    receiver.received.every(
      ({ indexes }, at) => at === 0 || (indexes[0] ?? 0) <= Math.max(...(receiver.received[at - 1]?.indexes ?? [])) + 1,
    ),
    'no delivery leaves anything out',
  )
})
