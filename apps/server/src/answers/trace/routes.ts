import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Database, Organisation } from '../../platform/database/index.ts'
import { badInput, busy, chooseMediaType, type HttpServer, languageOf, longestAnswerMs, Refusal } from '../../platform/http/index.ts'
import type { LotsValue } from './asks/lots.ts'
import type { Trace } from './commands.ts'
import {
  answered,
  contentTypeOf,
  cutPage,
  dispositionOf,
  type Form,
  formOf,
  forms,
  readPageToken,
  sendUnits,
  unitsForms,
} from './forms/index.ts'
import { type Answer, limits, type Question } from './model.ts'
import { parseQuestion } from './question.ts'
import { answerOrRefuse, catalogs } from './refusals.ts'
import { answer as answerSchema } from './schemas/answer.ts'
import { question as questionSchema } from './schemas/question.ts'
import { texts } from './texts.ts'

type Asked = Static<typeof questionSchema>
type Request = FastifyRequest & { readonly body: Asked; readonly query: { readonly bom?: boolean | undefined } }
type Place = { readonly trace: Trace; readonly database: Database; readonly organisation: Organisation }

const schema = {
  tags: ['trace'],
  summary: 'Trace, where and history, as known at any size of the log',
  description: [
    'The answer is complete only where gaps, unchecked and conditions are empty. The same question as of the same index gives the same value and gaps for ever, by the same rules.',
    'By `Accept`: `application/json`, whole or in pages (`page`); `application/x-ndjson`, a line for each entry between `{ "head" }` and `{ "end" }`, and without that last line it is not whole; `text/csv` (RFC 4180) and `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`, a row for each entry, with heads by `Accept-Language`. Every form tells as of which index it is, the gaps and the certificate.',
  ].join('\n\n'),
  querystring: Type.Object({
    bom: Type.Optional(
      Type.Boolean({ description: 'text/csv: begin with a byte order mark, without which Excel takes UTF-8 for something else' }),
    ),
  }),
  body: questionSchema,
  response: {
    200: {
      description: 'The answer, or a page of it',
      content: {
        'application/json': { schema: answerSchema },
        'application/x-ndjson': { schema: Type.String({ description: '{ "head" }, { "list", "entry" } …, { "end" }: a line each' }) },
        'text/csv': { schema: Type.String({ description: 'RFC 4180; as-of, certificate and gaps are the first rows' }) },
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: Type.String({ format: 'binary' }) },
      },
    },
  },
}

/** POST /trace. An answer is written as it is: by its schema, each entry would be held against every ask's first (ten times the time). */
export function registerTrace(app: HttpServer, place: Place): void {
  const lists = { open: 0 }
  app.post('/trace', { schema, serializerCompiler: () => JSON.stringify, handlerTimeout: longestAnswerMs }, async (request, reply) => {
    const { page, list } = request.body
    const asked = parseQuestion(request.body)
    if (!asked.ok) throw badInput(asked.problems, ...catalogs)
    const question = asked.value
    if (list !== undefined) return sendUnitList(place, lists, { request, reply, question })
    const form = formOf(request.headers.accept)
    if (form === undefined) throw notAcceptable('trace-form-unknown', forms)
    if (page !== undefined) return answerPage(place.trace, request, question, page)
    const answer = await answerOrRefuse(place.trace, question, request.log)
    const { query } = request
    const sent = answered(form, { question, answer, language: languageOf(request), withMark: query.bom === true })
    return send(reply, form, question, answer, sent)
  })
}

function send(reply: FastifyReply, form: Form, question: Question, answer: Answer, sent: Answer | Readable): FastifyReply {
  reply.header('vary', 'Accept, Accept-Language').type(contentTypeOf(form))
  if (form !== 'application/json') reply.header('content-disposition', dispositionOf(form, question.ask, answer.asOf.index))
  return reply.send(sent)
}

const notAcceptable = (code: string, offered: readonly string[]): Refusal =>
  new Refusal(406, code, { catalogs, params: { forms: offered.join(', ') } })

/** Every page is the answer as of the index of the first. */
async function answerPage(trace: Trace, request: FastifyRequest, question: Question, page: NonNullable<Asked['page']>) {
  if (formOf(request.headers.accept) !== 'application/json') throw badInput([{ code: 'trace-page-form', at: '/page' }], ...catalogs)
  const { token } = page
  const place = token === undefined ? undefined : readPageToken(question, token)
  if (place?.ok === false) throw badInput(place.problems, ...catalogs)
  const asked = place === undefined ? question : { ...question, asOf: { index: place.value.index } }
  const answer = await answerOrRefuse(trace, asked, request.log)
  return cutPage(question, answer, page, place?.value.from ?? 0)
}

type UnitList = { readonly request: Request; readonly reply: FastifyReply; readonly question: Question }

async function sendUnitList({ trace, database, organisation }: Place, lists: { open: number }, { request, reply, question }: UnitList) {
  if (question.ask !== 'lots' || request.body.page !== undefined) throw badInput([{ code: 'trace-list-unasked', at: '/list' }], ...catalogs)
  const form = chooseMediaType(request.headers.accept, unitsForms)
  if (form === undefined) throw notAcceptable('trace-list-form', unitsForms)
  if (lists.open >= limits.unitLists) throw busy('trace-busy', 5, texts)
  lists.open += 1
  const release = (): void => {
    lists.open -= 1
  }
  try {
    const answer = (await answerOrRefuse(trace, { ...question, withUnits: true }, request.log)) as Answer<LotsValue>
    const withMark = request.query.bom === true
    const sent = sendUnits({ database, organisation, question, answer, form, language: languageOf(request), withMark })
    sent.once('close', release)
    return send(reply, form, question, answer, sent)
  } catch (error) {
    release()
    throw error
  }
}
