import type { Made, Mixes } from '../../../views/rollups/index.ts'
import { certain, type Degree, greater, lesser, none, possible } from './basis/moment.ts'

/** What was walked: lots by their numbers; the class of a product stands for its units of which no lot is told. */
export type LotHistory = {
  readonly seeds: ReadonlySet<number>
  /** What of each lot came to be, or got parts. */
  readonly made: ReadonlyMap<number, readonly Made[]>
  /** What is told of each lot that it has only once. */
  readonly lotData: ReadonlyMap<number, readonly string[]>
  readonly mixes: Mixes
  /** By composition: lots that came to be, or got parts, of it. */
  readonly madeBy: ReadonlyMap<number, readonly number[]>
  /** Product of a lot; a class is its own. */
  readonly productOf: ReadonlyMap<number, number>
  /** Products of which there are units whose lot no fact tells: how many. */
  readonly untold: ReadonlyMap<number, number>
  /** Lots and products of which something was told beside units by name, whatever became of it. */
  readonly unnamed: ReadonlySet<number>
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

/** A composition, and how far it is in scope; `isStale`: more of what is in it is in scope than when that was judged. */
type Mix = {
  readonly id: number
  /** What it made. */
  readonly lots: readonly number[]
  degree: Degree
  isStale: boolean
}

/**
 * The forward scope of lots by lots (§3, §4), coarser than object by object and never narrower: whatever hangs on the order of makings, on shares of a
 * lot, or on anything disputed is possible here. Certain only what is made wholly of what is certain.
 */
export class LotScope {
  readonly #history: LotHistory
  readonly #lots = new Map<number, LotInScope>()
  readonly #mixes = new Map<number, Mix>()
  /** By lot: the composition of each of its rows. */
  readonly #mixesOf = new Map<number, readonly (Mix | undefined)[]>()
  /** Lots of which facts contradict each other, as far as they were judged. */
  readonly #disputed = new Map<number, boolean>()
  readonly #productsIn = new Set<number>()
  /** By product: lots that are to be judged again when something of it is in scope. */
  readonly #lotsAfter = new Map<number, number[]>()
  readonly #waiting = new Set<number>()

  constructor(history: LotHistory) {
    this.#history = history
    this.#connect()
    for (const seed of history.seeds) {
      this.#lots.set(seed, seedInScope(history.made.get(seed) ?? [], this.#isDisputed(seed)))
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
    const { made, madeBy, productOf, wanting } = this.#history
    for (const [lot, product] of productOf) this.#judgeAfter(product, lot)
    for (const [lot, products] of wanting) for (const product of products) this.#judgeAfter(product, lot)
    for (const [id, lots] of madeBy) this.#mixes.set(id, { id, lots, degree: none, isStale: false })
    for (const [lot, rows] of made) {
      this.#mixesOf.set(
        lot,
        rows.map(({ mix }) => (mix === null ? undefined : this.#mixes.get(mix))),
      )
    }
  }

  #judgeAfter(product: number, lot: number): void {
    const lots = this.#lotsAfter.get(product)
    if (lots === undefined) this.#lotsAfter.set(product, [lot])
    else lots.push(lot)
  }

  /** More of it is in scope. */
  #grew(lot: number): void {
    const product = this.#history.productOf.get(lot)
    const isNew = product !== undefined && !this.#productsIn.has(product)
    if (isNew) this.#productsIn.add(product)
    for (const from of isNew ? [lot, product] : [lot]) {
      for (const id of this.#history.mixes.with(from)) this.#mixGrew(this.#mixes.get(id))
      for (const one of this.#lotsAfter.get(from) ?? []) this.#waiting.add(one)
    }
  }

  /** One that is stale already waits to be judged, with all that it made. */
  #mixGrew(mix: Mix | undefined): void {
    if (mix === undefined || mix.isStale) return
    mix.isStale = true
    for (const made of mix.lots) this.#waiting.add(made)
  }

  #visit(lot: number): void {
    if (this.#history.seeds.has(lot)) return
    const known = this.#lots.get(lot) ?? nothing
    const found = this.#judge(lot)
    const isFurther =
      found.value > known.value || (found.all && !known.all) || found.units > known.units || found.certainUnits > known.certainUnits
    if (!isFurther) return
    // How many units are in scope is nothing to what was made of it, only whether any is.
    const isIn = this.#lots.has(lot)
    const leadsFurther = !isIn || found.value !== known.value || found.all !== known.all || found.units > 0 !== known.units > 0
    this.#lots.set(lot, found)
    if (leadsFurther) this.#grew(lot)
  }

  #judge(lot: number): LotInScope {
    const { productOf, untold, unnamed, wanting } = this.#history
    const product = productOf.get(lot)
    const sums = this.#sumRows(lot)
    const wants = [...(wanting.get(lot) ?? [])].some((needed) => this.#productsIn.has(needed))
    // A unit whose lot nobody told may be of this lot, and the product's name may stand for a unit of a lot in scope.
    const isNamed = lot === product && this.#productsIn.has(product)
    const perhaps = wants || (isNamed && untold.has(product))
    const isUntoldIn = this.#isUntoldIn(lot, product)
    // Some of any lot of the product, or one of its units of no told lot, may be in what is told without a unit's name.
    const isUnnamedIn = (isNamed || isUntoldIn) && unnamed.has(lot)
    if (greater(sums.degree, perhaps ? possible : none) === none && !isUntoldIn && !isUnnamedIn) return nothing
    const isNoLot = lot === product || this.#isDisputed(lot)
    // A unit whose lot nobody told may be of this lot: of the lot as a whole nothing is sure then, of its units by name it is.
    const isOpen = isNoLot || (product !== undefined && untold.has(product))
    const { total, affected, fitted } = sums
    const everyBirth = sums.births > 0 && sums.everyBirth
    const all = !isNoLot && sums.isSure && total > 0 && (everyBirth || fitted >= total)
    const certainUnits = isNoLot ? 0 : Math.max(sums.surelyMade, fitted)
    const quantity = greater(sums.quantity, wants ? possible : none)
    const value = everyBirth && !isOpen && sums.isQuantityMade ? certain : lesser(quantity, possible)
    return {
      value: greater(value, isUnnamedIn ? possible : none),
      all,
      units: perhaps || isUntoldIn ? Math.max(total, untold.get(lot) ?? 0, affected) : affected,
      certainUnits: Math.min(certainUnits, total),
    }
  }

  /** What became of a lot by each composition, and how far that is in scope. */
  #sumRows(lot: number): RowSums {
    const sums = { ...noRows }
    const mixes = this.#mixesOf.get(lot)
    for (const [at, made] of (this.#history.made.get(lot) ?? []).entries()) {
      const mix = mixes?.[at]
      const { role, units, surely } = made
      const ofMix = mix === undefined ? none : this.#degreeOfMix(mix)
      const degree = made.sure && role !== 'taken' ? ofMix : lesser(ofMix, possible)
      sums.degree = greater(sums.degree, degree)
      if (degree > none) sums.affected += units
      if (role === 'made') {
        sums.births += 1
        sums.total += units
        sums.isSure &&= made.sure
        sums.everyBirth &&= degree === certain
        if (degree === certain) sums.surelyMade += surely
      }
      if (role === 'fitted' && ofMix === certain) sums.fitted += surely
      if (role === 'moved' || (!made.told && units > 0)) continue
      sums.quantity = greater(sums.quantity, degree)
      sums.isQuantityMade ||= role === 'made'
    }
    return sums
  }

  #isDisputed(lot: number): boolean {
    const known = this.#disputed.get(lot)
    if (known !== undefined) return known
    const found = contradicts(this.#history.lotData.get(lot) ?? [])
    this.#disputed.set(lot, found)
    return found
  }

  /** Units of the product whose lot nobody told are in scope: an unnamed quantity of any of its lots may hold one. */
  #isUntoldIn(lot: number, product: number | undefined): boolean {
    return product !== undefined && lot !== product && (this.#lots.get(product)?.units ?? 0) > 0
  }

  #degreeOfMix(mix: Mix): Degree {
    if (!mix.isStale) return mix.degree
    mix.isStale = false
    mix.degree = this.#judgeMix(mix.id)
    return mix.degree
  }

  /** Of what is in it, product by product: certain if all of one is, or any is and all of it is in everything (§3). */
  #judgeMix(mix: number): Degree {
    const { mixes } = this.#history
    const mode = mixes.mode(mix)
    const isShared = mode === 'single' || mode === 'pooled'
    let degree: Degree = none
    const end = mixes.end(mix)
    for (let place = mixes.begin(mix); place < end; ) {
      const group = mixes.group(place)
      let [least, most]: [Degree, Degree] = [certain, none]
      for (; place < end && mixes.group(place) === group; place += 1) {
        const ofPart = this.#degreeOfPart(mixes.lot(place), group, mixes.isNamed(place))
        least = lesser(least, ofPart)
        most = greater(most, ofPart)
      }
      const isSure = mode !== 'stated' && (least === certain || (most === certain && isShared))
      degree = greater(degree, isSure ? certain : lesser(most, possible))
    }
    return degree
  }

  #degreeOfPart(lot: number, product: number, named: boolean): Degree {
    if (lot === product) return this.#productsIn.has(lot) ? possible : none
    const found = this.#lots.get(lot)
    if (found === undefined || (found.value === none && found.units === 0)) return none
    if (this.#history.seeds.has(lot)) return found.all ? certain : possible
    return named ? (found.all ? certain : possible) : found.value === certain ? certain : possible
  }
}

