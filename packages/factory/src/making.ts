import type { Fitting, Lot, Order, Piece, Run, Shipment } from './acts.ts'
import { maker, type Place, type ProductKey, placeOf, places, products } from './catalogue.ts'
import { secure } from './purchasing.ts'
import { layOut, type Position, type Queue } from './stock.ts'
import { hourMs, minuteMs, type Story, type World } from './world.ts'

type Need = [ProductKey, number]

function bookStyle(world: World): Order['style'] {
  if (world.plan.packing) return 'one'
  const draw = world.random.below(10)
  return draw < 5 ? 'one' : draw < 8 ? 'joined' : 'separate'
}

const times = (units: number, recipe: Need[]): Need[] => recipe.map(([key, per]) => [key, units * per])

/** Takes what was secured just before. */
function collect(world: World, units: number, recipe: Need[], chunk: number): Position[] {
  return recipe.map(([key, per]) => ({ per, takes: world.bin(key).take(units * per, world.random, chunk * per) }))
}

interface MakingOptions {
  shifts: number
  /** More than 0: two boxes of an input stand open, and hands go to either, at most so many units at a time. */
  chunk: number
  afterShift?: (shift: number) => void
}

/** Makes one lot in shifts; every unit takes its inputs from what lies on the bench at that moment. */
export function* makeLot(world: World, lot: Lot, place: Place, recipe: Need[], options: MakingOptions): Story {
  const order = world.order(
    bookStyle(world),
    recipe.map(([key, per]) => ({ part: products[key], per })),
  )
  for (let shift = 0; shift < options.shifts; shift++) {
    const from = Math.floor((lot.size * shift) / options.shifts)
    const to = Math.floor((lot.size * (shift + 1)) / options.shifts)
    yield* secure(world, times(to - from, recipe))
    const runs = layOut(from, to, collect(world, to - from, recipe, options.chunk))
    world.act({ kind: 'make', place, lot, from, to, runs, order, shift, shifts: options.shifts, mixed: false, fittings: [] })
    options.afterShift?.(shift)
    yield world.nowMs + 8 * hourMs
  }
}

/** Pours everything into one vessel: some of each input is in every gram of the output. */
export function* pour(world: World, key: ProductKey, source: ProductKey, quantity: number, place: Place): Story {
  yield* secure(world, [[source, quantity]])
  const takes = world.bin(source).take(quantity, world.random, 0)
  const lot = world.lot(key, quantity)
  const run: Run = { from: 0, to: quantity, inputs: takes.map((take) => ({ ...take, per: 0 })) }
  const order = world.order('one', [{ part: products[source], per: 1 }])
  world.act({ kind: 'make', place, lot, from: 0, to: quantity, runs: [run], order, shift: 0, shifts: 1, mixed: true, fittings: [] })
  world.bin(key).add(lot, 0, quantity)
}

export function* makeHousings(world: World, quantity: number): Story {
  const lots = Math.max(2, Math.round(quantity / (2 * world.plan.lotSize)))
  const tails: Piece[] = []
  for (let index = 0; index < lots; index++) {
    const size = Math.ceil(quantity / lots)
    const lot = world.lot('housing', size)
    yield* makeLot(world, lot, places.moulding, [['blend', 120]], { shifts: 2, chunk: 0 })
    const scrapped = Math.max(1, Math.floor(size / 100))
    world.act({
      kind: 'remove',
      place: places.moulding,
      takes: [{ lot, from: size - scrapped, to: size }],
      party: places.moulding.party,
      step: 'scrap',
    })
    const kept = size - scrapped
    const tail = index < 2 ? Math.min(10, Math.floor(kept / 4)) : 0
    world.bin('housing').add(lot, 0, kept - tail)
    if (tail > 0) tails.push({ lot, unit: kept - tail })
    if (tails.length === 2 && tail > 0) mergeTails(world, tails, tail)
  }
}

