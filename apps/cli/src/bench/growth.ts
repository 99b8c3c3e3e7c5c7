import { firstOrganisation } from '@proofline/server/operations'
import type pg from 'pg'
import { type Difference, repeatTables } from './repeat-tables.ts'

export type Growth = {
  /** Facts of the block, all its copies, and the time between the same event of two copies. */
  readonly blockFacts: number
  readonly facts: number
  readonly stepMs: number
  readonly fromMs: number
}

const { schema } = firstOrganisation

/** What belongs to one history only, and is another thing in each copy. Places, parties, classes of products and codes are the same in all. */
const ownLevels = "('instance', 'lot', 'logistic-unit', 'asset')"

/** `f`: facts of the block, `o`: its objects, `t`: milliseconds from its first event to behind its last. */
const tables: Readonly<Record<string, Difference>> = {
  record_fact: { columns: { index: 'b.index + k * f', event_hash: 'sha256(b.event_hash || int8send(k))' } },
  view_event: {
    columns: {
      index: 'b.index + k * f',
      event_key: 'md5(b.event_key::text || k)::uuid',
      content: 'md5(b.content::text || k)::uuid',
      happening: 'md5(b.happening::text || k)::uuid',
      occurred_from_ms: 'b.occurred_from_ms + k * t',
      occurred_to_ms: 'b.occurred_to_ms + k * t',
      known_to: 'b.known_to + k * f',
    },
  },
  view_object: {
    from: `select * from ${schema}.view_object where level in ${ownLevels}`,
    columns: { id: 'b.id + k * o', uri: "b.uri || '-' || k", known_from: 'b.known_from + k * f' },
  },
  view_participation: {
    from: `select p.*, (o.level in ${ownLevels})::integer as object_is_own, coalesce(l.level in ${ownLevels}, false)::integer as lot_is_own
      from ${schema}.view_participation p join ${schema}.view_object o on o.id = p.object left join ${schema}.view_object l on l.id = p.lot`,
    columns: {
      event: 'b.event + k * f',
      object: 'b.object + k * o * b.object_is_own',
      lot: 'b.lot + k * o * b.lot_is_own',
      known_to: 'b.known_to + k * f',
    },
  },
  view_declaration: {
    columns: { index: 'b.index + k * f', event_key: 'md5(b.event_key::text || k)::uuid', content: 'md5(b.content::text || k)::uuid' },
  },
  view_epcis_event: { columns: { event: 'b.event + k * f', at_ms: 'b.at_ms + k * t' } },
  view_epcis_number: { columns: { event: 'b.event + k * f' } },
  view_epcis_object: { columns: { event: 'b.event + k * f' } },
  record_batch: {
    columns: { size: 'b.size + k * f', first: 'b.first + k * f', recorded_at: "b.recorded_at + k * interval '1 millisecond' * t" },
  },
}

/** The identifier of a copy: what `tables` says of `view_object.uri`. */
export const uriInCopy = (uri: string, copy: number): string => (copy === 0 ? uri : `${uri}-${copy}`)

/**
 * The log of a server that stands still, and the rows that its projector made of it, `copies` times: each with indexes, times and identifiers of its own,
 * so that indexes and statistics are those of so many facts. Bodies are those of the block. Not a log to be verified: the tree knows nothing of it.
 */
export async function growLog(client: pg.Client, copies: number, onProgress: (done: number, total: number) => void): Promise<Growth> {
  const { rows } = await client.query<{ f: string; o: string; t: string; from: string }>(`select
    (select max(size) from ${schema}.record_batch) as f, (select max(id) + 1 from ${schema}.view_object) as o,
    max(at_ms) - min(at_ms) + 1 as t, min(at_ms) as from from ${schema}.view_epcis_event`)
  const [{ f, o, t, from } = { f: '0', o: '0', t: '0', from: '0' }] = rows
  const facts = Number(f) * copies
  // Before there is a batch that the projector would follow.
  await client.query(`update ${schema}.view_cursor set cursor = ${facts} where name = 'views'`)
  await repeatTables([client], { tables, constants: { f: Number(f), o: Number(o), t: Number(t) }, copies }, onProgress)
  return { blockFacts: Number(f), facts, stepMs: Number(t), fromMs: Number(from) }
}
