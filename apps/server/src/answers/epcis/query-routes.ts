import { parseJson } from '@proofline/epcis'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { clientOf, type HttpServer, Refusal } from '../../platform/http/index.ts'
import { parseQuery, type Query } from '../events/index.ts'
import { longestDefinition, type NamedQuery, parseDefinition } from '../named-queries/index.ts'
import { sendText } from './answer.ts'
import { refuseOthers } from './collection-routes.ts'
import { addOptions, tag } from './discovery.ts'
import { base, jsonTypes, type Wanted } from './model.ts'
import { answerEvents, linkNext, param, pathOfValue, type Repository } from './repository.ts'
import { catalogs, contextOf, type PageRequest, readPageRequest, readWanted, refuseParameters, subjectOf } from './request.ts'

const path = `${base}/queries`
const one = `${path}/:queryName`

/** Of GET /queries/{queryName}/events with `Upgrade: websocket`, which is answered elsewhere. */
const socketParameters = ['stream', 'second', 'minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek', 'reportIfEmpty', 'initialRecordTime']

/** Named queries (EPCIS 2.0 §12.7): /queries, /queries/{queryName}, /queries/{queryName}/events. Subscriptions below them are another module's. */
export function addQueries(http: HttpServer, repository: Repository): void {
  http.get(path, { schema: { tags: [tag], summary: 'Named queries' } }, async (request, reply) => answerQueries(repository, request, reply))
  addDefinition(http, repository)
  http.get(one, { schema: { tags: [tag], summary: 'The definition of a named query' } }, async (request, reply) => {
    const { type } = readWanted(request, jsonTypes)
    sendText(reply, type, JSON.stringify(viewOf(await findQuery(repository, param(request, 'queryName')))))
    return reply
  })
  http.delete(one, { schema: { tags: [tag], summary: 'Removes a named query, and ends its subscriptions' } }, async (request, reply) => {
    const name = param(request, 'queryName')
    const outcome = await repository.queries.remove(name, clientOf(request).id)
    if (outcome === 'unknown') throw unknownQuery(name)
    if (outcome === 'not-yours') throw new Refusal(403, 'query-not-yours', { catalogs, params: { name } })
    return reply.code(204).send()
  })
  http.get(`${one}/events`, { schema: { tags: [tag], summary: 'The events that a named query finds' } }, async (request, reply) =>
    answerEvents(repository, request, reply, async (_wanted, page) => {
      const query = await findQuery(repository, param(request, 'queryName'))
      refuseRunParameters(page)
      return { query: parseNamed(query), queryName: query.name }
    }),
  )
  const there = async (request: FastifyRequest) => findQuery(repository, param(request, 'queryName'))
  addOptions(http, path, 'OPTIONS, GET, HEAD, POST', 'Versions of named queries')
  addOptions(http, one, 'OPTIONS, GET, HEAD, DELETE', 'Versions of a named query', there)
  addOptions(http, `${one}/events`, 'OPTIONS, GET, HEAD', 'Versions and formats of the events of a named query', there)
}

export const unknownQuery = (name: string): Refusal =>
  new Refusal(404, 'query-unknown', { catalogs, params: { name: name.slice(0, 200) }, exception: 'NoSuchNameException' })

async function findQuery({ queries }: Repository, name: string): Promise<NamedQuery> {
  const query = await queries.find(name)
  if (query === undefined) throw unknownQuery(name)
  return query
}

/** A definition was looked at before it was recorded; one that an older program took and this one does not is told as such. */
function parseNamed({ query, prefixes }: NamedQuery): Query {
  const parsed = parseQuery(query, { form: 'json', context: contextOf(prefixes) })
  if (!parsed.ok) throw refuseParameters(parsed.problems, 'QueryValidationException')
  return parsed.value
}

function refuseRunParameters({ question }: PageRequest): void {
  const names = [...new Set(question.keys())]
  if (names.length === 0) return
  const isSocket = names.some((name) => socketParameters.includes(name))
  const problems = names.map((name) => ({
    code: socketParameters.includes(name) ? 'parameter-socket' : 'parameter-named',
    at: '/querystring',
    params: { name: name.slice(0, 100) },
  }))
  throw refuseParameters(problems, isSocket ? 'SubscriptionControlsException' : 'QueryParameterException')
}

const viewOf = ({ name, query }: NamedQuery) => ({ name, query })

async function answerQueries(repository: Repository, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { type } = readWanted(request, jsonTypes)
  const asked = readPageRequest(request, 100)
  refuseOthers(asked)
  const subject = subjectOf(request, asked.question)
  const place = asked.token === undefined ? undefined : await repository.listTokens.parse(subject, asked.token)
  if (place?.ok === false) throw refuseParameters(place.problems)
  const found = await repository.queries.list(place?.value.after ?? '', asked.perPage + 1)
  const shown = found.slice(0, asked.perPage)
  const last = shown.at(-1)
  if (found.length > shown.length && last !== undefined) {
    linkNext(request, reply, asked, await repository.listTokens.format(subject, { after: last.name, asOf: 0 }))
  }
  sendText(reply, type, JSON.stringify(shown.map(viewOf)))
  return reply
}

function addDefinition(http: HttpServer, repository: Repository): void {
  http.register(async (scope) => {
    const inner = scope as HttpServer
    inner.removeAllContentTypeParsers()
    // Read by our own parser: what it takes is what can be recorded.
    inner.addContentTypeParser(['application/json', 'application/ld+json'], { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    const schema = { tags: [tag], summary: 'Defines a named query: { name, query }' }
    inner.post(path, { schema, bodyLimit: longestDefinition }, async (request, reply) => {
      const wanted = readWanted(request, jsonTypes)
      const definition = readDefinition(request, wanted)
      const query = await repository.queries.define(definition, clientOf(request).id)
      if (query === 'query-name-taken') throw new Refusal(409, query, { catalogs, params: { name: definition.name } })
      if (query === 'queries-too-many') {
        throw new Refusal(400, query, { catalogs, params: { limit: repository.queries.most }, exception: 'QueryValidationException' })
      }
      reply.code(201).header('location', pathOfValue('queries', query.name))
      sendText(reply, wanted.type, JSON.stringify(viewOf(query)))
      return reply
    })
  })
}

/** Every problem of the definition and of the query in it, before anything is recorded. */
function readDefinition(request: FastifyRequest, { prefixes }: Wanted) {
  const parsed = parseJson(Buffer.isBuffer(request.body) ? request.body : new Uint8Array(0))
  if (!parsed.ok) throw refuseParameters(parsed.problems, 'ValidationException')
  const definition = parseDefinition(parsed.value, prefixes)
  if (!definition.ok) throw refuseParameters(definition.problems, 'QueryValidationException')
  const query = parseQuery(definition.value.query, { form: 'json', context: contextOf(prefixes) })
  if (query.ok) return definition.value
  const problems = query.problems.map((problem) => ({ ...problem, at: `/query${problem.at}` }))
  throw new Refusal(400, 'query-definition-refused', { catalogs, problems, exception: 'QueryValidationException' })
}
