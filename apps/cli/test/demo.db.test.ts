import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exitCodes } from '../src/exit-codes.ts'
import { makeRunner } from './run.ts'

const { folder, run } = makeRunner()

type Line = {
  step?: number
  ask?: string
  part?: string
  holds?: boolean
  answer?: { value: { certain: string[]; possible: string[]; consignees: unknown[]; origins: unknown[] } }
}

test('the demo: captured, traced both ways, exported, verified offline; the bundle with one byte changed is refused', () => {
  const bundle = join(folder, 'bundle.zip')
  const demo = run(['demo', '--objects', '1000', '--out', bundle, '--json'])
  assert.equal(demo.status, exitCodes.done, demo.stderr)
  const lines = demo.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
  assert.deepEqual(
    lines.flatMap(({ step }) => step ?? []),
    [1, 2, 3, 4, 5, 6],
  )
  const forward = lines.find(({ ask }) => ask === 'forward')?.answer?.value
  assert.ok(forward !== undefined && forward.consignees.length > 0 && forward.certain.length + forward.possible.length > 1)
  const backward = lines.find(({ ask }) => ask === 'backward')?.answer?.value
  assert.ok(backward !== undefined && backward.origins.length > 0)
  assert.equal(lines.find(({ part }) => part === 'bundle')?.holds, true)

  const bytes = readFileSync(bundle)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  writeFileSync(bundle, bytes)
  const verified = run(['verify', bundle, '--lang', 'en'])
  assert.equal(verified.status, exitCodes.refused)
  assert.match(verified.stdout, /DOES NOT HOLD/)
})
