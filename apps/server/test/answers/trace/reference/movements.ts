import type { NormalEvent, NormalParty } from '@proofline/epcis'
import { isStep, listOf, type Named, namedIn, uriOf } from './objects.ts'
import type { Happening } from './standing.ts'
import { contentsAt, isCarrier, type Stay } from './stays.ts'
import { type Span, surelyBefore } from './time.ts'

/** Something delivered to a consignee, itself or in a carrier. `left`: when it left the stock of its lot: when shipped, or packed. */
export type Delivery = { readonly object: Named; readonly sure: boolean; readonly left: Span; readonly by: readonly Happening[] }

export type Shipment = {
  readonly by: Happening
  readonly consignee: string
  /** To a processor, or among own sites: nobody gets it for good. */
  readonly stays: boolean
  readonly sender: string | undefined
  /** Carriers are named too: themselves, not what they hold. */
  readonly named: readonly Named[]
  readonly deliveries: readonly Delivery[]
}

export type Receipt = {
  readonly object: Named
  readonly supplier: string
  readonly supplierLot: string | undefined
  readonly by: Happening
}

const partyTypes = ['possessing_party', 'location', 'owning_party'] as const

const partyOf = (list: readonly NormalParty[], type: string): string | undefined =>
  list.find((one) => one.type === `https://ref.gs1.org/cbv/SDT-${type}`)?.id.uri

/** §6, consignee: the possessing party, else the location, else the owning party. */
const consigneeOf = ({ destinations }: NormalEvent): string | undefined =>
  partyTypes.map((type) => partyOf(destinations, type)).find((party) => party !== undefined)

/** The same party on both sides, where both are told: own sites among themselves. */
function staysInside({ sources, destinations }: NormalEvent): boolean {
  const from = partyOf(sources, 'possessing_party') ?? partyOf(sources, 'owning_party')
  const to = partyOf(destinations, 'possessing_party') ?? partyOf(destinations, 'owning_party')
  return from !== undefined && from === to
}

/** A transaction of type prodorder: in production at a processor, who is no consignee (§6). */
const isProcessing = ({ transactions }: NormalEvent): boolean =>
  transactions.some(({ type }) => type === 'https://ref.gs1.org/cbv/BTT-prodorder')

export function readShipments(happenings: readonly Happening[], packed: readonly Stay[]): Shipment[] {
  const takenBack = happenings.filter(({ event, weak }) => isStep(event, 'void_shipping') && !weak)
  return happenings.flatMap((by) => {
    const consignee = consigneeOf(by.event)
    if (!isStep(by.event, 'shipping', 'consigning') || consignee === undefined) return []
    const named = namedIn(by.event)
    const withContents = named.flatMap((object) => [direct(object, by), ...opened(object, by, packed)])
    const carriers = named.filter((one) => isCarrier(one, packed))
    const deliveries = withContents.filter(
      ({ object, by: [, ...via] }) => !isTakenBack(by, via.length > 0 ? carriers : [object], takenBack),
    )
    return [{ by, consignee, stays: staysInside(by.event) || isProcessing(by.event), sender: senderOf(by.event), named, deliveries }]
  })
}

const direct = (object: Named, by: Happening): Delivery => ({ object, sure: !by.weak, left: by.time, by: [by] })

const opened = (object: Named, by: Happening, packed: readonly Stay[]): Delivery[] =>
  isCarrier(object, packed)
    ? contentsAt(object.id, by, packed).map(({ named, sure, packedAt, by: via }) => ({
        object: named,
        sure: sure && !by.weak,
        left: packedAt,
        by: [by, ...via],
      }))
    : []

/** `void_shipping` of the same thing, surely later, for the same quantity, under a shared transaction or to the same consignee. */
function isTakenBack(shipped: Happening, any: readonly Named[], voids: readonly Happening[]): boolean {
  return voids.some(({ event, time }) => {
    if (!surelyBefore(shipped.time, time)) return false
    const shared = event.transactions.some(({ id }) => shipped.event.transactions.some((other) => other.id.uri === id.uri))
    if (!shared && consigneeOf(event) !== consigneeOf(shipped.event)) return false
    return any.some((object) =>
      namedIn(event).some((one) => one.id === object.id && one.quantity === object.quantity && one.uom === object.uom),
    )
  })
}

const senderOf = ({ sources }: NormalEvent): string | undefined =>
  partyOf(sources, 'possessing_party') ?? partyOf(sources, 'owning_party') ?? partyOf(sources, 'location')

/** §4, origins: from outside, and not coming back to who had shipped it. */
export function readReceipts(happenings: readonly Happening[], shipments: readonly Shipment[], packed: readonly Stay[]): Receipt[] {
  return happenings.flatMap((by) => {
    const { event } = by
    const supplier = senderOf(event)
    if (!isStep(event, 'receiving', 'accepting') || supplier === undefined || supplier === consigneeOf(event) || staysInside(event))
      return []
    const behind = listOf(event, 'supplierLot')
    const received = namedIn(event).flatMap((object) => [
      object,
      ...(isCarrier(object, packed) ? contentsAt(object.id, by, packed).map(({ named }) => named) : []),
    ])
    return received
      .filter((object) => !isReturn(object, by, shipments))
      .map((object) => {
        const told = behind.find(({ id }) => uriOf(id) === object.id)
        const stated = told === undefined ? undefined : String(told.lot)
        return { object, supplier: told === undefined ? supplier : uriOf(told.supplier), supplierLot: stated, by }
      })
  })
}

function isReturn(object: Named, receipt: Happening, shipments: readonly Shipment[]): boolean {
  const receiver = consigneeOf(receipt.event)
  return shipments.some(
    ({ by, sender, consignee, deliveries }) =>
      deliveries.some((one) => one.object.id === object.id) &&
      !surelyBefore(receipt.time, by.time) &&
      (consignee === senderOf(receipt.event) || (sender !== undefined && sender === receiver)),
  )
}
