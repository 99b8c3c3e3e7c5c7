import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Act, createFactory, type Lot, type Run, type Take, Truth, urns } from '@proofline/factory'

const truth = createFactory({ objects: 3000, serialParts: 'B', seed: 'truth' }).truth()

test('every unit of every lot is accounted for: received + made + returned + recovered = consumed + … + on hand', () => {
  for (const lot of truth.lots) {
    const { received, made, returned, recovered, consumed, shipped, scrapped, sampled, destroyed, onHand, places } = truth.balance(
      urns.lot(lot),
    )
    assert.equal(received + made + returned + recovered, consumed + shipped + scrapped + sampled + destroyed + onHand, lot.code)
    const anywhere = [...places.values()].reduce((sum, steps) => sum + steps, 0)
    assert.ok(anywhere <= lot.size, lot.code)
    assert.ok(received + made + returned + recovered > 0, lot.code)
  }
})

test('the replay refuses a unit that is used twice', () => {
  const make = truth.acts.find((act) => act.kind === 'make')
  assert.ok(make?.kind === 'make')
  const input = make.runs[0]?.inputs[0]
  assert.ok(input !== undefined)
  const again = new Truth([...truth.acts, { ...make, lot: { ...make.lot }, seq: truth.acts.length + 1 }])
  assert.throws(() => again.balance(urns.lot(input.lot)), RangeError)
})

/** Unit by unit, step by step, without intervals: a second account of what went into what, for lots of pieces. */
function listAncestors(acts: readonly Act[], lot: Lot, unit: number): Set<string> {
  const found = new Set<string>()
  const wanted = new Map<Lot, Set<number>>([[lot, new Set([unit])]])
  const removed = new Set<string>()
  const want = (of: Lot, one: number): void => {
    found.add(urns.lot(of))
    const units = wanted.get(of) ?? new Set()
    wanted.set(of, units.add(one))
  }
  const wantRuns = (of: Lot, runs: readonly Run[]): void => {
    for (const run of runs) {
      for (const one of wanted.get(of) ?? []) {
        if (one < run.from || one >= run.to) continue
        for (const input of run.inputs) {
          // What is mixed is bought, and bought lots have nothing before them: no need to list every gram.
          if (input.per === 0) found.add(urns.lot(input.lot))
          else for (let step = 0; step < input.per; step++) want(input.lot, input.from + (one - run.from) * input.per + step)
        }
      }
    }
  }
  for (const act of acts.toReversed()) {
    if (act.kind === 'make' || act.kind === 'rework' || act.kind === 'rename') wantRuns(act.lot, act.runs)
    if (act.kind === 'make') {
      for (const { unit: device, parts } of act.fittings) {
        if (wanted.get(act.lot)?.has(device) !== true) continue
        for (const part of parts) if (!removed.has(`${part.lot.number}/${part.unit}`)) want(part.lot, part.unit)
      }
    }
    if (act.kind === 'dismantle' && wanted.get(act.part.lot)?.has(act.part.unit) === true) want(act.device.lot, act.device.unit)
    if (act.kind === 'exchange' && act.device.lot === lot && act.device.unit === unit) {
      if (!removed.has(`${act.fitted.lot.number}/${act.fitted.unit}`)) want(act.fitted.lot, act.fitted.unit)
      removed.add(`${act.removed.lot.number}/${act.removed.unit}`)
    }
  }
  return found
}

function samplePumps(): Take[] {
  const pumps = truth.lots.filter((lot) => lot.product.key === 'pump' && lot.size > 1)
  const exchanged = truth.acts
    .filter((act) => act.kind === 'exchange')
    .map(({ device }) => ({ lot: device.lot, from: device.unit, to: device.unit + 1 }))
  assert.ok(exchanged.length > 0)
  return [...pumps.flatMap((lot) => [0, 7, lot.size - 1].map((unit) => ({ lot, from: unit, to: unit + 1 }))), ...exchanged]
}

test('backward over intervals and backward unit by unit give the same lots', () => {
  for (const { lot, from } of samplePumps()) {
    const fast = new Set(truth.backward(urns.unit(lot, from)).lots.map(({ id }) => id))
    fast.delete(urns.lot(lot))
    assert.deepEqual([...fast].sort(), [...listAncestors(truth.acts, lot, from)].sort(), urns.unit(lot, from))
  }
})

