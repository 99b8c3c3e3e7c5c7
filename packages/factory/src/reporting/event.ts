/** The part of EPCIS 2.0 JSON that the factory writes (EPCIS 2.0, section 10; JSON-LD context of GS1). */
export interface Quantity {
  epcClass: string
  quantity?: number
  uom?: string
}

export interface EpcisEvent {
  type: 'ObjectEvent' | 'AggregationEvent' | 'AssociationEvent' | 'TransformationEvent'
  eventID: string
  eventTime: string
  eventTimeZoneOffset: string
  errorDeclaration?: { declarationTime: string; reason: string; correctiveEventIDs?: string[] }
  action?: 'ADD' | 'OBSERVE' | 'DELETE'
  epcList?: string[]
  quantityList?: Quantity[]
  parentID?: string
  childEPCs?: string[]
  childQuantityList?: Quantity[]
  transformationID?: string
  inputEPCList?: string[]
  inputQuantityList?: Quantity[]
  outputEPCList?: string[]
  outputQuantityList?: Quantity[]
  bizStep?: string
  disposition?: string
  persistentDisposition?: { set?: string[]; unset?: string[] }
  readPoint?: { id: string }
  bizLocation?: { id: string }
  bizTransactionList?: { type: string; bizTransaction: string }[]
  sourceList?: { type: string; source: string }[]
  destinationList?: { type: string; destination: string }[]
  sensorElementList?: object[]
  ilmd?: Record<string, string>
  [extension: `proofline:${string}`]: unknown
}

export interface EpcisDocument {
  '@context': (string | Record<string, string>)[]
  id: string
  type: 'EPCISDocument'
  schemaVersion: '2.0'
  creationDate: string
  sender: string
  epcisBody: { eventList: EpcisEvent[] }
}

export const context: EpcisDocument['@context'] = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { proofline: 'https://proofline.dev/ns/', cbvmda: 'urn:epcglobal:cbv:mda:' },
]

/** Business steps that CBV 2.0 has no word for, in a namespace of our own (CBV 2.0, section 6.1: compatible, not compliant). */
export const steps = {
  sterilizing: 'https://proofline.dev/ns/cbv/BizStep-sterilizing',
  releasing: 'https://proofline.dev/ns/cbv/BizStep-releasing',
  reworking: 'https://proofline.dev/ns/cbv/BizStep-reworking',
  scrapping: 'https://proofline.dev/ns/cbv/BizStep-scrapping',
  blending: 'https://proofline.dev/ns/cbv/BizStep-blending',
} as const

export const transactions = {
  load: 'https://proofline.dev/ns/cbv/BTT-sterilization_load',
  procedure: 'https://proofline.dev/ns/cbv/BTT-procedure',
} as const

/** How many objects an event names. */
export function countObjects(event: EpcisEvent): number {
  return (
    (event.parentID === undefined ? 0 : 1) +
    (event.epcList?.length ?? 0) +
    (event.quantityList?.length ?? 0) +
    (event.childEPCs?.length ?? 0) +
    (event.childQuantityList?.length ?? 0) +
    (event.inputEPCList?.length ?? 0) +
    (event.inputQuantityList?.length ?? 0) +
    (event.outputEPCList?.length ?? 0) +
    (event.outputQuantityList?.length ?? 0)
  )
}

/** Local time of the plant, +08:00, with its offset; or the same moment in UTC, as other systems write it. */
export function formatTime(timeMs: number, local: boolean): string {
  if (!local) return new Date(timeMs).toISOString()
  return `${new Date(timeMs + 28_800_000).toISOString().slice(0, 23)}+08:00`
}
