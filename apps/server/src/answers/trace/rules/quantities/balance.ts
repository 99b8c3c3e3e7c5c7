import { byText, sortedNumbers } from '../basis/collections.ts'
import { unitOf } from '../basis/measures.ts'
import { overlap } from '../basis/moment.ts'
import {
  by,
  isLess,
  isMore,
  isNothing,
  larger,
  minus,
  nothing,
  opposite,
  plus,
  type Rational,
  showRational,
  smaller,
} from '../basis/rational.ts'
import type { Account, Count, Flow, Where } from './accounts.ts'
import { type Incoming, incoming, type Outgoing, outgoing } from './terms.ts'

type Side = Incoming | Outgoing | 'moved' | 'onHand' | 'unexplained'
const sides: readonly Side[] = [...incoming, ...outgoing, 'moved', 'onHand', 'unexplained']

/**
 * `received + made + returned + found = consumed + shipped + scrapped + sampled + destroyed + used + onHand + unexplained`, and for one place also
 * `+ moved` on the left: between own places, told or not. Plain decimals in `uom` (null: pieces); what has no end is cut, and its remainder stands beside.
 */
export type Equation = { readonly [S in Side]: string } & {
  readonly uom: string | null
  readonly remainders?: { readonly [S in Side]?: string }
  /** On demand: the facts behind each term. */
  readonly facts?: { readonly [S in Side]?: readonly number[] }
}
/** `place` null: with ourselves, at a place that no fact tells. What is told to have left nowhere is taken from there where several places have some. */
export type PlaceEquation = Equation & { readonly place: string | null }

/** A count, and what the other facts make of it. `difference`: what they have more than was counted. */
export type CountTold = {
  readonly event: number
  readonly place: string | null
  readonly uom: string | null
  readonly counted: string
  readonly difference: string
  /** Whether events of times that overlap the count's may explain some of it. */
  readonly orderAmbiguous?: true
}

export type Balance = {
  readonly total: Equation
  readonly places: readonly PlaceEquation[]
  readonly counts: readonly CountTold[]
}

class Sums {
  readonly #amounts = new Map<string, Rational>()
  readonly #facts = new Map<string, Set<number>>()

  add(place: string, side: Side, amount: Rational, facts: readonly number[] = []): void {
    const key = `${side} ${place}`
    this.#amounts.set(key, plus(this.#amounts.get(key) ?? nothing, amount))
    const known = this.#facts.get(key) ?? new Set<number>()
    this.#facts.set(key, known)
    for (const fact of facts) known.add(fact)
  }

  at(place: string, side: Side): Rational {
    return this.#amounts.get(`${side} ${place}`) ?? nothing
  }

  isTold(place: string): boolean {
    return sides.some((side) => !isNothing(this.at(place, side)))
  }

  factsAt(place: string, side: Side): readonly number[] {
    return sortedNumbers(this.#facts.get(`${side} ${place}`) ?? [])
  }
}

const endings: ReadonlyMap<string, Outgoing> = new Map(
  (['consumed', 'scrapped', 'sampled', 'destroyed', 'used'] as const).map((term) => [term, term]),
)
const beginnings: ReadonlyMap<string, Incoming> = new Map((['received', 'made', 'found'] as const).map((term) => [term, term]))

/** The term of what comes to a place of ours: from others it is returned where we had shipped it, else received. */
function incomingOf({ at, via }: Where): Side {
  const beginning = beginnings.get(at)
  if (beginning !== undefined) return beginning
  if (at === 'lost') return 'unexplained'
  return via === '' && at !== 'way' ? 'received' : 'returned'
}

const outgoingOf = ({ at }: Where): Side => endings.get(at) ?? (at === 'lost' ? 'unexplained' : 'shipped')

/** One account, its flows and counts in order of occurrence. */
class Book {
  readonly sums = new Sums()
  readonly counts: CountTold[] = []
  readonly places = new Set<string>()
  readonly #account: Account
  readonly #lying = new Map<string, Rational>()

  constructor(account: Account, units: ReadonlySet<string> | undefined) {
    this.#account = account
    const waiting = units === undefined ? [...account.counts] : []
    for (const [position, flow] of account.flows.entries()) {
      while (waiting[0]?.flows === position) this.#countFirst(waiting)
      if (units === undefined || (flow.unit !== undefined && units.has(flow.unit))) this.#post(flow)
    }
    while (waiting.length > 0) this.#countFirst(waiting)
    this.#settle()
    for (const [place, amount] of this.#lying) this.#close(place, amount)
  }

  #countFirst(waiting: Count[]): void {
    const count = waiting.shift()
    if (count !== undefined) this.#count(count)
  }

  #post({ from, to, amount, event }: Flow): void {
    if (from.at === 'own' && to.at === 'own') {
      this.#shift(from.place, to.place, amount, event.facts)
      return
    }
    if (to.at === 'own') {
      const side = incomingOf(from)
      this.sums.add(to.place, side, side === 'unexplained' ? opposite(amount) : amount, event.facts)
      this.#put(to.place, amount)
    }
    if (from.at === 'own') {
      this.sums.add(from.place, outgoingOf(to), amount, event.facts)
      this.#put(from.place, opposite(amount))
    }
  }

