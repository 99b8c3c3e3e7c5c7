import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { test } from 'node:test'
import { checkDocument, parseJson } from '@proofline/epcis'
import { findFiles, readText, root } from './files.ts'
import { codesIn, readLinks, readTable } from './markdown.ts'
import { assertNone, type Finding } from './source.ts'

const everything = ['packages', 'apps', 'tools', 'docs'].flatMap((folder) => findFiles(folder))
const atRoot = ['README', 'README.zh', 'ARCHITECTURE', 'CONTRIBUTING', 'CONTRIBUTING.zh', 'SECURITY', 'CHANGELOG'].map(
  (name) => `${name}.md`,
)
const documents = [...atRoot, ...everything.filter((path) => path.endsWith('.md'))]

function findDeadLinks(path: string, text: string, exists: (path: string) => boolean): Finding[] {
  return readLinks(text)
    .filter((target) => target !== '' && !exists(posix.join(posix.dirname(path), decodeURI(target))))
    .map((target) => ({ path, line: 1, what: `links to ${target}, which is not there` }))
}

/** Names of tests in backticks: a promise that is kept by a test names one that exists. */
function findMissingTests(path: string, text: string, tests: readonly string[]): Finding[] {
  return codesIn(text)
    .filter((code) => /^([\w-]+\/)*[\w-][\w.-]*\.test\.ts$/.test(code))
    .filter((code) => !tests.some((known) => known === code || known.endsWith(`/${code}`)))
    .map((code) => ({ path, line: 1, what: `names the test ${code}, which does not exist` }))
}

test('every document of the root is there, and every link into the repository leads somewhere', () => {
  assert.deepEqual(
    [...atRoot, 'LICENSE'].filter((path) => !existsSync(join(root, path))),
    [],
  )
  assertNone(documents.flatMap((path) => findDeadLinks(path, readText(path), (target) => existsSync(join(root, target)))))
})

test('every document that the guides capture is a good one', () => {
  const guides = everything.filter((path) => /^docs\/guides\/.*\.json$/.test(path))
  assert.ok(guides.length > 0)
  for (const path of guides) {
    const json = parseJson(readText(path))
    const document = json.ok ? checkDocument(json.value) : json
    assert.deepEqual(document.ok ? [] : document.problems, [], path)
  }
})

test('every test that a document names exists', () => {
  const tests = everything.filter((path) => path.endsWith('.test.ts'))
  assertNone(documents.flatMap((path) => findMissingTests(path, readText(path), tests)))
})

test('every invariant of the architecture names a test', () => {
  const rows = readTable(readText('ARCHITECTURE.md'), 'What must hold')
  assert.deepEqual(
    rows.filter(([, kept = '']) => !codesIn(kept).some((code) => code.endsWith('.test.ts'))).map(([invariant]) => invariant),
    [],
  )
})

test('decision records are numbered without a hole, dated, and say where they stand', () => {
  const records = everything.filter((path) => path.startsWith('docs/decisions/') && !path.endsWith('README.md'))
  assert.deepEqual(
    records.map((path) => posix.basename(path).slice(0, 4)),
    records.map((_, index) => String(index + 1).padStart(4, '0')),
  )
  assertNone(
    records.flatMap((path) => {
      const text = readText(path)
      const missing = [
        /^Status: (proposed|accepted|superseded by \d{4})$/m,
        /^Date: \d{4}-\d\d-\d\d$/m,
        /^## Context$/m,
        /^## Decision$/m,
        /^## Consequences$/m,
      ]
      return missing.filter((pattern) => !pattern.test(text)).map((pattern) => ({ path, line: 1, what: `lacks ${pattern.source}` }))
    }),
  )
})

test('the checks of documents can fail', () => {
  const exists = (path: string): boolean => path === 'docs/a.md'
  assert.equal(findDeadLinks('docs/b.md', '[a](a.md#x) [b](../docs/a.md) [c](https://example.org/x) [d](#here)', exists).length, 0)
  assert.equal(findDeadLinks('docs/b.md', '[a](../a.md)', exists).length, 1)
  assert.equal(findMissingTests('a.md', '`tree.test.ts`, `test/tree.test.ts`', ['packages/ledger/test/tree.test.ts']).length, 0)
  assert.equal(findMissingTests('a.md', '`gone.test.ts`', ['packages/ledger/test/tree.test.ts']).length, 1)
  assert.throws(() => readTable('# A\ntext', 'A'), /no table/)
  assert.throws(() => readTable('# A\n| a |\n|---|\n| b |', 'B'), /no heading/)
})
