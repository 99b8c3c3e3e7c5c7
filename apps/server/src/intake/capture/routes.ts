import { announcedHeaders } from '@proofline/epcis/rest'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  answerWithin,
  badInput,
  busy,
  chooseMediaType,
  clientOf,
  type HttpServer,
  inTurns,
  keepBytesFor,
  languageOf,
  notFound,
  withinBudget,
} from '../../platform/http/index.ts'
import type { Capture } from './capture.ts'
import { addEventPost } from './event-post.ts'
import {
  announce,
  asRefusal,
  assertDisk,
  assertDocumentType,
  base,
  jobTypes,
  jsonTypes,
  negotiate,
  parseRequest,
  throwRefused,
} from './exchange.ts'
import * as headers from './headers.ts'
import { formatJobXml } from './job-xml.ts'
import type { JobPageTokens } from './model.ts'
import { loadJob, loadJobs, viewJob } from './queries.ts'
import { captureJob, captureJobs, jobParams, pageQuery } from './schemas.ts'
import { texts } from './texts.ts'

const tags = ['EPCIS capture']
const mostPerPage = 100

/** A job in the form that the client takes. */
function sendJob(request: FastifyRequest, reply: FastifyReply, job: ReturnType<typeof viewJob>): void {
  reply.header('content-language', languageOf(request))
  if (chooseMediaType(request.headers.accept, jobTypes)?.endsWith('xml')) reply.serializer((text: string) => text).send(formatJobXml(job))
  else reply.send(job)
}

/** The capture interface of EPCIS 2.0 (§12.6; OpenAPI /capture, /capture/{captureID}). */
export function registerCapture(app: HttpServer, capture: Capture, tokens: JobPageTokens): void {
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
    addEventPost(http, capture)
    addReads(http, capture, tokens)
    addOptions(http, capture)
  })
}

function addPost(http: HttpServer, capture: Capture): void {
  const { limits, answerTimeoutMs } = capture.settings
  http.post(
    base,
    {
      bodyLimit: limits.maxBytes,
      config: { answersInTime: true },
      onRequest: [announce(limits), negotiate(jobTypes), assertDocumentType, assertDisk(capture), withinBudget(capture.budget)],
      preHandler: inTurns(),
      schema: { tags, summary: 'Capture a document of EPCIS events', response: { 202: captureJob } },
    },
    async (request, reply) => {
      const parsed = parseRequest(request, 'document', capture.clock.now())
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

function addReads(http: HttpServer, capture: Capture, tokens: JobPageTokens): void {
  http.get(
    `${base}/:captureID`,
    {
      onRequest: negotiate(jobTypes),
      schema: { tags, summary: 'One capture job', params: jobParams, response: { 200: captureJob } },
    },
    async (request, reply) => {
      sendJob(request, reply, await findJob(capture, request, request.params.captureID))
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
      const client = clientOf(request).id
      const subject = `${base} ${client}`
      const { perPage, after } = await parsePage(request.query, subject, tokens)
      const { jobs, next } = await loadJobs(capture, { client, perPage, after }, languageOf(request))
      if (next !== undefined) {
        const { token, expiresMs } = await tokens.format(subject, next)
        reply.header('link', `<${base}?perPage=${perPage}&nextPageToken=${token}>; rel="next"`)
        reply.header('gs1-next-page-token-expires', new Date(expiresMs).toISOString())
      }
      return jobs
    },
  )
}

async function findJob(capture: Capture, request: FastifyRequest, captureID: string) {
  const job = await loadJob(capture, clientOf(request).id, captureID.toLowerCase(), languageOf(request))
  if (job === undefined) throw notFound('job-unknown', [texts], { id: captureID.slice(0, 80) })
  return job
}

/** Asked for more than there is at once, a page is as long as can be (OpenAPI, PerPage). */
async function parsePage(
  { perPage: told = '30', nextPageToken }: { perPage?: string; nextPageToken?: string },
  subject: string,
  tokens: JobPageTokens,
) {
  const perPage = Number(told)
  const after = nextPageToken === undefined ? undefined : await tokens.parse(subject, nextPageToken)
  const problems = []
  if (!/^\d{1,9}$/.test(told) || perPage < 1) {
    problems.push({ code: 'per-page-invalid', at: '/querystring/perPage', params: { limit: mostPerPage } })
  }
  if (after?.ok === false) problems.push({ code: 'page-token-invalid', at: '/querystring/nextPageToken' })
  if (problems.length > 0 || after?.ok === false) throw badInput(problems, texts)
  return { perPage: Math.min(perPage, mostPerPage), after: after?.value }
}

/** EPCIS 2.0 §12.5: what a client may expect of the address. */
function addOptions(http: HttpServer, capture: Capture): void {
  const capturing = { ...headers.limitHeaders(capture.settings.limits), 'GS1-Capture-Error-Behaviour': 'all' }
  http.options(base, { schema: { tags, summary: 'Limits and versions of capture' } }, async (_request, reply) =>
    reply
      .code(204)
      .headers({ ...announcedHeaders, ...capturing, allow: 'OPTIONS, POST, GET, HEAD' })
      .send(),
  )
  const one = { schema: { tags, summary: 'Versions of a capture job', params: jobParams } }
  http.options(`${base}/:captureID`, one, async (request, reply) => {
    await findJob(capture, request, request.params.captureID)
    return reply
      .code(204)
      .headers({ ...announcedHeaders, allow: 'OPTIONS, GET, HEAD' })
      .send()
  })
}
