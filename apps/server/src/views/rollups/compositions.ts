import { BinaryRow, readBinaryRows, sql } from '../../platform/database/index.ts'
import { type Reads, selectObjects } from '../genealogy/index.ts'
import { selectRuns } from './entries.ts'
import { KeptSums } from './kept-sums.ts'
import { type LotSum, sumOf } from './lot-sums.ts'
import { Mixes } from './mixes.ts'
import type { Deed, MixMode } from './model.ts'

/** A lot that something of others may be in; or a product, which stands for its units of which no lot is told. */
export type Reached = { readonly id: number; readonly uri: string; readonly classId: number | null }

/**
 * What never changes once it was told, kept from question to question: deeds, what is in which composition, which lots were made of it at any time,
 * names of lots, places and parties. Of a log with ten million objects some 200,000 compositions, 50 MB. What is known of lots now is kept as well.
 * `follow` reads what came since; not to be asked by two at a time.
 */
export class Compositions {
  /** Which tables it was read from: views that are made anew have other numbers. */
  #tables: number | undefined
  #cursor = -1
  #deeds: Deed[] = []
  mixes = new Mixes()
  /** By composition: lots that were ever made of it. */
  #madeOf: number[][] = []
  #objects = new Map<number, Reached>()
  readonly #sums = new KeptSums()

  #forget(tables: number): void {
    this.#tables = tables
    this.#cursor = -1
    this.#deeds = []
    this.mixes = new Mixes()
    this.#madeOf = []
    this.#objects = new Map()
    this.#sums.forget()
  }

  /** Reads what was told since the last time, as the transaction sees it. To be called in each transaction before anything is asked. */
  async follow(reads: Reads): Promise<void> {
    const [now] = await reads.query<{ cursor: number; tables: number }>(
      sql`select cursor, pg_relation_filenode('view_mix')::bigint as tables from view_cursor where name = 'rollups'`,
    )
    if (now === undefined) throw new Error('view_cursor has lost its row of the roll-ups')
    if (now.tables !== this.#tables || now.cursor < this.#cursor) this.#forget(now.tables)
    if (now.cursor === this.#cursor) return
    try {
      await this.#read(reads)
      await this.#sums.follow(reads, this.#cursor, now.cursor)
      this.#cursor = now.cursor
    } catch (error) {
      // Some of it may have been read, and would be read again.
      this.#tables = undefined
      throw error
    }
  }

  async #read(reads: Reads): Promise<void> {
    const deeds = await reads.query<Deed>(sql`
      select role, type, action, biz_step as "bizStep", disposition, place, consignor, consignee, processing, lot_data as "lotData"
      from view_deed where id >= ${this.#deeds.length} order by id`)
    for (const deed of deeds) this.#deeds.push(deed)
    const first = this.mixes.size
    const take = (select: string, read: (row: BinaryRow) => void): Promise<void> =>
      readBinaryRows(reads.copyOut(`copy (${select}) to stdout (format binary)`), new BinaryRow(), read)
    await take(`select id, mode from view_mix where id >= ${first}`, (row) => {
      const mix = row.bigint()
      this.mixes.add(mix, row.word<MixMode>() ?? 'plain')
      this.#madeOf[mix] = []
    })
    await take(`select mix, lot, product, named from view_mix_part where mix >= ${first} order by mix, product, lot, position`, (row) =>
      this.mixes.addPart(row.bigint(), row.bigint(), row.optional(), row.boolean()),
    )
    const since = this.#cursor < 0 ? '' : `and known_from >= ${this.#cursor}`
    let known: { readonly mix: number; readonly lots: Set<number> } | undefined
    await take(`select distinct mix, lot from view_lot_deed where mix is not null ${since} order by mix, lot`, (row) => {
      const [mix, lot] = [row.bigint(), row.bigint()]
      const made = this.#madeOf[mix] ?? []
      if (known?.mix !== mix) known = { mix, lots: new Set(made) }
      if (!known.lots.has(lot)) made.push(lot)
    })
  }

  deed(id: number): Deed {
    const deed = this.#deeds[id]
    if (deed === undefined) throw new Error(`a sum of deed ${id}, which is not there`)
    return deed
  }

  /** What is known of these lots at a size of the log. */
  async sums(reads: Reads, lots: readonly number[], asOf: number): Promise<Map<number, LotSum>> {
    const isNow = asOf === this.#cursor
    const found = new Map<number, LotSum>()
    const unknown: number[] = []
    for (const lot of lots) {
      const known = isNow ? this.#sums.get(lot) : undefined
      if (known === undefined) unknown.push(lot)
      else found.set(lot, known)
    }
    const runs = await selectRuns(reads, unknown, asOf)
    for (const lot of unknown) {
      const sum = sumOf(lot, runs.get(lot), this)
      found.set(lot, sum)
      if (isNow) this.#sums.keep(lot, sum)
    }
    return found
  }

  /**
   * Lots that something of these may be in, these among them, with the products of all: over every composition that was ever told of, whatever became of
   * it and whenever it was told. What stood at some size of the log is for the sums to say.
   */
  async reach(reads: Reads, lots: readonly number[]): Promise<Reached[]> {
    const reached = new Set(lots)
    const found: Reached[] = []
    for (let waiting: readonly number[] = lots; waiting.length > 0; ) {
      const fresh = [...waiting]
      this.#closeOver(fresh, reached)
      await this.name(reads, fresh)
      const classes: number[] = []
      for (const lot of fresh) {
        const object = this.#objects.get(lot)
        if (object === undefined) continue
        found.push(object)
        if (object.classId === null || reached.has(object.classId)) continue
        reached.add(object.classId)
        classes.push(object.classId)
      }
      waiting = classes
    }
    return found
  }

  /** Adds to `fresh` what was made of it, and of that. */
  #closeOver(fresh: number[], reached: Set<number>): void {
    for (const lot of fresh) {
      for (const mix of this.mixes.with(lot)) {
        for (const made of this.#madeOf[mix] ?? []) {
          if (reached.has(made)) continue
          reached.add(made)
          // An array yields as well what is added while it is gone through.
          fresh.push(made)
        }
      }
    }
  }

  /** From then on it is known what these are called. */
  async name(reads: Reads, ids: readonly number[]): Promise<void> {
    const unknown = ids.filter((id) => !this.#objects.has(id))
    if (unknown.length === 0) return
    for (const { id, uri, classId } of (await selectObjects(reads, unknown)).values()) this.#objects.set(id, { id, uri, classId })
  }

  /** What one is called that was reached or named. */
  uriOf(id: number): string | undefined {
    return this.#objects.get(id)?.uri
  }
}
