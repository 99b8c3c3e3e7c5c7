import type { Transaction } from '../../platform/database/index.ts'

/** The number of a lot, or (`isClass`) of a product, for its units of which no fact tells the lot. */
export type UnitsOf = { readonly id: number; readonly isClass: boolean }

const newline = 0x0a

/**
 * The URIs of all units of one lot as known at an index, in the order in which they were first mentioned: the same for the same index. They come in runs of
 * a line each, without the last line feed, as PostgreSQL sends them. It must be read to its end.
 */
export async function* readUnits(transaction: Transaction, { id, isClass }: UnitsOf, index: number): AsyncGenerator<string> {
  const [object, asOf] = [whole(id), whole(index)]
  const members = isClass
    ? `select distinct object from view_untold where class = ${object} and known_from < ${asOf} and (known_to is null or known_to >= ${asOf})`
    : `select distinct object from view_participation where lot = ${object} and lot is not null and event < ${asOf} and (known_to is null or known_to >= ${asOf})`
  // A quote that no identifier holds, so that a line is the identifier as it is.
  const copied = transaction.copyOut(
    `copy (select o.uri from (${members}) u join view_object o on o.id = u.object order by u.object) to stdout (format csv, quote e'\\x01', delimiter e'\\x02', escape e'\\x01')`,
  )
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of copied as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(newline)
    if (end < 0) rest = Buffer.concat([rest, chunk])
    else {
      yield Buffer.concat([rest, chunk.subarray(0, end)]).toString('utf8')
      rest = chunk.subarray(end + 1)
    }
  }
}

const whole = (number: number): string => {
  if (!Number.isSafeInteger(number)) throw new RangeError(`no number of an object or a fact: ${number}`)
  return String(number)
}
