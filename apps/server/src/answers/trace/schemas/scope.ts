import { Type } from 'typebox'
import { facts, identifiers, moment, valueWord } from './pieces.ts'

const consignee = Type.Object({
  id: Type.String(),
  value: Type.Union([valueWord, Type.Literal('past'), Type.Literal('excluded')]),
  excludedObjects: Type.Optional(identifiers('What it got that is excluded, and nothing of which it got otherwise')),
  by: Type.Optional(facts('The facts that exclude it')),
})

const origin = Type.Object({
  id: Type.String(),
  value: valueWord,
  supplier: Type.Optional(Type.String()),
  supplierLots: Type.Optional(
    Type.Array(Type.String(), { description: "The supplier's lot numbers behind what came under our own number" }),
  ),
})

const shippedWord = Type.Union([valueWord, Type.Literal('past'), Type.Literal('excluded')])
const shipment = Type.Object({
  id: Type.String({ description: 'Its paper: a despatch advice before a bill of lading before any other; without papers, the eventID' }),
  facts: facts('The facts that tell it'),
  consignee: Type.String(),
  value: shippedWord,
  objects: Type.Array(Type.Object({ id: Type.String(), value: shippedWord })),
})

/** The value of `forward` and `backward`. */
export const scope = Type.Object(
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
    shipments: Type.Array(shipment, { description: 'Forward: what was sent to whom, as far as the question concerns it' }),
    origins: Type.Array(origin, { description: 'Backward: receipts from a supplier at which the walk ends' }),
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
