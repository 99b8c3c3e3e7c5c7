import { Type } from 'typebox'
import { ownTerms } from '../rules/quantities/flows.ts'
import { valueWord } from './pieces.ts'

const sum = (description: string) =>
  Type.Object(
    {
      units: Type.Integer({ description: 'Instances by name' }),
      quantities: Type.Array(Type.Object({ quantity: Type.String(), uom: Type.Union([Type.String(), Type.Null()]) }), {
        description: 'What is told beside them, exact decimals; null: pieces',
      }),
    },
    { description },
  )

const units = Type.Object({
  certain: Type.Integer({ minimum: 0, description: 'At least so many are affected' }),
  atMost: Type.Integer({ minimum: 0, description: 'At most so many' }),
})

const consignee = Type.Object({
  id: Type.String(),
  value: valueWord,
  surely: Type.Integer({ description: 'Units that went there without a word against it' }),
  seen: sum('Told of there, as often as it is told; of a place of which nobody told whose it is, the place stands for the party'),
  shipped: sum('Sent there'),
  passedOn: sum('Sent on to others'),
  returned: sum('Sent back'),
  used: sum('Used, installed, dispensed there'),
  destroyed: sum('Destroyed there'),
  held: sum('What remains; less than nothing where facts are missing'),
})

/** The value of `lots`. */
export const lots = Type.Object(
  {
    lots: Type.Array(Type.Object({ id: Type.String(), value: valueWord, units }), {
      description: 'Lots in scope; a product stands for its units of which nobody told the lot, and for what was told of it alone',
    }),
    total: Type.Object({ lots: Type.Integer({ minimum: 0 }), units }),
    consignees: Type.Array(consignee, { description: 'Who got how much of these lots' }),
    own: Type.Object(
      Object.fromEntries([...ownTerms.map((term) => [term, sum(`Term of the balance: ${term}`)]), ['onHand', sum('What remains with us')]]),
      { description: 'With ourselves, all lots of the scope together' },
    ),
  },
  { description: 'Coarser than forward, never narrower: from the roll-ups, without reading a unit' },
)
