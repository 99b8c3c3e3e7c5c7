import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { countDeclarations, type EventContext, mostDeclarations, readContext, standardEventContext } from '../context.ts'
import type { CheckOptions, DocumentEvent, DocumentReading, EpcisDocument } from '../document.ts'
import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'
import { type Budget, closeProblems, formatPlace, type Place, Report } from '../report.ts'
import { nearest } from '../vocabulary/nearest.ts'
import { documentShape, type Form, queryDocumentShape } from './envelope.ts'
import { checkEventValue, eventTypes, isEventType } from './events.ts'
import { child, nameType, Scope } from './scope.ts'
import { checkMembers } from './shape.ts'

const documentClause = 'EPCIS 2.0 §9.5'

type Inspection = {
  readonly document: EpcisDocument
  readonly envelope: Report
  readonly refused: readonly { readonly index: number; readonly at: string; readonly report: Report }[]
}

/** An EPCISDocument, an EPCISQueryDocument or a bare event, whole or not at all: every problem of every event at once. */
export function checkDocument(told: JsonValue, options: CheckOptions = {}): Result<EpcisDocument> {
  const { document, envelope, refused } = inspect(told, options)
  let total = envelope.total
  const listed: Problem[] = [...envelope.listed]
  for (const { report } of refused) {
    total += report.total
    listed.push(...report.listed)
  }
  return total === 0 ? succeed(document) : refuse(...closeProblems(listed, total))
}

/** The same, but each event stands or falls by itself; refused as a whole only for what is wrong around the events. */
export function readDocument(told: JsonValue, options: CheckOptions = {}): Result<DocumentReading> {
  const { document, envelope, refused } = inspect(told, options)
  if (envelope.total > 0) return refuse(...envelope.close())
  return succeed({ document, refused: refused.map(({ index, at, report }) => ({ index, at, problems: report.close(at) })) })
}

function inspect(told: JsonValue, options: CheckOptions): Inspection {
  const budget: Budget = { left: options.maxProblems ?? 1_000 }
  const envelope = new Report(budget)
  const object = isObject(told) ? told : {}
  if (!isObject(told)) envelope.add('not-object', null, { found: nameType(told) }, documentClause)
  const form = formOf(object)
  const outer = withPrefixes(options.prefixes)
  // A context too large to read is a problem of the envelope; the events cannot be judged without it.
  const readable = countDeclarations(object['@context']) <= mostDeclarations
  const context = readable ? readContext(object['@context'], outer) : outer
  const scope = new Scope(envelope, context)
  if (form === 'event') return inspectBareEvent(object, budget, scope)
  if (isObject(told)) checkEnvelope(form, object, scope)
  const found = findEvents(form, object, scope)
  const limit = options.maxEvents ?? Number.POSITIVE_INFINITY
  const list = readable && found.list.length <= limit ? found.list : []
  if (found.list.length > limit) scope.refuse('too-many-events', found.place, documentClause, { count: found.list.length, limit })
  const events: DocumentEvent[] = []
  const refused: { index: number; at: string; report: Report }[] = []
  const above = formatPlace(found.place)
  for (let index = 0; index < list.length; index += 1) {
    const report = new Report(budget)
    const place = found.single ? found.place : child(found.place, index)
    const at = found.single ? above : `${above}/${index}`
    const event = list[index] as JsonValue
    if (checkEventValue(event, place, new Scope(report, context))) {
      events.push({ event, index, at, context: contextOf(event, context) })
    } else {
      refused.push({ index, at, report })
    }
  }
  return { document: documentOf(form, object, context, events), envelope, refused }
}

const contextOf = (event: JsonObject, outer: EventContext): EventContext =>
  event['@context'] === undefined ? outer : readContext(event['@context'], outer)

/** Where none are announced, the standard's own context, one and the same: what is known of a context is remembered by it. */
const withPrefixes = (prefixes: ReadonlyMap<string, string> | undefined): EventContext =>
  prefixes === undefined || prefixes.size === 0
    ? standardEventContext
    : { prefixes: new Map([...standardEventContext.prefixes, ...prefixes]), remote: [] }

/** What has a body is taken for a document even if its type is misspelt: its events can then be looked at all the same. */
function formOf(object: JsonObject): Form {
  if (object.type === 'EPCISDocument') return 'document'
  if (object.type === 'EPCISQueryDocument') return 'query-document'
  const body = object.epcisBody
  if (isObject(body)) return 'queryResults' in body ? 'query-document' : 'document'
  const type = object.type
  const event = typeof type === 'string' && (isEventType(type) || type.includes(':') || Object.hasOwn(object, 'eventTime'))
  return event ? 'event' : 'document'
}

