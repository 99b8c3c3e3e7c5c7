import { certain, type Degree, isBefore, lesser, mayPrecede, none, possible } from '../basis/moment.ts'
import { isToldWith } from '../basis/standing.ts'
import type { Batch } from '../chart/batches.ts'
import type { Chart } from '../chart/chart.ts'
import type { Making } from '../chart/makings.ts'
import type { Stay } from '../chart/stays.ts'
import { contentDegree, type Reach } from './atoms.ts'
import { birthOf, birthsOf } from './births.ts'
import type { Exposures } from './exposures.ts'
import type { Outputs } from './outputs.ts'
import type { Cause } from './reached.ts'

/** How far batches of lots are in scope, and what members have of them (§3). */
export class Lots {
  readonly #chart: Chart
  readonly #outputs: Outputs
  readonly #reach: Reach
  readonly #exposures: Exposures

  constructor(chart: Chart, outputs: Outputs, reach: Reach, exposures: Exposures) {
    this.#chart = chart
    this.#outputs = outputs
    this.#reach = reach
    this.#exposures = exposures
  }

  /** How far a batch is in scope, for the lot as a whole. */
  batchDegree(batch: Batch): [Degree, Cause] {
    return this.#orMet(batch, this.#madeDegree(batch))
  }

  #orMet(batch: Batch, told: [Degree, Cause]): [Degree, Cause] {
    const met = this.#exposures.batches.get(batch)
    return met === undefined || met.degree <= told[0] ? told : [met.degree, met.cause]
  }

  #madeDegree(batch: Batch): [Degree, Cause] {
    const { kind, making, lot, at, event } = batch
    if (kind === 'made' && making !== undefined && event !== undefined) {
      return this.#outputs.degreeOf(making, lot, at, event, lot, batch.ofItself ? lot : undefined)
    }
    if (kind === 'apart' && making !== undefined && event !== undefined) {
      const outputs = batch.outputs.map(({ object }) => this.#outputs.degreeOf(making, object, at, event))
      return outputs.reduce((least, output) => (output[0] < least[0] ? output : least))
    }
    if (kind === 'assembled' && event !== undefined) {
      for (const stay of this.#chart.staysIn.get(lot) ?? []) {
        const degree = stay.opened === event ? this.childDegree(stay) : none
        if (degree > none) return [possible, { facts: event.facts, from: stay.child }]
      }
    }
    return [none, { facts: [], from: undefined }]
  }

  childDegree({ child, opened, start, end }: Stay): Degree {
    return contentDegree(this.#chart, child, opened, opened?.time ?? (isBefore(start, end) ? end : start), this.#reach)
  }

  /** The lot's value at the member's own making (§3). */
  birthDegree(object: string, lot: string): [Degree, readonly number[]] {
    const births = this.#chart.births.get(lot) ?? []
    const birth = birthOf(this.#chart, object)
    const known = births.filter((batch) => mayPrecede(batch.at, birth))
    const candidates = known.length > 0 ? known : births
    const own = birthsOf(this.#chart, object)
    let best: [Degree, readonly number[]] = [none, []]
    let all = known.length > 0 && own.length === 0
    for (const batch of candidates) {
      const { making, at, event } = batch
      if (making !== undefined && isCountedApart(batch, own)) continue
      const [degree, { facts }] =
        making === undefined || event === undefined
          ? this.batchDegree(batch)
          : this.#orMet(batch, this.#outputs.degreeOf(making, lot, at, event, object))
      if (degree !== certain) all = false
      if (degree > best[0]) best = [degree, facts]
    }
    return [all ? best[0] : lesser(best[0], possible), best[1]]
  }
}

/** Told as made by itself, a thing is none of the quantity that the same source tells of its lot; what others tell may speak of it. */
const isCountedApart = ({ event, outputs }: Batch, own: readonly Making[]): boolean =>
  outputs.every(({ quantity }) => quantity !== null) &&
  event !== undefined &&
  own.some(({ events }) => events.some((other) => isToldWith(other, event) && !other.doubtful))
