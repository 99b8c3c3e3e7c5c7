import { DatabaseError, join, type Sql, sql, type Transaction } from '../../platform/database/index.ts'
import { type Compiled, compileCondition } from './compile.ts'
import { readPage } from './found.ts'
import { TooManyNamedError } from './master-data.ts'
import {
  limits,
  type Order,
  type PageOptions,
  type PageOutcome,
  type Position,
  type Query,
  type QueryCondition,
  type QueryGap,
  rules,
} from './model.ts'
import { sortByExtension } from './sorting.ts'

export type Asked = PageOptions & { readonly query: Query; readonly cursor: number; readonly size: number }

/** One page, within a repeatable-read transaction whose first statement read the cursor. */
export async function answerPage(transaction: Transaction, asked: Asked): Promise<PageOutcome> {
  const { cursor, size, position } = asked
  const index = position?.asOf ?? asked.asOf ?? cursor
  if (index > cursor) return { what: 'as-of-beyond', index, known: cursor }
  try {
    return await answerAt(
      transaction,
      asked,
      index,
      cursor < size && position === undefined && asked.asOf === undefined ? [{ code: 'views-behind', cursor, size }] : [],
    )
  } catch (error) {
    if (error instanceof TooManyNamedError) return { what: 'too-complex', reason: 'too-many-named', limit: error.limit }
    if (error instanceof DatabaseError && error.code === 'query-timeout') {
      return { what: 'too-complex', reason: 'took-too-long', limit: limits.statementTimeoutMs }
    }
    throw error
  }
}

type Row = { readonly event: number; readonly at_ms: number }

async function answerAt(transaction: Transaction, asked: Asked, asOf: number, conditions: QueryCondition[]): Promise<PageOutcome> {
  const { query, position } = asked
  const filters = await compileQuery(transaction, asked, asOf)
  const { maxEventCount, eventCountLimit } = query
  if (maxEventCount !== undefined && position === undefined && (await countUpTo(transaction, filters, maxEventCount + 1)) > maxEventCount) {
    return { what: 'too-large', limit: maxEventCount }
  }
  const served = position?.served ?? 0
  const left = Math.min(eventCountLimit ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) - served
  const perPage = Math.max(1, Math.min(asked.perPage ?? limits.perPage, limits.maxPerPage))
  const wanted = Math.min(perPage, Math.max(0, left))
  const { order } = query
  let rows: Row[]
  if (typeof order.by === 'object') {
    const matching = await transaction.queryOnce<Row>(
      sql`select e.event, e.at_ms from view_epcis_event e where ${join(filters, ' and ')} limit ${limits.sorted + 1}`,
    )
    if (matching.length > limits.sorted) return { what: 'too-large', limit: limits.sorted }
    const sorted = await sortByExtension(
      transaction,
      matching.map(({ event }) => event),
      { by: order.by, direction: order.direction },
    )
    rows = sorted.slice(served, served + wanted + 1).map((event) => ({ event, at_ms: 0 }))
  } else rows = await selectOrdered(transaction, [...filters, ...behind(order, position)], order, wanted + 1)
  const { events, taken, erased } = await readPage(
    transaction,
    rows.slice(0, wanted).map(({ event }) => event),
    asOf,
  )
  const isMore = rows.length > taken && taken < left
  const last = rows[taken - 1]
  return {
    what: 'page',
    events,
    asOf: { index: asOf, moment: await momentOf(transaction, asOf) },
    next: isMore && last !== undefined ? nextPosition(order, asOf, served + taken, last) : undefined,
    gaps: await selectGaps(transaction, asOf, erased),
    rules,
    conditions,
  }
}

const nextPosition = ({ by }: Order, asOf: number, served: number, { event, at_ms: atMs }: Row): Position =>
  typeof by === 'object' ? { asOf, served } : by === 'recordTime' ? { asOf, served, event } : { asOf, served, event, atMs }

async function compileQuery(transaction: Transaction, { query, from }: Asked, asOf: number): Promise<Sql[]> {
  const compiled: Compiled[] = []
  for (const condition of query.conditions) compiled.push(await compileCondition(transaction, condition, asOf))
  const bounds = [sql`e.event < ${asOf}`, ...(from === undefined ? [] : [sql`e.event >= ${from}`])]
  const drivers = compiled.flatMap(({ candidates }) => (candidates === undefined ? [] : [candidates]))
  for (const candidates of drivers) {
    // `offset 0`: the list is looked up by itself, whatever else is asked.
    const few = await transaction.queryOnce<{ event: number }>(
      sql`select event from (select event from (${candidates}) c offset 0) c limit ${limits.candidates}`,
    )
    const events = [...new Set(few.map(({ event }) => event))]
    if (few.length < limits.candidates) {
      return [sql`e.event = any(${`{${events.join(',')}}`}::bigint[])`, ...bounds, ...compiled.map(({ filter }) => filter)]
    }
  }
  return [...bounds, ...compiled.map(({ filter }) => filter)]
}

/** Behind the last event of the page before: times may be equal, facts are not. */
function behind({ by, direction }: Order, position: Position | undefined): Sql[] {
  if (position?.event === undefined) return []
  const { event, atMs } = position
  if (by === 'recordTime') return [direction === 'ASC' ? sql`e.event > ${event}` : sql`e.event < ${event}`]
  return [direction === 'ASC' ? sql`(e.at_ms, e.event) > (${atMs}, ${event})` : sql`(e.at_ms, e.event) < (${atMs}, ${event})`]
}

function selectOrdered(transaction: Transaction, filters: readonly Sql[], { by, direction }: Order, limit: number): Promise<Row[]> {
  const isUp = direction === 'ASC'
  const order =
    by === 'recordTime' ? (isUp ? sql`e.event` : sql`e.event desc`) : isUp ? sql`e.at_ms, e.event` : sql`e.at_ms desc, e.event desc`
  return transaction.queryOnce<Row>(
    sql`select e.event, e.at_ms from view_epcis_event e where ${join(filters, ' and ')} order by ${order} limit ${limit}`,
  )
}

async function countUpTo(transaction: Transaction, filters: readonly Sql[], most: number): Promise<number> {
  const [row] = await transaction.queryOnce<{ count: number }>(
    sql`select count(*)::integer as count from (select from view_epcis_event e where ${join(filters, ' and ')} limit ${most}) e`,
  )
  return row?.count ?? 0
}

/** When the last fact that is known was recorded; null before the first. */
async function momentOf(transaction: Transaction, index: number): Promise<string | null> {
  const [row] = await transaction.query<{ at: Date }>(
    sql`select recorded_at as at from record_batch where size >= ${index} order by size limit 1`,
  )
  return index === 0 || row === undefined ? null : row.at.toISOString()
}

/** Facts below `asOf` that cannot be found: what an erased body told is known to nobody. `met`: rows whose body went since the views were made. */
async function selectGaps(transaction: Transaction, asOf: number, met: number): Promise<QueryGap[]> {
  const [row] = await transaction.query<{ erased: number; failed: number }>(sql`
    select count(*) filter (where code = 'body-erased')::integer as erased, count(*) filter (where code <> 'body-erased')::integer as failed
    from view_failure where index < ${asOf}`)
  const erased = (row?.erased ?? 0) + met
  const failed = row?.failed ?? 0
  return [
    ...(erased > 0 ? [{ code: 'erased', count: erased } as const] : []),
    ...(failed > 0 ? [{ code: 'projection-failed', count: failed } as const] : []),
  ]
}
