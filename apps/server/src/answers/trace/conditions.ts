import { type EpcisEvent, normalizeEvent, prooflineNamespace, standardValues } from '@proofline/epcis'
import { join, type Sql, sql, type Transaction } from '../../platform/database/index.ts'
import { selectFactsAt } from '../../record/index.ts'
import { existenceOf, fieldName, measureField, termOf, timeField } from '../../views/events/index.ts'
import { findObjects, type SourceState } from '../../views/genealogy/index.ts'
import { limits } from './model.ts'
import { formatDecimal } from './rules/basis/quantity.ts'
import {
  asksSensors,
  boundedValues,
  boundIn,
  type EventCondition,
  isBand,
  type Matched,
  type SensorCondition,
  sensorTimes,
  type Times,
} from './rules/scope/condition.ts'

// Events that meet a condition, found by the index that event queries have (views/events), as known at one index: standing or voided. What their
// sensors measured, and when, is read in the facts themselves.

export type FindOptions = {
  /** The facts below it are known. */
  readonly index: number
  /** By how much the time of an event is widened where it declares nothing itself. */
  readonly sources: ReadonlyMap<number, SourceState>
  /** Only these events. */
  readonly among?: readonly number[] | undefined
}

/** `isBounded`: there are more than `limits.matching` events that may meet it; the first ones were looked at. */
export type Found = { readonly matched: Matched; readonly isBounded: boolean }

type Row = { readonly event: number; readonly sensed: boolean; readonly uncertaintyMs: number | null; readonly source: number }

const sensed = existenceOf('sensorElementList')
const list = (values: readonly (string | number)[]): string => `{${values.join(',')}}`
const anyTerm = (terms: readonly string[]): Sql => sql`e.terms && ${list(terms)}::uuid[]`

/** `transport` is not looked at: see `findNaming`. The window is only narrowed to what may be in it. */
export async function findMatching(transaction: Transaction, condition: EventCondition, options: FindOptions): Promise<Found> {
  const { index, sources, among } = options
  const filters = await filtersOf(transaction, condition, index)
  const within = among === undefined ? [] : [sql`e.event = any(${list(among)}::bigint[])`]
  const arms = windowsOf(condition, sources).map((window) => {
    const all = join([sql`e.event < ${index}`, ...within, ...filters, ...window], ' and ')
    return sql`select e.event, e.terms && ${list([sensed])}::uuid[] as sensed, v.uncertainty_ms as "uncertaintyMs", v.source
      from view_epcis_event e join view_event v on v.index = e.event where ${all}`
  })
  // `offset 0`: found by what is asked, not by going through the log in order.
  const rows = await transaction.queryOnce<Row>(
    sql`select distinct * from (${join(arms, ' union all ')} offset 0) found order by event limit ${limits.matching + 1}`,
  )
  const isBounded = rows.length > limits.matching
  return { matched: await timesOf(transaction, condition, rows.slice(0, limits.matching), sources), isBounded }
}

/** Events that name a transport: as a document of any type, or as what they are about. */
export async function findNaming(transaction: Transaction, transport: string, index: number): Promise<number[]> {
  const object = (await findObjects(transaction, [transport], index)).get(transport)
  const rows = await transaction.queryOnce<{ event: number }>(sql`
    select e.event from view_epcis_event e join view_event v on v.index = e.event
      where ${anyTerm(transactionTerms({ id: transport }))} and e.event < ${index}
    union
    select p.event from view_participation p where p.object = ${object?.id ?? -1} and p.role <> 'named' and p.event < ${index}
    order by event limit ${limits.matching + 1}`)
  return rows.map(({ event }) => event)
}

/** Numbers of the objects that take part in these events. */
export async function selectParticipants(transaction: Transaction, events: readonly number[]): Promise<number[]> {
  const rows = await transaction.queryOnce<{ object: number }>(
    sql`select distinct object from view_participation where event = any(${list(events)}::bigint[]) and role <> 'named' order by object`,
  )
  return rows.map(({ object }) => object)
}

async function filtersOf(transaction: Transaction, condition: EventCondition, index: number): Promise<Sql[]> {
  const { step, equipment, person, place, bizTransaction, sensor } = condition
  const own = (name: string): string => fieldName('', false, prooflineNamespace + name)
  return [
    ...(step === undefined ? [] : [sql`e.step = ${termOf('bizStep', step)}::uuid`]),
    ...(equipment === undefined
      ? []
      : [anyTerm(equipment.flatMap((name) => ['readPoint', 'deviceID', own('equipment')].map((field) => termOf(field, name))))]),
    ...(person === undefined ? [] : [anyTerm([termOf(own('operator'), person)])]),
    ...(place === undefined ? [] : [anyTerm(placeTerms(await selectPlaces(transaction, place, index)))]),
    ...(bizTransaction === undefined ? [] : [anyTerm(transactionTerms(bizTransaction))]),
    ...(sensor === undefined ? [] : sensorFilters(sensor)),
  ]
}

