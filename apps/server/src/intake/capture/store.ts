import type { Problem } from '@proofline/problems'
import { sql, type Transaction } from '../../platform/database/index.ts'
import type { Companion, Place } from '../../record/ledger/index.ts'
import type { ErrorBehaviour, Job, Notice, Progress, Run } from './model.ts'
import { joinRuns, runsOf } from './rules.ts'

/** A document's bytes as they are kept. */
export type RawRow = { readonly sha256: Uint8Array; readonly size: number; readonly compressed: Uint8Array }

export type JobRow = { readonly job: Job; readonly raw: RawRow | undefined; readonly refusedBytes: number }

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

export type StepResult = { readonly duplicates: number; readonly runs: readonly Run[]; readonly notices: readonly Notice[] }

type Placed = { readonly row: StepRow; readonly places: readonly Place[] }

/** What intake adds to a batch of the record: bytes and jobs, steps, or both. One statement for each table, whatever the number of requests. */
export const captureCompanion: Companion<{ readonly opening?: JobRow | undefined; readonly step?: StepRow }> = {
  name: 'intake-capture',
  insert: async (transaction, rows) => {
    const openings = rows.flatMap(({ row }) => row.opening ?? [])
    if (openings.length > 0) await insertJobs(transaction, openings)
    const steps = rows.flatMap(({ row, places }) => (row.step === undefined ? [] : [{ row: row.step, places }]))
    if (steps.length === 0) return
    const notices = await insertEventIds(transaction, steps)
    for (const [i, { row, places }] of steps.entries()) {
      const duplicates = places.reduce((count, { duplicate }) => count + (duplicate ? 1 : 0), 0)
      row.result = { duplicates, runs: runsOf(places, row.position), notices: notices[i] ?? [] }
    }
    await insertSteps(transaction, steps)
    const closing = steps.filter(({ row }) => row.closes).map(({ row }) => row.jobId)
    if (closing.length > 0) await transaction.execute(sql`delete from work_capture where job_id = any(${closing}::uuid[])`)
  },
}

