import type { Transaction } from '../../platform/database/index.ts'
import { selectLotsOfClasses, selectMakingsWanting, selectObjects, selectUntold } from '../../views/genealogy/index.ts'
import { type Made, selectLotsMadeOf, selectLotsOfEvents, selectMade, selectMixes } from '../../views/rollups/index.ts'
import { limits } from './model.ts'
import type { LotHistory } from './rules/by-lots.ts'

/**
 * Reads all lots that something of the seeds may be in, with what they were made of: from the roll-ups, so that no unit is read. The product of a lot
 * in scope is followed as well: what was told of it alone may be of that lot.
 */
export async function walkLots(transaction: Transaction, seeds: readonly number[], asOf: number): Promise<LotHistory> {
  const productOf = new Map<number, number>()
  const made = new Map<number, readonly Made[]>()
  const wanting = new Map<number, Set<number>>()
  const untold = new Map<number, number>()
  const reach = async (ids: readonly number[]): Promise<number[]> => {
    const fresh = [...new Set(ids)].filter((id) => !productOf.has(id))
    for (const object of (await selectObjects(transaction, fresh)).values()) productOf.set(object.id, object.classId ?? object.id)
    return fresh
  }
  let frontier = await reach(seeds)
  while (frontier.length > 0) {
    const products = [...new Set(frontier.flatMap((id) => productOf.get(id) ?? []))]
    const classes = await reach(products)
    const units = await selectUntold(transaction, classes, asOf, limits.untold)
    for (const [classId, list] of Map.groupBy(units, (unit) => unit.classId)) untold.set(classId, list.length)
    const taken = [...frontier, ...classes.filter((id) => !frontier.includes(id))]
    for (const row of await selectMade(transaction, taken, asOf)) made.set(row.lot, [...(made.get(row.lot) ?? []), row])
    const lots = await selectLotsMadeOf(transaction, taken, asOf)
    // Units of no told lot that were made of something here may be of any lot of their product.
    const standIns = lots.filter((id) => untold.has(id) && productOf.get(id) === id)
    const perhaps = await selectLotsOfClasses(transaction, standIns, asOf, limits.untold)
    frontier = await reach([...lots, ...perhaps.map(({ lot }) => lot), ...(await wantingLots(transaction, classes, asOf, wanting))])
  }
  const mixes = await selectMixes(transaction, [...new Set([...made.values()].flatMap((rows) => rows.flatMap(({ mix }) => mix ?? [])))])
  return { seeds: new Set(seeds), made, mixes, productOf, untold, wanting }
}

/** Lots made where the recipe needs one of these products, and no input was told to be it. */
async function wantingLots(
  transaction: Transaction,
  classes: readonly number[],
  asOf: number,
  wanting: Map<number, Set<number>>,
): Promise<number[]> {
  const found: number[] = []
  for (const { id, uri } of (await selectObjects(transaction, classes)).values()) {
    const events = await selectMakingsWanting(transaction, [uri], asOf)
    const lots = await selectLotsOfEvents(transaction, events, asOf)
    const mixes = await selectMixes(transaction, [...new Set(lots.flatMap(({ mix }) => mix ?? []))])
    for (const { lot, mix } of lots) {
      if (mix !== null && mixes.get(mix)?.parts.some(({ product }) => product === id) === true) continue
      const needs = wanting.get(lot) ?? new Set()
      wanting.set(lot, needs.add(id))
      found.push(lot)
    }
  }
  return found
}
