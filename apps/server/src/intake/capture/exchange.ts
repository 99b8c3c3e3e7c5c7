import { type HeaderFault, parseExtensions, restTexts } from '@proofline/epcis/rest'
import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import { busy, chooseMediaType, clientOf, Refusal } from '../../platform/http/index.ts'
import { CheckError } from '../validate/index.ts'
import type { Capture } from './capture.ts'
import type { CaptureAnswer } from './commands.ts'
import * as headers from './headers.ts'
import type { CaptureLimits, CaptureRequest } from './model.ts'
import { problemCatalogs } from './queries.ts'
import { texts } from './texts.ts'

export const base = '/epcis/capture'

const refusalOf = (status: number, { code, params }: HeaderFault): Refusal =>
  new Refusal(status, code, { catalogs: [texts, restTexts], params })

export const jsonTypes = ['application/json', 'application/ld+json'] as const
export const jobTypes = [...jsonTypes, 'application/xml', 'text/xml'] as const
type AnswerType = (typeof jobTypes)[number]

/** What the client takes is settled before anything else. */
export const negotiate =
  (types: readonly AnswerType[]): onRequestHookHandler =>
  (request, reply, done) => {
    const type = chooseMediaType(request.headers.accept, types)
    if (type === undefined) {
      done(new Refusal(406, 'not-acceptable', { catalogs: [texts], params: { types: types.join(', ') } }))
      return
    }
    reply.header('vary', 'Accept, Accept-Language').header('content-type', `${type}; charset=utf-8`)
    done()
  }

export const announce = (limits: CaptureLimits): onRequestHookHandler => {
  const announced = headers.limitHeaders(limits)
  return (_request, reply, done) => {
    reply.headers(announced)
    done()
  }
}

/** While the disk is low nothing is taken in, so that what is recorded stays safe. */
export const assertDisk = (capture: Capture) => async () => {
  if (!(await capture.disk.isLow())) return
  throw new Refusal(507, 'disk-low', { catalogs: [texts], retryAfterSeconds: 60, headers: { connection: 'close' } })
}

export const assertDocumentType: onRequestHookHandler = (request, _reply, done) => {
  const { 'content-type': type, 'content-encoding': coding } = request.headers
  if (headers.documentFormat(type) !== undefined && (coding === undefined || coding === 'identity')) {
    done()
    return
  }
  const found = coding === undefined ? (type ?? '-') : `${type ?? '-'}; ${coding}`
  done(new Refusal(415, 'media-type', { catalogs: [texts], params: { found: found.slice(0, 100) } }))
}

export function parseRequest(request: FastifyRequest, takes: CaptureRequest['takes'], receivedAtMs: number): CaptureRequest {
  const behaviour = headers.parseErrorBehaviour(request.headers)
  if (typeof behaviour !== 'string') throw refusalOf(400, behaviour)
  const prefixes = parseExtensions(request.headers)
  if ('code' in prefixes) throw refusalOf(400, prefixes)
  const requestKey = headers.parseIdempotencyKey(request.headers)
  if (typeof requestKey === 'object') throw refusalOf(400, requestKey)
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const format = headers.documentFormat(request.headers['content-type']) ?? 'json'
  return { takes, client: clientOf(request).id, bytes, format, behaviour, prefixes, requestKey, receivedAtMs }
}

/** Our own state, not the document's: the same request may succeed later. */
export function asRefusal(error: unknown): never {
  if (error instanceof CheckError && error.retriable) throw busy('intake-busy', 2, texts)
  throw error
}

/** What was refused is durable by now: the client's answer is the same that its job tells later. */
export function throwRefused(answer: CaptureAnswer, maxEvents: number): void {
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
