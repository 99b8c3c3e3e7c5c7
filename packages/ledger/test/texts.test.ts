import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ledgerTexts } from '@proofline/ledger'

const source = new URL('../src/', import.meta.url)

test('every code that the package refuses with has words in both languages, and no words stand idle', () => {
  const codes = new Set<string>()
  for (const file of readdirSync(source)) {
    if (file === 'texts.ts') continue
    const text = readFileSync(new URL(file, source), 'utf8')
    for (const [, code = ''] of text.matchAll(/code: (?:[^,}]*\? )?'([a-z0-9-]+)'/g)) codes.add(code)
    for (const [, code = ''] of text.matchAll(/\? '[a-z-]+' : '([a-z-]+)', at/g)) codes.add(code)
  }
  assert.deepEqual([...codes].toSorted(), Object.keys(ledgerTexts.en).toSorted())
  assert.deepEqual(Object.keys(ledgerTexts.zh), Object.keys(ledgerTexts.en))
})

test('the two languages name the same parameters', () => {
  const parametersOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted()
  const zh: Readonly<Record<string, string>> = ledgerTexts.zh
  for (const [code, text] of Object.entries(ledgerTexts.en)) assert.deepEqual(parametersOf(text), parametersOf(zh[code] ?? ''), code)
})
