import { PassThrough, type Readable } from 'node:stream'
import type { Language } from '@proofline/problems'
import type { Database, Organisation } from '../../../platform/database/index.ts'
import { findObjects } from '../../../views/genealogy/index.ts'
import { readRollupCursor } from '../../../views/rollups/index.ts'
import type { LotsValue } from '../asks/lots.ts'
import { LotUnits } from '../lot-units.ts'
import type { Answer, Question } from '../model.ts'
import type { Within } from '../rules/units-within.ts'
import { byteOrderMark, columnName, formatCell, formatLine } from './csv.ts'
import { endOf, headOf } from './ndjson.ts'
import { noticesOf } from './rows.ts'

export type UnitsForm = 'application/x-ndjson' | 'text/csv'
export const unitsForms: readonly UnitsForm[] = ['application/x-ndjson', 'text/csv']

export type UnitsSending = {
  readonly database: Database
  readonly organisation: Organisation
  readonly question: Question
  readonly answer: Answer<LotsValue>
  readonly form: UnitsForm
  readonly language: Language
  readonly withMark: boolean
}

const columns = ['list', 'object', 'lot', 'value', 'details'] as const

/**
 * Every unit of the lots of an answer that is in scope, as of its index: how many stands before the first. Where the reader goes, or PostgreSQL fails, the
 * stream breaks off without its end.
 */
export function sendUnits(sending: UnitsSending): Readable {
  const { database, organisation } = sending
  const out = new PassThrough({ highWaterMark: 256 * 1024 })
  const run = database.transaction(organisation, (transaction) => pour(sending, transaction, out), {
    readOnly: true,
    isolation: 'repeatable read',
  })
  run.then(
    () => out.end(),
    (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return out
}

type Transaction = Parameters<Parameters<Database['transaction']>[1]>[0]

async function pour(
  { question, answer, form, language, withMark }: UnitsSending,
  transaction: Transaction,
  out: PassThrough,
): Promise<void> {
  const { value, asOf } = answer
  const found = await findObjects(
    transaction,
    value.lots.map(({ id }) => id),
    asOf.index,
  )
  if ((await readRollupCursor(transaction)) < asOf.index) throw new Error(`the roll-ups have not followed the log as far as ${asOf.index}`)
  const { lots, ...head } = value
  const listed = lots.flatMap((lot) => {
    const object = found.get(lot.id)
    return object === undefined ? [] : [{ ...lot, object: object.id, isClass: object.level === 'class' }]
  })
  const asked = listed.map(({ object, isClass }) => ({ id: object, isClass }))
  const units = await LotUnits.read(transaction, asked, answer.within ?? everything, asOf.index)
  const isCsv = form === 'text/csv'
  if (isCsv) {
    const names = columns.map((column) => columnName(language, column))
    await write(out, (withMark ? byteOrderMark : '') + formatLine(names))
    for (const row of noticesOf(answer)) await write(out, formatLine(columns.map((column) => row[column])))
  } else await write(out, `${JSON.stringify({ head: headOf({ question, answer }, { list: 'units', units: units.count, ...head }) })}\n`)
  let count = 0
  let format: { readonly at: number; readonly lines: (run: Names) => string } | undefined
  for await (const run of units.names()) {
    if (format?.at !== run.at) format = { at: run.at, lines: linesFor(listed[run.at], isCsv) }
    count += run.count
    await write(out, format.lines(run))
  }
  if (count !== units.count) throw new Error(`${units.count} units are in scope, and ${count} were named`)
  if (isCsv) await write(out, formatLine(['end', undefined, undefined, answer.certificate.verdict, JSON.stringify({ units: count })]))
  else await write(out, `${JSON.stringify({ end: endOf(answer, count) })}\n`)
}

const everything: Within = { lots: [], mixes: [] }

type Listed = { readonly id: string; readonly value: 'certain' | 'possible'; readonly isClass: boolean }

function linesFor(listed: Listed | undefined, isCsv: boolean): (run: Names) => string {
  if (listed === undefined) throw new RangeError('units of a lot that is not in the answer')
  const { id, value, isClass } = listed
  const told: Told = isClass ? { lot: null, value: 'possible' } : { lot: id, value }
  return isCsv ? csvLines(told) : jsonLines(told)
}

export type Told = { readonly lot: string | null; readonly value: 'certain' | 'possible' }
/** Identifiers: `stem`, and a line of `names` each. */
export type Names = { readonly stem: string; readonly names: string }

/** In the form: what stands before and after is the same for all of a lot, and hardly any name needs more than that. */
const linesOf =
  (before: string, after: string, special: RegExp, toPlain: (uri: string) => string) =>
  ({ stem, names }: Names): string => {
    if (special.test(stem) || special.test(names)) {
      const lines = names.split('\n').map((name) => before + toPlain(stem + name) + after)
      return lines.join('')
    }
    const begin = before + stem
    return begin + names.split('\n').join(after + begin) + after
  }

export const jsonLines = ({ lot, value }: Told): ((names: Names) => string) =>
  linesOf('{"list":"units","entry":{"id":"', `","lot":${JSON.stringify(lot)},"value":"${value}"}}\n`, /[^\n !#-[\]-~]/, (uri) =>
    JSON.stringify(uri).slice(1, -1),
  )

/** A name without a stem may begin a cell. */
export const csvLines = ({ lot, value }: Told): ((names: Names) => string) =>
  linesOf('unit,', `,${formatCell(lot ?? '')},${value},\r\n`, /[^\w\n:/.%#?=&-]|^[=+\-@]/m, formatCell)

/** Waits while the reader has enough, and fails when the reader is gone. */
async function write(out: PassThrough, chunk: Buffer | string): Promise<void> {
  if (out.destroyed) throw new Error('the reader is gone')
  if (out.write(chunk)) return
  await new Promise<void>((resume, fail) => {
    const settle = (): void => {
      out.off('drain', settle)
      out.off('close', settle)
      if (out.destroyed) fail(new Error('the reader is gone'))
      else resume()
    }
    out.on('drain', settle)
    out.on('close', settle)
  })
}
