import { parseJson } from '@proofline/epcis'
import { announcedHeaders, parseEpcFormat, restTexts } from '@proofline/epcis/rest'
import type { Problem } from '@proofline/problems'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  acceptWebSocket,
  assertHandshake,
  busy,
  chooseMediaType,
  clientOf,
  type HttpServer,
  languageOf,
  Refusal,
  upgradeOnly,
} from '../../platform/http/index.ts'
import type { PageTokens } from '../events/index.ts'
import { minRecordTime, viewSubscription } from './answer.ts'
import type { Subscriptions } from './commands.ts'
import type { DestinationPolicy } from './destination.ts'
import type { QuerySource, StandingQuery, Subscription } from './model.ts'
import { controlsCodes, parseSocketRequest, parseSubscription } from './requests.ts'
import type { Sockets } from './sockets.ts'
import { texts } from './texts.ts'

export type SubscriptionRoutes = {
  readonly subscriptions: Subscriptions
  readonly sockets: Sockets
  readonly source: QuerySource
  readonly policy: DestinationPolicy
  readonly tokens: PageTokens<{ readonly after: string; readonly asOf: number }>
  readonly now: () => number
  readonly logSize: () => number
}

const catalogs = [texts, restTexts]
const tags = ['EPCIS']
const queryPath = '/epcis/queries/:queryName'
const path = `${queryPath}/subscriptions`
const one = `${path}/:subscriptionID`
const mostBytes = 64 * 1024
const paging = { perPage: 30, most: 200 } as const

/** Subscriptions of EPCIS 2.0 (OpenAPI /queries/{queryName}/subscriptions), and the WebSocket of /queries/{queryName}/events. */
export function registerRoutes(http: HttpServer, module: SubscriptionRoutes): void {
  addPost(http, module)
  addList(http, module)
  addOne(http, module)
  addSocket(http, module)
}

const param = (request: FastifyRequest, name: string): string => (request.params as Readonly<Record<string, string>>)[name] ?? ''

const pathOf = (queryName: string, id?: string): string =>
  `/epcis/queries/${encodeURIComponent(queryName)}/subscriptions${id === undefined ? '' : `/${id}`}`

/** SubscriptionControlsException where nothing but the controls is wrong. */
function refuse(problems: readonly Problem[]): Refusal {
  const exception = problems.every(({ code }) => controlsCodes.has(code)) ? 'SubscriptionControlsException' : 'ValidationException'
  return new Refusal(400, 'subscription-refused', { catalogs, problems, exception })
}

async function findQuery({ source }: SubscriptionRoutes, request: FastifyRequest): Promise<StandingQuery> {
  const name = param(request, 'queryName')
  const query = await source.find(name)
  if (query === undefined) throw unknownQuery(name)
  return query
}

const unknownQuery = (name: string): Refusal =>
  new Refusal(404, 'query-unknown', { catalogs, params: { query: name.slice(0, 200) }, exception: 'NoSuchNameException' })

const limited = (query: string): Refusal =>
  new Refusal(400, 'query-limits-results', { catalogs, params: { query: query.slice(0, 200) }, exception: 'SubscriptionControlsException' })

/** Answers are JSON, as in the OpenAPI. */
async function assertJsonWanted(request: FastifyRequest): Promise<void> {
  if (chooseMediaType(request.headers.accept, ['application/json', 'application/ld+json']) === undefined)
    throw new Refusal(406, 'json-only', { catalogs })
}

function epcFormatOf(request: FastifyRequest) {
  const format = parseEpcFormat(request.headers)
  if (typeof format === 'string') return format
  throw new Refusal(406, format.code, { catalogs, params: format.params })
}

