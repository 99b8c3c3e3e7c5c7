import { sql, type Transaction } from '../../platform/database/index.ts'
import type { Companion, Place } from '../../record/ledger/index.ts'
import type { Job, Notice, Run } from './model.ts'
import { runsOf } from './rules.ts'

/** A document's bytes as they are kept. */
export type RawRow = { readonly sha256: Uint8Array; readonly size: number; readonly compressed: Uint8Array }

/** `step`: the facts that are committed with the job, where there are any. */
export type JobRow = { readonly job: Job; readonly raw: RawRow | undefined; readonly refusedBytes: number; readonly step?: StepRow }

/** Facts of one job that are appended together: those at [position, position + count) of its document. */
export type StepRow = {
  readonly jobId: string
  readonly position: number
  /** For each fact: where it stands in the document; the key of (client, eventID), '' without one; of what the event says apart from its declaration. */
  readonly pointers: readonly string[]
  readonly eventIdKeys: readonly string[]
  readonly contents: readonly string[]
  readonly declared: Uint8Array
  /** The job ends here and had been announced in `work_capture`. */
  readonly closes: boolean
  readonly recordedAt: Date
  /** Filled in when the facts have their places. */
  result?: StepResult
}

export type StepResult = {
  readonly count: number
  readonly duplicates: number
  readonly runs: readonly Run[]
  readonly notices: readonly Notice[]
}

type Placed = { readonly row: StepRow; readonly places: readonly Place[] }

/** What intake adds to a batch of the record: bytes and jobs, steps of jobs that stand, or both. A few statements, whatever the number of requests. */
export const captureCompanion: Companion<{ readonly opening: JobRow } | { readonly step: StepRow }> = {
  name: 'intake-capture',
  insert: async (transaction, rows) => {
    const openings = rows.flatMap(({ row }) => ('opening' in row ? [row.opening] : []))
    const steps = rows.flatMap(({ row, places }) => {
      const step = 'opening' in row ? row.opening.step : row.step
      return step === undefined ? [] : [{ row: step, places }]
    })
    const notices = await insertEventIds(transaction, steps)
    for (const [i, { row, places }] of steps.entries()) {
      const duplicates = places.reduce((count, { duplicate }) => count + (duplicate ? 1 : 0), 0)
      row.result = { count: places.length, duplicates, runs: runsOf(places, row.position), notices: notices[i] ?? [] }
    }
    insertJobs(transaction, openings)
    insertSteps(
      transaction,
      rows.flatMap(({ row }) => ('step' in row ? [row.step] : [])),
    )
  },
}

/** Bytes and jobs, sent with what follows; what stands already (a repetition of the same request, a batch that ran twice) stays as it is. */
export function insertJobs(transaction: Transaction, rows: readonly JobRow[]): void {
  if (rows.length === 0) return
  insertRaws(transaction, rows)
  const jobs = rows.map(({ job }) => job)
  const steps = rows.map(({ step }) => step)
  const results = steps.map((step) => step?.result ?? nothingRecorded)
  transaction.later(sql`
    insert into intake_job (id, client, created_at, behaviour, sha256, size, bytes_kept, refused_bytes, prefixes, events, refused_events, facts, problems,
      recorded, duplicates, runs, notices, recorded_at)
    select id, client, created_at, behaviour, substring(${Buffer.from(jobs.map(({ sha256 }) => sha256).join(''), 'hex')}::bytea, 32 * n::integer - 31, 32),
      size, bytes_kept, refused_bytes, prefixes, events, refused_events, facts, problems, recorded, duplicates, runs::bigint[], notices, recorded_at
    from unnest(${plainArray(jobs.map(({ id }) => id))}::uuid[], ${jobs.map(({ client }) => client)}::text[],
      ${plainArray(jobs.map(({ createdAt }) => createdAt.toISOString()))}::timestamptz[], ${plainArray(jobs.map(({ behaviour }) => behaviour))}::text[],
      ${plainArray(jobs.map(({ size }) => size))}::bigint[],
      ${plainArray(jobs.map(({ bytesKept }) => bytesKept))}::boolean[], ${plainArray(rows.map(({ refusedBytes }) => refusedBytes))}::bigint[],
      ${jobs.map(({ prefixes }) => JSON.stringify(prefixes))}::jsonb[], ${plainArray(jobs.map(({ events }) => events))}::integer[],
      ${plainArray(jobs.map(({ refusedEvents }) => refusedEvents))}::integer[], ${plainArray(jobs.map(({ facts }) => facts))}::integer[],
      ${jobs.map(({ problems }) => JSON.stringify(problems))}::jsonb[], ${plainArray(results.map(({ count }) => count))}::integer[],
      ${plainArray(results.map(({ duplicates }) => duplicates))}::integer[], ${results.map(({ runs }) => textOfRuns(runs))}::text[],
      ${results.map(({ notices }) => JSON.stringify(notices))}::jsonb[],
      ${plainArray(steps.map((step) => step?.recordedAt.toISOString() ?? 'null'))}::timestamptz[]) with ordinality
      as job (id, client, created_at, behaviour, size, bytes_kept, refused_bytes, prefixes, events, refused_events, facts, problems,
        recorded, duplicates, runs, notices, recorded_at, n)
    on conflict do nothing`)
}

