import {
  type CompanyPrefixLength,
  type EpcFormat,
  formatQueryDocument,
  type JsonObject,
  type JsonValue,
  prooflineNamespace,
  readContext,
} from '@proofline/epcis'
import type { Match } from './model.ts'
import { formatIndexes } from './rules.ts'

export type Addressee = {
  readonly queryName: string
  readonly subscriptionID: string | undefined
  readonly epcFormat: EpcFormat
  /** Of the log: an index means a fact only with it, for a restored log goes on under another. */
  readonly logOrigin: string
  readonly companyPrefixLength?: CompanyPrefixLength | undefined
}

/** Names each event of a delivery, so that a receiver can drop what it has: `5-9,12`. */
export const indexesHeader = 'Proofline-Log-Indexes'
export const originHeader = 'Proofline-Log-Origin'

/** An EPCISQueryDocument; `proofline:logIndexes` of its results has the index in the log `proofline:logOrigin` of each event, in the order of the list. */
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
  return { text: JSON.stringify(withIndexes(document, indexes, to.logOrigin)), indexes: formatIndexes(indexes) }
}

function withIndexes(document: JsonObject, indexes: readonly number[], origin: string): JsonObject {
  const { '@context': context, epcisBody, ...rest } = document
  const { queryResults, ...body } = epcisBody as JsonObject
  const { prefix, isDeclared } = choosePrefix(context)
  const named = { [`${prefix}:logOrigin`]: origin, [`${prefix}:logIndexes`]: [...indexes] }
  const told = Array.isArray(context) ? context : context === undefined ? [] : [context]
  return {
    '@context': isDeclared ? told : [...told, { [prefix]: prooflineNamespace }],
    ...rest,
    epcisBody: { ...body, queryResults: { ...(queryResults as JsonObject), ...named } },
  }
}

/** `proofline`, unless the events mean something else by it. */
function choosePrefix(context: JsonValue | undefined): { readonly prefix: string; readonly isDeclared: boolean } {
  const { prefixes } = readContext(context)
  for (let count = 0; ; count += 1) {
    const prefix = count === 0 ? 'proofline' : `proofline-${count}`
    const namespace = prefixes.get(prefix)
    if (namespace === undefined || namespace === prooflineNamespace) return { prefix, isDeclared: namespace !== undefined }
  }
}
