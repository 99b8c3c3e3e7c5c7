import { formatDecimal, isObject, type JsonObject, type JsonValue } from '@proofline/epcis'
import { existenceOf, fieldName, numberField, readMoment, readNumber, termOf, timeField } from './keys.ts'
import type { EntryNumber, Scope } from './model.ts'

/** Where found keys go: each once. */
export type Found = { readonly terms: Set<string>; readonly numbers: EntryNumber[] }

/** The value of a field that has attributes beside it: JSON-LD's way, and that of events that came as XML. */
const valueMembers: readonly string[] = ['@value', '#text']

/**
 * Fields of an extension point, under their full names (EPCIS 2.0 §8.2.7.1, EQ_fieldname and EQ_INNER_fieldname): those at its top, and those at any
 * depth below. A field with several values has each. Members without a namespace have no name that a query could say; what is in them has.
 */
export function findExtensions(scope: Scope, extensions: JsonObject, found: Found): void {
  for (const name in extensions) findField(scope, false, name, extensions[name] ?? null, found)
}

/** A field's name in terms, and the term that it is there. */
type Field = { readonly name: string; readonly existence: string }

/** Those read lately: a source names the same fields in all its events. */
const fields = new Map<string, Field>()
const rememberedFields = 5_000

/** Undefined: a name without namespace. */
function fieldOf(scope: Scope, isInner: boolean, name: string): Field | undefined {
  if (!name.includes(':')) return undefined
  const full = fieldName(scope, isInner, name)
  const known = fields.get(full)
  if (known !== undefined) return known
  if (fields.size >= rememberedFields) fields.clear()
  const field = { name: full, existence: existenceOf(full) }
  fields.set(full, field)
  return field
}

function findField(scope: Scope, isInner: boolean, name: string, value: JsonValue, found: Found): void {
  const field = fieldOf(scope, isInner, name)
  if (field !== undefined) found.terms.add(field.existence)
  findValues(scope, field, value, found)
}

/** Arrays in arrays have no meaning in JSON-LD: what is in them is the field's. */
function findValues(scope: Scope, field: Field | undefined, value: JsonValue, found: Found): void {
  if (Array.isArray(value)) {
    for (const element of value) findValues(scope, field, element, found)
    return
  }
  if (!isObject(value)) {
    if (field !== undefined) findValue(field.name, value, found)
    return
  }
  for (const member in value) {
    const inner = value[member] ?? null
    if (!valueMembers.includes(member)) findField(scope, true, member, inner, found)
    else if (field !== undefined && !isObject(inner) && !Array.isArray(inner)) findValue(field.name, inner, found)
  }
}

function findValue(field: string, value: JsonValue, { terms, numbers }: Found): void {
  if (value === null || typeof value === 'object') return
  const text = typeof value === 'number' ? formatDecimal(value) : String(value)
  terms.add(termOf(field, text))
  const number = typeof value === 'number' ? text : typeof value === 'string' ? readNumber(value) : undefined
  if (number !== undefined) numbers.push({ field: numberField(field), si: number, told: number, uom: null })
  const moment = typeof value === 'string' ? readMoment(value) : undefined
  if (moment !== undefined) numbers.push({ field: timeField(field), si: String(moment), told: String(moment), uom: null })
}
