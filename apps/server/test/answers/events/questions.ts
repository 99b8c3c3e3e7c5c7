import { type Dice, pools } from './generate.ts'

type Value = (dice: Dice) => unknown

const comparisons = ['EQ', 'GT', 'GE', 'LT', 'LE'] as const
const several =
  <T>(from: readonly T[]): Value =>
  (dice) => [dice.pick(from), ...dice.some(from, 1)]
const one =
  <T>(from: readonly T[]): Value =>
  (dice) =>
    dice.pick(from)
const yes: Value = () => true
const extensionValue: Value = (dice) => (dice.next(3) === 0 ? [dice.pick(pools.numbers)] : [dice.pick(pools.texts)])
const bound: Value = (dice) => (dice.next(2) === 0 ? dice.pick(pools.numbers) : dice.pick(pools.times))
const scopes = ['', 'ILMD_', 'ERROR_DECLARATION_', 'readPoint_', 'bizLocation_', 'SENSORELEMENT_', 'SENSORMETADATA_', 'SENSORREPORT_']

const patterns = [
  ...pools.epcs,
  'urn:epc:idpat:sgtin:9521141.012345.*',
  'urn:epc:idpat:sgtin:9521141.*.*',
  'urn:epc:idpat:sscc:9521141.*',
  'https://id.gs1.org/01/09521141123454',
  'urn:epc:id:sgtin:9521141.012345.999',
]

function fixed(): Map<string, Value> {
  const found = new Map<string, Value>([
    ['eventType', several(['ObjectEvent', 'AggregationEvent', 'TransformationEvent'])],
    ['EQ_action', several(['ADD', 'OBSERVE', 'DELETE'])],
    ['EQ_bizStep', several(pools.steps)],
    ['EQ_disposition', several(pools.dispositions)],
    ['EQ_persistentDisposition_set', several(pools.dispositions)],
    ['EQ_persistentDisposition_unset', several(pools.dispositions)],
    ['EQ_transformationID', several(['https://example.org/makings/0', 'https://example.org/makings/1'])],
    ['EQ_eventID', several([1, 2, 30, 99].map((number) => `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`))],
    ['EXISTS_errorDeclaration', yes],
    ['EXISTS_sensorElementList', yes],
    ['EQ_errorReason', several(['did_not_occur', 'incorrect_data'])],
    ['EQ_correctiveEventID', several(pools.corrections)],
    ['EQ_type', several(['Temperature', 'Mass', 'Length'])],
    ['EQ_deviceID', several(pools.devices)],
    ['EQ_dataProcessingMethod', several(['https://example.org/methods/1'])],
    ['EQ_microorganism', several(['https://example.org/m/1'])],
    ['EQ_chemicalSubstance', several(['https://example.org/c/1', 'https://example.org/c/2'])],
    ['EQ_bizRules', several(['https://example.org/rules/1'])],
    ['EQ_stringValue', several(['a', 'b'])],
    ['EQ_hexBinaryValue', several(['f0', '0A'])],
    ['EQ_uriValue', several(pools.devices)],
    ['EQ_booleanValue', one([true, false])],
    ['HASATTR_bizLocation', several(['ex:city', 'ex:floor'])],
    ['HASATTR_bizTransaction', several(['ex:city'])],
    ['HASATTR_epcClass', several(['ex:city'])],
    ['EQ_ATTR_readPoint_ex:city', several(['上海', 'Ulm'])],
    ['EQ_ATTR_bizLocation_ex:floor', several(['2', '3'])],
  ])
  for (const field of ['readPoint', 'bizLocation'])
    for (const operator of ['EQ', 'WD']) found.set(`${operator}_${field}`, several(pools.places))
  for (const field of ['eventTime', 'recordTime', 'errorDeclarationTime', 'errorDeclaration_Time', 'time', 'startTime', 'endTime']) {
    for (const operator of ['GE', 'LT']) found.set(`${operator}_${field}`, one(pools.times))
  }
  for (const field of ['epc', 'parentID', 'inputEPC', 'outputEPC', 'anyEPC']) found.set(`MATCH_${field}`, several(patterns))
  for (const field of ['epcClass', 'inputEPCClass', 'outputEPCClass', 'anyEPCClass']) found.set(`MATCH_${field}`, several(pools.classes))
  for (const type of ['po', 'desadv']) found.set(`EQ_bizTransaction_${type}`, several(pools.transactions))
  for (const type of ['possessing_party', 'owning_party']) {
    for (const list of ['source', 'destination']) found.set(`EQ_${list}_${type}`, several(pools.parties))
  }
  return found
}

/** A value for every parameter that there is, by its name. */
export function parameterValues(): Map<string, Value> {
  const found = fixed()
  for (const operator of comparisons) {
    found.set(`${operator}_quantity`, operator === 'EQ' ? several(pools.numbers) : one(pools.numbers))
    found.set(`${operator}_percRank`, operator === 'EQ' ? several([5, 50]) : one([5, 50]))
    for (const field of ['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percValue', 'quantity']) {
      for (const uom of field === 'quantity' ? ['KGM', 'GRM', 'XYZ'] : ['CEL', 'FAH', 'KGM', 'XYZ']) {
        found.set(`${operator}_${field}_${uom}`, operator === 'EQ' ? several(pools.numbers) : one(pools.numbers))
      }
    }
    for (const scope of scopes.flatMap((name) => [name, `INNER_${name}`])) {
      for (const name of pools.names) found.set(`${operator}_${scope}${name}`, operator === 'EQ' ? extensionValue : bound)
    }
  }
  for (const scope of scopes.flatMap((name) => [name, `INNER_${name}`]))
    for (const name of pools.names) found.set(`EXISTS_${scope}${name}`, yes)
  return found
}
