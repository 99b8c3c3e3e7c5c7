import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'
import type { Place } from '../report.ts'
import type { VocabularyName } from '../vocabulary/values.ts'

/** What becomes of the texts of an event that name a thing, and of those that are words of a vocabulary. */
export type Rewriting = {
  readonly identifier: (told: string, place: Place) => string
  readonly word: (name: VocabularyName, told: string, place: Place) => string
  /** Told of a text that stays as it was, because rewritten it would stand in its list twice. */
  readonly repeated: (told: string, place: Place) => void
}

type Write = (value: JsonValue, place: Place, rewriting: Rewriting) => JsonValue

const identifier: Write = (value, place, { identifier: write }) => (typeof value === 'string' ? write(value, place) : value)

const word =
  (name: VocabularyName): Write =>
  (value, place, rewriting) =>
    typeof value === 'string' ? rewriting.word(name, value, place) : value

const each =
  (write: Write): Write =>
  (value, place, rewriting) =>
    Array.isArray(value)
      ? value.map((member, index) => write(member, { up: place, token: index }, rewriting))
      : write(value, place, rewriting)

/**
 * A list in which nothing may stand twice (`uniqueItems` of GS1's schema), although a source may have told one thing in two spellings. Of those
 * that would become the same, one is rewritten, that which stands so already or else the first; the others stay as they were told.
 */
const distinct =
  (write: Write): Write =>
  (value, place, rewriting) => {
    const written = each(write)(value, place, rewriting)
    if (!Array.isArray(value) || !Array.isArray(written) || new Set(written).size === written.length) return written
    const bearer = new Map<JsonValue, number>()
    for (const [index, text] of written.entries()) if (!bearer.has(text) || value[index] === text) bearer.set(text, index)
    return written.map((text, index) => {
      const told = value[index]
      if (bearer.get(text) === index || typeof told !== 'string') return text
      rewriting.repeated(told, { up: place, token: index })
      return told
    })
  }

const members =
  (fields: Readonly<Record<string, Write>>): Write =>
  (value, place, rewriting) =>
    isObject(value) ? rewriteMembers(value, fields, place, rewriting) : value

function rewriteMembers(
  object: JsonObject,
  fields: Readonly<Record<string, Write>>,
  place: Place | null,
  rewriting: Rewriting,
): JsonObject {
  const written: JsonObject = { ...object }
  for (const name of Object.keys(fields)) {
    const value = object[name]
    if (value !== undefined) written[name] = fields[name]?.(value, { up: place, token: name }, rewriting) ?? value
  }
  return written
}

const quantities = each(members({ epcClass: identifier }))
const place = members({ id: identifier })
const disposition = word('disposition')
const device = { deviceID: identifier }
const report = { ...device, type: word('measurement'), exception: word('sensorAlert'), component: word('component') }

/** The same fields that `checkEvent` reads as identifiers and as vocabulary; extensions are their author's own and stay as they are. */
const eventFields: Readonly<Record<string, Write>> = {
  epcList: distinct(identifier),
  quantityList: quantities,
  parentID: identifier,
  childEPCs: distinct(identifier),
  childQuantityList: quantities,
  inputEPCList: distinct(identifier),
  inputQuantityList: quantities,
  outputEPCList: distinct(identifier),
  outputQuantityList: quantities,
  transformationID: identifier,
  bizStep: word('bizStep'),
  disposition,
  persistentDisposition: members({ set: distinct(disposition), unset: distinct(disposition) }),
  readPoint: place,
  bizLocation: place,
  bizTransactionList: each(members({ type: word('transactionType'), bizTransaction: identifier })),
  sourceList: each(members({ type: word('sourceType'), source: identifier })),
  destinationList: each(members({ type: word('sourceType'), destination: identifier })),
  sensorElementList: each(members({ sensorMetadata: members(device), sensorReport: each(members(report)) })),
  errorDeclaration: members({ reason: word('errorReason') }),
}

/** A copy of the event with its identifiers and words rewritten; everything else is the same value. */
export const rewriteEvent = (event: JsonObject, rewriting: Rewriting, at: Place | null = null): JsonObject =>
  rewriteMembers(event, eventFields, at, rewriting)
