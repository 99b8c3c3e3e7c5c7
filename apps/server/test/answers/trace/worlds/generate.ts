import fc from 'fast-check'
import type { Deed, Item, Told } from './happening.ts'
import { isUntold, lotOfName, productOf } from './happening.ts'
import { beginning, madeLots, nobodysLot, parties, type Unit, unfold, type World } from './world.ts'

export type Generated = { readonly history: readonly Told[]; readonly seeds: readonly string[] }

const rawLots = ['screw:P', 'screw:Q', 'glue:G']
const carriers = ['case!1', 'case!2']

/** A small maker at work, deed by deed as its stock allows: so at least one world agrees, the one that really was. */
export const histories: fc.Arbitrary<Generated> = fc
  .array(fc.array(fc.nat(9999), { minLength: 50, maxLength: 50 }), { minLength: 9, maxLength: 13, size: 'max' })
  .map((choices) => {
    let world: World = beginning
    const history: Told[] = []
    for (const [index, numbers] of choices.entries()) {
      const dice = new Dice(numbers)
      const [doubt, contested] = [dice.chance(10) ? 25 : 0, index > 1 && dice.chance(15)]
      for (let attempt = 0; attempt < 12; attempt++) {
        const deed = index < 3 ? receive(dice, index) : pickDeed(dice, world)
        const next = deed === undefined ? [] : unfold(world, deed, '')
        if (deed === undefined || next.length === 0 || units(next[0]) > 14 || isClosed(history, deed)) continue
        world = dice.pick(next) ?? world
        history.push({ deed, minute: 480 + 20 * index, doubt, contested })
        break
      }
    }
    const names = world.units.flatMap(({ name }) => (name === null ? [] : [name]))
    const lots = world.units.map(({ lot }) => lot).filter((lot) => lot !== nobodysLot(productOf(lot)))
    return { history, seeds: [...new Set([...lots, ...names])] }
  })

/** A carrier that has gone is ours no longer. */
function isClosed(history: readonly Told[], deed: Deed): boolean {
  const carrierOf = (one: Deed): string | undefined =>
    'carrier' in one ? one.carrier : 'item' in one && 'carrier' in one.item ? one.item.carrier : undefined
  const carrier = carrierOf(deed)
  return carrier !== undefined && history.some((one) => one.deed.kind === 'ship' && carrierOf(one.deed) === carrier)
}

const units = (world: World | undefined): number => world?.units.length ?? 0

/** Choices in order; fast-check makes them smaller when something goes wrong. */
class Dice {
  readonly #numbers: readonly number[]
  #next = 0
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers
  }
  number(below: number): number {
    return (this.#numbers[this.#next++ % this.#numbers.length] ?? 0) % below
  }
  chance(oneIn: number): boolean {
    return this.number(oneIn) === oneIn - 1
  }
  pick<T>(list: readonly T[]): T | undefined {
    return list[this.number(Math.max(1, list.length))]
  }
}

function receive(dice: Dice, index: number): Deed {
  return { kind: 'receive', lot: rawLots[index] ?? dice.pick(rawLots) ?? 'glue:G', quantity: 1 + dice.number(2) }
}

function pickDeed(dice: Dice, world: World): Deed | undefined {
  const own = world.units.filter(({ at }) => at === 'own')
  const kinds: (() => Deed | undefined)[] = [
    () => receive(dice, 9),
    () => makeSomething(dice, own),
    () => makeSomething(dice, own),
    () => ({
      kind: 'ship',
      item: dice.chance(4) ? { carrier: dice.pick(carriers) ?? '' } : pickItem(dice, own, isProduct),
      party: pickParty(dice),
    }),
    () => ({ kind: 'ship', item: pickItem(dice, own, isProduct), party: pickParty(dice) }),
    () => returnSomething(dice, world),
    () => ({ kind: 'rework', item: pickItem(dice, own, isProduct), inputs: [pickItem(dice, own, ({ lot }) => rawLots.includes(lot))] }),
    () => nameSome(dice, own),
    () => ({ kind: 'see', name: dice.pick(own.filter(({ name }) => name !== null))?.name ?? '' }),
    () => ({
      kind: 'pack',
      item: pickItem(dice, dice.chance(3) ? world.units.filter(isPackable) : own, isProduct),
      carrier: dice.pick(carriers) ?? '',
    }),
    () => unpackSomething(dice, world),
    () => ({ kind: 'fit', item: pickItem(dice, own, () => true), device: dice.pick(own.filter(({ name }) => name !== null))?.name ?? '' }),
    () => removeSomething(dice, world),
  ]
  const deed = dice.pick(kinds)?.()
  return deed !== undefined && isWhole(deed) ? deed : undefined
}

