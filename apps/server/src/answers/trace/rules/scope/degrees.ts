import { certain, type Degree, degreeAt, greater, lesser, type Moment, mayPrecede, none, possible } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import type { Batch } from '../chart/batches.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import type { Making } from '../chart/makings.ts'
import type { Reach } from './atoms.ts'
import { type Exposures, noExposures } from './exposures.ts'
import { placedElsewhere } from './placing.ts'
import { Reached } from './reached.ts'

/** How far things, lots and quantities are in scope at a moment, by what is reached so far (§3). */
export class Degrees implements Reach {
  readonly chart: Chart
  readonly exposures: Exposures
  readonly reached = new Reached()

  constructor(chart: Chart, exposures: Exposures = noExposures) {
    this.chart = chart
    this.exposures = exposures
  }

  thingAt(object: string, at: Moment): Degree {
    const contested = this.chart.contested.has(object)
    const met = this.exposures.within(object, at)
    return greater(this.reached.thingAt(object, at, contested), contested ? lesser(met, possible) : met)
  }

  productAt(product: string, at: Moment): Degree {
    if (this.exposures.productAt(product, at) > none) return possible
    for (const object of this.reached.byProduct.get(product) ?? []) {
      if ((kindIn(this.chart, object) === 'lot' ? this.#wasAt(object, at) : this.thingAt(object, at)) > none) return possible
    }
    return none
  }

  /** Of a lot that no fact names there: only what is told to have been by then. */
  #wasAt(lot: string, at: Moment): Degree {
    const isThere = this.reached.seeds.has(lot) || (this.chart.batches.get(lot) ?? []).some((batch) => mayPrecede(batch.at, at))
    return isThere ? this.lotAt(lot, at) : none
  }

  quantityAt(lot: string, event: Standing, except: Making | undefined, at: Moment = event.time): Degree {
    const own = greater(this.lotAt(lot, event.time, except, event), this.#portionAt(lot, event, at))
    if (own > none) return own
    for (const member of this.#membersAmong(lot, event)) if (member !== undefined) return possible
    return none
  }

  /** What was met of what the event tells of the lot, by then. */
  #portionAt(lot: string, event: Standing, at: Moment): Degree {
    const met = this.exposures.portionAt(lot, event, at)
    return this.chart.contested.has(lot) ? lesser(met, possible) : met
  }

  /** Members in scope that may be among the units that the event tells of by quantity alone. */
  membersIn(lot: string, event: Standing): string[] {
    return [...this.#membersAmong(lot, event)]
  }

  *#membersAmong(lot: string, event: Standing): Generator<string> {
    const mayBeThere = (member: string): boolean => placedElsewhere(this.chart, member, { event, lot }) === undefined
    for (const member of this.reached.membersOf.get(lot) ?? [])
      if (this.thingAt(member, event.time) > none && mayBeThere(member)) yield member
    // In scope only as one of some lot, a unit is in quantities of that lot, which is in scope itself.
    for (const [unit, spans] of this.reached.byItself.get(this.productOf(lot)) ?? [])
      if (this.chart.untold.mayBeOf(unit, lot) && degreeAt(spans, event.time) > none && mayBeThere(unit)) yield unit
  }

  productOf(object: string): string {
    return this.chart.objects.get(object)?.product ?? ''
  }

  /** A lot at a moment: certain if every batch up to then is, possible if any is (§3). `by`: as this event tells it. */
  lotAt(lot: string, at: Moment, except?: Making, by?: Standing): Degree {
    const cap = this.chart.contested.has(lot) ? possible : certain
    if (this.reached.seeds.has(lot)) return cap
    const exposed = lesser(greater(degreeAt(this.reached.exposures.get(lot) ?? [], at), this.exposures.lotAt(lot, at, by)), cap)
    if (!this.reached.lots.has(lot)) return exposed
    const batches = (this.chart.batches.get(lot) ?? []).filter(({ making }) => except === undefined || making !== except)
    const known = batches.filter((batch) => mayPrecede(batch.at, at))
    const degreeOf = (batch: Batch): Degree => this.reached.batches.get(batch) ?? none
    // Rework adds no doubt and no certainty of its own; members made by their own names bring no scope to the rest.
    const isCertain = (batch: Batch): boolean => batch.ofItself || degreeOf(batch) === certain || this.exposures.isWholeMet(batch, at)
    const all = known.length > 0 && known.every(isCertain) && this.#areUntoldCertain(lot, at)
    const any = (known.length > 0 ? known : batches).some((batch) => batch.kind !== 'apart' && degreeOf(batch) > none)
    return greater(exposed, all ? cap : any ? possible : none)
  }

  /** Units of its product made by then by their own names, and no word of which lot: they may be of this one. */
  #areUntoldCertain(lot: string, at: Moment): boolean {
    const made = this.chart.untold.made.get(this.productOf(lot)) ?? []
    return made.every((batch) => !mayPrecede(batch.at, at) || this.reached.batches.get(batch) === certain)
  }
}
