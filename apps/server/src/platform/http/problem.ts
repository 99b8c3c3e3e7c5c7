import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { atPath, type Catalog, chooseLanguage, type Language, type Problem, say } from '@proofline/problems'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { DatabaseError } from '../database/index.ts'
import { isRetriable, ProoflineError } from '../errors/index.ts'
import { chooseMediaType } from './media-type.ts'
import { formatProblemXml } from './problem-xml.ts'
import { texts } from './texts.ts'

export type RefusalOptions = {
  /** Where the words of `code` and of the problems' codes stand: asked in this order, the platform's own last. */
  readonly catalogs?: readonly Catalog[]
  readonly params?: Readonly<Record<string, string | number>>
  readonly problems?: readonly Problem[]
  readonly retryAfterSeconds?: number
  /** The name that the dialect of the address has for it, where it is not the usual one of the status. */
  readonly exception?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that is answered with an error. Thrown by routes; this file alone turns it into HTTP. */
export class Refusal extends ProoflineError {
  readonly status: number
  readonly #options: RefusalOptions

  constructor(status: number, code: string, options: RefusalOptions = {}) {
    super(code, `${status} ${code}`, options.params === undefined ? {} : { params: options.params })
    this.status = status
    this.#options = options
  }

  /** Not a property of its own: a log line of the error would carry whole catalogs of texts, and the problems of somebody's document. */
  get options(): RefusalOptions {
    return this.#options
  }
}

/** 400 with all problems. */
export const badInput = (problems: readonly Problem[], ...catalogs: Catalog[]): Refusal =>
  new Refusal(400, 'bad-input', { problems, catalogs })

export const notFound = (
  code: string,
  catalogs: readonly Catalog[] = [],
  params: Readonly<Record<string, string | number>> = {},
): Refusal => new Refusal(404, code, { catalogs, params })

/** 503: the same request may be sent again after a while. */
export const busy = (code: string, retryAfterSeconds: number, ...catalogs: Catalog[]): Refusal =>
  new Refusal(503, code, { retryAfterSeconds, catalogs, headers: { connection: 'close' } })

/** Some addresses follow a standard that names its errors otherwise: the `type` of every problem below `prefix` comes from here. */
export type ErrorDialect = { readonly prefix: string; readonly typeOf: (status: number, exception: string | undefined) => string }

/** Errors of modules that tell the state of the server, not a mistake in it: answered 503 in their own words. */
export type KnownFailures = { readonly catalog: Catalog; readonly codes: readonly string[] }

declare module 'fastify' {
  interface FastifyInstance {
    errorDialects: readonly ErrorDialect[]
    knownFailures: readonly KnownFailures[]
  }
}

export const languageOf = (request: FastifyRequest): Language => chooseLanguage(request.headers['accept-language'])

function words(catalogs: readonly Catalog[], language: Language, code: string, params?: Problem['params']): string {
  const catalog = [...catalogs, texts].find((candidate) => Object.hasOwn(candidate[language], code))
  return say(catalog ?? texts, language, code, params)
}

const dialectOf = (dialects: readonly ErrorDialect[], path: string): ErrorDialect | undefined =>
  dialects.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))

/** Line and column of a problem in a text that has them, from 1. */
export function positionOf({ params }: Problem): { readonly line?: number; readonly column?: number } {
  const { line, column } = params ?? {}
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : {}
}

/** RFC 9457. */
function bodyOf(refusal: Refusal, request: FastifyRequest, extra: Readonly<Record<string, unknown>>) {
  const { status, code, params, options } = refusal
  const language = languageOf(request)
  const catalogs = options.catalogs ?? []
  const path = request.url.split('?', 1)[0] ?? ''
  const dialect = dialectOf(request.server.errorDialects, path)
  const type = dialect?.typeOf(status, options.exception) ?? `urn:proofline:problem:${code}`
  const title = words([], language, `status-${status}`)
  const problems = options.problems?.map((problem) => ({
    code: problem.code,
    pointer: problem.at,
    message: words(catalogs, language, problem.code, problem.params),
    ...(problem.clause === undefined ? {} : { clause: problem.clause }),
    ...positionOf(problem),
  }))
  return {
    type,
    title: title === `status-${status}` ? (STATUS_CODES[status] ?? '') : title,
    status,
    code,
    detail: words(catalogs, language, code, { ...params, count: problems?.length ?? 0 }),
    instance: `urn:uuid:${request.id}`,
    ...extra,
    ...(problems === undefined ? {} : { errors: problems }),
  }
}

function send(refusal: Refusal, request: FastifyRequest, reply: FastifyReply, extra: Readonly<Record<string, unknown>> = {}): void {
  const { retryAfterSeconds, headers } = refusal.options
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  if (headers !== undefined) reply.headers(headers)
  const type = problemTypeOf(request)
  reply
    .code(refusal.status)
    .header('content-type', `${type}; charset=utf-8`)
    .header('content-language', languageOf(request))
    .header('vary', 'Accept, Accept-Language')
    // Serialised here, because a route's own response schema knows nothing of problems.
    .serializer((payload: object) => (type === 'application/problem+xml' ? formatProblemXml(payload) : JSON.stringify(payload)))
    .send(bodyOf(refusal, request, extra))
}

