import { type EventData, run } from 'node:test'
import { inspect } from 'node:util'
import type { Outcome, Part } from './tally.ts'

export type Limits = {
  /** A file that reports nothing for so long hangs, or has left something open that keeps its process alive. */
  readonly silenceMs: number
  /** The same where all of its tests have ended: only what was left open can still keep it. */
  readonly lingerMs: number
  readonly signal: AbortSignal
}

type Finished = EventData.TestPass | EventData.TestFail

/**
 * Runs one test file in a process of its own. Counted are tests, not suites and not the file; a file that crashes, hangs or holds no
 * test at all is a failure.
 */
export async function runTestFile(path: string, absolute: string, { silenceMs, lingerMs, signal }: Limits): Promise<Part> {
  const startedMs = performance.now()
  const outcomes: Outcome[] = []
  const said: string[] = []
  const silence = new AbortController()
  let begun = 0
  let ended = 0
  let alarm = setTimeout(() => silence.abort(), silenceMs)
  for await (const event of run({ files: [absolute], signal: AbortSignal.any([silence.signal, signal]) })) {
    if (event.type === 'test:enqueue' && event.data.name !== absolute) begun += 1
    if (event.type === 'test:complete' && event.data.name !== absolute) ended += 1
    clearTimeout(alarm)
    alarm = setTimeout(() => silence.abort(), begun > 0 && begun === ended ? lingerMs : silenceMs)
    if (event.type === 'test:stdout' || event.type === 'test:stderr') said.push(event.data.message)
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const outcome = judge(event.data, absolute, event.type === 'test:pass')
    if (outcome !== undefined) outcomes.push(outcome)
  }
  clearTimeout(alarm)
  const durationMs = performance.now() - startedMs
  if (silence.signal.aborted) outcomes.push(hangs(begun > 0 && begun === ended, durationMs))
  if (outcomes.length === 0) {
    outcomes.push({ name: 'the file', verdict: 'failed', durationMs, detail: signal.aborted ? 'interrupted' : 'it holds no test' })
  }
  return { name: path, durationMs, outcomes: withOutput(outcomes, said.join('')) }
}

const hangs = (ended: boolean, durationMs: number): Outcome => ({
  name: 'the file',
  verdict: 'failed',
  durationMs,
  detail: ended
    ? 'all its tests have ended, its process has not: something was left open (a server, a connection, a timer); it was ended'
    : 'nothing was reported for too long: a test hangs; it was ended',
})

function judge(data: Finished, file: string, passed: boolean): Outcome | undefined {
  const { details, name, skip, todo } = data
  const durationMs = details.duration_ms
  if (!passed) {
    const error = 'error' in details ? details.error : undefined
    // A suite or file fails with its tests, which are counted already; one that was ended from outside is told once, as hanging.
    if (error !== undefined && 'failureType' in error && error.failureType === 'subtestsFailed') return undefined
    if (name === file && error !== undefined && 'failureType' in error && error.failureType === 'testAborted') return undefined
    return { name: name === file ? 'the file' : name, verdict: 'failed', durationMs, detail: describeError(error) }
  }
  if (name === file) return { name: 'the file', verdict: 'failed', durationMs, detail: 'it holds no test' }
  const left = skip ?? todo
  if (left !== undefined && left !== false) {
    return { name, verdict: 'skipped', durationMs, ...(typeof left === 'string' ? { detail: left } : {}) }
  }
  return details.type === 'suite' ? undefined : { name, verdict: 'passed', durationMs }
}

function describeError(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (!(cause instanceof Error)) return inspect(cause)
  const { cause: deeper, message, stack = '' } = cause
  const told = stack.includes(message) ? stack : `${message}\n${stack}`
  const own = told
    .split('\n')
    .filter((line) => !/^\s+at .*node:internal/.test(line))
    .join('\n')
  return deeper === undefined ? own : `${own}\ncaused by ${inspect(deeper)}`
}

/** What a file printed is shown with its first failure and otherwise not at all. */
function withOutput(outcomes: readonly Outcome[], output: string): Outcome[] {
  const first = outcomes.find(({ verdict }) => verdict === 'failed')
  if (first === undefined || output.trim() === '') return [...outcomes]
  return outcomes.map((outcome) =>
    outcome === first ? { ...outcome, detail: `${outcome.detail ?? ''}\nprinted by the file:\n${output}` } : outcome,
  )
}
