import {
  canonicalJson,
  type Interval,
  type JsonObject,
  type NormalEvent,
  type NormalParty,
  type NormalSensorData,
  type NormalTransaction,
} from '@proofline/epcis'
import type { DraftParticipation } from './rules.ts'

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

function linesOf(list: readonly (NormalParty | NormalTransaction)[]): readonly string[] {
  if (list.length === 0) return noLines
  const lines = list.map(({ type, id }) => `${type} ${id.uri}`)
  return lines.length > 1 ? lines.sort(byText) : lines
}
const noLines: readonly string[] = []

/** What happened to which objects: the order of lists, time, place, remarks, master data and the eventID make no difference. */
export function describeHappening(normal: NormalEvent, participations: readonly DraftParticipation[]): string {
  // No identifier holds a space or a control character, so that parts joined by them cannot be cut otherwise.
  const parts: string[] = []
  for (const { object, role, quantity, uom } of participations) {
    if (role !== 'named')
      parts.push(quantity === null && uom === null ? `${role} ${object.uri}` : `${role} ${object.uri} ${quantity} ${uom}`)
  }
  if (parts.length > 1) parts.sort(byText)
  const { type, action, bizStep, transformationID, sources, destinations } = normal
  return JSON.stringify([
    type,
    action,
    bizStep,
    transformationID,
    parts,
    linesOf(normal.transactions),
    linesOf(sources),
    linesOf(destinations),
  ])
}

/** The whole event but its error declaration, whatever the spelling of its identifiers and the order of its lists. */
export function describeContent(normal: NormalEvent, participations: readonly DraftParticipation[], happening: string): string {
  const { eventID, time, precision, offsetMinutes, clockUncertaintyMs, disposition, persistentDisposition, readPoint, bizLocation } = normal
  const { set, unset } = persistentDisposition
  const lots: string[] = []
  for (const { object, lot } of participations) if (lot !== null) lots.push(JSON.stringify([object.uri, lot.uri]))
  if (lots.length > 1) lots.sort(byText)
  const { sensors, certifications } = normal
  return JSON.stringify([
    happening,
    lots,
    eventID,
    [time.fromMs, time.toMs, precision, offsetMinutes, clockUncertaintyMs],
    [disposition, set.length === 0 ? set : set.toSorted(byText), unset.length === 0 ? unset : unset.toSorted(byText)],
    readPoint === null ? null : [readPoint.id.uri, canonicalText(readPoint.extensions)],
    bizLocation === null ? null : [bizLocation.id.uri, canonicalText(bizLocation.extensions)],
    canonicalText(normal.ilmd),
    canonicalText(normal.extensions),
    sensors.length === 0 ? '' : sensorsText(sensors),
    certifications.length === 0 ? certifications : certifications.toSorted(byText),
  ])
}

/** The canonical text of the sensor elements, written member by member in its order. */
const sensorsText = (sensors: NormalEvent['sensors']): string =>
  `[${sensors
    .map(
      ({ extensions, metadata, reports }) =>
        `{"extensions":${canonicalJson(extensions)},"metadata":${dataText(metadata)},"reports":[${reports.map(dataText).join(',')}]}`,
    )
    .join(',')}]`

function dataText(data: NormalSensorData): string {
  const { component, decimals, deviceID, endTime, exception, extensions, others, startTime, time, type, ...rest } = data
  rest satisfies Record<string, never>
  const device = deviceID === null ? null : definedOf(deviceID)
  const what = `"component":${canonicalJson(component)},"decimals":${canonicalJson(decimals)},"deviceID":${canonicalJson(device)}`
  const more = `"endTime":${intervalText(endTime)},"exception":${canonicalJson(exception)},"extensions":${canonicalJson(extensions)}`
  return `{${what},${more},"others":${canonicalJson(others)},"startTime":${intervalText(startTime)},"time":${intervalText(time)},"type":${canonicalJson(type)}}`
}

const intervalText = (time: Interval | null): string => (time === null ? 'null' : `{"fromMs":${time.fromMs},"toMs":${time.toMs}}`)

/** Identifiers have members that are undefined, which JSON has not. */
function definedOf(identifier: object): JsonObject {
  const defined: JsonObject = {}
  for (const [name, value] of Object.entries(identifier)) {
    if (value !== undefined) defined[name] = typeof value === 'object' ? definedOf(value) : value
  }
  return defined
}

/** Names in the order of the text that was stored may be in another order once their prefixes are written out. */
function canonicalText(object: JsonObject): string {
  for (const _name in object) return canonicalJson(object)
  return ''
}
