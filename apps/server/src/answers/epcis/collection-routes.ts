import { type CompanyPrefixLength, type EventContext, formatWord, translateEpc } from '@proofline/epcis'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpServer } from '../../platform/http/index.ts'
import { collectParameters, parseQuery } from '../events/index.ts'
import { asBusy, sendText } from './answer.ts'
import { addOptions, tag } from './discovery.ts'
import { base, jsonTypes, type Wanted } from './model.ts'
import {
  answerEvents,
  assertKnown,
  linkNext,
  param,
  parseFixed,
  type Question,
  type Repository,
  type Resource,
  resources,
  standardMembers,
} from './repository.ts'
import { contextOf, type PageRequest, readPageRequest, readWanted, refuseParameters, subjectOf } from './request.ts'

export const contextUri = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

/** The six top-level collections, each value's sub-resources, and the events of each value (EPCIS 2.0 §12.2; 3 × 6 addresses of the OpenAPI). */
export function addCollections(http: HttpServer, repository: Repository): void {
  for (const resource of resources) {
    const path = `${base}/${resource.collection}`
    const one = `${path}/:${resource.param}`
    const known = async (request: FastifyRequest) =>
      assertKnown(repository, resource, param(request, resource.param), readWanted(request, jsonTypes))
    http.get(path, { schema: { tags: [tag], summary: `Known ${resource.collection}` } }, async (request, reply) =>
      answerList(repository, resource, request, reply),
    )
    http.get(one, { schema: { tags: [tag], summary: `What there is below one of ${resource.collection}` } }, async (request, reply) => {
      refuseOthers(readPageRequest(request))
      await known(request)
      sendText(reply, readWanted(request, jsonTypes).type, formatCollection(['events'], []))
      return reply
    })
    const summary = `Events of one of ${resource.collection}, by the EPCIS query language`
    http.get(`${one}/events`, { schema: { tags: [tag], summary } }, async (request, reply) =>
      answerEvents(repository, request, reply, async (wanted, page) => questionOf(repository, resource, request, wanted, page)),
    )
    addOptions(http, path, 'OPTIONS, GET, HEAD', `Versions of ${resource.collection}`)
    addOptions(http, one, 'OPTIONS, GET, HEAD', `Versions of one of ${resource.collection}`, known)
    addOptions(http, `${one}/events`, 'OPTIONS, GET, HEAD', `Versions of events of one of ${resource.collection}`, known)
  }
}

async function questionOf(
  repository: Repository,
  resource: Resource,
  request: FastifyRequest,
  wanted: Wanted,
  { question }: PageRequest,
): Promise<Question> {
  const value = param(request, resource.param)
  const fixed = parseFixed(resource, value, wanted)
  if (question.has(resource.fixes)) {
    throw refuseParameters([{ code: 'parameter-fixed', at: `/querystring/${resource.fixes}`, params: { name: resource.fixes } }])
  }
  const parsed = parseQuery(collectParameters(question), { form: 'url', context: contextOf(wanted.prefixes) })
  if (!parsed.ok) throw refuseParameters(parsed.problems)
  const query = { ...parsed.value, conditions: [...parsed.value.conditions, ...fixed.conditions] }
  return { query, assertKnown: () => assertKnown(repository, resource, value, wanted) }
}

/** JSON-LD Collection of the OpenAPI. `prefixes`: those that its members are written with. */
export function formatCollection(members: readonly string[], prefixes: Wanted['prefixes']): string {
  const context = prefixes.length === 0 ? contextUri : [contextUri, Object.fromEntries(prefixes)]
  return JSON.stringify({ '@context': context, type: 'Collection', member: members })
}

async function answerList(repository: Repository, resource: Resource, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const wanted = readWanted(request, jsonTypes)
  const asked = readPageRequest(request)
  refuseOthers(asked)
  const subject = subjectOf(request, asked.question)
  const place = asked.token === undefined ? undefined : await repository.listTokens.parse(subject, asked.token)
  if (place?.ok === false) throw refuseParameters(place.problems)
  const after = place?.value.after ?? ''
  const limit = asked.perPage + 1
  const { values, asOf } = await repository.events
    .list(resource.collection, { after, limit, ...(place === undefined ? {} : { asOf: place.value.asOf }) })
    .catch(asBusy)
  const own = standardMembers(resource).filter((member) => member > after)
  const all = own.length === 0 ? values : [...new Set([...own, ...values])].sort().slice(0, limit)
  const members = all.slice(0, asked.perPage)
  const last = members.at(-1)
  if (all.length > members.length && last !== undefined) {
    linkNext(request, reply, asked, await repository.listTokens.format(subject, { after: last, asOf }))
  }
  const { written, used } = writeMembers(resource, members, wanted, repository.companyPrefixLength)
  reply.headers({ vary: 'Accept, GS1-EPC-Format, GS1-Extensions', 'proofline-as-of': String(asOf) })
  sendText(reply, wanted.type, formatCollection(written, used))
  return reply
}

/** A list has no parameters but those of its pages. */
export function refuseOthers({ question }: PageRequest): void {
  const names = [...new Set(question.keys())]
  if (names.length === 0) return
  throw refuseParameters(names.map((name) => ({ code: 'parameter-unknown', at: '/querystring', params: { name: name.slice(0, 200) } })))
}

/** Identifiers in the format wanted, standard values as bare words; where a prefix of GS1-Extensions fits, the member is written with it. */
function writeMembers({ vocabulary, collection }: Resource, members: readonly string[], wanted: Wanted, lengths: CompanyPrefixLength) {
  const context: EventContext = contextOf(wanted.prefixes)
  const used = new Map<string, string>()
  const written = members.map((member) => {
    const word = vocabulary === undefined ? member : formatWord(vocabulary, member, 'word', context)
    // A word of CBV, or a standard event type.
    if (!word.includes(':')) return word
    const prefix = wanted.prefixes.find(([, namespace]) => member.startsWith(namespace) && member.length > namespace.length)
    if (prefix !== undefined) {
      used.set(...prefix)
      return `${prefix[0]}:${member.slice(prefix[1].length)}`
    }
    return collection === 'eventTypes' || vocabulary !== undefined ? member : translateEpc(member, wanted.epcFormat, lengths, context).uri
  })
  return { written: [...new Set(written)], used: [...used] }
}
