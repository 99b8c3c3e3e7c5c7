import { PassThrough, type Readable } from 'node:stream'
import type { Language } from '@proofline/problems'
import type { Database, Organisation } from '../../../platform/database/index.ts'
import { findObjects } from '../../../views/genealogy/index.ts'
import type { LotsValue } from '../asks/lots.ts'
import { readUnits } from '../lot-units.ts'
import type { Answer, Question } from '../model.ts'
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
 * Every unit of the lots of an answer, as of its index: PostgreSQL writes the lines, they pass through. Where the reader goes, or PostgreSQL fails, the
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
  const { lots, ...head } = value
  const isCsv = form === 'text/csv'
  if (isCsv) {
    const names = columns.map((column) => columnName(language, column))
    await write(out, (withMark ? byteOrderMark : '') + formatLine(names))
    for (const row of noticesOf(answer)) await write(out, formatLine(columns.map((column) => row[column])))
  } else await write(out, `${JSON.stringify({ head: headOf({ question, answer }, { list: 'units', ...head }) })}\n`)
  let units = 0
  for (const lot of lots) {
    const object = found.get(lot.id)
    if (object === undefined) continue
    const isClass = object.level === 'class'
    const told: Told = { lot: isClass ? null : lot.id, value: isClass ? 'possible' : lot.value }
    const format = isCsv ? csvLines(told) : jsonLines(told)
    for await (const uris of readUnits(transaction, { id: object.id, isClass }, asOf.index)) {
      const lines = format(uris)
      units += lines.count
      await write(out, lines.text)
    }
  }
  if (isCsv) await write(out, formatLine(['end', undefined, undefined, answer.certificate.verdict, JSON.stringify({ units })]))
  else await write(out, `${JSON.stringify({ end: endOf(answer, units) })}\n`)
}

export type Told = { readonly lot: string | null; readonly value: 'certain' | 'possible' }
type Lines = { readonly text: string; readonly count: number }

/** Identifiers, a line each, in the form: what stands before and after is the same for all of a lot, and hardly any needs more than that. */
const linesOf =
  (before: string, after: string, special: RegExp, toPlain: (uri: string) => string) =>
  (uris: string): Lines => {
    const parts = uris.split('\n')
    const told = special.test(uris) ? parts.map(toPlain) : parts
    return { text: before + told.join(after + before) + after, count: parts.length }
  }

export const jsonLines = ({ lot, value }: Told): ((uris: string) => Lines) =>
  linesOf('{"list":"units","entry":{"id":"', `","lot":${JSON.stringify(lot)},"value":"${value}"}}\n`, /[^\n !#-[\]-~]/, (uri) =>
    JSON.stringify(uri).slice(1, -1),
  )

export const csvLines = ({ lot, value }: Told): ((uris: string) => Lines) =>
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
