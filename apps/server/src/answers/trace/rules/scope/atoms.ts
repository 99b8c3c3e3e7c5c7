import { certain, type Degree, greater, isBefore, lesser, type Moment, mayPrecede, none, possible } from '../basis/moment.ts'
import { add, compare, type Decimal, one, parseDecimal, zero } from '../basis/quantity.ts'
import type { Standing } from '../basis/standing.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import { type Making, productOf } from '../chart/makings.ts'

/** One input as it counts in a making: a thing, and how far it is in scope then. */
export type Atom = {
  readonly object: string
  /** The input line that brings it: its container, where it came in one. */
  readonly line: string
  readonly group: string
  readonly product: string | null
  readonly degree: Degree
  readonly facts: readonly number[]
}

/** What the rules about makings ask of the scope. */
export type Reach = {
  /** How far a named thing is in scope at a moment. */
  thingAt(object: string, at: Moment): Degree
  /** How far an unnamed quantity of a lot is, as an event tells of it. `at`: when it is used, where that is later. */
  quantityAt(lot: string, event: Standing, except: Making | undefined, at?: Moment): Degree
  /** How far something of a product whose lot is not told may be. */
  productAt(product: string, at: Moment): Degree
}

/** Inputs in the order told, containers replaced by what lay in them. `until`: only what is not surely later than that output (§3). */
export function atomsOf(chart: Chart, making: Making, until: Moment, reach: Reach): Atom[] {
  const grouped = groupNames(chart, making)
  const atoms = making.inputs
    .filter(({ event }) => mayPrecede(event.time, until))
    .flatMap(({ object, event }) => {
      const doubt = (degree: Degree): Degree => (event.doubtful ? lesser(degree, possible) : degree)
      const atom = (thing: string, degree: Degree, facts: readonly number[]): Atom => {
        const product = productOf(making, thing, chart.objects)
        return { object: thing, line: object, group: grouped(thing, product), product, degree: doubt(degree), facts }
      }
      switch (chart.objects.get(object)?.kind) {
        case 'lot':
          return [atom(object, reach.quantityAt(object, event, making), event.facts)]
        case 'class':
          return [atom(object, reach.productAt(object, event.time), event.facts)]
        case 'carrier':
          return [
            atom(object, reach.thingAt(object, event.time), event.facts),
            ...contentsAt(chart, object, event.time).map(({ object: thing, degree, put, facts }) =>
              atom(thing, lesser(degree, contentDegree(chart, thing, put, event.time, reach)), [...facts, ...event.facts]),
            ),
          ]
        default:
          return [atom(object, reach.thingAt(object, event.time), event.facts)]
      }
    })
  const missing = making.unstated.map((product): Atom => {
    const facts = making.events.flatMap((event) => event.facts)
    return { object: product, line: product, group: product, product, degree: lesser(possible, reach.productAt(product, until)), facts }
  })
  return [...atoms, ...missing]
}

export function contentDegree(chart: Chart, thing: string, put: Standing | undefined, at: Moment, reach: Reach): Degree {
  const kind = chart.objects.get(thing)?.kind
  if (kind === 'lot') return put === undefined ? none : reach.quantityAt(thing, put, undefined, at)
  return kind === 'class' ? reach.productAt(thing, at) : reach.thingAt(thing, at)
}

/** By position where every input of the product has one, else by product; what has no product is one group. */
function groupNames(chart: Chart, making: Making): (thing: string, product: string | null) => string {
  if (making.positions.size === 0) return (_thing, product) => product ?? ''
  const open = new Set(
    making.inputs.filter(({ object }) => !making.positions.has(object)).map(({ object }) => productOf(making, object, chart.objects)),
  )
  return (thing, product) => {
    const position = making.positions.get(thing)
    return position !== undefined && !open.has(product) ? `position ${position}` : (product ?? '')
  }
}

