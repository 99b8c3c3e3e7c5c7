import { Type } from 'typebox'
import { facts, identifiers, moment } from './pieces.ts'

const told = (description: string) => Type.Union([Type.String(), Type.Null()], { description: `${description}; null: not told` })

const one = Type.Object({
  step: told('Business step'),
  place: told('Business location'),
  readPoint: told('Where it was read'),
  equipment: Type.Array(Type.String(), { description: 'Equipment and devices, as told' }),
  operator: told('An opaque id, never a name'),
  transactions: Type.Array(Type.Object({ type: Type.Union([Type.String(), Type.Null()]), id: Type.String() }), {
    description: 'Orders, loads, delivery notes',
  }),
  from: told('Who gave it'),
  to: told('Who got it'),
  sources: Type.Array(Type.String(), { description: 'The systems that tell it' }),
  facts: facts('All facts that tell it so'),
  objects: identifiers('Of the scope, what they name'),
  began: moment('Not before'),
  ended: moment('Not after'),
})

/** The value of `responsible`. */
export const responsible = Type.Object(
  { forward: Type.Array(one), backward: Type.Array(one) },
  { description: 'Behind every relation walked, in order of time: one entry for each combination, with its facts and objects' },
)
