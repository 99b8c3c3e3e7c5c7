import { type EventContext, readContext } from '../context.ts'
import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'

/** An event of a document that nobody has checked yet, with what its hash needs. */
export type HashableEvent = {
  readonly event: JsonObject
  readonly context: EventContext
  readonly ignored: ReadonlySet<string> | undefined
}

/** The reference implementation's namespace for a repository's list of fields that are no part of the event. */
const repository = 'https://repository-x.example.com/'

/**
 * The events of a parsed EPCISDocument, EPCISQueryDocument or bare event, in order, without checking them: to hash what `checkDocument` would
 * refuse. Empty where there are none.
 */
export function hashableEvents(document: JsonValue): HashableEvent[] {
  if (!isObject(document)) return []
  const context = readContext(document['@context'])
  const body = document.epcisBody
  if (!isObject(body)) return typeof document.eventTime === 'string' ? [{ event: document, context, ignored: undefined }] : []
  const results = body.queryResults
  const holder = isObject(results) ? results.resultsBody : body
  const list = isObject(holder) ? (holder.eventList ?? holder.event) : undefined
  const ignored = ignoredFields(isObject(results) ? results : document, context)
  return (Array.isArray(list) ? list : [list]).filter((event) => isObject(event)).map((event) => ({ event, context, ignored }))
}

function ignoredFields(holder: JsonObject, context: EventContext): ReadonlySet<string> | undefined {
  for (const [prefix, namespace] of context.prefixes) {
    const names = namespace === repository ? holder[`${prefix}:ignoreFields`] : undefined
    if (Array.isArray(names)) return new Set(names.filter((name) => typeof name === 'string'))
    // Read from XML, where they are empty elements.
    if (isObject(names)) return new Set(Object.keys(names))
  }
  return undefined
}
