import assert from 'node:assert/strict'
import { test } from 'node:test'
import { progressOf } from '../../../src/answers/subscriptions/rules.ts'
import { deleteSubscriptionsOf, deliveryLease, updateProgress } from '../../../src/answers/subscriptions/store.ts'
import type { Transaction } from '../../../src/platform/database/index.ts'
import { setScene } from './scene.ts'

test('who lost the lease without noticing changes nothing', async () => {
  const scene = await setScene()
  const { database, organisation } = scene.history
  const run = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => database.transaction(organisation, work)
  const subscription = await scene.subscribe('shipped', { dest: 'http://127.0.0.1:9/', stream: true })
  const first = (await run((transaction) => deliveryLease.acquire(transaction, 'one', 60_000))) ?? assert.fail('nobody has it')
  assert.equal(await run((transaction) => deliveryLease.acquire(transaction, 'two', 60_000)), undefined)
  assert.equal(await run((transaction) => deliveryLease.renew(transaction, first, -1)), true, 'it has run out')
  const second = (await run((transaction) => deliveryLease.acquire(transaction, 'two', 60_000))) ?? assert.fail('it has run out')
  const moved = { ...progressOf(subscription), position: 1_000 }
  assert.equal(await run((transaction) => deliveryLease.renew(transaction, first, 60_000)), false)
  assert.equal(await run((transaction) => updateProgress(transaction, first, subscription.id, moved)), false)
  await run((transaction) => deleteSubscriptionsOf(transaction, first, subscription.definedBy))
  await run((transaction) => deliveryLease.release(transaction, first))
  assert.deepEqual(await scene.state(subscription.id), subscription)
  assert.equal(await run((transaction) => updateProgress(transaction, second, subscription.id, moved)), true)
  assert.equal((await scene.state(subscription.id))?.position, 1_000)
  await run((transaction) => deliveryLease.release(transaction, second))
  assert.notEqual(await run((transaction) => deliveryLease.acquire(transaction, 'one', 60_000)), undefined)
})
