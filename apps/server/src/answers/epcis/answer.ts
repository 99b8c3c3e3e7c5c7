import type { JsonObject } from '@proofline/epcis'
import type { FastifyReply } from 'fastify'
import { busy, Refusal } from '../../platform/http/index.ts'
import { EventQueryError, eventQueryTexts, type Page, type PageOutcome } from '../events/index.ts'
import { PageError } from './error.ts'
import type { PageFormatter } from './formatter.ts'
import type { AnswerType, Wanted } from './model.ts'
import { catalogs } from './request.ts'
import { texts } from './texts.ts'

export type PageOptions = { readonly formatter: PageFormatter; readonly now: Date; readonly queryName?: string | undefined }

/** A text that is sent as it is. */
export function sendText(reply: FastifyReply, type: AnswerType, text: string): void {
  reply
    .type(`${type}; charset=utf-8`)
    .serializer((payload: string) => payload)
    .send(text)
}

/** The events of a page as EPCISQueryDocument, in the form wanted. What the page could not see is told beside the events, in the namespace of ours. */
export async function sendPage(reply: FastifyReply, page: Page, wanted: Wanted, { formatter, now, queryName }: PageOptions): Promise<void> {
  const { epcFormat, cbvFormat, type } = wanted
  // A word of CBV is recorded as such, in whatever form it was told: the form that the record knows in XML is that of CBV 2.0.
  const words = !type.endsWith('xml') ? undefined : cbvFormat === 'Always_URN' ? 'urn' : 'web-uri'
  const events = page.events.map(({ body, recordedAt, eventID }) => ({ body, recordedAt, eventID }))
  const written = await formatter
    .format({ events, remarks: remarksOf(page), epcFormat, words, creationDate: now.toISOString(), queryName })
    .catch(asBusy)
  if (!written.ok) throw new Refusal(406, 'xml-impossible', { catalogs, problems: written.problems })
  reply.headers({
    vary: 'Accept, GS1-EPC-Format, GS1-CBV-XML-Format',
    'proofline-as-of': String(page.asOf.index),
    'gs1-epc-format': epcFormat,
  })
  if (words !== undefined) reply.header('gs1-cbv-xml-format', words === 'urn' ? 'Always_URN' : 'Always_Web_URI')
  // Without the length of its company prefix an identifier stays a Digital Link: it is never guessed.
  if (written.shortfalls > 0) reply.header('proofline-epcs-not-translated', String(written.shortfalls))
  sendText(reply, type, written.text)
}

/** As of which log size, what could not be seen, and of each event its index in the log, its source, and whether it stands. */
function remarksOf({ asOf, gaps, rules, conditions, events }: Page): JsonObject {
  return {
    asOf: { ...asOf },
    rules,
    gaps: gaps.map((gap) => ({ ...gap })),
    conditions: conditions.map((one) => ({ ...one })),
    events: events.map(({ index, source, standing }) => ({
      index,
      source,
      standing: standing.what,
      ...(standing.what === 'voided' ? { voidedBy: standing.by } : {}),
    })),
  }
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
  if (error instanceof PageError && error.retriable) throw busy(error.code, 2, texts)
  throw error
}
