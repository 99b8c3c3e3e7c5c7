import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { findFiles, readText, root } from './files.ts'
import { checkCatalog, findCatalogs, findProblemCodes, findStrayChinese, type Texts } from './languages.ts'
import { readPackages } from './map.ts'
import { readCommands, readHeadings } from './markdown.ts'
import { assertNone, type Finding, loadSource, parseSource } from './source.ts'

const code = ['packages', 'apps'].flatMap((folder) => findFiles(folder)).filter((path) => /^[^/]+\/[^/]+\/src\/.*\.tsx?$/.test(path))
const isTexts = (path: string): boolean => /(^|\/)texts\.(ts|mjs)$/.test(path)

async function loadCatalogs(path: string): Promise<[string, Texts][]> {
  const exports: Record<string, unknown> = await import(pathToFileURL(join(root, path)).href)
  return findCatalogs(exports)
}

test('every text exists in English and Chinese, with the same parameters', async () => {
  const paths = [...code, ...findFiles('tools')].filter(isTexts)
  assert.ok(paths.length > 0, 'no texts.ts was found')
  const findings: Finding[] = []
  for (const path of paths) {
    const catalogs = await loadCatalogs(path)
    if (catalogs.length === 0) findings.push({ path, line: 1, what: 'exports no catalogue { en, zh }' })
    findings.push(...catalogs.flatMap(([name, texts]) => checkCatalog(path, name, texts)))
  }
  assertNone(findings)
})

/** Where a problem's text is looked for: the package, or the folder in the server. */
const ownerOf = (path: string): string => /^(packages\/[^/]+|apps\/server\/src(\/[^/]+){0,2}(?=\/)|apps\/[^/]+)/.exec(path)?.[0] ?? path

test('every problem code has a text in its module', async () => {
  const known = new Map<string, Set<string>>()
  for (const path of code.filter(isTexts)) {
    const codes = known.get(ownerOf(path)) ?? new Set()
    known.set(ownerOf(path), codes)
    for (const [, { en }] of await loadCatalogs(path)) for (const name of Object.keys(en)) codes.add(name)
  }
  const packages = readPackages(root)
  // A band may have one catalogue for its modules. A module may hand on a problem of a package that it uses: the package has the text.
  const owners = (path: string): string[] => {
    const manifest = packages.manifests.get(path.split('/').slice(0, 2).join('/'))
    return [
      ownerOf(path),
      posix.dirname(ownerOf(path)),
      ...Object.keys(manifest?.dependencies ?? {}).flatMap((name) => packages.own.get(name) ?? []),
    ]
  }
  const findings = code.flatMap((path) =>
    findProblemCodes(loadSource(path))
      .filter(({ code: name }) => !owners(path).some((owner) => known.get(owner)?.has(name) === true))
      .map(({ code: name, line }) => ({ path, line, what: `the problem "${name}" has no text in a texts.ts of ${ownerOf(path)}` })),
  )
  assertNone(findings)
})

test('no text for people stands outside a texts.ts in one language only', () => {
  const sources = code.filter((path) => !isTexts(path) && !path.startsWith('packages/factory/'))
  assertNone(sources.flatMap((path) => findStrayChinese(loadSource(path))))
})

test('a document in two languages has the same headings and the same commands in both', () => {
  const chinese = [
    ...findFiles('docs'),
    ...['README.zh.md', 'CONTRIBUTING.zh.md', 'SECURITY.zh.md'].filter((path) => existsSync(join(root, path))),
  ].filter((path) => path.endsWith('.zh.md'))
  assert.ok(chinese.includes('README.zh.md'), 'README.zh.md is missing')
  for (const path of chinese) {
    const english = path.replace(/\.zh\.md$/, '.md')
    const levels = (file: string): number[] => readHeadings(readText(file)).map(({ level }) => level)
    assert.deepEqual(levels(path), levels(english), `${path} and ${english} have other headings`)
    assert.deepEqual(readCommands(readText(path)), readCommands(readText(english)), `${path} and ${english} have other commands`)
  }
})

const texts = (en: Record<string, string>, zh: Record<string, string>): Texts => ({ en, zh })
const told = (catalog: Texts): string[] => checkCatalog('texts.ts', 'texts', catalog).map(({ what }) => what)

test('the check of catalogues can fail', () => {
  assert.deepEqual(told(texts({ 'too-long': 'at most {max}' }, { 'too-long': '最多 {max}' })), [])
  assert.deepEqual(told(texts({ 'too-long': 'at most {max}' }, {})), ['texts.too-long: has no Chinese text'])
  assert.deepEqual(told(texts({}, { 'too-long': '最多' })), ['texts.too-long: has no English text'])
  assert.deepEqual(told(texts({ a: 'x {max}' }, { a: '最多' })), ['texts.a: English has {max}, Chinese none'])
  assert.deepEqual(told(texts({ a: 'x' }, { a: 'x' })), ['texts.a: is not Chinese: x'])
  assert.deepEqual(told(texts({ a: '最多' }, { a: '最多' })), ['texts.a: is not English: 最多'])
  assert.deepEqual(told(texts({ a: '' }, { a: ' ' })), ['texts.a: is empty'])
  assert.deepEqual(told(texts({ tooLong: 'x' }, { tooLong: '长' })), ['texts.tooLong: a code is written in kebab-case'])
  assert.equal(findCatalogs({ a: { en: {} }, b: 1, c: { en: {}, zh: {} } }).length, 1)
})

test('the checks of problem codes and stray Chinese can fail', () => {
  const found = (text: string): string[] => findProblemCodes(parseSource('a.ts', text)).map(({ code: name }) => name)
  assert.deepEqual(found("refuse({ code: 'too-long', at: '/a' }); const a = { code: 'x' }; const b = { code, at }"), ['too-long'])
  const stray = (text: string): number => findStrayChinese(parseSource('a.ts', text)).length
  assert.equal(stray("const a = '最多'; const b = `第一`; // 注"), 2)
  assert.equal(stray("const a = { en: 'at most', zh: '最多' }; const b = 'Proofline 溯证'"), 0)
})

test('the readers of documents see headings and commands, and no heading inside a block', () => {
  const text = '# A\n```sh\n# start it\nnpm start\nnpm test   # all of it\n```\n## B\n```json\n# x\n```\n'
  assert.deepEqual(
    readHeadings(text).map(({ level, title }) => `${level} ${title}`),
    ['1 A', '2 B'],
  )
  assert.deepEqual(readCommands(text), ['npm start\nnpm test'])
})