export const unitsMade = (rows: readonly Made[]): number => rows.reduce((sum, { role, units }) => sum + (role === 'made' ? units : 0), 0)

/** `fitted`: units that are told once to be fitted with something certain; `quantity`: how far what is told beside units is in scope. */
type RowSums = {
  degree: Degree
  births: number
  everyBirth: boolean
  isSure: boolean
  total: number
  affected: number
  surelyMade: number
  fitted: number
  quantity: Degree
  isQuantityMade: boolean
}
const noRows: RowSums = {
  degree: none,
  births: 0,
  everyBirth: true,
  isSure: true,
  total: 0,
  affected: 0,
  surelyMade: 0,
  fitted: 0,
  quantity: none,
  isQuantityMade: false,
}

function seedInScope(rows: readonly Made[], isDisputed: boolean): LotInScope {
  const births = rows.filter(({ role }) => role === 'made')
  return {
    value: certain,
    all: !isDisputed && births.every(({ sure }) => sure),
    units: unitsMade(rows),
    certainUnits: isDisputed ? 0 : births.reduce((sum, { surely }) => sum + surely, 0),
  }
}

/** Two expiry dates, making dates or suppliers of one lot (§1). */
function contradicts(texts: readonly string[]): boolean {
  const told = new Map<string, string>()
  for (const text of texts) {
    for (const [what, value] of Object.entries(JSON.parse(text) as Record<string, string>)) {
      // Several on lines of their own: one event contradicts itself.
      if (value.includes('\n') || (told.has(what) && told.get(what) !== value)) return true
      told.set(what, value)
    }
  }
  return false
}
