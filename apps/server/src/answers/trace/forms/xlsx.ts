import { type Language, say } from '@proofline/problems'
import type { Answer, Question } from '../model.ts'
import { columnName } from './csv.ts'
import { listsOfAnswer } from './lists.ts'
import { columnsOf, noticesOf, type Row, rowsOfList } from './rows.ts'
import { texts } from './texts.ts'
import { longestText, type SheetCell, Workbook } from './workbook.ts'

/** Which sheet a list stands in; lists that come one after the other share one. */
const sheets: Readonly<Record<string, string>> = {
  certain: 'scope',
  possible: 'scope',
  past: 'scope',
  excluded: 'scope',
  'carriers.certain': 'scope',
  'carriers.possible': 'scope',
  consignees: 'consignees',
  inProduction: 'consignees',
  shipments: 'shipments',
  origins: 'origins',
  items: 'items',
  lots: 'lots',
  total: 'where',
  buckets: 'where',
  objects: 'objects',
  unresolved: 'objects',
  entered: 'difference',
  left: 'difference',
  changed: 'difference',
  carriers: 'difference',
  facts: 'facts',
  reasons: 'reasons',
}

const rowsBetween = 200
const widths: Readonly<Record<string, number>> = {
  list: 16,
  object: 52,
  lot: 48,
  product: 40,
  consignee: 44,
  place: 44,
  party: 44,
  details: 60,
}

/** A workbook: summary, gaps, then the lists of the answer. */
export async function* xlsxOf(question: Question, answer: Answer, language: Language): AsyncGenerator<Buffer> {
  const book = new Workbook()
  const columns = columnsOf(question.ask)
  const { lists } = listsOfAnswer(answer)
  summarise(book, question, answer, language)
  const open = (sheet: string): void =>
    book.addSheet(
      say(texts, language, `sheet-${sheet}`),
      columns.map((column) => columnName(language, column)),
      columns.map((column) => widths[column] ?? 18),
    )
  const addRow = (row: Row): void => book.addRow(columns.map((column) => sheetCell(row[column], column, language)))
  open('gaps')
  for (const row of noticesOf(answer)) addRow(row)
  let last = 'gaps'
  let count = 0
  for (const list of lists) {
    if (list.entries.length === 0) continue
    const sheet = sheets[list.name] ?? 'more'
    if (sheet !== last) open(sheet)
    last = sheet
    for (const row of rowsOfList(list, new Set(columns))) {
      addRow(row)
      count += 1
      if (count % rowsBetween > 0) continue
      yield* book.take().map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
      await new Promise((next) => setImmediate(next))
    }
  }
  for (const bytes of book.finish()) yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

function summarise(book: Workbook, { ask, seed, condition }: Question, answer: Answer, language: Language): void {
  const { asOf, rules, certificate, gaps, unchecked, conditions } = answer
  const { head, lists } = listsOfAnswer(answer)
  const words = (code: string, params?: Record<string, string>): string => say(texts, language, code, params)
  book.addSheet(words('sheet-summary'), [], [34, 90])
  const rows: [string, string | number][] = [
    [words('summary-ask'), ask],
    ...seed.map((object): [string, string] => [words('summary-seed'), object]),
    ...(condition === undefined ? [] : [[words('summary-condition'), JSON.stringify(condition)] as [string, string]]),
    [words('summary-as-of'), asOf.index],
    [words('summary-moment'), asOf.moment ?? '-'],
    [words('summary-rules'), rules],
    [words('summary-verdict'), certificate.verdict],
    [words('summary-gaps'), gaps.length],
    [words('summary-unchecked'), unchecked.length],
    [words('summary-conditions'), conditions.map(({ code }) => code).join(' ')],
    [words('summary-events'), certificate.coverage.eventsSeen],
    ...Object.entries(head).map(([name, member]): [string, string] => [name, typeof member === 'string' ? member : JSON.stringify(member)]),
    ...lists.map(({ name, entries }): [string, number] => [words('summary-entries', { list: name }), entries.length]),
  ]
  for (const [name, value] of rows) book.addRow([{ text: name }, typeof value === 'number' ? { number: String(value) } : { text: value }])
}

/** Decimals that a spreadsheet keeps exactly (15 digits); identifiers and lists of facts stay text. */
const exactNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/
const texted = new Set([
  'object',
  'lot',
  'product',
  'consignee',
  'place',
  'party',
  'facts',
  'details',
  'list',
  'kind',
  'value',
  'operator',
  'equipment',
])

function sheetCell(cell: string | number | undefined, column: string, language: Language): SheetCell | undefined {
  if (cell === undefined || cell === '') return undefined
  const text = String(cell)
  if (!texted.has(column) && exactNumber.test(text) && text.replace(/\D/g, '').length <= 15) return { number: text }
  if (text.length <= longestText) return { text }
  const more = say(texts, language, 'cell-cut', { more: text.length - longestText + 100 })
  return { text: `${text.slice(0, longestText - 100)}${more}` }
}
