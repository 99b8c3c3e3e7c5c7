import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { evidenceTexts } from '@proofline/evidence'

const byText = (left: string, right: string): number => (left < right ? -1 : 1)

test('the reference lists every code, and no other', () => {
  for (const name of ['evidence-bundle.md', 'evidence-bundle.zh.md']) {
    const text = readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8')
    const table = text.slice(text.lastIndexOf('\n## '))
    const listed = Array.from(table.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g), ([, code = '']) => code)
    assert.deepEqual(listed.toSorted(byText), Object.keys(evidenceTexts.en).toSorted(byText), name)
  }
})
