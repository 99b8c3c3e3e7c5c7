import { createFactory, type EpcisDocument, type EpcisEvent, type FactoryOptions, type Report } from '@proofline/factory'

export function collectReports(options: FactoryOptions): Report[] {
  return [...createFactory(options).events()]
}

/** Every identifier of a thing that an event names. */
export function* identifiersOf(event: EpcisEvent): Generator<string> {
  if (event.parentID !== undefined) yield event.parentID
  for (const list of [event.epcList, event.childEPCs, event.inputEPCList, event.outputEPCList]) yield* list ?? []
  for (const list of [event.quantityList, event.childQuantityList, event.inputQuantityList, event.outputQuantityList]) {
    for (const { epcClass } of list ?? []) yield epcClass
  }
}

/** The places and parties that an event names. */
export function* placesOf(event: EpcisEvent): Generator<string> {
  if (event.readPoint !== undefined) yield event.readPoint.id
  if (event.bizLocation !== undefined) yield event.bizLocation.id
  for (const { source } of event.sourceList ?? []) yield source
  for (const { destination } of event.destinationList ?? []) yield destination
}

export function collectDocuments(options: FactoryOptions): EpcisDocument[] {
  return [...createFactory(options).documents()].map(({ document }) => document)
}
