import type { Made, NumberedMix } from '../../../views/rollups/index.ts'
import { certain, type Degree, greater, lesser, none, possible } from './basis/moment.ts'

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

/** What became of a lot by one composition, and how far that is in scope: the composition itself, and what is surely so of it. */
type Judged = { readonly row: Made; readonly ofMix: Degree; readonly degree: Degree }

/**
 * The forward scope of lots by lots (§3, §4), coarser than object by object and never narrower: whatever hangs on the order of makings, on shares of a
 * lot, or on anything disputed is possible here. Certain only what is made wholly of what is certain.
 */
export class LotScope {
  readonly #history: LotHistory
  readonly #lots = new Map<number, LotInScope>()
  readonly #productsIn = new Set<number>()
  /** What is to be judged again when more of a lot, or of a product, is in scope. */
  readonly #after = new Map<number, Set<number>>()
  readonly #waiting = new Set<number>()

  constructor(history: LotHistory) {
    this.#history = history
    this.#connect()
    for (const seed of history.seeds) {
      this.#lots.set(seed, seedInScope(history.made.get(seed) ?? []))
      this.#grew(seed)
    }
    for (const lot of this.#waiting) {
      // A set yields again what is put in again.
      this.#waiting.delete(lot)
      this.#visit(lot)
    }
  }

  get lots(): ReadonlyMap<number, LotInScope> {
    return this.#lots
  }

  #connect(): void {
    const { made, mixes, productOf, wanting } = this.#history
    const follow = (from: number, lot: number): void => {
      const after = this.#after.get(from)
      if (after === undefined) this.#after.set(from, new Set([lot]))
      else after.add(lot)
    }
    for (const [lot, product] of productOf) follow(product, lot)
    for (const [lot, products] of wanting) for (const product of products) follow(product, lot)
    for (const [lot, rows] of made) {
      for (const { mix } of rows) for (const part of mixes.get(mix ?? -1)?.parts ?? []) follow(part.lot, lot)
    }
  }

  /** More of it is in scope. */
  #grew(lot: number): void {
    const product = this.#history.productOf.get(lot)
    const isNew = product !== undefined && !this.#productsIn.has(product)
    if (isNew) this.#productsIn.add(product)
    for (const from of isNew ? [lot, product] : [lot]) for (const after of this.#after.get(from) ?? []) this.#waiting.add(after)
  }

  #visit(lot: number): void {
    if (this.#history.seeds.has(lot)) return
    const known = this.#lots.get(lot) ?? nothing
    const found = this.#judge(lot)
    const isFurther =
      found.value > known.value || (found.all && !known.all) || found.units > known.units || found.certainUnits > known.certainUnits
    if (!isFurther) return
    this.#lots.set(lot, found)
    this.#grew(lot)
  }

  #judge(lot: number): LotInScope {
    const { made, productOf, untold, wanting } = this.#history
    const rows = made.get(lot) ?? []
    const product = productOf.get(lot)
    const judged = rows.map((row) => this.#judgeRow(row))
    const births = judged.filter(({ row }) => row.role === 'made')
    const total = unitsMade(rows)
    const wants = [...(wanting.get(lot) ?? [])].some((needed) => this.#productsIn.has(needed))
    // A unit whose lot nobody told may be of this lot, and the product's name may stand for a unit of a lot in scope.
    const perhaps = wants || (product !== undefined && this.#productsIn.has(product) && lot === product && untold.has(product))
    const best = greatest(judged, perhaps ? possible : none)
    const isUntoldIn = this.#isUntoldIn(lot, product)
    if (best === none && !isUntoldIn) return nothing
    const isNoLot = contradicts(rows) || lot === product
    // A unit whose lot nobody told may be of this lot: of the lot as a whole nothing is sure then, of its units by name it is.
    const isOpen = isNoLot || (product !== undefined && untold.has(product))
    const quantities = judged.filter(({ row: { role, told, units } }) => role !== 'moved' && (told || units === 0))
    const quantity = greatest(quantities, wants ? possible : none)
    const everyBirth = births.length > 0 && births.every(({ degree }) => degree === certain)
    const fitted = surelyFitted(judged)
    const all = !isNoLot && births.every(({ row }) => row.sure) && total > 0 && (everyBirth || fitted >= total)
    const certainUnits = isNoLot ? 0 : Math.max(surelyMade(births), fitted)
    const affected = judged.reduce((sum, { row, degree }) => sum + (degree > none ? row.units : 0), 0)
    const value = everyBirth && !isOpen && quantities.some(({ row }) => row.role === 'made') ? certain : lesser(quantity, possible)
    return {
      value: greater(value, isUntoldIn && quantities.length > 0 ? possible : none),
      all,
      units: perhaps || isUntoldIn ? Math.max(total, untold.get(lot) ?? 0, affected) : affected,
      certainUnits: Math.min(certainUnits, total),
    }
  }

  /** Units of the product whose lot nobody told are in scope: an unnamed quantity of any of its lots may hold one. */
  #isUntoldIn(lot: number, product: number | undefined): boolean {
    return product !== undefined && lot !== product && (this.#lots.get(product)?.units ?? 0) > 0
  }

  #judgeRow(row: Made): Judged {
    const found = row.mix === null ? undefined : this.#history.mixes.get(row.mix)
    const ofMix = found === undefined ? none : this.#degreeOfMix(found)
    return { row, ofMix, degree: row.sure && row.role !== 'taken' ? ofMix : lesser(ofMix, possible) }
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
}

const unitsMade = (rows: readonly Made[]): number => rows.reduce((sum, { role, units }) => sum + (role === 'made' ? units : 0), 0)
const greatest = (judged: readonly Judged[], least: Degree): Degree =>
  judged.reduce<Degree>((most, { degree }) => greater(most, degree), least)
const surelyMade = (births: readonly Judged[]): number =>
  births.reduce((sum, { row, degree }) => sum + (degree === certain ? row.surely : 0), 0)
/** Units that are told once to be fitted with something certain. */
const surelyFitted = (judged: readonly Judged[]): number =>
  judged.reduce((sum, { row, ofMix }) => sum + (row.role === 'fitted' && ofMix === certain ? row.surely : 0), 0)

function seedInScope(rows: readonly Made[]): LotInScope {
  const births = rows.filter(({ role }) => role === 'made')
  const isDisputed = contradicts(rows)
  return {
    value: certain,
    all: !isDisputed && births.every(({ sure }) => sure),
    units: unitsMade(rows),
    certainUnits: isDisputed ? 0 : births.reduce((sum, { surely }) => sum + surely, 0),
  }
}

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
