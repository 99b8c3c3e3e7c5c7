import { declaredPrefixes, type EventContext, readContext, standardEventContext } from '../context.ts'
import type { EpcisEvent } from '../event.ts'
import { canonicalJson } from '../json/canonical.ts'
import { type JsonObject, type JsonValue, setMember } from '../json/model.ts'

/**
 * The one text of an event, whose UTF-8 bytes are stored and hashed: the event as its source told it, in canonical JSON (RFC 8785).
 * - Order of names, white space, escapes and the spelling of numbers make no difference; the order of lists does, and so does every
 *   other character of a value: what the source said is evidence and is not rewritten (a bare `shipping` stays one).
 * - `@context` is written anew: the prefixes that this event uses in a name or at the beginning of a text, as one object, the standard's
 *   own left out; before it, in a list, the contexts that stand elsewhere. Where a prefix was declared makes no difference; what it is
 *   called does, since texts within extensions may use it unseen.
 * - `recordTime` is left out: it is the business of the repository that answers, to be ignored at capture (EPCIS 2.0 §7.4.1).
 *   The error declaration is part of it. A missing eventID stays missing.
 * Read back with JSON.parse, it is an event that carries its whole context: `normalizeEvent(event)` and `canonicalEvent(event)` take it.
 */
export function canonicalEvent(event: EpcisEvent, outer: EventContext = standardEventContext): string {
  const { '@context': own, recordTime: _, ...rest } = event as JsonObject
  const inner = readContext(own, outer)
  const context = contextOf(rest, inner)
  return canonicalJson(context === undefined ? rest : { ...rest, '@context': context })
}

function contextOf(event: JsonObject, context: EventContext): JsonValue | undefined {
  const { remote } = context
  const candidates = new Map(declaredPrefixes(context))
  const used: JsonObject = {}
  findPrefixes(event, candidates, used)
  const any = Object.keys(used).length > 0
  if (remote.length === 0) return any ? used : undefined
  return any ? [...remote, used] : [...remote]
}

/** Moves the prefixes that occur in names and texts from `candidates` to `used`, until all have been found. */
function findPrefixes(value: JsonValue, candidates: Map<string, string>, used: JsonObject): void {
  if (candidates.size === 0) return
  if (typeof value === 'string') {
    notePrefix(value, candidates, used)
  } else if (Array.isArray(value)) {
    for (const element of value) findPrefixes(element, candidates, used)
  } else if (typeof value === 'object' && value !== null) {
    for (const name in value) {
      notePrefix(name, candidates, used)
      findPrefixes(value[name] as JsonValue, candidates, used)
    }
  }
}

function notePrefix(text: string, candidates: Map<string, string>, used: JsonObject): void {
  const colon = text.indexOf(':')
  if (colon <= 0) return
  const prefix = text.slice(0, colon)
  const namespace = candidates.get(prefix)
  if (namespace === undefined) return
  setMember(used, prefix, namespace)
  candidates.delete(prefix)
}
