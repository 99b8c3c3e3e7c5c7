import { createHash, randomUUID } from 'node:crypto'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Organisation } from '../../platform/database/index.ts'
import { type GuardKey, guardKey, instantOf, type NewFact } from '../../record/facts/index.ts'
import { alongside, type Outcome, type Submission } from '../../record/ledger/index.ts'
import { CheckError, type CheckedDocument, type CheckPool, checkBytes, keepBytes, noFacts, type PackedFacts } from '../validate/index.ts'
import type { CaptureRequest, CaptureSettings, Job, Progress } from './model.ts'
import type { Refusals } from './refusals.ts'
import { decideVerdict, isRefused, problemsToKeep, refusalBody } from './rules.ts'
import { captureCompanion, hasEventId, insertJobs, type JobRow, openJob, type StepRow } from './store.ts'
import { selectJobs } from './stored-jobs.ts'

export type CaptureDeps = {
  readonly database: Database
  readonly organisation: Organisation
  readonly append: (submission: Submission) => Promise<Outcome>
  readonly settings: CaptureSettings
  readonly clock: Clock
  readonly pool: CheckPool
  readonly refusals: Refusals
}

export type CaptureAnswer =
  | { readonly outcome: 'accepted'; readonly job: Job; readonly progress: Progress }
  /** `later`: the job is open, its facts are still to be appended from here. */
  | { readonly outcome: 'opened'; readonly job: Job; readonly progress: Progress; readonly later: PackedFacts }
  /** `recorded` false: past the client's bound, only counted; the job does not exist. */
  | {
      readonly outcome: 'refused' | 'refused-too-many-events'
      readonly job: Job
      readonly recorded: boolean
      readonly checked: CheckedDocument
    }
  | { readonly outcome: 'request-key-reused' }
  /** POST /events: this client has told an event with this ID, and this one declares no error. */
  | { readonly outcome: 'event-exists'; readonly eventID: string }

const nothingDone: Progress = { done: 0, duplicates: 0, runs: [], notices: [], lastStepAt: undefined }

/**
 * One document: checked whole, then recorded or refused, and durable before the answer. A crash before that leaves nothing; after it the
 * job is there, and what is left of it is done at the next start.
 * @throws CheckError `check-overloaded`, `check-closed`, `check-failed`; what `append` and the database throw.
 */
export async function captureDocument(deps: CaptureDeps, request: CaptureRequest): Promise<CaptureAnswer> {
  const jobId = request.requestKey === undefined ? newJobId(request.receivedAtMs) : jobIdOf(request.client, request.requestKey)
  if (request.requestKey !== undefined) {
    const earlier = await findEarlier(deps, request, jobId)
    if (earlier !== undefined) return earlier
  }
  const checked = await check(deps, request)
  const verdict = decideVerdict(checked, request.behaviour, deps.settings)
  if (verdict === 'refuse' || verdict === 'refuse-too-many-events') {
    return refuse(deps, request, jobId, checked, verdict === 'refuse' ? 'refused' : 'refused-too-many-events')
  }
  if (request.takes === 'event' && (await isTaken(deps, checked.facts)))
    return { outcome: 'event-exists', eventID: eventIDOf(checked.facts) }
  const job = jobOf(request, jobId, checked, { refused: false, bytesKept: true })
  const row: JobRow = { job, raw: checked, refusedBytes: 0 }
  if (verdict === 'nothing-to-record') {
    await deps.database.transaction(deps.organisation, async (transaction) => insertJobs(transaction, [row]))
    return { outcome: 'accepted', job, progress: nothingDone }
  }
  if (verdict === 'record-in-batches') {
    await deps.database.transaction(deps.organisation, (transaction) => openJob(transaction, row))
    return { outcome: 'opened', job, progress: nothingDone, later: checked.facts }
  }
  if (request.takes === 'event') {
    const progress = await appendAlone(deps, job, checked.facts, row)
    return progress === undefined ? { outcome: 'event-exists', eventID: eventIDOf(checked.facts) } : { outcome: 'accepted', job, progress }
  }
  const progress = await appendStep(deps, job, checked.facts, 0, checked.facts.count, row)
  return { outcome: 'accepted', job, progress }
}

