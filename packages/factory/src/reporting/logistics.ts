import type { Act } from '../acts.ts'
import { maker, placeOf, places, type SourceKey } from '../catalogue.ts'
import type { Desk } from './desk.ts'
import { type EpcisEvent, transactions } from './event.ts'

type Kind<K extends Act['kind']> = Extract<Act, { kind: K }>

function setChildren(desk: Desk, source: SourceKey, event: EpcisEvent, container: Kind<'pack'>['container']): void {
  const names = desk.names(source)
  event.parentID = names.container(container)
  if (container.kind === 'pallet') {
    event.childEPCs = container.children.map((child) => names.container(child))
    return
  }
  const { epcs, quantities } = desk.describe(source, container.takes)
  if (epcs.length > 0) event.childEPCs = epcs
  if (quantities.length > 0) event.childQuantityList = quantities
}

export function writePacking(desk: Desk, act: Kind<'pack'>): void {
  const event = desk.begin('wms', act, 'AggregationEvent', 'ADD')
  setChildren(desk, 'wms', event, act.container)
  desk.at('wms', event, 'packing', 'container_closed', act.place)
  desk.sign(event, act, act.container.kind === 'pallet' ? 'PALLETISER' : 'PACK-2')
}

/** A pallet is dissolved as a whole, without naming what leaves it; a case names its contents. */
export function writeUnpacking(desk: Desk, act: Kind<'unpack'>): void {
  const source = desk.systemOf(act.party)
  if (source === undefined) return
  const event = desk.begin(source, act, 'AggregationEvent', 'DELETE')
  if (act.container.kind === 'pallet') event.parentID = desk.names(source).container(act.container)
  else setChildren(desk, source, event, act.container)
  desk.at(source, event, 'unpacking', 'in_progress', act.place)
}

/** Shipping and receiving name the outermost containers and what travels outside any. Who sends nothing leaves a gap. */
export function writeShipment(desk: Desk, act: Kind<'ship' | 'arrive'>): void {
  const { shipment } = act
  const arrives = act.kind === 'arrive'
  const source = arrives ? (shipment.to === maker ? 'service' : desk.systemOf(shipment.to)) : desk.systemOf(shipment.from)
  if (source === undefined) return
  const names = desk.names(source)
  const event = desk.begin(source, act, 'ObjectEvent', 'OBSERVE')
  const { epcs, quantities } = desk.describe(source, shipment.loose)
  const carriers = shipment.containers.map((container) => names.container(container))
  if (carriers.length + epcs.length > 0) event.epcList = [...carriers, ...epcs]
  if (quantities.length > 0) event.quantityList = quantities
  const back = shipment.reason === 'return'
  desk.at(source, event, arrives ? 'receiving' : 'shipping', back ? 'returned' : arrives ? 'in_progress' : 'in_transit', act.place)
  event.bizTransactionList = desk.shipmentPapers(shipment)
  const fromPlace = shipment.from === maker ? places.finished : placeOf(shipment.from)
  const toPlace = shipment.to === maker ? places.service : placeOf(shipment.to)
  desk.route(source, event, [shipment.from, fromPlace], [shipment.to, toPlace])
  event['proofline:consigneeName'] = shipment.to.nameZh
}

/** A logger's reading: the event is the moment of reading, the sensor data the hours that it reports. */
export function writeTransport(desk: Desk, act: Kind<'transport'>): void {
  const names = desk.names('wms')
  const event = desk.begin('wms', act, 'ObjectEvent', 'OBSERVE')
  event.epcList = act.shipment.containers.map((container) => names.container(container))
  event.bizStep = 'transporting'
  event.disposition = 'in_transit'
  event.readPoint = { id: names.place(act.place) }
  event.bizTransactionList = [desk.transaction('bol', act.bill)]
  event.sensorElementList = [
    {
      sensorMetadata: {
        startTime: new Date(act.startMs).toISOString(),
        endTime: new Date(act.endMs).toISOString(),
        deviceID: `urn:epc:id:giai:9520100.LOGGER-${act.seq % 50}`,
      },
      sensorReport: [{ type: 'Temperature', exception: 'ALARM_CONDITION', maxValue: act.celsius, uom: 'CEL' }],
    },
  ]
}

/** What a hospital does with what it got; `singly`: an entry a device, otherwise one for all that were set up together. */
export function writeUse(desk: Desk, act: Kind<'use'>, singly: boolean): void {
  const source = desk.systemOf(act.party)
  if (source === undefined) return
  if (act.step === 'installing') {
    const { epcs } = desk.describe(source, act.takes)
    const groups = singly ? epcs.map((epc) => [epc]) : [epcs]
    for (const [index, epcList] of groups.entries()) {
      const event = desk.begin(source, act, 'ObjectEvent', 'OBSERVE', index * 600_000)
      event.epcList = epcList
      desk.at(source, event, 'installing', 'available', act.place)
      event['proofline:department'] = '重症医学科'
      event['proofline:assetTag'] = `ME-${act.seq}-${index + 1}`
    }
    return
  }
  const event = desk.begin(source, act, 'ObjectEvent', 'DELETE')
  desk.list(source, event, act.takes)
  desk.at(source, event, 'dispensing', 'dispensed', act.place)
  event.bizTransactionList = [desk.transaction(transactions.procedure, `P${act.seq}`)]
  event['proofline:department'] = act.step === 'implanting' ? '骨科手术室' : '急诊科'
}

/** Part out, part in: two associations of the device, a minute apart. */
export function writeExchange(desk: Desk, act: Kind<'exchange'>): void {
  const names = desk.names('service')
  for (const [part, action, step, disposition, delay] of [
    [act.removed, 'DELETE', 'removing', 'needs_replacement', 0],
    [act.fitted, 'ADD', 'installing', 'in_progress', 60_000],
  ] as const) {
    const event = desk.begin('service', act, 'AssociationEvent', action, delay)
    event.parentID = names.unit(act.device.lot, act.device.unit)
    if (part.lot.serialBase < 0) event.childQuantityList = [{ epcClass: names.lot(part.lot), quantity: 1 }]
    else event.childEPCs = [names.unit(part.lot, part.unit)]
    desk.at('service', event, step, disposition, act.place)
    event.bizTransactionList = [desk.transaction('rma', act.order)]
    desk.sign(event, act, 'FIELD')
  }
}

/** What comes out of a device that nobody saw put together; then the device is no more. */
export function writeDismantling(desk: Desk, act: Kind<'dismantle'>): void {
  const names = desk.names('service')
  const parentID = names.unit(act.device.lot, act.device.unit)
  const apart = desk.begin('service', act, 'AssociationEvent', 'DELETE')
  apart.parentID = parentID
  apart.childEPCs = [names.unit(act.part.lot, act.part.unit)]
  desk.at('service', apart, 'disassembling', 'in_progress', act.place)
  apart.bizTransactionList = [desk.transaction('rma', act.order)]
  desk.sign(apart, act, 'BENCH-1')
  const gone = desk.begin('service', act, 'ObjectEvent', 'DELETE', 1_800_000)
  gone.epcList = [parentID]
  desk.at('service', gone, 'destroying', 'destroyed', act.place)
  desk.sign(gone, act, 'BENCH-1')
}
