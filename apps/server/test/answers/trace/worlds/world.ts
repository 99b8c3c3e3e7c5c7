import { type Deed, type Item, isUntold, lotOfName, productOf } from './happening.ts'

/** One unit, in one world: `at` ourselves (`own`), a party, a carrier, a device (`in device:L#1`), or used up. */
export type Unit = { readonly lot: string; readonly name: string | null; readonly affected: boolean; readonly at: string }

/** What has happened in one world so far. Units of a lot that differ in nothing are the same to everybody. */
export type World = {
  readonly units: readonly Unit[]
  /** Consignees that ever held something affected. */
  readonly reached: ReadonlySet<string>
  /** Names of units that were ever affected. */
  readonly hit: ReadonlySet<string>
}

export const beginning: World = { units: [], reached: new Set(), hit: new Set() }
export const parties = ['A', 'B']
/** Lots that the makers' products come in, and one that no fact names: a unit whose lot is not told may be of each. */
export const madeLots = ['device:L', 'device:K', 'kit:X']
export const nobodysLot = (product: string): string => `${product}:?`
const lotsOf = (name: string): string[] =>
  isUntold(name) ? [...madeLots.filter((lot) => productOf(lot) === productOf(name)), nobodysLot(productOf(name))] : [lotOfName(name)]
const own = 'own'
const used = 'used'

export const isAffected = (unit: Unit, world: World): boolean =>
  unit.affected || (unit.name !== null && world.units.some((part) => part.at === `in ${unit.name}` && isAffected(part, world)))

/** Every way in which a deed can have gone in a world; none: it cannot have happened there. `seed`: the lot or unit asked about. */
export function unfold(world: World, deed: Deed, seed: string): World[] {
  switch (deed.kind) {
    case 'receive':
      return settle([
        {
          ...world,
          units: [
            ...world.units,
            ...born(
              deed.lot,
              Array.from({ length: deed.quantity }, () => false),
              seed,
            ),
          ],
        },
      ])
    case 'make':
      return settle(make(world, deed, seed))
    case 'rework':
      return settle(rework(world, deed))
    case 'name':
      return settle(baptise(world, deed.lot, deed.names, seed))
    case 'ship':
      return settle('carrier' in deed.item ? [moveAll(world, deed.item.carrier, deed.party)] : move(world, deed.item, [own], deed.party))
    case 'return':
      return 'carrier' in deed.item ? [] : settle(move(world, deed.item, [deed.party], own))
    case 'see':
      return world.units.some(({ name, at }) => name === deed.name && (at === own || at.includes('!'))) ? [world] : []
    case 'pack':
      return settle(move(world, deed.item, 'lot' in deed.item ? [own] : [own, 'case!1', 'case!2'], deed.carrier))
    case 'unpack':
      return settle(move(world, deed.item, [deed.carrier], own))
    case 'fit':
      return settle(move(world, deed.item, [own], `in ${deed.device}`).filter((after) => isHere(after, deed.device)))
    case 'remove':
      return settle(move(world, deed.item, [`in ${deed.device}`], own))
  }
}

const isHere = (world: World, name: string): boolean => world.units.some((unit) => unit.name === name && unit.at === own)

function born(lot: string, affections: readonly boolean[], seed: string): Unit[] {
  return affections.map((affected) => ({ lot, name: null, affected: affected || lot === seed, at: own }))
}