/** The one event's ID, where it has one and no error is declared: then the ID must be new. */
const newIdOf = ({ eventIdKeys: [key = ''], declared }: PackedFacts): string => (declared[0] === 1 ? '' : key)

/** The one event's ID stands for an event of this client's already. */
async function isTaken({ database, organisation }: CaptureDeps, facts: PackedFacts): Promise<boolean> {
  const key = newIdOf(facts)
  return key !== '' && database.transaction(organisation, (transaction) => hasEventId(transaction, key), { readOnly: true })
}

/** Of several that are sent at the same moment under one ID, one is recorded. @returns undefined: this one is not. */
async function appendAlone(deps: CaptureDeps, job: Job, packed: PackedFacts, opening: JobRow): Promise<Progress | undefined> {
  const key = newIdOf(packed)
  return append(deps, job, packed, { from: 0, to: packed.count, opening, unique: key === '' ? undefined : guardKey('event-alone', key) })
}

/** The ID of the one event, its own or the one given here. */
function eventIDOf({ bodies }: PackedFacts): string {
  const { eventID }: { eventID?: unknown } = JSON.parse(Buffer.from(bodies).toString())
  return typeof eventID === 'string' ? eventID : ''
}

async function check(deps: CaptureDeps, request: CaptureRequest): Promise<CheckedDocument> {
  const { bytes, client, prefixes, format, takes } = request
  const settings = { client, prefixes, format, takes, maxEvents: deps.settings.limits.maxEvents }
  if (bytes.length <= deps.settings.smallBytes) return checkBytes(bytes, settings)
  try {
    return await deps.pool.check(bytes, settings)
  } catch (error) {
    if (!(error instanceof CheckError) || (error.code !== 'check-took-too-long' && error.code !== 'check-took-too-much-memory')) throw error
    // The document itself is the reason, and it is refused like any other.
    const problem = {
      code: error.code,
      at: '',
      params: { seconds: Math.round(deps.settings.checkTimeoutMs / 1000), mb: deps.settings.checkHeapMb },
    }
    return {
      ...(await keepBytes(bytes)),
      form: 'unreadable',
      sender: undefined,
      received: 0,
      refused: 0,
      unusable: true,
      problems: [problem],
      identifiers: [],
      facts: noFacts,
    }
  }
}

async function findEarlier(deps: CaptureDeps, request: CaptureRequest, jobId: string): Promise<CaptureAnswer | undefined> {
  const [found] = await deps.database.transaction(deps.organisation, (transaction) => selectJobs(transaction, [jobId], request.client), {
    readOnly: true,
  })
  if (found === undefined) return undefined
  const { job, progress } = found
  const same = job.sha256 === createHash('sha256').update(request.bytes).digest('hex') && job.behaviour === request.behaviour
  if (!same) return { outcome: 'request-key-reused' }
  // A document that was refused is refused again in the same words; it is checked again to have all of them.
  return !isRefused(job)
    ? { outcome: 'accepted', job, progress }
    : { outcome: 'refused', job, recorded: true, checked: await check(deps, request) }
}

async function refuse(
  deps: CaptureDeps,
  request: CaptureRequest,
  jobId: string,
  checked: CheckedDocument,
  outcome: 'refused' | 'refused-too-many-events',
): Promise<CaptureAnswer> {
  const { client } = request
  if (!deps.refusals.admit(client))
    return { outcome, job: jobOf(request, jobId, checked, { refused: true, bytesKept: false }), recorded: false, checked }
  const kept = await deps.refusals.admitBytes(client, checked.compressed.length)
  const job = jobOf(request, jobId, checked, { refused: true, bytesKept: kept })
  const fact: NewFact = {
    kind: 'refused/1',
    actor: client,
    source: sourceOf(job)(''),
    subject: `document:${job.sha256}`,
    body: refusalBody(job, checked.form, checked.identifiers),
  }
  const row = { job, raw: kept ? checked : undefined, refusedBytes: kept ? checked.compressed.length : 0 }
  await deps.append({ facts: [fact], once: guardKey('refused', job.id), alongside: [alongside(captureCompanion, { opening: row })] })
  return { outcome, job, recorded: true, checked }
}