function inspectBareEvent(object: JsonObject, budget: Budget, scope: Scope): Inspection {
  const clause = 'EPCIS 2.0 §12, POST /events'
  if (!Object.hasOwn(object, '@context')) scope.refuse('field-missing', null, clause, { field: '@context', in: 'event' })
  const report = new Report(budget)
  // `scope.context` holds what stands around the event: its own @context was read into it already, which reading it again does not change.
  const right = checkEventValue(object, null, new Scope(report, scope.context))
  const events = right ? [{ event: object, index: 0, at: '', context: scope.context } as DocumentEvent] : []
  const document = documentOf('event', {}, scope.context, events)
  return { document, envelope: scope.report, refused: right ? [] : [{ index: 0, at: '', report }] }
}

function checkEnvelope(form: 'document' | 'query-document', object: JsonObject, scope: Scope): void {
  const { type } = object
  if (type !== undefined && type !== 'EPCISDocument' && type !== 'EPCISQueryDocument') {
    const told = typeof type === 'string' ? type : nameType(type)
    const suggestion = nearest(told, ['EPCISDocument', 'EPCISQueryDocument', ...eventTypes])
    const params = suggestion === undefined ? { found: told } : { found: told, suggestion }
    scope.refuse(suggestion === undefined ? 'document-type-unknown' : 'document-type-misspelt', child(null, 'type'), documentClause, params)
  }
  checkMembers(form === 'document' ? documentShape : queryDocumentShape, object, null, scope)
}

type Found = { readonly list: readonly JsonValue[]; readonly place: Place | null; readonly single: boolean }

/** `eventList`, or the one `event`; an absent or misshapen one was reported with the envelope. */
function findEvents(form: 'document' | 'query-document', object: JsonObject, scope: Scope): Found {
  let body = object.epcisBody
  let place = child(null, 'epcisBody')
  if (form === 'query-document') {
    for (const name of ['queryResults', 'resultsBody']) {
      body = isObject(body) ? body[name] : undefined
      place = child(place, name)
    }
  }
  if (!isObject(body)) return { list: [], place, single: false }
  const { eventList, event } = body
  if (eventList !== undefined && event !== undefined) scope.refuse('events-told-twice', place, documentClause)
  if (Array.isArray(eventList)) return { list: eventList, place: child(place, 'eventList'), single: false }
  return event === undefined ? { list: [], place, single: false } : { list: [event], place: child(place, 'event'), single: true }
}

const textOrNone = (told: JsonValue | undefined): string | undefined => (typeof told === 'string' ? told : undefined)

function documentOf(form: Form, object: JsonObject, context: EventContext, events: readonly DocumentEvent[]): EpcisDocument {
  const header = isObject(object.epcisHeader) ? object.epcisHeader : undefined
  const body = isObject(object.epcisBody) ? object.epcisBody : {}
  const results = isObject(body.queryResults) && isObject(body.queryResults.resultsBody) ? body.queryResults.resultsBody : {}
  const inHeader = isObject(header?.epcisMasterData) ? header.epcisMasterData.vocabularyList : undefined
  const lists = [inHeader, results.vocabularyList].flatMap((list) => (Array.isArray(list) ? list : []))
  return {
    form,
    schemaVersion: textOrNone(object.schemaVersion),
    creationDate: textOrNone(object.creationDate),
    id: textOrNone(object.id),
    sender: textOrNone(object.sender),
    receiver: textOrNone(object.receiver),
    instanceIdentifier: textOrNone(object.instanceIdentifier),
    context,
    header,
    masterData: lists.filter(isObject),
    extensions: Object.fromEntries(Object.entries(object).filter(([name]) => name.includes(':'))),
    events,
  }
}

/** One event by itself, in a context told from outside: what POST /events takes, and what a stored body is read back with. */
export function checkEvent(told: JsonValue, options: CheckOptions & { readonly context?: EventContext } = {}): Result<DocumentEvent> {
  const report = new Report({ left: options.maxProblems ?? 1_000 })
  const outer = options.context ?? withPrefixes(options.prefixes)
  if (!checkEventValue(told, null, new Scope(report, outer))) return refuse(...report.close())
  return succeed({ event: told, index: 0, at: '', context: contextOf(told, outer) })
}
