import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runParallel, runTool } from './command.ts'
import { findFiles, findWorkspaces, readFolders, root } from './files.ts'
import type { Outcome, Part } from './tally.ts'

/** Every tsconfig on disk. A workspace or tool folder with sources and none would go unchecked: it is told as a failure. */
export function findConfigurations(base: string = root): { configurations: string[]; missing: string[] } {
  const configurations: string[] = []
  const missing: string[] = []
  for (const folder of [...findWorkspaces(base).map((workspace) => workspace.folder), ...readFolders('tools', base)]) {
    const found = ['tsconfig.json', 'tsconfig.test.json'].filter((name) => existsSync(join(base, folder, name)))
    if (!found.includes('tsconfig.json') && findFiles(folder, base).some((path) => path.endsWith('.ts'))) missing.push(folder)
    configurations.push(...found.map((name) => `${folder}/${name}`))
  }
  return { configurations, missing }
}

export async function checkTypes(width: number, signal: AbortSignal): Promise<Part[]> {
  const { configurations, missing } = findConfigurations()
  const outcomes = await runParallel(
    configurations.map((path) => () => runTool(path, 'typescript', 'tsc', ['-p', path], signal)),
    width,
  )
  const without = missing.map(
    (folder): Outcome => ({
      name: folder,
      verdict: 'failed',
      durationMs: 0,
      detail: `${folder} has no tsconfig.json: nothing in it is type-checked`,
    }),
  )
  return [...outcomes, ...without].map((outcome) => ({ name: outcome.name, durationMs: outcome.durationMs, outcomes: [outcome] }))
}

export async function checkLint(signal: AbortSignal): Promise<Part[]> {
  const outcomes = [
    await runTool('biome check', '@biomejs/biome', 'biome', ['check', '--error-on-warnings', '--max-diagnostics=100'], signal),
    await runTool(
      'oxlint --type-aware',
      'oxlint',
      'oxlint',
      ['--type-aware', '--deny-warnings', '--report-unused-disable-directives'],
      signal,
    ),
  ]
  return outcomes.map((outcome) => ({ name: outcome.name, durationMs: outcome.durationMs, outcomes: [outcome] }))
}
