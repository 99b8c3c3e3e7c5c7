import type { Value } from './basis/answer.ts'
import { byText, sortedNumbers } from './basis/collections.ts'
import { certain, type Degree, greater, isBefore, lesser, mayPrecede, none, possible } from './basis/moment.ts'
import { add, compare, type Decimal, formatDecimal, negate, one, parseDecimal, zero } from './basis/quantity.ts'
import { isComplete } from './basis/words.ts'
import { type Chart, kindIn } from './chart/chart.ts'
import type { Stay } from './chart/stays.ts'
import { untoldOf } from './chart/untold.ts'
import { formatMoment } from './forward.ts'
import { isCount } from './where/states.ts'

/** `part`: material of what it is in. `packed`: goes where that goes. `member`: of a lot. `at`: told to be at a place. */
export const relations = ['part', 'packed', 'member', 'at'] as const
export type Relation = (typeof relations)[number]

/** Something that is in something. `since` null: not told. */
export type Held = {
  readonly id: string
  /** What it is in, directly. */
  readonly in: string
  readonly how: Relation
  readonly value: Value
  /** Of a lot or product: how much, null: not told. An instance has none. */
  readonly quantity?: string | null
  readonly uom?: string
  readonly since: string | null
  readonly facts: readonly number[]
}

/** What is in a thing at a moment (milliseconds; Infinity: now, as known), all levels down; of a lot, its members. */
export function contentsOf(
  chart: Chart,
  object: string,
  until: number,
  outer: Degree = certain,
  seen: ReadonlySet<string> = new Set(),
): Held[] {
  if (seen.has(object)) return []
  const inside = new Set([...seen, object])
  const byChild = Map.groupBy(
    (chart.staysIn.get(object) ?? []).filter((stay) => lasting(stay, until) > none),
    ({ child, kind }) => `${kind} ${child}`,
  )
  const held = [...byChild.values()].flatMap((stays): Held[] => {
    const [first] = stays
    if (first === undefined) return []
    const degree = lesser(
      outer,
      stays.reduce<Degree>((best, stay) => greater(best, lasting(stay, until)), none),
    )
    const isInstance = kindIn(chart, first.child) === 'instance' || kindIn(chart, first.child) === 'carrier'
    const amounts = isInstance ? [undefined] : amountsIn(chart, first, until)
    const contents = contentsOf(chart, first.child, until, degree, inside)
    const itself = amounts.map(
      (amount): Held => ({
        id: first.child,
        in: object,
        how: first.kind,
        value: wordFor(degree),
        ...amount,
        since: formatMoment(Math.min(...stays.map(({ start }) => start.from))),
        facts: sortedNumbers(stays.flatMap(({ facts }) => facts)),
      }),
    )
    return isInstance ? [...itself, ...contents] : itself
  })
  const members = kindIn(chart, object) === 'lot' ? membersIn(chart, object, until) : []
  return [...held, ...members].sort((left, right) => byText(keyOf(left), keyOf(right)))
}

const keyOf = ({ in: holder, id, how, uom = '' }: Held): string => [holder, id, how, uom].join(' ')
const wordFor = (degree: Degree): Value => (degree === certain ? 'certain' : 'possible')

/** Whether a stay lasts at the moment: certainly only where it surely had begun and surely goes on. */
function lasting({ start, end, degree }: Stay, until: number): Degree {
  const at = { from: until, to: until }
  if (!mayPrecede(start, at) || !mayPrecede(at, end)) return none
  const goesOn = end.from === Number.POSITIVE_INFINITY || isBefore(at, end)
  return goesOn && (until === Number.POSITIVE_INFINITY || isBefore(start, at)) ? degree : possible
}

/** What was put in less what was taken out, by unit; by name, one each. */
function amountsIn(chart: Chart, { parent, child }: Stay, until: number): { quantity: string | null; uom?: string }[] {
  const sums = new Map<string | null, Decimal>()
  let isTold = true
  const change = (uom: string | null, amount: Decimal): void => {
    sums.set(uom, add(sums.get(uom) ?? zero, amount))
  }
  for (const event of chart.own.get(parent) ?? []) {
    const { action, parts, time } = event
    if (time.from > until || !parts.some(({ object, role }) => role === 'parent' && object === parent)) continue
    const children = parts.filter(({ role }) => role === 'child')
    const lines = children.filter(({ object }) => object === child)
    if ((action === 'DELETE' && children.length === 0) || (action === 'OBSERVE' && isComplete(event) && lines.length === 0)) sums.clear()
    if (action === 'OBSERVE' && (sums.size > 0 || isCount(event))) continue
    for (const { quantity, uom } of lines) {
      if (quantity === null) isTold = action === 'DELETE' ? isTold : false
      else change(uom, action === 'DELETE' ? negate(parseDecimal(quantity)) : parseDecimal(quantity))
    }
    if (action !== 'DELETE') continue
    for (const { object } of children)
      if (chart.lotsOf.get(object)?.has(child) === true && !isPutIn(chart, parent, object)) change(null, negate(one))
  }
  if (!isTold) return [{ quantity: null }]
  const left = [...sums].filter(([, amount]) => compare(amount, zero) > 0)
  return left.map(([uom, amount]) => ({ quantity: formatDecimal(amount), ...(uom === null ? {} : { uom }) }))
}

const isPutIn = (chart: Chart, parent: string, object: string): boolean =>
  (chart.staysOf.get(object) ?? []).some((stay) => stay.parent === parent && stay.opened !== undefined)

function membersIn(chart: Chart, lot: string, until: number): Held[] {
  const told = [...(chart.membersOf.get(lot) ?? [])].map((id) => ({
    id,
    isSure: chart.sureLotsOf.get(id)?.has(lot) === true && chart.lotsOf.get(id)?.size === 1,
  }))
  const perhaps = [...untoldOf(chart, lot)].map((id) => ({ id, isSure: false }))
  return [...told, ...perhaps].flatMap(({ id, isSure }): Held[] => {
    const events = chart.own.get(id) ?? []
    const [first] = events
    if (first !== undefined && first.time.from > until) return []
    const facts = sortedNumbers(
      events.flatMap((event) => (event.parts.some((part) => part.object === id && part.lot === lot) ? event.facts : [])),
    )
    return [
      {
        id,
        in: lot,
        how: 'member',
        value: isSure ? 'certain' : 'possible',
        since: first === undefined ? null : formatMoment(first.time.from),
        facts,
      },
    ]
  })
}

/** Whether it surely is in something at the moment. */
export const isHeld = (chart: Chart, object: string, until: number): boolean =>
  (chart.staysOf.get(object) ?? []).some((stay) => lasting(stay, until) === certain)
