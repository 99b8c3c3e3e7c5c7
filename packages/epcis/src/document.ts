import type { Problem } from '@proofline/problems'
import type { EventContext } from './context.ts'
import type { EpcisEvent } from './event.ts'
import type { JsonObject, JsonValue } from './json/model.ts'

/** One event of a document: where it stands there, its number, and the context in force for it. */
export type DocumentEvent = {
  readonly event: EpcisEvent
  readonly index: number
  readonly at: string
  readonly context: EventContext
}

/** What was captured: an EPCISDocument, an EPCISQueryDocument, or one bare event. */
export type EpcisDocument = {
  readonly form: 'document' | 'query-document' | 'event'
  readonly schemaVersion: string | undefined
  readonly creationDate: string | undefined
  readonly id: string | undefined
  readonly sender: string | undefined
  readonly receiver: string | undefined
  readonly instanceIdentifier: string | undefined
  readonly context: EventContext
  /** epcisHeader as it came, or undefined. */
  readonly header: JsonObject | undefined
  /** epcisHeader.epcisMasterData.vocabularyList, or resultsBody.vocabularyList: vocabulary known to us or not, kept whole. */
  readonly masterData: readonly JsonObject[]
  /** Query name, subscription and the like of an EPCISQueryDocument; extensions of the document. */
  readonly extensions: Readonly<Record<string, JsonValue>>
  readonly events: readonly DocumentEvent[]
}

/** A document of which some events may stand and others not (GS1-Capture-Error-Behaviour: proceed). */
export type DocumentReading = {
  readonly document: EpcisDocument
  readonly refused: readonly { readonly index: number; readonly at: string; readonly problems: readonly Problem[] }[]
}

export type CheckOptions = {
  /** Problems listed; a closing `problems-omitted` counts the rest. Default 1,000. */
  readonly maxProblems?: number
  /** Events allowed in one document; more are one problem, `too-many-events`. Default: any number. */
  readonly maxEvents?: number
  /** Prefixes announced outside the document (GS1-Extensions, EPCIS 2.0 §12.3): prefix → namespace. */
  readonly prefixes?: ReadonlyMap<string, string>
}
