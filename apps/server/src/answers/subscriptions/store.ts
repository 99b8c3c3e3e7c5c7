import { type EpcFormat, epcFormats } from '@proofline/epcis'
import { Lease, type Sql, sql, type Transaction } from '../../platform/database/index.ts'
import type { Companion } from '../../record/index.ts'
import {
  type Controls,
  type LastFailure,
  type NewSubscription,
  type PauseReason,
  type Progress,
  pauseReasons,
  type Subscription,
} from './model.ts'
import { nextTime, parseSchedule, type ScheduleTexts } from './schedule.ts'

/** What making, resuming and ending a subscription change beside the record, in the transaction of their fact. */
export type Change =
  | { readonly what: 'made'; readonly id: string; readonly made: Made }
  | { readonly what: 'resumed'; readonly id: string }
  | { readonly what: 'ended'; readonly id: string }

export type Made = {
  readonly queryName: string
  readonly definedBy: number
  readonly client: string
  readonly createdMs: number
  readonly asked: NewSubscription
  readonly batchLimit: number
}

const momentOf = (ms: number | null | undefined): string | null => (ms === null || ms === undefined ? null : new Date(ms).toISOString())

export const subscriptionCompanion: Companion<Change> = {
  name: 'answers-subscription',
  insert: async (transaction, rows) => {
    for (const { row, places } of rows) {
      for (const { index } of places) await transaction.execute(statementOf(row, index))
    }
  },
}

function statementOf(change: Change, index: number): Sql {
  const { id } = change
  if (change.what === 'ended') return sql`delete from work_subscription where id = ${id}`
  if (change.what === 'resumed') {
    return sql`update work_subscription set paused = null, paused_at = null, failures = 0, retry_at = null where id = ${id}`
  }
  const { queryName, definedBy, client, createdMs, asked, batchLimit } = change.made
  const { controls, initialMs, dest, signatureToken = null, epcFormat } = asked
  const isScheduled = controls.what === 'schedule'
  const due = isScheduled ? nextTime(controls.schedule, createdMs) : undefined
  // What is recorded after the subscription is what comes after its own fact.
  return sql`insert into work_subscription (id, query, defined_by, client, made_by, created_at, dest, signature_token, epc_format, schedule,
      report_if_empty, initial_record_time, position, due_at, batch_limit)
    values (${id}, ${queryName}, ${definedBy}, ${client}, ${index}, ${momentOf(createdMs)}, ${dest}, ${signatureToken}, ${epcFormat},
      ${isScheduled ? JSON.stringify(controls.texts) : null}, ${isScheduled && controls.reportIfEmpty}, ${momentOf(initialMs)},
      ${initialMs === undefined ? index + 1 : null}, ${momentOf(due)}, ${batchLimit}) on conflict do nothing`
}

type Row = {
  readonly id: string
  readonly query: string
  readonly defined_by: number
  readonly client: string
  readonly made_by: number
  readonly created_at: Date
  readonly dest: string
  readonly signature_token: string | null
  readonly epc_format: string
  readonly schedule: ScheduleTexts | null
  readonly report_if_empty: boolean
  readonly initial_record_time: Date | null
  readonly position: number | null
  readonly due_at: Date | null
  readonly batch_limit: number
  readonly failures: number
  readonly retry_at: Date | null
  readonly notified_at: Date | null
  readonly executed_at: Date | null
  readonly paused: string | null
  readonly paused_at: Date | null
  readonly last_failure: LastFailure | null
}

const columns = sql`id, query, defined_by, client, made_by, created_at, dest, signature_token, epc_format, schedule, report_if_empty,
  initial_record_time, position, due_at, batch_limit, failures, retry_at, notified_at, executed_at, paused, paused_at, last_failure`

function controlsOf(row: Row): Controls {
  if (row.schedule === null) return { what: 'stream' }
  const parsed = parseSchedule(row.schedule)
  if (!parsed.ok) throw new Error(`the schedule of subscription ${row.id} cannot be read`)
  return { what: 'schedule', schedule: parsed.value, texts: row.schedule, reportIfEmpty: row.report_if_empty }
}

