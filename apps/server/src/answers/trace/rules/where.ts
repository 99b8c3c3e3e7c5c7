import type { Value } from './basis/answer.ts'
import { byText, sortedNumbers } from './basis/collections.ts'
import { certain, type Degree, greater, lesser, never, none, possible } from './basis/moment.ts'
import { add, type Decimal, formatDecimal, negate, one, zero } from './basis/quantity.ts'
import type { Standing } from './basis/standing.ts'
import { isShipping } from './basis/words.ts'
import { type Chart, kindIn } from './chart/chart.ts'
import { isExpired } from './chart/expiry.ts'
import { formatMoment, standingOf } from './forward.ts'
import type { Scope } from './scope/scope.ts'
import { placeLot } from './where/portions.ts'
import { keyOf, type Situation, type State, type Status } from './where/states.ts'
import { stepsOfLot } from './where/steps.ts'
import type { Whereabouts } from './where/whereabouts.ts'

/** Where something is. `place`, `party`: left out where nobody told, or it is ourselves; of `unknown`, `party` is who had it last. */
export type Spot = { readonly state: State; readonly status?: Status; readonly place?: string; readonly party?: string }

/**
 * How much of a lot is in one spot. `lot` null: units of which no fact tells the lot, or several do. `uom` null: pieces. `unknown` with `oneOf`: no
 * fact says in which of these.
 */
export type Bucket = Spot & {
  readonly lot: string | null
  readonly uom: string | null
  readonly quantity: string
  readonly value: Value
  readonly oneOf?: readonly Spot[]
}

/**
 * `quantity`: in scope; null: no fact tells how much there ever was. Always `quantity` = sum of its buckets + `unexplained`. `unexplained` below zero: facts
 * tell of more than there ever was. `excluded`: units of the lot that are not in scope, or no longer; they are in no bucket.
 */
export type LotTotal = {
  readonly lot: string | null
  readonly uom: string | null
  readonly quantity: string | null
  readonly unexplained: string | null
  readonly excluded: string
}

export type Located = Spot & {
  readonly id: string
  readonly value: Value
  readonly lot: string | null
  readonly since: string | null
  readonly facts: readonly number[]
  readonly oneOf?: readonly Spot[]
}

export type WhereValue = {
  /** The moment of the world that was asked about; null: the present, as known. */
  readonly at: string | null
  readonly total: readonly { readonly uom: string | null; readonly quantity: string | null; readonly unexplained: string | null }[]
  readonly lots: readonly LotTotal[]
  readonly buckets: readonly Bucket[]
  /** Things with names of their own, where they were asked for, or are few. */
  readonly objects: readonly Located[]
  /** Of these there are more than are listed; each is counted in its bucket. */
  readonly objectsOmitted: number
  /** Things of which no fact says in which of several spots they are; listed whatever their number. */
  readonly unresolved: readonly Located[]
}

export type Looking = {
  readonly where: Whereabouts
  /** undefined: only what is asked about itself, whatever became of it. */
  readonly scope: Scope | undefined
  /** What is looked for: in scope, or asked about. */
  readonly objects: Iterable<string>
  readonly seeds: ReadonlySet<string>
  /** When it is asked (milliseconds): what expires, has by then. */
  readonly now: number
  readonly listed: number
}

/** Where everything is (§6); the sum is the scope. */
export function locate(looking: Looking): Omit<WhereValue, 'at'> {
  return new Locating(looking).run()
}

type Tally = { quantity: Decimal; placed: Decimal; excluded: Decimal; isTold: boolean }

class Locating {
  readonly #looking: Looking
  readonly #chart: Chart
  readonly #buckets = new Map<string, { bucket: Omit<Bucket, 'quantity'>; amount: Decimal }>()
  readonly #tallies = new Map<string, { lot: string | null; uom: string | null; tally: Tally }>()
  readonly #objects: Located[] = []
  readonly #unresolved: Located[] = []

  constructor(looking: Looking) {
    this.#looking = looking
    this.#chart = looking.where.chart
  }

