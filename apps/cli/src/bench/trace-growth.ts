import { firstOrganisation, insertSums, packUnits } from '@proofline/server/operations'
import type pg from 'pg'
import type { PlainTable } from './plain-table.ts'
import { type Difference, repeatTables } from './repeat-tables.ts'

const { schema } = firstOrganisation

/**
 * A history as large as a bench asks for: a block that was captured, projected and summed up as ever, repeated in the tables that a trace reads.
 *
 * Each copy is a production of its own: units, lots, containers, documents (orders, shipments) and the compositions made of them are other ones, with
 * indexes of their own. Products, places, parties, sources and deeds are one: a product has as many lots, and as many units of no told lot, as
 * a factory of that size would have, and a recipe that wants it as many makings. Copies begin one after the other within the thousand days over which
 * the factory itself spreads a large history, so that no more happens at a time than there, and lots keep their dates. They are recorded one after the other.
 *
 * One lot stays one, in so many copies: whatever is made of it in them is made of one lot. Sums of roll-ups, and packed units, are made anew by the product, because its
 * blocks are those of the grown log. Facts with their bodies, which some answers quote, are in `told` copies only: the questions are about those (but bodies name
 * the lots of the block: what a supplier calls its lot is not told of copies). Absent from all: what only
 * EPCIS queries look up (terms, objects, numbers), and what no question of the bench reads. Not a log to be verified: the tree knows nothing of it.
 */
export type TraceGrowth = {
  readonly blockFacts: number
  readonly facts: number
  readonly blockObjects: number
  /** Units, lots, containers and assets. */
  readonly objects: number
  readonly copies: number
  /** Copies that have their facts, the block among them. */
  readonly told: readonly number[]
  /** Milliseconds between what happens in two copies, and between their recordings; 0: there is only the block. */
  readonly stepMs: number
  readonly recordedStepMs: number
}

const shared = "('class', 'place', 'party')"
const dayMs = 86_400_000
const spreadDays = 1_000
const mostTold = 20

/**
 * Rows of a table with two conditions for each object `name` that they refer to: `own_name`, another in each copy; `hot_name`, only in copies that have their
 * own lot in place of the one, whose number stands for `$hot`.
 */
const withOwn = (table: string, refers: Readonly<Record<string, string>>): string => {
  const told = Object.keys(refers).map(
    (name) => `coalesce(o_${name}.level not in ${shared} and o_${name}.id <> $hot, false) as own_${name},
      coalesce(o_${name}.id = $hot, false) as hot_${name}`,
  )
  const joins = Object.entries(refers).map(([name, column]) => `left join ${schema}.view_object o_${name} on o_${name}.id = r.${column}`)
  return `select r.*, ${told.join(', ')} from ${schema}.${table} r ${joins.join(' ')}`
}
const moved = (name: string): string => `(b.own_${name} or b.hot_${name} and k >= h)::integer`
const shifted = (column: string, name: string = column): string => `b.${column} + k * o * ${moved(name)}`

/** A composition is another one where anything in it is. */
const mixes = `select m.id, bool_or(o.level not in ${shared} and o.id <> $hot) as own_mix, bool_or(o.id = $hot) as hot_mix
  from ${schema}.view_mix m join ${schema}.view_mix_part p on p.mix = m.id join ${schema}.view_object o on o.id = p.lot group by m.id`

/**
 * `f`: facts of the block, `o`: its objects, `d`: its documents, `m`: its mixes, `t`: milliseconds between the begins of two copies, `r`: between their
 * recordings, `h`: copies with the one lot.
 */
