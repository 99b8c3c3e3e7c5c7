import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { findFiles, findWorkspaces, type Manifest, readFolders, readManifest } from './files.ts'
import { codesIn, readTable } from './markdown.ts'
import { type Finding, findImports, type Source } from './source.ts'

export const architecture = 'ARCHITECTURE.md'

export type House = {
  /** Every folder that has a row, with what the row says. */
  readonly rows: ReadonlyMap<string, string>
  /** Zone → the zones that it may import, itself among them only if the table says so. */
  readonly imports: ReadonlyMap<string, ReadonlySet<string>>
}

/** The map and the import table of ARCHITECTURE.md. */
export function readHouse(text: string): House {
  const rows = new Map<string, string>()
  for (const [folder = '', ...cells] of readTable(text, 'The map')) {
    const [name] = codesIn(folder)
    if (name === undefined) throw new Error(`the map has a row without a folder in backticks: ${folder}`)
    if (rows.has(name)) throw new Error(`the map names ${name} twice`)
    rows.set(name, cells.join(' ').trim())
  }
  const imports = new Map<string, Set<string>>()
  for (const [zone = '', allowed = ''] of readTable(text, 'Who may import whom')) {
    const [name] = codesIn(zone)
    if (name !== undefined) imports.set(name, new Set(codesIn(allowed)))
  }
  return { rows, imports }
}

/** The folders that need a row: workspaces, bands, modules, and what stands directly in an app's `src`, in `tools` and in `docs`. */
export function findMappedFolders(base: string): string[] {
  const apps = readFolders('apps', base)
  const inApps = apps.flatMap((app) => readFolders(`${app}/src`, base))
  const modules = inApps.filter((folder) => folder.startsWith('apps/server/')).flatMap((band) => readFolders(band, base))
  return [
    ...readFolders('packages', base),
    ...apps,
    ...inApps,
    ...modules,
    ...readFolders('tools', base),
    ...readFolders('docs', base),
  ].filter((folder) => findFiles(folder, base).length > 0)
}

/** A folder without a row, a row without a folder, a row that says nothing. */
export function compareMap(house: House, folders: readonly string[]): Finding[] {
  const findings: Finding[] = []
  const tell = (path: string, what: string): number => findings.push({ path, line: 1, what })
  for (const folder of folders) if (!house.rows.has(folder)) tell(folder, `has no row in the map of ${architecture}`)
  for (const [folder, text] of house.rows) {
    if (!folders.includes(folder)) tell(architecture, `the map has a row for ${folder}, which is no folder with files in it`)
    if (text === '') tell(architecture, `the row of ${folder} does not say what it is for`)
  }
  return findings
}

type Place = {
  /** A row of the import table. */
  readonly zone: string
  /** What has a door: a package, a module, or a single file directly in an app's `src`. */
  readonly unit: string
  readonly workspace: string
  readonly test: boolean
}

/** Where a file stands in the house; undefined outside of it (configuration at the root). */
export function placeOf(path: string): Place | undefined {
  const [group = '', name = '', part = '', first = '', second = ''] = path.split('/')
  const workspace = `${group}/${name}`
  if (group === 'tools') return { zone: 'tools', unit: workspace, workspace, test: path.endsWith('.test.ts') }
  if (group === 'packages') return { zone: 'packages', unit: workspace, workspace, test: part === 'test' }
  if (group !== 'apps') return undefined
  const test = part === 'test'
  const inside = (...parts: string[]): string => [workspace, part, ...parts].join('/')
  if (part !== 'src') return { zone: workspace, unit: path, workspace, test }
  if (name !== 'server') return { zone: workspace, unit: second === '' ? path : inside(first), workspace, test }
  if (second === '') return { zone: 'start', unit: path, workspace, test }
  return { zone: first, unit: path.split('/').length > 5 ? inside(first, second) : inside(first), workspace, test }
}

export type Packages = {
  readonly own: ReadonlyMap<string, string>
  readonly manifests: ReadonlyMap<string, Manifest>
  readonly root: Manifest
}

export function readPackages(base: string): Packages {
  const workspaces = findWorkspaces(base)
  return {
    own: new Map(workspaces.map(({ folder, manifest }) => [manifest.name, folder])),
    manifests: new Map(workspaces.map(({ folder, manifest }) => [folder, manifest])),
    root: readManifest('package.json', base),
  }
}