/** Bytes and jobs; what stands already (a repetition of the same request, a batch that ran twice) stays as it is. */
export async function insertJobs(transaction: Transaction, rows: readonly JobRow[]): Promise<void> {
  const raws = [...new Map(rows.flatMap(({ raw, job }) => (raw === undefined ? [] : [[job.sha256, { raw, at: job.createdAt }]]))).values()]
  const [only] = raws
  if (only !== undefined && raws.length === 1) {
    // A large document's bytes go over as they are; in an array they would go as hexadecimal text.
    const { raw, at } = only
    await transaction.execute(sql`
      insert into intake_raw (sha256, size, compressed, kept_at)
      values (${asBuffer(raw.sha256)}, ${raw.size}, ${asBuffer(raw.compressed)}, ${at}) on conflict do nothing`)
  } else if (raws.length > 0) {
    await transaction.execute(sql`
      insert into intake_raw (sha256, size, compressed, kept_at)
      select * from unnest(${raws.map(({ raw }) => asBuffer(raw.sha256))}::bytea[], ${raws.map(({ raw }) => raw.size)}::bigint[],
        ${raws.map(({ raw }) => asBuffer(raw.compressed))}::bytea[], ${raws.map(({ at }) => at)}::timestamptz[])
      on conflict do nothing`)
  }
  const jobs = rows.map(({ job }) => job)
  await transaction.execute(sql`
    insert into intake_job (id, client, created_at, behaviour, sha256, size, bytes_kept, refused_bytes, prefixes, events, refused_events, facts, problems)
    select * from unnest(${jobs.map(({ id }) => id)}::uuid[], ${jobs.map(({ client }) => client)}::text[],
      ${jobs.map(({ createdAt }) => createdAt)}::timestamptz[], ${jobs.map(({ behaviour }) => behaviour)}::text[],
      ${jobs.map(({ sha256 }) => Buffer.from(sha256, 'hex'))}::bytea[], ${jobs.map(({ size }) => size)}::bigint[],
      ${jobs.map(({ bytesKept }) => bytesKept)}::boolean[], ${rows.map(({ refusedBytes }) => refusedBytes)}::bigint[],
      ${jobs.map(({ prefixes }) => JSON.stringify(prefixes))}::jsonb[], ${jobs.map(({ events }) => events)}::integer[],
      ${jobs.map(({ refusedEvents }) => refusedEvents)}::integer[], ${jobs.map(({ facts }) => facts)}::integer[],
      ${jobs.map(({ problems }) => JSON.stringify(problems))}::jsonb[])
    on conflict do nothing`)
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The job is announced before its facts are appended: after any crash it is taken up again from its bytes. */
export async function openJob(transaction: Transaction, row: JobRow): Promise<void> {
  await insertJobs(transaction, [row])
  // A repetition of a request whose job has ended opens nothing.
  await transaction.execute(sql`
    insert into work_capture (job_id) select ${row.job.id}::uuid where not exists (select from intake_step where job_id = ${row.job.id}::uuid)
    on conflict do nothing`)
}

async function insertSteps(transaction: Transaction, rows: readonly Placed[]): Promise<void> {
  const steps = rows.map(({ row }) => row)
  // Lists of different lengths are no array of PostgreSQL's: each list of runs travels as the text of one.
  const runs = steps.map(({ result }) => `{${(result?.runs ?? []).flat().join(',')}}`)
  await transaction.execute(sql`
    insert into intake_step (job_id, position, count, duplicates, runs, notices, recorded_at)
    select job_id, position, count, duplicates, runs::bigint[], notices, recorded_at
    from unnest(${steps.map(({ jobId }) => jobId)}::uuid[], ${steps.map(({ position }) => position)}::integer[],
      ${rows.map(({ places }) => places.length)}::integer[], ${steps.map(({ result }) => result?.duplicates ?? 0)}::integer[],
      ${runs}::text[], ${steps.map(({ result }) => JSON.stringify(result?.notices ?? []))}::jsonb[],
      ${steps.map(({ recordedAt }) => recordedAt)}::timestamptz[])
      as step (job_id, position, count, duplicates, runs, notices, recorded_at)
    on conflict do nothing`)
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
  const own = [...firsts.values()]
  const standing = await transaction.query<{ key: string; content: string; index: number }>(sql`
    with mine as (
      select * from unnest(${own.map(({ key }) => key)}::uuid[], ${own.map(({ content }) => content)}::uuid[], ${own.map(({ index }) => index)}::bigint[])
        as mine (key, content, index)
    ), added as (
      insert into intake_event_id (key, content, index) select key, content, index from mine on conflict do nothing
    )
    select translate(standing.key::text, '-', '') as key, translate(standing.content::text, '-', '') as content, standing.index
    from mine join intake_event_id standing using (key)`)
  for (const { key, content, index } of standing) firsts.set(key, { member: -1, at: '', key, content, declared: false, index })
  for (const claim of claims) {
    const first = firsts.get(claim.key)
    if (first === undefined || first.index === claim.index || first.content === claim.content || claim.declared) continue
    notices[claim.member]?.push({ code: 'event-id-reused', at: claim.at, index: claim.index, earlier: first.index })
  }
  return notices
}

type JobFields = {
  id: string
  client: string
  created_at: Date
  behaviour: ErrorBehaviour
  sha256: Buffer
  size: number
  bytes_kept: boolean
  prefixes: Job['prefixes']
  events: number
  refused_events: number
  facts: number
  problems: readonly Problem[]
}
type StepFields = {
  job_id: string
  position: number
  count: number
  duplicates: number
  runs: string[]
  notices: Notice[]
  recorded_at: Date
}

const jobOf = (row: JobFields): Job => ({
  id: row.id,
  client: row.client,
  createdAt: row.created_at,
  behaviour: row.behaviour,
  sha256: row.sha256.toString('hex'),
  size: row.size,
  bytesKept: row.bytes_kept,
  prefixes: row.prefixes,
  events: row.events,
  refusedEvents: row.refused_events,
  facts: row.facts,
  problems: row.problems,
})

/** Jobs with their progress, in the order asked for; `client` undefined: whoever's (only the server itself asks so). */
export async function selectJobs(
  transaction: Transaction,
  ids: readonly string[],
  client?: string,
): Promise<{ job: Job; progress: Progress }[]> {
  const rows = await transaction.query<JobFields>(sql`
    select id, client, created_at, behaviour, sha256, size, bytes_kept, prefixes, events, refused_events, facts, problems from intake_job
    where id = any(${ids}::uuid[]) and (${client ?? null}::text is null or client = ${client ?? null}::text collate "C")`)
  const steps = await transaction.query<StepFields>(sql`
    select job_id, position, count, duplicates, runs, notices, recorded_at from intake_step where job_id = any(${ids}::uuid[]) order by job_id, position`)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row === undefined ? [] : [{ job: jobOf(row), progress: progressOf(steps.filter((step) => step.job_id === id)) }]
  })
}

