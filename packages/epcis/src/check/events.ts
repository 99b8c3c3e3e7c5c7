import { countDeclarations, mostDeclarations, readContext } from '../context.ts'
import type { EpcisEvent, EventType } from '../event.ts'
import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'
import type { Place } from '../report.ts'
import { nearest } from '../vocabulary/nearest.ts'
import * as objects from './objects.ts'
import { checkProoflineFields } from './proofline.ts'
import { type Check, child, nameType, type Scope } from './scope.ts'
import { checkMembers, type Shape } from './shape.ts'
import * as value from './values.ts'

const clauses: { readonly [T in EventType]: string } = {
  ObjectEvent: 'EPCIS 2.0 §7.4.2 ObjectEvent',
  AggregationEvent: 'EPCIS 2.0 §7.4.3 AggregationEvent',
  TransactionEvent: 'EPCIS 2.0 §7.4 TransactionEvent',
  TransformationEvent: 'EPCIS 2.0 §7.4 TransformationEvent',
  AssociationEvent: 'EPCIS 2.0 §7.4 AssociationEvent',
}

const what = 'EPCIS 2.0 §7.3.3'
const epcs = value.listOf(value.identifier, what)
const distinctEpcs = value.listOf(value.identifier, what, { unique: true })
const quantities = value.listOf(objects.quantityElement, what)

const action: Check = (told, place, scope) => {
  if (told === 'ADD' || told === 'OBSERVE' || told === 'DELETE') return
  const found = typeof told === 'string' ? told : nameType(told)
  scope.refuse('action-unknown', place, 'EPCIS 2.0 §7.3.2', { found })
}

/** The type is looked at before the members are: here it is only in its place. */
const taken: Check = () => undefined

const everyEvent: [string, Check][] = [
  ['@context', value.context],
  ['type', taken],
  ['eventTime', value.time],
  ['recordTime', value.time],
  ['eventTimeZoneOffset', value.offset],
  ['eventID', value.uri],
  ['certificationInfo', value.uriOrList],
  ['errorDeclaration', objects.errorDeclaration],
]

/** persistentDisposition stands in every type by the XSD of EPCIS 2.0; GS1's JSON schema forgets three of them. */
const contextual: [string, Check][] = [
  ['bizStep', objects.bizStep],
  ['disposition', objects.disposition],
  ['persistentDisposition', objects.persistentDisposition],
  ['readPoint', objects.placeOf('readPoint')],
  ['bizLocation', objects.placeOf('bizLocation')],
  ['bizTransactionList', value.listOf(objects.bizTransaction, 'EPCIS 2.0 §7.3.5.4')],
  ['sourceList', value.listOf(objects.partyOf('source'), 'EPCIS 2.0 §7.3.5.5')],
  ['destinationList', value.listOf(objects.partyOf('destination'), 'EPCIS 2.0 §7.3.5.5')],
  ['sensorElementList', value.listOf(objects.sensorElement, 'EPCIS 2.0 §7.3.7')],
]

const children: [string, Check][] = [
  ['parentID', value.identifier],
  ['childEPCs', epcs],
  ['childQuantityList', quantities],
  ['action', action],
]

const own: { readonly [T in EventType]: [string, Check][] } = {
  ObjectEvent: [
    ['epcList', distinctEpcs],
    ['quantityList', quantities],
    ['action', action],
    ['ilmd', objects.ilmd],
  ],
  AggregationEvent: children,
  TransactionEvent: [
    ['parentID', value.identifier],
    ['epcList', epcs],
    ['quantityList', quantities],
    ['action', action],
  ],
  TransformationEvent: [
    ['inputEPCList', distinctEpcs],
    ['inputQuantityList', quantities],
    ['outputEPCList', distinctEpcs],
    ['outputQuantityList', quantities],
    ['transformationID', value.identifier],
    ['ilmd', objects.ilmd],
  ],
  AssociationEvent: children,
}

const everywhere = new Map([...everyEvent, ...contextual, ...Object.values(own).flat()])
const everyName: ReadonlySet<string> = new Set(everywhere.keys())

function shapeOf(type: EventType): Shape {
  const fields = new Map([...everyEvent, ...contextual, ...own[type]])
  const required = ['eventTime', 'eventTimeZoneOffset', ...(fields.has('action') ? ['action'] : [])]
  return { name: type, clause: clauses[type], fields, required, open: true, elsewhere: everyName }
}

const shapes: ReadonlyMap<string, Shape> = new Map((Object.keys(clauses) as EventType[]).map((type) => [type, shapeOf(type)]))

/** An event of a type that is not of EPCIS (EPCIS 2.0 §6.1.3): what every event has is required, what EPCIS names must have its form. */
const foreignShape: Shape = {
  name: 'event',
  clause: 'EPCIS 2.0 §7.4.1',
  fields: everywhere,
  required: ['eventTime', 'eventTimeZoneOffset'],
  open: true,
}