const subscriptionOf = (row: Row): Subscription => ({
  id: row.id,
  queryName: row.query,
  definedBy: row.defined_by,
  client: row.client,
  madeBy: row.made_by,
  createdMs: row.created_at.getTime(),
  dest: row.dest,
  signatureToken: row.signature_token ?? undefined,
  epcFormat: epcFormats.find((format): format is EpcFormat => format === row.epc_format) ?? 'Always_GS1_Digital_Link',
  controls: controlsOf(row),
  initialMs: row.initial_record_time?.getTime(),
  position: row.position,
  dueMs: row.due_at?.getTime() ?? null,
  batchLimit: row.batch_limit,
  failures: row.failures,
  retryMs: row.retry_at?.getTime() ?? null,
  notifiedMs: row.notified_at?.getTime() ?? null,
  executedMs: row.executed_at?.getTime() ?? null,
  paused: pauseReasons.find((reason): reason is PauseReason => reason === row.paused) ?? null,
  pausedMs: row.paused_at?.getTime() ?? null,
  lastFailure: row.last_failure,
})

export async function selectSubscription(transaction: Transaction, id: string): Promise<Subscription | undefined> {
  const [row] = await transaction.query<Row>(sql`select ${columns} from work_subscription where id = ${id}`)
  return row === undefined ? undefined : subscriptionOf(row)
}

/** Those of one client to the query that a fact defined, oldest first, behind `after`. */
export async function selectSubscriptions(
  transaction: Transaction,
  of: { readonly client: string; readonly definedBy: number },
  after: { readonly createdMs: number; readonly id: string } | undefined,
  limit: number,
): Promise<Subscription[]> {
  const rows = await transaction.query<Row>(sql`select ${columns} from work_subscription
    where client = ${of.client} and defined_by = ${of.definedBy}
      and (created_at, id) > (${momentOf(after?.createdMs) ?? '-infinity'}::timestamptz, ${after?.id ?? '00000000-0000-0000-0000-000000000000'}::uuid)
    order by created_at, id limit ${limit}`)
  return rows.map(subscriptionOf)
}

/** All that are not paused. */
export async function selectActive(transaction: Transaction): Promise<Subscription[]> {
  const rows = await transaction.query<Row>(sql`select ${columns} from work_subscription where paused is null`)
  return rows.map(subscriptionOf)
}

export async function countSubscriptions(transaction: Transaction, client: string): Promise<number> {
  const [row] = await transaction.query<{ count: number }>(
    sql`select count(*)::integer as count from work_subscription where client = ${client}`,
  )
  return row?.count ?? 0
}

/** One process delivers. */
export const deliveryLease = new Lease('work_delivery', 'subscriptions')

/** Only the holder of the lease changes a position: whoever lost it without noticing changes nothing. False: lease or subscription is gone. */
export async function updateProgress(transaction: Transaction, token: number, id: string, progress: Progress): Promise<boolean> {
  const { position, dueMs, batchLimit, failures, retryMs, notifiedMs, executedMs, paused, pausedMs, lastFailure } = progress
  const touched = await transaction.execute(sql`
    with lease as (select token from work_delivery where name = 'subscriptions' and token = ${token} for share)
    update work_subscription set position = ${position}, due_at = ${momentOf(dueMs)}, batch_limit = ${batchLimit}, failures = ${failures},
      retry_at = ${momentOf(retryMs)}, notified_at = ${momentOf(notifiedMs)}, executed_at = ${momentOf(executedMs)}, paused = ${paused},
      paused_at = ${momentOf(pausedMs)}, last_failure = ${lastFailure === null ? null : JSON.stringify(lastFailure)}
    from lease where id = ${id}`)
  return touched === 1
}

/** The queries that are subscribed to. */
export async function selectQueries(transaction: Transaction): Promise<{ name: string; definedBy: number }[]> {
  return transaction.query(sql`select distinct query as name, defined_by as "definedBy" from work_subscription`)
}

/** The subscriptions to a query that was removed: the fact of the removal tells of both. */
export async function deleteSubscriptionsOf(transaction: Transaction, token: number, definedBy: number): Promise<void> {
  await transaction.execute(sql`
    with lease as (select token from work_delivery where name = 'subscriptions' and token = ${token} for share)
    delete from work_subscription using lease where defined_by = ${definedBy}`)
}
