import type { JsonObject, JsonValue } from './model.ts'

/** A value that has no canonical JSON: a number that is not finite, text with a lone surrogate, or no JSON value at all. */
export class CanonicalJsonError extends Error {
  readonly code = 'canonical-json'
  override readonly name = 'CanonicalJsonError'
}

/** Anything but what stands in a JSON string as itself: no control character, quote, backslash or surrogate. */
const needsEscape = /[^ !#-[\]-\ud7ff\ue000-\uffff]/

/**
 * The canonical text of a JSON value by RFC 8785: names sorted by UTF-16 code units, no white space, numbers and strings as
 * ECMAScript writes them. Equal values give equal text, whatever order, white space, escapes or spelling of numbers they came with.
 * Throws CanonicalJsonError for what is not I-JSON.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new CanonicalJsonError(`JSON has no number ${value}`)
    return value === 0 ? '0' : String(value)
  }
  if (value === true) return 'true'
  if (value === false) return 'false'
  if (value === null) return 'null'
  if (Array.isArray(value)) return canonicalArray(value)
  if (typeof value === 'object') return canonicalObject(value)
  throw new CanonicalJsonError(`JSON has no value of type ${typeof value}`)
}

function canonicalArray(array: readonly JsonValue[]): string {
  let text = '['
  for (let i = 0; i < array.length; i += 1) {
    if (i > 0) text += ','
    text += canonicalJson(array[i] as JsonValue)
  }
  return `${text}]`
}

function canonicalObject(object: JsonObject): string {
  const names = sortNames(Object.keys(object))
  let text = ''
  for (const name of names) {
    text += (text === '' ? '{' : ',') + quoteName(name) + canonicalJson(object[name] as JsonValue)
  }
  return text === '' ? '{}' : `${text}}`
}

const mostByHand = 32

/** The few names of an object are put in order where they stand: the engine's own sort takes memory each time. */
function sortNames(names: string[]): string[] {
  if (names.length > mostByHand) return names.sort()
  for (let i = 1; i < names.length; i += 1) {
    const name = names[i] ?? ''
    let at = i
    for (; at > 0 && (names[at - 1] ?? '') > name; at -= 1) names[at] = names[at - 1] ?? ''
    names[at] = name
  }
  return names
}

/** Names with their quotes and colon, those written lately: all events of a source have the same. */
const quotedNames = new Map<string, string>()
const rememberedNames = 1_000
const longestName = 100

function quoteName(name: string): string {
  const known = quotedNames.get(name)
  if (known !== undefined) return known
  const quoted = `${quote(name)}:`
  if (name.length <= longestName) {
    if (quotedNames.size >= rememberedNames) quotedNames.clear()
    quotedNames.set(name, quoted)
  }
  return quoted
}

function quote(text: string): string {
  if (!needsEscape.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new CanonicalJsonError('text with a lone surrogate')
  return JSON.stringify(text)
}
