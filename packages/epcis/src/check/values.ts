import { countDeclarations, findAmbiguousPrefix, mostDeclarations, reservedPrefixes } from '../context.ts'
import { isObject, type JsonValue } from '../json/model.ts'
import type { Place } from '../report.ts'
import { readOffset, readTime } from '../time.ts'
import { isUri, longestUri } from '../uri.ts'
import type { VocabularyName } from '../vocabulary/values.ts'
import { readVocabulary } from '../vocabulary/vocabulary.ts'
import { checkIdentifierForm } from './identifier.ts'
import { type Check, child, nameType, type Scope } from './scope.ts'

const timeClause = 'EPCIS 2.0 §7.3.1; XSD 1.1 part 2 §3.4.28'
const uriClause = 'EPCIS 2.0 §7.3.1; RFC 3986 §3'
const unitClause = 'EPCIS 2.0 §7.3.3.3.1; UN/ECE Recommendation 20'

/** The text of a value, or undefined after saying that it is none. */
function textOf(value: JsonValue, place: Place | null, scope: Scope, clause: string): string | undefined {
  if (typeof value === 'string') return value
  scope.refuse('not-text', place, clause, { found: nameType(value) })
  return undefined
}

export const text =
  (clause: string): Check =>
  (value, place, scope) =>
    void textOf(value, place, scope, clause)

export const time: Check = (value, place, scope) => {
  const told = textOf(value, place, scope, timeClause)
  if (told === undefined) return
  const reading = readTime(told)
  if (!reading.ok) scope.refuse(reading.fault, place, timeClause, { found: told })
}

export const offset: Check = (value, place, scope) => {
  const told = textOf(value, place, scope, 'EPCIS 2.0 §7.4.1')
  if (told !== undefined && readOffset(told) === undefined) scope.refuse('offset-invalid', place, 'EPCIS 2.0 §7.4.1', { found: told })
}

export const number: Check = (value, place, scope) => {
  if (typeof value !== 'number') scope.refuse('not-number', place, 'EPCIS 2.0 §7.3.1', { found: nameType(value) })
}

/** Zero is a quantity (a count that found nothing); less than nothing is not. */
export const quantity: Check = (value, place, scope) => {
  number(value, place, scope)
  if (typeof value === 'number' && value < 0) scope.refuse('quantity-negative', place, 'EPCIS 2.0 §7.3.3.3', { found: value })
}

export const boolean: Check = (value, place, scope) => {
  if (typeof value !== 'boolean') scope.refuse('not-boolean', place, 'EPCIS 2.0 §7.3.1', { found: nameType(value) })
}

export const unit: Check = (value, place, scope) => {
  const told = textOf(value, place, scope, unitClause)
  if (told !== undefined && !/^[A-Z0-9]{2,3}$/.test(told)) scope.refuse('unit-invalid', place, unitClause, { found: told })
}

export const hexBinary: Check = (value, place, scope) => {
  const told = textOf(value, place, scope, 'XSD 1.1 part 2 §3.3.15')
  if (told !== undefined && !/^[0-9A-Fa-f]+$/.test(told)) scope.refuse('hex-invalid', place, 'XSD 1.1 part 2 §3.3.15', { found: told })
}

/** True after which the value is a URI. */
function checkUri(value: JsonValue, place: Place | null, scope: Scope): value is string {
  const told = textOf(value, place, scope, uriClause)
  if (told === undefined) return false
  if (isUri(told)) return true
  if (told.length > longestUri) scope.refuse('uri-too-long', place, uriClause, { limit: longestUri, length: told.length })
  else scope.refuse('uri-invalid', place, uriClause, { found: told })
  return false
}

export const uri: Check = (value, place, scope) => void checkUri(value, place, scope)

/** A URI that, if it is a GS1 identifier, must be a right one. */
export const identifier: Check = (value, place, scope) => {
  if (checkUri(value, place, scope)) checkIdentifierForm(value, place, scope)
}

export function listOf(check: Check, clause: string, rules: { readonly atLeastOne?: boolean; readonly unique?: boolean } = {}): Check {
  return (value, place, scope) => {
    if (!Array.isArray(value)) {
      scope.refuse('not-list', place, clause, { found: nameType(value) })
      return
    }
    if (rules.atLeastOne && value.length === 0) scope.refuse('list-empty', place, clause)
    for (let i = 0; i < value.length; i += 1) check(value[i] as JsonValue, child(place, i), scope)
    if (rules.unique && value.length > 1) checkUnique(value, place, scope, clause)
  }
}

function checkUnique(list: readonly JsonValue[], place: Place | null, scope: Scope, clause: string): void {
  const first = new Map<string, number>()
  for (let i = 0; i < list.length; i += 1) {
    const item = list[i]
    if (typeof item !== 'string') continue
    const before = first.get(item)
    if (before === undefined) first.set(item, i)
    else scope.refuse('item-repeated', child(place, i), clause, { found: item, first: before })
  }
}

export function vocabulary(name: VocabularyName, clause: string): Check {
  return (value, place, scope) => {
    const told = textOf(value, place, scope, clause)
    if (told === undefined) return
    const reading = readVocabulary(name, told, scope.context)
    if (!reading.ok) {
      const suggestion = scope.report.listing ? reading.suggest() : undefined
      if (suggestion === undefined) scope.refuse('word-unknown', place, clause, { found: told })
      else scope.refuse('word-misspelt', place, clause, { found: told, suggestion })
    } else if (told.includes(':')) {
      checkUri(told, place, scope)
    }
  }
}

/** One URI or a list of them. */
export const uriOrList: Check = (value, place, scope) => {
  if (Array.isArray(value)) listOf(uri, 'EPCIS 2.0 §7.4.1')(value, place, scope)
  else uri(value, place, scope)
}

export const context: Check = (value, place, scope) => {
  const clause = 'EPCIS 2.0 §9.1, JSON-LD 1.1 §3.1'
  const count = countDeclarations(value)
  if (count > mostDeclarations) {
    scope.refuse('context-too-large', place, clause, { count, limit: mostDeclarations })
    return
  }
  for (const [i, entry] of (Array.isArray(value) ? value : [value]).entries()) {
    const at = Array.isArray(value) ? child(place, i) : place
    if (typeof entry === 'string') uri(entry, at, scope)
    else if (isObject(entry)) checkDeclarations(entry, at, scope)
    else scope.refuse('context-invalid', at, clause, { found: nameType(entry) })
  }
  const ambiguous = findAmbiguousPrefix(scope.context)
  if (ambiguous !== undefined) scope.refuse('prefix-ambiguous', place, clause, { prefix: ambiguous[0], namespace: ambiguous[1] })
}

function checkDeclarations(entry: { readonly [name: string]: JsonValue }, place: Place | null, scope: Scope): void {
  const clause = 'JSON-LD 1.1 §4.1'
  for (const [name, definition] of Object.entries(entry)) {
    const at = child(place, name)
    if (name.startsWith('@')) continue
    const simple = typeof definition === 'string' || definition === null || isObject(definition)
    if (!simple) scope.refuse('context-invalid', at, clause, { found: nameType(definition) })
    if (reservedPrefixes.has(name)) scope.refuse('prefix-reserved', at, clause, { prefix: name })
    if (typeof definition === 'string' && !definition.startsWith('@')) uri(definition, at, scope)
  }
}
