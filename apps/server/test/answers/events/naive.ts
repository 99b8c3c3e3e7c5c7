import { type EpcisEvent, expandUri, isObject, type JsonValue, type NormalEvent, normalizeEvent, readContext } from '@proofline/epcis'
import { canonicalize } from '@proofline/identifiers'

/** The query language as one reads it, event by event, without any index: the judge of the engine. Numbers are doubles, units a small table of its own. */
export type Told = { readonly index: number; readonly event: EpcisEvent; readonly recordedMs: number }
export type Element = {
  readonly index: number
  readonly id: string
  readonly attributes: readonly (readonly [string, string])[]
  readonly children: readonly string[]
}
export type Parameters = Readonly<Record<string, unknown>>

const prefixes = readContext({ ex: 'https://example.org/ns/' })
const cbv = 'https://ref.gs1.org/cbv/'
const canonical = (text: string): string => {
  const uri = expandUri(text, prefixes)
  const reading = canonicalize(uri)
  return reading.ok ? reading.value.uri : uri
}
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])
const uris = (value: unknown): string[] => list(value).map((text) => canonical(String(text)))

/** What a measure is in a base unit, as value → value. */
const units: Readonly<Record<string, readonly [kind: string, toBase: (value: number) => number]>> = {
  CEL: ['temperature', (value) => value],
  KEL: ['temperature', (value) => value - 273.15],
  FAH: ['temperature', (value) => ((value - 32) * 5) / 9],
  KGM: ['mass', (value) => value],
  GRM: ['mass', (value) => value / 1000],
  LBR: ['mass', (value) => value * 0.45359237],
}
const measureIn = (value: number, uom: string | undefined, isDifference = false): readonly [string, number] => {
  const unit = units[uom ?? '']
  if (unit === undefined) return [`? ${uom}`, value]
  return [unit[0], isDifference ? unit[1](value) - unit[1](0) : unit[1](value)]
}

function compare(operator: string, left: number, right: number): boolean {
  const isWhole = Number.isInteger(left) && Number.isInteger(right)
  const near = isWhole ? left === right : Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right))
  if (operator === 'EQ') return near
  if (operator === 'GT') return left > right && !near
  if (operator === 'LT') return left < right && !near
  return near || (operator === 'GE' ? left > right : left < right)
}

type Field = { readonly name: string; readonly value: JsonValue; readonly isInner: boolean }

function fieldsOf(object: { readonly [name: string]: JsonValue | undefined }, isInner = false): Field[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value.flat(5) : [value ?? null]
    return [
      { name, value: null, isInner },
      ...values.flatMap((one): Field[] => (isObject(one) ? fieldsOf(one, true) : [{ name, value: one, isInner }])),
    ]
  })
}

function scopeOf(scope: string, normal: NormalEvent): Field[] {
  const sensors = normal.sensors
  if (scope === 'ILMD') return fieldsOf(normal.ilmd)
  if (scope === 'ERROR_DECLARATION') return fieldsOf(normal.errorDeclaration?.extensions ?? {})
  if (scope === 'readPoint') return fieldsOf(normal.readPoint?.extensions ?? {})
  if (scope === 'bizLocation') return fieldsOf(normal.bizLocation?.extensions ?? {})
  if (scope === 'SENSORELEMENT') return sensors.flatMap(({ extensions }) => fieldsOf(extensions))
  if (scope === 'SENSORMETADATA') return sensors.flatMap(({ metadata }) => fieldsOf(metadata.extensions))
  if (scope === 'SENSORREPORT') return sensors.flatMap(({ reports }) => reports.flatMap(({ extensions }) => fieldsOf(extensions)))
  return fieldsOf(normal.extensions)
}

const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
const momentOf = (value: unknown): number =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d(T.*)?$/.test(value) ? Date.parse(value) : Number.NaN

function matchesField(operator: string, value: JsonValue, wanted: unknown): boolean {
  if (operator === 'EQ' && typeof wanted === 'string') {
    return String(value) === wanted || String(value) === expandUri(wanted, prefixes) || momentOf(value) === momentOf(wanted)
  }
  if (typeof wanted === 'number') return compare(operator, numberOf(value), wanted)
  return operator !== 'EQ' && compare(operator, momentOf(value), momentOf(wanted))
}

type Named = { readonly uri: string; readonly level: string; readonly classUri?: string | undefined; readonly scheme: string }

function objectsOf(normal: NormalEvent, parameter: string): Named[] {
  const { epcs, children, parent, inputs, outputs, quantities, childQuantities, inputQuantities, outputQuantities } = normal
  const parents = parent === null ? [] : [parent]
  const classes = (...all: NormalEvent['quantities'][]) => all.flat().map(({ epcClass }) => epcClass)
  const lists: Readonly<Record<string, readonly Named[]>> = {
    epc: [...epcs, ...children],
    parentID: parents,
    inputEPC: inputs,
    outputEPC: outputs,
    anyEPC: [...epcs, ...children, ...parents, ...inputs, ...outputs],
    epcClass: classes(quantities, childQuantities),
    inputEPCClass: classes(inputQuantities),
    outputEPCClass: classes(outputQuantities),
    anyEPCClass: classes(quantities, childQuantities, inputQuantities, outputQuantities),
  }
  return [...(lists[parameter] ?? [])]
}

