import { expandUri, reservedPrefixes } from '../context.ts'
import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'
import type { Place } from '../report.ts'
import { isUri } from '../uri.ts'
import { nearest } from '../vocabulary/nearest.ts'
import { type Check, child, nameType, type Scope } from './scope.ts'

/** The members that an object of EPCIS may have. An open one is an extension point: it takes members named by a CURIE or a URI as well. */
export type Shape = {
  readonly name: string
  readonly clause: string
  readonly fields: ReadonlyMap<string, Check>
  readonly required: readonly string[]
  readonly open: boolean
  /** Names that EPCIS knows, but not here. */
  readonly elsewhere?: ReadonlySet<string>
}

export function shaped(shape: Shape): Check {
  return (value, place, scope) => {
    if (isObject(value)) checkMembers(shape, value, place, scope)
    else scope.refuse('not-object', place, shape.clause, { found: nameType(value) })
  }
}

export function checkMembers(shape: Shape, object: JsonObject, place: Place | null, scope: Scope): void {
  let extensions = 0
  for (const name in object) {
    const check = shape.fields.get(name)
    const value = object[name] as JsonValue
    if (check !== undefined) check(value, child(place, name), scope)
    else if (shape.open && name.includes(':')) {
      checkExtension(name, value, child(place, name), scope)
      extensions += 1
    } else refuseName(shape, name, child(place, name), scope)
  }
  if (extensions > 1) checkDistinct(object, place, scope)
  for (const name of shape.required) {
    if (!Object.hasOwn(object, name)) scope.refuse('field-missing', place, shape.clause, { field: name, in: shape.name })
  }
}

function refuseName(shape: Shape, name: string, place: Place, scope: Scope): void {
  const params = { field: name, in: shape.name }
  if (shape.elsewhere?.has(name)) {
    scope.refuse('field-not-allowed', place, shape.clause, params)
    return
  }
  const suggestion = scope.report.listing ? nearest(name, shape.fields.keys()) : undefined
  if (suggestion !== undefined) scope.refuse('field-misspelt', place, shape.clause, { ...params, suggestion })
  else scope.refuse(shape.open ? 'field-unknown' : 'field-unknown-closed', place, shape.clause, params)
}

const extensionClause = 'EPCIS 2.0 §9.1, JSON-LD 1.1 §4.1.5'

/** An extension's name has a namespace; its value is its author's own, but a prefix used within it must be declared too. */
export function checkExtension(name: string, value: JsonValue, place: Place, scope: Scope): void {
  checkExtensionName(name, place, scope)
  checkExtensionValue(value, place, scope)
}

/** Two prefixes of one namespace must not name the same extension: one of the two values would be lost to whoever expands them. */
function checkDistinct(object: JsonObject, place: Place | null, scope: Scope): void {
  let first: string | undefined
  let seen: Set<string> | undefined
  for (const name in object) {
    if (!name.includes(':')) continue
    const full = expandUri(name, scope.context)
    if (first === undefined) {
      first = full
      continue
    }
    seen ??= new Set([first])
    if (seen.has(full)) scope.refuse('extension-repeated', child(place, name), extensionClause, { field: name, full })
    seen.add(full)
  }
}

function checkExtensionName(name: string, place: Place, scope: Scope): void {
  if (!isUri(name)) {
    scope.refuse('extension-name-invalid', place, extensionClause, { field: name })
    return
  }
  const prefix = name.slice(0, name.indexOf(':'))
  const { prefixes, remote } = scope.context
  if (prefixes.has(prefix) || reservedPrefixes.has(prefix) || name.startsWith('//', prefix.length + 1) || remote.length > 0) return
  scope.refuse('prefix-undeclared', place, extensionClause, { field: name, prefix })
}

function checkExtensionValue(value: JsonValue, place: Place, scope: Scope): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) checkExtensionValue(value[i] as JsonValue, child(place, i), scope)
    return
  }
  checkDistinct(value, place, scope)
  for (const name in value) {
    const at = child(place, name)
    if (name.includes(':')) checkExtensionName(name, at, scope)
    checkExtensionValue(value[name] as JsonValue, at, scope)
  }
}
