import { sql } from '../../platform/database/index.ts'
import type { Reads } from './rounds.ts'

/** How far a source has told, as known at a log size. */
export type Reporting = {
  readonly name: string
  /** Receipt of its last accepted document; null: it has sent none. */
  readonly receivedMs: number | null
  /** The latest occurrence that this document tells of. */
  readonly occurredMs: number | null
}

export function selectReporting(reads: Reads, asOf: number): Promise<Reporting[]> {
  return reads.query<Reporting>(sql`
    select s.name, d.received_ms as "receivedMs", (
      select e.occurred_from_ms from view_event e where e.document = d.id and e.index < ${asOf} order by e.occurred_from_ms desc limit 1
    ) as "occurredMs"
    from view_source s left join lateral (
      select id, received_ms, known_from from view_document d
      where d.source = s.id and d.known_from < ${asOf} order by d.known_from desc limit 1
    ) d on true
    where s.known_from < ${asOf} order by s.name`)
}

/** Of these parties (canonical URIs), those of which any standing event tells that they received something. */
export async function selectReceiptReporters(reads: Reads, parties: readonly string[], asOf: number): Promise<Set<string>> {
  const rows = await reads.query<{ uri: string }>(sql`
    select o.uri from unnest(${[...parties]}::text[]) asked (uri)
    cross join lateral (select id, uri from view_object where uri = asked.uri collate "C" limit 1) o
    where exists (select from view_event e where e.consignee = o.id
      and e.biz_step in ('https://ref.gs1.org/cbv/BizStep-receiving', 'https://ref.gs1.org/cbv/BizStep-accepting')
      and e.index < ${asOf} and (e.known_to is null or e.known_to >= ${asOf}))`)
  return new Set(rows.map(({ uri }) => uri))
}
