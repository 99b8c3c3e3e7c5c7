import { canonicalJson, type JsonValue } from '@proofline/epcis'
import type { Problem } from '@proofline/problems'
import type { Place } from '../../record/ledger/index.ts'
import type { CheckedDocument } from '../validate/index.ts'
import type { CaptureSettings, ErrorBehaviour, Job, Progress, Run } from './model.ts'

/** What becomes of a checked document. */
export type Verdict = 'refuse' | 'refuse-too-many-events' | 'nothing-to-record' | 'record-at-once' | 'record-in-batches'

/**
 * Everything is checked before anything is appended, so `rollback` never has anything to undo: with a bad event nothing is appended.
 * With `proceed` the good ones are; where none is good, nothing is left to proceed with.
 */
export function decideVerdict(checked: CheckedDocument, behaviour: ErrorBehaviour, settings: CaptureSettings): Verdict {
  if (checked.problems.some(({ code }) => code === 'too-many-events')) return 'refuse-too-many-events'
  const { facts, problems, unusable } = checked
  if (unusable || (problems.length > 0 && (behaviour === 'rollback' || facts.count === 0))) return 'refuse'
  if (facts.count === 0) return 'nothing-to-record'
  const large = facts.count > settings.batchFacts || facts.bodies.length > settings.batchBytes
  return large ? 'record-in-batches' : 'record-at-once'
}

/** Nothing of the document was recorded, for its problems. */
export const isRefused = ({ facts, problems }: Job): boolean => facts === 0 && problems.length > 0

/** The state of a job in the words of EPCIS 2.0 (truth table of CaptureJob): errors are all known when the job begins. */
export function stateOf(job: Job, progress: Progress): { running: boolean; success: boolean; finishedAt: Date | undefined } {
  const running = progress.done < job.facts
  return { running, success: job.problems.length === 0, finishedAt: running ? undefined : (progress.lastStepAt ?? job.createdAt) }
}

/** Consecutive places as runs; `from` is the position of the first. */
export const runsOf = (places: readonly Place[], from: number): Run[] => joinRuns(places.map(({ index }, i) => [from + i, index, 1]))

/** Runs, in the order of positions, that go on where the one before ends become one with it. */
export function joinRuns(runs: readonly Run[]): Run[] {
  const joined: [number, number, number][] = []
  for (const [position, index, count] of runs) {
    const last = joined.at(-1)
    if (last !== undefined && last[0] + last[2] === position && last[1] + last[2] === index) last[2] += count
    else joined.push([position, index, count])
  }
  return joined
}

/** Where the next batch of a job ends: whole facts, at most so many, and at most so many bytes (one at least). */
export function endOfBatch(ends: Uint32Array, from: number, settings: CaptureSettings): number {
  const begin = from === 0 ? 0 : (ends[from - 1] ?? 0)
  const limit = Math.min(ends.length, from + settings.batchFacts)
  let to = from + 1
  while (to < limit && (ends[to] ?? 0) - begin <= settings.batchBytes) to += 1
  return to
}

const mostKeptRefused = 100
const mostKeptAccepted = 1_000

/** The problems as they are kept: bounded, the rest counted. */
export function problemsToKeep(problems: readonly Problem[], refused: boolean): Problem[] {
  const most = refused ? mostKeptRefused : mostKeptAccepted
  const listed = problems.filter(({ code }) => code !== 'problems-omitted')
  const before = problems.reduce((sum, { code, params }) => (code === 'problems-omitted' ? sum + Number(params?.count ?? 0) : sum), 0)
  const omitted = before + Math.max(0, listed.length - most)
  const kept = listed.slice(0, most)
  return omitted === 0 ? kept : [...kept, { code: 'problems-omitted', at: '', params: { count: omitted } }]
}

/** The body of a `refused/1` fact: what was refused and why, and what it named; never its content. */
export function refusalBody(job: Job, form: string, identifiers: readonly string[]): Buffer {
  const body: JsonValue = {
    behaviour: job.behaviour,
    bytesKept: job.bytesKept,
    events: job.events,
    form,
    identifiers: [...identifiers],
    job: job.id,
    problems: job.problems.map(({ code, at, params, clause }) => ({
      code,
      at,
      ...(params === undefined ? {} : { params: { ...params } }),
      ...(clause === undefined ? {} : { clause }),
    })),
    sha256: job.sha256,
    size: job.size,
  }
  return Buffer.from(canonicalJson(body))
}

/** The body of a fact that stands for the refusals of one client that went past the bound of one minute. */
export const refusalCountBody = (minuteStartMs: number, count: number): Buffer =>
  Buffer.from(canonicalJson({ minute: new Date(minuteStartMs).toISOString(), notRecordedOneByOne: count }))