const tables: Readonly<Record<string, Difference>> = {
  view_participation: {
    from: withOwn('view_participation', { object: 'object', lot: 'lot' }),
    columns: { event: 'b.event + k * f', object: shifted('object'), lot: shifted('lot'), known_to: 'b.known_to + k * f' },
  },
  view_event: {
    from: withOwn('view_event', { transformation: 'transformation' }),
    columns: {
      index: 'b.index + k * f',
      document: 'b.document + k * d',
      event_key: 'md5(b.event_key::text || k)::uuid',
      content: 'md5(b.content::text || k)::uuid',
      happening: 'md5(b.happening::text || k)::uuid',
      occurred_from_ms: 'b.occurred_from_ms + k * t',
      occurred_to_ms: 'b.occurred_to_ms + k * t',
      received_ms: 'b.received_ms + k * r',
      transformation: shifted('transformation'),
      known_to: 'b.known_to + k * f',
    },
  },
  view_lot_deed: {
    from: `select q.*, coalesce(x.own_mix, false) as own_mix, coalesce(x.hot_mix, false) as hot_mix
      from (${withOwn('view_lot_deed', { lot: 'lot' })}) q left join (${mixes}) x on x.id = q.mix`,
    columns: {
      event: 'b.event + k * f',
      lot: shifted('lot'),
      mix: `b.mix + k * m * ${moved('mix')}`,
      known_from: 'b.known_from + k * f',
      known_to: 'b.known_to + k * f',
    },
  },
  record_fact: { columns: { index: 'b.index + k * f', event_hash: 'sha256(b.event_hash || int8send(k))' } },
  record_batch: {
    columns: { size: 'b.size + k * f', first: 'b.first + k * f', recorded_at: "b.recorded_at + k * interval '1 millisecond' * r" },
  },
  view_document: {
    columns: {
      id: 'b.id + k * d',
      key: 'md5(b.key::text || k)::uuid',
      received_ms: 'b.received_ms + k * r',
      known_from: 'b.known_from + k * f',
    },
  },
  view_object: {
    from: `select *, id = $hot as hot_id, id <> $hot as own_id from ${schema}.view_object where level not in ${shared}`,
    columns: { id: 'b.id + k * o', uri: "b.uri || '-' || k", known_from: 'b.known_from + k * f' },
    where: 'own_id or k >= h',
  },
  view_untold: {
    columns: { object: 'b.object + k * o', known_from: 'b.known_from + k * f', known_to: 'b.known_to + k * f' },
  },
  view_unfilled: {
    columns: { object: 'b.object + k * o', known_from: 'b.known_from + k * f', known_to: 'b.known_to + k * f' },
  },
  view_wanting: { columns: { event: 'b.event + k * f' } },
  view_removed: {
    from: withOwn('view_removed', { object: 'object' }),
    columns: { object: shifted('object'), event: 'b.event + k * f' },
  },
  view_epcis_event: {
    columns: { event: 'b.event + k * f', at_ms: 'b.at_ms + k * t', terms: "'{}'" },
  },
  view_mix: {
    from: `select r.*, x.own_mix, x.hot_mix from ${schema}.view_mix r join (${mixes}) x on x.id = r.id`,
    columns: { id: 'b.id + k * m', key: 'md5(b.key::text || k)::uuid', known_from: 'b.known_from + k * f' },
    where: `${moved('mix')} = 1`,
  },
  view_mix_part: {
    from: `select q.*, x.own_mix, x.hot_mix from (${withOwn('view_mix_part', { lot: 'lot' })}) q join (${mixes}) x on x.id = q.mix`,
    columns: { mix: 'b.mix + k * m', lot: shifted('lot') },
    where: `${moved('mix')} = 1`,
  },
}

/** What copies share, or do without. Of any other table of views a copy would miss something: it must be empty. */
const left = [
  'view_source',
  'view_deed',
  'view_cursor',
  'view_lot_deed_sum',
  'view_lot_block',
  'view_lot_unit',
  'view_mix_unit',
  'view_epcis_number',
  'view_epcis_object',
  'view_epcis_value',
]

type Block = { f: number; o: number; d: number; m: number; span: number; r: number; objects: number; hot: number }

