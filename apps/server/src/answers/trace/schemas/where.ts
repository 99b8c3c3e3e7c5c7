import { type TProperties, Type } from 'typebox'
import { states, statuses } from '../rules/where/states.ts'
import { facts, moment, valueWord } from './pieces.ts'

const state = Type.Union(
  states.map((word) => Type.Literal(word)),
  { description: '§6; consumed: a quantity that went into what was made of it; in-transit: until somebody tells its arrival' },
)
const status = Type.Union(statuses.map((word) => Type.Literal(word)))

const spotProperties = {
  state,
  status: Type.Optional(status),
  place: Type.Optional(Type.String({ description: 'Where it was last told to be; left out: nobody told' })),
  party: Type.Optional(
    Type.String({ description: 'Who has it, gets it (in-transit) or had it last (unknown); left out: ourselves, or nobody told' }),
  ),
} satisfies TProperties

const spot = Type.Object(spotProperties)
const oneOf = Type.Optional(Type.Array(spot, { description: 'unknown: no fact says in which of these' }))
const lot = Type.Union([Type.String(), Type.Null()], { description: 'null: units of which no fact tells the lot, or several do' })
const uom = Type.Union([Type.String(), Type.Null()], { description: 'UN/ECE Recommendation 20; null: pieces' })
const decimal = Type.Union([Type.String(), Type.Null()], { description: 'Exact; null: no fact tells how much there ever was' })
const sinceWhen = moment('Since when; null: not told, or nobody knows where it is')

export const placement = { ...spotProperties, oneOf, since: sinceWhen, facts: facts('What says so') } satisfies TProperties

const located = Type.Object({ id: Type.String(), value: valueWord, lot, ...placement })

/** The value of `where`. For every lot and unit: quantity = sum of its buckets + unexplained. */
export const where = Type.Object(
  {
    at: moment('The moment of the world that was asked about; null: the present, as known'),
    total: Type.Array(Type.Object({ uom, quantity: decimal, unexplained: decimal }), { description: 'Each unit of measure by itself' }),
    lots: Type.Array(
      Type.Object({
        lot,
        uom,
        quantity: decimal,
        unexplained: Type.Union([Type.String(), Type.Null()], { description: 'Below zero: facts tell of more than there ever was' }),
        excluded: Type.String({ description: 'Of the lot, but not in scope, or no longer; in no bucket' }),
      }),
    ),
    buckets: Type.Array(Type.Object({ ...spotProperties, lot, uom, quantity: Type.String(), value: valueWord, oneOf }), {
      description: 'How much of each lot is where; value: how far it is in scope',
    }),
    objects: Type.Array(located, { description: 'Things with names of their own: all with reasons, else where they are few' }),
    objectsOmitted: Type.Integer({ minimum: 0, description: 'How many more there are; each is counted in its bucket' }),
    unresolved: Type.Array(located, { description: 'Things of which no fact says in which of several spots they are: always all' }),
  },
  { title: 'Where' },
)
