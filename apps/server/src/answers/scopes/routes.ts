import type { JsonObject } from '@proofline/epcis'
import type { FastifyBaseLogger } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { badInput, clientOf, type HttpServer, longestAnswerMs, notFound, Refusal } from '../../platform/http/index.ts'
import type { Receipt } from '../../record/index.ts'
import { type Digested, digestOrRefuse, parseQuestion, type Question, questionSchema, type Trace, traceCatalogs } from '../trace/index.ts'
import { Scopes, type ScopesOptions } from './commands.ts'
import { type Checked, compareDigests, type FrozenScope, longestReason } from './model.ts'
import { texts } from './texts.ts'

const catalogs = [texts, ...traceCatalogs]
const tags = ['trace']

const { page: _, list: __, ...asked } = questionSchema.properties
const frozenQuestion = Type.Object(asked, { additionalProperties: false })
type Asked = Static<typeof frozenQuestion>

const hex = Type.String({ pattern: '^[0-9a-f]{64}$' })
const listDigest = Type.Object({ list: Type.String(), entries: Type.Integer(), sha256: hex })
const digest = Type.Object(
  { entries: Type.Integer(), sha256: hex, lists: Type.Array(listDigest) },
  { description: 'SHA-256 of the canonical list: docs/reference/frozen-scopes.md' },
)
const codes = Type.Array(Type.String())
const receiptBody = Type.Object(
  {
    origin: Type.String(),
    index: Type.Integer(),
    recordedAt: Type.String({ format: 'date-time' }),
    commitment: hex,
    leafHash: hex,
    checkpoint: Type.Union([Type.Object({ size: Type.Integer(), note: Type.String() }), Type.Null()], {
      description: 'null: the fact stands, its checkpoint is still to be signed',
    }),
  },
  { description: 'Of the fact' },
)
const frozen = Type.Object({
  index: Type.Integer({ description: 'Of the fact that holds it' }),
  by: Type.String({ description: 'The client that froze it' }),
  frozenAt: Type.String({ format: 'date-time' }),
  reason: Type.Optional(Type.String()),
  question: Type.Unsafe<JsonObject>(
    Type.Object({}, { additionalProperties: true, description: 'POST /trace with it gives the lists again' }),
  ),
  asOf: Type.Object({ index: Type.Integer(), moment: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]) }),
  rules: Type.String(),
  verdict: Type.Union([Type.Literal('complete'), Type.Literal('incomplete')]),
  conditions: codes,
  digest,
  receipt: receiptBody,
})
const of = Type.Union([listDigest, Type.Null()])
const checkedBody = Type.Object({
  verdict: Type.Union([Type.Literal('same'), Type.Literal('differs')]),
  rules: Type.Object({ frozen: Type.String(), now: Type.String() }),
  digest,
  differing: Type.Array(Type.Object({ list: Type.String(), frozen: of, now: of }), { description: 'The lists that are not the same' }),
  conditions: Type.Array(Type.String(), { description: 'Of this run: a difference may be theirs' }),
})
const checked = Type.Unsafe<Checked>(checkedBody)
const params = Type.Object({ index: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) })

/** Frozen scopes, below /trace/scopes. */
export function registerScopes(app: HttpServer, options: ScopesOptions): void {
  const scopes = new Scopes(options)
  addFreezing(app, options.trace, scopes)
  addReading(app, options.trace, scopes)
}