/** Notes who has been reached, and leaves out worlds that nobody can tell apart. */
function settle(worlds: readonly World[]): World[] {
  const distinct = new Map<string, World>()
  for (const world of worlds) {
    const reached = new Set(world.reached)
    const hit = new Set(world.hit)
    for (const unit of world.units) {
      if (!isAffected(unit, world)) continue
      if (unit.name !== null) hit.add(unit.name)
      if (parties.includes(unit.at)) reached.add(unit.at)
    }
    const units = world.units
      .map((unit) => ({ unit, key: `${unit.lot} ${unit.name} ${unit.affected} ${unit.at}` }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
    const key = `${units.map((one) => one.key).join()} ${[...reached].sort().join()} ${[...hit].sort().join()}`
    distinct.set(key, { units: units.map(({ unit }) => unit), reached, hit })
  }
  return [...distinct.values()]
}

type Chosen = { readonly taken: readonly Unit[]; readonly rest: readonly Unit[] }

/** Every choice of an item among what is at these places; units that differ in nothing count once. */
function choose(units: readonly Unit[], item: Item, places: readonly string[]): Chosen[] {
  if ('name' in item) {
    const unit = units.find(({ name, at }) => name === item.name && places.includes(at))
    return unit === undefined ? [] : [{ taken: [unit], rest: units.filter((one) => one !== unit) }]
  }
  const here = units.filter(({ lot, at }) => lot === item.lot && places.includes(at))
  const elsewhere = units.filter((unit) => !here.includes(unit))
  return subsets(here, item.quantity).map((taken) => ({ taken, rest: [...elsewhere, ...here.filter((unit) => !taken.includes(unit))] }))
}

function subsets(units: readonly Unit[], size: number): Unit[][] {
  if (size === 0) return [[]]
  const [first, ...others] = units
  if (first === undefined) return []
  const alike = others.filter(
    ({ name, affected, at }) => first.name === null && name === null && affected === first.affected && at === first.at,
  )
  const different = others.filter((unit) => !alike.includes(unit))
  const same = [first, ...alike]
  return same
    .flatMap((_, index) => subsets(different, size - index - 1).map((rest) => [...same.slice(0, index + 1), ...rest]))
    .concat(subsets(different, size))
}

function move(world: World, item: Item, from: readonly string[], to: string): World[] {
  return choose(world.units, item, from).map(({ taken, rest }) => ({
    ...world,
    units: [...rest, ...taken.map((unit) => ({ ...unit, at: to }))],
  }))
}

const moveAll = (world: World, from: string, to: string): World => ({
  ...world,
  units: world.units.map((unit) => (unit.at === from ? { ...unit, at: to } : unit)),
})

type Line = { readonly item: Item; readonly taken: readonly Unit[] }
type Drawn = { readonly world: World; readonly lines: readonly Line[] }

/** Every way of taking the inputs out of our stock. */
function draw(world: World, inputs: readonly Item[]): Drawn[] {
  let ways: Drawn[] = [{ world, lines: [] }]
  for (const item of inputs) {
    ways = ways.flatMap((way) =>
      choose(way.world.units, item, [own]).map(({ taken, rest }) => ({
        world: { ...way.world, units: [...rest, ...taken.map((unit) => ({ ...unit, at: used }))] },
        lines: [...way.lines, { item, taken: taken.map((unit) => ({ ...unit, affected: isAffected(unit, world) })) }],
      })),
    )
  }
  return ways
}

const keyOf = (item: Item): string => ('lot' in item ? item.lot : item.name)
const all = (line: Line): boolean => line.taken.length > 0 && line.taken.every(({ affected }) => affected)
const any = (line: Line): boolean => line.taken.some(({ affected }) => affected)

type Reach = { readonly can: boolean; readonly must: boolean }

/**
 * What one of several output units took: some of each product, of whichever of its lots; of every lot where the step pools, and of those that
 * it is stated to have taken. One unit alone took everything.
 */
function reachOf(
  lines: readonly Line[],
  alone: boolean,
  deed: { pools: boolean; takes?: Readonly<Record<string, readonly string[]>> },
  output: string,
): Reach {
  const taken = lines.filter(({ item }) => isOpenTo(item, deed.takes, output))
  if (alone) return { can: taken.some(any), must: taken.some(any) }
  const groups = [...Map.groupBy(taken, ({ item }) => productOf(keyOf(item))).values()]
  const stated = taken.filter(({ item }) => deed.takes?.[output]?.includes(keyOf(item)) === true)
  const must = groups.some((group) => group.every(all) || (deed.pools && group.some(all))) || stated.some(all)
  return { can: taken.some(any), must }
}

function isOpenTo(item: Item, takes: Readonly<Record<string, readonly string[]>> | undefined, output: string): boolean {
  const takers = Object.entries(takes ?? {}).filter(([, inputs]) => inputs.includes(keyOf(item)))
  return takers.length === 0 || takers.some(([taker]) => taker === output)
}

function make(world: World, deed: Extract<Deed, { kind: 'make' }>, seed: string): World[] {
  const total = deed.outputs.reduce((sum, item) => sum + ('lot' in item ? item.quantity : 1), 0)
  if (deed.outputs.some((item) => 'name' in item && world.units.some(({ name }) => name === item.name))) return []
  return draw(world, deed.inputs).flatMap(({ world: after, lines }) => {
    let ways: Unit[][] = [[]]
    for (const item of deed.outputs) {
      const reach = reachOf(lines, total === 1, deed, keyOf(item))
      ways = ways.flatMap((made) => yields(item, reach, seed).map((units) => [...made, ...units]))
    }
    return ways.map((made) => ({ ...after, units: [...after.units, ...made] }))
  })
}

function yields(item: Item, { can, must }: Reach, seed: string): Unit[][] {
  if ('name' in item) {
    const unit = (lot: string, affected: boolean): Unit => ({
      lot,
      name: item.name,
      affected: affected || item.name === seed || lot === seed,
      at: own,
    })
    return lotsOf(item.name).flatMap((lot) => [...(can ? [[unit(lot, true)]] : []), ...(must ? [] : [[unit(lot, false)]])])
  }
  const least = must ? item.quantity : 0
  const most = can ? item.quantity : 0
  return Array.from({ length: most - least + 1 }, (_, more) =>
    born(
      item.lot,
      Array.from({ length: item.quantity }, (__, index) => index < least + more),
      seed,
    ),
  )
}

/** Units go in and come out the same, with something added. */
function rework(world: World, deed: Extract<Deed, { kind: 'rework' }>): World[] {
  return choose(world.units, deed.item, [own]).flatMap(({ taken, rest }) =>
    draw({ ...world, units: rest }, deed.inputs).flatMap(({ world: after, lines }) => {
      const { can, must } = reachOf(lines, taken.length === 1, { pools: false }, keyOf(deed.item))
      const least = must ? taken.length : 0
      return orders(taken).flatMap((units) =>
        Array.from({ length: (can ? taken.length : 0) - least + 1 }, (_, more) => ({
          ...after,
          units: [...after.units, ...units.map((unit, index) => ({ ...unit, affected: unit.affected || index < least + more }))],
        })),
      )
    }),
  )
}

const orders = (units: readonly Unit[]): Unit[][] =>
  units.length < 2
    ? [[...units]]
    : units.flatMap((unit, index) => orders(units.filter((_, other) => other !== index)).map((rest) => [unit, ...rest]))

/** Numbers given to units of the lot that had none. */
function baptise(world: World, lot: string, names: readonly string[], seed: string): World[] {
  let ways = [world]
  for (const name of names) {
    ways = ways.flatMap((way) => {
      const candidates = way.units.filter(
        (unit) => (unit.lot === lot || productOf(unit.lot) === lot) && unit.name === null && unit.at === own,
      )
      if (way.units.some((unit) => unit.name === name)) return []
      return candidates.map((chosen) => ({
        ...way,
        units: way.units.map((unit) => (unit === chosen ? { ...unit, name, affected: unit.affected || name === seed } : unit)),
      }))
    })
  }
  return ways
}
