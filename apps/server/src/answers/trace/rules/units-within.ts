import { none } from './basis/moment.ts'
import type { LotHistory, LotInScope } from './by-lots.ts'

/** By what the units of a scope are told apart: of `lots` only those are in it that came to be, or got parts, by one of these compositions. */
export type Within = { readonly lots: readonly number[]; readonly mixes: readonly number[] }

/**
 * Units by name are in scope by what they themselves came to be of. Where more than units of a lot is in scope (what is told of the lot beside them, or a
 * seed), any of them may be, and none is left out.
 */
export function withinOf({ seeds, productOf, mixes }: LotHistory, scope: ReadonlyMap<number, LotInScope>): Within {
  const inScope = [...scope].filter(([, { value, units }]) => value > none || units > 0)
  const parts = new Set(inScope.flatMap(([lot]) => [lot, productOf.get(lot) ?? lot]))
  const isCut = ([lot, { value }]: readonly [number, LotInScope]): boolean =>
    value === none && !seeds.has(lot) && lot !== productOf.get(lot)
  return {
    lots: inScope.filter(isCut).map(([lot]) => lot),
    mixes: [...new Set([...parts].flatMap((part) => mixes.with(part)))],
  }
}
