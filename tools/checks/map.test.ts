import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { findFiles, readText, root } from './files.ts'
import { architecture, checkImports, compareMap, findCycles, findMappedFolders, linkUnits, readHouse, readPackages } from './map.ts'
import { assertNone, formatFindings, loadSource, parseSource } from './source.ts'
import { findDomainWords } from './words.ts'

const sources = (base: string): string[] =>
  ['packages', 'apps', 'tools']
    .flatMap((folder) => findFiles(folder, base))
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))

test('every folder has its row in the map, every row its folder', () => {
  const findings = compareMap(readHouse(readText(architecture)), findMappedFolders(root))
  assertNone(findings)
})

test('every import obeys the table, goes through a door and is declared', () => {
  const house = readHouse(readText(architecture))
  const packages = readPackages(root)
  const findings = sources(root).flatMap((path) => checkImports(loadSource(path), house, packages, root))
  assertNone(findings)
})

test('no cycle between modules, types included', () => {
  const paths = sources(root)
  assert.deepEqual(
    findCycles(
      linkUnits(
        paths.map((path) => loadSource(path)),
        readPackages(root),
      ),
    ),
    [],
  )
})

test('platform holds no word of the domain', () => {
  const findings = findFiles('apps/server/src/platform').flatMap((path) => findDomainWords(path, readText(path)))
  assertNone(findings)
})

const text = `## The map
| folder | what |
|---|---|
| \`packages/tree\` | trees |
| \`apps/server\` | the server |
| \`apps/server/src/record\` | a band |
| \`apps/server/src/record/keep\` | keeps |
| \`apps/server/src/views\` | a band |
| \`apps/server/src/views/list\` | lists |

## Who may import whom
| zone | may import |
|---|---|
| \`packages\` | \`packages\` |
| \`record\` | \`record\`, \`packages\` |
| \`views\` | \`record\`, \`packages\` |
| \`start\` | \`record\`, \`views\`, \`packages\` |
`

const files = {
  'package.json': '{ "name": "w", "devDependencies": { "checker": "1.0.0" } }',
  'packages/tree/package.json': '{ "name": "@x/tree", "exports": { ".": "./src/index.ts" } }',
  'packages/tree/src/index.ts': `import 'node:fs'\nimport '@x/tree'`,
  'packages/tree/test/tree.test.ts': `import 'node:fs'\nimport '@x/tree'\nimport 'checker'\nimport '../src/index.ts'`,
  'apps/server/package.json': '{ "name": "@x/server", "dependencies": { "@x/tree": "1.0.0", "declared": "1.0.0" } }',
  'apps/server/src/main.ts': `import './record/keep/index.ts'\nimport './views/list/index.ts'`,
  'apps/server/src/record/keep/index.ts': `export { a } from './store.ts'\nimport 'declared'\nimport '@x/tree'`,
  'apps/server/src/record/keep/store.ts': `import '../../views/list/index.ts'\nimport 'checker'\nimport '@x/tree/src/index.ts'`,
  'apps/server/src/views/list/index.ts': `import { a } from '../../record/keep/store.ts'\nimport type { B } from '../../../../../packages/tree/src/index.ts'`,
  'apps/server/src/views/list/other.ts': `type C = import('../../main.ts').C\nconst d = await import('./missing.ts')\nimport '/a/b.ts'`,
}

function withHouse(check: (base: string) => void): void {
  const base = mkdtempSync(join(tmpdir(), 'proofline-map-'))
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(base, path)), { recursive: true })
      writeFileSync(join(base, path), content)
    }
    check(base)
  } finally {
    rmSync(base, { recursive: true })
  }
}

test('the check finds a folder without a row, a row without a folder, an empty row', () => {
  withHouse((base) => {
    const folders = findMappedFolders(base)
    assert.deepEqual(compareMap(readHouse(text), folders), [])
    const without = text.replace('| `apps/server/src/views/list` | lists |', '| `apps/server/src/views/gone` | |')
    assert.deepEqual(
      compareMap(readHouse(without), folders).map(({ path, what }) => `${path} ${what}`),
      [
        'apps/server/src/views/list has no row in the map of ARCHITECTURE.md',
        'ARCHITECTURE.md the map has a row for apps/server/src/views/gone, which is no folder with files in it',
        'ARCHITECTURE.md the row of apps/server/src/views/gone does not say what it is for',
      ],
    )
  })
})

test('the check finds each kind of forbidden import', () => {
  withHouse((base) => {
    const found = sources(base).flatMap((path) => checkImports(loadSource(path, base), readHouse(text), readPackages(base), base))
    assert.equal(
      formatFindings(found),
      `packages/tree/src/index.ts:1: imports node:fs: a package runs in a browser too and has no Node
packages/tree/src/index.ts:2: imports itself by its name @x/tree
apps/server/src/record/keep/store.ts:1: imports apps/server/src/views/list/index.ts: record may not import views
apps/server/src/record/keep/store.ts:2: imports checker, which apps/server/package.json does not declare
apps/server/src/record/keep/store.ts:3: imports @x/tree/src/index.ts past the doors that packages/tree/package.json exports
apps/server/src/views/list/index.ts:1: imports apps/server/src/record/keep/store.ts past the door apps/server/src/record/keep/index.ts
apps/server/src/views/list/index.ts:2: imports packages/tree/src/index.ts by its path; another workspace is imported by its name
apps/server/src/views/list/other.ts:1: imports apps/server/src/main.ts: views may not import start
apps/server/src/views/list/other.ts:2: imports ./missing.ts, which is not on disk
apps/server/src/views/list/other.ts:3: imports /a/b.ts: neither a relative path nor a package`,
    )
  })
})

test('the check finds a cycle', () => {
  withHouse((base) => {
    const links = linkUnits(
      sources(base).map((path) => loadSource(path, base)),
      readPackages(base),
    )
    assert.deepEqual(findCycles(links).slice(0, 1), [
      'apps/server/src/record/keep → apps/server/src/views/list → apps/server/src/record/keep',
    ])
    assert.deepEqual(
      findCycles(
        new Map([
          ['a', new Set(['b', 'c'])],
          ['b', new Set(['c'])],
          ['c', new Set<string>()],
        ]),
      ),
      [],
    )
  })
})

test('the check finds a word of the domain, however it is written, and takes no other word for one', () => {
  const found = (line: string): string[] => findDomainWords('p.ts', line).map(({ what }) => what)
  for (const line of ['const lotNumber = 1', 'LOT_NUMBER', '// a supplier', "'lot-number'", 'readGTINKey'])
    assert.equal(found(line).length, 1, line)
  assert.deepEqual(found('serialize a slot, a plot, the devices of an allotment'), [])
})

test('a source that does not parse is told by its name', () => {
  assert.throws(() => parseSource('a/b.ts', 'const = 1'), /a\/b\.ts does not parse/)
})