/** The imports of one file that break the table, the doors, or the packages' declarations. */
export function checkImports(source: Source, house: House, packages: Packages, base: string): Finding[] {
  const place = placeOf(source.path)
  if (place === undefined) return []
  return findImports(source).flatMap(({ specifier, line }) => {
    const what = specifier.startsWith('.')
      ? checkRelative(source.path, specifier, place, house, base)
      : checkNamed(specifier, place, packages, house)
    return what === undefined ? [] : [{ path: source.path, line, what }]
  })
}

function checkRelative(path: string, specifier: string, from: Place, house: House, base: string): string | undefined {
  const target = posix.join(posix.dirname(path), specifier)
  if (!existsSync(join(base, target))) return `imports ${specifier}, which is not on disk`
  const to = placeOf(target)
  if (to === undefined || from.zone === 'tools') return undefined
  if (to.workspace !== from.workspace) return `imports ${target} by its path; another workspace is imported by its name`
  if (from.test) return undefined
  if (to.test) return `imports ${target}: nothing but tests uses a test folder`
  if (to.unit === from.unit) return undefined
  if (house.imports.get(from.zone)?.has(to.zone) !== true) return `imports ${target}: ${from.zone} may not import ${to.zone}`
  return target === to.unit || target === `${to.unit}/index.ts` ? undefined : `imports ${target} past the door ${to.unit}/index.ts`
}

function checkNamed(specifier: string, from: Place, packages: Packages, house: House): string | undefined {
  if (specifier.startsWith('node:')) {
    return from.zone === 'packages' && !from.test ? `imports ${specifier}: a package runs in a browser too and has no Node` : undefined
  }
  if (specifier.startsWith('/') || specifier.includes(':')) return `imports ${specifier}: neither a relative path nor a package`
  const name = nameOf(specifier)
  const folder = packages.own.get(name)
  const entry = resolveOwn(specifier, packages)
  if (folder !== undefined && entry === undefined) return `imports ${specifier} past the doors that ${folder}/package.json exports`
  if (folder !== undefined && from.zone === 'tools') return undefined
  const manifest = packages.manifests.get(from.workspace)
  if (name === manifest?.name) return from.test ? undefined : `imports itself by its name ${name}`
  const declared = { ...manifest?.dependencies, ...manifest?.optionalDependencies }
  const forTests = { ...manifest?.devDependencies, ...packages.root.devDependencies, ...packages.root.optionalDependencies }
  const known = from.test || from.zone === 'tools' ? { ...declared, ...forTests } : declared
  if (!Object.hasOwn(known, name)) return `imports ${name}, which ${from.workspace}/package.json does not declare`
  if (entry === undefined || from.test) return undefined
  const zone = placeOf(entry)?.zone ?? ''
  return house.imports.get(from.zone)?.has(zone) === true ? undefined : `imports ${specifier}: ${from.zone} may not import ${zone}`
}

const nameOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** The file behind a package of ours, or behind one more door that its `exports` names. */
function resolveOwn(specifier: string, { own, manifests }: Packages): string | undefined {
  const name = nameOf(specifier)
  const folder = own.get(name)
  const target = folder === undefined ? undefined : manifests.get(folder)?.exports?.[`.${specifier.slice(name.length)}`]
  return folder === undefined || target === undefined ? undefined : posix.join(folder, target)
}

/** Which unit imports which, tests left out: for the search of cycles. */
export function linkUnits(sources: readonly Source[], packages: Packages): Map<string, Set<string>> {
  const links = new Map<string, Set<string>>()
  for (const source of sources) {
    const from = placeOf(source.path)
    if (from === undefined || from.test) continue
    const targets = links.get(from.unit) ?? new Set()
    links.set(from.unit, targets)
    for (const { specifier } of findImports(source)) {
      const relative = specifier.startsWith('.') ? placeOf(posix.join(posix.dirname(source.path), specifier))?.unit : undefined
      const to = relative ?? placeOf(resolveOwn(specifier, packages) ?? '')?.unit
      if (to !== undefined && to !== from.unit) targets.add(to)
    }
  }
  return links
}

/** One cycle for each unit that first closes one, as `a → b → a`. */
export function findCycles(links: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (unit: string, trail: readonly string[]): void => {
    const at = trail.indexOf(unit)
    if (at >= 0) cycles.push([...trail.slice(at), unit].join(' → '))
    if (at >= 0 || done.has(unit)) return
    for (const next of links.get(unit) ?? []) visit(next, [...trail, unit])
    done.add(unit)
  }
  for (const unit of links.keys()) visit(unit, [])
  return cycles
}
