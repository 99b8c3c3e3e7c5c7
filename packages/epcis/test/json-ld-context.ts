import { cbvValues } from '../src/vocabulary/values.ts'

const text = (name: string): [string, object] => [name, { '@id': `epcis:${name}` }]
const typed =
  (type: string) =>
  (name: string): [string, object] => [name, { '@id': `epcis:${name}`, '@type': type }]
const time = typed('xsd:dateTimeStamp')
const uri = typed('@id')
const decimal = typed('xsd:double')
const list = (name: string): [string, object] => [name, { '@id': `epcis:${name}`, '@type': '@id', '@container': '@set' }]
const objects = (name: string, inner: object = {}): [string, object] => [
  name,
  { '@id': `epcis:${name}`, '@container': '@set', '@context': inner },
]

const words = (values: string, stem: string): object => Object.fromEntries(values.split(/\s+/).map((word) => [word, stem + word]))
const cbv = (values: string, kind: string): object => words(values, `https://ref.gs1.org/cbv/${kind}-`)
const vocabulary = (name: string, inner: object, id = name): [string, object] => [
  name,
  { '@id': `epcis:${id}`, '@type': '@vocab', '@context': inner },
]

const dispositions = cbv(cbvValues.disposition, 'Disp')
const parties = cbv(cbvValues.sourceType, 'SDT')
const party = (name: string): [string, object] =>
  objects(`${name}List`, {
    ...parties,
    [name]: { '@id': 'epcis:sourceOrDestination', '@type': '@id' },
    type: { '@id': 'epcis:sourceOrDestinationType', '@type': '@vocab' },
  })
const device = [uri('deviceID'), uri('deviceMetadata'), uri('rawData'), uri('dataProcessingMethod'), uri('bizRules'), time('time')]
const dispositionSet = (name: string): [string, object] => [
  name,
  { '@id': `epcis:${name}`, '@type': '@vocab', '@container': '@set', '@context': dispositions },
]

const sensorReport = {
  ...Object.fromEntries([
    ...device,
    vocabulary('type', words(cbvValues.measurement, 'https://gs1.org/voc/'), 'measurementType'),
    vocabulary('exception', words(cbvValues.sensorAlert, 'https://gs1.org/voc/')),
    vocabulary('component', cbv(cbvValues.component, 'Comp')),
    ...['microorganism', 'chemicalSubstance', 'coordinateReferenceSystem', 'uriValue'].map(uri),
    ...['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue'].map(decimal),
    typed('xsd:boolean')('booleanValue'),
    typed('xsd:hexBinary')('hexBinaryValue'),
    text('stringValue'),
  ]),
}

/** What each name of EPCIS 2.0 means as JSON-LD (§9.1 and the ontology), written down anew: for the tests, which fetch nothing. */
export const epcisContext = {
  '@context': {
    '@version': 1.1,
    epcis: 'https://ref.gs1.org/epcis/',
    gs1: 'https://gs1.org/voc/',
    owl: 'http://www.w3.org/2002/07/owl#',
    xsd: 'http://www.w3.org/2001/XMLSchema#',
    dcterms: 'http://purl.org/dc/terms/',
    id: '@id',
    type: '@type',
    eventID: '@id',
    ...Object.fromEntries(
      [
        'EPCISDocument',
        'EPCISQueryDocument',
        'ObjectEvent',
        'AggregationEvent',
        'TransactionEvent',
        'TransformationEvent',
        'AssociationEvent',
      ].map((name) => [name, `epcis:${name}`]),
    ),
    schemaVersion: 'owl:versionInfo',
    creationDate: { '@id': 'dcterms:created', '@type': 'xsd:dateTime' },
    ...Object.fromEntries([
      ...['epcisBody', 'queryResults', 'resultsBody', 'queryName', 'subscriptionID', 'eventList'].map(text),
      ...['eventTimeZoneOffset', 'action', 'uom', 'ilmd'].map(text),
      ...['eventTime', 'recordTime'].map(time),
      ...['epcList', 'childEPCs', 'inputEPCList', 'outputEPCList', 'certificationInfo'].map(list),
      ...['quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList'].map((name) => objects(name)),
      ...['parentID', 'transformationID', 'epcClass', 'readPoint', 'bizLocation'].map(uri),
      decimal('quantity'),
      vocabulary('bizStep', cbv(cbvValues.bizStep, 'BizStep')),
      vocabulary('disposition', dispositions),
      objects('persistentDisposition', Object.fromEntries([dispositionSet('set'), dispositionSet('unset')])),
      objects('bizTransactionList', {
        ...cbv(cbvValues.transactionType, 'BTT'),
        bizTransaction: '@id',
        type: { '@id': 'epcis:bizTransactionType', '@type': '@vocab' },
      }),
      party('source'),
      party('destination'),
      objects('sensorElementList', {
        sensorMetadata: { '@id': 'epcis:sensorMetadata', '@context': Object.fromEntries([...device, time('startTime'), time('endTime')]) },
        sensorReport: { '@id': 'epcis:sensorReport', '@context': sensorReport },
      }),
      objects('errorDeclaration', {
        ...cbv(cbvValues.errorReason, 'ER'),
        ...Object.fromEntries([time('declarationTime'), list('correctiveEventIDs')]),
        reason: { '@id': 'epcis:reason', '@type': '@vocab' },
      }),
    ]),
  },
}
