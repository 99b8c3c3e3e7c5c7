import { sql, type Transaction } from '../../platform/database/index.ts'
import type { ListedField } from '../../views/events/index.ts'

export const collections = ['eventTypes', 'epcs', 'bizSteps', 'bizLocations', 'readPoints', 'dispositions'] as const
export type Collection = (typeof collections)[number]

const fields: Readonly<Record<Exclude<Collection, 'epcs'>, ListedField>> = {
  eventTypes: 'eventType',
  bizSteps: 'bizStep',
  bizLocations: 'bizLocation',
  readPoints: 'readPoint',
  dispositions: 'disposition',
}

/** Things that take part in events, as single ones: no classes and lots, no places, parties and documents. */
const singleLevels = ['instance', 'logistic-unit', 'asset', 'coupon', 'service', 'other']

/** Values of a top-level resource (EPCIS 2.0 §12), in the order of their URIs, behind `after`: as facts below `asOf` told them. */
export async function selectCollection(
  transaction: Transaction,
  collection: Collection,
  { after, limit, asOf }: { readonly after: string; readonly limit: number; readonly asOf: number },
): Promise<string[]> {
  const rows =
    collection === 'epcs'
      ? await transaction.query<{ value: string }>(sql`
          select o.uri as value from view_object o
          where o.uri > ${after}::text collate "C" and o.level = any(${singleLevels}::text[]) and o.known_from < ${asOf}
            and (o.level <> 'other' or exists (
              select from view_participation p where p.object = o.id and p.role <> 'named' and p.quantity is null))
          order by o.uri limit ${limit}`)
      : await transaction.query<{ value: string }>(sql`
          select value from view_epcis_value
          where field = ${fields[collection]} and value > ${after}::text collate "C" and known_from < ${asOf} order by value limit ${limit}`)
  return rows.map(({ value }) => value)
}
