import { sql, type Transaction } from '../../platform/database/index.ts'
import { type EventDetails, type GenealogyEvent, inParts, numbers, type Participation, type Telling } from '../genealogy/index.ts'
import { copyOut } from './binary-rows.ts'
import type { Thing, Things } from './things.ts'

/** A thing takes part in an event, or is named there. */
export type Part = Omit<Participation, 'position' | 'object'> & { readonly by: ToldEvent; readonly thing: Thing }

/** What roll-ups read of an event. `voidedAt`: whatever fact that is, so that it can be asked as of any size. */
export type ToldEvent = Omit<GenealogyEvent, 'document' | 'position' | 'eventID' | 'receivedMs' | 'consigneeOwner' | 'participations'> & {
  readonly eventKey: string
  /** By position. */
  readonly parts: Part[]
}

/** Which events: a range of facts, or a list. */
export type Which = { readonly from: number; readonly to: number } | readonly number[]

const among = (column: string, which: Which): string =>
  'from' in which ? `${column} >= ${which.from} and ${column} < ${which.to}` : `${column} = any('${numbers(which)}'::bigint[])`

const noDetails: EventDetails = {}

/** Events with all that takes part in them, ascending. */
export async function selectTold(transaction: Transaction, which: Which, things: Things): Promise<ToldEvent[]> {
  const events: ToldEvent[] = []
  await copyOut(
    transaction,
    `select index, source, event_key, content, happening, type, action, biz_step, disposition, occurred_from_ms, occurred_to_ms, uncertainty_ms,
      transformation, read_point, biz_location, consignor, consignee, details::text, known_to
      from view_event where ${among('index', which)} order by index`,
    (row) => {
      events.push({
        index: row.bigint(),
        source: row.integer(),
        eventKey: row.hex(),
        content: row.hex(),
        happening: row.hex(),
        type: row.word() ?? '',
        action: row.word<'ADD' | 'OBSERVE' | 'DELETE'>(),
        bizStep: row.word(),
        disposition: row.word(),
        occurred: { fromMs: row.bigint(), toMs: row.bigint() },
        uncertaintyMs: row.optional(),
        transformation: row.optional(),
        readPoint: row.optional(),
        bizLocation: row.optional(),
        consignor: row.optional(),
        consignee: row.optional(),
        details: detailsOf(row.text()),
        parts: [],
        voidedAt: row.optional(),
      })
    },
  )
  let at = 0
  await copyOut(
    transaction,
    `select event, object, role, quantity::text, uom, lot from view_participation where ${among('event', which)} order by event, position`,
    (row) => {
      const event = row.bigint()
      while (events[at] !== undefined && events[at]?.index !== event) at += 1
      const by = events[at]
      if (by === undefined) throw new Error(`event ${event} has participations and is not there`)
      by.parts.push({
        by,
        thing: things.of(row.bigint()),
        role: row.word<Participation['role']>() ?? 'named',
        quantity: row.text(),
        uom: row.word(),
        lot: row.optional(),
      })
    },
  )
  return events
}

const detailsOf = (text: string | null): EventDetails => (text === null ? noDetails : JSON.parse(text))

/** Adds to these things what the facts below `before` tell of them. */
export async function selectMentions(transaction: Transaction, asked: readonly Thing[], before: number): Promise<void> {
  if (asked.length === 0) return
  const byId = new Map(asked.map((thing) => [thing.id, thing]))
  await copyOut(
    transaction,
    `select p.object, p.role, p.lot, p.event, e.type, e.action, e.occurred_from_ms, e.occurred_to_ms, e.known_to
      from (select * from view_participation where ${among('object', [...byId.keys()])} and event < ${before} offset 0) p
      join view_event e on e.index = p.event`,
    (row) => {
      const thing = byId.get(row.bigint())
      const role = row.word<Participation['role']>() ?? 'named'
      const lot = row.optional()
      const by = {
        index: row.bigint(),
        type: row.word() ?? '',
        action: row.word<'ADD' | 'OBSERVE' | 'DELETE'>(),
        occurred: { fromMs: row.bigint(), toMs: row.bigint() },
        voidedAt: row.optional(),
      }
      thing?.mentions.push({ by, role, lot })
    },
  )
}

/** Events below `before` that are joined by these transformationIDs (numbers of objects). */
export async function selectJoined(transaction: Transaction, transformations: readonly number[], before: number): Promise<number[]> {
  const rows = await inParts(transformations, (some) =>
    transaction.query<{ index: number }>(sql`
      select index from view_event where transformation = any(${numbers(some)}::bigint[]) and transformation is not null and index < ${before}`),
  )
  return rows.map(({ index }) => index)
}

export type Twin = Telling & Pick<ToldEvent, 'transformation'>
type TwinRow = Omit<Twin, 'occurred'> & { fromMs: number; toMs: number }

/** Tellings by facts below `before` of the same happenings: found by the youngest of the objects, which has the fewest events. */
export async function selectTwins(
  transaction: Transaction,
  asked: readonly { readonly youngest: number; readonly happening: string }[],
  before: number,
): Promise<Twin[]> {
  const rows = await inParts(asked, (some) =>
    transaction.query<TwinRow>(sql`
      select distinct e.index, e.source, translate(e.content::text, '-', '') as content, translate(e.happening::text, '-', '') as happening,
        e.occurred_from_ms as "fromMs", e.occurred_to_ms as "toMs", e.uncertainty_ms as "uncertaintyMs", e.known_to as "voidedAt", e.transformation
      from unnest(${numbers(some.map(({ youngest }) => youngest))}::bigint[],
        ${`{${some.map(({ happening }) => happening).join(',')}}`}::uuid[]) asked (object, happening)
      cross join lateral (select event from view_participation where object = asked.object and event < ${before} offset 0) p
      cross join lateral (select * from view_event where index = p.event and view_event.happening = asked.happening) e`),
  )
  return rows.map(({ fromMs, toMs, ...row }) => ({ ...row, occurred: { fromMs, toMs } }))
}

/** An error declaration, as far as it says what it denies. */
export type Denial = Pick<ToldEvent, 'index' | 'source' | 'eventKey' | 'happening' | 'occurred'>
type DenialRow = Omit<Denial, 'occurred'> & { fromMs: number; toMs: number }

/** Declarations by facts below `before` that name one of these events, or tell of the same happenings. */
export async function selectDenials(transaction: Transaction, events: readonly ToldEvent[], before: number): Promise<Denial[]> {
  const rows = await inParts(events, (some) => {
    const [keys, happenings] = [some.map(({ eventKey }) => eventKey), some.map(({ happening }) => happening)]
    return transaction.query<DenialRow>(sql`
      select index, source, translate(event_key::text, '-', '') as "eventKey", translate(happening::text, '-', '') as happening,
        occurred_from_ms as "fromMs", occurred_to_ms as "toMs"
      from view_declaration where (event_key = any(${`{${keys.join(',')}}`}::uuid[]) or happening = any(${`{${happenings.join(',')}}`}::uuid[]))
        and index < ${before}`)
  })
  return rows.map(({ fromMs, toMs, ...row }) => ({ ...row, occurred: { fromMs, toMs } }))
}
