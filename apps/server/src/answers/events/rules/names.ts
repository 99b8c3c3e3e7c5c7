import { type EventContext, expandName, type VocabularyName } from '@proofline/epcis'
import { fieldName, type ObjectRole, type Scope } from '../../../views/events/index.ts'
import type { Comparison } from '../model.ts'

/** What a parameter's name asks for (EPCIS 2.0 §8.2.7.1). */
export type Meaning =
  | { readonly what: 'event-time' | 'record-time'; readonly comparison: 'GE' | 'LT' }
  | { readonly what: 'time'; readonly field: string; readonly comparison: Comparison }
  | { readonly what: 'event-type' }
  | { readonly what: 'action' }
  | { readonly what: 'word'; readonly vocabulary: VocabularyName; readonly field: string }
  | { readonly what: 'uri'; readonly field: string }
  | { readonly what: 'text'; readonly field: string }
  | { readonly what: 'truth'; readonly field: string }
  | { readonly what: 'event-id' }
  | { readonly what: 'descendants'; readonly field: 'readPoint' | 'bizLocation' }
  | { readonly what: 'objects'; readonly roles: readonly ObjectRole[]; readonly isClass: boolean }
  | { readonly what: 'quantity'; readonly comparison: Comparison; readonly uom: string | null }
  | { readonly what: 'measure'; readonly name: string; readonly comparison: Comparison; readonly uom: string | null }
  | { readonly what: 'exists'; readonly field: string }
  | { readonly what: 'extension'; readonly field: string; readonly comparison: Comparison }
  | { readonly what: 'has-attribute'; readonly field: string }
  | { readonly what: 'attribute'; readonly field: string; readonly attribute: string }
  | { readonly what: 'order-by' | 'order-direction' | 'event-count-limit' | 'max-event-count' }

const all: readonly ObjectRole[] = ['epc', 'parent', 'child', 'input', 'output']
const times = (field: string): [string, Meaning][] =>
  (['GE', 'LT'] as const).map((comparison) => [`${comparison}_${field}`, { what: 'time', field, comparison }])
const objects = (name: string, roles: readonly ObjectRole[], isClass: boolean): [string, Meaning] => [
  `MATCH_${name}`,
  { what: 'objects', roles, isClass },
]
const uri = (field: string): [string, Meaning] => [`EQ_${field}`, { what: 'uri', field }]
const word = (field: string, vocabulary: VocabularyName): [string, Meaning] => [`EQ_${field}`, { what: 'word', vocabulary, field }]
const comparisons: readonly Comparison[] = ['EQ', 'GT', 'GE', 'LT', 'LE']

