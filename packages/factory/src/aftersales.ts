import type { Piece } from './acts.ts'
import { maker, placeOf, places } from './catalogue.ts'
import { createShipment } from './outbound.ts'
import { dayMs, type Story, type World } from './world.ts'

/**
 * A pump from before the records began comes back and is taken apart; its board is refitted elsewhere. Nobody ever wrote that the two
 * belonged together, and no document names the pump's lot.
 */
export function* takeBackOld(world: World): Story {
  const hospital = world.consignee('hospital')
  const device: Piece = { lot: world.lot('pump', 1), unit: 0 }
  const part: Piece = { lot: world.lot('boardSerial', 1), unit: 0 }
  world.act({ kind: 'prior', place: placeOf(hospital), device, part, party: hospital })
  yield world.nowMs + dayMs
  const shipment = createShipment(world, hospital, maker, 'return', [], [{ lot: device.lot, from: 0, to: 1 }])
  world.act({ kind: 'ship', place: placeOf(hospital), shipment })
  yield world.nowMs + 3 * dayMs
  world.act({ kind: 'arrive', place: places.service, shipment })
  yield world.nowMs + dayMs
  world.act({ kind: 'dismantle', place: places.service, device, part, order: `SR${world.number('shipment').slice(2)}` })
  yield world.nowMs + dayMs
  world.refurbished.push(part)
}
