import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CheckError, CheckPool, type CheckPoolOptions, checkBytes } from '../../../src/intake/validate/index.ts'
import { badEvent, documentOf, documentWith, objectEvent } from '../capture/documents.ts'

const settings = { client: 'a', maxEvents: 10_000, prefixes: [['own', 'https://maker.example/ns/'] as const] }
const pools: CheckPool[] = []
after(() => Promise.all(pools.map((pool) => pool.close())))

function open(options: Partial<CheckPoolOptions> = {}): CheckPool {
  const pool = new CheckPool({ threads: 1, maxWaiting: 4, documentTimeoutMs: 30_000, maxHeapMb: 256, ...options })
  pools.push(pool)
  return pool
}

const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const codeOf = (error: unknown): string => (error instanceof CheckError ? error.code : String(error))

test('a worker gives what the main thread gives', async () => {
  const pool = open({ threads: 2 })
  const documents = [
    bytesOf(documentWith(20)),
    bytesOf(documentOf([objectEvent(1), badEvent(2), objectEvent(3, { 'own:x': 1 })])),
    bytesOf(documentOf([])),
    Buffer.from('no JSON: urn:epc:id:sgtin:0614141.107346.1'),
    Buffer.alloc(0),
  ]
  const answers = await Promise.all(documents.map((bytes) => pool.check(bytes, settings)))
  for (const [i, bytes] of documents.entries()) assert.deepEqual(answers[i], checkBytes(bytes, settings))
})

test('a document past its time ends its thread; the one behind it gets a new one', async () => {
  const pool = open({ documentTimeoutMs: 100 })
  const slow = pool.check(bytesOf(documentWith(10_000)), settings).catch(codeOf)
  const next = pool.check(bytesOf(documentWith(1)), settings).catch(codeOf)
  assert.equal(await slow, 'check-took-too-long')
  // A new thread takes its time to start; what must not happen is that it never comes.
  const result = await next
  if (typeof result === 'string') assert.equal(result, 'check-took-too-long')
  else assert.equal(result.facts.count, 1)
})

test('a document past its memory ends its thread with that reason', async () => {
  const pool = open({ maxHeapMb: 16 })
  const bytes = bytesOf(documentOf(Array.from({ length: 10_000 }, (_, i) => objectEvent(i))))
  assert.equal(await pool.check(bytes, settings).catch(codeOf), 'check-took-too-much-memory')
})

test('no more than may wait are waiting', async () => {
  const pool = open({ maxWaiting: 1 })
  const results = await Promise.all(
    Array.from({ length: 4 }, () => pool.check(bytesOf(documentWith(1)), settings).then(() => 'checked', codeOf)),
  )
  assert.deepEqual(results, ['checked', 'checked', 'check-overloaded', 'check-overloaded'])
})

test('closing answers whoever waits', async () => {
  const pool = open()
  const results = Promise.all(
    Array.from({ length: 3 }, () => pool.check(bytesOf(documentWith(100)), settings).then(() => 'checked', codeOf)),
  )
  await pool.close()
  assert.deepEqual(await results, ['check-closed', 'check-closed', 'check-closed'])
  assert.equal(await pool.check(new Uint8Array(1), settings).catch(codeOf), 'check-closed')
})
