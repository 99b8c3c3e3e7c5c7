import type { Act } from '../acts.ts'
import { maker, placeOf, places } from '../catalogue.ts'
import type { Desk } from './desk.ts'
import { steps, transactions } from './event.ts'

type Kind<K extends Act['kind']> = Extract<Act, { kind: K }>

const hourMs = 3_600_000

export function ilmdOf(lot: { code: string; madeMs: number; expiryMs: number }): Record<string, string> {
  return {
    'cbvmda:lotNumber': lot.code,
    'cbvmda:itemExpirationDate': new Date(lot.expiryMs).toISOString().slice(0, 10),
    'proofline:madeOn': new Date(lot.madeMs).toISOString().slice(0, 10),
  }
}

/** A supplier with access to the portal writes that a lot exists, and that it is on its way. */
export function writeSupply(desk: Desk, act: Kind<'supply'>): void {
  const { lot, supplier } = act
  if (desk.systemOf(supplier) !== 'portal' || lot.product.prefix !== supplier.prefix) return
  const made = desk.begin('portal', act, 'ObjectEvent', 'ADD')
  made.quantityList = [desk.quantity('portal', lot, act.to - act.from)]
  desk.at('portal', made, 'creating_class_instance', 'active', act.place)
  made.ilmd = { ...ilmdOf(lot), 'proofline:productName': lot.product.nameZh }
  const sent = desk.begin('portal', act, 'ObjectEvent', 'OBSERVE', 2 * hourMs)
  sent.quantityList = made.quantityList
  desk.at('portal', sent, 'shipping', 'in_transit', act.place)
  desk.route('portal', sent, [supplier, act.place], [maker, places.dock])
}

export function writeReceipt(desk: Desk, act: Kind<'receive'>): void {
  const { lot, supplier } = act
  const event = desk.begin('wms', act, 'ObjectEvent', 'OBSERVE')
  event.quantityList = [desk.quantity('wms', lot, act.to - act.from)]
  desk.at('wms', event, 'receiving', 'in_progress', act.place)
  event.bizTransactionList = [desk.transaction('po', act.order), desk.transaction('desadv', act.notice)]
  desk.route('wms', event, [supplier, placeOf(supplier)], [maker, act.place])
  if (lot.product.prefix !== supplier.prefix) {
    const names = desk.names('wms')
    event['proofline:supplierLot'] = [{ id: names.lot(lot), supplier: names.party(supplier), lot: lot.code }]
  }
  event['proofline:supplierName'] = supplier.nameZh
  event['proofline:productName'] = lot.product.nameZh
  desk.sign(event, act, 'SCAN-01')
}

export function writeInspection(desk: Desk, act: Kind<'inspect'>, singly: boolean): void {
  if (act.step === 'test') {
    writeTest(desk, act, singly)
    return
  }
  const source = act.step === 'returns' ? 'service' : 'qms'
  const event = desk.begin(source, act, 'ObjectEvent', 'OBSERVE')
  if (act.step === 'returns') desk.list(source, event, act.takes)
  else event.quantityList = act.takes.map(({ lot }) => ({ epcClass: desk.names(source).lot(lot) }))
  desk.at(source, event, act.step === 'release' ? steps.releasing : 'inspecting', act.verdict, act.place)
  event.bizTransactionList = [desk.transaction('testres', `TR${act.seq}`)]
  if (act.verdict === 'non_conformant') event.persistentDisposition = { set: ['unavailable'] }
  desk.sign(event, act, act.step === 'release' ? 'QA' : 'LAB-02')
  if (act.step === 'release') event['proofline:decision'] = '准予放行'
}

/** The tester writes one record a device, or one a tray; the desk's target for objects per event decides. */
function writeTest(desk: Desk, act: Kind<'inspect'>, singly: boolean): void {
  const groups = singly
    ? act.takes.flatMap(({ lot, from, to }) =>
        Array.from({ length: to - from }, (_, index) => ({ lot, from: from + index, to: from + index + 1 })),
      )
    : undefined
  const trays = groups === undefined ? [act.takes] : groups.map((take) => [take])
  trays.forEach((takes, index) => {
    const event = desk.begin('mes', act, 'ObjectEvent', 'OBSERVE', index * 9000)
    desk.list('mes', event, takes)
    desk.at('mes', event, 'inspecting', act.verdict, act.place)
    event.bizTransactionList = [desk.transaction('testprd', 'TP-PUMP-07'), desk.transaction('testres', `TR${act.seq}-${index}`)]
    const value = 240 + (desk.random.uint32() % 200) / 10
    event.sensorElementList = [
      {
        sensorMetadata: { time: event.eventTime, deviceID: 'urn:epc:id:giai:9520100.TESTER-3' },
        sensorReport: [{ type: 'Pressure', value, uom: 'KPA' }],
      },
    ]
    desk.sign(event, act, 'TESTER-3')
  })
}

export function writeSample(desk: Desk, act: Kind<'sample'>): void {
  const quantityList = [desk.quantity('qms', act.take.lot, act.take.to - act.take.from)]
  for (const [step, action, disposition, delay] of [
    ['sampling', 'OBSERVE', 'in_progress', 0],
    ['destroying', 'DELETE', 'destroyed', hourMs],
  ] as const) {
    const event = desk.begin('qms', act, 'ObjectEvent', action, delay)
    event.quantityList = quantityList
    desk.at('qms', event, step, disposition, act.place)
    event.bizTransactionList = [desk.transaction('testres', `TR${act.seq}`)]
    desk.sign(event, act, 'LAB-02')
  }
}

/** A sterilisation load, across orders: one event for what lay in the chamber. The load is a transaction, the chamber a read point. */
export function writeLoad(desk: Desk, act: Kind<'load'>): void {
  const event = desk.begin('mes', act, 'ObjectEvent', 'OBSERVE')
  desk.list('mes', event, act.takes)
  desk.at('mes', event, steps.sterilizing, 'in_progress', act.place)
  event.bizTransactionList = [desk.transaction(transactions.load, act.load), desk.transaction('testres', `EO-${act.load}`)]
  const [startTime, endTime] = [event.eventTime, new Date(act.timeMs + 6 * hourMs).toISOString()]
  event.sensorElementList = [
    {
      sensorMetadata: { startTime, endTime, deviceID: `urn:epc:id:giai:9520100.${act.equipment}` },
      sensorReport: [
        { type: 'Temperature', minValue: act.temperature - 1, maxValue: act.temperature + 1, meanValue: act.temperature, uom: 'CEL' },
      ],
    },
  ]
  desk.sign(event, act, act.equipment)
}

export function writeRemoval(desk: Desk, act: Kind<'remove'>): void {
  const source = act.place === places.service ? 'service' : act.step === 'scrap' ? 'mes' : 'qms'
  const event = desk.begin(source, act, 'ObjectEvent', 'DELETE')
  desk.list(source, event, act.takes)
  if (act.step === 'destroy') desk.at(source, event, 'destroying', 'destroyed', act.place)
  else desk.at(source, event, steps.scrapping, 'disposed', act.place)
  if (act.step === 'destroy') event.bizTransactionList = [desk.transaction('cert', `DC${act.seq}`)]
  desk.sign(event, act, 'SCRAP-BIN')
}

export function writeCount(desk: Desk, act: Kind<'count'>): void {
  const event = desk.begin('wms', act, 'ObjectEvent', 'OBSERVE')
  event.quantityList = [desk.quantity('wms', act.lot, act.quantity)]
  desk.at('wms', event, 'cycle_counting', 'in_progress', act.place)
  desk.sign(event, act, 'SCAN-04')
}
