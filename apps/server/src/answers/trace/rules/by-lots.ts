import type { Made, NumberedMix } from '../../../views/rollups/index.ts'
import { certain, type Degree, greater, lesser, none, possible } from './basis/moment.ts'

/** What was walked: lots by their numbers; the class of a product stands for its units of which no lot is told. */
export type LotHistory = {
  readonly seeds: ReadonlySet<number>
  /** What of each lot came to be, or got parts. */
  readonly made: ReadonlyMap<number, readonly Made[]>
  readonly mixes: { get(mix: number): NumberedMix | undefined }
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

/** A composition, and how far it is in scope; `isStale`: more of what is in it is in scope than when that was judged. */
type Mix = {
  readonly mode: NumberedMix['mode']
  readonly groups: readonly NumberedMix['parts'][]
  /** What it made. */
  readonly lots: number[]
  degree: Degree
  isStale: boolean
}

/** What came to be of a lot by one composition. */
type Row = { readonly made: Made; readonly mix: Mix | undefined }

/** What is to be judged again when more of a lot, or of a product, is in scope. */
type After = { readonly lots: number[]; readonly mixes: Mix[] }

/**
 * The forward scope of lots by lots (§3, §4), coarser than object by object and never narrower: whatever hangs on the order of makings, on shares of a
 * lot, or on anything disputed is possible here. Certain only what is made wholly of what is certain.
 */
export class LotScope {
  readonly #history: LotHistory
  readonly #lots = new Map<number, LotInScope>()
  readonly #rows = new Map<number, readonly Row[]>()
  /** Lots of which facts contradict each other, as far as they were judged. */
  readonly #disputed = new Map<number, boolean>()
  readonly #productsIn = new Set<number>()
  readonly #after = new Map<number, After>()
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

  #afterOf(from: number): After {
    const known = this.#after.get(from)
    if (known !== undefined) return known
    const after: After = { lots: [], mixes: [] }
    this.#after.set(from, after)
    return after
  }

  #connect(): void {
    const { made, productOf, wanting } = this.#history
    for (const [lot, product] of productOf) this.#afterOf(product).lots.push(lot)
    for (const [lot, products] of wanting) for (const product of products) this.#afterOf(product).lots.push(lot)
    const mixes = new Map<number, Mix | undefined>()
    for (const [lot, rows] of made) {
      const known: Row[] = rows.map((row) => ({ made: row, mix: row.mix === null ? undefined : this.#mixOf(mixes, row.mix) }))
      this.#rows.set(lot, known)
      for (const { mix } of known) if (mix?.lots.at(-1) !== lot) mix?.lots.push(lot)
    }
  }

  /** Inputs are grouped by product (§3). */
  #mixOf(mixes: Map<number, Mix | undefined>, number: number): Mix | undefined {
    if (mixes.has(number)) return mixes.get(number)
    const found = this.#history.mixes.get(number)
    const groups = found === undefined ? [] : [...Map.groupBy(found.parts, ({ product, lot }) => product ?? -1 - lot).values()]
    const mix: Mix | undefined = found && { mode: found.mode, groups, lots: [], degree: none, isStale: false }
    if (found !== undefined && mix !== undefined) for (const { lot } of found.parts) this.#afterOf(lot).mixes.push(mix)
    mixes.set(number, mix)
    return mix
  }

  /** More of it is in scope. */
  #grew(lot: number): void {
    const product = this.#history.productOf.get(lot)
    const isNew = product !== undefined && !this.#productsIn.has(product)
    if (isNew) this.#productsIn.add(product)
    for (const from of isNew ? [lot, product] : [lot]) {
      const after = this.#after.get(from)
      for (const mix of after?.mixes ?? []) {
        mix.isStale = true
        for (const made of mix.lots) this.#waiting.add(made)
      }
      for (const one of after?.lots ?? []) this.#waiting.add(one)
    }
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
    const { productOf, untold, wanting } = this.#history
    const product = productOf.get(lot)
    const sums = this.#sumRows(lot)
    const wants = [...(wanting.get(lot) ?? [])].some((needed) => this.#productsIn.has(needed))
    // A unit whose lot nobody told may be of this lot, and the product's name may stand for a unit of a lot in scope.
    const perhaps = wants || (product !== undefined && this.#productsIn.has(product) && lot === product && untold.has(product))
    const isUntoldIn = this.#isUntoldIn(lot, product)
    if (greater(sums.degree, perhaps ? possible : none) === none && !isUntoldIn) return nothing
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
      value: greater(value, isUntoldIn && sums.quantities > 0 ? possible : none),
      all,
      units: perhaps || isUntoldIn ? Math.max(total, untold.get(lot) ?? 0, affected) : affected,
      certainUnits: Math.min(certainUnits, total),
    }
  }

  /** What became of a lot by each composition, and how far that is in scope. */
  #sumRows(lot: number): RowSums {
    const sums = { ...noRows }
    for (const { made, mix } of this.#rows.get(lot) ?? []) {
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
      sums.quantities += 1
      sums.quantity = greater(sums.quantity, degree)
      sums.isQuantityMade ||= role === 'made'
    }
    return sums
  }

  #isDisputed(lot: number): boolean {
    const known = this.#disputed.get(lot)
    if (known !== undefined) return known
    const found = contradicts(this.#history.made.get(lot) ?? [])
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
    mix.degree = none
    for (const group of mix.groups) mix.degree = greater(mix.degree, this.#degreeOfGroup(group, mix.mode))
    return mix.degree
  }

  /** Certain if all of it is, or any is and all of it is in everything (§3). */
  #degreeOfGroup(group: NumberedMix['parts'], mode: NumberedMix['mode']): Degree {
    let [least, most]: [Degree, Degree] = [certain, none]
    for (const part of group) {
      const degree = this.#degreeOfPart(part)
      least = lesser(least, degree)
      most = greater(most, degree)
    }
    const isSure = least === certain || (most === certain && (mode === 'single' || mode === 'pooled'))
    return isSure && mode !== 'stated' ? certain : lesser(most, possible)
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
  quantities: number
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
  quantities: 0,
  quantity: none,
  isQuantityMade: false,
}

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
  const texts = new Set(rows.flatMap(({ lotData }) => lotData))
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
