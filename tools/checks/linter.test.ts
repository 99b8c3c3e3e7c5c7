import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runTool } from './command.ts'
import { readText, root } from './files.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-lint-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  writeFileSync(join(folder, '.oxlintrc.json'), readText('.oxlintrc.json'))
  writeFileSync(join(folder, 'tsconfig.base.json'), readText('tsconfig.base.json'))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    '{ "extends": "./tsconfig.base.json", "compilerOptions": { "types": ["node"] }, "include": ["*.ts"] }',
  )
})
after(() => rmSync(folder, { recursive: true }))

const longFunction = `export function f(): number {\n${'  g()\n'.repeat(70)}  return 1\n}\nconst g = (): void => undefined\n`

/** What the linter must refuse, by the rule that refuses it. */
const bad: readonly (readonly [string, string])[] = [
  ['no-floating-promises', 'const f = async (): Promise<void> => undefined\nf()\n'],
  ['no-misused-promises', 'export const a = [1].filter(async () => true)\n'],
  ['no-explicit-any', 'export const a: any = 1\n'],
  ['no-non-null-assertion', 'export const f = (a: string | undefined): number => a!.length\n'],
  ['no-empty', 'export function f(): void {\n  if (Math.random() > 2) {\n  }\n}\n'],
  ['no-console', "console.log('a')\n"],
  ['max-lines', '// a line\n'.repeat(301)],
  ['max-lines-per-function', longFunction],
  [
    'switch-exhaustiveness-check',
    "export function f(a: 'x' | 'y'): number {\n  switch (a) {\n    case 'x':\n      return 1\n  }\n  return 2\n}\n",
  ],
]

const lint = async (): Promise<string> => {
  const outcome = await runTool('lint', 'oxlint', 'oxlint', ['--type-aware', '--format=unix', '.'], new AbortController().signal, folder)
  return outcome.verdict === 'passed' ? '' : (outcome.detail ?? '')
}

test('the linter refuses what the house forbids', async () => {
  for (const [rule, text] of bad) writeFileSync(join(folder, `${rule}.ts`), text)
  const said = await lint()
  for (const [rule] of bad) {
    assert.match(said, new RegExp(`${rule}\\.ts:.*\\(${rule}\\)`), `${rule} was not told:\n${said}`)
    rmSync(join(folder, `${rule}.ts`))
  }
})

test('the linter takes a test that is not awaited, and a program that speaks to a terminal', async () => {
  writeFileSync(join(folder, 'a.test.ts'), "import { test } from 'node:test'\ntest('a', () => undefined)\n")
  writeFileSync(join(folder, 'main.ts'), "console.log('a')\n")
  assert.equal(await lint(), '')
})
