import { sql, type Transaction } from '../../platform/database/index.ts'
import { type BinaryRows, chunksOf } from '../genealogy/index.ts'

/** Every table that this view fills, with the columns of its key. */
export const eventTables = {
  view_epcis_event: ['event'],
  view_epcis_object: ['event', 'position'],
  view_epcis_number: ['event', 'position'],
  view_epcis_element: ['fact'],
  view_epcis_attribute: ['fact', 'position'],
  view_epcis_child: ['fact', 'position'],
  view_epcis_value: ['field', 'value'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Of what has rows in every batch: written in the binary form of COPY. */
const binaryColumns = {
  view_epcis_event: 'event, at_ms, step, terms, own_objects',
  view_epcis_number: 'event, position, field, si, told, uom',
} as const
export const eventColumns = 5
export const numberColumns = 6

/** Those whose rows are sent as text. */
export type TextTable = Exclude<keyof typeof eventTables, keyof typeof binaryColumns>

const columns: Readonly<Record<TextTable, string>> = {
  view_epcis_object: 'event, position, role, is_class, uri, quantity, uom',
  view_epcis_element: 'fact, vocabulary, id, uri, known_to',
  view_epcis_attribute: 'fact, position, name, value',
  view_epcis_child: 'fact, position, uri',
  view_epcis_value: 'field, value, known_from',
}

export async function copyTo(transaction: Transaction, table: TextTable, lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await transaction.copyIn(`copy ${table} (${columns[table]}) from stdin`, chunksOf(lines))
}

export async function copyRows(transaction: Transaction, table: keyof typeof binaryColumns, rows: BinaryRows): Promise<void> {
  if (rows.rows === 0) return
  await transaction.copyIn(`copy ${table} (${binaryColumns[table]}) from stdin (format binary)`, rows.finish())
}

/** Of these values, those that were told before. */
export function selectValues(transaction: Transaction, asked: readonly (readonly [field: string, value: string])[]) {
  return transaction.query<{ field: string; value: string }>(sql`
    select v.field, v.value from unnest(${asked.map(([field]) => field)}::text[], ${asked.map(([, value]) => value)}::text[]) asked (field, value)
    join view_epcis_value v on v.field = asked.field collate "C" and v.value = asked.value collate "C"`)
}

export type Closing = { readonly vocabulary: string; readonly uri: string; readonly at: number }

/** Elements that stand are closed by the fact that tells them again. */
export async function closeElements(transaction: Transaction, closings: readonly Closing[]): Promise<void> {
  const [vocabularies, uris, ends] = [closings.map((c) => c.vocabulary), closings.map((c) => c.uri), closings.map((c) => c.at)]
  await transaction.execute(sql`
    update view_epcis_element e set known_to = closing.at
    from unnest(${vocabularies}::text[], ${uris}::text[], ${ends}::bigint[]) closing (vocabulary, uri, at)
    where e.uri = closing.uri collate "C" and e.vocabulary = closing.vocabulary collate "C" and e.known_to is null`)
}
