import { canonicalize, isGs1 } from '@proofline/identifiers'
import type { Answer, Ask } from '../model.ts'
import { incoming, outgoing } from '../rules/quantities/terms.ts'
import { isPlain, type List, listsOfAnswer } from './lists.ts'

const amounts = [...incoming, 'moved', ...outgoing, 'onHand'] as const
const shares = ['certain', 'possible', 'excluded', 'held', 'unconfirmed', 'returned', 'unexplained'] as const

/** What every table has. `was`: the value before, of a difference; `details`: JSON of what has no column of its own, so that nothing is left out. */
const usual = [
  'list',
  'object',
  'kind',
  'value',
  'was',
  'lot',
  'product',
  'quantity',
  'uom',
  'consignee',
  'state',
  'place',
  'party',
  'since',
  'until',
  'source',
  'facts',
] as const

const special: Readonly<Partial<Record<Ask, readonly string[]>>> = {
  quantities: [...amounts, 'unexplained', 'counted', 'difference'],
  consignees: ['shipped', 'used', 'destroyed', ...shares, 'named', 'event'],
  lots: ['certainUnits', 'atMostUnits'],
  history: ['how', 'type', 'action', 'step', 'disposition', 'readPoint', 'operator', 'receivedAt', 'recordedAt'],
  responsible: ['step', 'readPoint', 'equipment', 'operator', 'from', 'to'],
  contents: ['container', 'how'],
  difference: ['recordedAt'],
}

export const columnsOf = (ask: Ask): readonly string[] => [...usual, ...(special[ask] ?? []), 'details']

export type Cell = string | number
export type Row = Readonly<Record<string, Cell>>

/** Lists inside entries that are rows of their own, with what their entry says of object, lot, consignee and place. */
const rowed = new Set([
  'quantities',
  'shipments',
  'lots',
  'objects',
  'subConsignees',
  'atMost',
  'balances',
  'places',
  'counts',
  'entries',
  'contents',
  'buckets',
])
const inherited = ['object', 'kind', 'product', 'lot', 'consignee', 'place', 'uom'] as const

const otherNames: Readonly<Record<string, string>> = {
  by: 'facts',
  because: 'facts',
  supplier: 'party',
  places: 'place',
  in: 'container',
  bizLocation: 'place',
  began: 'since',
  ended: 'until',
}

/** Every entry of an answer as a row of a table, in the order of its lists; what comes before them tells how far to trust them. */
export function* rowsOf(ask: Ask, answer: Answer): Generator<Row> {
  yield* noticesOf(answer)
  const columns = new Set(columnsOf(ask))
  for (const list of listsOfAnswer(answer).lists) yield* rowsOfList(list, columns)
}

/** As of what, how complete, and what could not be seen. */
export function* noticesOf({ asOf, rules, certificate, gaps, unchecked, conditions }: Answer): Generator<Row> {
  yield { list: 'as-of', value: asOf.index, since: asOf.moment ?? '', details: JSON.stringify({ rules }) }
  yield { list: 'certificate', value: certificate.verdict, details: JSON.stringify(certificate.coverage) }
  const columns = new Set<string>([...usual, 'details'])
  yield* rowsOfList({ name: 'gap', entries: gaps }, columns)
  yield* rowsOfList({ name: 'unchecked', entries: unchecked }, columns)
  yield* rowsOfList({ name: 'condition', entries: conditions }, columns)
}

export function* rowsOfList({ name, entries }: List, columns: ReadonlySet<string>): Generator<Row> {
  for (const entry of entries) yield* rowsOfEntry(name, entry, columns, {})
}

function* rowsOfEntry(list: string, entry: unknown, columns: ReadonlySet<string>, above: Row): Generator<Row> {
  if (!isPlain(entry)) {
    yield typeof entry === 'number' ? { ...above, list, facts: entry } : { ...above, list, ...objectCells(String(entry)) }
    return
  }
  const row: Record<string, Cell> = { ...above, list }
  const details: Record<string, unknown> = {}
  const below: List[] = []
  for (const [key, member] of Object.entries(spread(entry))) {
    if (rowed.has(key) && Array.isArray(member) && member.every(isPlain)) below.push({ name: `${list}.${key}`, entries: member })
    else place(row, details, columns, list, key, member)
  }
  if (Object.keys(details).length > 0) row.details = JSON.stringify(details)
  yield row
  const context = Object.fromEntries(inherited.flatMap((column) => (row[column] === undefined ? [] : [[column, row[column]]])))
  for (const { name, entries } of below) for (const inner of entries) yield* rowsOfEntry(name, inner, columns, context)
}

/** Objects that only hold columns: `total` of a balance, `time` from and to, `units` of a lot. */
function spread(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { total, time, units, present, ...rest } = entry
  return {
    ...rest,
    ...(isPlain(total) ? total : total === undefined ? {} : { total }),
    ...(isPlain(time) ? { since: time.from, until: time.to } : {}),
    ...(isPlain(units) ? { certainUnits: units.certain, atMostUnits: units.atMost } : units === undefined ? {} : { units }),
    ...(isPlain(present) ? present : {}),
  }
}

function place(
  row: Record<string, Cell>,
  details: Record<string, unknown>,
  columns: ReadonlySet<string>,
  list: string,
  key: string,
  member: unknown,
): void {
  if (member === undefined || member === null) return
  if (key === 'id' || key === 'object') {
    if (/(?:^|\.)(?:consignees|subConsignees)$/.test(list)) row.consignee = cellOf(member)
    else if (/(?:^|\.)shipments$/.test(list)) details.shipment = member
    else Object.assign(row, objectCells(String(cellOf(member))))
    return
  }
  const column = columnFor(key, list, columns)
  if (column === undefined) details[key] = member
  else row[column] = cellOf(member)
}

/** `from` and `to` are values in a difference, parties in what is responsible, times elsewhere. */
function columnFor(key: string, list: string, columns: ReadonlySet<string>): string | undefined {
  if ((key === 'from' || key === 'to') && !columns.has('from')) {
    if (columns.has('recordedAt') && !columns.has('step')) return key === 'from' ? 'was' : 'value'
    return key === 'from' ? 'since' : 'until'
  }
  if (key === 'event' && !columns.has('event')) return 'facts'
  if (key === 'code') return 'value'
  if (key === 'status' || list === '') return undefined
  const name = otherNames[key] ?? key
  return columns.has(name) ? name : undefined
}

function cellOf(member: unknown): Cell {
  if (typeof member === 'number') return member
  if (typeof member === 'string') return member
  if (Array.isArray(member) && member.every((one) => typeof one !== 'object')) return member.join(' ')
  return JSON.stringify(member)
}

/** An identifier with what it says by itself: what kind of thing it is, its product, and where it is a lot, that. */
function objectCells(object: string): Record<string, Cell> {
  const read = canonicalize(object)
  if (!read.ok) return { object }
  const { level } = read.value
  const product = isGs1(read.value) ? read.value.classUri : undefined
  return { object, kind: level, ...(product === undefined ? {} : { product }), ...(level === 'lot' ? { lot: object } : {}) }
}