function addFreezing(app: HttpServer, trace: Trace, scopes: Scopes): void {
  const schema = {
    tags,
    summary: 'Freezes an answer: a fact that says what was answered, and can be checked for ever',
    description:
      'Answers the question as of now, or of its asOf, and records question, index, definition, counts and the SHA-256 of the whole list. Nothing overwrites it: frozen again it is another fact.',
    body: Type.Object(
      { question: frozenQuestion, reason: Type.Optional(Type.String({ maxLength: longestReason, description: 'Why it is frozen' })) },
      { additionalProperties: false },
    ),
    response: { 201: frozen },
  }
  app.post('/trace/scopes', { schema, handlerTimeout: longestAnswerMs }, async (request, reply) => {
    const { question: told, reason } = request.body
    if (reason?.isWellFormed() === false) throw badInput([{ code: 'scope-reason-malformed', at: '/reason' }], ...catalogs)
    const question = readQuestion(told, '/question')
    const digested = await digestOrRefuse(trace, question, request.log)
    const { scope, receipt } = await scopes.freeze(definitionOf(told, question, digested), digested, {
      client: clientOf(request).id,
      reason,
    })
    reply.code(201).header('location', `/trace/scopes/${scope.index}`)
    return bodyOf(scope, receipt)
  })
}

function readQuestion(told: Asked, at: string): Question {
  const read = parseQuestion(told)
  if (!read.ok)
    throw badInput(
      read.problems.map((problem) => ({ ...problem, at: at + problem.at })),
      ...catalogs,
    )
  return read.value
}

/** The question as it can be asked again: identifiers canonical, as of the index of the answer, and since the index that a moment meant. */
function definitionOf(told: Asked, { seed }: Question, { asOf, head }: Digested): JsonObject {
  const objects = Array.isArray(told.seed) ? seed : { ...told.seed, ...(seed.length === 0 ? {} : { objects: seed }) }
  const { index: since } = (head.since ?? {}) as { index?: number }
  const question = { ...told, seed: objects, asOf: { index: asOf.index }, ...(since === undefined ? {} : { since: { index: since } }) }
  return JSON.parse(JSON.stringify(question)) as JsonObject
}

function addReading(app: HttpServer, trace: Trace, scopes: Scopes): void {
  const find = async (index: number) => {
    const found = await scopes.find(index)
    if (found === 'unknown') throw notFound('scope-unknown', catalogs, { index })
    if (found === 'erased') throw new Refusal(410, 'scope-erased', { catalogs, params: { index } })
    return found
  }
  const one = { tags, summary: 'A frozen scope, with its receipt', params, response: { 200: frozen } }
  app.get('/trace/scopes/:index', { schema: one }, async (request) => {
    const { scope, receipt } = await find(request.params.index)
    return bodyOf(scope, receipt)
  })
  const check = {
    tags,
    summary: 'Answers a frozen question again and compares',
    description: '`differs` after an upgrade of the definition, or where something was erased since. What was frozen stays as it is.',
    params,
    response: { 200: checked },
  }
  app.get('/trace/scopes/:index/check', { schema: check, handlerTimeout: longestAnswerMs }, async (request) => {
    const { scope } = await find(request.params.index)
    return checkScope(trace, scope, request.log)
  })
}

async function checkScope(trace: Trace, scope: FrozenScope, log: FastifyBaseLogger): Promise<Checked> {
  const told: unknown = scope.question
  if (!Value.Check(frozenQuestion, told))
    throw new Refusal(422, 'scope-question-unreadable', {
      catalogs,
      params: { problem: String([...Value.Errors(frozenQuestion, told)][0]?.message) },
    })
  const now = await digestOrRefuse(trace, readQuestion(told, '/question'), log)
  const isSame = now.digest.sha256 === scope.digest.sha256 && now.digest.entries === scope.digest.entries
  return {
    verdict: isSame ? 'same' : 'differs',
    rules: { frozen: scope.rules, now: now.rules },
    digest: now.digest,
    differing: compareDigests(scope.digest, now.digest),
    conditions: now.conditions.map(({ code }) => code),
  }
}

const bodyOf = (scope: FrozenScope, { origin, index, recordedAt, commitment, leafHash, checkpoint }: Receipt) => ({
  ...scope,
  conditions: [...scope.conditions],
  digest: { ...scope.digest, lists: [...scope.digest.lists] },
  receipt: {
    origin,
    index,
    recordedAt,
    commitment: commitment.toString('hex'),
    leafHash: leafHash.toString('hex'),
    checkpoint: checkpoint === null ? null : { size: checkpoint.size, note: checkpoint.note },
  },
})
