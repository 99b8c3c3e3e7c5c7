import { sql } from '../../platform/database/index.ts'
import type { Reads } from '../../views/genealogy/index.ts'
import { type ContentTold, contentName, readContents } from './rules/basis/measures.ts'

type Row = { readonly fact: string; readonly uri: string; readonly recorded: Date; readonly name: string; readonly value: string }

/**
 * What master data known at `asOf` tells of what one unit of these lots and classes holds: every version, with the moment of its recording, since the one
 * in force when a lot was made counts (§5).
 */
export async function selectContents(reads: Reads, objects: readonly string[], asOf: number): Promise<ContentTold[]> {
  const rows = await reads.query<Row>(sql`
    select e.fact, e.uri, b.recorded_at as recorded, a.name, a.value
    from view_epcis_element e join view_epcis_attribute a on a.fact = e.fact
    cross join lateral (select recorded_at from record_batch where size > e.fact order by size limit 1) b
    where e.uri = any(${[...new Set(objects)]}::text[]) and e.fact < ${asOf}
    order by e.fact, a.position`)
  return readRows(rows)
}

/** Packagings that master data known at `asOf` tells to hold any of these classes, each version. */
export async function selectPackagings(reads: Reads, classes: readonly string[], asOf: number): Promise<ContentTold[]> {
  const rows = await reads.query<Row>(sql`
    select e.fact, e.uri, b.recorded_at as recorded, a.name, a.value
    from view_epcis_attribute a join view_epcis_element e on e.fact = a.fact
    cross join lateral (select recorded_at from record_batch where size > e.fact order by size limit 1) b
    where a.name = ${contentName} and a.value like '%"of"%' and e.fact < ${asOf}
    order by e.fact, a.position`)
  return readRows(rows).filter(({ contents }) => contents.some(({ of }) => of !== null && classes.includes(of)))
}

function readRows(rows: readonly Row[]): ContentTold[] {
  const byFact = Map.groupBy(rows, ({ fact }) => fact)
  return [...byFact.values()].flatMap((attributes) => {
    const [first] = attributes
    if (first === undefined) return []
    const contents = attributes.flatMap(({ name, value }) => readContents(name, value))
    return [{ object: first.uri, fact: Number(first.fact), recordedMs: first.recorded.getTime(), contents }]
  })
}
