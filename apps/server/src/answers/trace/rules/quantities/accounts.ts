import { byText } from '../basis/collections.ts'
import { isMore, isNothing, minus, nothing, opposite, plus, type Rational, smaller } from '../basis/rational.ts'
import type { Standing } from '../basis/standing.ts'

/**
 * Where some of a lot is, was, or went. `own`: with ourselves, at a site (empty: not told at which), or at a processor, by its party. With others, `place`
 * is the party: `way` sent and no receipt told, `held`, `back` on its way to us, `used` and `destroyed` there. `via` is the party that got it from
 * ourselves, of whose delivery it is; empty: it never was ours. The rest are ends and beginnings with ourselves; `lost` is what no fact explains, at a
 * site or party.
 */
export type At =
  | 'own'
  | 'way'
  | 'held'
  | 'back'
  | 'used there'
  | 'destroyed there'
  | 'outside'
  | 'received'
  | 'made'
  | 'found'
  | 'consumed'
  | 'scrapped'
  | 'sampled'
  | 'destroyed'
  | 'used'
  | 'lost'
export type Where = {
  readonly at: At
  readonly place: string
  readonly via: string /** The same for the same place. */
  readonly key: string
}

export const where = (at: At, place = '', via = ''): Where => ({ at, place, via, key: `${at} ${place} ${via}` })

export const ownAt = (site: string): Where => where('own', site)
export const isWithOthers = ({ at }: Where): boolean => at === 'way' || at === 'held' || at === 'back'
/** It is somewhere, and has not come to an end. */
export const isAbout = (place: Where): boolean => place.at === 'own' || isWithOthers(place)

const beginnings: ReadonlySet<At> = new Set<At>(['received', 'made', 'found'])

/** Some of a lot goes from one place to another. `unit`: one that is named; a negative amount takes back what an event told without its name. */
export type Flow = {
  readonly from: Where
  readonly to: Where
  readonly amount: Rational
  readonly unit: string | undefined
  readonly event: Standing
}

/** A count: so much is at the site then; `flows`: how many of the account's flows came before. */
export type Count = { readonly site: string; readonly amount: Rational; readonly event: Standing; readonly flows: number }

/** All that is told of the quantity of one lot (or class, where no lot is told) in one dimension. Amounts are in its base unit. */
export class Account {
  readonly item: string
  readonly dimension: string
  readonly flows: Flow[] = []
  readonly counts: Count[] = []
  /** The unit that its first fact is told in; null: pieces. */
  uom: string | null
  readonly #unnamed = new Map<string, { readonly place: Where; readonly amount: Rational }>()

  constructor(item: string, dimension: string, uom: string | null) {
    this.item = item
    this.dimension = dimension
    this.uom = uom
  }

  move(from: Where, to: Where, amount: Rational, event: Standing, unit?: string): void {
    if (isNothing(amount) || from.key === to.key) return
    this.flows.push({ from, to, amount, unit, event })
    if (unit !== undefined) return
    this.#change(from, opposite(amount))
    this.#change(to, amount)
  }

  /** A unit that an event told of without its name went from one place to the other: by its name it must not go twice. */
  takeBack(from: Where, to: Where, amount: Rational, event: Standing): void {
    this.move(from, to, opposite(amount), event)
  }

  /** The same of one that is named. */
  takeBackOf(unit: string, from: Where, to: Where, amount: Rational, event: Standing): void {
    this.move(from, to, opposite(amount), event, unit)
  }

  /** How the first of it came to us. */
  get origin(): Where | undefined {
    return this.flows.find(({ from, to, unit }) => to.at === 'own' && unit === undefined && beginnings.has(from.at))?.from
  }

  /** What is there of which no fact tells the units; negative: more went than came, so that some whose names are told are among what went. */
  unnamedAt(place: Where): Rational {
    return this.#unnamed.get(place.key)?.amount ?? nothing
  }

  /** Places with some of it unnamed, in an order of their own. */
  places(isWanted: (place: Where) => boolean): Where[] {
    return [...this.#unnamed.values()]
      .filter(({ place, amount }) => isMore(amount) && isWanted(place))
      .map(({ place }) => place)
      .sort((left, right) => byText(left.key, right.key))
  }

  /** Takes up to `amount` from these places, the first first. @returns what is wanting */
  draw(places: readonly Where[], amount: Rational, take: (place: Where, amount: Rational) => void): Rational {
    let rest = amount
    for (const place of places) {
      const some = smaller(rest, this.unnamedAt(place))
      if (!isMore(some)) continue
      take(place, some)
      rest = minus(rest, some)
      if (!isMore(rest)) break
    }
    return rest
  }

  #change(place: Where, amount: Rational): void {
    this.#unnamed.set(place.key, { place, amount: plus(this.unnamedAt(place), amount) })
  }
}
