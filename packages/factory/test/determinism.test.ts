import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { createFactory, type FactoryOptions, usualDisturbances } from '@proofline/factory'

function digest(options: FactoryOptions): string {
  const hash = createHash('sha256')
  for (const { source, text } of createFactory(options).texts()) hash.update(source).update(text)
  return hash.digest('hex')
}

test('the same seed gives the same bytes, another seed others', () => {
  const options: FactoryOptions = { seed: 'a', objects: 2000, serialParts: 'B', disturbances: usualDisturbances }
  const first = digest(options)
  assert.equal(digest(options), first)
  assert.notEqual(digest({ ...options, seed: 'b' }), first)
})

test('two streams of one factory do not disturb each other', () => {
  const factory = createFactory({ objects: 1000 })
  const [left, right] = [factory.texts(), factory.texts()]
  for (let step = left.next(); step.done !== true; step = left.next()) assert.deepEqual(right.next(), step)
})

test('how events are written changes nothing that happened', () => {
  const options: FactoryOptions = { objects: 1000, serialParts: 'C' }
  const calm = [...createFactory(options).acts()]
  const rough = [...createFactory({ ...options, disturbances: usualDisturbances, identifiers: 'urn', eventsPerDocument: 7 }).acts()]
  assert.deepEqual(
    rough.map(({ kind, seq, timeMs, place }) => [kind, seq, timeMs, place.extension]),
    calm.map(({ kind, seq, timeMs, place }) => [kind, seq, timeMs, place.extension]),
  )
})
