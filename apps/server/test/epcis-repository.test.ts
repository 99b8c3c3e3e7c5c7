import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadCompanyPrefixes } from '../src/epcis-repository.ts'

test('lengths of company prefixes come from the operator’s file; one with mistakes is refused whole, none is known without it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofline-prefixes-'))
  try {
    const load = (text?: string) => {
      if (text !== undefined) writeFileSync(join(folder, 'gcp-prefixes.json'), text)
      const loaded = loadCompanyPrefixes(folder)
      return loaded.ok ? [...loaded.value.lengths] : loaded.problems.map(({ code }) => code)
    }
    assert.deepEqual(load(), [])
    assert.deepEqual(load('{"0614141": 7}'), [['0614141', 7]])
    assert.deepEqual(load('{"GCPPrefixFormatList":{"entry":[{"prefix":"95","gcpLength":9}]}}'), [['95', 9]])
    for (const text of ['', '{', '[]', '7']) assert.deepEqual(load(text), ['company-prefixes-form'], text)
    assert.deepEqual(load('{"0614141": 7, "x": 3}'), ['company-prefixes-entry'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
