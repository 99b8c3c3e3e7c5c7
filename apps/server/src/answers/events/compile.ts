import { join, raw, type Sql, sql, type Transaction } from '../../platform/database/index.ts'
import { convertBetween, existenceOf, measureField, numberField, termOf, timeField, unitsLike } from '../../views/events/index.ts'
import { findObjects } from '../../views/genealogy/index.ts'
import { selectIndexesOfIds } from './identities.ts'
import { resolveAttribute, selectDescendants, TooManyNamedError } from './master-data.ts'
import { type Comparison, type Condition, limits, type NumberKey, type UriRange } from './model.ts'

/**
 * What a condition asks of a row `e` of `view_epcis_event`. `candidates`: the events that may meet it, looked up by an index of another table than
 * that; asked for with a limit, so that it costs little where there are many.
 */
export type Compiled = { readonly filter: Sql; readonly candidates?: Sql }

const operators: Readonly<Record<Comparison, Sql>> = { EQ: raw('='), GT: raw('>'), GE: raw('>='), LT: raw('<'), LE: raw('<=') }
const never: Compiled = { filter: sql`false`, candidates: sql`select null::bigint as event where false` }

/** Keys are hexadecimal digits, numbers plain decimals: both travel as PostgreSQL's text form of an array. */
const arrayOf = (values: readonly (string | number)[]): string => `{${values.join(',')}}`
const anyTerm = (terms: readonly string[]): Sql => sql`e.terms && ${arrayOf(terms)}::uuid[]`
/** Never flattened into a join: looked up for one event at a time, by the key of its table. */
const found = (rows: Sql): Sql => sql`coalesce((select true from ${rows} limit 1), false)`

export async function compileCondition(transaction: Transaction, condition: Condition, asOf: number): Promise<Compiled> {
  switch (condition.what) {
    case 'event-time':
      return { filter: condition.comparison === 'GE' ? sql`e.at_ms >= ${condition.ms}` : sql`e.at_ms < ${condition.ms}` }
    case 'record-time':
      return compileRecordTime(transaction, condition)
    case 'one-of':
      return compileOneOf(condition.field, condition.values)
    case 'exists':
      return { filter: anyTerm([existenceOf(condition.field)]) }
    case 'extension':
      return compileExtension(condition)
    case 'compare':
      return compileNumber(keyOf(condition.key), condition.comparison, condition.values)
    case 'quantity':
      return compileQuantity(condition)
    case 'objects':
      return compileObjects(transaction, condition, asOf)
    case 'descendants':
      return compileOneOf(condition.field, await selectDescendants(transaction, condition.values, asOf))
    case 'event-id':
      return compileEventID(transaction, condition.values, asOf)
    case 'attribute':
      return compileAny(transaction, await resolveAttribute(transaction, condition, asOf), asOf)
  }
}

function compileOneOf(field: string, values: readonly string[]): Compiled {
  if (values.length === 0) return never
  const terms = values.map((value) => termOf(field, value))
  // The step stands in a column of its own, with the index by step and time.
  if (field !== 'bizStep') return { filter: anyTerm(terms) }
  return { filter: terms.length === 1 ? sql`e.step = ${terms[0]}::uuid` : sql`e.step = any(${arrayOf(terms)}::uuid[])` }
}

async function compileAny(transaction: Transaction, conditions: readonly Condition[], asOf: number): Promise<Compiled> {
  const compiled: Compiled[] = []
  for (const condition of conditions) compiled.push(await compileCondition(transaction, condition, asOf))
  const [only] = compiled
  if (only !== undefined && compiled.length === 1) return only
  return {
    filter: sql`(${join(
      compiled.map(({ filter }) => filter),
      ' or ',
    )})`,
  }
}

