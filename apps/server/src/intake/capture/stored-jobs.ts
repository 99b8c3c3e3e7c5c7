import type { Problem } from '@proofline/problems'
import { sql, type Transaction } from '../../platform/database/index.ts'
import type { ErrorBehaviour, Job, Notice, Progress, Run } from './model.ts'
import { joinRuns } from './rules.ts'

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
  recorded: number
  duplicates: number
  runs: string[]
  notices: Notice[]
  recorded_at: Date | null
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
    select id, client, created_at, behaviour, sha256, size,
      bytes_kept and exists (select from intake_raw raw where raw.sha256 = intake_job.sha256) as bytes_kept, prefixes, events, refused_events, facts, problems,
      recorded, duplicates, runs, notices, recorded_at
    from intake_job
    where id = any(${ids}::uuid[]) and (${client ?? null}::text is null or client = ${client ?? null}::text collate "C")`)
  const steps = await transaction.query<StepFields>(sql`
    select job_id, position, count, duplicates, runs, notices, recorded_at from intake_step where job_id = any(${ids}::uuid[]) order by job_id, position`)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row === undefined
      ? []
      : [{ job: jobOf(row), progress: progressOf([...stepWith(row), ...steps.filter((step) => step.job_id === id)]) }]
  })
}

/** What was committed with the job itself, as a step. */
const stepWith = ({ id, recorded, duplicates, runs, notices, recorded_at: at }: JobFields): StepFields[] =>
  at === null ? [] : [{ job_id: id, position: 0, count: recorded, duplicates, runs, notices, recorded_at: at }]

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
