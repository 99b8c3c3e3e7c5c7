import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'

const root = fileURLToPath(new URL('../../', import.meta.url))
const launchTimeoutMs = 30_000

/**
 * A real browser: the one in the npm package where that runs (Linux on x64), else one that this machine has. Only root works without the
 * sandbox, because Chromium has none for root. @returns why there is none, one reason for each that was tried.
 */
export async function openBrowser(): Promise<Browser | string> {
  const reasons: string[] = []
  for (const [name, find] of candidates) {
    try {
      const options = find()
      if (options !== undefined)
        return await chromium.launch({ chromiumSandbox: process.getuid?.() !== 0, timeout: launchTimeoutMs, ...options })
    } catch (error) {
      reasons.push(`${name}: ${firstLine(error)}`)
    }
  }
  return `no browser runs here: ${reasons.join('; ')}`
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''

type Candidate = readonly [name: string, find: () => LaunchOptions | undefined]

const candidates: readonly Candidate[] = [
  ['of the npm package', packaged],
  ['Chromium of the system', () => systemPaths.filter((path) => existsSync(path)).map((executablePath) => ({ executablePath }))[0]],
  ['Chrome', () => ({ channel: 'chrome' })],
  ['Edge', () => ({ channel: 'msedge' })],
]

const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/Applications/Chromium.app/Contents/MacOS/Chromium']

/** The browser of the package, with the libraries that it needs and a small system lacks. Unpacked once for each version of it. */
function packaged(): LaunchOptions | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const folder = unpack()
  const env = {
    ...plainEnvironment(),
    HOME: folder,
    FONTCONFIG_PATH: join(folder, 'fonts'),
    LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
  }
  return { executablePath: join(folder, 'chromium'), env }
}

const plainEnvironment = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

/**
 * Unpacked beside its place and moved there when it is whole: neither an interrupted run nor two at once leave half a browser. Within
 * `node_modules`, where nobody else writes and the next `npm ci` clears up; the package itself would take a fixed name in the shared
 * folder for temporary files, and whatever lies there.
 */
function unpack(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8')) as { version: string }
  const cache = join(root, 'node_modules/.cache/proofline')
  const folder = join(cache, `chromium-${version}`)
  if (existsSync(folder)) return folder
  const making = join(cache, `making-${process.pid}`)
  mkdirSync(making, { recursive: true })
  try {
    // The name of a system that lacks the libraries: then they are unpacked too.
    const env = { ...process.env, TMPDIR: making, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }
    const program = fileURLToPath(new URL('unpack.ts', import.meta.url))
    const run = spawnSync(process.execPath, [program], { env, encoding: 'utf8', timeout: 120_000 })
    if (run.status !== 0) throw new Error(`it does not unpack: ${/^\w*Error.*$/m.exec(run.stderr)?.[0] ?? run.signal ?? run.status}`)
    if (!existsSync(folder)) renameSync(making, folder)
  } catch (error) {
    // Another run of this moment was sooner.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  return folder
}
