import { type TSchema, Type } from 'typebox'
import type { PageTold } from '../forms/pages.ts'
import type { Answer, Ask } from '../model.ts'
import { gapCodes } from '../rules/basis/answer.ts'
import { certificate } from './certificate.ts'
import { consignees } from './consignees.ts'
import { contents } from './contents.ts'
import { difference } from './difference.ts'
import { gap, gaps } from './gaps.ts'
import { history } from './history.ts'
import { lots } from './lots.ts'
import { facts, identifiers, moment } from './pieces.ts'
import { quantities } from './quantities.ts'
import { responsible } from './responsible.ts'
import { scope } from './scope.ts'
import { where } from './where.ts'

const values: Record<Ask, TSchema> = {
  quantities,
  consignees,
  forward: scope,
  lots,
  backward: scope,
  where,
  history,
  contents,
  gaps,
  responsible,
  difference,
}

const condition = Type.Union([
  Type.Object({ code: Type.Literal('views-behind'), cursor: Type.Integer(), size: Type.Integer() }),
  Type.Object({ code: Type.Literal('walk-bounded'), events: Type.Integer(), objects: Type.Integer() }),
  Type.Object({ code: Type.Literal('seed-unknown'), object: Type.String() }),
  Type.Object({ code: Type.Literal('seed-not-a-lot'), object: Type.String() }),
  Type.Object(
    { code: Type.Literal('own-undeclared') },
    { description: 'Nobody told who we are (PROOFLINE_OWN): our own places count as consignees, and nothing as ours' },
  ),
  Type.Object({ code: Type.Literal('condition-unmet') }),
  Type.Object({ code: Type.Literal('condition-bounded'), events: Type.Integer() }),
])

const told = Type.Object(
  {
    value: Type.Union([...new Set(Object.values(values))], { description: 'By what was asked' }),
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
    unchecked: Type.Array(
      Type.Object({
        code: Type.Union(gapCodes.map((code) => Type.Literal(code))),
        source: Type.Optional(Type.String({ description: 'Of this source nothing is declared that it could be judged by' })),
        object: Type.Optional(Type.String({ description: 'Of this product nothing is declared' })),
      }),
      { description: 'Gaps that could not be looked for: the answer is not called complete while there are any' },
    ),
    certificate,
    rules: Type.Literal('trace/1', { description: 'The definition that the answer was given by' }),
    page: Type.Optional(
      Type.Object(
        {
          from: Type.Integer({ minimum: 0 }),
          to: Type.Integer({ minimum: 0 }),
          of: Type.Integer({ minimum: 0 }),
          next: Type.Optional(Type.String({ description: 'The token of the next page' })),
        },
        {
          description: 'Asked for in pages: these entries of all lists, in the order of the value. Everything else is of the whole answer',
        },
      ),
    ),
    conditions: Type.Array(condition, { description: 'What is so in this run only, beside the answer' }),
  },
  { title: 'TraceAnswer' },
)

/** The same as `Answer`, whose lists nobody changes. */
export const answer = Type.Unsafe<Answer & { readonly page?: PageTold }>(told)
