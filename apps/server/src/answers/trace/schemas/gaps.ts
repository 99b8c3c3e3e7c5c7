import { Type } from 'typebox'
import { gapCodes } from '../rules/basis/answer.ts'

export const gap = Type.Object({
  code: Type.Union(gapCodes.map((code) => Type.Literal(code))),
  object: Type.Optional(Type.String()),
  event: Type.Optional(Type.Integer({ description: 'Index of the fact' })),
  source: Type.Optional(Type.String()),
  since: Type.Optional(Type.String({ description: 'ISO 8601, UTC' })),
  consignee: Type.Optional(Type.String({ description: 'Who has it, or should have it' })),
  place: Type.Optional(Type.String({ description: 'Of ours: where' })),
  quantity: Type.Optional(Type.String({ description: 'Unexplained: how much, with its sign' })),
  uom: Type.Optional(Type.String({ description: 'UN/ECE Recommendation 20; left out: pieces' })),
})

/** The value of `gaps`. */
export const gaps = Type.Object({
  forward: Type.Array(gap, { description: 'Missing in the forward walk' }),
  backward: Type.Array(gap, { description: 'Missing in the backward walk' }),
})