const nothingRecorded: StepResult = { count: 0, duplicates: 0, runs: [], notices: [] }

/** Lists of different lengths are no array of PostgreSQL's: each list of runs travels as the text of one. */
const textOfRuns = (runs: readonly Run[]): string => `{${runs.flat().join(',')}}`

/** An array in PostgreSQL's text form, of what holds nothing that it would quote: numbers, moments, UUIDs, our own words, `null`. */
const plainArray = (values: readonly (string | number | boolean)[]): string => `{${values.join(',')}}`

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Larger ones are not copied together. */
const longestJoined = 8 * 1024

function insertRaws(transaction: Transaction, rows: readonly JobRow[]): void {
  const raws = [...new Map(rows.flatMap(({ raw, job }) => (raw === undefined ? [] : [[job.sha256, { raw, at: job.createdAt }]]))).values()]
  for (const { raw, at } of raws) {
    if (raw.compressed.length <= longestJoined) continue
    transaction.later(sql`
      insert into intake_raw (sha256, size, compressed, kept_at)
      values (${asBuffer(raw.sha256)}, ${raw.size}, ${asBuffer(raw.compressed)}, ${at}) on conflict do nothing`)
  }
  const small = raws.filter(({ raw }) => raw.compressed.length <= longestJoined)
  if (small.length === 0) return
  // Bytes side by side, cut by the server: in an array they would travel as hexadecimal text.
  let end = 0
  const ends = small.map(({ raw }) => (end += raw.compressed.length))
  transaction.later(sql`
    insert into intake_raw (sha256, size, compressed, kept_at)
    select substring(${Buffer.concat(small.map(({ raw }) => raw.sha256))}::bytea, 32 * n::integer - 31, 32), size,
      substring(${Buffer.concat(
        small.map(({ raw }) => raw.compressed),
        end,
      )}::bytea, ends - length + 1, length), kept_at
    from unnest(${plainArray(small.map(({ raw }) => raw.size))}::bigint[], ${plainArray(ends)}::integer[],
      ${plainArray(small.map(({ raw }) => raw.compressed.length))}::integer[], ${plainArray(small.map(({ at }) => at.toISOString()))}::timestamptz[])
      with ordinality as raw (size, ends, length, kept_at, n)
    on conflict do nothing`)
}

/** The job is announced before its facts are appended: after any crash it is taken up again from its bytes. */
export async function openJob(transaction: Transaction, row: JobRow): Promise<void> {
  insertJobs(transaction, [row])
  // A repetition of a request whose job has begun opens nothing.
  await transaction.execute(sql`
    insert into work_capture (job_id) select ${row.job.id}::uuid where not exists (select from intake_step where job_id = ${row.job.id}::uuid)
    on conflict do nothing`)
}

