import type { Container, Piece, Shipment, Take } from './acts.ts'
import { maker, type Party, type ProductKey, placeOf, places, products } from './catalogue.ts'
import { rework } from './making.ts'
import { secure } from './purchasing.ts'
import { Queue } from './stock.ts'
import { dayMs, hourMs, type Story, type World } from './world.ts'

export function pack(world: World, takes: Take[]): Container {
  const container: Container = { kind: 'case', serial: world.containerSerial(), takes, children: [] }
  world.act({ kind: 'pack', place: places.packing, container })
  return container
}

export function packAll(world: World, queue: Queue, size: number, cases: Container[]): void {
  while (queue.count > 0) cases.push(pack(world, queue.get(size)))
}

export function contentsOf(container: Container): Take[] {
  return container.kind === 'case' ? container.takes : container.children.flatMap((child) => child.takes)
}

export function createShipment(
  world: World,
  from: Party,
  to: Party,
  reason: Shipment['reason'],
  containers: Container[],
  loose: Take[],
): Shipment {
  const order = reason === 'return' ? `RMA${world.number('shipment').slice(2)}` : world.number('purchase').replace('PO', 'SO')
  return {
    number: world.number('shipment'),
    order,
    from,
    to,
    reason,
    containers,
    loose,
    contents: [...containers.flatMap(contentsOf), ...loose],
  }
}

/** Pallets to whoever buys much, single cases to the others. A case with the noted serial travels alone, to a hospital. */
export function* distribute(world: World, cases: Container[]): Story {
  const noted = world.notable.serial
  const rest = cases.filter((one) => {
    const isNoted = noted !== undefined && holds(one, noted)
    if (isNoted) world.start(deliver(world, [one], [], maker, world.consignee('hospital'), 'sale', 'return'), world.nowMs + hourMs)
    return !isNoted
  })
  const { casesPerPallet } = world.plan
  let next = 0
  while (next < rest.length) {
    const whole = rest.length - next >= casesPerPallet && world.random.chance(0.85)
    const count = whole ? casesPerPallet : Math.min(rest.length - next, world.random.between(1, 6))
    const load = rest.slice(next, next + count)
    next += count
    let containers = load
    if (whole) {
      const pallet: Container = { kind: 'pallet', serial: world.containerSerial(), takes: [], children: load }
      world.act({ kind: 'pack', place: places.packing, container: pallet })
      containers = [pallet]
    }
    world.start(
      deliver(world, containers, [], maker, world.consignee(), 'sale', 'ordinary'),
      world.nowMs + world.random.between(1, 72) * hourMs,
    )
    yield world.nowMs + 20 * 60_000
  }
}

function holds(container: Container, piece: Piece): boolean {
  return container.takes.some((take) => take.lot === piece.lot && take.from <= piece.unit && piece.unit < take.to)
}

/** What becomes of a case at the customer: chance decides, or it surely comes back in part, or it surely stays closed. */
type Fate = 'ordinary' | 'return' | 'keep'

/** A shipment, its arrival, and what follows at the customer. */
export function* deliver(
  world: World,
  containers: Container[],
  loose: Take[],
  from: Party,
  to: Party,
  reason: Shipment['reason'],
  fate: Fate,
): Story {
  const shipment = createShipment(world, from, to, reason, containers, loose)
  world.act({ kind: 'ship', place: from === maker ? places.finished : placeOf(from), shipment })
  const leftMs = world.nowMs
  yield leftMs + world.random.between(20, 90) * hourMs
  const watched = containers.length > 0 && reason === 'sale' && fate === 'ordinary'
  if (watched && (world.notable.excursion === undefined || world.random.chance(0.05))) overheat(world, shipment, leftMs)
  world.act({ kind: 'arrive', place: placeOf(to), shipment })
  yield world.nowMs + world.random.between(2, 12) * dayMs
  const cases: Container[] = []
  for (const container of containers) {
    if (container.kind === 'case') cases.push(container)
    else {
      world.act({ kind: 'unpack', place: placeOf(to), container, party: to })
      cases.push(...container.children)
    }
  }
  if (to.role === 'distributor') passOn(world, cases, to)
  else for (const one of cases) world.start(consume(world, one, to, fate), world.nowMs + world.random.between(1, 480) * hourMs)
}

/** A logger that travelled along is read at the gate: it was too warm aboard for some hours. */
function overheat(world: World, shipment: Shipment, leftMs: number): void {
  const startMs = leftMs + world.random.between(1, 10) * hourMs
  const endMs = Math.min(startMs + world.random.between(1, 5) * hourMs, world.nowMs - hourMs)
  const bill = `BOL${shipment.number.slice(2)}`
  world.notable.excursion ??= bill
  const celsius = 42 + world.random.below(90) / 10
  world.act({ kind: 'transport', place: placeOf(shipment.to), shipment, bill, startMs, endMs, celsius })
}