const fixed: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['eventType', { what: 'event-type' }],
  ['GE_eventTime', { what: 'event-time', comparison: 'GE' }],
  ['LT_eventTime', { what: 'event-time', comparison: 'LT' }],
  ['GE_recordTime', { what: 'record-time', comparison: 'GE' }],
  ['LT_recordTime', { what: 'record-time', comparison: 'LT' }],
  ['EQ_action', { what: 'action' }],
  word('bizStep', 'bizStep'),
  word('disposition', 'disposition'),
  word('persistentDisposition_set', 'disposition'),
  word('persistentDisposition_unset', 'disposition'),
  uri('readPoint'),
  uri('bizLocation'),
  ['WD_readPoint', { what: 'descendants', field: 'readPoint' }],
  ['WD_bizLocation', { what: 'descendants', field: 'bizLocation' }],
  uri('transformationID'),
  objects('epc', ['epc', 'child'], false),
  objects('parentID', ['parent'], false),
  objects('inputEPC', ['input'], false),
  objects('outputEPC', ['output'], false),
  objects('anyEPC', all, false),
  objects('epcClass', ['epc', 'child'], true),
  objects('inputEPCClass', ['input'], true),
  objects('outputEPCClass', ['output'], true),
  objects('anyEPCClass', all, true),
  ...comparisons.map((comparison): [string, Meaning] => [`${comparison}_quantity`, { what: 'quantity', comparison, uom: null }]),
  ['EQ_eventID', { what: 'event-id' }],
  ['EXISTS_errorDeclaration', { what: 'exists', field: 'errorDeclaration' }],
  ...times('errorDeclarationTime'),
  // As the JSON schema of queries spells it, unlike the standard's text and its OpenAPI.
  ['GE_errorDeclaration_Time', { what: 'time', field: 'errorDeclarationTime', comparison: 'GE' }],
  ['LT_errorDeclaration_Time', { what: 'time', field: 'errorDeclarationTime', comparison: 'LT' }],
  word('errorReason', 'errorReason'),
  ['EQ_correctiveEventID', { what: 'text', field: 'correctiveEventID' }],
  ['orderBy', { what: 'order-by' }],
  ['orderDirection', { what: 'order-direction' }],
  ['eventCountLimit', { what: 'event-count-limit' }],
  ['maxEventCount', { what: 'max-event-count' }],
  ['EXISTS_sensorElementList', { what: 'exists', field: 'sensorElementList' }],
  ...times('time'),
  ...times('startTime'),
  ...times('endTime'),
  word('type', 'measurement'),
  uri('deviceID'),
  uri('dataProcessingMethod'),
  uri('microorganism'),
  uri('chemicalSubstance'),
  uri('bizRules'),
  uri('uriValue'),
  ['EQ_stringValue', { what: 'text', field: 'stringValue' }],
  ['EQ_hexBinaryValue', { what: 'text', field: 'hexBinaryValue' }],
  ['EQ_booleanValue', { what: 'truth', field: 'booleanValue' }],
  ...comparisons.map((comparison): [string, Meaning] => [
    `${comparison}_percRank`,
    { what: 'measure', name: 'percRank', comparison, uom: null },
  ]),
])

export const fixedNames: readonly string[] = [...fixed.keys()]

/** `problem`: the name is none that there is; or the prefix in it is not declared. */
export type NameReading =
  | { readonly ok: true; readonly meaning: Meaning }
  | { readonly ok: false; readonly code: 'query-parameter-unknown' | 'query-prefix-unknown' }

const unknown: NameReading = { ok: false, code: 'query-parameter-unknown' }
const measured = /^(EQ|GT|GE|LT|LE)_(value|minValue|maxValue|meanValue|sDev|percValue|quantity)_([A-Z0-9]{2,4})$/
const typed = /^EQ_(bizTransaction|source|destination)_(.+)$/s
const compared = /^(EQ|GT|GE|LT|LE|EXISTS)_(.+)$/s

/** No name of a field is longer than a URI may be; each place where one may end is tried. */
const longestName = 2_100

export function readName(name: string, context: EventContext): NameReading {
  if (name.length > longestName) return unknown
  const plain = fixed.get(name)
  if (plain !== undefined) return { ok: true, meaning: plain }
  const measure = measured.exec(name)
  if (measure !== null) {
    const [, comparison, what, uom] = measure as unknown as [string, Comparison, string, string]
    return { ok: true, meaning: what === 'quantity' ? { what, comparison, uom } : { what: 'measure', name: what, comparison, uom } }
  }
  if (name.startsWith('HASATTR_')) return readHasAttribute(name.slice('HASATTR_'.length), context)
  if (name.startsWith('EQ_ATTR_')) return readAttribute(name.slice('EQ_ATTR_'.length), context)
  const list = typed.exec(name)
  // A field of somebody's namespace may be called source_type.
  if (list !== null) return readTyped(list[1] ?? '', list[2] ?? '')
  const field = compared.exec(name)
  if (field === null) return unknown
  const reading = readField(field[2] ?? '', context)
  if (!reading.ok) return reading
  const comparison = field[1] as Comparison | 'EXISTS'
  return {
    ok: true,
    meaning: comparison === 'EXISTS' ? { what: 'exists', field: reading.field } : { what: 'extension', field: reading.field, comparison },
  }
}

