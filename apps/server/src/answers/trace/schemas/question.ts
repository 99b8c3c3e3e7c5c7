import { Type } from 'typebox'
import { asks, limits } from '../model.ts'
import { condition } from './condition.ts'

const identifiers = (minItems: number, description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 2000 }), { minItems, maxItems: limits.seeds, description })

const known = (description: string) =>
  Type.Union(
    [
      Type.Object({ index: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }, { additionalProperties: false }),
      Type.Object({ moment: Type.String({ maxLength: 40, description: 'ISO 8601 with its offset' }) }, { additionalProperties: false }),
    ],
    { description },
  )

export const question = Type.Object(
  {
    ask: Type.Union(
      asks.map((ask) => Type.Literal(ask)),
      {
        description:
          'forward: where it went; backward: what is in it; where: where all of that is now; history: every event that concerns each object; contents: what is in it, or at it; quantities: what became of how much; consignees: who got how much of where it went; lots: forward by lots, from sums, for very large scopes; quantities: what became of how much; consignees: who got how much; gaps: what is missing, both ways; responsible: who and what stands behind it, both ways; difference: what was learned since an earlier size of the log',
      },
    ),
    seed: Type.Union([
      identifiers(1, 'Lots, serials, containers: EPC URNs, GS1 Digital Links or other URIs. All together are one question'),
      Type.Object(
        { condition, objects: Type.Optional(identifiers(0, 'Only these of what met the condition: objects, lots, products, containers')) },
        {
          additionalProperties: false,
          description: 'What met a condition: what events name that meet all of it, with contents and parts then',
        },
      ),
    ]),
    asOf: Type.Optional(known('As known from the facts below a log index, or recorded by a moment; left out: from all')),
    since: Type.Optional(known('difference, where it is needed: what was learned since then, up to asOf')),
    of: Type.Optional(
      Type.Union([Type.Literal('forward'), Type.Literal('backward')], { description: 'difference: of which scope; left out: forward' }),
    ),
    at: Type.Optional(
      Type.String({
        maxLength: 40,
        description:
          'where, history, contents: how it stood at this moment of the world (ISO 8601 with its offset); left out: now, as known',
      }),
    ),
    filter: Type.Optional(
      Type.Object(
        {
          certain: Type.Optional(Type.Boolean({ description: 'Only what is certainly in scope' })),
          seedOnly: Type.Optional(Type.Boolean({ description: 'where: only what is asked about itself, not what it went into' })),
        },
        { additionalProperties: false },
      ),
    ),
    page: Type.Optional(
      Type.Object(
        {
          perPage: Type.Integer({ minimum: 1, maximum: limits.perPage, description: 'Entries of all lists together' }),
          token: Type.Optional(Type.String({ maxLength: 100, description: '`page.next` of the page before' })),
        },
        { additionalProperties: false, description: 'JSON in pages, all of the answer as of one index; left out: the whole answer' },
      ),
    ),
    list: Type.Optional(
      Type.Literal('units', {
        description: 'lots: all units of the lots in scope as well, one by one, however many (application/x-ndjson, text/csv)',
      }),
    ),
    reasons: Type.Optional(
      Type.Boolean({ description: 'true: for each object that is certain, possible or past, the facts of one chain that brings it there' }),
    ),
  },
  { additionalProperties: false },
)
