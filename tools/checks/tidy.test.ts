import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findFiles, readText, root } from './files.ts'
import { assertNone, type Finding, loadSource, parseSource, type Source } from './source.ts'
import { checkDoor, checkNames, checkPath, checkReadme, checkRoles, checkSwallowed, checkTimedAssertions } from './tidy.ts'
import { findUnwantedTexts } from './words.ts'

const ours = ['packages', 'apps', 'tools'].flatMap((folder) => findFiles(folder))
const code = ours.filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.endsWith('.d.ts'))
const doors = code.filter((path) => /^(packages\/[^/]+|apps\/[^/]+)\/src\/(.+\/)?index\.ts$/.test(path))
const isTest = (path: string): boolean => path.endsWith('.test.ts')

const each = (paths: readonly string[], check: (source: Source) => Finding[]): Finding[] => paths.flatMap((path) => check(loadSource(path)))

test('a door is short and spells its names out', () => assertNone(each(doors, checkDoor)))

test('every package, and every module of an app, has a door', () => {
  const folders = new Set(
    code.map((path) => /^(packages\/[^/]+|apps\/server)\/src\//.exec(path)?.[1]).filter((folder) => folder?.startsWith('packages/')),
  )
  const modules = new Set(
    code.map((path) => /^apps\/server\/src\/[^/]+\/[^/]+(?=\/)/.exec(path)?.[0]).filter((folder) => folder !== undefined),
  )
  const without = [...[...folders].map((folder) => `${folder}/src`), ...modules].filter(
    (folder) => !existsSync(join(root, folder, 'index.ts')),
  )
  assertNone(without.map((path) => ({ path, line: 1, what: 'has no index.ts' })))
})

test('the README of a module is short', () => {
  const readmes = ours.filter((path) => /^(packages|apps)\/.+\/README\.md$/.test(path))
  assertNone(readmes.flatMap((path) => checkReadme(path, readText(path))))
})

test('names of files, folders, functions and types say what they are for; no enum', () => {
  assertNone([...ours.flatMap(checkPath), ...each(code, checkNames)])
})

test('no error is swallowed', () => assertNone(each(code, checkSwallowed)))

test('no test waits a fixed time for its assertion, or asserts on the clock', () =>
  assertNone(each(code.filter(isTest), checkTimedAssertions)))

test('a file in a module of the server is named for its role', () => {
  assertNone(checkRoles(code, (path) => (existsSync(join(root, path)) ? readText(path) : undefined)))
})

test('no unfinished work, and no word about anything but Proofline', () => {
  const texts = [
    ...ours,
    ...findFiles('docs'),
    'README.md',
    'README.zh.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'CHANGELOG.md',
  ]
  const read = texts.filter(
    (path) => /\.(tsx?|mjs|sql|md|json|html|css)$/.test(path) && !/^tools\/checks\/(words|tidy\.test)\.ts$/.test(path),
  )
  assertNone(read.filter((path) => existsSync(join(root, path))).flatMap((path) => findUnwantedTexts(path, readText(path))))
})

const finds = (check: (source: Source) => Finding[], text: string): number => check(parseSource('a.test.ts', text)).length

test('the check of doors can fail', () => {
  assert.equal(finds(checkDoor, "export * from './a.ts'"), 1)
  assert.equal(finds(checkDoor, '// line\n'.repeat(31)), 1)
  assert.equal(finds(checkDoor, `// line\n${"export { a } from './a.ts'\n".repeat(29)}`), 0)
  assert.equal(checkReadme('README.md', 'line\n'.repeat(41)).length, 1)
  assert.equal(checkReadme('README.md', 'line\n'.repeat(40)).length, 0)
})

test('the check of names can fail', () => {
  for (const text of ['const stringUtils = 1', 'class LotManager {}', 'type OrderDto = 1', 'function helperOf() {}', 'enum A { b }']) {
    assert.equal(finds(checkNames, text), 1, text)
  }
  assert.equal(finds(checkNames, "import { inspect } from 'node:util'\nconst managed = 1; const commonly = 2"), 0)
  assert.equal(checkPath('packages/a/src/date-utils.ts').length, 1)
  assert.equal(checkPath('packages/a/src/utilisation.ts').length, 0)
})

test('the check of swallowed errors can fail', () => {
  for (const text of [
    'try { a() } catch {}',
    'try { a() } catch (error) { /* never mind */ }',
    'a().catch(() => {})',
    'a().catch(() => undefined)',
    'a().catch(() => null)',
    'a().catch(() => void 0)',
    'a().catch(function () {})',
    'a().then(b, () => {})',
  ]) {
    assert.equal(finds(checkSwallowed, text), 1, text)
  }
  for (const text of [
    'try { a() } catch (error) { tell(error) }',
    'a().catch((error) => tell(error))',
    'a().catch(tell)',
    'a().then(() => {})',
  ]) {
    assert.equal(finds(checkSwallowed, text), 0, text)
  }
})

test('the check of timed assertions can fail', () => {
  for (const text of [
    'setTimeout(() => { assert.equal(a, 1) }, 100)',
    'assert.ok(performance.now() - startedMs < 100)',
    'assert(Date.now() < end)',
    "test('x', async () => { start(); await sleep(50); assert.equal(a, 1) })",
    "test('x', async () => { await new Promise((resolve) => setTimeout(resolve, 50)); assert.equal(a, 1) })",
  ]) {
    assert.equal(finds(checkTimedAssertions, text), 1, text)
  }
  for (const text of [
    "test('x', async () => { while (!done()) { await sleep(50) } assert.equal(a, 1) })",
    'assert.equal(a, 1); setTimeout(() => stop(), 10)',
    "test('x', async () => { await sleep(50) })",
  ]) {
    assert.equal(finds(checkTimedAssertions, text), 0, text)
  }
})

test('the check of roles can fail', () => {
  const path = 'apps/server/src/record/ledger/writer.ts'
  assert.equal(checkRoles([path], () => undefined).length, 1)
  assert.equal(checkRoles([path], () => 'the writer').length, 1)
  assert.equal(checkRoles([path], () => '`writer.ts`: one a process').length, 0)
  assert.equal(checkRoles(['apps/server/src/record/ledger/store.ts', 'apps/server/src/main.ts'], () => undefined).length, 0)
})

test('the check of texts can fail', () => {
  for (const text of [
    '// TODO later',
    'throw new Error("not implemented")',
    "readFile('/home/someone/x')",
    '`/work/main`',
    'a placeholder',
  ]) {
    assert.equal(findUnwantedTexts('a.ts', text).length, 1, text)
  }
  for (const text of ['placeholder="GTIN"', "placeholder: 'GTIN'", 'https://example.org/work/a', "'../home/x'"]) {
    assert.equal(findUnwantedTexts('a.ts', text).length, 0, text)
  }
})
