import { isLess, minus, type Rational } from '../basis/rational.ts'
import type { Standing } from '../basis/standing.ts'
import { type Account, isWithOthers, ownAt, type Where, where } from './accounts.ts'

/** One named instance, and where it is by what is told so far. */
export type Unit = {
  readonly id: string
  readonly account: Account
  readonly amount: Rational
  at: Where | undefined
  /** Where it was before. */
  before: Where | undefined
  /** It has been with others. */
  wasOut: boolean
  /** It came from outside: told again by another system, or accepted after it was received, it is the same receipt. */
  isBought: boolean
}

/** Goes from there to there by its own name. */
export function moveUnit(unit: Unit, from: Where, to: Where, event: Standing): void {
  unit.account.move(from, to, unit.amount, event, unit.id)
  if (isWithOthers(to)) unit.wasOut = true
  if (from.at === 'received') unit.isBought = true
  unit.before = unit.at
  unit.at = to
}

/** Some of the quantity at that place, or else at any place of ours. */
export function poolFor({ account, amount }: Unit, wanted: Where): Where | undefined {
  const isEnough = (place: Where): boolean => !isLess(minus(account.unnamedAt(place), amount))
  return isEnough(wanted) ? wanted : account.places(({ at }) => at === 'own').find(isEnough)
}

/** One of the quantity at that place has this name: it came the way that the quantity came. */
export function identifyUnit(unit: Unit, place: Where, event: Standing): void {
  const { account, amount, id } = unit
  const origin = account.origin ?? where('made')
  const legs: readonly (readonly [Where, Where])[] =
    place.at === 'own'
      ? [[origin, place]]
      : place.via === ''
        ? [[where('outside', place.place), place]]
        : [
            [origin, ownAt('')],
            [ownAt(''), place],
          ]
  for (const [from, to] of legs) {
    account.move(from, to, amount, event, id)
    account.takeBack(from, to, amount, event)
  }
  unit.before = unit.at
  unit.at = place
}
