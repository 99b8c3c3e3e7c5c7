import { BinaryRow, readBinaryRows, type Sql, sql } from '../../platform/database/index.ts'
import type { EventDetails, GenealogyEvent, GenealogyObject, Participation, Role } from './model.ts'
import { inParts, numbers } from './queries.ts'
import type { Reads } from './rounds.ts'

/** From so many on, rows come by COPY in binary form: planned anew, but neither side writes or reads the texts of numbers. */
export const manyEvents = 300
/** Events that one COPY is asked for. */
const copied = 20_000

type EventRow = Omit<GenealogyEvent, 'participations' | 'details' | 'occurred' | 'voidedAt'> & {
  details: EventDetails | null
  occurredFromMs: number
  occurredToMs: number
  knownTo: number | null
}
type ParticipationRow = Participation & { event: number }

/** Whole events, with all participations, ascending by index; voided ones say so. */
export async function selectEvents(reads: Reads, indexes: readonly number[], asOf: number): Promise<GenealogyEvent[]> {
  const known = [...new Set(indexes)].filter((index) => index < asOf).sort((left, right) => left - right)
  if (known.length < manyEvents) return selectFew(reads, known, asOf)
  const events: GenealogyEvent[] = []
  for (let at = 0; at < known.length; at += copied) {
    for (const event of await copyMany(reads, known.slice(at, at + copied), asOf)) events.push(event)
  }
  return events
}

const voidedAt = (knownTo: number | null, asOf: number): number | null => (knownTo !== null && knownTo < asOf ? knownTo : null)

function selectFew(reads: Reads, known: readonly number[], asOf: number): Promise<GenealogyEvent[]> {
  return inParts(known, (keys) => selectRows(reads, sql`= any(${numbers(keys)}::bigint[])`, asOf))
}

async function selectRows(reads: Reads, among: Sql, asOf: number): Promise<GenealogyEvent[]> {
  const [rows, all] = await Promise.all([
    reads.query<EventRow>(sql`
      select index, source, document, position, event_id as "eventID", translate(content::text, '-', '') as content,
        translate(happening::text, '-', '') as happening, type, action, biz_step as "bizStep", disposition,
        occurred_from_ms as "occurredFromMs", occurred_to_ms as "occurredToMs", uncertainty_ms as "uncertaintyMs", received_ms as "receivedMs",
        transformation, read_point as "readPoint", biz_location as "bizLocation", consignor, consignee, consignee_owner as "consigneeOwner",
        details, known_to as "knownTo"
      from view_event where index ${among} order by index`),
    reads.query<ParticipationRow>(sql`
      select event, position, object, role, quantity, uom, lot from view_participation where event ${among} order by event, position`),
  ])
  const participations = new Map<number, Participation[]>()
  for (const { event, ...participation } of all) {
    const list = participations.get(event)
    if (list === undefined) participations.set(event, [participation])
    else list.push(participation)
  }
  return rows.map(({ occurredFromMs, occurredToMs, knownTo, details, ...row }) => ({
    ...row,
    occurred: { fromMs: occurredFromMs, toMs: occurredToMs },
    details: details ?? noDetails,
    participations: participations.get(row.index) ?? [],
    voidedAt: voidedAt(knownTo, asOf),
  }))
}

/**
 * Whole events, those that a transformationID joins with them (the last of them), and all that they name, with its classes: in one round.
 * @param known fewer than `manyEvents`, each below `asOf`
 */
export async function selectFewTogether(
  reads: Reads,
  known: readonly number[],
  asOf: number,
  joined: number,
): Promise<{ readonly events: GenealogyEvent[]; readonly objects: readonly GenealogyObject[] }> {
  const keys = sql`${numbers(known)}::bigint[]`
  const among = sql`in (
    select unnest(${keys}) union (
      select s.index from view_event e join view_event s on s.transformation = e.transformation and s.transformation is not null
      where e.index = any(${keys}) and s.index < ${asOf} order by s.index desc limit ${joined}))`
  const [events, objects] = await Promise.all([
    selectRows(reads, among, asOf),
    reads.query<GenealogyObject>(sql`
      with named as (
        select unnest(array[object, lot]) as id from view_participation where event ${among} union
        select unnest(array[transformation, read_point, biz_location, consignor, consignee, consignee_owner]) from view_event where index ${among}
      ), known as (select o.id, o.uri, o.level, o.class from named join view_object o using (id))
      select id, uri, level, class as "classId" from known union
      select c.id, c.uri, c.level, c.class from view_object c where c.id in (select class from known)`),
  ])
  return { events, objects }
}

const noDetails: EventDetails = {}

async function copyMany(reads: Reads, known: readonly number[], asOf: number): Promise<GenealogyEvent[]> {
  const keys = `'${numbers(known)}'::bigint[]`
  const participations = new Map<number, Participation[]>()
  await copyRows(
    reads,
    `select event, position, object, role, quantity::text, uom, lot from view_participation where event = any(${keys}) order by event, position`,
    (row) => {
      const event = row.bigint()
      const participation: Participation = {
        position: row.integer(),
        object: row.bigint(),
        role: row.role(),
        quantity: row.text(),
        uom: row.word(),
        lot: row.optional(),
      }
      const list = participations.get(event)
      if (list === undefined) participations.set(event, [participation])
      else list.push(participation)
    },
  )
  const events: GenealogyEvent[] = []
  await copyRows(
    reads,
    `select index, source, document, position, event_id, content, happening, type, action, biz_step, disposition, occurred_from_ms, occurred_to_ms,
      uncertainty_ms, received_ms, transformation, read_point, biz_location, consignor, consignee, consignee_owner, details::text, known_to
      from view_event where index = any(${keys}) order by index`,
    (row) => {
      const index = row.bigint()
      events.push({
        index,
        source: row.integer(),
        document: row.bigint(),
        position: row.integer(),
        eventID: row.text() ?? '',
        content: row.hex(),
        happening: row.hex(),
        type: row.word() ?? '',
        action: row.word(),
        bizStep: row.word(),
        disposition: row.word(),
        occurred: { fromMs: row.bigint(), toMs: row.bigint() },
        uncertaintyMs: row.optional(),
        receivedMs: row.bigint(),
        transformation: row.optional(),
        readPoint: row.optional(),
        bizLocation: row.optional(),
        consignor: row.optional(),
        consignee: row.optional(),
        consigneeOwner: row.optional(),
        details: row.details(),
        participations: participations.get(index) ?? [],
        voidedAt: voidedAt(row.optional(), asOf),
      })
    },
  )
  return events
}

const copyRows = (reads: Reads, select: string, take: (row: EventReader) => void): Promise<void> =>
  readBinaryRows(reads.copyOut(`copy (${select}) to stdout (format binary)`), new EventReader(), take)

const roles = new Map<string, Role>((['epc', 'parent', 'child', 'input', 'output', 'named'] as const).map((role) => [role, role]))

/** A row of an event or a participation. Details that come again and again are one object each. */
class EventReader extends BinaryRow {
  readonly #details = new Map<string, EventDetails>()

  role(): Role {
    const role = roles.get(this.text() ?? '')
    if (role === undefined) throw new Error('a participation has a role that is none')
    return role
  }

  details(): EventDetails {
    const text = this.text()
    if (text === null) return noDetails
    const known = this.#details.get(text)
    if (known !== undefined) return known
    const details: EventDetails = JSON.parse(text)
    this.#details.set(text, details)
    return details
  }
}
