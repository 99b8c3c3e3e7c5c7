import { type CompanyPrefixLength, formatQueryDocument, formatXml, isObject, type JsonObject, prooflineNamespace } from '@proofline/epcis'
import type { FastifyReply } from 'fastify'
import { busy, Refusal } from '../../platform/http/index.ts'
import { EventQueryError, eventQueryTexts, type Page, type PageOutcome } from '../events/index.ts'
import type { AnswerType, Wanted } from './model.ts'
import { catalogs } from './request.ts'
import { texts } from './texts.ts'

export type DocumentOptions = {
  readonly now: Date
  readonly companyPrefixLength: CompanyPrefixLength
  readonly queryName?: string
}

const isXml = (type: AnswerType): boolean => type.endsWith('xml')

/** A text that is sent as it is. */
export function sendText(reply: FastifyReply, type: AnswerType, text: string): void {
  reply
    .type(`${type}; charset=utf-8`)
    .serializer((payload: string) => payload)
    .send(text)
}

/** The events of a page as EPCISQueryDocument, in the form wanted. What the page could not see is told beside the events, in the namespace of ours. */
export function sendPage(reply: FastifyReply, page: Page, wanted: Wanted, options: DocumentOptions): void {
  const { epcFormat } = wanted
  const { document, shortfalls } = formatQueryDocument(
    page.events.map(({ body, recordedAt, eventID }) => ({ event: JSON.parse(body) as JsonObject, recordTime: recordedAt, eventID })),
    {
      creationDate: options.now.toISOString(),
      epcFormat,
      companyPrefixLength: options.companyPrefixLength,
      ...(options.queryName === undefined ? {} : { queryName: options.queryName }),
    },
  )
  reply.headers({
    vary: 'Accept, GS1-EPC-Format, GS1-CBV-XML-Format',
    'proofline-as-of': String(page.asOf.index),
    'gs1-epc-format': epcFormat,
  })
  // Without the length of its company prefix an identifier stays a Digital Link: it is never guessed.
  if (shortfalls.length > 0) reply.header('proofline-epcs-not-translated', String(shortfalls.length))
  if (isXml(wanted.type)) sendText(reply, wanted.type, toXml(document, wanted, reply))
  else sendText(reply, wanted.type, JSON.stringify(withRemarks(document, page)))
}

function toXml(document: JsonObject, { cbvFormat }: Wanted, reply: FastifyReply): string {
  // A word of CBV is recorded as such, in whatever form it was told: the form that the record knows in XML is that of CBV 2.0.
  const isUrn = cbvFormat === 'Always_URN'
  reply.header('gs1-cbv-xml-format', isUrn ? 'Always_URN' : 'Always_Web_URI')
  const written = formatXml(document, { words: isUrn ? 'urn' : 'web-uri' })
  if (written.ok) return written.value
  throw new Refusal(406, 'xml-impossible', { catalogs, problems: written.problems })
}

/** `proofline:answer`: as of which log size, what could not be seen, and of each event its index in the log, its source, and whether it stands. */
function withRemarks(document: JsonObject, page: Page): JsonObject {
  const { '@context': context, ...rest } = document
  const { asOf, gaps, rules, conditions } = page
  const events = page.events.map(({ index, source, standing }) => ({
    index,
    source,
    standing: standing.what,
    ...(standing.what === 'voided' ? { voidedBy: standing.by } : {}),
  }))
  const answer = {
    asOf: { ...asOf },
    rules,
    gaps: gaps.map((gap) => ({ ...gap })),
    conditions: conditions.map((one) => ({ ...one })),
    events,
  }
  const entries = Array.isArray(context) ? context : [context ?? null]
  const taken = entries.some((entry) => isObject(entry) && entry.proofline !== undefined && entry.proofline !== prooflineNamespace)
  if (taken) return { '@context': entries, ...rest, [`${prooflineNamespace}answer`]: answer }
  return { '@context': [...entries, { proofline: prooflineNamespace }], ...rest, 'proofline:answer': answer }
}

/** Why there is no page, as the standard calls it. */
export function pageOf(outcome: PageOutcome): Page {
  if (outcome.what === 'page') return outcome
  if (outcome.what === 'as-of-beyond') throw busy('views-behind', 5, texts)
  const { limit } = outcome
  if (outcome.what === 'too-large') {
    throw new Refusal(413, 'events-too-many', { catalogs, params: { limit }, exception: 'QueryTooLargeException' })
  }
  const code = outcome.reason === 'took-too-long' ? 'query-too-slow' : 'query-too-wide'
  throw new Refusal(413, code, { catalogs, params: { limit }, exception: 'QueryTooComplexException' })
}

/** The state of the server, not the query's fault. */
export function asBusy(error: unknown): never {
  if (error instanceof EventQueryError) throw busy(error.code, 2, eventQueryTexts)
  throw error
}
