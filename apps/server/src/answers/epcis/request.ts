import { type EventContext, standardEventContext } from '@proofline/epcis'
import { type HeaderFault, parseCbvXmlFormat, parseEpcFormat, parseExtensions, restTexts } from '@proofline/epcis/rest'
import { identifierTexts } from '@proofline/identifiers'
import type { Catalog, Problem } from '@proofline/problems'
import type { FastifyRequest } from 'fastify'
import { chooseMediaType, Refusal } from '../../platform/http/index.ts'
import { eventQueryTexts } from '../events/index.ts'
import { namedQueryTexts } from '../named-queries/index.ts'
import { type AnswerType, paging, type Wanted } from './model.ts'
import { texts } from './texts.ts'

export const catalogs: readonly Catalog[] = [texts, eventQueryTexts, namedQueryTexts, restTexts, identifierTexts]

function chosen<Value extends string | readonly unknown[]>(value: Value | HeaderFault, status: number): Value {
  if (typeof value === 'string' || Array.isArray(value)) return value as Value
  const { code, params } = value as HeaderFault
  throw new Refusal(status, code, { catalogs, params })
}

/** What the headers ask for (EPCIS 2.0 §12.3). A form that there is not is 406, a header that cannot be read 400. */
export function readWanted(request: FastifyRequest, types: readonly AnswerType[]): Wanted {
  const { headers } = request
  const type = chooseMediaType(headers.accept, types)
  if (type === undefined) throw new Refusal(406, 'not-acceptable', { catalogs, params: { types: types.join(', ') } })
  return {
    type,
    epcFormat: chosen(parseEpcFormat(headers), 406),
    cbvFormat: chosen(parseCbvXmlFormat(headers), 406),
    prefixes: chosen(parseExtensions(headers), 400),
  }
}

export const contextOf = (prefixes: Wanted['prefixes']): EventContext => ({
  prefixes: new Map([...standardEventContext.prefixes, ...prefixes]),
  remote: [],
})

/** The parameters of the address, in their order: a name may come again. */
export const readSearch = (request: FastifyRequest): URLSearchParams => {
  const mark = request.url.indexOf('?')
  return new URLSearchParams(mark < 0 ? '' : request.url.slice(mark + 1))
}

export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? ''

/** Bad parameters, all at once: QueryParameterException unless `exception` says otherwise. */
export const refuseParameters = (problems: readonly Problem[], exception = 'QueryParameterException'): Refusal =>
  new Refusal(400, 'query-refused', { catalogs, problems, exception })

/** What a page is asked for with, apart from the question itself. Asked for more than there is at once, a page is as long as can be (OpenAPI, PerPage). */
export type PageRequest = { readonly perPage: number; readonly token: string | undefined; readonly question: URLSearchParams }

export function readPageRequest(request: FastifyRequest, most: number = paging.most): PageRequest {
  const question = readSearch(request)
  const told = question.getAll('perPage')
  const tokens = question.getAll('nextPageToken')
  question.delete('perPage')
  question.delete('nextPageToken')
  const perPage = Number(told[0] ?? paging.perPage)
  const good = told.length <= 1 && /^\d{1,9}$/.test(told[0] ?? '1') && perPage >= 1
  const problems: Problem[] = []
  if (!good) problems.push({ code: 'per-page', at: '/querystring/perPage', params: { most } })
  if (tokens.length > 1) problems.push({ code: 'page-token-repeated', at: '/querystring/nextPageToken' })
  if (problems.length > 0) throw refuseParameters(problems)
  return { perPage: Math.min(perPage, most), token: tokens[0], question }
}

/** What a token of a next page is good for: this address with these parameters, in whatever order. */
export function subjectOf(request: FastifyRequest, question: URLSearchParams): string {
  const sorted = new URLSearchParams(question)
  sorted.sort()
  return `${pathOf(request)}?${sorted.toString()}`
}