/** The ends of two lots are put together under a new number. */
function mergeTails(world: World, tails: Piece[], each: number): void {
  const lot = world.lot('housing', each * tails.length)
  const runs = tails.map((tail, index) => ({
    from: index * each,
    to: (index + 1) * each,
    inputs: [{ lot: tail.lot, from: tail.unit, to: tail.unit + each, per: 1 }],
  }))
  world.act({ kind: 'rename', place: places.warehouse, lot, runs, step: 'merge' })
  world.bin('housing').add(lot, 0, lot.size)
}

export function* makeBoards(world: World, quantity: number, serial: boolean, hot: boolean): Story {
  const key = serial ? 'boardSerial' : 'board'
  const lot = world.lot(key, quantity)
  const takesHot = hot && world.hotChips.available >= quantity
  const chips = takesHot ? world.hotChips : world.bin('chip')
  const recipe = [products.circuit, products.chip].map((part) => ({ part, per: 1 }))
  const order = world.order('one', recipe)
  const batch = serial ? Math.max(10, Math.min(world.plan.caseSize, 40)) : Math.ceil(quantity / (world.plan.packing ? 1 : 2))
  const shifts = Math.ceil(quantity / batch)
  for (let shift = 0; shift < shifts; shift++) {
    const from = shift * batch
    const to = Math.min(quantity, from + batch)
    const bought: Need[] = takesHot
      ? [['circuit', to - from]]
      : times(to - from, [
          ['circuit', 1],
          ['chip', 1],
        ])
    yield* secure(world, bought)
    const circuits = { per: 1, takes: world.bin('circuit').take(to - from, world.random, 0) }
    const runs = layOut(from, to, [circuits, { per: 1, takes: chips.take(to - from, world.random, 0) }])
    world.act({ kind: 'make', place: places.boards, lot, from, to, runs, order, shift, shifts, mixed: false, fittings: [] })
    yield world.nowMs + (serial ? 15 * minuteMs : 4 * hourMs)
  }
  world.act({ kind: 'inspect', place: places.boards, takes: [{ lot, from: 0, to: quantity }], step: 'release', verdict: 'conformant' })
  world.bin(key).add(lot, 0, quantity)
}

/** Modules run in two shifts. Now and then some of the first shift leave as spare parts before the second begins. */
export function* makeModules(world: World, index: number, quantity: number): Story {
  const lots = Math.max(1, Math.round(quantity / world.plan.lotSize))
  for (let number = 0; number < lots; number++) {
    const lot = world.lot('module', Math.ceil(quantity / lots) + (index % 3 === 0 && number === 0 ? 10 : 0))
    const chunk = index === 0 || world.random.chance(0.2) ? 12 : 0
    const spares = number === 0 && index % 3 === 0 ? Math.min(10, Math.floor(lot.size / 4)) : 0
    const afterShift = (shift: number): void => {
      if (shift === 0 && spares > 0) world.start(sendSpares(world, lot, spares), world.nowMs)
    }
    yield* makeLot(
      world,
      lot,
      places.modules,
      [
        ['housing', 1],
        ['gasket', 1],
        ['screw', 4],
      ],
      { shifts: 2, chunk, afterShift },
    )
    world.bin('module').add(lot, spares, lot.size)
  }
}

function* sendSpares(world: World, lot: Lot, quantity: number): Story {
  yield world.nowMs + 3 * hourMs
  const [number, order, to] = [world.number('shipment'), world.number('purchase'), world.consignee('distributor')]
  const contents = [{ lot, from: 0, to: quantity }]
  const shipment: Shipment = { number, order, from: maker, to, reason: 'sale', containers: [], loose: contents, contents }
  world.act({ kind: 'ship', place: places.finished, shipment })
  yield world.nowMs + 30 * hourMs
  world.act({ kind: 'arrive', place: placeOf(to), shipment })
}

export interface PumpLot {
  lot: Lot
  serialBoards: boolean
  substituted: boolean
  good: Queue
}

function batteryOf(work: PumpLot): ProductKey {
  return work.substituted ? 'batteryAlternative' : 'battery'
}

