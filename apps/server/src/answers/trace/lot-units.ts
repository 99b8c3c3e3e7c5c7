import type { Readable } from 'node:stream'
import type { Transaction } from '../../platform/database/index.ts'

/** `id`: the number of a lot, or (`lot` null) of a product, for its units of which no fact tells the lot. */
export type UnitsOf = { readonly id: number; readonly lot: string | null; readonly value: 'certain' | 'possible' }

/**
 * All units of one lot as known at an index, a line each, ordered by when they were first mentioned: the same for the same index. PostgreSQL makes
 * the lines, so that as many as there are pass without being read here. CSV: list, object, lot, value, nothing. It must be read to its end.
 */
export function copyUnits(transaction: Transaction, { id, lot, value }: UnitsOf, index: number, form: 'ndjson' | 'csv'): Readable {
  const [object, asOf] = [whole(id), whole(index)]
  const members =
    lot === null
      ? `select distinct object from view_untold where class = ${object} and known_from < ${asOf} and (known_to is null or known_to >= ${asOf})`
      : `select distinct object from view_participation where lot = ${object} and lot is not null and event < ${asOf} and (known_to is null or known_to >= ${asOf})`
  const from = `from (${members}) u join view_object o on o.id = u.object order by u.object`
  if (form === 'csv') {
    const lotText = lot === null ? 'null' : quote(lot)
    return transaction.copyOut(`copy (select 'unit', o.uri, ${lotText}, ${quote(value)}, null ${from}) to stdout (format csv)`)
  }
  const end = `,"lot":${JSON.stringify(lot)},"value":"${value}"}}`
  // Characters that no line holds, so that the text of a line comes as it is: JSON escapes both.
  return transaction.copyOut(
    `copy (select '{"list":"units","entry":{"id":' || to_json(o.uri) || ${quote(end)} ${from}) to stdout (format csv, quote e'\\x01', delimiter e'\\x02', escape e'\\x01')`,
  )
}

const whole = (number: number): string => {
  if (!Number.isSafeInteger(number)) throw new RangeError(`no number of an object or a fact: ${number}`)
  return String(number)
}

/** A text as a literal of SQL; with standard_conforming_strings, as PostgreSQL comes, a backslash means itself. */
const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
