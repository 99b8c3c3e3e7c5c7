import { Type } from 'typebox'
import { type Answer, limits } from './model.ts'
import { gapCodes } from './rules/answer.ts'

const identifiers = (description: string) => Type.Array(Type.String(), { description })
const facts = (description: string) => Type.Array(Type.Integer({ minimum: 0 }), { description })
const valueWord = Type.Union([Type.Literal('certain'), Type.Literal('possible')])
const moment = (description: string) => Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description })

export const question = Type.Object(
  {
    ask: Type.Union([Type.Literal('forward'), Type.Literal('backward')], {
      description: 'forward: where it went; backward: what is in it',
    }),
    seed: Type.Array(Type.String({ minLength: 1, maxLength: 2000 }), {
      minItems: 1,
      maxItems: limits.seeds,
      description: 'Lots, serials, containers: EPC URNs, GS1 Digital Links or other URIs. All together are one question',
    }),
    asOf: Type.Optional(
      Type.Union(
        [
          Type.Object({ index: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }, { additionalProperties: false }),
          Type.Object({ moment: Type.String({ maxLength: 40, description: 'ISO 8601 with its offset' }) }, { additionalProperties: false }),
        ],
        { description: 'As known from the facts below a log index, or recorded by a moment; left out: from all' },
      ),
    ),
    filter: Type.Optional(Type.Object({ certain: Type.Optional(Type.Boolean()) }, { additionalProperties: false })),
    reasons: Type.Optional(
      Type.Boolean({ description: 'true: for each object that is certain, possible or past, the facts of one chain that brings it there' }),
    ),
  },
  { additionalProperties: false },
)

const consignee = Type.Object({
  id: Type.String(),
  value: Type.Union([valueWord, Type.Literal('past'), Type.Literal('excluded')]),
  excludedObjects: Type.Optional(identifiers('What it got that is excluded, and nothing of which it got otherwise')),
  by: Type.Optional(facts('The facts that exclude it')),
})

const value = Type.Object(
  {
    certain: identifiers('Lots and instances affected in every world that agrees with the facts'),
    possible: identifiers(
      'Affected in some. A product stands for its units of which nobody told the lot, where they are too many to be named',
    ),
    past: Type.Array(
      Type.Object({ id: Type.String(), from: moment('null: not told since when'), to: moment('null: not told until when') }),
      { description: 'Affected once, and no longer' },
    ),
    excluded: Type.Array(Type.Object({ id: Type.String(), by: facts('The facts that exclude it') }), {
      description: 'Not affected in any world, though a coarser reading of the facts would reach it',
    }),
    carriers: Type.Object({ certain: identifiers('Containers that something in scope lay in'), possible: identifiers('Perhaps') }),
    consignees: Type.Array(consignee, { description: 'Forward: who got what' }),
    origins: Type.Array(Type.Object({ id: Type.String(), value: valueWord, supplier: Type.Optional(Type.String()) }), {
      description: 'Backward: receipts from a supplier at which the walk ends',
    }),
    atMost: Type.Array(Type.Object({ object: Type.String(), consignee: Type.String(), quantity: Type.String() }), {
      description: 'An unnamed quantity of this lot at this consignee holds at most so many units in scope',
    }),
    oneOf: Type.Array(Type.Object({ id: Type.String(), places: identifiers('Consignees, or in-stock') }), {
      description: 'Instances in scope of which no fact says in which of these places they are',
    }),
    voided: facts('Facts declared wrong that would have carried something of this scope'),
  },
  { description: 'Every list is a set, sorted' },
)

const gap = Type.Object({
  code: Type.Union(gapCodes.map((code) => Type.Literal(code))),
  object: Type.Optional(Type.String()),
  event: Type.Optional(Type.Integer({ description: 'Index of the fact' })),
  source: Type.Optional(Type.String()),
  since: Type.Optional(Type.String()),
  consignee: Type.Optional(Type.String()),
})

const condition = Type.Union([
  Type.Object({ code: Type.Literal('views-behind'), cursor: Type.Integer(), size: Type.Integer() }),
  Type.Object({ code: Type.Literal('walk-bounded'), events: Type.Integer(), objects: Type.Integer() }),
  Type.Object({ code: Type.Literal('seed-unknown'), object: Type.String() }),
])

const told = Type.Object(
  {
    value,
    asOf: Type.Object({
      index: Type.Integer({ minimum: 0, description: 'The facts below it are known' }),
      moment: moment('When the last of them was recorded'),
    }),
    gaps: Type.Array(gap, { description: 'What could not be seen' }),
    reasons: Type.Optional(
      Type.Array(
        Type.Object({
          id: Type.String(),
          facts: facts('One chain that holds; others may'),
          through: identifiers('The objects on it, the first asked about'),
        }),
      ),
    ),
    unchecked: Type.Array(Type.String(), {
      description: 'Gaps that are not looked for yet: the answer is not called complete while there are any',
    }),
    rules: Type.Literal('trace/1', { description: 'The definition that the answer was given by' }),
    conditions: Type.Array(condition, { description: 'What is so in this run only, beside the answer' }),
  },
  { title: 'TraceAnswer' },
)

/** The same as `Answer`, whose lists nobody changes. */
export const answer = Type.Unsafe<Answer>(told)
