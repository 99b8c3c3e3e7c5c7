import { Type } from 'typebox'
import { incoming, outgoing } from '../rules/quantities/terms.ts'
import { facts, valueWord } from './pieces.ts'

/** A plain decimal. */
export const amount = (description?: string) => Type.String(description === undefined ? {} : { description })
export const unit = Type.Union([Type.String(), Type.Null()], { description: 'UN/ECE Recommendation 20; null: pieces' })
export const remainders = Type.Optional(
  Type.Record(Type.String(), Type.String(), { description: 'Of terms that have no end as decimals: what is cut off, as a fraction' }),
)

const terms = Object.fromEntries([...incoming, ...outgoing].map((term) => [term, amount()])) as Record<
  (typeof incoming)[number] | (typeof outgoing)[number],
  ReturnType<typeof amount>
>

const equation = {
  uom: unit,
  ...terms,
  moved: amount('Between own places: of one place only, its sum is nothing'),
  onHand: amount(),
  unexplained: amount('With its sign; more than nothing: less is there than the facts tell'),
  remainders,
  facts: Type.Optional(Type.Record(Type.String(), facts('Behind this term'))),
}

const place = Type.Union([Type.String(), Type.Null()], {
  description:
    'A site of ours, with its sub-locations, or who works for us; null: no fact tells where with us, also for what was taken from one of several places',
})

const balance = Type.Object({
  total: Type.Object(equation, {
    description: 'received + made + returned + found = consumed + shipped + scrapped + sampled + destroyed + used + onHand + unexplained',
  }),
  places: Type.Array(Type.Object({ place, ...equation }), { description: 'The same of each place, with moved on the left' }),
  counts: Type.Array(
    Type.Object({
      event: Type.Integer({ minimum: 0 }),
      place,
      uom: unit,
      counted: amount(),
      difference: amount('What the other facts tell more than was counted'),
      orderAmbiguous: Type.Optional(Type.Literal(true, { description: 'Facts of times that overlap the count may explain some of it' })),
    }),
  ),
})

/** The value of `quantities`. */
export const quantities = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String({ description: 'A lot; a class, where no fact tells the lot of its units' }),
      value: Type.Optional(valueWord),
      units: Type.Optional(Type.Integer({ description: 'Only so many of its units are in question' })),
      balances: Type.Array(balance, { description: 'One for each unit that cannot be converted into another of them' }),
      untold: facts('They concern its quantity and do not tell how much'),
      doubtful: facts('Counted in, and denied by another source, or of a lower grade'),
    }),
  ),
})
