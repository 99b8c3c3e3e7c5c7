import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { epcisTexts } from '@proofline/epcis'

const source = new URL('../src/', import.meta.url)

test('every code that the package refuses with has words in both languages, and no words stand idle', () => {
  const files = readdirSync(source, { recursive: true }).map(String)
  const all = files.filter((name) => name.endsWith('.ts') && name !== 'texts.ts').map((name) => readFileSync(new URL(name, source), 'utf8'))
  const told = new Set(all.join('\n').match(/(?<=')[a-z]+(?:-[a-z0-9]+)+(?=')/g))
  for (const code of Object.keys(epcisTexts.en)) assert.ok(told.has(code), `${code} is never told`)
  const codes = all.join('\n').matchAll(/(?:refuse|add|#problem|#stop)\((?:[\w.]+ === [\w']+ \? )?'([a-z0-9-]+)'(?: : '([a-z0-9-]+)')?/g)
  for (const [, ...found] of codes) for (const code of found) assert.ok(code === undefined || code in epcisTexts.en, `${code} has no words`)
  assert.deepEqual(Object.keys(epcisTexts.zh), Object.keys(epcisTexts.en))
})

test('the two languages name the same parameters', () => {
  const parametersOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted()
  const zh: Readonly<Record<string, string>> = epcisTexts.zh
  for (const [code, text] of Object.entries(epcisTexts.en))
    assert.deepEqual([...new Set(parametersOf(text))], [...new Set(parametersOf(zh[code] ?? ''))], code)
})
