import { Type } from 'typebox'
import { facts, identifiers, moment, valueWord } from './pieces.ts'
import { amount, remainders, unit } from './quantities.ts'

const standing = Type.Union([valueWord, Type.Literal('past'), Type.Literal('excluded')])

const delivered = Type.Object(
  {
    lot: Type.String(),
    uom: unit,
    shipped: amount(),
    certain: amount('Of shipped'),
    possible: amount('Of shipped'),
    excluded: amount('Of shipped: out of scope, or no longer in it'),
    held: amount('With the party or whom it passed it on to, or on the way'),
    unconfirmed: amount('Of held: nobody told that it arrived'),
    used: amount('In use, or at its end'),
    destroyed: amount('Of used'),
    returned: amount(),
    unexplained: amount('With its sign'),
    remainders,
    named: Type.Integer({ description: 'Of shipped: how many are told by their names' }),
    serials: Type.Optional(identifiers('On demand (reasons): those in scope')),
  },
  { description: 'shipped = held + used + returned + unexplained' },
)

const shipment = Type.Object({
  event: Type.Integer({ minimum: 0 }),
  facts: facts('All that tell it'),
  time: Type.Object({ from: moment('Not before'), to: moment('Not after') }),
  transactions: Type.Array(Type.Object({ type: Type.Union([Type.String(), Type.Null()]), id: Type.String() })),
  undispatched: Type.Optional(
    Type.Literal(true, { description: 'Nobody told that it was sent; what the party says tells that it got it' }),
  ),
  lots: Type.Array(
    Type.Object({
      lot: Type.String(),
      uom: unit,
      quantity: amount(),
      value: Type.Union([valueWord, Type.Literal('excluded')]),
      serials: Type.Optional(identifiers('On demand (reasons)')),
    }),
  ),
})

/** The value of `consignees`. */
export const consignees = Type.Object({
  consignees: Type.Array(
    Type.Object({
      id: Type.String(),
      value: standing,
      excludedObjects: Type.Optional(identifiers('What it got that is excluded, and nothing of which it got otherwise')),
      by: Type.Optional(facts('The facts that exclude it')),
      owner: Type.Optional(Type.String({ description: 'Where the owner is told to be another' })),
      quantities: Type.Array(delivered),
      shipments: Type.Array(shipment),
      unconfirmed: Type.Boolean({ description: 'No receipt is told of some of it' }),
      subConsignees: Type.Array(Type.Object({ id: Type.String(), quantities: Type.Array(delivered) }), {
        description: 'Whom it passed some on to, as far as they or it report',
      }),
      through: identifiers('From whom it has it, where not from ourselves'),
      atMost: Type.Array(Type.Object({ lot: Type.String(), quantity: amount('Units in scope among an unnamed quantity, at most') })),
    }),
  ),
  inProduction: Type.Array(Type.Object({ id: Type.String(), lot: Type.String(), uom: unit, quantity: amount() }), {
    description: 'With who works for us under a production order: no consignee',
  }),
})
