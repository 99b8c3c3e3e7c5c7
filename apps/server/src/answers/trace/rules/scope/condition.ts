import type { NormalEvent, NormalSensorData } from '@proofline/epcis'
import { convertToSi } from '../../../../views/events/index.ts'
import type { Moment } from '../basis/moment.ts'
import { compare, type Decimal, parseDecimal } from '../basis/quantity.ts'
import type { SupplierLot } from './supplied.ts'

/**
 * What events are asked for (§4, by condition); what is left out is not asked for, all that is there together. Words of vocabularies are web URIs,
 * identifiers canonical URIs, moments milliseconds since 1970 (UTC, both ends included).
 */
export type EventCondition = {
  readonly step?: string
  /** A place that reads, a device, or `proofline:equipment`: the canonical URI, where it has one, and the text as asked. */
  readonly equipment?: readonly string[]
  /** `proofline:operator`, as told. */
  readonly person?: string
  /** Stands for the places below it as well. */
  readonly place?: string
  readonly from?: number
  readonly to?: number
  readonly bizTransaction?: { readonly id: string; readonly type?: string }
  /** A bill of lading, a consignment, a shipment: what it names, and what else happens to that on the way. */
  readonly transport?: string
  /** Of what an event names, only what it tells to be of this. */
  readonly supplierLot?: SupplierLot
  readonly sensor?: SensorCondition
}

/** `above` and `below` are plain decimals in `uom` (UN/ECE Rec 20). `above` less than `below`: between the two; else: outside of them. */
export type SensorCondition = { readonly type?: string; readonly above?: string; readonly below?: string; readonly uom?: string }

/** When what was asked for was so, as an event tells it; null: at its own time. Never empty. */
export type Times = readonly (Moment | null)[]

/** Events that meet a condition, by index. */
export type Matched = ReadonlyMap<number, Times>

/** A condition together with what meets it. The window is judged where it is known when each thing was exposed. */
export type Exposing = {
  readonly matched: Matched
  readonly from: number
  readonly to: number
  readonly transport: string | undefined
  /** Only these, the members of these lots, units and lots of these products, and what lies in these containers; empty: everything. */
  readonly objects: ReadonlySet<string>
  /** Of what each event names, only what it tells to be of this. */
  readonly supplierLot?: SupplierLot | undefined
}

/** Whether it is told what an event's sensors measured, and when: else the moment of an exposure is the event's own. */
export const asksSensors = ({ sensor, equipment, transport, bizTransaction }: EventCondition): boolean =>
  sensor !== undefined || equipment !== undefined || transport !== undefined || bizTransaction !== undefined

const mostTimes = 100

/**
 * When an event's sensors say that what is asked for was so (§4: the report's time or interval where given, else the event's). A report's own time
 * goes before that of its element. Not widened by the clock yet. Very many times are told as fewer, longer ones.
 * @returns undefined: they do not say it.
 */
export function sensorTimes({ sensor, equipment }: EventCondition, { sensors }: NormalEvent): Times | undefined {
  const asked = sensors.flatMap(({ metadata, reports }) => reports.map((report) => ({ metadata, report })))
  const isOf = ({ metadata, report }: (typeof asked)[number]): boolean =>
    [metadata, report].some(({ deviceID }) => deviceID !== null && equipment?.includes(deviceID.uri) === true)
  // Where the equipment is a device, only its own reports tell.
  const own = asked.filter(isOf)
  const telling = own.length > 0 ? own : asked
  const meeting = sensor === undefined ? telling : telling.filter(({ report }) => meets(sensor, report))
  if (meeting.length === 0) return sensor === undefined ? [null] : undefined
  const times = meeting.map(({ metadata, report }) => timeOf(report) ?? timeOf(metadata))
  const dated = times.filter((time) => time !== undefined)
  return [...fewer(dated), ...(dated.length < times.length ? [null] : [])]
}

function timeOf({ time, startTime, endTime }: NormalSensorData): Moment | undefined {
  if (time !== null) return { from: time.fromMs, to: time.toMs }
  const [from, to] = [startTime ?? endTime, endTime ?? startTime]
  return from === null || to === null ? undefined : { from: Math.min(from.fromMs, to.fromMs), to: Math.max(from.toMs, to.toMs) }
}

function fewer(times: readonly Moment[]): readonly Moment[] {
  const once = [...new Map(times.map((time) => [`${time.from} ${time.to}`, time])).values()]
  const sorted = once.sort((left, right) => left.from - right.from || left.to - right.to)
  if (sorted.length <= mostTimes) return sorted
  const size = Math.ceil(sorted.length / mostTimes)
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, at) => {
    const some = sorted.slice(at * size, (at + 1) * size)
    return {
      from: some.reduce((least, { from }) => Math.min(least, from), Infinity),
      to: some.reduce((most, { to }) => Math.max(most, to), -Infinity),
    }
  })
}

/** Anything beside a transport and the time. */
export const asksMore = ({ step, equipment, person, place, bizTransaction, supplierLot, sensor }: EventCondition): boolean =>
  [step, equipment, person, place, bizTransaction, supplierLot, sensor].some((asked) => asked !== undefined)

export const boundedValues = ['value', 'minValue', 'maxValue', 'meanValue', 'percValue'] as const

/** Compared in the SI unit of what is measured: the same as an event query compares (`views/events`). */
function meets({ type, above, below, uom }: SensorCondition, report: NormalSensorData): boolean {
  if (type !== undefined && report.type !== type) return false
  if (above === undefined && below === undefined) return true
  const unit = typeof report.others.uom === 'string' ? report.others.uom : null
  const [over, under] = [boundIn(above, uom), boundIn(below, uom)]
  const values = boundedValues.flatMap((name): Decimal[] => {
    const value = report.decimals[name]
    if (value === undefined) return []
    const { dimension, si } = convertToSi(value, unit)
    return dimension === (over ?? under)?.dimension ? [parseDecimal(si)] : []
  })
  return values.some((value) => isBeyond(value, over?.bound, under?.bound)) || spans(values, over?.bound, under?.bound)
}

export type Bound = { readonly dimension: string; readonly bound: Decimal }

/** A bound of a condition in the SI unit of what it measures. */
export function boundIn(value: string | undefined, uom: string | undefined): Bound | undefined {
  if (value === undefined) return undefined
  const { dimension, si } = convertToSi(value, uom ?? null)
  return { dimension, bound: parseDecimal(si) }
}

/** Between the two; else outside of them. */
export const isBand = (over: Decimal | undefined, under: Decimal | undefined): boolean =>
  over !== undefined && under !== undefined && compare(over, under) < 0

function isBeyond(value: Decimal, over: Decimal | undefined, under: Decimal | undefined): boolean {
  const isOver = over !== undefined && compare(value, over) > 0
  const isUnder = under !== undefined && compare(value, under) < 0
  return isBand(over, under) ? isOver && isUnder : isOver || isUnder
}

/** From below a band to above it: it was within, on the way. */
const spans = (values: readonly Decimal[], over: Decimal | undefined, under: Decimal | undefined): boolean =>
  over !== undefined &&
  under !== undefined &&
  isBand(over, under) &&
  values.some((value) => compare(value, over) <= 0) &&
  values.some((value) => compare(value, under) >= 0)
