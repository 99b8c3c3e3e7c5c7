import { findObjects } from '../../../views/genealogy/index.ts'
import type { Asking, Read } from '../asking.ts'
import { selectContents, selectPackagings } from '../contents-told.ts'
import type { Found, Question } from '../model.ts'
import { addTo } from '../rules/basis/collections.ts'
import { type Chart, drawChart, kindIn } from '../rules/chart/chart.ts'
import { unnamedOf, withAsked } from '../rules/evaluate.ts'
import { gapsOf } from '../rules/gaps.ts'
import { Ledger } from '../rules/quantities/ledger.ts'
import { lotsUntold, type QuantitiesValue, tellQuantities, type Wanted } from '../rules/quantities.ts'
import { walkForward } from './walks.ts'

/** `quantities`: of lots asked about by name, else of every lot in the forward scope, what became of how much (§5). */
export async function askQuantities(asking: Asking, question: Question): Promise<Found<QuantitiesValue>> {
  const { seed, condition } = question
  if (condition !== undefined) return ofScope(asking, question)
  const read = await asking.around([...seed, ...(await packedOtherwise(asking, seed))])
  const isLot = (object: string): boolean => read.history.objects.get(object)?.kind === 'lot'
  return seed.every(isLot) ? ofLots(asking, question, read) : ofScope(asking, question)
}

async function ofLots(asking: Asking, { seed, withReasons }: Question, read: Read): Promise<Found<QuantitiesValue>> {
  const chart = drawChart(withAsked(read.history, seed), read.own, seed)
  const ledger = await openLedger(asking, chart, read)
  const items = [...new Set(seed.map((lot) => ledger.items.itemOf(lot)))]
  const { value, gaps } = tellQuantities(
    ledger,
    items.map((id) => ({ id })),
    withReasons,
  )
  const touched = new Set([...seed, ...items, ...seed.flatMap((lot) => [...(chart.membersOf.get(lot) ?? [])])])
  const unseen = await asking.unseen(read, [...touched])
  return { value, gaps: [...gaps, ...gapsOf(chart, 'forward', touched, touched), ...lotsUntold(chart, items), ...unseen] }
}

async function ofScope(asking: Asking, question: Question): Promise<Found<QuantitiesValue>> {
  const { onlyCertain, withReasons } = question
  const { read, evaluated, unseen } = await walkForward(asking, question)
  const { value: scope, gaps: missing, chart } = evaluated
  const ledger = await openLedger(asking, chart, read)
  const objects = onlyCertain ? scope.certain : [...scope.certain, ...scope.possible]
  const sure = new Set(scope.certain)
  const { value, gaps } = tellQuantities(ledger, wantedOf(chart, ledger, objects, sure), withReasons)
  return { value, gaps: [...gaps, ...missing, ...unseen] }
}

/** The same lots under the numbers of their packagings, or of what they are packagings of, where master data tells that: one balance is both. */
async function packedOtherwise({ reads, index }: Asking, seed: readonly string[]): Promise<string[]> {
  const lots = seed.flatMap((lot) => {
    const { product = null, level = null } = unnamedOf(lot) ?? {}
    return level === 'lot' && product !== null ? [{ product, number: lot.slice(product.length) }] : []
  })
  const classes = [...new Set(lots.map(({ product }) => product))]
  const [held, holding] = await Promise.all([selectContents(reads, classes, index), selectPackagings(reads, classes, index)])
  const others = lots.flatMap(({ product, number }) => [
    ...held
      .filter(({ object }) => object === product)
      .flatMap(({ contents }) => contents.flatMap(({ of }) => (of === null ? [] : of + number))),
    ...holding.filter(({ contents }) => contents.some(({ of }) => of === product)).map(({ object }) => object + number),
  ])
  const known = await findObjects(reads, [...new Set(others)], index)
  return [...known.keys()].filter((lot) => !seed.includes(lot))
}

/** Lots in scope as a whole; of others the units that are in scope. */
export function wantedOf(chart: Chart, ledger: Ledger, objects: readonly string[], sure: ReadonlySet<string>): Wanted[] {
  const word = (isSure: boolean): 'certain' | 'possible' => (isSure ? 'certain' : 'possible')
  const lots = new Map<string, Wanted>()
  const units = new Map<string, Set<string>>()
  for (const object of objects) {
    const item = ledger.items.itemOf(object)
    if (kindIn(chart, object) === 'instance') addTo(units, item, object)
    else lots.set(item, { id: item, value: word(sure.has(object)) })
  }
  const apart = [...units].filter(([item]) => !lots.has(item))
  return [...lots.values(), ...apart.map(([id, some]) => ({ id, value: word([...some].every((unit) => sure.has(unit))), units: some }))]
}

/** The books of all that a history tells, with the conversions that master data tells. */
export async function openLedger(asking: Asking, chart: Chart, { own }: Pick<Read, 'own'>): Promise<Ledger> {
  const measured = [...chart.objects].filter(([, { kind }]) => kind === 'lot' || kind === 'class').map(([object]) => object)
  return new Ledger(chart, own, await selectContents(asking.reads, measured, asking.index))
}
