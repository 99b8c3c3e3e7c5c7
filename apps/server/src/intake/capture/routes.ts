import { announcedHeaders, type HeaderFault, parseExtensions, restTexts } from '@proofline/epcis/rest'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  answerWithin,
  badInput,
  busy,
  chooseMediaType,
  clientOf,
  type HttpServer,
  keepBytesFor,
  languageOf,
  notFound,
  Refusal,
  withinBudget,
} from '../../platform/http/index.ts'
import { CheckError } from '../validate/index.ts'
import type { Capture } from './capture.ts'
import type { CaptureAnswer } from './commands.ts'
import * as headers from './headers.ts'
import { formatJobXml } from './job-xml.ts'
import type { CaptureRequest } from './model.ts'
import { loadJob, loadJobs, parsePageToken, problemCatalogs, viewJob } from './queries.ts'
import { captureJob, captureJobs, jobParams, pageQuery } from './schemas.ts'
import { texts } from './texts.ts'

const base = '/epcis/capture'
const tags = ['EPCIS capture']
const mostPerPage = 100

const refusalOf = (status: number, { code, params }: HeaderFault): Refusal =>
  new Refusal(status, code, { catalogs: [texts, restTexts], params })

const jsonTypes = ['application/json', 'application/ld+json'] as const
const jobTypes = [...jsonTypes, 'application/xml', 'text/xml'] as const
type AnswerType = (typeof jobTypes)[number]

/** What the client takes is settled before anything else. */
const negotiate = (types: readonly AnswerType[]) => async (request: FastifyRequest, reply: FastifyReply) => {
  const type = chooseMediaType(request.headers.accept, types)
  if (type === undefined) throw new Refusal(406, 'not-acceptable', { catalogs: [texts], params: { types: types.join(', ') } })
  reply.header('vary', 'Accept, Accept-Language').type(`${type}; charset=utf-8`)
}

/** A job in the form that the client takes. */
function sendJob(request: FastifyRequest, reply: FastifyReply, job: ReturnType<typeof viewJob>): void {
  reply.header('content-language', languageOf(request))
  if (chooseMediaType(request.headers.accept, jobTypes)?.endsWith('xml')) reply.serializer((text: string) => text).send(formatJobXml(job))
  else reply.send(job)
}

async function assertDocumentType(request: FastifyRequest): Promise<void> {
  const { 'content-type': type, 'content-encoding': coding } = request.headers
  if (headers.documentFormat(type) !== undefined && (coding === undefined || coding === 'identity')) return
  const found = coding === undefined ? (type ?? '-') : `${type ?? '-'}; ${coding}`
  throw new Refusal(415, 'media-type', { catalogs: [texts], params: { found: found.slice(0, 100) } })
}

/** The capture interface of EPCIS 2.0 (§12.6; OpenAPI /capture, /capture/{captureID}). */
export function registerCapture(app: HttpServer, capture: Capture): void {
  app.register(async (scope) => {
    const http = scope as HttpServer
    http.removeAllContentTypeParsers()
    // The bytes are the evidence: kept as they came, read by our own parser.
    http.addContentTypeParser(
      ['application/json', 'application/ld+json', 'application/xml', 'text/xml'],
      { parseAs: 'buffer' },
      (_request, body, done) => done(null, body),
    )
    addPost(http, capture)
    addReads(http, capture)
    addOptions(http, capture)
  })
}

function addPost(http: HttpServer, capture: Capture): void {
  const { limits, answerTimeoutMs } = capture.settings
  const announce = async (_request: FastifyRequest, reply: FastifyReply) => void reply.headers(headers.limitHeaders(limits))
  const assertDisk = async () => {
    if (!(await capture.disk.isLow())) return
    throw new Refusal(507, 'disk-low', { catalogs: [texts], retryAfterSeconds: 60, headers: { connection: 'close' } })
  }
  http.post(
    base,
    {
      bodyLimit: limits.maxBytes,
      config: { answersInTime: true },
      onRequest: [announce, negotiate(jobTypes), assertDocumentType, assertDisk, withinBudget(capture.budget)],
      schema: { tags, summary: 'Capture a document of EPCIS events', response: { 202: captureJob } },
    },
    async (request, reply) => {
      const parsed = parseRequest(request, capture.clock.now())
      const work = capture.capture(parsed)
      keepBytesFor(request, work)
      // The facts may be recorded after all: their keys make sure that whoever sends them again gets the first receipt.
      const answer = await answerWithin(request, work, answerTimeoutMs, () => busy('outcome-unknown', 10, texts)).catch(asRefusal)
      throwRefused(answer, limits.maxEvents)
      if (answer.outcome !== 'accepted' && answer.outcome !== 'opened') throw new Error('a refusal was not answered')
      reply.code(202).header('location', `${base}/${answer.job.id}`)
      sendJob(request, reply, viewJob(answer.job, answer.progress, languageOf(request)))
      return reply
    },
  )
}

