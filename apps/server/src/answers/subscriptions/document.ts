import { type CompanyPrefixLength, type EpcFormat, formatQueryDocument, type JsonObject, prooflineNamespace } from '@proofline/epcis'
import type { Match } from './model.ts'
import { formatIndexes } from './rules.ts'

export type Addressee = {
  readonly queryName: string
  readonly subscriptionID: string | undefined
  readonly epcFormat: EpcFormat
  readonly companyPrefixLength?: CompanyPrefixLength | undefined
}

/** Names each event of a delivery, so that a receiver can drop what it has: `5-9,12`. */
export const indexesHeader = 'Proofline-Log-Indexes'
const prefix = 'proofline'

/** An EPCISQueryDocument; `proofline:logIndexes` of its results has the index in the log of each event, in the order of the list. */
export function formatDelivery(
  matches: readonly Match[],
  to: Addressee,
  nowMs: number,
): { readonly text: string; readonly indexes: string } {
  const answered = matches.map(({ event, recordTime, eventID }) => ({ event, recordTime, eventID }))
  const { document } = formatQueryDocument(answered, {
    creationDate: new Date(nowMs).toISOString(),
    queryName: to.queryName,
    ...(to.subscriptionID === undefined ? {} : { subscriptionID: to.subscriptionID }),
    epcFormat: to.epcFormat,
    ...(to.companyPrefixLength === undefined ? {} : { companyPrefixLength: to.companyPrefixLength }),
  })
  const indexes = matches.map(({ index }) => index)
  return { text: JSON.stringify(withIndexes(document, indexes)), indexes: formatIndexes(indexes) }
}

function withIndexes(document: JsonObject, indexes: readonly number[]): JsonObject {
  const { '@context': context, epcisBody, ...rest } = document
  const { queryResults, ...body } = epcisBody as JsonObject
  const declared = { [prefix]: prooflineNamespace }
  return {
    '@context': Array.isArray(context) ? [...context, declared] : context === undefined ? declared : [context, declared],
    ...rest,
    epcisBody: { ...body, queryResults: { ...(queryResults as JsonObject), [`${prefix}:logIndexes`]: [...indexes] } },
  }
}
