import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { complaints } from './complaints.ts'

const tests = new URL('../../../', import.meta.url)
const table = new URL('../../../../../../docs/reference/field-notes-covered.md', import.meta.url)
const declared = /^test\(\s*(?:'((?:[^'\\]|\\.)+)'|"([^"]+)")/gm

type Story = { readonly file: string; readonly name: string }

const namesIn = (file: string): Story[] =>
  [...readFileSync(new URL(file, tests), 'utf8').matchAll(declared)].map(([, single, double]) => ({ file, name: single ?? double ?? '' }))

const stories = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.db.test.ts'))
  .sort()
  .flatMap((file) => namesIn(`answers/trace/field-notes/${file}`))

const storiesOf = (row: number): Story[] => stories.filter((story) => story.name.startsWith(`row ${row}: `))

test('every complaint that concerns a trace, rows 1 to 30 and 52, has a test that bears its number, or one that is named', () => {
  const expected = [...Array.from({ length: 30 }, (_, index) => index + 1), 52]
  assert.deepEqual(
    complaints.map(({ row }) => row),
    expected,
  )
  for (const { row, elsewhere } of complaints) {
    if (elsewhere === undefined) assert.ok(storiesOf(row).length > 0, `row ${row} has no test`)
    else
      assert.ok(
        namesIn(elsewhere.file).some(({ name }) => name === elsewhere.name),
        `row ${row}: no test "${elsewhere.name}"`,
      )
  }
  for (const { name } of stories) assert.ok(expected.includes(Number(/^row (\d+): /.exec(name)?.[1])), name)
})

test('the table of them is what the tests are called', () => {
  const lines = complaints.map(({ row, en, zh, source, elsewhere }) => {
    const proofs = elsewhere === undefined ? storiesOf(row) : [elsewhere]
    const told = proofs.map(({ file, name }) => `${name.replace(/^row \d+: /, '')} (\`${file.replace('answers/trace/', '')}\`)`)
    return `| ${row} | ${en}<br>${zh} | ${source} | ${told.join('<br>')} |`
  })
  const text = `# What goes wrong in other traces, and the test that it does not here
Each row is something that users of other systems reported in public, in our words, and the promise that a test keeps: a story captured, projected and asked about on
PostgreSQL. Tests are below \`apps/server/test/answers/trace\`. Written by \`field-notes/covered.test.ts\` with \`PROOFLINE_WRITE_DOCS=1\`, which fails where a row has no test.

其他系统用户公开反映的追溯问题，以及证明本系统不会出现该问题的测试。每一行都对应一个在 PostgreSQL 上完整走过“采集、投影、提问”的场景；缺少任何一行，测试即失败。

| row | what is complained of | where | what holds here |
|---|---|---|---|
${lines.join('\n')}
`
  if (process.env.PROOFLINE_WRITE_DOCS === '1') writeFileSync(table, text)
  assert.equal(readFileSync(table, 'utf8'), text)
})