const typeVocabulary: Readonly<Record<string, VocabularyName>> = {
  bizTransaction: 'transactionType',
  source: 'sourceType',
  destination: 'sourceType',
}

/** The type is read with the values, where what is wrong with it is told: `field` holds it as told, marked by a space, which no type holds. */
const readTyped = (list: string, type: string): NameReading =>
  typeVocabulary[list] === undefined ? unknown : { ok: true, meaning: { what: 'uri', field: `${list} ${type}` } }

export const vocabularyOf = (list: string): VocabularyName => typeVocabulary[list] ?? 'sourceType'

const scopes: readonly Exclude<Scope, ''>[] = [
  'ILMD',
  'ERROR_DECLARATION',
  'readPoint',
  'bizLocation',
  'SENSORELEMENT',
  'SENSORMETADATA',
  'SENSORREPORT',
]

export type FieldReading =
  | { readonly ok: true; readonly field: string }
  | { readonly ok: false; readonly code: 'query-parameter-unknown' | 'query-prefix-unknown' }

/** The fully qualified name of an extension field: `example:field`, `INNER_ILMD_example:field`, or with a URI for a name. */
export function readField(told: string, context: EventContext): FieldReading {
  let rest = told
  const isInner = rest.startsWith('INNER_')
  if (isInner) rest = rest.slice('INNER_'.length)
  const scope = scopes.find((candidate) => rest.startsWith(`${candidate}_`)) ?? ''
  if (scope !== '') rest = rest.slice(scope.length + 1)
  const name = readQualified(rest, context)
  return name.ok ? { ok: true, field: fieldName(scope, isInner, name.name) } : name
}

const absolute = /^(?:https?:\/\/|urn:|ni:|tag:|did:|info:|ftp:)\S/i
const curie = /^[A-Za-z_][\w.-]*:[^\s/]\S*$/

type QualifiedReading =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly code: 'query-parameter-unknown' | 'query-prefix-unknown' }

function readQualified(told: string, context: EventContext): QualifiedReading {
  const expanded = expandName(told, context.prefixes)
  if (expanded !== undefined && expanded[1] !== '') {
    // As the normal form of events has it: the two namespaces of CBV's master data are one.
    const [namespace, local] = expanded
    return { ok: true, name: namespace === 'urn:epcglobal:cbv:mda' ? `${namespace}:${local}` : namespace + local }
  }
  if (absolute.test(told)) return { ok: true, name: told }
  return { ok: false, code: curie.test(told) ? 'query-prefix-unknown' : 'query-parameter-unknown' }
}

/** Standard fields whose values are vocabulary elements that master data may tell of. */
export const namingFields = [
  'bizStep',
  'disposition',
  'readPoint',
  'bizLocation',
  'bizTransaction',
  'source',
  'destination',
  'epc',
  'epcList',
  'childEPCs',
  'parentID',
  'inputEPCList',
  'outputEPCList',
  'epcClass',
  'quantityList',
  'childQuantityList',
  'inputQuantityList',
  'outputQuantityList',
] as const

function readNaming(told: string, context: EventContext): FieldReading {
  if ((namingFields as readonly string[]).includes(told)) return { ok: true, field: told }
  return readField(told, context)
}

function readHasAttribute(told: string, context: EventContext): NameReading {
  const reading = readNaming(told, context)
  return reading.ok ? { ok: true, meaning: { what: 'has-attribute', field: reading.field } } : reading
}

/** `EQ_ATTR_field_attribute`: the field's name ends where a name of a field can end and what follows can be one of an attribute. */
function readAttribute(told: string, context: EventContext): NameReading {
  let refusal: NameReading = unknown
  for (let at = told.indexOf('_'); at > 0; at = told.indexOf('_', at + 1)) {
    const attribute = told.slice(at + 1)
    const reading = readNaming(told.slice(0, at), context)
    if (attribute === '') continue
    if (reading.ok) return { ok: true, meaning: { what: 'attribute', field: reading.field, attribute } }
    refusal = reading
  }
  return refusal
}
