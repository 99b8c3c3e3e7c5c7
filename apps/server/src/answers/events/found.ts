import { sql, type Transaction } from '../../platform/database/index.ts'
import { parseEnvelope, selectFactsAt } from '../../record/index.ts'
import { idOfHash } from './identities.ts'
import { type FoundEvent, limits, type Standing } from './model.ts'

const decoder = new TextDecoder()

/** The events with these indexes, in their order; as many of the first as one page may hold. `taken`: with those whose body is erased. */
export async function readPage(
  transaction: Transaction,
  indexes: readonly number[],
  asOf: number,
): Promise<{ events: FoundEvent[]; taken: number; erased: number }> {
  if (indexes.length === 0) return { events: [], taken: 0, erased: 0 }
  const some = await fitting(transaction, indexes)
  const facts = new Map((await selectFactsAt(transaction, some)).map((fact) => [fact.index, fact]))
  const standings = await selectStandings(transaction, some, asOf)
  const events: FoundEvent[] = []
  for (const index of some) {
    const fact = facts.get(index)
    if (fact === undefined || fact.body === null) continue
    const envelope = parseEnvelope(fact.envelopeBytes)
    if (!envelope.ok) throw new TypeError(`the envelope of fact ${index} cannot be read`)
    const { recordedAt, source } = envelope.value
    const { standing, eventID } = standings.get(index) ?? { standing: { what: 'stands' }, eventID: '' }
    events.push({
      index,
      body: decoder.decode(fact.body),
      recordedAt,
      eventID: eventID !== '' || fact.eventHash === null ? eventID : idOfHash(fact.eventHash),
      source: source.system,
      standing,
    })
  }
  return { events, taken: some.length, erased: some.length - events.length }
}

async function fitting(transaction: Transaction, indexes: readonly number[]): Promise<number[]> {
  const rows = await transaction.query<{ index: number; bytes: number | null }>(
    sql`select index, octet_length(body) as bytes from record_fact where index = any(${`{${indexes.join(',')}}`}::bigint[])`,
  )
  const bytes = new Map(rows.map((row) => [row.index, row.bytes ?? 0]))
  let sum = 0
  let count = 0
  for (const index of indexes) {
    sum += bytes.get(index) ?? 0
    if (count > 0 && sum > limits.pageBytes) break
    count += 1
  }
  return indexes.slice(0, count)
}

async function selectStandings(
  transaction: Transaction,
  indexes: readonly number[],
  asOf: number,
): Promise<Map<number, { standing: Standing; eventID: string }>> {
  const list = `{${indexes.join(',')}}`
  const rows = await transaction.query<{ index: number; eventID: string; knownTo: number | null; isEvent: boolean }>(sql`
    select index, event_id as "eventID", known_to as "knownTo", true as "isEvent" from view_event where index = any(${list}::bigint[])
    union all
    select index, event_id, null, false from view_declaration where index = any(${list}::bigint[])`)
  return new Map(
    rows.map(({ index, eventID, knownTo, isEvent }) => {
      const what = isEvent ? 'stands' : 'declaration'
      const isVoided = knownTo !== null && knownTo < asOf
      return [index, { eventID, standing: isVoided ? { what: 'voided', by: knownTo } : { what } }]
    }),
  )
}