/** Facts of one batch were recorded at one moment, and later ones later: a moment is a place in the log. */
async function compileRecordTime(
  transaction: Transaction,
  { comparison, ms }: Extract<Condition, { what: 'event-time' | 'record-time' }>,
): Promise<Compiled> {
  const [row] = await transaction.query<{ first: number | null }>(
    sql`select min(first) as first from record_batch where recorded_at >= to_timestamp(${ms / 1000}::float8)`,
  )
  const first = row?.first ?? null
  if (first === null) return comparison === 'GE' ? never : { filter: sql`true` }
  return { filter: comparison === 'GE' ? sql`e.event >= ${first}` : sql`e.event < ${first}` }
}

function keyOf(key: NumberKey): string {
  if (key.what === 'measure') return measureField(key.name, key.dimension)
  return key.what === 'time' ? timeField(key.field) : numberField(key.field)
}

function compileNumber(field: string, comparison: Comparison, values: readonly string[]): Compiled {
  if (values.length === 0) return never
  const wanted =
    comparison === 'EQ' ? sql`n.si = any(${arrayOf(values)}::numeric[])` : sql`n.si ${operators[comparison]} ${values[0]}::numeric`
  return {
    filter: found(sql`view_epcis_number n where n.event = e.event and n.field = ${field}::uuid and ${wanted}`),
    candidates: sql`select n.event from view_epcis_number n where n.field = ${field}::uuid and ${wanted}`,
  }
}

/** A text that may be meant as a number as well is looked for in two tables: together they say which events there are. */
function compileExtension({ field, texts, numbers, moments }: Extract<Condition, { what: 'extension' }>): Compiled {
  const alternatives: Compiled[] = []
  if (texts.length > 0) {
    const filter = anyTerm(texts.map((text) => termOf(field, text)))
    alternatives.push({ filter, candidates: sql`select e.event from view_epcis_event e where ${filter}` })
  }
  if (numbers.length > 0) alternatives.push(compileNumber(numberField(field), 'EQ', numbers))
  if (moments.length > 0) alternatives.push(compileNumber(timeField(field), 'EQ', moments.map(String)))
  const [only] = alternatives
  if (only === undefined) return never
  // The index of terms is PostgreSQL's to choose.
  if (alternatives.length === 1) return texts.length > 0 ? { filter: only.filter } : only
  const candidates = alternatives.flatMap(({ candidates: rows }) => (rows === undefined ? [] : [sql`(${rows} limit ${limits.candidates})`]))
  return {
    filter: sql`(${join(
      alternatives.map(({ filter }) => filter),
      ' or ',
    )})`,
    candidates: join(candidates, ' union all '),
  }
}

/** Told quantities are compared in their own unit with the bound in that unit: as many bounds as there are units that measure the same. */
function compileQuantity({ comparison, values, uom }: Extract<Condition, { what: 'quantity' }>): Compiled {
  if (values.length === 0) return never
  const wanted = (bounds: readonly string[]): Sql =>
    comparison === 'EQ'
      ? sql`o.quantity = any(${arrayOf(bounds)}::numeric[])`
      : sql`o.quantity ${operators[comparison]} ${bounds[0]}::numeric`
  const alike = uom === null ? [] : unitsLike(uom)
  const inUnit = alike.map((unit) => sql`(o.uom = ${unit} and ${wanted(values.map((value) => convertBetween(value, uom ?? unit, unit)))})`)
  const isWanted = uom === null ? wanted(values) : sql`(${join(inUnit, ' or ')})`
  return {
    filter: sql`case when e.own_objects
      then ${found(sql`view_epcis_object o where o.event = e.event and o.is_class and ${isWanted}`)}
      else ${found(sql`view_participation o where o.event = e.event and o.role <> 'named' and ${isWanted}`)} end`,
    candidates: sql`(select o.event from view_participation o where o.quantity is not null and ${isWanted} limit ${limits.candidates})
      union all (select o.event from view_epcis_object o where o.quantity is not null and ${isWanted} limit ${limits.candidates})`,
  }
}

