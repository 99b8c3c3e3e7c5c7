import type { Act, Lot, Shipment, Take } from '../acts.ts'
import type { Party, Place, SourceKey } from '../catalogue.ts'
import { maker, sourceKeys } from '../catalogue.ts'
import { formatTransaction } from '../gs1.ts'
import { links, type Naming, urns } from '../naming.ts'
import type { Plan } from '../options.ts'
import { Random } from '../random.ts'
import { sumByLot } from '../stock.ts'
import { type EpcisEvent, formatTime, type Quantity } from './event.ts'

export interface Report {
  source: SourceKey
  event: EpcisEvent
  timeMs: number
}

/** Remarks that people type; sparse, so that most events have none. */
const remarks = [
  '首件检验合格，已双人复核',
  '换班交接，设备点检正常',
  '外箱轻微压痕，内包装完好',
  '标签由二号打印机补打',
  '温湿度记录见附表',
]

/** What every writer of events shares: how each system names things, what its clock says, its running numbers, and where its reports go. */
export class Desk {
  readonly plan: Plan
  readonly random: Random
  readonly out: Report[] = []
  readonly #naming: Record<SourceKey, Naming>
  readonly #skewMs: Record<SourceKey, number>
  readonly #ids: Record<SourceKey, string>
  #counter = 0

  constructor(plan: Plan) {
    this.plan = plan
    this.random = new Random(`${plan.seed}/reporting`)
    const clocks = new Random(`${plan.seed}/clocks`)
    const skew = plan.disturbances.clockSkewSeconds
    this.#skewMs = perSource(() => (skew > 0 ? (clocks.below(2 * skew + 1) - skew) * 1000 : 0))
    this.#naming = perSource((source) => {
      if (plan.identifiers !== 'by-system') return plan.identifiers === 'urn' ? urns : links
      return source === 'wms' || source === 'distributors' || source === 'hospitals' ? links : urns
    })
    this.#ids = perSource(() => identityPrefix(clocks))
  }

  names(source: SourceKey): Naming {
    return this.#naming[source]
  }

  /** Begins an event; `offsetMs` lies between the act and the writing system's moment of it. */
  begin(source: SourceKey, act: Act, type: EpcisEvent['type'], action: EpcisEvent['action'], offsetMs = 0): EpcisEvent {
    const timeMs = act.timeMs + offsetMs + this.#skewMs[source]
    const event: EpcisEvent = {
      type,
      eventID: this.nextId(source),
      eventTime: formatTime(timeMs, source === 'erp' || source === 'qms'),
      eventTimeZoneOffset: '+08:00',
    }
    if (action !== undefined) event.action = action
    const uncertainty = this.plan.disturbances.clockSkewSeconds
    if (uncertainty > 0) event['proofline:clockUncertaintySeconds'] = uncertainty
    this.out.push({ source, event, timeMs })
    return event
  }

  /** A UUID of version 8 (RFC 9562): a prefix per system, then a running number. */
  nextId(source: SourceKey): string {
    return `${this.#ids[source]}${(++this.#counter).toString(16).padStart(12, '0')}`
  }

  at(source: SourceKey, event: EpcisEvent, step: string, disposition: string | undefined, place: Place): void {
    event.bizStep = step
    if (disposition !== undefined) event.disposition = disposition
    const id = this.#naming[source].place(place)
    event.readPoint = { id }
    event.bizLocation = { id }
  }

  /** The maker's own transaction number in standard form. */
  transaction(type: string, number: string): { type: string; bizTransaction: string } {
    return { type, bizTransaction: formatTransaction(maker.gln, number) }
  }

  /** Who did it, on what, and now and then a remark. The operator is an opaque identifier. */
  sign(event: EpcisEvent, act: Act, equipment: string): void {
    const draw = this.random.uint32()
    event['proofline:operator'] = `op-${String(1000 + (draw % 240))}`
    event['proofline:equipment'] = equipment
    event['proofline:station'] = act.place.nameZh
    const remark = draw % 16 === 0 ? remarks[(draw >>> 8) % remarks.length] : undefined
    if (remark !== undefined) event['proofline:remark'] = remark
  }

  quantity(source: SourceKey, lot: Lot, steps: number): Quantity {
    const { scale, uom } = lot.product
    const element: Quantity = { epcClass: this.#naming[source].lot(lot), quantity: scale === 1 ? steps : steps / scale }
    if (uom !== undefined) element.uom = uom
    return element
  }

  /** Units of serialised lots one by one, the rest as quantities of their lots. */
  describe(source: SourceKey, takes: readonly Take[]): { epcs: string[]; quantities: Quantity[] } {
    const epcs: string[] = []
    const loose: Take[] = []
    const naming = this.#naming[source]
    for (const take of takes) {
      if (take.lot.serialBase < 0) loose.push(take)
      else for (let unit = take.from; unit < take.to; unit++) epcs.push(naming.unit(take.lot, unit))
    }
    const quantities: Quantity[] = []
    if (loose.length > 0) for (const [lot, steps] of sumByLot(loose)) quantities.push(this.quantity(source, lot, steps))
    return { epcs, quantities }
  }

  list(source: SourceKey, event: EpcisEvent, takes: readonly Take[]): void {
    const { epcs, quantities } = this.describe(source, takes)
    if (epcs.length > 0) event.epcList = epcs
    if (quantities.length > 0) event.quantityList = quantities
  }

  /** Source and destination lists: owner, holder, place (CBV 2.0, section 7.4). */
  route(source: SourceKey, event: EpcisEvent, from: [Party, Place], to: [Party, Place]): void {
    const naming = this.#naming[source]
    const [fromParty, fromPlace] = [naming.party(from[0]), naming.place(from[1])]
    const [toParty, toPlace] = [naming.party(to[0]), naming.place(to[1])]
    event.sourceList = [
      { type: 'possessing_party', source: fromParty },
      { type: 'owning_party', source: fromParty },
      { type: 'location', source: fromPlace },
    ]
    event.destinationList = [
      { type: 'possessing_party', destination: toParty },
      { type: 'owning_party', destination: toParty },
      { type: 'location', destination: toPlace },
    ]
  }

  shipmentPapers(shipment: Shipment): { type: string; bizTransaction: string }[] {
    return [
      this.transaction(shipment.reason === 'return' || shipment.reason === 'reject' ? 'rma' : 'po', shipment.order),
      this.transaction('desadv', shipment.number),
    ]
  }

  /** The system that a partner's staff writes with; undefined where it sends nothing (one hospital in seven, every other supplier). */
  systemOf(party: Party): SourceKey | undefined {
    const number = Number(party.prefix)
    if (party.role === 'maker') return 'wms'
    if (party.role === 'distributor') return 'distributors'
    if (party.role === 'hospital') return number % 7 === 5 ? undefined : 'hospitals'
    return number % 2 === 0 ? 'portal' : undefined
  }
}

function perSource<T>(make: (source: SourceKey) => T): Record<SourceKey, T> {
  return Object.fromEntries(sourceKeys.map((source) => [source, make(source)])) as Record<SourceKey, T>
}

function identityPrefix(random: Random): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(8, '0').slice(-digits)
  return `urn:uuid:${hex(random.uint32(), 8)}-${hex(random.uint32(), 4)}-8${hex(random.uint32(), 3)}-a${hex(random.uint32(), 3)}-`
}
