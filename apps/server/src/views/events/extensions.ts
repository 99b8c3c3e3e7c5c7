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

function findField(scope: Scope, isInner: boolean, name: string, value: JsonValue, found: Found): void {
  if (Array.isArray(value)) {
    if (name.includes(':')) found.terms.add(existenceOf(fieldName(scope, isInner, name)))
    for (const element of value) findField(scope, isInner, name, element, found)
    return
  }
  const field = name.includes(':') ? fieldName(scope, isInner, name) : undefined
  if (field !== undefined) found.terms.add(existenceOf(field))
  if (isObject(value)) {
    for (const member in value) {
      const inner = value[member] ?? null
      if (!valueMembers.includes(member)) findField(scope, true, member, inner, found)
      else if (field !== undefined && !isObject(inner) && !Array.isArray(inner)) findValue(field, inner, found)
    }
  } else if (field !== undefined) findValue(field, value, found)
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
