import type { JsonObject } from '../json/model.ts'
import type { VocabularyName } from '../vocabulary/values.ts'

/** Dispositions that CBV 1.1 replaced and CBV 2.0 has no more (CBV 1.1 §7.2): what was said of saleability is said of the cause. */
const replaced: ReadonlyMap<string, string> = new Map([
  ['non_sellable_damaged', 'damaged'],
  ['non_sellable_disposed', 'disposed'],
  ['non_sellable_expired', 'expired'],
  ['non_sellable_no_pedigree_match', 'no_pedigree_match'],
  ['non_sellable_recalled', 'recalled'],
])

const dispositionUrn = 'urn:epcglobal:cbv:disp:'

/** A word of CBV 1.x as CBV 2.0 has it. */
export function raiseWord(words: VocabularyName, told: string): string {
  if (words !== 'disposition' || !told.startsWith(dispositionUrn)) return told
  const now = replaced.get(told.slice(dispositionUrn.length))
  return now === undefined ? told : dispositionUrn + now
}

/**
 * The QuantityEvent of EPCIS 1.0, deprecated since 1.1 and gone in 2.0: a quantity of a class was observed, which is an ObjectEvent with one
 * quantity element (EPCIS 1.1 §7.4.4). Changes the event in place.
 */
export function raiseQuantityEvent(event: JsonObject): void {
  event.type = 'ObjectEvent'
  event.action ??= 'OBSERVE'
  const { epcClass, quantity } = event
  delete event.epcClass
  delete event.quantity
  const number = typeof quantity === 'string' && /^\d+$/.test(quantity) ? Number(quantity) : quantity
  if (epcClass !== undefined) event.quantityList = [{ epcClass, ...(number === undefined ? {} : { quantity: number }) }]
}

/** A document that says it is of EPCIS 1.x says after this that it is of 2.0. */
export function raiseDocument(document: JsonObject): void {
  const { schemaVersion } = document
  if (typeof schemaVersion === 'string' && /^1(?:\.\d+)*$/.test(schemaVersion)) document.schemaVersion = '2.0'
}
