import { Type } from 'typebox'
import { gap } from './gaps.ts'
import { facts, identifiers, moment } from './pieces.ts'

const word = (description: string) =>
  Type.Union([...['certain', 'possible', 'past', 'excluded'].map((one) => Type.Literal(one)), Type.Null()], { description })

const fields = {
  id: Type.String(),
  from: word('What it was called then; null: not named'),
  to: word('What it is called now; null: no longer named'),
  because: facts(
    'Facts recorded in between that can be the reason: on the chain that brings it in or takes it out, else naming it, else naming what is on its chain, else all',
  ),
}
const changed = (description: string) => Type.Array(Type.Object(fields), { description })

/** The value of `difference`. */
export const difference = Type.Object(
  {
    of: Type.Union([Type.Literal('forward'), Type.Literal('backward')]),
    since: Type.Object({
      index: Type.Integer({ minimum: 0, description: 'Known then: the facts below it' }),
      moment: moment('Of the last of them'),
    }),
    entered: changed('In scope now, and not then'),
    left: changed('In scope then, and no longer'),
    changed: changed('Another value'),
    carriers: changed('Containers'),
    consignees: changed('Forward: who got something of it'),
    shipments: Type.Array(Type.Object({ ...fields, consignee: Type.String() }), { description: 'Forward' }),
    origins: changed('Backward'),
    gaps: Type.Object({ opened: Type.Array(gap), closed: Type.Array(gap) }),
    facts: Type.Array(
      Type.Object({
        event: Type.Integer({ minimum: 0, description: 'Index of the fact' }),
        kind: Type.Union([Type.String(), Type.Null()], { description: 'event/1, refused/1 …; null: it cannot be read' }),
        source: Type.Union([Type.String(), Type.Null()], { description: 'The system that told it' }),
        recordedAt: moment('When it came into the log'),
        objects: identifiers('Of these answers, what it names'),
      }),
      { description: 'Recorded in between, and touching either answer: in order of the log' },
    ),
  },
  { title: 'Difference', description: 'What was learned between two sizes of the log' },
)
