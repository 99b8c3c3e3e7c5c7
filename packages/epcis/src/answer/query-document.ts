import type { Problem } from '@proofline/problems'
import { type EventContext, readContext } from '../context.ts'
import type { JsonObject } from '../json/model.ts'
import { formatPlace, type Place } from '../report.ts'
import { formatWord } from '../vocabulary/vocabulary.ts'
import { shareContext } from './context.ts'
import { type CompanyPrefixLength, type EpcFormat, translateEpc } from './epc-format.ts'
import { rewriteEvent } from './fields.ts'

/** An event as it is stored (its canonical text, read), and what the repository adds to it when it answers. */
export type AnsweredEvent = {
  readonly event: JsonObject
  /** xsd:dateTimeStamp of its recording (EPCIS 2.0 §7.4.1). */
  readonly recordTime?: string
  /** The identifier that the repository gave to an event that came without one. */
  readonly eventID?: string
}

export type QueryDocumentOptions = {
  /** xsd:dateTimeStamp. */
  readonly creationDate: string
  /** Of a standing query; the answer to a simple one is called `SimpleEventQuery`. */
  readonly queryName?: string
  readonly subscriptionID?: string
  /** Default: `Always_GS1_Digital_Link` (EPCIS 2.0 §12.3). */
  readonly epcFormat?: EpcFormat
  readonly companyPrefixLength?: CompanyPrefixLength
  /** Master data that goes with the events (EPCIS 2.0 §9.4): vocabularies, each with the `@context` that its names need. */
  readonly vocabularyList?: readonly JsonObject[]
}

/** `shortfalls`: what could not be said in the EPC format wanted, each at its pointer in `document`. Nothing else is lost or changed. */
export type QueryDocument = { readonly document: JsonObject; readonly shortfalls: readonly Problem[] }

/**
 * An EPCISQueryDocument (EPCIS 2.0 §9.5) of stored events: EPCs in the format wanted, CBV values as the bare words of the JSON binding,
 * prefixes declared once. An event means what it meant: its normal form and its event hash are those of the stored one.
 */
export function formatQueryDocument(answered: readonly AnsweredEvent[], options: QueryDocumentOptions): QueryDocument {
  const shortfalls: Problem[] = []
  const list: Place = ['epcisBody', 'queryResults', 'resultsBody', 'eventList'].reduce<Place | null>(
    (up, token) => ({ up, token }),
    null,
  ) as Place
  const written = answered.map(({ event, recordTime, eventID }, index) => {
    const { '@context': context, ...rest } = translateEvent(event, options, shortfalls, { up: list, token: index })
    return {
      ...(context === undefined ? {} : { '@context': context }),
      ...rest,
      ...(eventID === undefined || rest.eventID !== undefined ? {} : { eventID }),
      ...(recordTime === undefined ? {} : { recordTime }),
    }
  })
  const { queryName = 'SimpleEventQuery', subscriptionID, vocabularyList } = options
  const { context, members } = shareContext([...written, ...(vocabularyList ?? [])])
  const events = members.slice(0, written.length)
  const document: JsonObject = {
    '@context': context,
    type: 'EPCISQueryDocument',
    schemaVersion: '2.0',
    creationDate: options.creationDate,
    epcisBody: {
      queryResults: {
        queryName,
        ...(subscriptionID === undefined ? {} : { subscriptionID }),
        resultsBody: { eventList: events, ...(vocabularyList === undefined ? {} : { vocabularyList: members.slice(written.length) }) },
      },
    },
  }
  return { document, shortfalls }
}

function translateEvent(event: JsonObject, options: QueryDocumentOptions, shortfalls: Problem[], at: Place): JsonObject {
  const context: EventContext = readContext(event['@context'])
  const format = options.epcFormat ?? 'Always_GS1_Digital_Link'
  return rewriteEvent(
    event,
    {
      repeated: (told, place) => void shortfalls.push({ code: 'epc-repeated', params: { found: told }, at: formatPlace(place) }),
      word: (name, told) => formatWord(name, told, 'word', context),
      identifier: (told, place) => {
        const { uri, shortfalls: found } = translateEpc(told, format, options.companyPrefixLength, context)
        for (const shortfall of found) shortfalls.push({ ...shortfall, at: formatPlace(place) })
        return uri
      },
    },
    at,
  )
}
