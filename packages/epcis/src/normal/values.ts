import { canonicalize, type Identifier } from '@proofline/identifiers'
import { type EventContext, expandName, expandUri } from '../context.ts'
import { isObject, type JsonObject, type JsonValue, setMember } from '../json/model.ts'
import { readTime } from '../time.ts'
import type { VocabularyName } from '../vocabulary/values.ts'
import { readVocabulary } from '../vocabulary/vocabulary.ts'
import type { Interval } from './model.ts'

/** The canonical identity of a URI or CURIE; what no check has let through is kept as it was told. */
export function identify(told: string, context: EventContext): Identifier {
  const uri = expandUri(told, context)
  const reading = canonicalize(uri)
  return reading.ok ? reading.value : { scheme: 'other', uri, level: 'other' }
}

export function readWord(name: VocabularyName, told: string, context: EventContext): string {
  const reading = readVocabulary(name, told, context)
  return reading.ok ? reading.uri : expandUri(told, context)
}

/** The interval of a time; undefined where the text is none. */
export function intervalOf(told: JsonValue | undefined): Interval | undefined {
  if (typeof told !== 'string') return undefined
  const reading = readTime(told)
  if (!reading.ok) return undefined
  const { floorMs, exact } = reading.moment
  return { fromMs: floorMs, toMs: exact ? floorMs : floorMs + 1 }
}

/**
 * A name with its namespace. CBV's master data stand in `urn:epcglobal:cbv:mda:` by its JSON-LD context, and in `urn:epcglobal:cbv:mda` by GS1's
 * XML examples and what is written after them: a lot number is a lot number in both.
 */
function fullName(name: string, context: EventContext): string {
  const expanded = expandName(name, context.prefixes)
  if (expanded === undefined) return name
  return expanded[0] === 'urn:epcglobal:cbv:mda' ? `urn:epcglobal:cbv:mda:${expanded[1]}` : expanded[0] + expanded[1]
}

/** The members of an object that are extensions, under their full names; those of EPCIS, which have no colon, left out. */
export function extensionsOf(object: JsonObject, context: EventContext): JsonObject {
  const extensions: JsonObject = {}
  for (const name in object) {
    if (name.includes(':')) setMember(extensions, fullName(name, context), expandNames(object[name] ?? null, context))
  }
  return extensions
}

function expandNames(value: JsonValue, context: EventContext): JsonValue {
  if (Array.isArray(value)) return value.map((element) => expandNames(element, context))
  if (!isObject(value)) return value
  const expanded: JsonObject = {}
  for (const name of Object.keys(value)) {
    setMember(expanded, fullName(name, context), expandNames(value[name] ?? null, context))
  }
  return expanded
}
