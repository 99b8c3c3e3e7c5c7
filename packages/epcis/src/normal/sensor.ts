import type { Identifier } from '@proofline/identifiers'
import type { EventContext } from '../context.ts'
import type { SensorElement } from '../event.ts'
import { formatDecimal } from '../json/decimal.ts'
import type { JsonObject } from '../json/model.ts'
import type { Interval } from './model.ts'
import { extensionsOf, identify, intervalOf, readWord } from './values.ts'

export type NormalSensorElement = {
  readonly metadata: NormalSensorData
  readonly reports: readonly NormalSensorData[]
  readonly extensions: JsonObject
}

/** Sensor metadata, or one report: its moment or period, what measured, and the other members of EPCIS by their names there. */
export type NormalSensorData = {
  readonly time: Interval | null
  readonly startTime: Interval | null
  readonly endTime: Interval | null
  readonly deviceID: Identifier | null
  /** Of a report: measurement type, alert and component as URIs. */
  readonly type: string | null
  readonly exception: string | null
  readonly component: string | null
  /** Values as exact decimals, by their EPCIS names (`value`, `minValue` …). */
  readonly decimals: Readonly<Record<string, string>>
  /** Texts, URIs and truth values, by their EPCIS names. */
  readonly others: Readonly<Record<string, string | boolean>>
  readonly extensions: JsonObject
}

export function normalizeSensor(element: SensorElement, context: EventContext): NormalSensorElement {
  return {
    metadata: normalizeData(element.sensorMetadata ?? {}, context),
    reports: element.sensorReport.map((report) => normalizeData(report, context)),
    extensions: extensionsOf(element as JsonObject, context),
  }
}

const named: ReadonlySet<string> = new Set(['time', 'startTime', 'endTime', 'deviceID', 'type', 'exception', 'component'])

function normalizeData(told: JsonObject, context: EventContext): NormalSensorData {
  const decimals: Record<string, string> = {}
  const others: Record<string, string | boolean> = {}
  for (const [name, value] of Object.entries(told)) {
    if (named.has(name) || name.includes(':')) continue
    if (typeof value === 'number') decimals[name] = formatDecimal(value)
    else if (typeof value === 'string' || typeof value === 'boolean') others[name] = value
  }
  const { type, exception, component, deviceID } = told
  return {
    time: intervalOf(told.time) ?? null,
    startTime: intervalOf(told.startTime) ?? null,
    endTime: intervalOf(told.endTime) ?? null,
    deviceID: typeof deviceID === 'string' ? identify(deviceID, context) : null,
    type: typeof type === 'string' ? readWord('measurement', type, context) : null,
    exception: typeof exception === 'string' ? readWord('sensorAlert', exception, context) : null,
    component: typeof component === 'string' ? readWord('component', component, context) : null,
    decimals,
    others,
    extensions: extensionsOf(told, context),
  }
}
