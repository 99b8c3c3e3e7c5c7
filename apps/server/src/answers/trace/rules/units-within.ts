import { none } from './basis/moment.ts'
import type { LotHistory, LotInScope } from './by-lots.ts'

/** By what the units of a scope are told apart: of `lots` only those are in it that came to be, or got parts, by one of these compositions. */
export type Within = { readonly lots: readonly number[]; readonly mixes: readonly number[] }

/**
 * A lot of which more than units by name is in scope stands in it with every unit, as seeds do, and whatever may hold a unit of no told lot. So no unit is
 * left out that the scope by lots counts (`LotInScope.units`).
 */
export function withinOf({ seeds, productOf, mixes }: LotHistory, scope: ReadonlyMap<number, LotInScope>): Within {
  const inScope = [...scope].filter(([, { value, units }]) => value > none || units > 0)
  const parts = new Set(inScope.flatMap(([lot]) => [lot, productOf.get(lot) ?? lot]))
  const isCut = ([lot, { value }]: readonly [number, LotInScope]): boolean => {
    const product = productOf.get(lot)
    return value === none && !seeds.has(lot) && lot !== product && (product === undefined || (scope.get(product)?.units ?? 0) === 0)
  }
  return {
    lots: inScope.filter(isCut).map(([lot]) => lot),
    mixes: [...new Set([...parts].flatMap((part) => mixes.with(part)))],
  }
}