export type Content = {
  readonly object: string
  /** It lay there at that moment in every world (2) or in some. */
  readonly degree: Degree
  /** The event that put it in; undefined: nobody told. */
  readonly put: Standing | undefined
  readonly quantity: string | null
  readonly facts: readonly number[]
}

/** What lies in a container, at every depth. Containers within it are in the list as well. */
export function contentsAt(chart: Chart, container: string, at: Moment): Content[] {
  const found: Content[] = []
  collectContents(chart, container, at, { degree: certain, facts: [], path: new Set() }, found)
  return found
}

/** `path`: the containers that it lies in; `degree` and `facts`: how far, and by which facts, down to here. */
type Around = { readonly degree: Degree; readonly facts: readonly number[]; readonly path: Set<string> }

function collectContents(chart: Chart, container: string, at: Moment, around: Around, found: Content[]): void {
  const { path } = around
  path.add(container)
  for (const { kind, child, start, end, degree, opened, quantity, facts } of chart.staysIn.get(container) ?? []) {
    if (kind !== 'packed' || !mayPrecede(start, at) || !mayPrecede(at, end) || path.has(child)) continue
    const sure = degree === certain && isBefore(start, at) && isBefore(at, end)
    const inside = { degree: sure ? around.degree : possible, facts: around.facts.length === 0 ? facts : [...facts, ...around.facts], path }
    found.push({ object: child, degree: inside.degree, put: opened, quantity, facts: inside.facts })
    if (chart.staysIn.has(child)) collectContents(chart, child, at, inside, found)
  }
  path.delete(container)
}

/** Whether a group of inputs reaches a unit: certain if all of it is in scope, or any where the step mixes in bulk (§3). */
export function groupDegree(atoms: readonly Atom[], pools: boolean): Degree {
  const best = atoms.reduce<Degree>((degree, atom) => greater(degree, atom.degree), none)
  if (best !== certain || pools || atoms.every(({ degree }) => degree === certain)) return best
  return possible
}

/**
 * Refutation (a): what was put into the unit by its own name leaves no room for a lot of that product that only its lot's making names. Measured by
 * the recipe in force: by inputs ÷ outputs alone, the part that was named may have come on top. A unit that something was taken out of, or whose part
 * turns up elsewhere, refutes nothing, nor does rework.
 * @returns the facts that refute, or undefined.
 */
export function refutedBy(chart: Chart, making: Making, unit: string, product: string): readonly number[] | undefined {
  const stated = making.recipe.get(product)
  if (stated === undefined || stated.uom !== null) return undefined
  const need = parseDecimal(stated.quantity)
  const stays = (chart.staysIn.get(unit) ?? []).filter(({ kind }) => kind === 'part')
  if (stays.some(({ endedBy, opened }) => endedBy.length > 0 || opened === undefined)) return undefined
  const left = chart.deliveriesOf.get(unit)?.[0]?.event.time
  const named = stays.filter(
    ({ child, opened }) =>
      opened !== undefined &&
      !opened.doubtful &&
      (left === undefined || !isBefore(left, opened.time)) &&
      fittedAs(chart, child, opened) === product,
  )
  // Which unit of the quantity it was, no fact tells: perhaps one that is told to be elsewhere.
  if (named.some(({ child }) => kindIn(chart, child) === 'lot' && chart.membersOf.has(child))) return undefined
  const sum = named.reduce<Decimal>((total, stay) => add(total, partQuantity(chart, stay.child, stay.quantity)), zero)
  return named.length > 0 && compare(sum, need) >= 0 ? [...new Set(named.flatMap(({ facts }) => facts))] : undefined
}

function fittedAs(chart: Chart, child: string, event: Standing): string | null {
  const facts = chart.objects.get(child)
  const product = facts?.kind === 'class' ? child : (facts?.product ?? null)
  return event.details.substitutes?.find(({ part }) => part === product)?.replaces ?? product
}

const partQuantity = (chart: Chart, child: string, quantity: string | null): Decimal =>
  quantity !== null ? parseDecimal(quantity) : chart.objects.get(child)?.kind === 'instance' ? one : zero