function addPost(http: HttpServer, module: SubscriptionRoutes): void {
  http.register(async (scope) => {
    const inner = scope as HttpServer
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser(['application/json', 'application/ld+json'], { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    const schema = { tags, summary: 'Subscribes an address to a named query: { dest, signatureToken, stream or schedule }' }
    inner.post(path, { schema, bodyLimit: mostBytes, onRequest: assertJsonWanted }, async (request, reply) => {
      const body = parseJson(Buffer.isBuffer(request.body) ? request.body : new Uint8Array(0))
      if (!body.ok) throw refuse(body.problems)
      const asked = parseSubscription(body.value, module.policy, epcFormatOf(request))
      if (!asked.ok) throw refuse(asked.problems)
      const name = param(request, 'queryName')
      const made = await module.subscriptions.make(name, asked.value, clientOf(request).id)
      if (made === 'query-unknown') throw unknownQuery(name)
      if (made === 'query-limits-results') throw limited(name)
      if (made === 'subscriptions-too-many') {
        throw new Refusal(400, made, { catalogs, params: { limit: module.subscriptions.most }, exception: 'SubscriptionControlsException' })
      }
      reply.code(201).header('location', pathOf(name, made.id))
      return viewSubscription(made, pathOf(name, made.id), languageOf(request))
    })
  })
}

const querystring = {
  type: 'object',
  properties: { perPage: { type: 'string', pattern: '^[1-9]\\d{0,8}$' }, nextPageToken: { type: 'string' } },
  additionalProperties: false,
} as const

function addList(http: HttpServer, module: SubscriptionRoutes): void {
  const { subscriptions, tokens } = module
  const schema = { tags, summary: 'Your subscriptions to a named query, oldest first', querystring }
  http.get(path, { schema, onRequest: assertJsonWanted }, async (request, reply) => {
    const query = await findQuery(module, request)
    const { perPage: told, nextPageToken } = request.query
    const perPage = Math.min(paging.most, Number(told ?? paging.perPage))
    const place = nextPageToken === undefined ? undefined : await tokens.parse(pathOf(query.name), nextPageToken)
    if (place?.ok === false) throw refuse(place.problems)
    const found = await subscriptions.list(query, clientOf(request).id, readPlace(place?.value.after), perPage + 1)
    const shown = found.slice(0, perPage)
    const last = shown.at(-1)
    if (found.length > shown.length && last !== undefined) {
      const { token, expiresMs } = await tokens.format(pathOf(query.name), { after: `${last.createdMs} ${last.id}`, asOf: 0 })
      reply.header('link', `<${pathOf(query.name)}?perPage=${perPage}&nextPageToken=${token}>; rel="next"`)
      reply.header('gs1-next-page-token-expires', new Date(expiresMs).toISOString())
    }
    return shown.map((each) => viewSubscription(each, pathOf(query.name, each.id), languageOf(request)))
  })
  addOptions(http, path, 'OPTIONS, GET, HEAD, POST', async (request) => {
    await findQuery(module, request)
    return {}
  })
}

function readPlace(after: string | undefined): { createdMs: number; id: string } | undefined {
  const [createdMs, id] = after?.split(' ') ?? []
  return id === undefined ? undefined : { createdMs: Number(createdMs), id }
}

async function findOne(module: SubscriptionRoutes, request: FastifyRequest): Promise<Subscription> {
  const query = await findQuery(module, request)
  const id = param(request, 'subscriptionID').toLowerCase()
  const found = await module.subscriptions.find(query, id, clientOf(request).id)
  if (found === undefined) throw unknownOne(query.name, id)
  return found
}

const unknownOne = (query: string, id: string): Refusal =>
  new Refusal(404, 'subscription-unknown', { catalogs, params: { query: query.slice(0, 200), id: id.slice(0, 80) } })

function addOne(http: HttpServer, module: SubscriptionRoutes): void {
  const view = (found: Subscription, request: FastifyRequest) =>
    viewSubscription(found, pathOf(found.queryName, found.id), languageOf(request))
  http.get(
    one,
    { schema: { tags, summary: 'A subscription, and where its deliveries stand' }, onRequest: assertJsonWanted },
    async (request) => view(await findOne(module, request), request),
  )
  http.delete(one, { schema: { tags, summary: 'Ends a subscription' } }, async (request, reply) => {
    const found = await findOne(module, request)
    if (!(await module.subscriptions.end(found, clientOf(request).id))) throw unknownOne(found.queryName, found.id)
    return reply.code(204).send()
  })
  const summary = 'Resumes a paused subscription behind its last acknowledged delivery (an extension of EPCIS 2.0)'
  http.post(`${one}/resume`, { schema: { tags, summary }, onRequest: assertJsonWanted }, async (request) => {
    const found = await findOne(module, request)
    if (found.paused === null) throw new Refusal(409, 'subscription-not-paused', { catalogs, params: { id: found.id } })
    const resumed = await module.subscriptions.resume(found, clientOf(request).id)
    if (resumed === undefined) throw unknownOne(found.queryName, found.id)
    return view(resumed, request)
  })
  addOptions(http, one, 'OPTIONS, GET, HEAD, DELETE', async (request) => ({
    'GS1-Query-Min-Record-Time': minRecordTime(await findOne(module, request)),
  }))
}

function addOptions(
  http: HttpServer,
  address: string,
  allow: string,
  find: (request: FastifyRequest) => Promise<Readonly<Record<string, string>>>,
): void {
  http.options(
    address,
    { schema: { tags, summary: 'Versions of subscriptions' } },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const more = await find(request)
      return reply
        .code(204)
        .headers({ ...announcedHeaders, ...more, allow })
        .send()
    },
  )
}

/** The same address without `Upgrade` runs the query; it is another module's. */
function addSocket(http: HttpServer, module: SubscriptionRoutes): void {
  const { sockets, source, now, logSize } = module
  const options = { constraints: upgradeOnly, exposeHeadRoute: false, config: { answersInTime: true }, schema: { hide: true } }
  http.get(`${queryPath}/events`, options, async (request, reply) => {
    assertHandshake(request)
    const asked = parseSocketRequest(request.query as Readonly<Record<string, unknown>>, epcFormatOf(request))
    if (!asked.ok) throw refuse(asked.problems)
    const query = await findQuery(module, request)
    if (query.limitsResults) throw limited(query.name)
    if (sockets.isFull) throw busy('sockets-too-many', 30, texts)
    const { from, initialMs } = asked.value
    const nowMs = now()
    const begin = from ?? (initialMs === undefined ? logSize() : initialMs > nowMs ? undefined : await source.sizeBefore(initialMs))
    const headers = { 'GS1-Query-Min-Record-Time': new Date(initialMs ?? nowMs).toISOString(), ...announcedHeaders }
    const socket = await acceptWebSocket(request, reply, headers)
    if (socket !== undefined) sockets.open(socket, query, asked.value, begin)
    return reply
  })
}
