// npm test: every check of the repository, with nothing prepared. An unknown option or name is answered with those that there are.
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runParallel } from './command.ts'
import { checkLint, checkTypes } from './compile.ts'
import { root } from './files.ts'
import { parseOptions } from './options.ts'
import { findLeftovers, runVariable } from './processes.ts'
import { runTestFile } from './run-tests.ts'
import { closingLine, countOutcomes, describePart, describeSlow, exitCode, type Outcome, type Part } from './tally.ts'
import { findTests, houseName, type TestFile, type TestKind } from './test-files.ts'

const kinds: readonly TestKind[] = ['house', 'pure', 'database', 'http', 'browser']
const say = (text: string): void => console.log(text)

const tests = findTests()
const houseNames = tests.filter(({ kind }) => kind === 'house').map(({ path }) => houseName(path))
const options = parseOptions(process.argv.slice(2), ['types', 'lint', ...kinds, ...houseNames], say)
if (options === undefined) process.exit(2)
process.chdir(root)

const runId = randomUUID()
process.env[runVariable] = runId
// Node strips and compiles each source once for the hundreds of processes of a run, not once in each; kept by content, so never stale.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled')
if (options.long) process.env.PROOFLINE_LONG = '1'
const width = Math.min(4, Math.max(2, availableParallelism()))
const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort())
const limits = { silenceMs: options.long ? 1_800_000 : 240_000, lingerMs: 45_000, signal: interrupted.signal }

const { only, paths } = options
const selects = (name: string): boolean => (only.length === 0 ? paths.length === 0 : only.includes(name))
const chosen = tests.filter(({ path, kind, long }) => {
  if (long && !options.long) return false
  if (paths.length > 0 && !paths.some((part) => path.includes(part))) return false
  return only.length === 0 || only.includes(kind) || (kind === 'house' && only.includes(houseName(path)))
})

const parts: Part[] = []
const startedMs = performance.now()

async function stage(title: string, work: () => Promise<readonly Part[]>): Promise<void> {
  if (interrupted.signal.aborted) return
  say(`\n${title}`)
  const done = await work()
  for (const part of done) if (!told.has(part)) tell(part)
}

const told = new Set<Part>()
function tell(part: Part): Part {
  told.add(part)
  parts.push(part)
  say(describePart(part))
  return part
}

const failure = (name: string, detail: string): Part => {
  const outcome: Outcome = { name, verdict: 'failed', durationMs: 0, detail }
  return { name, durationMs: 0, outcomes: [outcome] }
}

const runFiles = (files: readonly TestFile[]) => (): Promise<Part[]> =>
  runParallel(
    files.map(
      ({ path }) =>
        async () =>
          tell(await runTestFile(path, join(root, path), limits)),
    ),
    width,
  )

/** One PostgreSQL for all test files that need one; each makes itself a database in it. */
async function withCluster(work: () => Promise<void>): Promise<void> {
  const needed = chosen.some(
    ({ kind, path }) => kind === 'database' || kind === 'http' || kind === 'browser' || (kind === 'pure' && /\.db\b/.test(path)),
  )
  if (!needed || process.env.PROOFLINE_TEST_DATABASE_URL !== undefined) return work()
  let stop: (() => Promise<void>) | undefined
  try {
    const { startTestCluster } = await import('../../apps/server/test/support/cluster.ts')
    const cluster = await startTestCluster()
    process.env.PROOFLINE_TEST_DATABASE_URL = cluster.url
    stop = () => cluster.stop()
  } catch (error) {
    tell(failure('PostgreSQL for the tests', error instanceof Error ? (error.stack ?? error.message) : String(error)))
    return
  }
  try {
    await work()
  } finally {
    await stop()
  }
}

/** Whatever a test started must be gone when it is; what is not is told, then ended, so that no run leaves anything behind. */
async function checkLeftovers(): Promise<void> {
  for (let attempt = 0; attempt < 20 && findLeftovers(runId).length > 0; attempt += 1) await sleep(250)
  const leftovers = findLeftovers(runId)
  if (leftovers.length === 0) return
  tell(failure('processes left behind', leftovers.map(({ pid, command }) => `${pid} ${command}`).join('\n')))
  for (const { pid } of leftovers) process.kill(pid, 'SIGKILL')
}

if (selects('types')) await stage('types', () => checkTypes(width, interrupted.signal))
if (selects('lint')) await stage('lint', () => checkLint(interrupted.signal))
const takesLong = /\/(survival\/|start\.db|tamper\.db|hostile\.api)/
const ofKind = (kind: TestKind): TestFile[] => chosen.filter((file) => file.kind === kind)
for (const kind of ['house', 'pure'] as const) if (ofKind(kind).length > 0) await stage(kind, runFiles(ofKind(kind)))
await withCluster(async () => {
  const files = [...ofKind('database'), ...ofKind('http'), ...ofKind('browser')]
  // In one queue, so that no core waits for the last file of a kind; first what takes longest: it starts and kills whole servers, and waits for them.
  const [long, others] = [files.filter(({ path }) => takesLong.test(path)), files.filter(({ path }) => !takesLong.test(path))]
  if (files.length > 0) await stage('database, http, browser', runFiles([...long, ...others]))
})
await checkLeftovers()

const slow = describeSlow(parts, 2_000, 8)
if (slow.length > 0) say(`\nslowest\n${slow.join('\n')}`)
const failed = parts.filter(({ outcomes }) => countOutcomes(outcomes).failed > 0)
if (failed.length > 0) say(`\nfailed\n${failed.map(({ name }) => `  ${name}`).join('\n')}`)
const count = countOutcomes(parts.flatMap(({ outcomes }) => outcomes))
if (count.passed === 0 && count.failed === 0) say('\nnothing was checked: no check matches')
if (interrupted.signal.aborted) say('\ninterrupted: not everything was checked')
say(`\n${((performance.now() - startedMs) / 1000).toFixed(0)} s on ${availableParallelism()} cores${options.long ? ', long run' : ''}`)
say(closingLine(count))
process.exit(interrupted.signal.aborted ? 130 : exitCode(count))
