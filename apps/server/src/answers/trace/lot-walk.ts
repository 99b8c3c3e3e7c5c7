import type { Transaction } from '../../platform/database/index.ts'
import { countUntold, selectLotsOfClasses, selectMakingsWanting } from '../../views/genealogy/index.ts'
import {
  type Made,
  type NumberedMix,
  type Reached,
  selectLotsOfEvents,
  selectMade,
  selectMixes,
  selectReach,
} from '../../views/rollups/index.ts'
import { limits } from './model.ts'
import type { LotHistory } from './rules/by-lots.ts'

/**
 * Reads all lots that something of the seeds may be in, with what they were made of: from the roll-ups, so that no unit is read. The product of a lot
 * in scope is followed as well: what was told of it alone may be of that lot.
 */
export async function walkLots(transaction: Transaction, seeds: readonly number[], asOf: number): Promise<LotWalk> {
  const walk = new LotWalk(transaction, seeds, asOf)
  await walk.run()
  return walk
}

export class LotWalk implements LotHistory {
  readonly #transaction: Transaction
  readonly #asOf: number
  readonly seeds: ReadonlySet<number>
  readonly made = new Map<number, Made[]>()
  readonly mixes = new Map<number, NumberedMix>()
  readonly productOf = new Map<number, number>()
  readonly untold = new Map<number, number>()
  readonly wanting = new Map<number, Set<number>>()
  /** Whatever was ever told to be connected: more than what was so at that size of the log. */
  readonly #loaded = new Map<number, Reached>()
  readonly #madeOf = new Map<number, Set<number>>()

  constructor(transaction: Transaction, seeds: readonly number[], asOf: number) {
    this.#transaction = transaction
    this.#asOf = asOf
    this.seeds = new Set(seeds)
  }

  /** What a number of the walk is called. */
  uriOf(lot: number): string | undefined {
    return this.#loaded.get(lot)?.uri
  }

  async run(): Promise<void> {
    for (let more: readonly number[] = [...this.seeds]; more.length > 0; ) {
      await this.#load(more.filter((lot) => !this.#loaded.has(lot)))
      const { products, standIns } = this.#follow(more)
      // Units of no told lot that were made of something here may be of any lot of their product.
      const perhaps = await selectLotsOfClasses(this.#transaction, standIns, this.#asOf, limits.untold)
      more = [...perhaps.map(({ lot }) => lot), ...(await this.#lotsWanting(products))]
    }
  }

  async #load(lots: readonly number[]): Promise<void> {
    if (lots.length === 0) return
    const fresh = (await selectReach(this.#transaction, lots)).filter(({ id }) => !this.#loaded.has(id))
    for (const one of fresh) this.#loaded.set(one.id, one)
    const classes = fresh.flatMap(({ id, classId }) => (classId === null ? [id] : []))
    for (const [id, units] of await countUntold(this.#transaction, classes, this.#asOf)) this.untold.set(id, units)
    const ids = fresh.map(({ id }) => id)
    const rows = await selectMade(this.#transaction, ids, this.#asOf)
    for (const [lot, some] of Map.groupBy(rows, (row) => row.lot)) this.made.set(lot, some)
    const mixes = new Set(rows.flatMap(({ mix }) => (mix === null || this.mixes.has(mix) ? [] : [mix])))
    for (const [mix, one] of await selectMixes(this.#transaction, [...mixes])) this.mixes.set(mix, one)
    for (const { lot, mix } of rows) {
      for (const part of this.mixes.get(mix ?? -1)?.parts ?? []) {
        const made = this.#madeOf.get(part.lot)
        if (made === undefined) this.#madeOf.set(part.lot, new Set([lot]))
        else made.add(lot)
      }
    }
  }

  /** From lot to lot by what stood at that size of the log. @returns products that were reached now, and those that themselves were made of something here */
  #follow(from: readonly number[]): { products: Reached[]; standIns: number[] } {
    const products: Reached[] = []
    const standIns = new Set<number>()
    const waiting = [...from]
    for (let lot = waiting.pop(); lot !== undefined; lot = waiting.pop()) {
      const object = this.#loaded.get(lot)
      if (object === undefined || this.productOf.has(lot)) continue
      this.productOf.set(lot, object.classId ?? lot)
      if (object.classId === null) products.push(object)
      else waiting.push(object.classId)
      for (const made of this.#madeOf.get(lot) ?? []) {
        waiting.push(made)
        if (this.untold.has(made)) standIns.add(made)
      }
    }
    return { products, standIns: [...standIns] }
  }

  /** Lots made where the recipe needs one of these products, and no input was told to be it. */
  async #lotsWanting(products: readonly Reached[]): Promise<number[]> {
    const found: number[] = []
    for (const { id, uri } of products) {
      const events = await selectMakingsWanting(this.#transaction, [uri], this.#asOf)
      const lots = await selectLotsOfEvents(this.#transaction, events, this.#asOf)
      const mixes = await selectMixes(this.#transaction, [...new Set(lots.flatMap(({ mix }) => mix ?? []))])
      for (const { lot, mix } of lots) {
        if (mix !== null && mixes.get(mix)?.parts.some(({ product }) => product === id) === true) continue
        const needs = this.wanting.get(lot) ?? new Set()
        this.wanting.set(lot, needs.add(id))
        found.push(lot)
      }
    }
    return found
  }
}
