import type { Made, NumberedMix } from '../../../views/rollups/index.ts'
import { certain, type Degree, greater, lesser, none, possible } from './moment.ts'

/** What was walked: lots by their numbers; the class of a product stands for its units of which no lot is told. */
export type LotHistory = {
  readonly seeds: ReadonlySet<number>
  /** What of each lot came to be, or got parts. */
  readonly made: ReadonlyMap<number, readonly Made[]>
  readonly mixes: ReadonlyMap<number, NumberedMix>
  /** Product of a lot; a class is its own. */
  readonly productOf: ReadonlyMap<number, number>
  /** Products of which there are units whose lot no fact tells: how many. */
  readonly untold: ReadonlyMap<number, number>
  /** Lots made where the recipe needs a product of the scope and none of it was stated: by that product. */
  readonly wanting: ReadonlyMap<number, ReadonlySet<number>>
}

/**
 * A lot in scope. `value`: of the lot itself, as a quantity; none: only of units by name. `all`: every unit of it that facts name is certain.
 * `certainUnits`: at least so many are; `units`: at most so many are in scope.
 */
export type LotInScope = {
  readonly value: Degree
  readonly all: boolean
  readonly units: number
  readonly certainUnits: number
}

const nothing: LotInScope = { value: none, all: false, units: 0, certainUnits: 0 }

/**
 * The forward scope of lots by lots (§3, §4), coarser than object by object and never narrower: whatever hangs on the order of makings, on shares of a
 * lot, or on anything disputed is possible here. Certain only what is made wholly of what is certain.
 */
export class LotScope {
  readonly #history: LotHistory
  readonly #lots = new Map<number, LotInScope>()
  readonly #productsIn = new Set<number>()