/** One group of pumps is made: what the making itself takes in, and what is fitted into each pump one by one. */
function makePumps(world: World, work: PumpLot, order: Order, from: number, to: number, keep: number): void {
  const { lot, serialBoards } = work
  const units = to - from
  const batteries = world.bin(batteryOf(work)).take(units, world.random, 0)
  const positions = collect(
    world,
    units,
    serialBoards
      ? [['module', 1]]
      : [
          ['module', 1],
          ['board', 1],
        ],
    0,
  )
  const fittings: Fitting[] = []
  if (lot.associated) {
    const packs = pieces(batteries)
    const boards = serialBoards ? pieces(world.bin('boardSerial').take(units, world.random, 0)) : []
    const picks = world.random.shuffle(boards.map((_, index) => index))
    for (let index = 0; index < units; index++) {
      const parts = [boards[picks[index] ?? -1], packs[index]].filter((part) => part !== undefined)
      fittings.push({ unit: from + index, parts })
    }
  } else positions.push({ per: 1, takes: batteries })
  const runs = layOut(from, to, positions)
  world.act({ kind: 'make', place: places.assembly, lot, from, to, runs, order, shift: 0, shifts: 1, mixed: false, fittings })
  if (lot.associated && (world.random.chance(0.1) || from < keep)) {
    for (const { unit, parts } of fittings.slice(0, 1)) lot.serviceable.push({ unit, parts: [...parts] })
  }
}

function pieces(takes: { lot: Lot; from: number; to: number }[]): Piece[] {
  return takes.flatMap(({ lot, from, to }) => Array.from({ length: to - from }, (_, index) => ({ lot, unit: from + index })))
}

/** Adhesive under the same lot number: the unit stays what it is, with more in it. */
export function* rework(world: World, lot: Lot, from: number, to: number, place: Place): Story {
  yield* secure(world, [['glue', to - from]])
  const takes = world.bin('glue').take(to - from, world.random, 0)
  const runs = layOut(from, to, [{ per: 1, takes }])
  world.act({ kind: 'rework', place, lot, runs, order: world.order('one', [{ part: products.glue, per: 1 }]) })
}

/** A lot of pumps, group by group. `keep` units never fail their test. */
export function* makePumpLot(world: World, work: PumpLot, keep: number): Story {
  const { lot } = work
  const order = world.order(
    'one',
    [products.module, products.board, products.battery].map((part) => ({ part, per: 1 })),
  )
  if (work.substituted) order.substitute = { part: products.batteryAlternative, replaces: products.battery }
  const group = world.plan.caseSize
  yield* secure(world, [[batteryOf(work), lot.size]])
  for (let from = 0; from < lot.size; from += group) {
    const to = Math.min(lot.size, from + group)
    yield* secure(world, [[batteryOf(work), to - from]])
    makePumps(world, work, order, from, to, keep)
    yield world.nowMs + 6 * minuteMs
    yield* testPumps(world, work, from, to, from >= keep)
  }
}

/** One pump in a hundred fails: it is reworked under the same lot number and tested again, or scrapped. */
function* testPumps(world: World, { lot, good }: PumpLot, from: number, to: number, mayFail: boolean): Story {
  const place = places.assembly
  const failed = mayFail && world.random.chance((to - from) / 100) ? world.random.between(from, to - 1) : to
  const passed = [
    { lot, from, to: failed },
    { lot, from: failed + 1, to },
  ].filter((take) => take.to > take.from)
  if (passed.length > 0) world.act({ kind: 'inspect', place, takes: passed, step: 'test', verdict: 'conformant' })
  const failure = { lot, from: failed, to: failed + 1 }
  if (failed < to) world.act({ kind: 'inspect', place, takes: [failure], step: 'test', verdict: 'non_conformant' })
  yield world.nowMs + 8 * minuteMs
  for (const take of passed) good.put(take)
  if (failed === to) return
  if (world.random.chance(0.5)) {
    yield* rework(world, lot, failed, failed + 1, place)
    yield world.nowMs + 5 * minuteMs
    world.act({ kind: 'inspect', place, takes: [failure], step: 'test', verdict: 'conformant' })
    yield world.nowMs + 2 * minuteMs
    good.put(failure)
  } else world.act({ kind: 'remove', place, takes: [failure], party: place.party, step: 'scrap' })
}
