import type { Container, Take } from './acts.ts'
import { takeBackOld } from './aftersales.ts'
import { type ProductKey, places, products } from './catalogue.ts'
import { makeBoards, makeHousings, makeLot, makeModules, makePumpLot, type PumpLot, pour } from './making.ts'
import { implantShare } from './options.ts'
import { distribute, pack, packAll } from './outbound.ts'
import { count, needs, purchase, receiveHotLot, secure } from './purchasing.ts'
import { Queue, sumByLot } from './stock.ts'
import { dayMs, hourMs, type Story, type World } from './world.ts'

interface Sizes {
  pumps: number
  implants: number
  sets: number
}

/** The first campaign of the hot window; the hot lot arrives just before. */
const hotStart = 1

export function isHot(world: World, index: number): boolean {
  const start = Math.min(hotStart, world.plan.campaigns - 1)
  return index >= start && index < start + world.plan.hotCampaigns
}

/** One campaign: what is bought, made, sterilised and packed for a batch of orders. Deliveries go on as stories of their own. */
export function* runCampaign(world: World, index: number): Story {
  const { plan } = world
  const sizes: Sizes = { pumps: plan.pumps, implants: Math.max(4, Math.round(plan.pumps * implantShare)), sets: Math.max(200, plan.pumps) }
  if (index === Math.min(hotStart, plan.campaigns - 1)) receiveHotLot(world)
  const hot = isHot(world, index)
  const wanted = needs(sizes.pumps, sizes.implants, sizes.sets).filter(([key]) => key !== 'chip' || !hot)
  yield* purchase(world, index, wanted)
  world.start(makeSterile(world, sizes, index), world.nowMs + hourMs)
  const modules = lackOf(world, 'module', Math.ceil(sizes.pumps * 1.02) + 10)
  const housings = Math.ceil(lackOf(world, 'housing', modules + plan.lotSize) * 1.03) + 10
  yield* pour(world, 'blend', 'resin', (housings + 20) * 120, places.moulding)
  yield world.nowMs + 4 * hourMs
  yield* makeHousings(world, housings)
  yield* makeModules(world, index, modules)
  world.bin('housing').reserved -= modules + plan.lotSize
  yield* makeAllPumps(world, index, sizes.pumps)
  world.bin('module').reserved -= Math.ceil(sizes.pumps * 1.02) + 10
  for (const [key, need] of wanted) world.bin(key).reserved -= need
  if (index % 4 === 0) count(world, 'gasket')
  if (index % 10 === 0 && plan.serialShare > 0) world.start(takeBackOld(world), world.nowMs + 5 * dayMs)
}

/** What must be made beyond the stock that nobody else waits for; the whole need is reserved. */
function lackOf(world: World, key: ProductKey, need: number): number {
  const bin = world.bin(key)
  const lack = Math.max(0, need - Math.max(0, bin.available - bin.reserved))
  bin.reserved += need
  return lack
}

function* makeAllPumps(world: World, index: number, pumps: number): Story {
  const { plan } = world
  const lots = Math.max(2, Math.round(pumps / plan.lotSize))
  const middle = Math.floor(lots / 2)
  const good = new Queue()
  const cases: Container[] = []
  for (let number = 0; number < lots; number++) {
    const size = Math.floor((pumps * (number + 1)) / lots) - Math.floor((pumps * number) / lots)
    const running = index * lots + number
    const serialBoards = Math.floor((running + 1) * plan.serialShare) > Math.floor(running * plan.serialShare)
    yield* makeBoards(world, size + 2, serialBoards, isHot(world, index))
    const lot = world.lot('pump', size, 3650)
    const noted = index === 0 && number === middle
    lot.associated = serialBoards || noted || (number === middle && !plan.packing)
    const work: PumpLot = { lot, serialBoards, substituted: number === 1, good }
    if (number === 1) world.notable.substituted ??= lot
    if (noted) packAll(world, good, plan.caseSize, cases)
    yield* makePumpLot(world, work, noted ? plan.caseSize : 0)
    const kept = good.count
    world.act({ kind: 'inspect', place: places.finished, takes: [{ lot, from: 0, to: size }], step: 'release', verdict: 'conformant' })
    if (noted && kept > 0) cases.push(noteSerial(world, good))
    while (good.count >= plan.caseSize) {
      cases.push(pack(world, good.get(plan.caseSize)))
      yield world.nowMs + 2 * 60_000
    }
  }
  packAll(world, good, plan.caseSize, cases)
  world.start(distribute(world, cases), world.nowMs + 2 * dayMs)
}

