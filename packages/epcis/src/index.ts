export { checkDocument, checkEvent, readDocument } from './check/document.ts'
export { type EventContext, expandName, expandUri, readContext, standardEventContext } from './context.ts'
export type { CheckOptions, DocumentEvent, DocumentReading, EpcisDocument } from './document.ts'
export type * from './event.ts'
export {
  eventHash,
  type HashableEvent,
  type HashContext,
  hashableEvents,
  hashOfPrehash,
  isEventHash,
  prehash,
  type Sha256,
} from './hash/index.ts'
export { CanonicalJsonError, canonicalJson } from './json/canonical.ts'
export { formatDecimal, survivesDouble } from './json/decimal.ts'
export { type JsonLimits, jsonLimits } from './json/limits.ts'
export { isObject, type JsonObject, type JsonValue } from './json/model.ts'
export { parseJson } from './json/parse.ts'
export { texts as epcisTexts } from './texts.ts'
