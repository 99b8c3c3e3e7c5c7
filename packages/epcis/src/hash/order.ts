/** How the members of a standard object are written: in this order, the rest after them. */
export type FieldRule = {
  readonly name: string
  readonly kind: 'text' | 'time' | 'list' | 'object' | 'objects'
  /** What one member of a `list` or of `objects` is called. */
  readonly item?: string
  /** A bare CBV word is completed with this (rule 16). */
  readonly words?: string
  readonly fields?: readonly FieldRule[]
  /** Of `fields`: whatever else an object has stands after them. */
  readonly names?: ReadonlySet<string>
}

const holding = (...fields: readonly FieldRule[]): Pick<FieldRule, 'fields' | 'names'> => ({
  fields,
  names: new Set(fields.map(({ name }) => name)),
})

const text = (name: string): FieldRule => ({ name, kind: 'text' })
const time = (name: string): FieldRule => ({ name, kind: 'time' })
const word = (name: string, words: string): FieldRule => ({ name, kind: 'text', words })
const epcs = (name: string): FieldRule => ({ name, kind: 'list', item: 'epc' })

const cbv = 'https://ref.gs1.org/cbv/'
/** The namespace of GS1 Web Vocabulary terms as CBV 2.0 and its JSON-LD context write it. */
const voc = 'https://gs1.org/voc/'

const quantity = [text('epcClass'), text('quantity'), text('uom')]
const quantities = (name: string): FieldRule => ({ name, kind: 'objects', item: 'quantityElement', ...holding(...quantity) })
const place = (name: string): FieldRule => ({ name, kind: 'object', ...holding(text('id')) })

const device = [text('deviceID'), text('deviceMetadata'), text('rawData'), text('dataProcessingMethod')]

const sensorMetadata: FieldRule = {
  name: 'sensorMetadata',
  kind: 'object',
  ...holding(time('time'), time('startTime'), time('endTime'), ...device, text('bizRules')),
}

const sensorReport: FieldRule = {
  name: 'sensorReport',
  kind: 'object',
  ...holding(
    word('type', voc),
    word('exception', voc),
    ...device,
    time('time'),
    text('microorganism'),
    text('chemicalSubstance'),
    text('value'),
    word('component', `${cbv}Comp-`),
    text('stringValue'),
    text('booleanValue'),
    text('hexBinaryValue'),
    text('uriValue'),
    text('minValue'),
    text('maxValue'),
    text('meanValue'),
    text('sDev'),
    text('percRank'),
    text('percValue'),
    text('uom'),
    text('coordinateReferenceSystem'),
  ),
}

/**
 * The canonical property order (CBV 2.0 §8.9.2). Where the published hashes and the table of the standard differ, the hashes are followed, since
 * only equal hashes find each other: business transactions, destinations, sources, ILMD and user extensions stand after the sensor elements,
 * sorted among themselves, and a type before what it types.
 */
export const eventFields: readonly FieldRule[] = [
  time('eventTime'),
  text('eventTimeZoneOffset'),
  text('certificationInfo'),
  epcs('epcList'),
  text('parentID'),
  epcs('inputEPCList'),
  epcs('childEPCs'),
  quantities('quantityList'),
  quantities('childQuantityList'),
  quantities('inputQuantityList'),
  epcs('outputEPCList'),
  quantities('outputQuantityList'),
  text('action'),
  text('transformationID'),
  word('bizStep', `${cbv}BizStep-`),
  word('disposition', `${cbv}Disp-`),
  { name: 'persistentDisposition', kind: 'object', ...holding(word('set', `${cbv}Disp-`), word('unset', `${cbv}Disp-`)) },
  place('readPoint'),
  place('bizLocation'),
  { name: 'sensorElementList', kind: 'objects', item: 'sensorElement', ...holding(sensorMetadata, sensorReport) },
]

const typed = (name: string, item: string, words: string): FieldRule => ({
  name,
  kind: 'objects',
  item: '',
  ...holding(word('type', `${cbv}${words}-`), text(item)),
})

export const trailingFields: readonly FieldRule[] = [
  typed('bizTransactionList', 'bizTransaction', 'BTT'),
  typed('destinationList', 'destination', 'SDT'),
  typed('sourceList', 'source', 'SDT'),
]

/** Left out by definition (rule 4 and its note): an error declaration hashes like the event that it corrects. `type` stands first. */
export const leftOut: ReadonlySet<string> = new Set(['type', 'eventID', 'recordTime', 'errorDeclaration', '@context'])

/** Left out at any depth: remarks about the data, and the text of an element converted from XML, which is its value. */
export const remarks: ReadonlySet<string> = new Set(['#text', 'comment', 'rdfs:comment', '@context'])