async function readBlock(client: pg.Client, hotLot: string): Promise<Block> {
  const { rows } = await client.query<Record<keyof Block, string>>(
    `select (select max(size) from ${schema}.record_batch) as f, (select max(id) + 1 from ${schema}.view_object) as o,
      (select max(id) + 1 from ${schema}.view_document) as d, (select coalesce(max(id), -1) + 1 from ${schema}.view_mix) as m,
      (select max(occurred_from_ms) - min(occurred_from_ms) + 1 from ${schema}.view_event) as span,
      (select ceil(extract(epoch from max(recorded_at) - min(recorded_at)) * 1000)::bigint + 1 from ${schema}.record_batch) as r,
      (select count(*) from ${schema}.view_object where level in ('instance', 'lot', 'logistic-unit', 'asset')) as objects,
      (select id from ${schema}.view_object where uri = $1) as hot`,
    [hotLot],
  )
  const entries = Object.entries(rows[0] ?? {}).map(([name, value]) => [name, Number(value)])
  return Object.fromEntries(entries) as Block
}

async function assertAllDecided(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = '${schema}'::regnamespace and relkind = 'r' and relname like 'view\\_%'`,
  )
  for (const { name } of rows) {
    if (name in tables || left.includes(name)) continue
    const { rows: found } = await client.query(`select from ${schema}.${name} limit 1`)
    if (found.length > 0) throw new Error(`${name}: the benchmark does not know what its rows are in a copy`)
  }
}

export type TraceGrowthOptions = {
  /** Objects that there are to be, at least. */
  readonly objects: number
  /** Canonical URI of the lot that stays one, in this many copies at most. */
  readonly hotLot: string
  readonly hotCopies: number
  readonly onProgress: (done: number, total: number) => void
}

/** The server stands still, its views and roll-ups have followed its whole log. */
export async function growTrace(
  client: pg.Client,
  plain: PlainTable,
  { objects, hotLot, hotCopies, onProgress }: TraceGrowthOptions,
): Promise<TraceGrowth> {
  await assertAllDecided(client)
  const { f, o, d, m, span, r, objects: blockObjects, hot } = await readBlock(client, hotLot)
  const copies = Math.max(1, Math.ceil((objects - 1) / (blockObjects - 1)))
  const one = Math.min(copies, hotCopies)
  const facts = f * copies
  const told = Array.from({ length: Math.min(copies, mostTold) }, (_, at) => Math.floor((at * copies) / Math.min(copies, mostTold)))
  const growth = { blockFacts: f, facts, blockObjects, objects: blockObjects * copies - (one - 1), copies, told }
  if (copies === 1) {
    await client.query('vacuum (analyze)')
    return { ...growth, stepMs: 0, recordedStepMs: 0 }
  }
  // Before there is a batch that the projector would follow.
  await client.query(`update ${schema}.view_cursor set cursor = ${facts}`)
  const only = new Set(told)
  const decided = Object.entries(tables).map(([name, { from, ...rest }]): [string, Difference] => [
    name,
    { ...rest, ...(from && { from: from.replaceAll('$hot', String(hot)) }), ...(name === 'record_fact' && { only }) },
  ])
  // Whole days: times stay as round, and as near to midnight, as they were told.
  const t = dayMs * Math.max(1, Math.min(Math.ceil(span / dayMs), Math.floor(spreadDays / copies)))
  const repetition = { tables: Object.fromEntries(decided), constants: { f, o, d, m, t, r, h: one }, copies }
  await plain.connected((other) => repeatTables([client, other], repetition, onProgress))
  const byBlock = ['view_lot_deed_sum', 'view_lot_block', 'view_lot_unit', 'view_mix_unit'].map((table) => `${schema}.${table}`).join(', ')
  await client.query(`truncate ${byBlock}`)
  await plain.asProduct(async (transaction) => {
    await insertSums(transaction, 0, facts)
    await packUnits(transaction, 0, facts)
  })
  await client.query(`vacuum (analyze) ${byBlock}`)
  return { ...growth, stepMs: t, recordedStepMs: r }
}