const rangesOf = (column: Sql, ranges: readonly UriRange[]): Sql[] =>
  ranges.map(({ from, below }) => sql`(${column} >= ${from}::text collate "C" and ${column} < ${below}::text collate "C")`)

/** In participations an identified object has no quantity and is no class or lot (`view_epcis_event.own_objects` where that would not hold). */
async function compileObjects(
  transaction: Transaction,
  { roles, isClass, uris, ranges }: Extract<Condition, { what: 'objects' }>,
  asOf: number,
): Promise<Compiled> {
  if (uris.length + ranges.length === 0) return never
  if (ranges.length > limits.ranges) throw new TooManyNamedError(limits.ranges)
  const objects = [...(await findObjects(transaction, uris, asOf)).values()]
  const isOfClass = (level: string): boolean => level === 'class' || level === 'lot'
  const sure = objects.filter(({ level }) => isOfClass(level) === isClass).map(({ id }) => id)
  // Other things in a quantity list: told by their quantity.
  const counted = isClass ? objects.filter(({ level }) => !isOfClass(level)).map(({ id }) => id) : []
  const inRole = sql`= any(${arrayOf(roles)}::text[])`
  const level = isClass ? sql`(o.level in ('class', 'lot') or p.quantity is not null)` : sql`o.level not in ('class', 'lot')`
  const plain = isClass ? sql`true` : sql`p.quantity is null`
  const single: Sql[] = []
  if (sure.length > 0) single.push(sql`(p.object = any(${arrayOf(sure)}::bigint[]) and ${plain})`)
  if (counted.length > 0) single.push(sql`(p.object = any(${arrayOf(counted)}::bigint[]) and p.quantity is not null)`)
  const named: Sql[] = single.map((one) => sql`view_participation p where p.role ${inRole} and ${one}`)
  const within = join(rangesOf(sql`o.uri`, ranges).concat(ranges.length === 0 ? [sql`false`] : []), ' or ')
  const uriArray = [...uris]
  const own = sql`view_epcis_object o where o.role ${inRole} and o.is_class = ${isClass} and (o.uri = any(${uriArray}::text[]) or ${within})`
  const taking = [
    ...named.map((rows) => sql`${rows} and p.event = e.event`),
    ...(ranges.length === 0
      ? []
      : [
          sql`view_participation p join view_object o on o.id = p.object where p.event = e.event and p.role ${inRole} and ${plain} and ${level} and (${within})`,
        ]),
  ].map(found)
  return {
    filter: sql`case when e.own_objects then ${found(sql`${own} and o.event = e.event`)} else (${join([...taking, sql`false`], ' or ')}) end`,
    candidates: join(
      [
        ...named.map((rows) => sql`select p.event from ${rows}`),
        sql`select o.event from ${own}`,
        ...rangesOf(sql`o.uri`, ranges).flatMap((range) => candidatesWithin(range, inRole)),
      ].map((rows) => sql`(${rows} limit ${limits.candidates})`),
      ' union all ',
    ),
  }
}

/** Events of the objects of a range; of more objects than are looked at one by one, as many rows as say that these are not all. */
function candidatesWithin(range: Sql, inRole: Sql): Sql[] {
  const most = limits.candidates
  return [
    sql`select p.event from (select o.id from view_object o where ${range} limit ${most}) o
      cross join lateral (select event from view_participation where object = o.id and role ${inRole} limit ${most}) p`,
    sql`select -1::bigint from generate_series(1, ${most})
      where (select count(*) from (select from view_object o where ${range} limit ${most + 1}) o) > ${most}`,
  ]
}

async function compileEventID(transaction: Transaction, ids: readonly string[], asOf: number): Promise<Compiled> {
  const indexes = await selectIndexesOfIds(transaction, ids, asOf)
  if (indexes.length === 0) return never
  return {
    filter: sql`e.event = any(${arrayOf(indexes)}::bigint[])`,
    candidates: sql`select unnest(${arrayOf(indexes)}::bigint[]) as event`,
  }
}
