import { createFactory, usualDisturbances } from '@proofline/factory'
import { type Database, type Organisation, raw, type Transaction } from '../../src/platform/database/index.ts'
import type { NewFact } from '../../src/record/index.ts'
import { factsOfDocument } from './history.ts'

export const lotUri = (name: string): string => `https://id.gs1.org/01/09506000134352/10/${name}`
export const serialUri = (name: string): string => `https://id.gs1.org/01/09506000134352/21/${name}`
export const placeUri = (name: string): string => `https://id.gs1.org/414/9506000134376/254/${name}`

/** The check digit weighs every other place three times, the last among them (GS1 General Specifications §7.9.1). */
export function boxUri(number: number): string {
  const places = `09506000${String(number).padStart(9, '0')}`
  const sum = [...places].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0)
  return `https://id.gs1.org/00/${places}${(10 - (sum % 10)) % 10}`
}

/** An ObjectEvent about a lot, as its source tells it; `undefined` takes a member away. */
export function objectEvent(number: number, overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const event: Record<string, unknown> = {
    type: 'ObjectEvent',
    eventID: `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    eventTime: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
    eventTimeZoneOffset: '+08:00',
    action: 'OBSERVE',
    bizStep: 'inspecting',
    quantityList: [{ epcClass: lotUri('L1'), quantity: 10 }],
    readPoint: { id: placeUri('A') },
    ...overrides,
  }
  for (const [name, value] of Object.entries(event)) if (value === undefined) delete event[name]
  return event
}

export const declarationOf = (
  event: Readonly<Record<string, unknown>>,
  correctiveEventIDs: readonly string[] = [],
): Record<string, unknown> => ({
  ...event,
  errorDeclaration: {
    declarationTime: '2026-02-01T00:00:00Z',
    reason: 'incorrect_data',
    ...(correctiveEventIDs.length > 0 ? { correctiveEventIDs } : {}),
  },
})

/** Facts of a factory in which much goes wrong: late, repeated, corrected, contradicted. */
export function disturbedFacts(seed: string, atMost = Number.POSITIVE_INFINITY): NewFact[] {
  const disturbances = { ...usualDisturbances, late: 0.05, corrected: 0.1, contradictory: 0.05, duplicate: 0.1 }
  const factory = createFactory({ seed, objects: 1_000, eventsPerDocument: 50, serialParts: 'B', disturbances })
  // A repetition is not recorded again: which of the two is depends on the order, so that they are not one set of facts.
  const facts = new Map<string, NewFact>()
  for (const { source, document } of factory.documents()) {
    for (const fact of factsOfDocument(source, document, '2024-06-01T00:00:00.000Z')) facts.set(String(fact.once), fact)
    if (facts.size >= atMost) break
  }
  return [...facts.values()].slice(0, atMost)
}

/** A generator of numbers in [0, 1) that is the same for a seed in every run. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export function shuffled<T>(values: readonly T[], seed: number): T[] {
  const random = randomOf(seed)
  const result = [...values]
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    const [left, right] = [result[i] as T, result[j] as T]
    result[i] = right
    result[j] = left
  }
  return result
}

const uri = (column: string): string => `(select uri from view_object o where o.id = ${column})`

/** What is present, in words that do not depend on the order of arrival: names and URIs instead of numbers and indexes. */
const presentTexts: Readonly<Record<string, string>> = {
  event: `select s.name, e.event_id, e.event_key, e.content, e.happening, e.position, d.reference, e.type, e.action, e.biz_step, e.disposition,
      e.occurred_from_ms, e.occurred_to_ms, e.uncertainty_ms, e.received_ms, e.ahead_ms, ${uri('e.transformation')} as transformation,
      ${uri('e.read_point')} as read_point, ${uri('e.biz_location')} as biz_location, ${uri('e.consignor')} as consignor,
      ${uri('e.consignee')} as consignee, ${uri('e.consignee_owner')} as owner, e.details::text as details
    from view_event e join view_source s on s.id = e.source join view_document d on d.id = e.document where e.known_to is null`,
  participation: `select e.content, s.name, p.position, ${uri('p.object')} as object, p.role, p.quantity, p.uom, ${uri('p.lot')} as lot
    from view_participation p join view_event e on e.index = p.event join view_source s on s.id = e.source where p.known_to is null`,
  object: `select uri, level, ${uri('class')} as class from view_object`,
  declaration: `select s.name, d.event_id, d.content, d.happening, d.declared_ms, d.reason, (
      select array_agg(c.event_id order by c.position) from view_correction c where c.declaration = d.index) as corrections
    from view_declaration d join view_source s on s.id = d.source`,
  discrepancy: `select d.code, s.name, d.subject from view_discrepancy d join view_source s on s.id = d.source where d.known_to is null`,
}

export async function readPresent(database: Database, organisation: Organisation): Promise<Record<string, string[]>> {
  const read = async (transaction: Transaction): Promise<Record<string, string[]>> => {
    const present: Record<string, string[]> = {}
    for (const [name, text] of Object.entries(presentTexts)) {
      const rows = await transaction.queryOnce<{ text: string }>(raw(`select r::text as text from (${text}) r order by 1`))
      present[name] = rows.map((row) => row.text)
    }
    return present
  }
  return database.transaction(organisation, read, { readOnly: true })
}

/** The first line that one has and the other has not, in each part; nothing where they agree. */
export function differencesOf(
  left: Readonly<Record<string, readonly string[]>>,
  right: Readonly<Record<string, readonly string[]>>,
): string[] {
  return Object.keys({ ...left, ...right }).flatMap((name) => {
    const [ours, theirs] = [new Set(left[name]), new Set(right[name])]
    const more = [...ours].find((line) => !theirs.has(line))
    const less = [...theirs].find((line) => !ours.has(line))
    if (more === undefined && less === undefined && left[name]?.length === right[name]?.length) return []
    return [`${name} (${left[name]?.length}, ${right[name]?.length}): ${more} ≠ ${less}`]
  })
}
