import { existsSync, readFileSync } from 'node:fs'
import { createRequire, findPackageJSON, stripTypeScriptTypes } from 'node:module'
import { join, posix } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContext, Page, Route } from 'playwright-core'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** Answered by this file alone: the name exists nowhere. */
const origin = 'http://proofline.test'

type Manifest = { name: string; dependencies?: Record<string, string>; exports?: Record<string, unknown>; main?: string }

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest

/** Where each package is, for imports by name: as npm has it, by links for ours. No bundler stands between the sources and the browser. */
function importsOf(names: readonly string[]): Record<string, string> {
  const imports: Record<string, string> = {}
  const open = [...names]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (Object.hasOwn(imports, name)) continue
    const folder = name.startsWith('@proofline/') ? `packages/${name.slice('@proofline/'.length)}` : `node_modules/${name}`
    const { dependencies = {}, exports, main } = readManifest(folder)
    const door = exports?.['.'] ?? main
    if (typeof door !== 'string') throw new Error(`${folder}/package.json names no single door`)
    imports[name] = `/${posix.join(folder, door)}`
    imports[`${name}/`] = `/${folder}/`
    open.push(...Object.keys(dependencies))
  }
  return imports
}

export type PackagePage = {
  /** What `name`, exported by the module at `path`, makes of `input`. Both are JSON. */
  call<T>(path: string, name: string, input?: unknown): Promise<T>
  /** Imports a module, or a package of ours by its name. @returns what it exports. */
  load(specifier: string): Promise<string[]>
  /** Cuts the page off from everything, this file included. */
  cutOff(): Promise<void>
  /** Every address that the page has asked for. */
  readonly asked: readonly string[]
  /** What went wrong in the page and was told to nobody. */
  readonly errors: readonly string[]
}

/** An empty page that can import the packages `names`, and the repository's own files by their path (`/packages/…`). */
export async function openPage(browser: Browser, names: readonly string[]): Promise<PackagePage> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const asked: string[] = []
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  const imports = JSON.stringify({ imports: importsOf(names) })
  const html = `<!doctype html><meta charset="utf-8"><title>Proofline</title><script type="importmap">${imports}</script>`
  await context.route('**', (route) => {
    asked.push(route.request().url())
    return answer(route, html)
  })
  await page.goto(`${origin}/`)
  return {
    call: (path, name, input) => callIn(page, path, name, input),
    load: (specifier) => page.evaluate(`import(${JSON.stringify(specifier)}).then((module) => Object.keys(module))`),
    cutOff: () => cutOff(context),
    asked,
    errors,
  }
}

const callIn = <T>(page: Page, path: string, name: string, input: unknown): Promise<T> =>
  page.evaluate(`import(${JSON.stringify(path)}).then((module) => module[${JSON.stringify(name)}](${JSON.stringify(input)}))`)

async function cutOff(context: BrowserContext): Promise<void> {
  await context.unrouteAll()
  await context.setOffline(true)
}

async function answer(route: Route, html: string): Promise<void> {
  const { pathname } = new URL(route.request().url())
  if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html })
  const path = join(root, decodeURIComponent(pathname))
  const file = [path, `${path}.js`].find((candidate) => existsSync(candidate))
  if (file === undefined) return route.fulfill({ status: 404, body: '' })
  const source = readFileSync(file, 'utf8')
  // As Node does when it runs them: only the types go.
  const body = file.endsWith('.ts') ? stripTypeScriptTypes(source) : usesRequire(file) ? asModule(file, source) : source
  return route.fulfill({ contentType: 'text/javascript', body })
}

/** By the nearest package.json (Node, "Determining module system"). */
function usesRequire(file: string): boolean {
  const manifest = findPackageJSON(pathToFileURL(file))
  return manifest === undefined || (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: string }).type !== 'module'
}

const required = /\brequire\("([^"]+)"\)/g

/** A CommonJS file as a module of the same exports, as a bundler makes it: what it requires is imported before it runs. */
function asModule(file: string, source: string): string {
  const needs = [...new Set([...source.matchAll(required)].map(([, name]) => name ?? ''))]
  const names = Object.keys(createRequire(file)(file) as object).filter((name) => name !== 'default')
  return [
    ...needs.map((name, at) => `import need${at} from ${JSON.stringify(name)}`),
    `const needs = { ${needs.map((name, at) => `${JSON.stringify(name)}: need${at}`).join(', ')} }`,
    'const module = { exports: {} }',
    `;(function (module, exports, require) {${source}\n})(module, module.exports, (name) => needs[name])`,
    'export default module.exports',
    `export const { ${names.join(', ')} } = module.exports`,
  ].join('\n')
}