/** A place and what lies below it: GLNs with extensions (GS1 General Specifications §3.7.9), as far as any event tells of them. */
async function selectPlaces(transaction: Transaction, place: string, index: number): Promise<string[]> {
  const rows = await transaction.query<{ value: string }>(sql`
    select distinct value from view_epcis_value where field in ('readPoint', 'bizLocation') and known_from < ${index}
      and value >= ${`${place}/`} collate "C" and value < ${`${place}0`} collate "C"`)
  return [place, ...rows.map(({ value }) => value)]
}

const placeTerms = (places: readonly string[]): string[] =>
  places.flatMap((place) => [termOf('readPoint', place), termOf('bizLocation', place)])

/** Of any type: each of the standard's, and those of others or of none. */
const transactionTerms = ({ id, type }: NonNullable<EventCondition['bizTransaction']>): string[] =>
  type === undefined
    ? [termOf('bizTransaction', id), ...standardValues('transactionType').map((standard) => termOf(`bizTransaction_${standard}`, id))]
    : [termOf(`bizTransaction_${type}`, id)]

function sensorFilters({ type, above, below, uom }: SensorCondition): Sql[] {
  const [over, under] = [boundIn(above, uom), boundIn(below, uom)]
  const typed = type === undefined ? [] : [anyTerm([termOf('type', type)])]
  const dimension = (over ?? under)?.dimension
  if (dimension === undefined) return typed
  const fields = list(boundedValues.map((name) => measureField(name, dimension)))
  const some = (bounds: Sql): Sql =>
    sql`e.event in (select n.event from view_epcis_number n where n.field = any(${fields}::uuid[]) and ${bounds})`
  const least = over === undefined ? undefined : formatDecimal(over.bound)
  const most = under === undefined ? undefined : formatDecimal(under.bound)
  if (over === undefined || under === undefined || !isBand(over.bound, under.bound)) {
    const beyond = [
      ...(least === undefined ? [] : [sql`n.si > ${least}::numeric`]),
      ...(most === undefined ? [] : [sql`n.si < ${most}::numeric`]),
    ]
    return [...typed, some(sql`(${join(beyond, ' or ')})`)]
  }
  const through = sql`(${some(sql`n.si <= ${least}::numeric`)} and ${some(sql`n.si >= ${most}::numeric`)})`
  return [...typed, sql`(${some(sql`n.si > ${least}::numeric and n.si < ${most}::numeric`)} or ${through})`]
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * What may be within the window, each arm by an index of its own: by the time of the event, as far as it may be off (a day where only the date is
 * told, an hour declared, what is measured); the few that declare more; and where sensors tell when, by the times that they tell.
 */
function windowsOf(condition: EventCondition, sources: FindOptions['sources']): Sql[][] {
  const { from, to } = condition
  if (from === undefined && to === undefined) return [[]]
  const slackMs = dayMs + hourMs + Math.max(0, ...[...sources.values()].map(({ measuredUncertaintyMs }) => measuredUncertaintyMs))
  const [least, most] = [Math.floor((from ?? -1e15) - slackMs), Math.ceil((to ?? 1e15) + slackMs)]
  const times = sql`n.si between ${least} and ${most}`
  const told = (names: readonly string[], bounds: Sql): Sql =>
    sql`e.event in (select n.event from view_epcis_number n where n.field = any(${list(names.map(timeField))}::uuid[]) and ${bounds})`
  const sensors = sql`(${told(['time', 'startTime', 'endTime'], times)}
    or (${told(['startTime'], sql`n.si < ${least}`)} and ${told(['endTime'], sql`n.si > ${most}`)}))`
  return [
    [sql`e.at_ms between ${least} and ${most}`],
    // As the index has it: `view_event_unsure`.
    [sql`v.uncertainty_ms > 3600000`],
    ...(asksSensors(condition) ? [[sql`not e.at_ms between ${least} and ${most}`, sensors]] : []),
  ]
}

const bodiesAtOnce = 500
const decoder = new TextDecoder()

async function timesOf(
  transaction: Transaction,
  condition: EventCondition,
  rows: readonly Row[],
  sources: FindOptions['sources'],
): Promise<Map<number, Times>> {
  const matched = new Map<number, Times>()
  const asked = new Map<number, number>()
  for (const { event, sensed: hasSensors, uncertaintyMs, source } of rows) {
    if (!hasSensors || !asksSensors(condition)) matched.set(event, [null])
    else asked.set(event, uncertaintyMs ?? sources.get(source)?.measuredUncertaintyMs ?? 0)
  }
  const indexes = [...asked.keys()]
  for (let at = 0; at < indexes.length; at += bodiesAtOnce) {
    for (const { index, body } of await selectFactsAt(transaction, indexes.slice(at, at + bodiesAtOnce))) {
      // What an erased body told is not known any more: it may have met the condition at any time of its event.
      const times = body === null ? [null] : sensorTimes(condition, normalizeEvent(JSON.parse(decoder.decode(body)) as EpcisEvent))
      if (times !== undefined) matched.set(index, widened(times, asked.get(index) ?? 0))
    }
  }
  return matched
}

const widened = (times: Times, byMs: number): Times =>
  times.map((time) => (time === null ? null : { from: time.from - byMs, to: time.to + byMs }))
