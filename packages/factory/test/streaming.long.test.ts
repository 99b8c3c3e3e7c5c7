import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createFactory } from '@proofline/factory'

test('a million objects stream in bounded memory: what is kept does not grow with the history', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const measure = (): number => {
    collect()
    return process.memoryUsage().heapUsed
  }
  let events = 0
  let early = 0
  let late = 0
  for (const document of createFactory({ objects: 1_000_000, serialParts: 'B' }).documents()) {
    const before = Math.floor(events / 200_000)
    events += document.events
    if (Math.floor(events / 200_000) === before) continue
    const used = measure()
    if (events < 500_000) early = Math.max(early, used)
    else late = Math.max(late, used)
  }
  assert.ok(events > 900_000)
  assert.ok(late < 80_000_000, `${late} bytes`)
  assert.ok(late < early * 1.6 + 30_000_000, `${early} then ${late} bytes`)
})
