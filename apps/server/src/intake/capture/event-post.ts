import { formatQueryDocument, isObject, type JsonObject, type JsonValue, parseJson } from '@proofline/epcis'
import type { FastifyRequest } from 'fastify'
import { answerWithin, busy, type HttpServer, inTurns, keepBytesFor, Refusal, withinBudget } from '../../platform/http/index.ts'
import { parseEnvelope, selectFactsAt } from '../../record/index.ts'
import type { Capture } from './capture.ts'
import { announce, asRefusal, assertDisk, jsonTypes, negotiate, parseRequest, throwRefused } from './exchange.ts'
import { documentFormat } from './headers.ts'
import type { CaptureLimits } from './model.ts'
import { problemCatalogs } from './queries.ts'
import { texts } from './texts.ts'

const path = '/epcis/events'

/** One event: far from what is recorded in batches, so that it stands when it is answered. */
const limits: CaptureLimits = { maxBytes: 1_000_000, maxEvents: 1 }

const addressOf = (eventID: string): string => `${path}/${encodeURIComponent(eventID)}`

async function assertEventType(request: FastifyRequest): Promise<void> {
  const { 'content-type': type, 'content-encoding': coding } = request.headers
  if (documentFormat(type) === 'json' && (coding === undefined || coding === 'identity')) return
  throw new Refusal(415, 'media-type-event', { catalogs: [texts], params: { found: (coding ?? type ?? '-').slice(0, 100) } })
}

/** POST /events (EPCIS 2.0 §12; OpenAPI): one bare event, recorded before it is answered; 409 where it exists already. */
export function addEventPost(http: HttpServer, capture: Capture): void {
  http.post(
    path,
    {
      bodyLimit: limits.maxBytes,
      config: { answersInTime: true },
      onRequest: [announce(limits), negotiate(jsonTypes), assertEventType, assertDisk(capture), withinBudget(capture.budget)],
      preHandler: inTurns(),
      schema: { tags: ['EPCIS capture'], summary: 'Create one event' },
    },
    async (request, reply) => {
      const work = capture.capture({ ...parseRequest(request, 'event', capture.clock.now()), behaviour: 'rollback' })
      keepBytesFor(request, work)
      const late = () => busy('outcome-unknown', 10, texts)
      const answer = await answerWithin(request, work, capture.settings.answerTimeoutMs, late).catch(asRefusal)
      if (answer.outcome === 'event-exists') throw exists(answer.eventID)
      throwRefused(answer, limits.maxEvents)
      // Larger than anything of a megabyte can be: it is being recorded, and sent again it is found.
      if (answer.outcome !== 'accepted') throw late()
      const index = answer.progress.runs[0]?.[1]
      const event = index === undefined ? undefined : await readEvent(capture, index)
      if (event === undefined) throw late()
      const { eventID } = event
      if (typeof eventID !== 'string') throw new Error(`fact ${index} has no eventID`)
      if (answer.progress.duplicates > 0) throw exists(eventID)
      return reply.code(201).header('location', addressOf(eventID)).send(event)
    },
  )
}

const exists = (eventID: string): Refusal =>
  new Refusal(409, 'event-exists', {
    catalogs: problemCatalogs,
    params: { eventID: eventID.slice(0, 200) },
    headers: { location: addressOf(eventID) },
  })

/** The event as it stands in the record, with the time of its recording. */
async function readEvent({ database, organisation }: Capture, index: number): Promise<JsonObject | undefined> {
  const [fact] = await database.transaction(organisation, (transaction) => selectFactsAt(transaction, [index]), { readOnly: true })
  const body = fact?.body === null || fact === undefined ? undefined : parseJson(fact.body)
  const envelope = fact === undefined ? undefined : parseEnvelope(fact.envelopeBytes)
  if (body?.ok !== true || envelope?.ok !== true || !isObject(body.value)) return undefined
  const { recordedAt } = envelope.value
  const { document } = formatQueryDocument([{ event: body.value, recordTime: recordedAt }], {
    creationDate: recordedAt,
    epcFormat: 'Never_Translates',
  })
  const event = firstEvent(document)
  return event === undefined ? undefined : { '@context': document['@context'] ?? null, ...event }
}

function firstEvent(document: JsonObject): JsonObject | undefined {
  let value: JsonValue | undefined = document
  for (const name of ['epcisBody', 'queryResults', 'resultsBody', 'eventList']) value = isObject(value) ? value[name] : undefined
  const [event] = Array.isArray(value) ? value : []
  return isObject(event) ? event : undefined
}
