import { byText } from '../basis/collections.ts'
import { certain, type Degree, lesser, never, overlap, possible } from '../basis/moment.ts'
import { add, compare, type Decimal, negate, zero } from '../basis/quantity.ts'
import type { Standing } from '../basis/standing.ts'
import { isReceiving, isShipping } from '../basis/words.ts'
import { leaveBehind } from '../chart/leaving.ts'
import type { Stay } from '../chart/stays.ts'
import { foldWords } from './fold.ts'
import { after, isAway, isOver, keyOf, placeOf, type Situation, type State, type Word } from './states.ts'
import type { Step } from './steps.ts'
import { mergeWords, type Whereabouts } from './whereabouts.ts'

/** Some of a lot that no fact tells apart. `situations`: more than one where no fact says which; empty: nobody says. */
export type Portion = {
  readonly container: string | null
  readonly situations: readonly Situation[]
  /** How far it is in scope since it left; undefined: it is among what we hold, and is as the lot is. */
  readonly degree: Degree | undefined
  readonly amount: Decimal
  readonly uom: string | null
}

export type Placed = {
  readonly portions: readonly Portion[]
  /** What came to be, or into view, by unit of measure. */
  readonly born: ReadonlyMap<string | null, Decimal>
  /** What was told of beyond all that was there. */
  readonly excess: ReadonlyMap<string | null, Decimal>
}

type Open = {
  container: string | null
  situations: readonly Situation[]
  degree: Degree | undefined
  amount: Decimal
  uom: string | null
  put: Standing | undefined
}

const isPositive = (amount: Decimal): boolean => compare(amount, zero) > 0
const lesserOf = (left: Decimal, right: Decimal): Decimal => (compare(left, right) < 0 ? left : right)
const subtract = (left: Decimal, right: Decimal): Decimal => add(left, negate(right))

/** What leaves is taken from what lies at that place first, then from stock, from what came in, from what is being made. */
const drawn: readonly State[] = ['in-stock', 'in-receipt', 'returned', 'in-production', 'at-consignee', 'on-loan']

export type ValueAt = (event: Standing, put: Standing | undefined) => Degree

/**
 * Splits a lot over places, by what moved where (§5, §6): nothing is lost or added between two steps. What no fact places is in no portion.
 * `valueAt`: how far the lot is in scope when an event takes some of it, out of what `put` told of.
 */
export function placeLot(where: Whereabouts, lot: string, steps: readonly Step[], valueAt: ValueAt): Placed {
  return new Ledger(where, lot, valueAt).run(steps)
}

class Ledger {
  readonly #where: Whereabouts
  readonly #lot: string
  readonly #valueAt: ValueAt
  readonly #open = new Map<string, Open>()
  readonly #born = new Map<string | null, Decimal>()
  readonly #excess = new Map<string | null, Decimal>()
  readonly #isMadeHere: boolean
  readonly #receivers = new Set<string | null>([null])

  constructor(where: Whereabouts, lot: string, valueAt: ValueAt) {
    this.#where = where
    this.#lot = lot
    this.#valueAt = valueAt
    this.#isMadeHere = (where.chart.batches.get(lot) ?? []).some(({ kind, ofItself }) => !ofItself && (kind === 'made' || kind === 'added'))
  }

