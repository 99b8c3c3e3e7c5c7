import { hash } from 'node:crypto'
import { sql, type Transaction } from '../../platform/database/index.ts'
import { chunksOf, inParts, line, numbers } from '../genealogy/index.ts'
import type { Deed, LotDeed, Mix } from './model.ts'

/** Every table that this view fills, with the columns of its key. */
export const rollupTables = {
  view_deed: ['id'],
  view_mix: ['id'],
  view_mix_part: ['mix', 'position'],
  view_lot_deed: ['event', 'position', 'known_from'],
  view_lot_deed_sum: ['lot', 'facts', 'block', 'position'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Rows that one statement closes. */
const part = 1_000

export async function selectCursors(transaction: Transaction): Promise<{ views: number; rollups: number }> {
  const rows = await transaction.query<{ name: string; cursor: number }>(sql`select name, cursor from view_cursor`)
  const cursorOf = (name: string): number => rows.find((row) => row.name === name)?.cursor ?? 0
  return { views: cursorOf('views'), rollups: cursorOf('rollups') }
}

export async function updateCursor(transaction: Transaction, cursor: number): Promise<void> {
  const touched = await transaction.execute(sql`update view_cursor set cursor = ${cursor} where name = 'rollups'`)
  if (touched === 0) await transaction.execute(sql`insert into view_cursor values ('rollups', ${cursor})`)
}

/** 32 hexadecimal digits. */
const keyOf = (value: unknown): string => hash('sha256', JSON.stringify(value), 'hex').slice(0, 32)

/** Asked for several times of each deed and mix while its rows are compared and written. */
function keyedBy<Value extends object>(make: (value: Value) => string): (value: Value) => string {
  const known = new WeakMap<Value, string>()
  return (value) => {
    const found = known.get(value)
    if (found !== undefined) return found
    const key = make(value)
    known.set(value, key)
    return key
  }
}
export const keyOfDeed = keyedBy((deed: Deed) =>
  keyOf([
    deed.role,
    deed.type,
    deed.action,
    deed.bizStep,
    deed.disposition,
    deed.place,
    deed.consignor,
    deed.consignee,
    deed.processing,
    deed.lotData,
  ]),
)
export const keyOfMix = keyedBy(({ mode, parts }: Mix) => keyOf([mode, parts.map(({ lot, product, named }) => [lot, product, named])]))

type Dictionary = 'view_deed' | 'view_mix'

async function selectIds(transaction: Transaction, table: Dictionary, keys: readonly string[]): Promise<Map<string, number>> {
  const rows = await inParts(keys, (some) => {
    const asked = `{${some.join(',')}}`
    return transaction.query<{ key: string; id: number }>(
      table === 'view_deed'
        ? sql`select translate(asked.key::text, '-', '') as key, d.id from unnest(${asked}::uuid[]) asked (key)
            cross join lateral (select id from view_deed where key = asked.key limit 1) d`
        : sql`select translate(asked.key::text, '-', '') as key, d.id from unnest(${asked}::uuid[]) asked (key)
            cross join lateral (select id from view_mix where key = asked.key limit 1) d`,
    )
  })
  return new Map(rows.map(({ key, id }) => [key, id]))
}

async function selectNext(transaction: Transaction): Promise<{ deed: number; mix: number }> {
  const [row] = await transaction.query<{ deed: number; mix: number }>(sql`select
    coalesce((select max(id) + 1 from view_deed), 0)::bigint as deed, coalesce((select max(id) + 1 from view_mix), 0)::bigint as mix`)
  return row ?? { deed: 0, mix: 0 }
}

/** A row as it is known from one fact on. */
export type KnownDeed = LotDeed & { readonly event: number; readonly knownFrom: number }
/** A row that stands in the table: by what it says, and where it is. */
export type StoredDeed = { readonly event: number; readonly position: number; readonly knownFrom: number; readonly says: string }

/** What a row says, for comparison. */
export const saysOf = (row: LotDeed): string =>
  JSON.stringify([row.lot, keyOfDeed(row.deed), row.mix === null ? null : keyOfMix(row.mix), row.units, row.quantity, row.uom, row.sure])

type StoredRow = Omit<StoredDeed, 'says'> & {
  lot: number
  deedKey: string
  mixKey: string | null
  units: number
  quantity: string | null
  uom: string | null
  sure: boolean
}

/** The rows of these events that nothing has closed. */
export async function selectStanding(transaction: Transaction, events: readonly number[]): Promise<StoredDeed[]> {
  const rows = await inParts(events, (some) =>
    transaction.query<StoredRow>(sql`
      select l.event, l.position, l.known_from as "knownFrom", l.lot, translate(d.key::text, '-', '') as "deedKey",
        translate(m.key::text, '-', '') as "mixKey", l.units, l.quantity, l.uom, l.sure
      from view_lot_deed l join view_deed d on d.id = l.deed left join view_mix m on m.id = l.mix
      where l.event = any(${numbers(some)}::bigint[]) and l.known_to is null`),
  )
  return rows.map(({ event, position, knownFrom, lot, deedKey, mixKey, units, quantity, uom, sure }) => ({
    event,
    position,
    knownFrom,
    says: JSON.stringify([lot, deedKey, mixKey, units, quantity, uom, sure]),
  }))
}

export type NewRow = { readonly row: KnownDeed; readonly position: number; knownTo: number | null }

/** Deeds and mixes get their numbers in the order of the rows. */
export async function insertRows(transaction: Transaction, rows: readonly NewRow[]): Promise<void> {
  const deeds = await selectIds(transaction, 'view_deed', [...new Set(rows.map(({ row }) => keyOfDeed(row.deed)))])
  const mixes = await selectIds(transaction, 'view_mix', [
    ...new Set(rows.flatMap(({ row }) => (row.mix === null ? [] : keyOfMix(row.mix)))),
  ])
  const next = await selectNext(transaction)
  const lines = { deed: [] as string[], mix: [] as string[], part: [] as string[], row: [] as string[] }
  const numberOfDeed = (deed: Deed, knownFrom: number): number => {
    const key = keyOfDeed(deed)
    const known = deeds.get(key)
    if (known !== undefined) return known
    const id = next.deed++
    deeds.set(key, id)
    const { role, type, action, bizStep, disposition, place, consignor, consignee, processing, lotData } = deed
    lines.deed.push(
      line(id, role, type, action, bizStep, disposition, place, consignor, consignee, processing ? 't' : 'f', lotData, key, knownFrom),
    )
    return id
  }
  const numberOfMix = (mix: Mix | null, knownFrom: number): number | null => {
    if (mix === null) return null
    const key = keyOfMix(mix)
    const known = mixes.get(key)
    if (known !== undefined) return known
    const id = next.mix++
    mixes.set(key, id)
    lines.mix.push(line(id, mix.mode, key, knownFrom))
    for (const [position, { lot, product, named }] of mix.parts.entries())
      lines.part.push(line(id, position, lot, product, named ? 't' : 'f'))
    return id
  }
  for (const { row, position, knownTo } of rows) {
    const { event, lot, deed, mix, units, quantity, uom, sure, knownFrom } = row
    const ids = [numberOfDeed(deed, knownFrom), numberOfMix(mix, knownFrom)] as const
    lines.row.push(line(event, position, lot, ...ids, units, quantity, uom, sure ? 't' : 'f', knownFrom, knownTo))
  }
  const copy = async (text: string, texts: readonly string[]): Promise<void> => {
    if (texts.length > 0) await transaction.copyIn(`copy ${text} from stdin`, chunksOf(texts))
  }
  await copy(
    'view_deed (id, role, type, action, biz_step, disposition, place, consignor, consignee, processing, lot_data, key, known_from)',
    lines.deed,
  )
  await copy('view_mix (id, mode, key, known_from)', lines.mix)
  await copy('view_mix_part (mix, position, lot, product, named)', lines.part)
  await copy('view_lot_deed (event, position, lot, deed, mix, units, quantity, uom, sure, known_from, known_to)', lines.row)
}

/** Closes rows that stand: each by its key, with the fact from which on it is known no longer. */
export async function closeRows(transaction: Transaction, closed: ReadonlyMap<StoredDeed, number>): Promise<void> {
  const all = [...closed]
  for (let at = 0; at < all.length; at += part) {
    const some = all.slice(at, at + part)
    const lists = [
      numbers(some.map(([{ event }]) => event)),
      numbers(some.map(([{ position }]) => position)),
      numbers(some.map(([{ knownFrom }]) => knownFrom)),
      numbers(some.map(([, end]) => end)),
    ] as const
    await transaction.execute(sql`update view_lot_deed set known_to = closed.known_to
      from unnest(${lists[0]}::bigint[], ${lists[1]}::integer[], ${lists[2]}::bigint[], ${lists[3]}::bigint[]) closed (event, position, known_from, known_to)
      where view_lot_deed.event = closed.event and view_lot_deed.position = closed.position and view_lot_deed.known_from = closed.known_from`)
  }
}
