import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

const foreign = new Set(['node_modules', 'data', 'dist', 'coverage'])

/** Every file of ours below `folder`, as paths relative to `base` with `/`, in one order on every machine. Hidden folders, installed and generated ones are not ours. */
export function findFiles(folder: string, base: string = root): string[] {
  const absolute = join(base, folder)
  if (!existsSync(absolute)) return []
  const found: string[] = []
  for (const entry of readdirSync(absolute, { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!foreign.has(entry.name) && !entry.name.startsWith('.')) found.push(...findFiles(path, base))
    } else if (entry.isFile()) found.push(path)
  }
  return found.sort()
}

export const readText = (path: string, base: string = root): string => readFileSync(join(base, path), 'utf8')

export type Manifest = {
  readonly name: string
  readonly license?: string
  readonly exports?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export const readManifest = (path: string, base: string = root): Manifest => JSON.parse(readText(path, base))

export type Workspace = { readonly folder: string; readonly manifest: Manifest }

/** The folders directly below packages/ and apps/ that hold a package.json. */
export function findWorkspaces(base: string = root): Workspace[] {
  return ['packages', 'apps'].flatMap((group) =>
    readFolders(group, base)
      .filter((folder) => existsSync(join(base, folder, 'package.json')))
      .map((folder) => ({ folder, manifest: readManifest(`${folder}/package.json`, base) })),
  )
}

/** The folders directly below `folder`, ours only. */
export function readFolders(folder: string, base: string = root): string[] {
  const absolute = join(base, folder)
  if (!existsSync(absolute)) return []
  return readdirSync(absolute, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !foreign.has(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => `${folder}/${entry.name}`)
    .sort()
}
