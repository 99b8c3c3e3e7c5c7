import type { Language } from '@proofline/problems'
import { say } from '@proofline/problems'
import type { Answer, Ask } from '../model.ts'
import { type Cell, columnsOf, type Row, rowsOf } from './rows.ts'
import { texts } from './texts.ts'

const plainNumber = /^-?\d+(?:\.\d+)?$/
const needsQuotes = /[",\r\n]/

/**
 * RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers, whose sign is harmless, do not.
 */
export function formatCell(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r\n]/.test(cell) && !plainNumber.test(cell) ? `'${cell}` : cell
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const formatLine = (cells: readonly (Cell | undefined)[]): string => `${cells.map(formatCell).join(',')}\r\n`

/** The name of a column in the reader's language. */
export const columnName = (language: Language, column: string): string =>
  say(texts, language, `column-${column.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)

export const byteOrderMark = '\ufeff'

/** One row an entry; before them as of what, the certificate and each gap. `withMark`: Excel reads UTF-8 only with it. */
export function* csvOf(ask: Ask, answer: Answer, language: Language, withMark: boolean): Generator<string> {
  const columns = columnsOf(ask)
  yield (withMark ? byteOrderMark : '') + formatLine(columns.map((column) => columnName(language, column)))
  for (const row of rowsOf(ask, answer)) yield formatLine(cellsOf(row, columns))
}

const cellsOf = (row: Row, columns: readonly string[]): (Cell | undefined)[] => columns.map((column) => row[column])