export const isEventType = (type: string): type is EventType => shapes.has(type)
export const eventTypes: readonly string[] = [...shapes.keys()]

/** Checks one event wherever it stands; true if nothing was wrong with it. */
export function checkEventValue(told: JsonValue, place: Place | null, scope: Scope): told is EpcisEvent & JsonObject {
  const before = scope.report.total
  if (!isObject(told)) {
    scope.refuse('not-object', place, 'EPCIS 2.0 §7.4.1', { found: nameType(told) })
    return false
  }
  const context = told['@context']
  if (countDeclarations(context) > mostDeclarations) {
    value.context(context ?? null, child(place, '@context'), scope)
    return false
  }
  const inner = context === undefined ? scope : scope.within(readContext(context, scope.context))
  const shape = shapeFor(told, place, inner)
  checkMembers(shape, told, place, inner)
  const rule = rules.get(shape.name)
  rule?.(told, place, inner)
  checkProoflineFields(told, place, inner)
  return scope.report.total === before
}

function shapeFor(event: JsonObject, place: Place | null, scope: Scope): Shape {
  const type = event.type
  const known = typeof type === 'string' ? shapes.get(type) : undefined
  if (known !== undefined) return known
  const clause = 'EPCIS 2.0 §7.4.1'
  if (type === undefined) scope.refuse('field-missing', place, clause, { field: 'type', in: 'event' })
  else if (typeof type !== 'string') scope.refuse('not-text', child(place, 'type'), clause, { found: nameType(type) })
  else if (type.includes(':')) value.uri(type, child(place, 'type'), scope)
  else {
    const suggestion = scope.report.listing ? nearest(type, eventTypes) : undefined
    if (suggestion === undefined) scope.refuse('event-type-unknown', child(place, 'type'), clause, { found: type })
    else scope.refuse('event-type-misspelt', child(place, 'type'), clause, { found: type, suggestion })
  }
  return foreignShape
}

type Rule = (event: JsonObject, place: Place | null, scope: Scope) => void

const holdsAny = (event: JsonObject, ...names: string[]): boolean =>
  names.some((name) => {
    const list = event[name]
    return list !== undefined && !(Array.isArray(list) && list.length === 0)
  })

const aboutObject: Rule = (event, place, scope) => {
  const clause = clauses.ObjectEvent
  if (!holdsAny(event, 'epcList', 'quantityList')) {
    if (!holdsAny(event, 'sensorElementList')) scope.refuse('objects-missing', place, clause)
    else if (event.readPoint === undefined && event.bizLocation === undefined) scope.refuse('sensor-place-missing', place, clause)
  }
  if (event.ilmd !== undefined && (event.action === 'OBSERVE' || event.action === 'DELETE')) {
    scope.refuse('ilmd-not-allowed', child(place, 'ilmd'), 'EPCIS 2.0 §7.3.6', { action: event.action })
  }
}

const aboutChildren =
  (clause: string, alwaysParent: boolean): Rule =>
  (event, place, scope) => {
    const { action: done } = event
    if (event.parentID === undefined && (alwaysParent || done === 'ADD' || done === 'DELETE')) scope.refuse('parent-missing', place, clause)
    if (done !== 'DELETE' && !holdsAny(event, 'childEPCs', 'childQuantityList')) scope.refuse('children-missing', place, clause)
  }

const aboutTransaction: Rule = (event, place, scope) => {
  const clause = clauses.TransactionEvent
  if (!holdsAny(event, 'bizTransactionList')) scope.refuse('transaction-missing', place, clause)
  if (event.action !== 'DELETE' && !holdsAny(event, 'epcList', 'quantityList')) scope.refuse('objects-missing-transaction', place, clause)
}

const aboutTransformation: Rule = (event, place, scope) => {
  const clause = clauses.TransformationEvent
  const inputs = holdsAny(event, 'inputEPCList', 'inputQuantityList')
  const outputs = holdsAny(event, 'outputEPCList', 'outputQuantityList')
  if (event.transformationID !== undefined) {
    if (!inputs && !outputs) scope.refuse('transformation-empty', place, clause)
    return
  }
  if (!inputs) scope.refuse('inputs-missing', place, clause)
  if (!outputs) scope.refuse('outputs-missing', place, clause)
}

const rules: ReadonlyMap<string, Rule> = new Map([
  ['ObjectEvent', aboutObject],
  ['AggregationEvent', aboutChildren(clauses.AggregationEvent, false)],
  ['AssociationEvent', aboutChildren(clauses.AssociationEvent, true)],
  ['TransactionEvent', aboutTransaction],
  ['TransformationEvent', aboutTransformation],
])