/** The case whose first pump is the serial to look at: delivered, returned in part, reworked, delivered elsewhere, its part exchanged. */
function noteSerial(world: World, good: Queue): Container {
  const container = pack(world, good.get(world.plan.caseSize))
  const first = container.takes[0]
  if (first !== undefined) world.note({ lot: first.lot, unit: first.from })
  return container
}

/** Implants from bars of a heat, and infusion sets from pooled compound, sterilised together in two loads. */
function* makeSterile(world: World, sizes: Sizes, index: number): Story {
  const implants: Take[] = []
  const heat = Math.ceil(sizes.implants / 2) * 30
  yield* secure(world, [['heat', heat]])
  const bars = splitHeat(world, heat)
  for (const bar of bars) world.bin('bar').add(bar.lot, bar.from, bar.to)
  yield world.nowMs + hourMs
  for (const share of [0, 1]) {
    const size = share === 0 ? Math.ceil(sizes.implants / 2) : Math.floor(sizes.implants / 2)
    const lot = world.lot('implant', size, 1825)
    yield* makeLot(world, lot, places.machining, [['bar', 15]], { shifts: 1, chunk: 0 })
    implants.push({ lot, from: 0, to: size })
  }
  yield* pour(world, 'compound', 'pvc', sizes.sets * 8, places.tubing)
  yield world.nowMs + 6 * hourMs
  const lot = world.lot('set', sizes.sets, 1095)
  yield* makeLot(
    world,
    lot,
    places.tubing,
    [
      ['compound', 8],
      ['needle', 1],
    ],
    { shifts: 2, chunk: index === 0 ? 40 : 0 },
  )
  const half = Math.floor(sizes.sets / 2)
  const loads: Take[][] = [[{ lot, from: 0, to: half }], [{ lot, from: half, to: sizes.sets }]]
  for (const { lot: one, from, to } of implants) {
    const middle = (from + to) >> 1
    loads[0]?.push({ lot: one, from, to: middle })
    loads[1]?.push({ lot: one, from: middle, to })
  }
  for (const [number, takes] of loads.entries()) {
    const load = world.number('load')
    world.notable.load ??= load
    const place = number === 0 ? places.steriliser1 : places.steriliser2
    world.act({
      kind: 'load',
      place,
      load,
      takes: takes.filter((take) => take.to > take.from),
      equipment: `EO-0${number + 1}`,
      temperature: 50 + world.random.below(60) / 10,
    })
    yield world.nowMs + 10 * hourMs
  }
  yield* packSterile(world, loads.flat(), lot.size)
}

function splitHeat(world: World, quantity: number): Take[] {
  const takes = world.bin('heat').take(quantity, world.random, 0)
  const bars: Take[] = []
  for (const take of takes) {
    const middle = take.to - take.from > 60 ? take.from + Math.floor((take.to - take.from) / 30) * 15 : take.to
    for (const [from, to] of [
      [take.from, middle],
      [middle, take.to],
    ] as const) {
      if (to <= from) continue
      const lot = world.lot('bar', to - from)
      world.act({
        kind: 'rename',
        place: places.machining,
        lot,
        runs: [{ from: 0, to: to - from, inputs: [{ lot: take.lot, from, to, per: 1 }] }],
        step: 'split',
      })
      bars.push({ lot, from: 0, to: to - from })
    }
  }
  return bars
}

function* packSterile(world: World, takes: Take[], sets: number): Story {
  const queues = { implant: new Queue(), set: new Queue() }
  for (const [lot] of sumByLot(takes))
    world.act({ kind: 'inspect', place: places.finished, takes: [{ lot, from: 0, to: lot.size }], step: 'release', verdict: 'conformant' })
  for (const take of takes) {
    if (take.lot.product === products.implant) queues.implant.put(take)
    else queues.set.put(take)
  }
  const setsPerCase = world.plan.packing ? 1000 : 100
  const exported = relabel(world, queues.set, Math.floor(sets / 5))
  for (const [queue, size] of [
    [queues.implant, world.plan.caseSize],
    [queues.set, setsPerCase],
    [exported, setsPerCase],
  ] as const) {
    const cases: Container[] = []
    packAll(world, queue, size, cases)
    yield world.nowMs + hourMs
    world.start(distribute(world, cases), world.nowMs + 3 * dayMs)
  }
}

function relabel(world: World, sets: Queue, quantity: number): Queue {
  const lot = world.lot('setExport', quantity)
  let from = 0
  const runs = sets.get(quantity).map((take) => {
    const start = from
    from += take.to - take.from
    return { from: start, to: from, inputs: [{ ...take, per: 1 }] }
  })
  world.act({ kind: 'rename', place: places.packing, lot, runs, step: 'relabel' })
  const queue = new Queue()
  queue.put({ lot, from: 0, to: lot.size })
  return queue
}