function matchesObject({ uri, classUri, level }: Named, wanted: string): boolean {
  const company = /^urn:epc:idpat:(sgtin|sscc):(\d+)\.\*(?:\.\*)?$/.exec(wanted)
  if (company?.[1] === 'sgtin') return level !== 'lot' && uri.startsWith('https://id.gs1.org/01/') && uri.startsWith(company[2] ?? '', 23)
  if (company?.[1] === 'sscc') return uri.startsWith('https://id.gs1.org/00/') && uri.startsWith(company[2] ?? '', 23)
  const asked = canonical(wanted)
  return uri === asked || classUri === asked
}

const quantitiesOf = (normal: NormalEvent) =>
  [normal.quantities, normal.childQuantities, normal.inputQuantities, normal.outputQuantities].flat()

function currentOf(elements: readonly Element[], asOf: number): Map<string, Element> {
  const known = new Map<string, Element>()
  for (const element of elements) if (element.index < asOf) known.set(canonical(element.id), element)
  return known
}

function below(uri: string, known: ReadonlyMap<string, Element>, seen: Set<string>): Set<string> {
  if (seen.has(uri)) return seen
  seen.add(uri)
  for (const child of known.get(uri)?.children ?? []) below(canonical(child), known, seen)
  return seen
}

function namesOf(field: string, normal: NormalEvent): string[] {
  const single: Readonly<Record<string, readonly (string | undefined)[]>> = {
    readPoint: [normal.readPoint?.id.uri],
    bizLocation: [normal.bizLocation?.id.uri],
    bizTransaction: normal.transactions.map(({ id }) => id.uri),
    destination: normal.destinations.map(({ id }) => id.uri),
    epcClass: objectsOf(normal, 'anyEPCClass').map(({ uri }) => uri),
  }
  return (single[field] ?? []).filter((uri) => uri !== undefined)
}

const words: Readonly<Record<string, string>> = {
  bizStep: 'BizStep-',
  disposition: 'Disp-',
  errorReason: 'ER-',
  transaction: 'BTT-',
  party: 'SDT-',
}
const word = (kind: string, value: unknown): string =>
  String(value).includes(':') ? String(value) : `${cbv}${words[kind] ?? ''}${String(value)}`

const sensorsOf = (normal: NormalEvent) => normal.sensors.flatMap(({ metadata, reports }) => [metadata, ...reports])

type World = { readonly elements: readonly Element[]; readonly asOf: number }

function meets(name: string, value: unknown, told: Told, normal: NormalEvent, world: World): boolean {
  const values = list(value)
  if (/^(HASATTR|EQ_ATTR)_/.test(name)) return meetsExtension(name, '', '', values, normal, world)
  const [operator = '', ...tail] = name.split('_')
  const rest = tail.join('_')
  const time = (ms: number): boolean => compare(operator, ms, Date.parse(String(value)))
  const declared = normal.errorDeclaration
  const { set, unset } = normal.persistentDisposition
  const has = (all: readonly (string | null | undefined)[], wanted: readonly string[]): boolean =>
    all.some((one) => wanted.includes(one ?? '\0'))
  if (name === 'eventType') return has([normal.type], values.map(String))
  if (rest === 'eventTime') return time(Date.parse(told.event.eventTime))
  if (rest === 'recordTime') return time(told.recordedMs)
  if (rest === 'action') return has([normal.action], values.map(String))
  if (rest === 'bizStep')
    return has(
      [normal.bizStep],
      values.map((one) => word('bizStep', one)),
    )
  if (rest === 'disposition')
    return has(
      [normal.disposition],
      values.map((one) => word('disposition', one)),
    )
  if (rest === 'persistentDisposition_set')
    return has(
      set,
      values.map((one) => word('disposition', one)),
    )
  if (rest === 'persistentDisposition_unset')
    return has(
      unset,
      values.map((one) => word('disposition', one)),
    )
  if (rest === 'transformationID') return has([normal.transformationID], uris(value))
  if (rest === 'eventID') return has([normal.eventID], values.map(String))
  if (rest === 'errorReason')
    return has(
      [declared?.reason],
      values.map((one) => word('errorReason', one)),
    )
  if (rest === 'correctiveEventID') return has(declared?.correctiveEventIDs ?? [], values.map(String))
  if (name === 'EXISTS_errorDeclaration') return declared !== null
  if (name === 'EXISTS_sensorElementList') return normal.sensors.length > 0
  if (/^errorDeclaration_?Time$/.test(rest)) return declared !== null && time(declared.time.fromMs)
  if (operator === 'MATCH') return objectsOf(normal, rest).some((object) => values.some((wanted) => matchesObject(object, String(wanted))))
  if (rest === 'readPoint' || rest === 'bizLocation') {
    const known = currentOf(world.elements, world.asOf)
    const wanted = operator === 'WD' ? uris(value).flatMap((uri) => [...below(uri, known, new Set())]) : uris(value)
    return has([normal[rest]?.id.uri], wanted)
  }
  const typed = /^(bizTransaction|source|destination)_(\w+)$/.exec(rest)
  if (typed !== null) {
    const type = word(typed[1] === 'bizTransaction' ? 'transaction' : 'party', typed[2])
    const all = typed[1] === 'bizTransaction' ? normal.transactions : typed[1] === 'source' ? normal.sources : normal.destinations
    return has(
      all.filter((one) => one.type === type).map(({ id }) => id.uri),
      uris(value),
    )
  }
  return meetsDeep(name, operator, rest, values, normal, world)
}

