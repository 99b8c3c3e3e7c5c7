import { countUntold, type Reads, selectLotsOfClasses, selectMakingsWanting } from '../../views/genealogy/index.ts'
import {
  Compositions,
  type Done,
  type LotSum,
  type Made,
  type Mixes,
  type Reached,
  selectLotsOfEvents,
  sumDone,
} from '../../views/rollups/index.ts'
import { limits } from './model.ts'
import { type LotHistory, unitsMade } from './rules/by-lots.ts'

/**
 * Reads all lots that something of the seeds may be in, with what they were made of: from the roll-ups, so that no unit is read. The product of a lot
 * in scope is followed as well: what was told of it alone may be of that lot.
 */
export async function walkLots(reads: Reads, seeds: readonly number[], asOf: number, followed?: Compositions): Promise<LotWalk> {
  const compositions = followed ?? new Compositions()
  if (followed === undefined) await compositions.follow(reads)
  const walk = new LotWalk(reads, seeds, asOf, compositions)
  await walk.run()
  return walk
}

export class LotWalk implements LotHistory {
  readonly #reads: Reads
  readonly #asOf: number
  readonly seeds: ReadonlySet<number>
  readonly made = new Map<number, readonly Made[]>()
  readonly madeBy = new Map<number, number[]>()
  readonly mixes: Mixes
  readonly #compositions: Compositions
  /** What is known of all that was read. */
  readonly #sums = new Map<number, LotSum>()
  readonly lotData = new Map<number, readonly string[]>()
  readonly productOf = new Map<number, number>()
  readonly untold = new Map<number, number>()
  readonly unnamed = new Set<number>()
  readonly wanting = new Map<number, Set<number>>()
  /** Whatever was ever told to be connected: more than what was so at that size of the log. */
  readonly #loaded = new Map<number, Reached>()
  /** Events whose recipe needs a product, and that state none of it. */
  readonly #wantedIn = new Map<string, number[]>()

  constructor(reads: Reads, seeds: readonly number[], asOf: number, compositions: Compositions) {
    this.#compositions = compositions
    this.mixes = compositions.mixes
    this.#reads = reads
    this.#asOf = asOf
    this.seeds = new Set(seeds)
  }

  /** What a number of the walk is called. */
  uriOf(lot: number): string | undefined {
    return this.#loaded.get(lot)?.uri
  }

  /** What became of these lots. */
  doneOf(lots: readonly number[]): Done[] {
    return sumDone(
      lots.flatMap((lot) => this.#sums.get(lot) ?? []),
      this.#compositions,
    )
  }

  /** Of these lots, those of which more units took part in one kind of deed than are told to be made, with how many are: some came from where nobody told. */
  moreThanMade(lots: readonly number[]): Map<number, number> {
    const found = new Map<number, number>()
    for (const lot of lots) {
      const made = unitsMade(this.made.get(lot) ?? [])
      if (this.#sums.get(lot)?.totals.some(({ units }) => units > made) === true) found.set(lot, made)
    }
    return found
  }

  async run(): Promise<void> {
    for (let more: readonly number[] = [...this.seeds]; more.length > 0; ) {
      await this.#load(more.filter((lot) => !this.#loaded.has(lot)))
      const { products, standIns } = this.#follow(more)
      const [perhaps, wanting] = await Promise.all([
        // Units of no told lot that were made of something here may be of any lot of their product.
        selectLotsOfClasses(this.#reads, standIns, this.#asOf, limits.untold),
        this.#lotsWanting(products),
      ])
      more = [...perhaps.map(({ lot }) => lot), ...wanting]
    }
  }

  async #load(lots: readonly number[]): Promise<void> {
    if (lots.length === 0) return
    const fresh = (await this.#compositions.reach(this.#reads, lots)).filter(({ id }) => !this.#loaded.has(id))
    for (const one of fresh) this.#loaded.set(one.id, one)
    const ids = fresh.map(({ id }) => id)
    const classes = fresh.filter(({ classId }) => classId === null)
    const [untold, wanting, sums] = await Promise.all([
      countUntold(
        this.#reads,
        classes.map(({ id }) => id),
        this.#asOf,
      ),
      selectMakingsWanting(
        this.#reads,
        classes.map(({ uri }) => uri),
        this.#asOf,
      ),
      this.#compositions.sums(this.#reads, ids, this.#asOf),
    ])
    for (const [id, units] of untold) this.untold.set(id, units)
    for (const [product, some] of Map.groupBy(wanting, (one) => one.product)) {
      this.#wantedIn.set(
        product,
        some.map(({ event }) => event),
      )
    }
    for (const [lot, sum] of sums) {
      this.#sums.set(lot, sum)
      const { made, totals, lotData } = sum
      // A quantity may be told without its number.
      if (totals.some(({ quantity, units }) => quantity !== null || units === 0)) this.unnamed.add(lot)
      if (lotData.length > 0) this.lotData.set(lot, lotData)
      if (made.length > 0) this.made.set(lot, made)
      this.#connect(made)
    }
  }

  #connect(made: readonly Made[]): void {
    for (const { lot, mix } of made) {
      if (mix === null) continue
      const lots = this.madeBy.get(mix)
      if (lots === undefined) this.madeBy.set(mix, [lot])
      else if (lots.at(-1) !== lot) lots.push(lot)
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
      for (const mix of this.mixes.with(lot)) {
        for (const made of this.madeBy.get(mix) ?? []) {
          if (!this.productOf.has(made)) waiting.push(made)
          if (this.untold.has(made)) standIns.add(made)
        }
      }
    }
    return { products, standIns: [...standIns] }
  }

  /** Lots made where the recipe needs one of these products, and no input was told to be it. */
  async #lotsWanting(products: readonly Reached[]): Promise<number[]> {
    const needs = new Map<number, Set<number>>()
    for (const { id, uri } of products) {
      for (const event of this.#wantedIn.get(uri) ?? []) needs.set(event, (needs.get(event) ?? new Set()).add(id))
    }
    const lots = await selectLotsOfEvents(this.#reads, [...needs.keys()], this.#asOf)
    const found: number[] = []
    for (const { event, lot, mix } of lots) {
      for (const id of needs.get(event) ?? []) {
        if (mix !== null && this.mixes.hasProduct(mix, id)) continue
        this.wanting.set(lot, (this.wanting.get(lot) ?? new Set()).add(id))
        found.push(lot)
      }
    }
    return found
  }
}
