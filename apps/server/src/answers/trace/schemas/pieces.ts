import { Type } from 'typebox'

// Pieces that several values are made of.

export const identifiers = (description: string) => Type.Array(Type.String(), { description })
export const facts = (description: string) => Type.Array(Type.Integer({ minimum: 0 }), { description })
export const valueWord = Type.Union([Type.Literal('certain'), Type.Literal('possible')])
export const moment = (description: string) => Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description })