  constructor(history: LotHistory) {
    this.#history = history
    for (const seed of history.seeds) {
      const rows = history.made.get(seed) ?? []
      const units = unitsMade(rows)
      const isOpen = contradicts(rows) || rows.some(({ role, sure }) => role === 'made' && !sure)
      this.#lots.set(seed, {
        value: certain,
        all: !isOpen,
        units,
        certainUnits: contradicts(rows)
          ? 0
          : surelyMade(
              rows.filter(({ role }) => role === 'made'),
              () => certain,
            ),
      })
      this.#noteProduct(seed)
    }
    for (let grew = true; grew; ) {
      grew = false
      for (const lot of history.productOf.keys()) grew = this.#visit(lot) || grew
    }
  }

  get lots(): ReadonlyMap<number, LotInScope> {
    return this.#lots
  }

  #noteProduct(lot: number): void {
    const product = this.#history.productOf.get(lot)
    if (product !== undefined) this.#productsIn.add(product)
  }

  /** @returns whether it has come further into scope. */
  #visit(lot: number): boolean {
    if (this.#history.seeds.has(lot)) return false
    const known = this.#lots.get(lot) ?? nothing
    const found = this.#judge(lot)
    const isFurther =
      found.value > known.value || (found.all && !known.all) || found.units > known.units || found.certainUnits > known.certainUnits
    if (!isFurther) return false
    this.#lots.set(lot, found)
    this.#noteProduct(lot)
    return true
  }

  #judge(lot: number): LotInScope {
    const { made, productOf, untold, wanting } = this.#history
    const rows = made.get(lot) ?? []
    const product = productOf.get(lot)
    const births = rows.filter(({ role }) => role === 'made')
    const total = unitsMade(rows)
    const degrees = rows.map((row) => this.#degreeOf(row))
    const wants = [...(wanting.get(lot) ?? [])].some((needed) => this.#productsIn.has(needed))
    // A unit whose lot nobody told may be of this lot, and the product's name may stand for a unit of a lot in scope.
    const perhaps = wants || (product !== undefined && this.#productsIn.has(product) && lot === product && untold.has(product))
    const best = degrees.reduce<Degree>((most, degree) => greater(most, degree), perhaps ? possible : none)
    if (best === none && !this.#isUntoldIn(lot, product)) return nothing
    const isDisputed = contradicts(rows)
    const isNoLot = isDisputed || lot === product
    // A unit whose lot nobody told may be of this lot: of the lot as a whole nothing is sure then, of its units by name it is.
    const isOpen = isNoLot || (product !== undefined && untold.has(product))
    const quantities = rows.filter(({ role, told, units }) => role !== 'moved' && (told || units === 0))
    const quantity = quantities.reduce<Degree>((most, row) => greater(most, this.#degreeOf(row)), wants ? possible : none)
    const everyBirth = births.length > 0 && births.every((row) => this.#degreeOf(row) === certain)
    const fitted = this.#surelyFitted(rows)
    const all = !isNoLot && births.every(({ sure }) => sure) && total > 0 && (everyBirth || fitted >= total)
    const certainUnits = isNoLot
      ? 0
      : Math.max(
          surelyMade(births, (row) => this.#degreeOf(row)),
          fitted,
        )
    const affected = rows.reduce((sum, row) => sum + (this.#degreeOf(row) > none ? row.units : 0), 0)
    const value = everyBirth && !isOpen && quantities.some(({ role }) => role === 'made') ? certain : lesser(quantity, possible)
    return {
      value: greater(value, this.#isUntoldIn(lot, product) && quantities.length > 0 ? possible : none),
      all,
      units: perhaps || this.#isUntoldIn(lot, product) ? Math.max(total, untold.get(lot) ?? 0, affected) : affected,
      certainUnits: Math.min(certainUnits, total),
    }
  }

  /** Units of the product whose lot nobody told are in scope: an unnamed quantity of any of its lots may hold one. */
  #isUntoldIn(lot: number, product: number | undefined): boolean {
    return product !== undefined && lot !== product && (this.#lots.get(product)?.units ?? 0) > 0
  }

  #degreeOf({ mix, role, sure }: Made): Degree {
    const found = mix === null ? undefined : this.#history.mixes.get(mix)
    if (found === undefined) return none
    const degree = this.#degreeOfMix(found)
    return sure && role !== 'taken' ? degree : lesser(degree, possible)
  }

  /** Inputs are grouped by product; certain if all of one group is, or any is and all of it is in everything (§3). */
  #degreeOfMix({ mode, parts }: NumberedMix): Degree {
    let best: Degree = none
    for (const group of Map.groupBy(parts, ({ product, lot }) => product ?? -1 - lot).values()) {
      const degrees = group.map((part) => this.#degreeOfPart(part))
      const any = degrees.some((degree) => degree > none)
      const most = degrees.reduce<Degree>((one, other) => greater(one, other), none)
      const sure = degrees.every((degree) => degree === certain) || (most === certain && (mode === 'single' || mode === 'pooled'))
      best = greater(best, sure && mode !== 'stated' ? certain : any ? possible : none)
    }
    return best
  }

  #degreeOfPart({ lot, product, named }: NumberedMix['parts'][number]): Degree {
    if (lot === product) return this.#productsIn.has(lot) ? possible : none
    const found = this.#lots.get(lot)
    if (found === undefined || (found.value === none && found.units === 0)) return none
    if (this.#history.seeds.has(lot)) return found.all ? certain : possible
    return named ? (found.all ? certain : possible) : found.value === certain ? certain : possible
  }

  /** Units that are told once to be fitted with something certain, product by product: the best of them. */
  #surelyFitted(rows: readonly Made[]): number {
    const fitted = rows.filter((row) => row.role === 'fitted' && row.mix !== null)
    return fitted.reduce(
      (sum, row) => sum + (this.#degreeOfMix(this.#history.mixes.get(row.mix ?? -1) ?? empty) === certain ? row.surely : 0),
      0,
    )
  }
}

const empty: NumberedMix = { mode: 'plain', parts: [] }
const unitsMade = (rows: readonly Made[]): number => rows.reduce((sum, { role, units }) => sum + (role === 'made' ? units : 0), 0)
const surelyMade = (rows: readonly Made[], degreeOf: (row: Made) => Degree): number =>
  rows.reduce((sum, row) => sum + (degreeOf(row) === certain ? row.surely : 0), 0)

/** Two expiry dates, making dates or suppliers of one lot (§1). */
function contradicts(rows: readonly Made[]): boolean {
  const told = new Map<string, string>()
  for (const text of rows.flatMap(({ lotData }) => lotData)) {
    for (const [what, value] of Object.entries(JSON.parse(text) as Record<string, string>)) {
      if (told.has(what) && told.get(what) !== value) return true
      told.set(what, value)
    }
  }
  return false
}
