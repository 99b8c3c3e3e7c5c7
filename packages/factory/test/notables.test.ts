import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory } from '@proofline/factory'

for (const objects of [1000, 12_000]) {
  for (const serialParts of ['A', 'C'] as const) {
    const factory = createFactory({ objects, serialParts, seed: `notable ${objects}` })
    const notables = factory.notables()
    const truth = factory.truth()

    test(`${objects} ${serialParts}: the supplier lot is spread, mixed with others, and came back in part`, () => {
      const scope = truth.forward(notables.supplierLot)
      const modules = scope.lots.filter(({ product }) => product.key === 'module')
      assert.ok(modules.length >= 2)
      assert.ok(modules.some(({ quantity, of }) => quantity < of))
      const mixed = modules.some(({ id }) => truth.backward(id).lots.filter(({ product }) => product.key === 'gasket').length > 1)
      assert.ok(mixed)
      assert.ok(scope.consignees.length >= 2)
      const returned = truth.acts.some(
        (act) =>
          act.kind === 'ship' &&
          act.shipment.reason === 'return' &&
          act.shipment.contents.some(({ lot }) => scope.lots.some(({ id }) => id.endsWith(lot.code))),
      )
      assert.ok(returned)
    })

    test(`${objects} ${serialParts}: the serial was returned, reworked, delivered elsewhere and serviced`, () => {
      assert.ok(truth.forward(notables.supplierLot).includes(notables.serial))
      const journey = truth.journey(notables.serial)
      const reasons = journey.flatMap((act) => (act.kind === 'ship' ? [act.shipment.reason] : []))
      assert.deepEqual(reasons, ['sale', 'return', 'sale'])
      const holders = journey.flatMap((act) => (act.kind === 'ship' ? [act.shipment.to.key] : []))
      assert.notEqual(holders[0], holders[2])
      for (const kind of ['rework', 'exchange'])
        assert.ok(
          journey.some((act) => act.kind === kind),
          kind,
        )
      assert.equal(truth.where(notables.serial), `held:${holders[2]}`)
      assert.ok(truth.backward(notables.serial).past.length > 0)
    })

    test(`${objects} ${serialParts}: the hot lot, the substitute and the load are what they are said to be`, () => {
      const pumps = truth.lots.filter(({ product }) => product.key === 'pump').reduce((sum, { size }) => sum + size, 0)
      const hot = [...truth.forward(notables.hotLot).serials()].filter((id) => id.includes('.020101.')).length
      assert.ok(hot > pumps / 6, `${hot} of ${pumps}`)
      const typical = truth.forward(notables.typicalLot).serialCount
      assert.ok(typical > factory.plan.pumps * 0.9 && typical < factory.plan.pumps * 1.25, `${typical}`)
      const substituted = truth.backward(notables.substitutedLot).lots.map(({ product }) => product.key)
      assert.ok(substituted.includes('batteryAlternative'))
      const load = truth.forward(notables.load)
      assert.ok(load.lots.some(({ product }) => product.key === 'implant') && load.lots.some(({ product }) => product.key === 'set'))
      assert.ok(load.lots.some(({ quantity, of }) => quantity < of))
      const transport = truth.acts.find((act) => act.kind === 'transport')
      assert.ok(transport?.kind === 'transport' && notables.excursion.endsWith(transport.bill))
      const aboard = transport.shipment.contents.reduce((sum, { from, to }) => sum + to - from, 0)
      const warm = truth.forward(notables.excursion)
      const [receiver] = warm.consignees.filter(({ party }) => party === transport.shipment.to)
      assert.equal(
        receiver?.lots.reduce((sum, { quantity }) => sum + quantity, 0),
        aboard,
      )
    })
  }
}