  #shift(from: string, to: string, amount: Rational, facts: readonly number[] = []): void {
    this.sums.add(from, 'moved', opposite(amount), facts)
    this.sums.add(to, 'moved', amount, facts)
    this.#put(from, opposite(amount))
    this.#put(to, amount)
  }

  #put(place: string, amount: Rational): void {
    this.places.add(place)
    this.#lying.set(place, plus(this.#lying.get(place) ?? nothing, amount))
  }

  #lies(place: string): Rational {
    return this.#lying.get(place) ?? nothing
  }

  /**
   * What is wanting at a place was brought there, though nobody told: from where nobody told the place, from the only other place that has some, or from
   * all that have. Where several could have spared it, the place that no fact tells stands for them. @returns what is wanting still
   */
  #bring(place: string, wanting: Rational): Rational {
    let rest = wanting
    const takeFrom = (other: string): void => {
      const some = smaller(rest, larger(this.#lies(other), nothing))
      if (!isMore(some)) return
      this.#shift(other, place, some)
      rest = minus(rest, some)
    }
    if (place !== '') takeFrom('')
    const others = [...this.#lying].filter(([other, amount]) => other !== place && isMore(amount)).map(([other]) => other)
    const there = others.reduce((sum, other) => plus(sum, this.#lies(other)), nothing)
    if (others.length === 1 || !isMore(minus(there, rest))) for (const other of others.sort(byText)) takeFrom(other)
    else if (isMore(rest) && place !== '') {
      this.#shift('', place, rest)
      rest = nothing
    }
    return rest
  }

  #settle(): void {
    for (const place of [...this.#lying.keys()].sort(byText).reverse()) {
      if (isLess(this.#lies(place))) this.#bring(place, opposite(this.#lies(place)))
    }
  }

  /** What a count finds other than the facts before it say is unexplained from then on (§5). */
  #count(count: Count): void {
    const { site, amount, event } = count
    this.#settle()
    this.places.add(site)
    const book = site === '' ? [...this.#lying.values()].reduce(plus, nothing) : this.#lies(site)
    const told = minus(book, amount)
    const [difference, isAmbiguous] = this.#nearest(told, count)
    let rest = difference
    if (isLess(rest) && site !== '') rest = opposite(this.#bring(site, opposite(rest)))
    // What was taken from a place that no fact tells may have been taken from here.
    const owed = site === '' || !isLess(this.#lies('')) ? nothing : smaller(larger(rest, nothing), opposite(this.#lies('')))
    if (isMore(owed)) this.#shift(site, '', owed)
    rest = minus(rest, owed)
    this.sums.add(site, 'unexplained', rest, event.facts)
    this.#put(site, opposite(rest))
    const show = (value: Rational): string => showRational(by(value, unitOf(this.#account.uom).factor)).decimal
    this.counts.push({
      event: event.index,
      place: site === '' ? null : site,
      uom: this.#account.uom,
      counted: show(amount),
      difference: show(rest),
      ...(isAmbiguous ? { orderAmbiguous: true } : {}),
    })
  }

  /** Events whose time overlaps the count's may have come before or after it: the least difference that some order leaves. */
  #nearest(difference: Rational, { site, event: counted, flows: position }: Count): [Rational, boolean] {
    let [least, most] = [difference, difference]
    for (const [taken, flow] of this.#account.flows.entries()) {
      if (flow.event === counted || !overlap(flow.event.time, counted.time)) continue
      const isHere = ({ at, place }: Where): boolean => at === 'own' && (site === '' || place === site)
      const change = minus(isHere(flow.to) ? flow.amount : nothing, isHere(flow.from) ? flow.amount : nothing)
      const otherwise = taken < position ? opposite(change) : change
      if (isLess(otherwise)) least = plus(least, otherwise)
      else most = plus(most, otherwise)
    }
    const isAmbiguous = !isNothing(minus(most, least))
    if (!isMore(least) && !isLess(most)) return [nothing, isAmbiguous && !isNothing(difference)]
    return [isMore(least) ? least : most, isAmbiguous]
  }

  /** Less than nothing lies nowhere: more left than is told to have come, and that is unexplained, with its sign. */
  #close(place: string, amount: Rational): void {
    const others = [...this.#lying].reduce((sum, [other, lies]) => (other === place ? sum : plus(sum, lies)), nothing)
    const isOwed = place === '' && !isLess(plus(amount, others))
    if (isLess(amount) && !isOwed) this.sums.add(place, 'unexplained', amount)
    else this.sums.add(place, 'onHand', amount)
  }
}

/**
 * @param units only these, where given: of a lot that is not in question as a whole
 * @param withFacts the facts behind each term
 */
export function balanceOf(account: Account, units: ReadonlySet<string> | undefined, withFacts: boolean): Balance {
  const { sums, counts, places } = new Book(account, units)
  const equation = (among: readonly string[]): Equation => equationOf(account.uom, sums, among, withFacts)
  const sorted = [...places].sort(byText)
  return {
    total: equation(sorted),
    places: sorted.filter((place) => sums.isTold(place)).map((place) => ({ place: place === '' ? null : place, ...equation([place]) })),
    counts,
  }
}

function equationOf(uom: string | null, sums: Sums, places: readonly string[], withFacts: boolean): Equation {
  const { factor } = unitOf(uom)
  const shown = sides.map((side) => {
    const sum = places.reduce((total, place) => plus(total, sums.at(place, side)), nothing)
    return { side, ...showRational(by(sum, factor)), facts: sortedNumbers(places.flatMap((place) => sums.factsAt(place, side))) }
  })
  const decimals = Object.fromEntries(shown.map(({ side, decimal }) => [side, decimal])) as { [S in Side]: string }
  const remainders = Object.fromEntries(shown.flatMap(({ side, remainder }) => (remainder === undefined ? [] : [[side, remainder]])))
  const facts = Object.fromEntries(shown.filter((one) => one.facts.length > 0).map((one) => [one.side, one.facts]))
  return {
    uom,
    ...decimals,
    ...(Object.keys(remainders).length > 0 ? { remainders } : {}),
    ...(withFacts ? { facts } : {}),
  }
}
