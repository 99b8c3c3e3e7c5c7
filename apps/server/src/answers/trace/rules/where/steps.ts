import { compareEvents } from '../basis/history.ts'
import { certain, possible } from '../basis/moment.ts'
import { compare, type Decimal, one, parseDecimal, zero } from '../basis/quantity.ts'
import { isToldWith, type Standing } from '../basis/standing.ts'
import type { Chart } from '../chart/chart.ts'
import { birthsOf } from '../scope/births.ts'
import { placedElsewhere } from '../scope/placing.ts'
import { isCount, type Word } from './states.ts'
import type { Whereabouts } from './whereabouts.ts'

/**
 * What happens to units of a lot that are told as a quantity. `born`: they come to be, or into view. `named`: it is told by its own name from here
 * on, and no longer one of the quantity. `emptied`: all that lies in the container. `amount` undefined: how much is not told.
 */
export type Step = {
  readonly kind: 'born' | 'moved' | 'named' | 'emptied'
  readonly word: Word
  readonly amount: Decimal | undefined
  /** The container that it is put into, or taken out of. */
  readonly container: string | undefined
  readonly uom: string | null
}

export type LotSteps = {
  /** In order of occurrence. */
  readonly steps: readonly Step[]
  /** Members that every fact about them tells by their names: each is where its own words say. */
  readonly apart: readonly string[]
  /** Members of which some quantity may have held them. */
  readonly blurred: readonly string[]
  /** Members that were told by their names only after having been told as a quantity. */
  readonly numbered: ReadonlySet<string>
}

/** `members`: the units of the lot that any standing fact names. */
export function stepsOfLot(where: Whereabouts, lot: string, members: Iterable<string>): LotSteps {
  const { chart } = where
  const own = (chart.own.get(lot) ?? []).filter((event) => !isCount(event))
  const births = new Map(
    (chart.batches.get(lot) ?? []).flatMap((batch) => (isCounted(batch) ? [[batch.event?.index, batch] as const] : [])),
  )
  const quantities = own.flatMap((event) => lotSteps(where, lot, event, births.has(event.index)))
  const emptied = (chart.staysOf.get(lot) ?? []).flatMap((stay) =>
    where.leavings(stay).map((word): Step => ({ kind: 'emptied', word, amount: undefined, container: stay.parent, uom: null })),
  )
  const uses = quantities.filter(({ kind, amount }) => kind === 'moved' && amount !== undefined)
  const [apart, blurred]: [string[], string[]] = [[], []]
  for (const member of members) {
    const isBlurred = uses.some(({ word }) => placedElsewhere(chart, member, { event: word.event, lot }) === undefined)
    ;(isBlurred ? blurred : apart).push(member)
  }
  const told = quantities.filter(({ kind }) => kind === 'born')
  const numbered = new Set([...apart, ...blurred].filter((member) => told.length > 0 && isNumbered(chart, member, told)))
  const named = apart.filter((member) => numbered.has(member)).flatMap((member) => unitSteps(where, member, 'named').slice(0, 1))
  const unnamed = blurred.flatMap((member) => unitSteps(where, member, numbered.has(member) ? 'moved' : 'born'))
  const steps = [...quantities, ...emptied, ...named, ...unnamed].sort((left, right) => compareEvents(left.word.event, right.word.event))
  return { steps, apart, blurred, numbered }
}

type LotBatch = { readonly kind: string; readonly ofItself: boolean }
const isCounted = ({ kind, ofItself }: LotBatch): boolean => !ofItself && ['made', 'added', 'received'].includes(kind)

/** Made as a quantity by one system, named by another: the same unit. What one source tells of both is counted apart. */
function isNumbered(chart: Chart, member: string, told: readonly Step[]): boolean {
  const added = (chart.own.get(member) ?? []).filter(
    ({ action, parts }) => action === 'ADD' && parts.some(({ object, role }) => object === member && role === 'epc'),
  )
  const births = [...birthsOf(chart, member).flatMap(({ events }) => events), ...added]
  return births.every((birth) => !told.some(({ word }) => isToldWith(birth, word.event)))
}

function lotSteps(where: Whereabouts, lot: string, event: Standing, isBirth: boolean): Step[] {
  const container = event.parts.find(({ role }) => role === 'parent')?.object
  const lines = event.parts.filter(({ object, role }) => object === lot && role !== 'named' && role !== 'parent')
  const amountIn = (role: string): Decimal =>
    lines
      .filter((line) => line.role === role)
      .reduce<Decimal>((most, { quantity }) => (quantity === null ? most : larger(most, parseDecimal(quantity))), zero)
  return lines.flatMap(({ role, quantity, uom }): Step[] => {
    const amount = quantity === null ? undefined : parseDecimal(quantity)
    const kind = isBirth && role !== 'input' && role !== 'child' ? 'born' : 'moved'
    if (kind === 'born' && amount === undefined) return []
    // Rework: what comes out was not made, and not used up.
    if (!isBirth && role === 'input' && lines.some((line) => line.role === 'output') && compare(amountIn('output'), amount ?? zero) >= 0)
      return []
    const degree = role === 'input' ? where.takingDegree(event) : event.doubtful ? possible : certain
    return where.inTime({ event, part: role as Word['part'], via: null, degree }).map((word) => ({
      kind,
      word,
      amount,
      container: role === 'child' ? container : undefined,
      uom,
    }))
  })
}

const larger = (left: Decimal, right: Decimal): Decimal => (compare(left, right) < 0 ? right : left)

function unitSteps(where: Whereabouts, member: string, first: 'born' | 'moved' | 'named'): Step[] {
  return where.ownWords(member).map((word, position) => ({
    kind: position === 0 ? first : 'moved',
    word,
    amount: one,
    container: word.part === 'child' ? word.event.parts.find(({ role }) => role === 'parent')?.object : undefined,
    uom: null,
  }))
}