function parseRequest(request: FastifyRequest, receivedAtMs: number): CaptureRequest {
  const behaviour = headers.parseErrorBehaviour(request.headers)
  if (typeof behaviour !== 'string') throw refusalOf(400, behaviour)
  const prefixes = parseExtensions(request.headers)
  if ('code' in prefixes) throw refusalOf(400, prefixes)
  const requestKey = headers.parseIdempotencyKey(request.headers)
  if (typeof requestKey === 'object') throw refusalOf(400, requestKey)
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const format = headers.documentFormat(request.headers['content-type']) ?? 'json'
  return { client: clientOf(request).id, bytes, format, behaviour, prefixes, requestKey, receivedAtMs }
}

/** Our own state, not the document's: the same request may succeed later. */
function asRefusal(error: unknown): never {
  if (error instanceof CheckError && error.retriable) throw busy('intake-busy', 2, texts)
  throw error
}

/** What was refused is durable by now: the client's answer is the same that its job tells later. */
function throwRefused(answer: CaptureAnswer, maxEvents: number): void {
  if (answer.outcome === 'request-key-reused')
    throw new Refusal(422, 'request-key-reused', { catalogs: [texts], exception: 'ValidationException' })
  if (answer.outcome !== 'refused' && answer.outcome !== 'refused-too-many-events') return
  const location = answer.recorded ? { headers: { location: `${base}/${answer.job.id}` } } : {}
  const problems = answer.checked.problems
  if (answer.outcome === 'refused-too-many-events') {
    throw new Refusal(413, 'document-too-many-events', { catalogs: problemCatalogs, problems, params: { limit: maxEvents }, ...location })
  }
  throw new Refusal(400, answer.recorded ? 'capture-refused' : 'capture-refused-uncounted', {
    catalogs: problemCatalogs,
    problems,
    ...location,
  })
}

function addReads(http: HttpServer, capture: Capture): void {
  http.get(
    `${base}/:captureID`,
    {
      onRequest: negotiate(jobTypes),
      schema: { tags, summary: 'One capture job', params: jobParams, response: { 200: captureJob } },
    },
    async (request, reply) => {
      const { captureID } = request.params
      const job = await loadJob(capture, clientOf(request).id, captureID.toLowerCase(), languageOf(request))
      if (job === undefined) throw notFound('job-unknown', [texts], { id: captureID.slice(0, 80) })
      sendJob(request, reply, job)
      return reply
    },
  )
  http.get(
    base,
    {
      onRequest: negotiate(jsonTypes),
      schema: { tags, summary: 'Your capture jobs, newest first', querystring: pageQuery, response: { 200: captureJobs } },
    },
    async (request, reply) => {
      const nowMs = capture.clock.now()
      const { perPage, after } = parsePage(request.query, nowMs)
      const { jobs, next } = await loadJobs(capture, { client: clientOf(request).id, perPage, after, nowMs }, languageOf(request))
      if (next !== undefined) {
        reply.header('link', `<${base}?perPage=${perPage}&nextPageToken=${next.token}>; rel="next"`)
        reply.header('gs1-next-page-token-expires', next.expiresAt.toISOString())
      }
      return jobs
    },
  )
}

function parsePage(query: { perPage?: string; nextPageToken?: string }, nowMs: number) {
  const perPage = Number(query.perPage ?? '30')
  const after = query.nextPageToken === undefined ? undefined : parsePageToken(query.nextPageToken, nowMs)
  const problems = []
  if (!/^\d{1,3}$/.test(query.perPage ?? '30') || perPage < 1 || perPage > mostPerPage) {
    problems.push({ code: 'per-page-invalid', at: '/querystring/perPage', params: { limit: mostPerPage } })
  }
  if (query.nextPageToken !== undefined && after === undefined)
    problems.push({ code: 'page-token-invalid', at: '/querystring/nextPageToken' })
  if (problems.length > 0) throw badInput(problems, texts)
  return { perPage, after }
}

/** EPCIS 2.0 §12.5: what a client may expect of the address. */
function addOptions(http: HttpServer, capture: Capture): void {
  const of = (allow: string, more: Readonly<Record<string, string>>) => async (_request: FastifyRequest, reply: FastifyReply) => {
    reply
      .code(204)
      .headers({ ...announcedHeaders, ...more })
      .header('allow', allow)
      .send()
  }
  const capturing = { ...headers.limitHeaders(capture.settings.limits), 'GS1-Capture-Error-Behaviour': 'all' }
  http.options(base, { schema: { tags, summary: 'Limits and versions of capture' } }, of('OPTIONS, POST, GET', capturing))
  http.options(`${base}/:captureID`, { schema: { tags, summary: 'Versions of a capture job', params: jobParams } }, of('OPTIONS, GET', {}))
}
