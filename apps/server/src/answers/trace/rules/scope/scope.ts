import { always, certain, type Degree, earlierOf, isBefore, lesser, type Moment, never, none, possible, within } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import type { Batch } from '../chart/batches.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import type { Making } from '../chart/makings.ts'
import { removedAt } from '../chart/origins.ts'
import type { Stay } from '../chart/stays.ts'
import { untoldOf } from '../chart/untold.ts'
import { birthOf, birthsOf, originDegree } from './births.ts'
import { Degrees } from './degrees.ts'
import type { Exposures } from './exposures.ts'
import { Lots } from './lots.ts'
import { endedIn, Outputs } from './outputs.ts'
import { placedElsewhere } from './placing.ts'
import type { Cause } from './reached.ts'

/** `bounds`: only these are followed: what is asked of one object needs only what leads to it. `exposures`: what a condition met, beside the seeds. */
type Limits = { readonly bounds?: ReadonlySet<string>; readonly exposures?: Exposures }

/**
 * The forward scope of some seeds (§3, §4): the least set closed under the relations. Every rule reads what is reached and adds to it; nothing is
 * ever taken back, so that the work ends and its order does not matter.
 */
export class Scope extends Degrees {
  readonly #within: ReadonlySet<string> | undefined
  readonly #waiting = new Set<string>()
  /** Products of which units whose lot no fact tells have come further into scope, since they were last looked at. */
  readonly #grown = new Set<string>()
  /** Lots that have come further into scope, since the units that may be of them were last looked at. */
  readonly #grownLots = new Set<string>()
  readonly #outputs: Outputs
  readonly #lots: Lots

  constructor(chart: Chart, seeds: readonly string[], { bounds, exposures }: Limits = {}) {
    super(chart, exposures)
    this.#outputs = new Outputs(chart, this)
    this.#lots = new Lots(chart, this.#outputs, this, this.exposures)
    this.#within = bounds
    for (const seed of seeds) this.#seed(seed)
    this.#expose()
    for (;;) {
      const [next] = this.#waiting
      const [lot] = next === undefined ? this.#grownLots : []
      if (next !== undefined) {
        this.#waiting.delete(next)
        this.#visit(next)
      } else if (lot !== undefined) {
        this.#grownLots.delete(lot)
        this.#takeUntold(lot)
      } else return
    }
  }

