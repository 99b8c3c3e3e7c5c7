import { type BinaryRow, readIndex, sql, type Transaction } from '../../platform/database/index.ts'
import { numbers } from '../genealogy/index.ts'
import { copyOut } from './binary-rows.ts'

/** Facts of one block, in which units are packed (`view_pack_units`). */
export const unitBlockFacts = 4_096

/** Packs the blocks that the facts below `to` make full, from that of `from` on. */
export async function packUnits(transaction: Transaction, from: number, to: number, blockFacts = unitBlockFacts): Promise<void> {
  for (let block = Math.floor(from / blockFacts); block < Math.floor(to / blockFacts); block += 1) {
    await transaction.execute(sql`select view_pack_units(${block}, ${blockFacts})`)
  }
}

/** Numbers of units, ascending: where facts say it (again), and where they say it no longer (`gone`). */
export type UnitNumbers = { readonly gone: boolean; readonly first: number; readonly last: number; readonly units: number }
/** `offsets`: as `readNumbers` takes them. URIs: `stem` and each line of `names`, in the order of the numbers. */
export type NamedUnits = UnitNumbers & { readonly offsets: Buffer; readonly stem: string; readonly names: string }
/** What the facts after the last full block say, by lot; `moved`: units that were named before. */
export type Unpacked = { readonly byLot: ReadonlyMap<number, readonly NamedUnits[]>; readonly moved: readonly number[] }

const none = Buffer.alloc(0)
const whole = (number: number): number => {
  if (!Number.isSafeInteger(number)) throw new RangeError(`no number of an object or a fact: ${number}`)
  return number
}
/** A size of the log, cut into blocks. `since`: where the facts after the last full one begin. */
export class BlockedSize {
  readonly size: number
  readonly blocks: number
  readonly since: number

  constructor(size: number, blockFacts = unitBlockFacts) {
    this.size = whole(size)
    this.blocks = Math.floor(size / blockFacts)
    this.since = this.blocks * blockFacts
  }
}

const list = (keys: readonly number[]): string => `'${numbers(keys.map(whole))}'::bigint[]`

/** @param asOf at most the cursor of the roll-ups */
export async function selectUnpacked(transaction: Transaction, lots: readonly number[], asOf: BlockedSize): Promise<Unpacked> {
  const byLot = new Map<number, NamedUnits[]>()
  const moved: number[] = []
  await copyOut(
    transaction,
    `select lot, gone, first, last, units, offsets, stem, names, (select string_agg(int8send(object), '') from unnest(moved) m (object))
      from view_lot_units_packed(${asOf.since}, ${asOf.size}, ${list(lots)}) order by lot, position`,
    (row) => {
      const lot = row.bigint()
      const units = { ...numbersOf(row), offsets: row.bytes() ?? none, stem: row.text() ?? '', names: row.text() ?? '' }
      const before = row.bytes() ?? none
      for (let at = 0; at < before.length; at += 8) moved.push(readIndex(before, at))
      const known = byLot.get(lot)
      if (known === undefined) byLot.set(lot, [units])
      else known.push(units)
    },
  )
  return { byLot, moved }
}

const numbersOf = (row: BinaryRow): UnitNumbers => ({
  gone: row.boolean(),
  first: row.bigint(),
  last: row.bigint(),
  units: row.integer(),
})

/** Which units the full blocks name, lot by lot in this order; `offsets` where they are wanted, and of what is gone. `at`: which lot. */
export const selectPacked = (
  transaction: Transaction,
  lots: readonly { readonly id: number; readonly wanted: boolean }[],
  asOf: BlockedSize,
  take: (at: number, units: UnitNumbers, offsets: Buffer | undefined) => void,
): Promise<void> =>
  copyOut(
    transaction,
    `select asked.at, u.gone, u.first, u.last, u.units, case when u.gone or asked.wanted then u.offsets end
      from unnest(${list(lots.map(({ id }) => id))}, '{${lots.map(({ wanted }) => wanted).join(',')}}'::boolean[]) with ordinality asked (lot, wanted, at)
      cross join lateral (select * from view_lot_unit where lot = asked.lot and block < ${asOf.blocks} order by block, position) u`,
    (row) => take(row.bigint() - 1, numbersOf(row), row.bytes() ?? undefined),
  )

/** The same with their names, to be read as they come; what is gone is left out. */
export const copyPackedNames = (lots: readonly { readonly id: number; readonly wanted: boolean }[], asOf: BlockedSize): string =>
  `copy (select asked.at, u.first, u.units, case when asked.wanted then u.offsets end, u.stem, u.names
    from unnest(${list(lots.map(({ id }) => id))}, '{${lots.map(({ wanted }) => wanted).join(',')}}'::boolean[]) with ordinality asked (lot, wanted, at)
    cross join lateral (select * from view_lot_unit where lot = asked.lot and block < ${asOf.blocks} and not gone order by block, position) u)
    to stdout (format binary)`

/**
 * Units of these lots that standing makings say to be of these compositions, once for each making that was ever told; or, `gone`, of one that does not stand.
 */
export async function selectMixUnits(
  transaction: Transaction,
  asked: {
    readonly lots: readonly number[]
    readonly mixes: readonly number[]
    readonly moved: readonly number[]
    readonly asOf: BlockedSize
  },
  gone: boolean,
  take: (first: number, offsets: Buffer) => void,
): Promise<void> {
  const { asOf, mixes, moved } = asked
  const lots = list(asked.lots)
  await copyOut(
    transaction,
    `select u.first, u.offsets from unnest(${lots}) asked (lot)
      cross join lateral (select * from view_mix_unit where lot = asked.lot and block < ${asOf.blocks} and gone = ${gone} offset 0) u
      where u.mix = any(${list(mixes)})
    union all
    select first, offsets from view_mix_units_packed(${asOf.since}, ${asOf.size}, ${lots}, ${list(moved)})
      where gone = ${gone} and mix = any(${list(mixes)})`,
    (row) => take(row.bigint(), row.bytes() ?? none),
  )
}

const ownBits = 2 ** 30

/** Takes each number that `offsets` packs. */
export function readNumbers(first: number, offsets: Buffer, take: (object: number, at: number) => void): void {
  const base = first - (first % ownBits)
  for (let at = 0; at < offsets.length; at += 4) take(base + offsets.readUInt32BE(at), at / 4)
}
