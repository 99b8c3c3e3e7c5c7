import { type EpcFormat, formatQueryDocument, formatXml, isObject, type JsonObject, prooflineNamespace } from '@proofline/epcis'
import { type CompanyPrefixes, companyPrefixLengthOf } from '@proofline/identifiers'
import type { Problem } from '@proofline/problems'

/** A page as it is to be written. Plain data: it travels to a thread. */
export type PageOrder = {
  readonly events: readonly { readonly body: string; readonly recordedAt: string; readonly eventID: string }[]
  /** `proofline:answer`: what is said beside the events. */
  readonly remarks: JsonObject
  readonly epcFormat: EpcFormat
  /** The form of CBV values in XML; undefined: the answer is JSON. */
  readonly words: 'urn' | 'web-uri' | undefined
  /** xsd:dateTimeStamp */
  readonly creationDate: string
  readonly queryName: string | undefined
}

/** `shortfalls`: identifiers that could not be said in the EPC format. Refused: a character that XML cannot hold. */
export type PageText =
  | { readonly ok: true; readonly text: string; readonly shortfalls: number }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** The events of a page as EPCISQueryDocument. Its time is linear in the bytes: large pages are written in a thread. */
export function formatPage(order: PageOrder, companyPrefixes: CompanyPrefixes | undefined): PageText {
  const { events, epcFormat, words, creationDate, queryName } = order
  const { document, shortfalls } = formatQueryDocument(
    events.map(({ body, recordedAt, eventID }) => ({ event: JSON.parse(body) as JsonObject, recordTime: recordedAt, eventID })),
    {
      creationDate,
      epcFormat,
      ...(companyPrefixes === undefined ? {} : { companyPrefixLength: (identifier) => companyPrefixLengthOf(companyPrefixes, identifier) }),
      ...(queryName === undefined ? {} : { queryName }),
    },
  )
  if (words === undefined) return { ok: true, text: JSON.stringify(withRemarks(document, order.remarks)), shortfalls: shortfalls.length }
  const written = formatXml(document, { words })
  return written.ok ? { ok: true, text: written.value, shortfalls: shortfalls.length } : written
}

function withRemarks(document: JsonObject, remarks: JsonObject): JsonObject {
  const { '@context': context, ...rest } = document
  const entries = Array.isArray(context) ? context : [context ?? null]
  const taken = entries.some((entry) => isObject(entry) && entry.proofline !== undefined && entry.proofline !== prooflineNamespace)
  if (taken) return { '@context': entries, ...rest, [`${prooflineNamespace}answer`]: remarks }
  return { '@context': [...entries, { proofline: prooflineNamespace }], ...rest, 'proofline:answer': remarks }
}
