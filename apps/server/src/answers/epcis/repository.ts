import { type CompanyPrefixLength, readVocabulary, standardValues, type VocabularyName } from '@proofline/epcis'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../platform/clock/index.ts'
import { Refusal } from '../../platform/http/index.ts'
import { type Collection, type EventQueries, type Page, type PageTokens, parseQuery, type Query } from '../events/index.ts'
import type { NamedQueries } from '../named-queries/index.ts'
import { asBusy, pageOf, sendPage } from './answer.ts'
import type { PageFormatter } from './formatter.ts'
import { base, documentTypes, type ListPlace, type Wanted } from './model.ts'
import { catalogs, contextOf, type PageRequest, pathOf, readPageRequest, readWanted, refuseParameters, subjectOf } from './request.ts'

/** What the routes answer from. */
export type Repository = {
  readonly events: EventQueries
  readonly queries: NamedQueries
  readonly pageTokens: PageTokens
  readonly listTokens: PageTokens<ListPlace>
  readonly companyPrefixLength: CompanyPrefixLength
  readonly formatter: PageFormatter
  readonly clock: Clock
}

/** One of the six top-level collections: its path parameter, the query parameter that it fixes, and the vocabulary whose values it always has. */
export type Resource = {
  readonly collection: Collection
  readonly param: string
  readonly fixes: string
  readonly vocabulary: VocabularyName | undefined
}

export const resources: readonly Resource[] = [
  { collection: 'eventTypes', param: 'eventType', fixes: 'eventType', vocabulary: undefined },
  { collection: 'epcs', param: 'epc', fixes: 'MATCH_anyEPC', vocabulary: undefined },
  { collection: 'bizSteps', param: 'bizStep', fixes: 'EQ_bizStep', vocabulary: 'bizStep' },
  { collection: 'bizLocations', param: 'bizLocation', fixes: 'EQ_bizLocation', vocabulary: undefined },
  { collection: 'readPoints', param: 'readPoint', fixes: 'EQ_readPoint', vocabulary: undefined },
  { collection: 'dispositions', param: 'disposition', fixes: 'EQ_disposition', vocabulary: 'disposition' },
]

const eventTypes = ['AggregationEvent', 'AssociationEvent', 'ObjectEvent', 'TransactionEvent', 'TransformationEvent']

/** What a collection has before anybody told an event (OpenAPI: “returns the CBV standard business steps as well as any custom ones”). */
export const standardMembers = ({ collection, vocabulary }: Resource): readonly string[] =>
  collection === 'eventTypes' ? eventTypes : vocabulary === undefined ? [] : [...standardValues(vocabulary)].sort()

/** The events of one value of a collection; 404 for a value that no event can have. */
export function parseFixed({ fixes, vocabulary, collection }: Resource, value: string, wanted: Pick<Wanted, 'prefixes'>): Query {
  const context = contextOf(wanted.prefixes)
  // In MATCH_ a value may be a pattern; a resource is one thing.
  const isPattern = collection === 'epcs' && (value.includes('*') || /^urn:epc:idpat:/i.test(value))
  const parsed = isPattern ? undefined : parseQuery({ [fixes]: [value] }, { form: 'json', context })
  if (parsed?.ok !== true) throw unknownValue(value)
  if (vocabulary !== undefined && !readVocabulary(vocabulary, value, context).ok) throw unknownValue(value)
  return parsed.value
}

export const unknownValue = (value: string): Refusal =>
  new Refusal(404, 'value-unknown', { catalogs, params: { value: value.slice(0, 200) } })

/** 404 unless the value is one of the standard or some event has it. */
export async function assertKnown(
  repository: Repository,
  resource: Resource,
  value: string,
  wanted: Pick<Wanted, 'prefixes'>,
): Promise<void> {
  const query = parseFixed(resource, value, wanted)
  if (isStandard(resource, value, wanted)) return
  const page = await readPage(repository, query, { perPage: 1 })
  if (page.events.length === 0) throw unknownValue(value)
}

function isStandard(resource: Resource, value: string, wanted: Pick<Wanted, 'prefixes'>): boolean {
  const reading = resource.vocabulary === undefined ? undefined : readVocabulary(resource.vocabulary, value, contextOf(wanted.prefixes))
  return standardMembers(resource).includes(reading?.ok === true ? reading.uri : value)
}

export const readPage = async ({ events }: Repository, query: Query, options: Parameters<EventQueries['page']>[1]): Promise<Page> =>
  pageOf(await events.page(query, options).catch(asBusy))

/** What an address with events asks: made once the headers are known. */
export type Question = {
  readonly query: Query
  readonly queryName?: string
  /** Looked at where the first page is empty: an address whose value nobody knows is 404. */
  readonly assertKnown?: () => Promise<void>
}

/** A page of events: the first, or the one that a token names. */
export async function answerEvents(
  repository: Repository,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: (wanted: Wanted, page: PageRequest) => Promise<Question>,
): Promise<FastifyReply> {
  const wanted = readWanted(request, documentTypes)
  const asked = readPageRequest(request)
  const question = await ask(wanted, asked)
  const subject = subjectOf(request, asked.question)
  const position = asked.token === undefined ? undefined : await repository.pageTokens.parse(subject, asked.token)
  if (position?.ok === false) throw refuseParameters(position.problems)
  const page = await readPage(repository, question.query, { perPage: asked.perPage, position: position?.value })
  if (page.events.length === 0 && position === undefined) await question.assertKnown?.()
  if (page.next !== undefined) linkNext(request, reply, asked, await repository.pageTokens.format(subject, page.next))
  const { formatter, clock } = repository
  await sendPage(reply, page, wanted, { formatter, now: new Date(clock.now()), queryName: question.queryName })
  return reply
}

/** EPCIS 2.0 §12.4: as long as there is more, the address of the next page. */
export function linkNext(
  request: FastifyRequest,
  reply: FastifyReply,
  { question, perPage }: PageRequest,
  { token, expiresMs }: { readonly token: string; readonly expiresMs: number },
): void {
  const next = new URLSearchParams(question)
  next.set('perPage', String(perPage))
  next.set('nextPageToken', token)
  reply
    .header('link', `<${pathOf(request)}?${next.toString()}>; rel="next"`)
    .header('gs1-next-page-token-expires', new Date(expiresMs).toISOString())
}

/** Path parameters, decoded by the router: whole identifiers, whatever they hold. */
export const param = (request: FastifyRequest, name: string): string => (request.params as Readonly<Record<string, string>>)[name] ?? ''

export const pathOfValue = (...segments: readonly string[]): string => [base, ...segments.map(encodeURIComponent)].join('/')