  /** Of steps whose order is open, one that finds too little waits for the others. */
  run(steps: readonly Step[]): Placed {
    let waiting: Step[] = []
    const retry = (isForced: (step: Step) => boolean): void => {
      const before = waiting
      waiting = []
      for (const step of before)
        if (isForced(step) || this.#isCovered(step)) this.#take(step)
        else waiting.push(step)
    }
    for (const [position, step] of steps.entries()) {
      retry(({ word }) => word.event.time.to < step.word.event.time.from)
      const next = steps[position + 1]
      const mayWait = next !== undefined && overlap(next.word.event.time, step.word.event.time)
      if (step.kind === 'moved' && mayWait && !this.#isCovered(step)) waiting.push(step)
      else this.#take(step)
    }
    retry(() => true)
    return {
      portions: [...this.#open.values()].filter(({ amount }) => isPositive(amount)).map((open) => this.#close(open)),
      born: this.#born,
      excess: this.#excess,
    }
  }

  #close({ container, situations, degree, amount, uom, put }: Open): Portion {
    return { container, situations: container === null ? situations : this.#inside(container, put, undefined), degree, amount, uom }
  }

  /** How what was put into a container stands, before an event or at the end. */
  #inside(container: string, put: Standing | undefined, before: Standing | undefined): Situation[] {
    if (put === undefined) return []
    const { chart, places } = this.#where
    const stay: Stay = {
      kind: 'packed',
      parent: container,
      child: this.#lot,
      quantity: null,
      start: put.time,
      end: never,
      degree: certain,
      opened: put,
      facts: put.facts,
      endedBy: [],
    }
    const words = mergeWords(leaveBehind(stay, chart.own, chart.objects).flatMap((piece) => this.#where.wordsThrough(piece)))
    const placed: Word = { event: put, part: 'child', via: null, degree: put.doubtful ? possible : certain }
    const known =
      before === undefined ? words : words.filter(({ event }) => event.index !== before.index && event.time.from <= before.time.from)
    return foldWords([placed, ...known.filter(({ event }) => event.index !== put.index)], places)
  }

  #isCovered(step: Step): boolean {
    const there = this.#sourcesOf(step).reduce<Decimal>((sum, { amount }) => add(sum, amount), zero)
    return step.amount !== undefined && compare(there, step.amount) >= 0
  }

  #take(step: Step): void {
    const { kind, word, amount, uom } = step
    const { event } = word
    if (kind === 'born' && amount !== undefined) {
      // What is on its way to whom it comes into view by is what comes.
      const arriving = isReceiving(event) ? this.#sourcesOf(step).filter(({ situations }) => situations[0]?.state === 'in-transit') : []
      const rest = this.#move(step, arriving, amount)
      this.#give(step, undefined, rest, event.doubtful ? possible : undefined, undefined)
      this.#count(this.#born, uom, rest)
      return
    }
    const sources = this.#sourcesOf(step)
    if (amount === undefined) {
      if (kind === 'emptied') for (const source of sources) this.#shift(step, source, source.amount)
      else if (isMove(word)) this.#blur(sources, step)
      return
    }
    const rest = this.#move(step, sources, amount)
    if (!isPositive(rest)) return
    // A look at more than is known to be there tells of nothing new.
    if (word.part === 'epc' && !isMove(word)) return
    if (kind === 'named' && this.#born.size === 0) return
    if (kind !== 'named') this.#give(step, undefined, rest, undefined, undefined)
    const party = this.#sourceParty(event)
    // What another party sends of a lot that nobody told to be made comes into view by that.
    const isNew = typeof party === 'string' && !this.#receivers.has(party) && !this.#isMadeHere
    this.#count(isNew ? this.#born : this.#excess, uom, rest)
  }

  /** @returns what the sources do not have. */
  #move(step: Step, sources: readonly Open[], amount: Decimal): Decimal {
    let rest = amount
    for (const source of sources) {
      if (!isPositive(rest)) break
      const part = lesserOf(source.amount, rest)
      rest = subtract(rest, part)
      this.#shift(step, source, part)
    }
    return rest
  }

  #shift(step: Step, source: Open, part: Decimal): void {
    const isPool = source.degree === undefined
    const degree = isPool ? this.#valueAt(step.word.event, source.put) : source.degree
    const before = source.container === null ? source.situations : this.#inside(source.container, source.put, step.word.event)
    source.amount = subtract(source.amount, part)
    if (step.kind !== 'named') this.#give(step, before, part, degree, source)
  }

  /** Adds to where the step brings it. `before` undefined: it was nowhere. */
  #give(
    { word, container, uom }: Step,
    before: readonly Situation[] | undefined,
    amount: Decimal,
    degree: Degree | undefined,
    source: Open | undefined,
  ): void {
    if (!isPositive(amount)) return
    const { places } = this.#where
    const isPutIn = word.part === 'child' && word.event.action !== 'DELETE' && container !== undefined
    const froms = before === undefined || before.length === 0 ? [undefined] : before
    const next = froms
      .map((situation) => after(situation, { ...word, degree: certain, via: null }, places))
      .filter((situation) => situation !== undefined)
    if (word.degree !== certain) {
      this.#put({ container: null, situations: distinct([...(before ?? []), ...next]), degree, amount, uom, put: undefined })
      return
    }
    for (const situation of next) if (isAway(situation, places)) this.#receivers.add(situation.party)
    const isOurs =
      !isPutIn &&
      next.length === 1 &&
      next.every((situation) => !isAway(situation, places) && !isOver(situation) && situation.state !== 'in-transit')
    const kept = isOurs ? (source === undefined ? degree : undefined) : degree
    if (isPutIn) this.#put({ container, situations: [], degree: kept, amount, uom, put: word.event })
    else this.#put({ container: null, situations: distinct(next), degree: kept, amount, uom, put: undefined })
  }

