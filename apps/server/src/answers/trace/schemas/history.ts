import { Type } from 'typebox'
import { ways } from '../rules/where/mentions.ts'
import { moment, valueWord } from './pieces.ts'
import { placement, where } from './where.ts'

const optionalText = Type.Union([Type.String(), Type.Null()])
const party = Type.Object({ type: optionalText, id: Type.String() })
const kind = Type.Union(['lot', 'instance', 'carrier', 'class'].map((word) => Type.Literal(word)))

const entry = Type.Object({
  event: Type.Integer({ minimum: 0, description: 'Log index of the fact: its receipt and its proof are got by it' }),
  how: Type.Union(
    ways.map((word) => Type.Literal(word)),
    { description: 'Told by its own name, or through what it lay in, its lot, or its product alone' },
  ),
  through: optionalText,
  value: valueWord,
  type: Type.String(),
  action: optionalText,
  step: optionalText,
  disposition: optionalText,
  time: Type.Object({ from: moment('Not before'), to: moment('Not after') }, { description: 'When it occurred, as far as it is known' }),
  place: optionalText,
  readPoint: optionalText,
  sources: Type.Array(party),
  destinations: Type.Array(party),
  transactions: Type.Array(party),
  operator: optionalText,
  equipment: Type.Array(Type.String()),
  source: Type.String({ description: 'The system that told it' }),
  receivedAt: Type.String({ format: 'date-time' }),
  recordedAt: moment('null: the fact cannot be read'),
  countsAs: Type.Optional(Type.Integer({ description: 'The event that counts for the same happening' })),
  voidedBy: Type.Optional(Type.Integer({ description: 'The fact from which on it does not stand' })),
  claimed: Type.Optional(Type.Literal(true, { description: 'Another source says that it did not happen so' })),
  orderAmbiguous: Type.Optional(Type.Literal(true, { description: 'Something else about it may have happened before or after' })),
})

/** The value of `history`. */
export const history = Type.Object(
  {
    at: moment('The moment of the world that was asked about; null: the present, as known'),
    objects: Type.Array(
      Type.Object({
        id: Type.String(),
        kind,
        entries: Type.Array(entry, { description: 'In order of occurrence' }),
        omitted: Type.Integer({ minimum: 0, description: 'Earlier ones that are not listed' }),
        present: Type.Object(placement, { description: 'How it stands after them; a lot: where all of it is, if it is in one place' }),
        quantities: Type.Optional(where.properties.lots),
        buckets: Type.Optional(where.properties.buckets),
      }),
    ),
  },
  { title: 'ObjectHistory' },
)