  /** What a condition met. */
  #expose(): void {
    const { things, portions, batches, products } = this.exposures
    for (const { object, start, degree, cause } of things) this.#affect(object, start, never, degree, cause)
    for (const [lot, [first]] of portions) {
      if (first === undefined) continue
      this.reached.meet(lot, first.cause)
      this.#noteIn(lot)
    }
    for (const { lot } of batches.keys()) this.#wait(lot)
    for (const product of products.keys()) this.#touch(product)
  }

  #seed(object: string): void {
    this.reached.seed(object)
    switch (kindIn(this.chart, object)) {
      case 'lot':
        this.reached.lots.set(object, certain)
        this.#noteIn(object)
        break
      case 'carrier':
        this.#seedContents(object)
        break
      case 'class':
        break
      default:
        this.#affect(object, always, never, certain, { facts: [], from: undefined })
    }
  }

  /** A container that is named stands for all that was ever in it: instances certainly, its lots perhaps (§3, lot met by a condition). */
  #seedContents(container: string, seen: ReadonlySet<string> = new Set()): void {
    if (seen.has(container)) return
    for (const { child, facts, start, degree, kind } of this.chart.staysIn.get(container) ?? []) {
      if (kind !== 'packed') continue
      const cause = { facts, from: container }
      if (kindIn(this.chart, child) === 'lot') {
        if (this.reached.addExposure(child, { start, end: never, degree: possible }, cause)) this.#noteIn(child)
      } else if (kindIn(this.chart, child) === 'carrier') this.#seedContents(child, new Set([...seen, container]))
      else this.#affect(child, always, never, degree, cause)
    }
  }

  /** `part`: by what is in it, which is no material of what else is in it. `lot`: as one of a lot. */
  #affect(object: string, start: Moment, end: Moment, degree: Degree, cause: Cause, by?: 'part' | 'lot'): void {
    const capped = this.chart.contested.has(object) && !this.reached.seeds.has(object) ? lesser(degree, possible) : degree
    const span = { start, end, degree: capped }
    const grown = by !== 'part' && this.reached.addInherent(object, span)
    const isUntold = by !== 'lot' && this.chart.untold.has(object)
    if (isUntold && this.reached.addByItself(this.productOf(object), object, span)) {
      this.#grown.add(this.productOf(object))
      this.#wait(this.productOf(object))
    }
    if (this.reached.addSpan(object, span, cause) || grown) this.#noteIn(object)
  }

  #noteIn(object: string): void {
    const { chart } = this
    const lots = chart.lotsOf.get(object) ?? []
    const product = chart.objects.get(object)?.product ?? null
    this.reached.index(object, product, lots)
    this.#touch(object)
    for (const lot of lots) this.#touch(lot)
    if (product !== null) {
      this.#touch(product)
      for (const making of chart.makingsWanting.get(product) ?? []) this.#redo(making)
    }
    this.#waitForMembers(object)
    for (const { child, opened } of chart.staysIn.get(object) ?? []) if (opened === undefined) this.#wait(child)
  }

  /** What may change with it: makings that took it, what it is part of, makings that took a container that it lay in. */
  #touch(object: string, path: Set<string> = new Set()): void {
    for (const making of this.chart.makingsFrom.get(object) ?? []) this.#redo(making)
    const stays = this.chart.staysOf.get(object)
    if (stays === undefined) return
    path.add(object)
    for (const { kind, parent } of stays) {
      if (kind === 'part') this.#wait(parent)
      else if (!path.has(parent)) this.#touch(parent, path)
    }
    path.delete(object)
  }

  #redo(making: Making): void {
    this.#outputs.forget(making)
    for (const { object } of making.outputs) {
      this.#wait(object)
      this.#waitForMembers(object)
      for (const lot of this.chart.lotsOf.get(object) ?? []) this.#wait(lot)
      if (this.chart.untold.has(object)) this.#wait(this.productOf(object))
    }
  }

  #waitForMembers(lot: string): void {
    for (const member of this.chart.membersOf.get(lot) ?? []) this.#wait(member)
    if (this.reached.lots.has(lot) && untoldOf(this.chart, lot).size > 0) this.#grownLots.add(lot)
  }

  #takeUntold(lot: string): void {
    for (const unit of untoldOf(this.chart, lot)) {
      if (this.#isWithin(unit) && !this.reached.seeds.has(unit) && !this.reached.isOpenForGood(unit)) this.#takeLot(unit, lot)
    }
  }

  #isWithin(object: string): boolean {
    return this.#within === undefined || this.#within.has(object)
  }

  #wait(object: string): void {
    if (this.#isWithin(object) || this.chart.untold.units.has(object)) this.#waiting.add(object)
  }

  #visit(object: string): void {
    if (this.reached.seeds.has(object)) return
    switch (kindIn(this.chart, object)) {
      case 'lot':
        this.#visitLot(object)
        break
      case 'class':
        this.#visitProduct(object)
        break
      default:
        this.#visitThing(object)
    }
  }

  /** Units of it, of which no fact tells the lot, have come into scope: they may be in quantities of any lot, and be what kept one from being certain. */
  #visitProduct(product: string): void {
    const { lots, made } = this.chart.untold
    const isGrown = this.#grown.delete(product)
    let isSurer = false
    for (const batch of made.get(product) ?? []) {
      if (this.reached.batches.get(batch) === certain || this.#lots.batchDegree(batch)[0] !== certain) continue
      this.reached.batches.set(batch, certain)
      isSurer = true
    }
    if (!isGrown && !isSurer) return
    for (const lot of lots.get(product) ?? []) {
      if (isSurer && this.reached.lots.has(lot)) this.#noteIn(lot)
      else this.#touch(lot)
    }
  }

  #visitLot(lot: string): void {
    let grown = false
    const cap = this.chart.contested.has(lot) ? possible : certain
    for (const batch of this.chart.batches.get(lot) ?? []) {
      const [degree, cause] = this.#lots.batchDegree(batch)
      if (batch.kind === 'apart') {
        // Its members speak for themselves: they do not bring the lot into scope, and may keep it from being certain.
        if (degree === certain && this.reached.batches.get(batch) !== certain) {
          this.reached.batches.set(batch, certain)
          grown = true
        }
        continue
      }
      if (degree > none && this.reached.addBatch(batch, lesser(degree, cap), cause)) grown = true
    }
    if (grown && this.reached.lots.has(lot)) this.#noteIn(lot)
    for (const stay of this.chart.staysOf.get(lot) ?? []) this.#takeOrigin(lot, stay)
  }

  #visitThing(object: string): void {
    for (const making of this.chart.makingsOf.get(object) ?? []) this.#takeMaking(object, making)
    for (const lot of this.chart.lotsOf.get(object) ?? []) this.#takeLot(object, lot)
    for (const stay of this.chart.staysIn.get(object) ?? []) if (stay.kind === 'part') this.#takePart(object, stay)
    for (const stay of this.chart.staysOf.get(object) ?? []) this.#takeOrigin(object, stay)
  }

  /** Made by its own name: for good, and since it is; where it went in and came out again, since then. */
  #takeMaking(object: string, making: Making): void {
    const isRework = making.inputs.some((line) => line.object === object)
    for (const line of making.outputs.filter((output) => output.object === object)) {
      const start = isRework ? line.event.time : always
      const [degree, cause] = this.#outputs.degreeOf(making, object, line.event.time, line.event)
      if (degree > none) this.#affect(object, start, never, degree, cause)
      this.#takeRemoved(object, making, start, line.event)
    }
  }

  /** An input that was taken out of this very unit later: it was in it until then (§2). Whether it came back, its stays tell. */
  #takeRemoved(object: string, making: Making, start: Moment, event: Standing): void {
    const ended = endedIn(this.chart, object)
    if (ended.length === 0) return
    const stays = this.chart.staysIn.get(object) ?? []
    for (const atom of this.#outputs.atomsAt(making, event.time)) {
      const ends = ended.filter(({ child }) => child === atom.object).map(({ end }) => end)
      if (atom.degree === none || ends.length === 0) continue
      const cause = { facts: [...atom.facts, ...event.facts], from: atom.object }
      const first = ends.reduce(earlierOf)
      this.#affect(object, start, first, lesser(atom.degree, making.single && !event.doubtful ? certain : possible), cause)
      for (const { child, end } of stays) if (child === atom.object && end.to > first.to) this.#affect(object, start, end, possible, cause)
    }
  }

  #takeLot(object: string, lot: string): void {
    const cause = (facts: readonly number[]): Cause => ({ facts, from: lot })
    const { lotsOf, sureLotsOf, contested } = this.chart
    const several = (lotsOf.get(object)?.size ?? 0) > 1 || contested.has(lot) || sureLotsOf.get(object)?.has(lot) !== true
    if (this.reached.seeds.has(lot)) {
      this.#affect(object, always, never, several ? possible : certain, cause([]), 'lot')
      return
    }
    if (!this.reached.lots.has(lot)) return
    const [degree, facts] = this.#lots.birthDegree(object, lot)
    if (degree > none) this.#affect(object, always, never, several ? possible : degree, cause(facts), 'lot')
    for (const batch of this.chart.reworks.get(lot) ?? []) this.#takeRework(object, lot, batch)
    for (const { start } of this.reached.exposures.get(lot) ?? []) this.#affect(object, start, never, possible, cause([]), 'lot')
  }

  /** Some of the lot was reworked, which units is not told: perhaps this one (§3). */
  #takeRework(object: string, lot: string, batch: Batch): void {
    const { event, at } = batch
    if (event === undefined || (this.reached.batches.get(batch) ?? none) === none) return
    // Made by its own name it was not there before; only numbered, it was.
    if (birthsOf(this.chart, object).length > 0 && isBefore(at, birthOf(this.chart, object))) return
    if (placedElsewhere(this.chart, object, { event, lot }) !== undefined) return
    this.#affect(object, at, never, possible, { facts: event.facts, from: lot }, 'lot')
  }

  #takePart(object: string, stay: Stay): void {
    const { child, start, end, degree, facts } = stay
    const cause = { facts, from: child }
    const kind = kindIn(this.chart, child)
    if (kind === 'lot' || kind === 'class') {
      const part = lesser(this.#lots.childDegree(stay), stay.opened === undefined ? possible : degree)
      if (part > none) this.#affect(object, start, end, part, cause, 'part')
      return
    }
    const contested = this.chart.contested.has(child)
    for (const span of this.reached.spansOf(child)) {
      const overlap = within(span, start, end, degree)
      if (overlap !== undefined) this.#affect(object, overlap.start, overlap.end, contested ? possible : overlap.degree, cause, 'part')
    }
  }

  /** Taken out of a unit, and no fact tells of it before: it comes from that unit (§8.14). */
  #takeOrigin(object: string, stay: Stay): void {
    const degree = originDegree(this, object, stay)
    if (degree === none) return
    const cause = { facts: stay.endedBy, from: stay.parent }
    if (kindIn(this.chart, object) !== 'lot') this.#affect(object, always, never, degree, cause)
    else if (this.reached.addExposure(object, { start: removedAt(this.chart, stay), end: never, degree }, cause)) this.#noteIn(object)
  }
}
