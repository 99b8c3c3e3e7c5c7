import { PassThrough, type Readable } from 'node:stream'
import type { Language } from '@proofline/problems'
import type { Database, Organisation } from '../../../platform/database/index.ts'
import { findObjects } from '../../../views/genealogy/index.ts'
import type { LotsValue } from '../asks/lots.ts'
import { copyUnits, type UnitsOf } from '../lot-units.ts'
import type { Answer, Question } from '../model.ts'
import { byteOrderMark, columnName, formatLine } from './csv.ts'
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
const newline = 0x0a

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
    const of: UnitsOf = {
      id: object.id,
      lot: object.level === 'class' ? null : lot.id,
      value: object.level === 'class' ? 'possible' : lot.value,
    }
    for await (const chunk of copyUnits(transaction, of, asOf.index, isCsv ? 'csv' : 'ndjson')) {
      units += linesIn(chunk)
      await write(out, chunk)
    }
  }
  if (isCsv) await write(out, formatLine(['end', undefined, undefined, answer.certificate.verdict, JSON.stringify({ units })]))
  else await write(out, `${JSON.stringify({ end: endOf(answer, units) })}\n`)
}

function linesIn(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) count += 1
  return count
}

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
