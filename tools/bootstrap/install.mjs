// Brings node_modules in step with package-lock.json, once, also when two starts come at the same moment.
import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tell } from './texts.mjs'

/** How the process ends when installing fails; documented in tools/bootstrap/README.md. */
export const exitCodes = {
  failed: 10,
  'node-too-old': 11,
  'npm-missing': 12,
  'no-network': 13,
  'no-permission': 14,
  'disk-full': 15,
  'lock-mismatch': 16,
  'not-a-clone': 17,
}

const stampOf = (root) => join(root, 'node_modules', '.proofline-installed')

/** What the packages depend on: the lock file, and the machine for which the optional ones were chosen. */
export function wantedStamp(root) {
  const lock = readFileSync(join(root, 'package-lock.json'))
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`
}

const isStamped = (root) => existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === wantedStamp(root)

/** Everything is there: the stamp says so, or npm's own note of what it installed agrees with the lock file (who ran `npm ci` by hand). */
export function isInstalled(root) {
  if (isStamped(root)) return true
  const note = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(note)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  if (!agrees(wanted, JSON.parse(readFileSync(note, 'utf8')).packages)) return false
  stamp(root)
  return true
}

/** Each package of the lock file is installed in its version; optional ones may be absent where they are for another machine. */
export function agrees(wanted, installed) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true
    const found = installed[path]
    if (found === undefined) return entry.optional === true && !isFor(entry)
    return found.version === entry.version && found.integrity === entry.integrity && found.resolved === entry.resolved
  })
}

function isFor({ os, cpu, libc }) {
  const fits = (list, mine) => list === undefined || [list].flat().includes(mine)
  return fits(os, process.platform) && fits(cpu, process.arch) && (process.platform !== 'linux' || fits(libc, libcOfThis()))
}

let knownLibc
function libcOfThis() {
  knownLibc ??= process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc'
  return knownLibc
}

/** Read-only packages are as good: then the check above is made again at each start. */
function stamp(root) {
  try {
    writeFileSync(stampOf(root), wantedStamp(root))
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
  }
}

/** @returns undefined when everything is there, else the code to exit with; what happened, and what to do, has been said. */
export async function ensureInstalled(root) {
  if (!existsSync(join(root, 'package-lock.json'))) return fail('not-a-clone', { folder: root })
  if (isInstalled(root)) return undefined
  let release
  try {
    release = await takeTurn(root)
    // Another start may have installed while this one waited.
    if (isInstalled(root)) return undefined
    return await install(root)
  } catch (error) {
    const reason = reasonOf(`${error.code} ${error.message}`)
    if (reason !== undefined) return fail(reason, { folder: root })
    throw error
  } finally {
    release?.()
  }
}

function fail(code, params) {
  tell(process.stderr, code, params)
  return exitCodes[code] ?? exitCodes.failed
}

/** Outside of node_modules, which npm removes, and of the repository, which git watches. */
export const turnPath = (root) =>
  join(tmpdir(), `proofline-installing-${createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 16)}`)

/**
 * One installs, others wait. The turn is a file that names a process: made whole beside its place and linked there, which only one can do.
 * A file whose process is gone was left by a crash and is removed; the stamp is written last, so an interrupted installation is done again.
 */
async function takeTurn(root) {
  const path = turnPath(root)
  const mine = `${path}.${process.pid}.${randomUUID()}`
  let told = false
  for (;;) {
    writeFileSync(mine, String(process.pid), { flag: 'wx' })
    try {
      linkSync(mine, path)
      unlinkSync(mine)
      return () => rmSync(path, { force: true })
    } catch (error) {
      rmSync(mine, { force: true })
      if (error.code !== 'EEXIST') throw error
    }
    const holder = holderOf(path)
    if (holder === undefined) removeStale(path, mine)
    else if (!told) tell(process.stderr, 'waiting', { pid: holder })
    told = told || holder !== undefined
    await sleep(200)
  }
}

function holderOf(path) {
  const pid = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
  if (!(pid > 0)) return undefined
  try {
    process.kill(pid, 0)
    return pid
  } catch (error) {
    return error.code === 'EPERM' ? pid : undefined
  }
}

/** Moved away first: of several that find it stale only one gets it, and who gets a living one instead puts it back. */
function removeStale(path, mine) {
  const taken = `${mine}.stale`
  try {
    renameSync(path, taken)
  } catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  if (holderOf(taken) === undefined) rmSync(taken, { force: true })
  else renameSync(taken, path)
}

async function install(root) {
  const npm = findNpm()
  if (npm === undefined) return fail('npm-missing')
  tell(process.stderr, 'installing')
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const progress = setInterval(() => tell(process.stderr, 'installing-still', { seconds: seconds() }), 10_000)
  const { code, output } = await runNpm(npm, root).finally(() => clearInterval(progress))
  if (code !== 0) {
    process.stderr.write(`${output.trim().split('\n').slice(-15).join('\n')}\n`)
    const registry = process.env.npm_config_registry ?? 'https://registry.npmjs.org/'
    return fail(reasonOf(output) ?? 'install-failed', { folder: root, registry, code })
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  stamp(root)
  tell(process.stderr, 'installed', { seconds: seconds() })
  return undefined
}

/** The npm that runs us, the one beside this Node, or the one in PATH; run by this Node, so that no shell is needed on Windows. */
function findNpm() {
  const beside = dirname(process.execPath)
  const scripts = [
    process.env.npm_execpath,
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
  ]
  const script = scripts.find((path) => path !== undefined && /\bnpm-cli\.c?js$/.test(path) && existsSync(path))
  if (script !== undefined) return [process.execPath, script]
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':')
  const found = folders
    .map((folder) => join(folder, process.platform === 'win32' ? 'npm.cmd' : 'npm'))
    .find((path) => existsSync(path) && statSync(path).isFile())
  return found === undefined ? undefined : [found]
}

function runNpm([command, ...first], root) {
  const args = [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: command.endsWith('.cmd') })
    let output = ''
    const keep = (chunk) => {
      output = `${output}${chunk}`.slice(-20_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const end = (signal) => () => child.kill(signal)
    const ends = ['SIGINT', 'SIGTERM'].map((signal) => [signal, end(signal)])
    for (const [signal, handler] of ends) process.on(signal, handler)
    child.once('error', (error) => done({ code: error.code ?? 1, output: error.message }))
    child.once('close', (code, signal) => {
      for (const [name, handler] of ends) process.off(name, handler)
      done({ code: code ?? signal, output })
    })
  })
}

const reasons = [
  ['disk-full', /ENOSPC/],
  ['no-permission', /EACCES|EPERM|EROFS/],
  [
    'no-network',
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|network (request|connectivity)/i,
  ],
  ['lock-mismatch', /EUSAGE|can only install packages when your package\.json and package-lock/],
]

/** Why npm failed, from its words, where they are known. */
export const reasonOf = (output) => reasons.find(([, pattern]) => pattern.test(output))?.[0]
