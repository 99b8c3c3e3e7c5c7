import { hash } from 'node:crypto'
import { sql, type Transaction } from '../../platform/database/index.ts'
import { BinaryRows, inParts, line, numbers } from '../genealogy/index.ts'
import type { Deed, LotDeed, Mix } from './model.ts'

/** Every table that this view fills, with the columns of its key. */
export const rollupTables = {
  view_deed: ['id'],
  view_mix: ['id'],
  view_mix_part: ['mix', 'position'],
  view_lot_deed: ['event', 'position', 'known_from'],
  view_lot_deed_sum: ['lot', 'facts', 'block', 'position'],
  view_lot_block: ['lot', 'block'],
  view_lot_unit: ['lot', 'block', 'position'],
  view_mix_unit: ['lot', 'mix', 'block', 'position'],
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

/** Keys by what they are made of: the same few deeds and mixes come again and again. */
const keys = new Map<string, string>()
const keysMax = 20_000

/** 32 hexadecimal digits. */
function keyOf(value: unknown): string {
  const text = JSON.stringify(value)
  const known = keys.get(text)
  if (known !== undefined) return known
  const key = hash('sha256', text, 'hex').slice(0, 32)
  if (keys.size >= keysMax) keys.clear()
  keys.set(text, key)
  return key
}

const keyOfDeed = (deed: Deed): string =>
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
  ])
const keyOfMix = ({ mode, parts }: Mix): string => keyOf([mode, parts.map(({ lot, product, named }) => [lot, product, named])])

const uuids = (list: Iterable<string>): string => `{${[...list].join(',')}}`

type Numbered = { readonly key: string; readonly id: number }

/** The numbers of those that are known, and the next ones. */
async function selectNumbers(transaction: Transaction, deeds: ReadonlySet<string>, mixes: ReadonlySet<string>) {
  const [knownDeeds = [], knownMixes = [], [next] = []] = await transaction.together(
    sql`select translate(asked.key::text, '-', '') as key, d.id from unnest(${uuids(deeds)}::uuid[]) asked (key)
      cross join lateral (select id from view_deed where key = asked.key limit 1) d`,
    sql`select translate(asked.key::text, '-', '') as key, d.id from unnest(${uuids(mixes)}::uuid[]) asked (key)
      cross join lateral (select id from view_mix where key = asked.key limit 1) d`,
    sql`select coalesce((select max(id) + 1 from view_deed), 0)::bigint as deed, coalesce((select max(id) + 1 from view_mix), 0)::bigint as mix`,
  )
  const byKey = (rows: readonly object[]): Map<string, number> => new Map((rows as Numbered[]).map(({ key, id }) => [key, id]))
  return { deeds: byKey(knownDeeds), mixes: byKey(knownMixes), next: (next ?? { deed: 0, mix: 0 }) as { deed: number; mix: number } }
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
  if (rows.length === 0) return
  const keyed = rows.map((added) => ({
    ...added,
    deedKey: keyOfDeed(added.row.deed),
    mixKey: added.row.mix === null ? null : keyOfMix(added.row.mix),
  }))
  const { deeds, mixes, next } = await selectNumbers(
    transaction,
    new Set(keyed.map(({ deedKey }) => deedKey)),
    new Set(keyed.flatMap(({ mixKey }) => mixKey ?? [])),
  )
  const lines = { deed: [] as string[], mix: [] as string[], part: [] as string[] }
  const lotDeeds = new BinaryRows(lotDeedColumns.split(', ').length)
  for (const { row, position, knownTo, deedKey, mixKey } of keyed) {
    const { event, lot, units, quantity, uom, sure, knownFrom } = row
    let deed = deeds.get(deedKey)
    if (deed === undefined) {
      deed = next.deed++
      deeds.set(deedKey, deed)
      lines.deed.push(deedLine(deed, row.deed, deedKey, knownFrom))
    }
    let mix = mixKey === null ? null : mixes.get(mixKey)
    if (mix === undefined && row.mix !== null && mixKey !== null) {
      mix = next.mix++
      mixes.set(mixKey, mix)
      lines.mix.push(line(mix, row.mix.mode, mixKey, knownFrom))
      for (const [at, of] of row.mix.parts.entries()) lines.part.push(line(mix, at, of.lot, of.product, of.named ? 't' : 'f'))
    }
    lotDeeds.row().bigint(event).integer(position).bigint(lot).bigint(deed)
    lotDeeds
      .bigint(mix ?? null)
      .integer(units)
      .numeric(quantity)
      .text(uom)
      .boolean(sure)
      .bigint(knownFrom)
      .bigint(knownTo)
  }
  const copy = (table: string, texts: readonly string[]): void => {
    if (texts.length > 0) transaction.copyInLater(`copy ${table} from stdin`, Buffer.from(texts.join('')))
  }
  copy(
    'view_deed (id, role, type, action, biz_step, disposition, place, consignor, consignee, processing, lot_data, key, known_from)',
    lines.deed,
  )
  copy('view_mix (id, mode, key, known_from)', lines.mix)
  copy('view_mix_part (mix, position, lot, product, named)', lines.part)
  await transaction.copyIn(`copy view_lot_deed (${lotDeedColumns}) from stdin (format binary)`, lotDeeds.finish())
}

const lotDeedColumns = 'event, position, lot, deed, mix, units, quantity, uom, sure, known_from, known_to'

function deedLine(id: number, deed: Deed, key: string, knownFrom: number): string {
  const { role, type, action, bizStep, disposition, place, consignor, consignee, processing, lotData } = deed
  return line(id, role, type, action, bizStep, disposition, place, consignor, consignee, processing ? 't' : 'f', lotData, key, knownFrom)
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
