import { findFiles, root } from './files.ts'

/** How real a test is, by the suffix of its file; `house` are the repository's own checks. */
export type TestKind = 'house' | 'pure' | 'database' | 'http' | 'browser'

export type TestFile = { readonly path: string; readonly kind: TestKind; readonly long: boolean }

/** What the name of a test file says: `x.test.ts`, `x.db.test.ts`, `x.api.test.ts`, `x.e2e.test.ts`, each also with `.long` before `.test`. */
export function readTestName(path: string): TestFile | undefined {
  if (!path.endsWith('.test.ts') && !path.endsWith('.test.mjs')) return undefined
  const [, ...parts] = path.slice(path.lastIndexOf('/') + 1).split('.')
  const kind = path.startsWith('tools/checks/')
    ? 'house'
    : parts.includes('e2e')
      ? 'browser'
      : parts.includes('api')
        ? 'http'
        : parts.includes('db')
          ? 'database'
          : 'pure'
  return { path, kind, long: parts.includes('long') }
}

/** All test files on disk. Nothing is listed anywhere, so nothing can be forgotten. */
export function findTests(base: string = root): TestFile[] {
  return ['tools', 'packages', 'apps']
    .flatMap((folder) => findFiles(folder, base))
    .map(readTestName)
    .filter((file) => file !== undefined)
}

/** The name by which `--only` calls one of the house's own checks. */
export const houseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.test\.ts$/, '')