function meetsDeep(name: string, operator: string, rest: string, values: readonly unknown[], normal: NormalEvent, world: World): boolean {
  if (/^quantity(_|$)/.test(rest)) {
    const uom = rest.split('_')[1]
    return quantitiesOf(normal).some(({ quantity, uom: told }) => {
      if (quantity === null) return false
      if (uom === undefined) return values.some((wanted) => compare(operator, Number(quantity), Number(wanted)))
      const [kind, base] = measureIn(Number(quantity), told ?? undefined)
      return values.some(
        (wanted) => measureIn(Number(wanted), uom)[0] === kind && compare(operator, base, measureIn(Number(wanted), uom)[1]),
      )
    })
  }
  const sensor = sensorsOf(normal)
  const measure = /^(value|minValue|maxValue|meanValue|sDev|percValue|percRank)(?:_(\w+))?$/.exec(rest)
  if (measure !== null) {
    const [, field = '', uom] = measure
    return sensor.some(({ decimals, others }) => {
      if (decimals[field] === undefined) return false
      const isDifference = field === 'sDev'
      const told = measureIn(Number(decimals[field]), field === 'percRank' ? undefined : (others.uom as string | undefined), isDifference)
      return values.some((wanted) => {
        const asked = measureIn(Number(wanted), uom, isDifference)
        return asked[0] === told[0] && compare(operator, told[1], asked[1])
      })
    })
  }
  if (rest === 'time' || rest === 'startTime' || rest === 'endTime') {
    return sensor.some((one) => one[rest] !== null && compare(operator, one[rest].fromMs, Date.parse(String(values[0]))))
  }
  if (rest === 'type') return sensor.some(({ type }) => values.some((wanted) => type === `https://gs1.org/voc/${String(wanted)}`))
  if (rest === 'deviceID') return sensor.some(({ deviceID }) => uris(values).includes(deviceID?.uri ?? '\0'))
  if (/^(dataProcessingMethod|microorganism|chemicalSubstance|bizRules|uriValue)$/.test(rest)) {
    return sensor.some(({ others }) => others[rest] !== undefined && uris(values).includes(canonical(String(others[rest]))))
  }
  if (/^(stringValue|booleanValue|hexBinaryValue)$/.test(rest)) {
    return sensor.some(({ others }) => values.some((wanted) => String(others[rest]).toLowerCase() === String(wanted).toLowerCase()))
  }
  return meetsExtension(name, operator, rest, values, normal, world)
}

function meetsExtension(
  name: string,
  operator: string,
  rest: string,
  values: readonly unknown[],
  normal: NormalEvent,
  world: World,
): boolean {
  const attribute = /^(?:HASATTR_(\w+)|EQ_ATTR_([a-zA-Z]+)_(.+))$/.exec(name)
  if (attribute !== null) {
    const known = currentOf(world.elements, world.asOf)
    return namesOf(attribute[1] ?? attribute[2] ?? '', normal).some((uri) =>
      (known.get(uri)?.attributes ?? []).some(([told, value]) => {
        const full = expandUri(told, prefixes)
        if (attribute[1] !== undefined) return values.some((wanted) => expandUri(String(wanted), prefixes) === full)
        return full === expandUri(attribute[3] ?? '', prefixes) && values.map(String).includes(value)
      }),
    )
  }
  const isInner = rest.startsWith('INNER_')
  const told = isInner ? rest.slice(6) : rest
  const scope = /^(ILMD|ERROR_DECLARATION|readPoint|bizLocation|SENSORELEMENT|SENSORMETADATA|SENSORREPORT)_/.exec(told)?.[1] ?? ''
  const wanted = expandUri(scope === '' ? told : told.slice(scope.length + 1), prefixes)
  const fields = scopeOf(scope, normal).filter((field) => field.name === wanted && field.isInner === isInner)
  if (operator === 'EXISTS') return fields.length > 0
  return fields.some(({ value }) => value !== null && values.some((one) => matchesField(operator, value, one)))
}

const normals = new WeakMap<EpcisEvent, NormalEvent>()
function normalOf(event: EpcisEvent): NormalEvent {
  const normal = normals.get(event) ?? normalizeEvent(event)
  normals.set(event, normal)
  return normal
}

/** Indexes of the events that meet all parameters, ascending. */
export function findNaively(parameters: Parameters, told: readonly Told[], world: World): number[] {
  return told
    .filter(({ index }) => index < world.asOf)
    .filter((one) => Object.entries(parameters).every(([name, value]) => meets(name, value, one, normalOf(one.event), world)))
    .map(({ index }) => index)
    .sort((left, right) => left - right)
}
