import { surelyEarlier, type Told } from './happening.ts'
import { beginning, isAffected, unfold, type World } from './world.ts'

/** What is true of each object over all worlds that agree with the facts. */
export type Verdicts = {
  readonly worlds: number
  /** A unit by its name: affected at the end, ever. */
  readonly unitNow: (name: string) => Verdict
  readonly unitEver: (name: string) => Verdict
  /** Every unit of a lot; some unit of it that has no name. */
  readonly wholeLot: (lot: string) => Verdict
  readonly someUnnamed: (lot: string) => Verdict
  readonly consignee: (party: string) => Verdict
}

/** In how many worlds it holds: in every one, in some, in none. */
export type Verdict = 'every' | 'some' | 'none'

export const mostWorlds = 20_000

/** Every complete story of every unit: every order that the moments allow, with and without what is contested. Undefined: too many. */
export function enumerateWorlds(history: readonly Told[], seed: string): Verdicts | undefined {
  const worlds: World[] = []
  for (const order of orders(history)) {
    let now: World[] = [beginning]
    for (const { deed, contested } of order) {
      now = now.flatMap((world) => [...unfold(world, deed, seed), ...(contested ? [world] : [])])
      if (now.length + worlds.length > mostWorlds) return undefined
    }
    worlds.push(...now)
  }
  const over = (holds: (world: World) => boolean): Verdict => {
    const count = worlds.filter(holds).length
    return count === 0 ? 'none' : count === worlds.length ? 'every' : 'some'
  }
  return {
    worlds: worlds.length,
    unitNow: (name) => over((world) => world.units.some((unit) => unit.name === name && isAffected(unit, world))),
    unitEver: (name) => over((world) => world.hit.has(name)),
    wholeLot: (lot) => over((world) => world.units.filter((unit) => unit.lot === lot).every((unit) => isAffected(unit, world))),
    someUnnamed: (lot) => over((world) => world.units.some((unit) => unit.lot === lot && unit.name === null && isAffected(unit, world))),
    consignee: (party) => over((world) => world.reached.has(party)),
  }
}

/** Every order in which nothing stands before what is surely earlier. */
function orders(rest: readonly Told[]): Told[][] {
  if (rest.length === 0) return [[]]
  const firsts = rest.filter((one) => !rest.some((other) => surelyEarlier(other, one)))
  return firsts.flatMap((first) => orders(rest.filter((one) => one !== first)).map((order) => [first, ...order]))
}