function insertSteps(transaction: Transaction, steps: readonly StepRow[]): void {
  for (const { jobId, position, closes, recordedAt, result } of steps) {
    if (result === undefined) continue
    const { count, duplicates, runs, notices } = result
    transaction.later(sql`
      insert into intake_step (job_id, position, count, duplicates, runs, notices, recorded_at)
      values (${jobId}, ${position}, ${count}, ${duplicates}, ${textOfRuns(runs)}::bigint[], ${JSON.stringify(notices)}, ${recordedAt})
      on conflict do nothing`)
    if (closes) transaction.later(sql`delete from work_capture where job_id = ${jobId}::uuid`)
  }
}

type Claim = { member: number; at: string; key: string; content: string; declared: boolean; index: number }

/**
 * Keeps the first fact of each (client, eventID). @returns for each row what it says under an eventID that stands for something else.
 * All appending holds one lock, so what is read here is what was committed before.
 */
async function insertEventIds(transaction: Transaction, rows: readonly Placed[]): Promise<readonly Notice[][]> {
  const notices: Notice[][] = rows.map(() => [])
  const claims: Claim[] = []
  const firsts = new Map<string, Claim>()
  for (const [member, { row, places }] of rows.entries()) {
    for (const [i, { index, duplicate }] of places.entries()) {
      const key = row.eventIdKeys[i] ?? ''
      if (duplicate || key === '') continue
      const claim = { member, at: row.pointers[i] ?? '', key, content: row.contents[i] ?? '', declared: row.declared[i] === 1, index }
      claims.push(claim)
      if (!firsts.has(key)) firsts.set(key, claim)
    }
  }
  if (claims.length === 0) return notices
  for (const first of await findStanding(transaction, [...firsts.values()])) firsts.set(first.key, first)
  for (const claim of claims) {
    const first = firsts.get(claim.key)
    if (first === undefined || first.index === claim.index || first.content === claim.content || claim.declared) continue
    notices[claim.member]?.push({ code: 'event-id-reused', at: claim.at, index: claim.index, earlier: first.index })
  }
  return notices
}

/** Keeps those that are new; @returns the others as they stand. What conflicts is found by the insert itself, so the usual case is one look per key. */
async function findStanding(transaction: Transaction, own: readonly Claim[]): Promise<Claim[]> {
  const added = await transaction.query<{ key: string }>(sql`
    insert into intake_event_id (key, content, index)
    select * from unnest(${plainArray(own.map(({ key }) => key))}::uuid[], ${plainArray(own.map(({ content }) => content))}::uuid[],
      ${plainArray(own.map(({ index }) => index))}::bigint[])
    on conflict do nothing returning translate(key::text, '-', '') as key`)
  if (added.length === own.length) return []
  const news = new Set(added.map(({ key }) => key))
  const rest = own.filter(({ key }) => !news.has(key)).map(({ key }) => key)
  const standing = await transaction.query<{ key: string; content: string; index: number }>(sql`
    select translate(key::text, '-', '') as key, translate(content::text, '-', '') as content, index from intake_event_id where key = any(${rest}::uuid[])`)
  return standing.map((row) => ({ ...row, member: -1, at: '', declared: false }))
}

/** Whether an event was recorded under this key of (client, eventID). */
export async function hasEventId(transaction: Transaction, key: string): Promise<boolean> {
  const rows = await transaction.query(sql`select index from intake_event_id where key = ${key}::uuid`)
  return rows.length > 0
}

/** Removes the bytes of every document that holds the fact `erased`, which the `erased/1` fact `decision` names. */
export async function deleteErasedBytes(transaction: Transaction, erased: number, decision: number): Promise<void> {
  await transaction.execute(sql`call intake_erase(${erased}, ${decision})`)
}
