import { certain, type Degree, lesser, type Moment, none, possible } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import type { Making } from '../chart/makings.ts'
import type { Stay } from '../chart/stays.ts'
import { type Atom, atomsOf, groupDegree, type Reach, refutedBy } from './atoms.ts'
import type { Cause } from './reached.ts'

/** Stays of instances in a unit that are over: only for an instance does its removal say that it is no longer in what it was used for (§2). */
export const endedIn = (chart: Chart, unit: string): readonly Stay[] =>
  chart.staysIn.get(unit)?.filter(({ endedBy, child }) => endedBy.length > 0 && kindIn(chart, child) === 'instance') ?? noStays

const noStays: readonly Stay[] = []

const nothing: [Degree, Atom | undefined] = [none, undefined]
const noObjects: ReadonlySet<string> = new Set()

/** How far the outputs of makings are in scope (§3). */
export class Outputs {
  readonly #chart: Chart
  readonly #reach: Reach
  /** By making, what it takes until a moment; most are asked about one. */
  readonly #atoms = new Map<Making, { readonly at: Moment; readonly atoms: readonly Atom[] }[]>()

  constructor(chart: Chart, reach: Reach) {
    this.#chart = chart
    this.#reach = reach
  }

  /** One of the inputs of the making has come further into scope. */
  forget(making: Making): void {
    this.#atoms.delete(making)
  }

  atomsAt(making: Making, at: Moment): readonly Atom[] {
    const kept = this.#atoms.get(making)
    const known = kept?.find((one) => one.at === at)
    if (known !== undefined) return known.atoms
    const atoms = atomsOf(this.#chart, making, at, this.#reach)
    if (kept === undefined) this.#atoms.set(making, [{ at, atoms }])
    else kept.push({ at, atoms })
    return atoms
  }

  /**
   * @param unit the thing that is meant, where the output is its lot
   * @param reworked the lot that goes in and comes out again: it is what it was, and takes only the other inputs
   */
  degreeOf(making: Making, output: string, at: Moment, event: Standing, unit = output, reworked?: string): [Degree, Cause] {
    const [degree, atom] = this.#bestInput(making, output, at, unit, reworked)
    if (atom === undefined) return [none, { facts: event.facts, from: undefined }]
    const facts = [...new Set([...atom.facts, ...event.facts])]
    return [event.doubtful ? lesser(degree, possible) : degree, { facts, from: atom.object }]
  }

  #bestInput(making: Making, output: string, at: Moment, unit: string, reworked?: string): [Degree, Atom | undefined] {
    if (this.atomsAt(making, at).every(({ degree }) => degree === none)) return nothing
    const counting = this.#countingFor(making, output, at, unit)
    const atoms = reworked === undefined ? counting : counting.filter(({ object }) => !this.#isOf(reworked, object))
    const took = making.takes.get(output) ?? making.takes.get(unit)
    const direct = atoms.filter(({ object, line }) => making.single || took?.has(object) === true || took?.has(line) === true)
    let best: [Degree, Atom | undefined] = [none, undefined]
    const offer = (degree: Degree, from: readonly Atom[]): void => {
      if (degree > best[0]) best = [degree, from.find((atom) => atom.degree >= degree) ?? from[0]]
    }
    for (const atom of direct) offer(atom.degree, [atom])
    const rest = direct.length === 0 ? atoms : atoms.filter((atom) => !direct.includes(atom))
    if (rest.every(({ degree }) => degree === none)) return best
    for (const group of new Set(rest.map((atom) => atom.group))) {
      const members = rest.filter((atom) => atom.group === group)
      // What it surely took of the product leaves open whether it took any more.
      const degree = groupDegree([...members, ...direct.filter((atom) => atom.group === group && atom.degree !== certain)], making.pools)
      const product = members[0]?.product ?? null
      if (degree <= best[0]) continue
      if (product !== null && unit !== output && refutedBy(this.#chart, making, unit, product) !== undefined) continue
      offer(degree, members)
    }
    return best
  }

  /** Not what it is stated that others took, not an instance that comes out as itself, not what was taken out of this unit again. */
  #countingFor(making: Making, output: string, at: Moment, unit: string): readonly Atom[] {
    const took = making.takes.get(output) ?? making.takes.get(unit)
    const atoms = this.atomsAt(making, at)
    const ended = endedIn(this.#chart, unit)
    const removed = ended.length === 0 ? noObjects : new Set(ended.map(({ child }) => child))
    if (making.taken.size === 0 && removed.size === 0 && !making.passesThrough) return atoms
    const outputs = this.#chart.makingsOf
    return atoms.filter(({ object, line }) => {
      if (removed.has(object)) return false
      if (took?.has(object) === true || took?.has(line) === true) return true
      if (making.taken.has(object) || making.taken.has(line)) return false
      return kindIn(this.#chart, object) !== 'instance' || outputs.get(object)?.includes(making) !== true
    })
  }

  #isOf(lot: string, object: string): boolean {
    return object === lot || this.#chart.lotsOf.get(object)?.has(lot) === true
  }
}
