import { Type } from 'typebox'
import { moment } from './pieces.ts'

const source = Type.Object({
  source: Type.String(),
  events: Type.Integer({ description: 'Events of it that the answer was found in' }),
  reportingUntil: Type.Object(
    {
      received: moment('Receipt of its last accepted document; null: it has sent none'),
      occurred: moment('The latest occurrence that this document tells of'),
    },
    { description: 'How far it has told: what it had not sent, nobody could see' },
  ),
})

/** How far an answer saw: the same for the same index, for ever. */
export const certificate = Type.Object(
  {
    verdict: Type.Union([Type.Literal('complete'), Type.Literal('incomplete')], {
      description:
        'complete: no gap concerns the answer, every kind of gap was looked for, no walk was given up. `conditions` stand beside it',
    }),
    coverage: Type.Object({
      eventsSeen: Type.Integer(),
      sources: Type.Array(source, { description: 'Every source that is known, whether or not the answer was found in it' }),
      walks: Type.Object({
        closed: Type.Integer({ description: 'Objects reached that no gap names' }),
        open: Type.Integer({ description: 'Objects reached that a gap names' }),
      }),
      bounded: Type.Optional(
        Type.Object({ events: Type.Integer(), objects: Type.Integer() }, { description: 'A walk was given up at this size' }),
      ),
    }),
  },
  { description: 'An empty scope says nothing without it' },
)
