import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Slots } from '../../../src/answers/subscriptions/slots.ts'

test('places are given in the order of asking; suspects never take more than theirs', async () => {
  const slots = new Slots(3, 1)
  const running: string[] = []
  const ends = new Map<string, () => void>()
  const ask = (name: string, isSuspect = false): Promise<void> =>
    slots.use(async () => {
      running.push(name)
      await new Promise<void>((resolve) => ends.set(name, resolve))
      running.splice(running.indexOf(name), 1)
    }, isSuspect)
  const all = [ask('s1', true), ask('s2', true), ask('s3', true), ask('a'), ask('b'), ask('c')]
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.()
    await turn()
  }
  await turn()
  assert.deepEqual(running, ['s1', 'a', 'b'])
  await end('a')
  assert.deepEqual(running, ['s1', 'b', 'c'])
  await end('s1')
  assert.deepEqual(running, ['b', 'c', 's2'])
  await end('b')
  assert.deepEqual(running, ['c', 's2'], 'a free place is not for another suspect')
  for (const name of ['s2', 'c', 's3']) await end(name)
  await Promise.all(all)
  assert.deepEqual(running, [])
})

test('a place is free again after a failure', async () => {
  const slots = new Slots(1)
  await assert.rejects(slots.use(() => Promise.reject(new Error('failed'))))
  assert.equal(await slots.use(async () => 7), 7)
})
