import type { NormalEvent, NormalSensorData } from '@proofline/epcis'
import type { Moment } from '../../../src/answers/trace/rules/basis/moment.ts'
import type { EventCondition, Exposing, SensorCondition, Times } from '../../../src/answers/trace/rules/scope/condition.ts'
import { isOfSupplierLot, type SupplierLot } from '../../../src/answers/trace/rules/scope/supplied.ts'
import { convertToSi } from '../../../src/views/events/index.ts'
import { type Fact, historyOf } from './history.ts'

// What meets a condition, by looking at every event: for judging what is found by an index.

const ns = 'https://proofline.dev/ns/'

/** The condition with what meets it among these facts. */
export function exposingOf(facts: readonly Fact[], condition: EventCondition, objects: readonly string[]): Exposing {
  const { transport, supplierLot, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, ...rest } = condition
  const isMore = supplierLot !== undefined || Object.keys(rest).length > 0
  const widening = wideningOf(facts)
  const matched = new Map<number, Times>()
  for (const { index, draft } of facts) {
    if (draft.errorDeclaration !== null) continue
    if (supplierLot !== undefined && !tells(draft, supplierLot)) continue
    if (transport !== undefined && !isMore && !names(draft.normal, transport)) continue
    const times = timesIn(draft.normal, condition)
    const by = widening.get(index) ?? 0
    if (times !== undefined)
      matched.set(
        index,
        times.map((time) => time && { from: time.from - by, to: time.to + by }),
      )
  }
  return { matched, from, to, transport, supplierLot, objects: new Set(objects) }
}

/** Does an event tell of anything that it is of this lot of a supplier? */
const tells = ({ bizStep, consignor, details, participations }: Fact['draft'], asked: SupplierLot): boolean =>
  participations.some(({ object, lot }) =>
    isOfSupplierLot(
      { bizStep, consignor: consignor?.uri ?? null, details: details === null ? {} : JSON.parse(details) },
      { object: object.uri, lot: lot?.uri ?? null, product: object.classUri },
      asked,
    ),
  )

function wideningOf(facts: readonly Fact[]): Map<number, number> {
  const told = new Map(facts.map(({ index, draft }) => [index, draft.time]))
  return new Map(historyOf(facts).events.map(({ index, time }) => [index, (told.get(index)?.fromMs ?? time.from) - time.from]))
}

function names(event: NormalEvent, transport: string): boolean {
  const { transactions, epcs, parent, children, inputs, outputs } = event
  return [...transactions.map(({ id }) => id), ...epcs, ...children, ...inputs, ...outputs, ...(parent === null ? [] : [parent])].some(
    ({ uri }) => uri === transport,
  )
}

function timesIn(event: NormalEvent, condition: EventCondition): Times | undefined {
  const { step, equipment, person, place, bizTransaction, sensor, transport } = condition
  if (step !== undefined && event.bizStep !== step) return undefined
  if (person !== undefined && event.extensions[`${ns}operator`] !== person) return undefined
  const places = [event.readPoint, event.bizLocation].flatMap((one) => one?.id.uri ?? [])
  if (place !== undefined && !places.some((one) => one === place || one.startsWith(`${place}/`))) return undefined
  const isPaper = ({ type, id }: NormalEvent['transactions'][number]): boolean =>
    id.uri === bizTransaction?.id && (bizTransaction.type === undefined || type === bizTransaction.type)
  if (bizTransaction !== undefined && !event.transactions.some(isPaper)) return undefined
  const reports = event.sensors.flatMap(({ metadata, reports: list }) => list.map((report) => ({ metadata, report })))
  const devices = reports.filter(({ metadata, report }) =>
    [metadata, report].some(({ deviceID }) => equipment?.includes(deviceID?.uri ?? '')),
  )
  if (equipment !== undefined && devices.length === 0) {
    const others = [event.readPoint?.id.uri, event.extensions[`${ns}equipment`]]
    if (!others.some((one) => typeof one === 'string' && equipment.includes(one))) return undefined
  }
  if ([sensor, equipment, transport, bizTransaction].every((one) => one === undefined)) return [null]
  const own = devices.length > 0 ? devices : reports
  const meeting = own.filter(({ report }) => sensor === undefined || measures(report, sensor))
  if (meeting.length === 0) return sensor === undefined ? [null] : undefined
  const times = meeting.map(({ metadata, report }) => timeOf(report) ?? timeOf(metadata) ?? null)
  const once = new Map(times.map((time) => [time === null ? '' : `${time.from} ${time.to}`, time]))
  return [...once.values()]
}

function measures({ type, others, decimals }: NormalSensorData, { type: asked, above, below, uom }: SensorCondition): boolean {
  if (asked !== undefined && type !== asked) return false
  if (above === undefined && below === undefined) return true
  const bound = (value: string | undefined) => (value === undefined ? undefined : convertToSi(value, uom ?? null))
  const [over, under] = [bound(above), bound(below)]
  const unit = typeof others.uom === 'string' ? others.uom : null
  const values = ['value', 'minValue', 'maxValue', 'meanValue', 'percValue']
    .flatMap((name) => (decimals[name] === undefined ? [] : [convertToSi(decimals[name], unit)]))
    .filter(({ dimension }) => dimension === (over ?? under)?.dimension)
    .map(({ si }) => Number(si))
  const [least, most] = [Number(over?.si), Number(under?.si)]
  if (least < most)
    return values.some((value) => value > least && value < most) || (values.some((v) => v <= least) && values.some((v) => v >= most))
  return values.some((value) => value > least || value < most)
}

function timeOf({ time, startTime, endTime }: NormalSensorData): Moment | undefined {
  if (time !== null) return { from: time.fromMs, to: time.toMs }
  const ends = [startTime, endTime].flatMap((end) => (end === null ? [] : [end.fromMs, end.toMs]))
  return ends.length === 0 ? undefined : { from: Math.min(...ends), to: Math.max(...ends) }
}
