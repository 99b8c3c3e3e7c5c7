import type { Lot } from './acts.ts'
import { maker, type ProductKey, placeOf, places, products } from './catalogue.ts'
import { dayMs, hourMs, type Story, type World } from './world.ts'

/** What one campaign needs of each bought product, in steps. */
export function needs(pumps: number, implants: number, sets: number): [ProductKey, number][] {
  const boards = Math.ceil(pumps * 1.06)
  return [
    ['resin', Math.ceil(pumps * 120 * 1.12)],
    ['gasket', Math.ceil(pumps * 1.05)],
    ['screw', Math.ceil(pumps * 4.2)],
    ['circuit', boards],
    ['chip', boards],
    ['battery', Math.ceil(pumps * 1.03)],
    ['heat', implants * 15 + 500],
    ['pvc', sets * 8 + 1000],
    ['needle', Math.ceil(sets * 1.01)],
    ['glue', Math.ceil(pumps / 20) + 20],
  ]
}

/** Goods of a supplier's lot come in, pass incoming inspection, lose a few test pieces and lie ready. */
function receive(world: World, lot: Lot, from: number, to: number, accepted: boolean): void {
  const supplier = lot.product.supplier
  if (supplier === undefined) throw new RangeError(`${lot.product.key} is not bought`)
  const order = world.number('purchase')
  world.act({ kind: 'receive', place: places.dock, lot, from, to, supplier, order, notice: `ASN${order.slice(2)}`, accepted })
  const verdict = accepted ? 'conformant' : 'non_conformant'
  world.act({
    kind: 'inspect',
    place: accepted ? places.inspection : places.quarantine,
    takes: [{ lot, from, to }],
    step: 'incoming',
    verdict,
  })
}

function putAway(world: World, key: ProductKey, lot: Lot, from: number, to: number): void {
  const tested = Math.min(lot.product.uom === undefined ? 3 : 50, Math.floor((to - from) / 10))
  if (tested > 0) world.act({ kind: 'sample', place: places.inspection, take: { lot, from, to: from + tested } })
  world.bin(key).add(lot, from + tested, to)
}

/** A lot that fails incoming inspection goes back to its supplier and into no product. */
function* reject(world: World, key: ProductKey, quantity: number): Story {
  const lot = world.lot(key, quantity)
  receive(world, lot, 0, quantity, false)
  yield world.nowMs + 3 * dayMs
  const supplier = lot.product.supplier
  if (supplier === undefined) return
  const contents = [{ lot, from: 0, to: quantity }]
  const shipment = { from: maker, to: supplier, reason: 'reject' as const, containers: [], loose: contents, contents }
  world.act({
    kind: 'ship',
    place: places.quarantine,
    shipment: { ...shipment, number: world.number('shipment'), order: `RMA${lot.number}` },
  })
}

/** Orders what the campaign needs beyond what lies there unpromised, each lot announced by its supplier. The first campaign's gaskets come as three lots. */
export function* purchase(world: World, index: number, wanted: [ProductKey, number][]): Story {
  const lots: [ProductKey, Lot][] = []
  for (const [key, need] of wanted) {
    const bin = world.bin(key)
    const lack = need - Math.max(0, bin.available - bin.reserved)
    bin.reserved += need
    if (lack <= 0) continue
    for (const part of consignments(world, index, key)) lots.push([key, world.lot(key, Math.ceil(lack * part))])
  }
  world.notable.typicalLot ??= lots.find(([key]) => key === 'resin')?.[1]
  for (const [, lot] of lots) {
    const supplier = lot.product.supplier
    if (supplier !== undefined) world.act({ kind: 'supply', place: placeOf(supplier), lot, from: 0, to: lot.size, supplier })
  }
  yield world.nowMs + 20 * hourMs
  for (const [, lot] of lots) receive(world, lot, 0, lot.size, true)
  yield world.nowMs + 2 * hourMs
  for (const [key, lot] of lots) putAway(world, key, lot, 0, lot.size)
  if (index === 0 || world.random.chance(0.1))
    world.start(reject(world, world.random.pick<ProductKey>(['gasket', 'circuit', 'battery']), 100), world.nowMs)
}

/** The shares of the need that come as a lot each; together a little more than the need. */
function consignments(world: World, index: number, key: ProductKey): number[] {
  if (key === 'gasket' && index === 0) return [0.3, 0.45, 0.3]
  if (key === 'resin' || key === 'pvc') return [0.6, 0.45]
  return world.random.chance(0.4) ? [0.55, 0.5] : [1.02]
}

/**
 * Goes on when all that is wanted lies ready at once. What is missing of bought products comes by courier, without the supplier's notice, and
 * is there an hour before it is used. What is made in the house must be there (RangeError).
 */
export function* secure(world: World, wanted: readonly [ProductKey, number][]): Story {
  for (;;) {
    const short = wanted.filter(([key, quantity]) => world.bin(key).available < quantity)
    if (short.length === 0) return
    const lots: [ProductKey, Lot][] = []
    for (const [key, quantity] of short) {
      const missing = quantity - world.bin(key).available
      if (products[key].supplier === undefined) throw new RangeError(`${missing} of ${key} missing`)
      const lot = world.lot(key, Math.ceil(missing * 1.2) + 60)
      receive(world, lot, 0, lot.size, true)
      lots.push([key, lot])
    }
    yield world.nowMs + hourMs
    for (const [key, lot] of lots) putAway(world, key, lot, 0, lot.size)
  }
}

/** The hot lot: one lot of chips, delivered in two consignments, that goes into the boards of many campaigns. */
export function receiveHotLot(world: World): void {
  const quantity = Math.ceil(world.plan.hotCampaigns * world.plan.pumps * 1.07) + 100
  const lot = world.lot('chip', quantity)
  const half = Math.floor(quantity / 2)
  receive(world, lot, 0, half, true)
  receive(world, lot, half, quantity, true)
  world.hotChips.add(lot, 0, quantity)
  world.notable.hotLot = lot
}

/** The warehouse counts what is left of a product, lot by lot. */
export function count(world: World, key: ProductKey): void {
  const lots = new Map<Lot, number>()
  for (const { lot, from, to } of world.bin(key).portions()) lots.set(lot, (lots.get(lot) ?? 0) + to - from)
  for (const [lot, quantity] of lots) world.act({ kind: 'count', place: places.warehouse, lot, quantity })
}
