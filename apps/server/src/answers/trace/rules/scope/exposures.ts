import { groupBy, sortedNumbers } from '../basis/collections.ts'
import {
  certain,
  type Degree,
  degreeAt,
  greater,
  isBefore,
  lesser,
  type Moment,
  mayPrecede,
  never,
  none,
  possible,
  type Span,
} from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import type { Batch } from '../chart/batches.ts'
import type { Cause } from './reached.ts'

/** A named thing that a condition met. `start`: affected from then on. */
export type Thing = { readonly object: string; readonly start: Moment; readonly degree: Degree; readonly cause: Cause }

/** Some of a lot that a condition met: what `event` tells of it (a shipment; a content, by the event that put it in). */
export type Portion = {
  readonly lot: string
  readonly event: Standing | undefined
  readonly time: Moment
  readonly degree: Degree
  /** From then on it may be in any other quantity of its lot; `never`: it went no further than this event tells. */
  readonly since: Moment
  /** Where it had left from by then, for good: it is in nothing that is told from there. */
  readonly left: Origin | undefined
  readonly cause: Cause
}

/** Whose stock, and where. */
export type Origin = { readonly party: string | null; readonly place: string | null }

/** All of a lot that was with us: every batch that was there before is met. Some may have come back at `returns`: that was not with us. */
export type Whole = { readonly lot: string; readonly time: Moment; readonly degree: Degree; readonly returns: readonly Moment[] }

/** What was met, as it is found. */
export type Met = {
  readonly things: Thing[]
  /** What an object does in an event that tells of it as exposed, it does as such. */
  readonly within: { readonly object: string; readonly at: Moment; readonly degree: Degree }[]
  readonly portions: Portion[]
  readonly wholes: Whole[]
  readonly batches: { readonly batch: Batch; readonly degree: Degree; readonly cause: Cause }[]
  readonly carriers: { readonly carrier: string; readonly degree: Degree }[]
  /** Of a product, its lot not told. */
  readonly products: { readonly product: string; readonly time: Moment }[]
  /** Papers of the event, by the moment of the exposure. */
  readonly papers: Map<Moment, ReadonlySet<string>>
  /** What matching events name, and everything that ever was in it: where a coarser reading begins. */
  readonly coarse: Set<string>
  /** By object that matching events name: these events. */
  readonly facts: Map<string, Set<number>>
}

export const nothingMet = (): Met => ({
  things: [],
  within: [],
  portions: [],
  wholes: [],
  batches: [],
  carriers: [],
  products: [],
  papers: new Map(),
  coarse: new Set(),
  facts: new Map(),
})

/** What a condition met, by the chart alone (§4): everything else follows by the relations. */
export class Exposures {
  readonly things: readonly Thing[]
  readonly portions: ReadonlyMap<string, readonly Portion[]>
  readonly batches: ReadonlyMap<Batch, { readonly degree: Degree; readonly cause: Cause }>
  readonly carriers: ReadonlyMap<string, Degree>
  readonly products: ReadonlyMap<string, readonly Span[]>
  readonly coarse: ReadonlySet<string>
  readonly #within: ReadonlyMap<string, readonly Met['within'][number][]>
  readonly #wholes: ReadonlyMap<string, readonly Whole[]>
  readonly #spread: ReadonlyMap<string, readonly Portion[]>
  readonly #papers: Met['papers']
  readonly #facts: Met['facts']

  constructor(met: Met = nothingMet()) {
    this.things = met.things
    this.portions = groupBy(
      met.portions,
      ({ lot }) => lot,
      (portion) => portion,
    )
    this.batches = new Map(met.batches.toSorted((left, right) => left.degree - right.degree).map(({ batch, ...how }) => [batch, how]))
    this.carriers = new Map(
      met.carriers.toSorted((left, right) => left.degree - right.degree).map(({ carrier, degree }) => [carrier, degree]),
    )
    this.products = groupBy(
      met.products,
      ({ product }) => product,
      ({ time }): Span => ({ start: time, end: never, degree: possible }),
    )
    this.coarse = met.coarse
    this.#within = groupBy(
      met.within,
      ({ object }) => object,
      (one) => one,
    )
    this.#wholes = groupBy(
      met.wholes,
      ({ lot }) => lot,
      (whole) => whole,
    )
    this.#spread = groupBy(
      met.portions.filter(({ since }) => since.from !== Number.POSITIVE_INFINITY),
      ({ lot }) => lot,
      (portion) => portion,
    )
    this.#papers = met.papers
    this.#facts = met.facts
  }

  /** How far a thing is met by the very event of that moment. */
  within(object: string, at: Moment): Degree {
    const known = this.#within.get(object) ?? []
    return known.reduce<Degree>((best, one) => (one.at === at ? greater(best, one.degree) : best), none)
  }

  /** How far what an event tells of a lot is met by then; `custody`: until that moment it was still what the event tells of. */
  portionAt(lot: string, event: Standing | undefined, at: Moment): Degree {
    let best: Degree = none
    for (const portion of this.portions.get(lot) ?? []) {
      if (portion.event !== event || portion.degree <= best || !mayPrecede(portion.time, at)) continue
      best = greater(best, portion.time === at || isBefore(portion.time, at) ? portion.degree : possible)
    }
    return best
  }

  /** The times at which what an event tells of a lot was met. */
  portionsOf(lot: string, event: Standing | undefined): readonly Portion[] {
    return (this.portions.get(lot) ?? []).filter((portion) => portion.event === event)
  }

  /** How far some of a lot, whichever, may be what was met of it. `by`: as this event tells it. */
  lotAt(lot: string, at: Moment, by?: Standing): Degree {
    const mayBe = ({ since, left }: Portion): boolean =>
      mayPrecede(since, at) && !(left !== undefined && by !== undefined && isFrom(by, left))
    return this.#spread.get(lot)?.some(mayBe) === true ? possible : none
  }

  productAt(product: string, at: Moment): Degree {
    return lesser(degreeAt(this.products.get(product) ?? [], at), possible)
  }

  /** Everything of the lot that was with us was met, the batch was there before, and nothing that was elsewhere came back since. */
  isWholeMet({ lot, at: born }: Batch, at: Moment): boolean {
    return (this.#wholes.get(lot) ?? []).some(
      ({ time, degree, returns }) =>
        degree === certain && isBefore(born, time) && isBefore(time, at) && !returns.some((moment) => mayPrecede(moment, at)),
    )
  }

  /** Was the exposure under a paper of this event? */
  isUnder(time: Moment, { details }: Pick<Standing, 'details'>): boolean {
    const papers = this.#papers.get(time)
    return papers !== undefined && details.transactions?.some(({ id }) => papers.has(id)) === true
  }

  factsOf(object: string): number[] {
    return sortedNumbers(this.#facts.get(object) ?? [])
  }
}

const isFrom = ({ consignor, bizLocation, readPoint }: Standing, { party, place }: Origin): boolean =>
  (party !== null && consignor === party) || (place !== null && (bizLocation ?? readPoint) === place)

export const noExposures = new Exposures()