/** Facts recorded by a repetition that ran beside the first are told by the first: steps never overlap in what they count. */
function progressOf(steps: readonly StepFields[]): Progress {
  return {
    done: steps.reduce((done, { position, count }) => Math.max(done, position + count), 0),
    duplicates: steps.reduce((sum, { duplicates }) => sum + duplicates, 0),
    runs: joinRuns(steps.flatMap((step) => triples(step.runs))),
    notices: steps.flatMap(({ notices }) => notices),
    lastStepAt: steps.reduce<Date | undefined>((last, { recorded_at: at }) => (last === undefined || at > last ? at : last), undefined),
  }
}

/** The driver leaves the numbers of a bigint[] as text. */
function triples(flat: readonly string[]): Run[] {
  const runs: Run[] = []
  for (let i = 0; i + 2 < flat.length; i += 3) runs.push([Number(flat[i]), Number(flat[i + 1]), Number(flat[i + 2])])
  return runs
}

/** Ids of a client's jobs, newest first, from behind `after`. */
export async function selectJobIds(
  transaction: Transaction,
  client: string,
  after: { readonly createdAt: Date; readonly id: string } | undefined,
  limit: number,
): Promise<{ id: string; createdAt: Date }[]> {
  const rows = await transaction.query<{ id: string; created_at: Date }>(sql`
    select id, created_at from intake_job where client = ${client} collate "C"
      and (${after?.id ?? null}::uuid is null or (created_at, id) < (${after?.createdAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by created_at desc, id desc limit ${limit}`)
  return rows.map((row) => ({ id: row.id, createdAt: row.created_at }))
}

export async function selectOpenJobs(transaction: Transaction): Promise<string[]> {
  return (await transaction.query<{ job_id: string }>(sql`select job_id from work_capture order by job_id`)).map((row) => row.job_id)
}

export async function closeJob(transaction: Transaction, jobId: string): Promise<void> {
  await transaction.execute(sql`delete from work_capture where job_id = ${jobId}::uuid`)
}

export async function selectRaw(transaction: Transaction, sha256: string): Promise<{ size: number; compressed: Buffer } | undefined> {
  const rows = await transaction.query<{ size: number; compressed: Buffer }>(
    sql`select size, compressed from intake_raw where sha256 = ${Buffer.from(sha256, 'hex')}`,
  )
  return rows[0]
}

export async function selectRefusedBytes(transaction: Transaction, client: string): Promise<number> {
  const rows = await transaction.query<{ bytes: number }>(
    sql`select coalesce(sum(refused_bytes), 0)::bigint as bytes from intake_job where client = ${client} collate "C" and refused_bytes > 0`,
  )
  return rows[0]?.bytes ?? 0
}