/** A distributor sells most of what it got, a few cases a hospital. */
function passOn(world: World, cases: Container[], distributor: Party): void {
  let next = 0
  while (next < cases.length) {
    const count = world.random.between(2, 10)
    const load = cases.slice(next, next + count)
    next += count
    if (world.random.chance(0.75)) {
      const to = world.consignee('hospital')
      world.start(deliver(world, load, [], distributor, to, 'onward', 'ordinary'), world.nowMs + world.random.between(1, 20) * dayMs)
    }
  }
}

/** A case at a hospital: opened, part of it used, part of it sent back, devices serviced. */
function* consume(world: World, container: Container, hospital: Party, fate: Fate): Story {
  const place = placeOf(hospital)
  const draw = fate === 'return' ? 0 : fate === 'keep' ? 100 : world.random.below(100)
  if (draw >= 40) return
  world.act({ kind: 'unpack', place, container, party: hospital })
  yield world.nowMs + dayMs
  const units = new Queue()
  for (const take of container.takes) units.put(take)
  if (draw < 4) {
    const returned = units.get(Math.ceil(units.count / 2))
    world.start(sendBack(world, returned, hospital, fate === 'return'), world.nowMs + dayMs)
  }
  const used = units.get(Math.ceil((units.count * 2) / 3))
  if (used.length === 0) return
  const product = used[0]?.lot.product
  const step = product === products.pump ? 'installing' : product === products.implant ? 'implanting' : 'dispensing'
  world.act({ kind: 'use', place, takes: used, party: hospital, step })
  for (const take of used) {
    for (const fitting of take.lot.serviceable) {
      if (fitting.unit >= take.from && fitting.unit < take.to) {
        world.start(
          exchange(world, { lot: take.lot, unit: fitting.unit }, fitting.parts, hospital),
          world.nowMs + world.random.between(20, 60) * dayMs,
        )
      }
    }
  }
}

/** Part of a delivery comes back. Some is reworked under the same lot number and sold to someone else, the rest is destroyed. */
function* sendBack(world: World, takes: Take[], hospital: Party, noted: boolean): Story {
  const shipment = createShipment(world, hospital, maker, 'return', [], takes)
  world.act({ kind: 'ship', place: placeOf(hospital), shipment })
  yield world.nowMs + 3 * dayMs
  world.act({ kind: 'arrive', place: places.service, shipment })
  yield world.nowMs + dayMs
  world.act({ kind: 'inspect', place: places.service, takes, step: 'returns', verdict: 'conformant' })
  const goods = new Queue()
  for (const take of takes) goods.put(take)
  const isPump = takes[0]?.lot.product === products.pump
  const again = isPump && (noted || world.random.chance(0.6)) ? goods.get(Math.ceil(goods.count / 2)) : []
  const rest = goods.get(goods.count)
  if (rest.length > 0) world.act({ kind: 'remove', place: places.service, takes: rest, party: maker, step: 'destroy' })
  for (const take of again) yield* rework(world, take.lot, take.from, take.to, places.service)
  if (again.length === 0) return
  yield world.nowMs + 2 * dayMs
  const container = pack(world, again)
  yield world.nowMs + dayMs
  let to = world.consignee('hospital')
  while (to === hospital) to = world.consignee('hospital')
  world.start(deliver(world, [container], [], maker, to, 'sale', noted ? 'keep' : 'ordinary'), world.nowMs)
  if (noted) world.start(visit(world, to), world.nowMs + 60 * dayMs)
}

/** The noted pump is serviced wherever it is by then. */
function* visit(world: World, hospital: Party): Story {
  const device = world.notable.serial
  const fitting = device?.lot.serviceable.find((one) => one.unit === device.unit)
  if (device !== undefined && fitting !== undefined) yield* exchange(world, device, fitting.parts, hospital)
}

/** A technician takes a part out and puts another in: a refurbished board where there is one, else a new one. Boards come back to be refitted. */
function* exchange(world: World, device: Piece, parts: Piece[], hospital: Party): Story {
  const index = parts.findIndex((part) => part.lot.product.serialised)
  const slot = index >= 0 && (world.refurbished.length > 0 || world.bin('boardSerial').available > 0) ? index : parts.length - 1
  const removed = parts[slot]
  if (removed === undefined) return
  const isBoard = removed.lot.product.serialised
  if (!isBoard) yield* secure(world, [['battery', 1]])
  const fitted = (isBoard ? world.refurbished.shift() : undefined) ?? takeOne(world, isBoard ? 'boardSerial' : 'battery')
  parts[slot] = fitted
  world.act({
    kind: 'exchange',
    place: placeOf(hospital),
    device,
    removed,
    fitted,
    party: hospital,
    order: `SR${world.number('shipment').slice(2)}`,
  })
  yield world.nowMs + 4 * dayMs
  if (isBoard) world.refurbished.push(removed)
  else world.act({ kind: 'remove', place: places.service, takes: [single(removed)], party: maker, step: 'scrap' })
}

function takeOne(world: World, key: ProductKey): Piece {
  const take = world.bin(key).take(1, world.random, 0)[0]
  if (take === undefined) throw new RangeError(`no ${key}`)
  return { lot: take.lot, unit: take.from }
}

function single(piece: Piece): Take {
  return { lot: piece.lot, from: piece.unit, to: piece.unit + 1 }
}
