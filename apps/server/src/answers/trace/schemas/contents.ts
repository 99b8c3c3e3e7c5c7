import { Type } from 'typebox'
import { relations } from '../rules/contents.ts'
import { facts, moment, valueWord } from './pieces.ts'

const held = Type.Object({
  id: Type.String(),
  in: Type.String({ description: 'What it is in, directly' }),
  how: Type.Union(
    relations.map((word) => Type.Literal(word)),
    { description: 'part: material of it; packed: goes where it goes; member: of the lot; at: told to be at the place' },
  ),
  value: valueWord,
  quantity: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'Of a lot; exact; null: not told' })),
  uom: Type.Optional(Type.String()),
  since: moment('null: not told'),
  facts: facts('What says so'),
})

/** The value of `contents`. */
export const contents = Type.Object(
  {
    at: moment('The moment of the world that was asked about; null: the present, as known'),
    objects: Type.Array(
      Type.Object({
        id: Type.String(),
        kind: Type.Union(['lot', 'instance', 'carrier', 'class'].map((word) => Type.Literal(word))),
        contents: Type.Array(held, { description: 'All levels down' }),
      }),
    ),
  },
  { title: 'Contents' },
)
