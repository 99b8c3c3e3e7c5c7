import { expandName, prooflineNamespace } from '../context.ts'
import type { JsonObject, JsonValue } from '../json/model.ts'
import type { Place } from '../report.ts'
import { type Check, child, nameType, type Scope } from './scope.ts'
import { shaped } from './shape.ts'
import * as value from './values.ts'

const clause = 'Proofline event extensions (docs/reference/event-extensions.md)'

const oneOf =
  (...allowed: string[]): Check =>
  (told, place, scope) => {
    if (typeof told === 'string' && allowed.includes(told)) return
    scope.refuse('choice-unknown', place, clause, { found: typeof told === 'string' ? told : nameType(told), allowed: allowed.join(', ') })
  }

const notNegative: Check = (told, place, scope) => {
  value.number(told, place, scope)
  if (typeof told === 'number' && told < 0) scope.refuse('number-negative', place, clause, { found: told })
}

function listOfObjects(name: string, fields: Readonly<Record<string, Check>>, optional: readonly string[] = []): Check {
  const required = Object.keys(fields).filter((field) => !optional.includes(field))
  return value.listOf(shaped({ name, clause, fields: new Map(Object.entries(fields)), required, open: true }), clause)
}

const text = value.text(clause)
const id = value.identifier

/** What the trace reads in an event: a slip in one of these would silently change an answer, so they are checked as EPCIS's own fields are. */
const fields: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['timePrecision', oneOf('day', 'instant')],
  ['clockUncertaintySeconds', notNegative],
  ['relation', oneOf('renamed')],
  ['pools', value.boolean],
  ['substitutes', listOfObjects('substitutes', { part: id, replaces: id })],
  ['positions', listOfObjects('positions', { id, position: text })],
  ['recipe', listOfObjects('recipe', { part: id, quantity: notNegative, uom: value.unit }, ['uom'])],
  ['takes', listOfObjects('takes', { output: id, inputs: value.listOf(id, clause) })],
  ['memberOf', listOfObjects('memberOf', { epc: id, lot: id })],
  ['supplierLot', listOfObjects('supplierLot', { id, supplier: id, lot: text })],
  ['loadComplete', value.boolean],
  ['legacyGrade', oneOf('A', 'B', 'C')],
])

/** Checks the members of an event that stand in Proofline's namespace; one that is not known there is kept, like any extension. */
export function checkProoflineFields(event: JsonObject, place: Place | null, scope: Scope): void {
  for (const name in event) {
    if (!name.includes(':')) continue
    const [namespace, local] = expandName(name, scope.context.prefixes) ?? splitNamespace(name)
    if (namespace === prooflineNamespace) fields.get(local)?.(event[name] as JsonValue, child(place, name), scope)
  }
}

const splitNamespace = (name: string): [string, string] =>
  name.startsWith(prooflineNamespace) ? [prooflineNamespace, name.slice(prooflineNamespace.length)] : ['', name]
