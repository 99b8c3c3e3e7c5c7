import type { Gap } from './basis/answer.ts'
import { byText, sortedNumbers } from './basis/collections.ts'
import { unitOf } from './basis/measures.ts'
import { by, showRational } from './basis/rational.ts'
import { type Chart, kindIn } from './chart/chart.ts'
import type { Account } from './quantities/accounts.ts'
import { type Balance, balanceOf } from './quantities/balance.ts'
import type { Ledger } from './quantities/ledger.ts'

/** Of one lot, or of the units of it that are asked about. */
export type ItemQuantities = {
  /** A lot; a class, where no fact tells the lot of its units; an instance that has neither. */
  readonly id: string
  /** In the scope of what is asked about; left out: asked about itself. */
  readonly value?: 'certain' | 'possible'
  /** Only these of its units are in question: so many. */
  readonly units?: number
  /** One for each unit that the amounts cannot be converted into another of: they stand beside each other. */
  readonly balances: readonly Balance[]
  /** Facts that concern its quantity and do not tell how much. */
  readonly untold: readonly number[]
  /** Facts that are counted in, and that another source denies, or history of a lower grade. */
  readonly doubtful: readonly number[]
}
export type QuantitiesValue = { readonly items: readonly ItemQuantities[] }

export type Wanted = {
  readonly id: string
  readonly value?: 'certain' | 'possible'
  /** Only these of its units. */
  readonly units?: ReadonlySet<string>
}

/** The equation of §5 for each item, and what of it is unexplained. `items`: each once. */
export function tellQuantities(
  ledger: Ledger,
  items: readonly Wanted[],
  withFacts: boolean,
): { readonly value: QuantitiesValue; readonly gaps: readonly Gap[] } {
  const sorted = items.toSorted((left, right) => byText(left.id, right.id))
  const told = sorted.map((wanted) => tellItem(ledger, wanted, withFacts))
  return { value: { items: told.map(({ item }) => item) }, gaps: told.flatMap(({ gaps }) => gaps) }
}

function tellItem(ledger: Ledger, { id, value, units }: Wanted, withFacts: boolean): { item: ItemQuantities; gaps: Gap[] } {
  const accounts = ledger.items.accountsOf(id).filter(({ flows, counts }) => flows.length + counts.length > 0)
  const balances = accounts.map((account) => balanceOf(account, units, withFacts))
  const untold = ledger.amountless.filter(({ item }) => item === id).map(({ event }) => event.index)
  const doubtful = accounts.flatMap(({ flows }) => flows.flatMap(({ event }) => (event.doubtful ? event.facts : [])))
  const isAlone = units === undefined
  return {
    item: {
      id,
      ...(value === undefined ? {} : { value }),
      ...(units === undefined ? {} : { units: units.size }),
      balances,
      untold: isAlone ? sortedNumbers(untold) : [],
      doubtful: sortedNumbers(doubtful),
    },
    gaps: [
      ...balances.flatMap((balance) => unexplainedIn(id, balance)),
      ...(isAlone ? [...untold.map((event): Gap => ({ code: 'quantity-unexplained', object: id, event })), ...beside(id, accounts)] : []),
      ...(isAlone ? undispatchedOf(ledger, id) : []),
    ],
  }
}

/** Place by place; where places make up for each other, the sum tells nothing. */
function unexplainedIn(object: string, { places, counts }: Balance): Gap[] {
  return places
    .filter(({ unexplained }) => unexplained !== '0')
    .map(({ place, uom, unexplained }): Gap => {
      const counted = counts.findLast((count) => count.place === place && count.difference !== '0')
      return {
        code: 'quantity-unexplained',
        object,
        ...(counted === undefined ? {} : { event: counted.event }),
        ...(place === null ? {} : { place }),
        quantity: unexplained,
        ...(uom === null ? {} : { uom }),
      }
    })
}

/** Told in units that nothing tells how to convert: neither equation holds by itself. */
function beside(object: string, accounts: readonly Account[]): Gap[] {
  return accounts.length < 2
    ? []
    : accounts.map(({ uom }): Gap => ({ code: 'quantity-unexplained', object, ...(uom === null ? {} : { uom }) }))
}

function undispatchedOf({ undispatched }: Ledger, object: string): Gap[] {
  return undispatched
    .filter(({ account }) => account.item === object)
    .map(({ account: { uom }, amount, party, event }): Gap => {
      const quantity = showRational(by(amount, unitOf(uom).factor)).decimal
      return { code: 'quantity-unexplained', object, event: event.index, consignee: party, quantity, ...(uom === null ? {} : { uom }) }
    })
}

/** Quantities told of a product without a lot: some of them may be of these lots (§1). */
export function lotsUntold(chart: Chart, items: readonly string[]): Gap[] {
  const products = new Set(items.map((item) => chart.objects.get(item)?.product))
  return chart.settled.events.flatMap(({ index, parts }) =>
    parts
      .filter(({ object, role }) => role !== 'named' && products.has(object) && kindIn(chart, object) === 'class')
      .map(({ object }): Gap => ({ code: 'lot-unknown', object, event: index })),
  )
}