test('forward and backward agree: what is in a pump reaches it, what is not does not', () => {
  const pumps = samplePumps()
  const sources = pumps.map(({ lot, from }) => new Set(truth.backward(urns.unit(lot, from)).lots.map(({ id }) => id)))
  const bought = truth.lots.filter((lot) => lot.product.supplier !== undefined || lot.product.key === 'module' || lot.product.serialised)
  for (const seed of bought) {
    const scope = truth.forward(urns.lot(seed))
    pumps.forEach(({ lot, from }, index) => {
      assert.equal(scope.includes(urns.unit(lot, from)), sources[index]?.has(urns.lot(seed)), `${urns.lot(seed)} → ${urns.unit(lot, from)}`)
    })
  }
})

test('a rejected supplier lot reaches nothing and nobody', () => {
  const rejected = truth.acts.find((act) => act.kind === 'receive' && !act.accepted)
  assert.ok(rejected?.kind === 'receive')
  const scope = truth.forward(urns.lot(rejected.lot))
  assert.deepEqual([scope.lots.map(({ id }) => id), scope.consignees, scope.serialCount], [[urns.lot(rejected.lot)], [], 0])
})

test('glue of a rework does not reach who had the unit before', () => {
  const rework = truth.acts.find((act) => act.kind === 'rework' && act.place.extension === 'R1')
  assert.ok(rework?.kind === 'rework')
  const [run] = rework.runs
  assert.ok(run !== undefined)
  const unit = urns.unit(rework.lot, run.from)
  const shipments = truth.journey(unit).filter((act) => act.kind === 'ship' && act.shipment.reason === 'sale')
  assert.ok(shipments.length >= 2)
  const before = shipments.filter(({ seq }) => seq < rework.seq).flatMap((act) => (act.kind === 'ship' ? [act.shipment.to] : []))
  const glue = run.inputs[0]
  assert.ok(glue !== undefined)
  const scope = truth.forward(urns.lot(glue.lot))
  assert.ok(scope.includes(unit))
  for (const party of before) {
    const got = scope.consignees.find((one) => one.party === party)?.lots.find(({ id }) => id === urns.lot(rework.lot))
    const later = truth.acts.some((act) => act.kind === 'ship' && act.seq > rework.seq && act.shipment.to === party)
    assert.ok(got === undefined || later)
  }
})

test('a part that was taken out makes the device past, and one put in makes it affected', () => {
  const serviced = createFactory({ objects: 8000, serialParts: 'C' }).truth()
  const exchange = serviced.acts.find((act) => act.kind === 'exchange' && act.removed.lot !== act.fitted.lot)
  assert.ok(exchange?.kind === 'exchange')
  const device = urns.unit(exchange.device.lot, exchange.device.unit)
  assert.ok(serviced.forward(urns.lot(exchange.removed.lot)).past.includes(device))
  assert.equal(serviced.forward(urns.lot(exchange.removed.lot)).includes(device), false)
  const fitted = serviced.forward(urns.lot(exchange.fitted.lot))
  assert.ok(fitted.includes(device))
  assert.ok(fitted.consignees.some(({ party }) => party === exchange.party))
  assert.ok(serviced.backward(device).past.length > 0)
})

test('a device that nobody saw assembled is where its board comes from', () => {
  const dismantled = truth.acts.find((act) => act.kind === 'dismantle')
  assert.ok(dismantled?.kind === 'dismantle')
  const [device, board] = [dismantled.device, dismantled.part].map(({ lot, unit }) => urns.unit(lot, unit))
  assert.ok(device !== undefined && board !== undefined)
  assert.deepEqual(truth.backward(board).serials.toSorted(), [board, device].toSorted())
  assert.ok(truth.forward(device).includes(board))
  assert.equal(truth.where(device), 'destroyed')
})

test('an identifier of nothing made here is refused', () => {
  assert.throws(() => truth.forward('urn:epc:class:lgtin:9520202.000201.NOSUCH'), RangeError)
  assert.throws(() => truth.backward('urn:epc:id:sgtin:0614141.012345.1'), RangeError)
  assert.equal(truth.where('urn:epc:id:sgtin:9520100.020101.1'), undefined)
})
