import { hash } from 'node:crypto'
import { canonicalJson, type JsonValue } from '@proofline/epcis'
import { type Result, refuse, succeed } from '@proofline/problems'
import { type Answer, type Question, rules } from '../model.ts'
import { countEntries, cutValue, listsOfAnswer } from './lists.ts'

/** Which part of an answer: the entries of all its lists in their order, `perPage` at a time. */
export type Page = { readonly perPage: number; readonly token?: string | undefined }
/** `index`: all pages are of the answer as of it, whatever is recorded while they are read. */
export type PagePlace = { readonly index: number; readonly from: number }
/** Of an answer in pages: its entries [from, to) of `of`; `next`: what asks for those after it. */
export type PageTold = { readonly from: number; readonly to: number; readonly of: number; readonly next?: string }

const digestOf = (question: Question): string => {
  const { asOf: _, ...rest } = question
  return hash('sha256', canonicalJson(JSON.parse(JSON.stringify({ ...rest, rules })) as JsonValue), 'base64url').slice(0, 22)
}

const form = /^(\d{1,16})\.(\d{1,16})\.([\w-]{22})$/

/** A token belongs to its question and to the definition that it was answered by: with another, pages would not fit together. */
export function readPageToken(question: Question, token: string): Result<PagePlace> {
  const [, index, from, digest] = form.exec(token) ?? []
  if (digest !== digestOf(question)) return refuse({ code: 'trace-page-unknown', at: '/page/token' })
  const place = { index: Number(index), from: Number(from) }
  if (!Number.isSafeInteger(place.index) || !Number.isSafeInteger(place.from))
    return refuse({ code: 'trace-page-unknown', at: '/page/token' })
  return succeed(place)
}

/** One page of an answer. Every page carries gaps, certificate and index of the whole. Reasons are those of what is on it. */
export function cutPage(question: Question, answer: Answer, { perPage }: Page, from: number): Answer & { readonly page: PageTold } {
  const whole = { ...answer.value, ...(answer.reasons === undefined ? {} : { reasons: answer.reasons }) }
  const of = countEntries(listsOfAnswer(answer).lists)
  const to = Math.min(of, from + perPage)
  const { reasons, ...value } = cutValue(whole, from, perPage)
  const next = to < of ? { next: `${answer.asOf.index}.${to}.${digestOf(question)}` } : {}
  return {
    ...answer,
    value,
    ...(reasons === undefined ? {} : { reasons }),
    page: { from: Math.min(from, of), to, of, ...next },
  }
}