/** Appends the facts [from, to) of a document in one transaction, with the step that tells where they stand. */
export async function appendStep(
  deps: CaptureDeps,
  job: Job,
  packed: PackedFacts,
  from: number,
  to: number,
  opening: JobRow | undefined,
): Promise<Progress> {
  const progress = await append(deps, job, packed, { from, to, opening, unique: undefined })
  if (progress === undefined) throw new Error('a submission without expectations was refused')
  return progress
}

type Step = { readonly from: number; readonly to: number; readonly opening: JobRow | undefined; readonly unique: GuardKey | undefined }

/** `unique`: nothing is recorded where a fact with this key is. @returns undefined: there is one. */
async function append(
  deps: CaptureDeps,
  job: Job,
  packed: PackedFacts,
  { from, to, opening, unique }: Step,
): Promise<Progress | undefined> {
  const step: StepRow = {
    jobId: job.id,
    position: from,
    pointers: packed.pointers.slice(from, to),
    eventIdKeys: packed.eventIdKeys.slice(from, to),
    contents: packed.contents.slice(from, to),
    declared: packed.declared.subarray(from, to),
    closes: opening === undefined && to === packed.count,
    recordedAt: new Date(deps.clock.now()),
  }
  const facts = factsOf(job, packed, from, to)
  const outcome = await deps.append({
    facts: unique === undefined ? facts : facts.map((fact) => ({ ...fact, guards: [unique] })),
    expectations: unique === undefined ? [] : [{ key: unique, lastIndex: null }],
    alongside: [alongside(captureCompanion, opening === undefined ? { step } : { opening: { ...opening, step } })],
  })
  if (outcome.outcome === 'refused') return undefined
  const { duplicates = 0, runs = [], notices = [] } = step.result ?? {}
  return { done: to, duplicates, runs, notices, lastStepAt: step.recordedAt }
}

function factsOf(job: Job, packed: PackedFacts, from: number, to: number): NewFact[] {
  const facts: NewFact[] = []
  const sourceAt = sourceOf(job)
  for (let i = from; i < to; i += 1) {
    const body = packed.bodies.subarray(i === 0 ? 0 : packed.ends[i - 1], packed.ends[i])
    const once = packed.once[i]
    if (once === undefined) throw new Error('a fact without its key')
    const told = { actor: job.client, source: sourceAt(packed.pointers[i] ?? ''), subject: packed.subjects[i] ?? '', body, once }
    if (i < packed.events) facts.push({ kind: 'event/1', ...told, eventHash: packed.eventHashes.subarray(32 * i, 32 * i + 32) })
    else facts.push({ kind: 'master-data/1', ...told })
  }
  return facts
}

/** The client is the source, whatever the document calls its sender; the reference is the document, by its hash, and the place in it. */
function sourceOf(job: Job): (pointer: string) => NewFact['source'] {
  const receivedAt = instantOf(job.createdAt.getTime())
  const document = `sha256:${job.sha256}#`
  return (pointer) => ({ system: job.client, reference: document + pointer, method: 'api', receivedAt })
}

const jobOf = (request: CaptureRequest, id: string, checked: CheckedDocument, is: { refused: boolean; bytesKept: boolean }): Job => ({
  id,
  client: request.client,
  createdAt: new Date(request.receivedAtMs),
  behaviour: request.behaviour,
  sha256: Buffer.from(checked.sha256).toString('hex'),
  size: checked.size,
  bytesKept: is.bytesKept,
  prefixes: request.prefixes,
  events: checked.received,
  refusedEvents: is.refused ? checked.received : checked.refused,
  facts: is.refused ? 0 : checked.facts.count,
  problems: problemsToKeep(checked.problems, is.refused),
})

/** A version 7 UUID (RFC 9562 §5.7): jobs of one moment stand together in the index. */
function newJobId(nowMs: number): string {
  // Taken from a store of randomness that is filled for many at once.
  const bytes = Buffer.from(randomUUID().replaceAll('-', ''), 'hex')
  bytes.writeUIntBE(nowMs, 0, 6)
  return formatUuid(bytes, 7)
}

/** The same key of the same client names the same job: a version 8 UUID (RFC 9562 §5.8). */
const jobIdOf = (client: string, requestKey: string): string =>
  formatUuid(Buffer.from(guardKey('capture-request', client, requestKey), 'hex'), 8)

function formatUuid(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4)
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