  run(): Omit<WhereValue, 'at'> {
    const { objects, seeds } = this.#looking
    const things = new Set<string>()
    const lots: string[] = []
    for (const object of [...new Set([...objects, ...seeds])].sort(byText)) {
      const kind = kindIn(this.#chart, object)
      if (kind === 'lot') lots.push(object)
      else if (kind === 'instance') things.add(object)
      else if (kind === 'class') this.#crowd(object)
      else if (seeds.has(object)) this.#list(object, certain, this.#looking.where.situationsOf(object), null)
    }
    for (const lot of lots) for (const member of this.#placeLot(lot)) things.delete(member)
    for (const thing of things) this.#placeThing(thing)
    return this.#value()
  }

  #value(): Omit<WhereValue, 'at'> {
    const lots = [...this.#tallies.values()].map(({ lot, uom, tally }): LotTotal => {
      const { quantity, placed, excluded, isTold } = tally
      const unexplained = add(quantity, negate(placed))
      const [total, rest] = isTold ? [formatDecimal(quantity), formatDecimal(unexplained)] : [null, null]
      return { lot, uom, quantity: total, unexplained: rest, excluded: formatDecimal(excluded) }
    })
    const objects = this.#objects.sort((left, right) => byText(left.id, right.id))
    return {
      total: totalOf([...this.#tallies.values()]),
      lots: lots.sort((left, right) => byText(`${left.lot ?? ''} ${left.uom ?? ''}`, `${right.lot ?? ''} ${right.uom ?? ''}`)),
      buckets: [...this.#buckets.entries()]
        .sort(([left], [right]) => byText(left, right))
        .map(([, { bucket, amount }]): Bucket => ({ ...bucket, quantity: formatDecimal(amount) })),
      objects: objects.slice(0, this.#looking.listed),
      objectsOmitted: Math.max(0, objects.length - this.#looking.listed),
      unresolved: this.#unresolved.sort((left, right) => byText(left.id, right.id)),
    }
  }

  /** `by`: as this event tells it; else now. */
  #valueOf(object: string, by?: Standing): Degree {
    const { scope } = this.#looking
    if (scope === undefined) return certain
    if (kindIn(this.#chart, object) === 'lot')
      return scope.reached.seeds.has(object) ? certain : scope.lotAt(object, by?.time ?? never, undefined, by)
    const standing = standingOf(scope, object)
    return standing === 'certain' ? certain : standing === 'possible' ? possible : none
  }

  #isMet(lot: string): boolean {
    return this.#looking.scope?.exposures.portions.has(lot) === true
  }

  /** How far a condition met what an event moves of a lot: all that it sends off as it is, where that was met; perhaps what lay in something. */
  #metIn(lot: string, event: Standing, put: Standing | undefined): Degree {
    const { scope } = this.#looking
    if (scope === undefined || !this.#isMet(lot)) return none
    const metAs = (told: Standing | undefined): Degree => (told === undefined ? none : scope.exposures.portionAt(lot, told, never))
    const isAll = put === undefined && isShipping(event) && !this.#chart.contested.has(lot)
    return lesser(greater(metAs(event), metAs(put)), isAll ? certain : possible)
  }

  /** @returns the members that it has counted. */
  #placeLot(lot: string): readonly string[] {
    const { where } = this.#looking
    const { steps, apart, blurred, numbered } = stepsOfLot(where, lot, this.#chart.membersOf.get(lot) ?? [])
    const { portions, born, excess } = placeLot(where, lot, steps, (event, put) =>
      greater(this.#valueOf(lot, event), this.#metIn(lot, event, put)),
    )
    for (const [uom, amount] of born) this.#tally(lot, uom).quantity = add(this.#tally(lot, uom).quantity, amount)
    const isTold = born.size > 0 || apart.length + blurred.length > 0
    const values = portions.map(({ degree }) => degree ?? this.#valueOf(lot))
    // What a condition met is somewhere: where no fact tells in which portion, in any of them.
    const least = this.#isMet(lot) && values.every((value) => value === none) ? possible : none
    for (const [at, { situations, amount, uom }] of portions.entries()) {
      const value = greater(values[at] ?? none, least)
      const tally = this.#tally(lot, uom)
      tally.isTold = isTold
      if (value !== none) this.#fill(lot, uom, value, this.#dated(situations, lot), amount)
      else {
        tally.excluded = add(tally.excluded, amount)
        tally.quantity = add(tally.quantity, negate(amount))
      }
    }
    for (const [uom] of excess) this.#tally(lot, uom).isTold = isTold
    for (const member of apart) this.#count(member, lot, !numbered.has(member))
    for (const member of blurred) {
      const value = this.#valueOf(member)
      if (value !== none) this.#list(member, value, this.#dated(where.situationsOf(member), member), lot)
    }
    return [...apart, ...blurred]
  }

  /** A unit that was made under its own name adds one to its lot; one of a quantity was counted with that. */
  #count(member: string, lot: string | null, isApart: boolean): void {
    const tally = this.#tally(lot, null)
    const isNew = isApart || !this.#isBornAsQuantity(lot)
    const value = this.#valueOf(member)
    if (isNew) tally.quantity = add(tally.quantity, one)
    if (value === none) {
      tally.excluded = add(tally.excluded, one)
      tally.quantity = add(tally.quantity, negate(one))
      return
    }
    const situations = this.#dated(this.#looking.where.situationsOf(member), member)
    this.#list(member, value, situations, lot)
    this.#fill(lot, null, value, situations, one)
  }

  #isBornAsQuantity(lot: string | null): boolean {
    return (this.#chart.batches.get(lot ?? '') ?? []).some(({ kind }) => kind === 'made' || kind === 'added' || kind === 'received')
  }

  #placeThing(thing: string): void {
    const lots = [...(this.#chart.lotsOf.get(thing) ?? [])]
    this.#count(thing, lots.length === 1 ? (lots[0] ?? null) : null, true)
  }

  #crowd(id: string): void {
    this.#unresolved.push({ id, value: 'possible', lot: null, state: 'unknown', since: null, facts: [] })
  }

  #tally(lot: string | null, uom: string | null): Tally {
    const key = `${lot ?? ''} ${uom ?? ''}`
    const known = this.#tallies.get(key) ?? { lot, uom, tally: { quantity: zero, placed: zero, excluded: zero, isTold: true } }
    this.#tallies.set(key, known)
    return known.tally
  }

  #fill(lot: string | null, uom: string | null, degree: Degree, situations: readonly Situation[], amount: Decimal): void {
    const tally = this.#tally(lot, uom)
    tally.placed = add(tally.placed, amount)
    const spot = spotOf(situations)
    const value = degree === certain ? 'certain' : 'possible'
    const key = JSON.stringify([lot, uom, spot, value])
    const known = this.#buckets.get(key)
    if (known === undefined) this.#buckets.set(key, { bucket: { ...spot, lot, uom, value }, amount })
    else known.amount = add(known.amount, amount)
  }

  #list(id: string, degree: Degree, situations: readonly Situation[], lot: string | null): void {
    const value = degree === certain ? 'certain' : 'possible'
    const [first, ...others] = situations
    const since = others.length === 0 && first !== undefined ? formatMoment(first.since.from) : null
    const facts = sortedNumbers(situations.flatMap((situation) => situation.facts))
    const located: Located = { id, value, lot, ...spotOf(situations), since, facts }
    if (situations.length > 1) this.#unresolved.push(located)
    else this.#objects.push(located)
  }

  #dated(situations: readonly Situation[], object: string): readonly Situation[] {
    const isPast = isExpired(this.#chart, object, Math.min(this.#looking.now, this.#looking.where.until))
    if (!isPast) return situations
    return situations.map((situation) => (situation.status === 'free' ? { ...situation, status: 'expired' } : situation))
  }
}

export function spotOf(situations: readonly Situation[]): Spot & { readonly oneOf?: readonly Spot[] } {
  const [only, ...others] = situations
  if (only === undefined) return { state: 'unknown' }
  if (others.length === 0) return singleSpot(only)
  const distinct = new Map([...situations].map((situation) => [keyOf(situation), singleSpot(situation)]))
  return { state: 'unknown', oneOf: [...distinct.keys()].sort(byText).map((key) => distinct.get(key) as Spot) }
}

const singleSpot = ({ state, status, place, party }: Situation): Spot => ({
  state,
  ...(state === 'in-stock' ? { status } : {}),
  ...(place === null ? {} : { place }),
  ...(party === null ? {} : { party }),
})

/** Each unit of measure by itself: pieces and kilograms do not add up. */
function totalOf(tallies: readonly { readonly uom: string | null; readonly tally: Tally }[]): WhereValue['total'] {
  const units = [...new Set(tallies.map(({ uom }) => uom))].sort((left, right) => byText(left ?? '', right ?? ''))
  return units.map((uom) => {
    const own = tallies.flatMap((counted) => (counted.uom === uom ? [counted.tally] : []))
    if (own.some(({ isTold }) => !isTold)) return { uom, quantity: null, unexplained: null }
    const quantity = own.reduce<Decimal>((sum, tally) => add(sum, tally.quantity), zero)
    const placed = own.reduce<Decimal>((sum, tally) => add(sum, tally.placed), zero)
    return { uom, quantity: formatDecimal(quantity), unexplained: formatDecimal(add(quantity, negate(placed))) }
  })
}