/** A client that reads XML only, or rather, gets its problems in XML; everybody else in JSON. */
function problemTypeOf(request: FastifyRequest): 'application/problem+json' | 'application/problem+xml' {
  const types = ['application/problem+json', 'application/json', 'application/problem+xml', 'application/xml', 'text/xml'] as const
  return chooseMediaType(request.headers.accept, types)?.endsWith('xml') ? 'application/problem+xml' : 'application/problem+json'
}

/** Fastify's own refusals, by their code; `undefined` for what is no fault of the request. */
function asRefusal(error: FastifyError | ProoflineError, known: readonly KnownFailures[]): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error instanceof DatabaseError && error.code === 'disk-full') return busy('disk-full', 60)
  const failure = known.find(({ codes }) => codes.includes(error.code))
  if (error instanceof ProoflineError && failure !== undefined) {
    const options = { catalogs: [failure.catalog], params: error.params }
    return new Refusal(503, error.code, error.retriable ? { ...options, retryAfterSeconds: 2 } : options)
  }
  if (isRetriable(error)) return busy('temporarily-unavailable', 2)
  if (error.code === 'FST_ERR_HANDLER_TIMEOUT') return busy('answer-late', 10)
  if (error instanceof ProoflineError) return undefined
  if (error.validation !== undefined) return badInput(error.validation.map((found) => problemOf(found, error.validationContext ?? 'body')))
  const status = error.statusCode ?? 500
  if (status < 400 || status > 499) return undefined
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError) return new Refusal(400, 'malformed-json')
  if (status === 414) return new Refusal(414, 'address-too-long')
  if (status === 413) return new Refusal(413, 'body-too-large', { headers: { connection: 'close' } })
  if (status === 415) return new Refusal(415, 'content-type-unsupported')
  return new Refusal(status, 'bad-request')
}

type SchemaError = { keyword: string; instancePath: string; message?: string; params: Record<string, unknown> }

/** What JSON Schema found, as a problem: the pointer begins with the part of the request where it is not the body. */
function problemOf(error: SchemaError, context: string): Problem {
  const base = context === 'body' ? '' : `/${context}`
  const missing = error.params.missingProperty ?? error.params.additionalProperty
  const at = typeof missing === 'string' ? atPath(`${base}${error.instancePath}`, missing) : `${base}${error.instancePath}`
  const code = `schema-${error.keyword.toLowerCase()}`
  return Object.hasOwn(texts.en, code)
    ? { code, at, params: paramsOf(error.params) }
    : { code: 'schema-mismatch', at, params: { reason: error.message ?? error.keyword } }
}

const paramsOf = (params: Record<string, unknown>): Record<string, string | number> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? value : String(value)]))

/** Every error of every route ends here. What is nobody's fault but ours is told by an id only; the log has the rest under it. */
export function answerError(error: FastifyError | ProoflineError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = asRefusal(error, request.server.knownFailures)
  if (refusal !== undefined) {
    if (refusal.status >= 500) request.log.warn({ err: error }, 'refused for now')
    send(refusal, request, reply)
    return
  }
  const errorId = randomUUID()
  request.log.error({ err: error, errorId }, 'request failed')
  send(new Refusal(500, 'internal-error', { params: { errorId } }), request, reply, { errorId })
}

/** RFC 9110 §15.5.6: 405 says in `Allow` what may be done there. */
export function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): void {
  const methods = request.server.methodsAt(request.url.split('?', 1)[0] ?? '').join(', ')
  if (methods !== '') {
    const params = { method: request.method, methods }
    send(new Refusal(405, 'method-not-allowed', { params, headers: { allow: methods } }), request, reply)
    return
  }
  send(new Refusal(404, 'no-such-route', { params: { method: request.method } }), request, reply)
}

function rawStatusOf(code: string | undefined, received: Uint8Array | undefined): readonly [status: number, code: string] {
  // Where not even the first line has ended, it is the address that is too long.
  if (code === 'HPE_HEADER_OVERFLOW') return received?.includes(0x0a) === false ? [414, 'address-too-long'] : [431, 'headers-too-large']
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? [408, 'request-too-slow'] : [400, 'bad-request']
}

/** What Node's parser refuses has no request yet: a whole answer, in English, then the connection ends. */
export function rawRefusal(code: string | undefined, received: Uint8Array | undefined, dialects: readonly ErrorDialect[]): string {
  const [status, ours] = rawStatusOf(code, received)
  const title = STATUS_CODES[status] ?? ''
  const [, path = ''] = /^[A-Z]{1,20} ([^\s?]{1,200})/.exec(Buffer.from(received?.subarray(0, 250) ?? []).toString('latin1')) ?? []
  const dialect = dialectOf(dialects, path)
  const type = dialect?.typeOf(status, undefined) ?? `urn:proofline:problem:${ours}`
  const body = JSON.stringify({ type, title, status, code: ours, detail: say(texts, 'en', ours) })
  return `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
}
