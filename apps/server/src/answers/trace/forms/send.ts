import { Readable } from 'node:stream'
import type { Language } from '@proofline/problems'
import { chooseMediaType } from '../../../platform/http/index.ts'
import type { Answer, Question } from '../model.ts'
import { csvOf } from './csv.ts'
import { countEntries, listsOfAnswer } from './lists.ts'
import { ndjsonOf } from './ndjson.ts'
import { inChunks, jsonPieces } from './pieces.ts'
import { xlsxOf } from './xlsx.ts'

export const forms = [
  'application/json',
  'application/x-ndjson',
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const
export type Form = (typeof forms)[number]

/** The form that a client likes best; undefined: none of ours. */
export const formOf = (accept: string | undefined): Form | undefined => chooseMediaType(accept, forms)

const endings: Readonly<Record<Form, string>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'text/csv': 'csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
}

export const contentTypeOf = (form: Form): string => (form === 'text/csv' ? 'text/csv; charset=utf-8; header=present' : form)

/** A file name for whoever saves it. */
export const dispositionOf = (form: Form, ask: string, index: number): string =>
  `attachment; filename="proofline-${ask}-${index}.${endings[form]}"`

/** Beyond so many entries JSON is sent in pieces as well. */
const mostAtOnce = 10_000

export type Sending = { readonly question: Question; readonly answer: Answer; readonly language: Language; readonly withMark: boolean }

/** An answer in a form: whole where it is short JSON, else a stream that is made while it is read. */
export function answered(form: Form, { question, answer, language, withMark }: Sending): Answer | Readable {
  switch (form) {
    case 'application/json': {
      const isShort = countEntries(listsOfAnswer(answer).lists) + answer.gaps.length <= mostAtOnce
      return isShort ? answer : Readable.from(inChunks(jsonPieces(answer, 4)), { objectMode: false })
    }
    case 'application/x-ndjson':
      return Readable.from(inChunks(ndjsonOf(question, answer)), { objectMode: false })
    case 'text/csv':
      return Readable.from(inChunks(csvOf(question.ask, answer, language, withMark)), { objectMode: false })
    case 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet':
      return Readable.from(xlsxOf(question, answer, language), { objectMode: false })
    default:
      return form satisfies never
  }
}