/** Serials are unique within their product, whatever the lot. */
const serialOf = (lot: string, number: number): string => `${lot}#${lot.slice(-1)}${number}`
const untoldOf = (lot: string, number: number): string => `${productOf(lot)}#U${number}`
const isProduct = ({ lot }: Unit): boolean => madeLots.some((made) => productOf(made) === productOf(lot))
const isPackable = ({ at }: Unit): boolean => at === 'own' || carriers.includes(at)
const pickParty = (dice: Dice): 'A' | 'B' => (dice.pick(parties) === 'A' ? 'A' : 'B')

/** A deed about nothing, or that puts a unit into itself, is none. */
function isWhole(deed: Deed): boolean {
  const items = ['item' in deed ? deed.item : undefined, ...('inputs' in deed ? deed.inputs : [])]
  const nothing = items.some((item) => item !== undefined && (('lot' in item && item.lot === '') || ('name' in item && item.name === '')))
  if (deed.kind === 'fit') return !nothing && deed.device !== '' && !('name' in deed.item && deed.item.name === deed.device)
  return !nothing && !(deed.kind === 'see' && deed.name === '')
}

function pickItem(dice: Dice, among: readonly Unit[], fits: (unit: Unit) => boolean): Item {
  const unit = dice.pick(among.filter(fits))
  if (unit === undefined) return { lot: '', quantity: 0 }
  if (unit.name !== null && (unit.lot === nobodysLot(productOf(unit.lot)) || !dice.chance(3))) return { name: unit.name }
  return { lot: unit.lot, quantity: 1 + dice.number(Math.min(2, among.filter(({ lot }) => lot === unit.lot).length)) }
}

function makeSomething(dice: Dice, own: readonly Unit[]): Deed | undefined {
  const lot = dice.pick(madeLots) ?? 'device:L'
  const inputs: Item[] = []
  for (let count = 1 + dice.number(3); count > 0; count--) {
    const item = pickItem(dice, own, (unit) => unit.lot !== lot)
    const key = (one: Item): string => ('lot' in one ? one.lot : one.name)
    if (!inputs.some((other) => key(other) === key(item))) inputs.push(item)
  }
  const quantity = 1 + dice.number(3)
  const nameOf = dice.chance(3) ? untoldOf : serialOf
  const serial = (index: number): Item => ({ name: nameOf(lot, dice.number(4) + 10 * (index + 1)) })
  const outputs = dice.chance(3) ? Array.from({ length: Math.min(2, quantity) }, (_, index) => serial(index)) : [{ lot, quantity }]
  const [first, second] = outputs.flatMap((one) => ('name' in one ? [one.name] : []))
  const input = inputs[0]
  const stated = first !== undefined && second !== undefined && input !== undefined && 'lot' in input && dice.chance(2)
  return { kind: 'make', outputs, inputs, pools: dice.chance(5), ...(stated && { takes: { [first]: [input.lot] } }) }
}

function returnSomething(dice: Dice, world: World): Deed {
  const party = pickParty(dice)
  return {
    kind: 'return',
    item: pickItem(
      dice,
      world.units.filter(({ at }) => at === party),
      isProduct,
    ),
    party,
  }
}

function nameSome(dice: Dice, own: readonly Unit[]): Deed | undefined {
  const unit = dice.pick(own.filter((one) => one.name === null && isProduct(one)))
  if (unit === undefined) return undefined
  const number = dice.number(5)
  return dice.chance(3)
    ? { kind: 'name', lot: productOf(unit.lot), names: [untoldOf(unit.lot, number)] }
    : { kind: 'name', lot: unit.lot, names: [serialOf(unit.lot, number)] }
}

function unpackSomething(dice: Dice, world: World): Deed {
  const carrier = dice.pick(carriers) ?? ''
  return {
    kind: 'unpack',
    item: pickItem(
      dice,
      world.units.filter(({ at }) => at === carrier),
      () => true,
    ),
    carrier,
  }
}

function removeSomething(dice: Dice, world: World): Deed | undefined {
  const part = dice.pick(world.units.filter(({ at }) => at.startsWith('in ')))
  if (part === undefined) return undefined
  return { kind: 'remove', item: part.name === null ? { lot: part.lot, quantity: 1 } : { name: part.name }, device: part.at.slice(3) }
}

export const lotsNamed = (generated: Generated): string[] => [
  ...new Set(generated.seeds.filter((seed) => !isUntold(seed)).map((seed) => (seed.includes('#') ? lotOfName(seed) : seed))),
]