  #put(portion: Open): void {
    const key = [
      portion.container ?? portion.situations.map(keyOf).join(' '),
      portion.container === null,
      portion.degree,
      portion.uom,
    ].join('\u0002')
    const known = this.#open.get(key)
    if (known === undefined) this.#open.set(key, portion)
    else known.amount = add(known.amount, portion.amount)
  }

  /** How much went is not told: of all that was there, some may have. */
  #blur(sources: readonly Open[], step: Step): void {
    for (const source of sources) {
      const { amount } = source
      source.amount = zero
      this.#give(
        { ...step, word: { ...step.word, degree: possible } },
        source.situations,
        amount,
        lesser(source.degree ?? this.#valueAt(step.word.event, source.put), possible),
        source,
      )
    }
  }

  #count(sums: Map<string | null, Decimal>, uom: string | null, amount: Decimal): void {
    if (isPositive(amount)) sums.set(uom, add(sums.get(uom) ?? zero, amount))
  }

  /** Whose stock an event draws on; null: ours; undefined: nobody told. */
  #sourceParty(event: Standing): string | null | undefined {
    const { places } = this.#where
    const place = placeOf(event)
    const party = (isShipping(event) || isReceiving(event) ? event.consignor : null) ?? (place === null ? undefined : places.partyAt(place))
    return party === undefined ? undefined : places.isOwn(party) ? null : party
  }

  /** What is loose, or in the container that is told; where that is not enough, also what lies in others. */
  #sourcesOf(step: Step): Open[] {
    const near = this.#ranked(step, ({ container }) => container === null || container === step.container)
    const sum = near.reduce<Decimal>((total, { amount }) => add(total, amount), zero)
    if (step.kind === 'emptied' || (step.amount !== undefined && compare(sum, step.amount) >= 0)) return near
    return this.#ranked(step, () => true)
  }

  #ranked(step: Step, isNear: (open: Open) => boolean): Open[] {
    const ranked = [...this.#open].flatMap(([key, open]) => {
      const isOfIt = isPositive(open.amount) && isNear(open) && (step.kind === 'emptied' || open.uom === step.uom)
      const rank = isOfIt ? this.#rank(step, open) : undefined
      return rank === undefined ? [] : [{ key, open, rank }]
    })
    return ranked.sort((left, right) => left.rank - right.rank || byText(left.key, right.key)).map(({ open }) => open)
  }

  /** undefined: it cannot be of this. */
  #rank({ kind, word, container }: Step, open: Open): number | undefined {
    const { event, part } = word
    const { places } = this.#where
    if (kind === 'emptied') return open.container === container ? 0 : undefined
    const isOut = part === 'child' && event.action === 'DELETE'
    if (isOut && open.container === container) return 0
    const situations = open.container === null ? open.situations : this.#inside(open.container, open.put, event)
    const [situation] = situations
    if (situation === undefined || situations.length > 1 || situation.state === 'unknown')
      return event.action === 'DELETE' && part === 'epc' ? 5 : 90
    if (isOut) return situation.state === 'consumed' && event.type === 'AssociationEvent' ? 50 : undefined
    if (isOver(situation)) return undefined
    const packed = open.container === null ? 0 : 20
    const holder = isAway(situation, places) ? situation.party : null
    if (isReceiving(event) && situation.state === 'in-transit' && (event.consignee ?? situation.party) === situation.party) return packed
    const party = this.#sourceParty(event)
    if (situation.state === 'in-transit') return party === holder ? 40 + packed : undefined
    if (party !== undefined && party !== holder) return undefined
    const isHere = situation.place !== null && situation.place === placeOf(event)
    if (event.action === 'DELETE' && situation.status === 'retained' && isHere) return 0
    if (isHere) return packed + 1
    // Where nobody told whose stock it is, ours comes first.
    return packed + 10 + (holder === null ? 0 : drawn.length) + Math.max(0, drawn.indexOf(situation.state))
  }
}

const distinct = (situations: readonly Situation[]): Situation[] =>
  [...new Map(situations.map((one) => [keyOf(one), one])).values()].sort((left, right) => byText(keyOf(left), keyOf(right)))

/** It says that something goes, comes, is used up or put in or out; not only that it is there. */
const isMove = ({ event, part }: Word): boolean =>
  part === 'input' || part === 'child' || event.action === 'DELETE' || isShipping(event) || isReceiving(event)
