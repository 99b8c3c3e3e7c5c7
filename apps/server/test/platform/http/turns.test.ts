import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { inTurns } from '../../../src/platform/http/index.ts'

/** Keeps the thread as long as a handler that computes. */
function compute(ms: number): void {
  for (const endMs = performance.now() + ms; performance.now() < endMs; );
}

type Hook = (request: unknown, reply: unknown, done: () => void) => void

describe('requests that came together begin in turns of the event loop', () => {
  it('all of them, in the order of their coming, and other work comes in between', async () => {
    const hook = inTurns(2) as unknown as Hook
    const heard: string[] = []
    for (const name of ['a', 'b', 'c', 'd'])
      hook(undefined, undefined, () => {
        compute(3)
        heard.push(name)
      })
    assert.equal(heard.length, 0)
    for (let turn = 1; heard.length < 8; turn += 1) {
      await nextTurn()
      heard.push(`turn ${turn}`)
    }
    assert.deepEqual(heard, ['a', 'turn 1', 'b', 'turn 2', 'c', 'turn 3', 'd', 'turn 4'])
  })

  it('as many in one turn as fit, and one that comes later is not forgotten', async () => {
    const hook = inTurns(1000) as unknown as Hook
    const heard: number[] = []
    const come = (name: number): void => hook(undefined, undefined, () => heard.push(name))
    for (const name of [1, 2, 3]) come(name)
    await nextTurn()
    assert.deepEqual(heard, [1, 2, 3])
    hook(undefined, undefined, () => come(5))
    come(4)
    await nextTurn()
    assert.deepEqual(heard, [1, 2, 3, 4, 5])
    come(6)
    await nextTurn()
    assert.deepEqual(heard.at(-1), 6)
  })
})
