import { isObject } from '../json/model.ts'
import { type Check, child, nameType } from './scope.ts'
import { type Shape, shaped } from './shape.ts'
import * as value from './values.ts'

/** What was captured. */
export type Form = 'document' | 'query-document' | 'event'

const documentClause = 'EPCIS 2.0 §9.5'
const masterClause = 'EPCIS 2.0 §9.4'
const anyText = value.text(documentClause)
const anything: Check = () => undefined

const version: Check = (told, place, scope) => {
  if (typeof told !== 'string') scope.refuse('version-invalid', place, documentClause, { found: nameType(told) })
  else if (!/^2(?:\.\d+)*$/.test(told)) scope.refuse('version-invalid', place, documentClause, { found: told })
}

/** The type was looked at already: it decides which shape applies. */
const type: Check = anything

const attributeValue: Check = (told, place, scope) => {
  if (told === null || typeof told === 'boolean' || Array.isArray(told)) {
    scope.refuse('attribute-invalid', place, masterClause, { found: nameType(told) })
  }
}

/** Members of master data that EPCIS does not name are their author's own: kept, like any vocabulary that we do not know. */
const anyMember = (name: string, fields: [string, Check][], required: readonly string[]): Check => {
  const known = new Map(fields)
  return (told, place, scope) => {
    if (!isObject(told)) {
      scope.refuse('not-object', place, masterClause, { found: nameType(told) })
      return
    }
    for (const [field, check] of known) {
      const member = told[field]
      if (member !== undefined) check(member, child(place, field), scope)
      else if (required.includes(field)) scope.refuse('field-missing', place, masterClause, { field, in: name })
    }
  }
}

const attribute = anyMember(
  'attribute',
  [
    ['id', value.uri],
    ['attribute', attributeValue],
  ],
  ['id'],
)
const vocabularyElement = anyMember(
  'vocabularyElement',
  [
    ['id', value.identifier],
    ['attributes', value.listOf(attribute, masterClause)],
    ['children', value.listOf(value.identifier, masterClause)],
  ],
  ['id'],
)
const vocabulary = anyMember(
  'vocabulary',
  [
    ['type', value.uri],
    ['vocabularyElementList', value.listOf(vocabularyElement, masterClause)],
  ],
  ['type'],
)
const vocabularyList = value.listOf(vocabulary, masterClause)

const masterData = anyMember('epcisMasterData', [['vocabularyList', vocabularyList]], [])

const header = shaped({
  name: 'epcisHeader',
  clause: documentClause,
  fields: new Map([['epcisMasterData', masterData]]),
  required: [],
  open: true,
})

/** The events themselves are checked one by one, each with its own report. */
const eventList: Check = (told, place, scope) => {
  if (!Array.isArray(told)) scope.refuse('not-list', place, documentClause, { found: nameType(told) })
}

const body: Check = (told, place, scope) => {
  bodyShape(told, place, scope)
  if (isObject(told) && told.eventList === undefined && told.event === undefined) {
    scope.refuse('field-missing', place, documentClause, { field: 'eventList', in: 'epcisBody' })
  }
}
const bodyShape = shaped({
  name: 'epcisBody',
  clause: documentClause,
  fields: new Map([
    ['eventList', eventList],
    ['event', anything],
  ]),
  required: [],
  open: true,
})

const resultsBody = shaped({
  name: 'resultsBody',
  clause: documentClause,
  fields: new Map([
    ['eventList', eventList],
    ['vocabularyList', vocabularyList],
  ]),
  required: ['eventList'],
  open: true,
})

const queryResults = shaped({
  name: 'queryResults',
  clause: documentClause,
  fields: new Map([
    ['queryName', anyText],
    ['subscriptionID', anyText],
    ['resultsBody', resultsBody],
  ]),
  required: ['queryName', 'resultsBody'],
  open: true,
})

const queryBody = shaped({
  name: 'epcisBody',
  clause: documentClause,
  fields: new Map([['queryResults', queryResults]]),
  required: ['queryResults'],
  open: true,
})

const bothDocuments: [string, Check][] = [
  ['@context', value.context],
  ['id', value.uri],
  ['type', type],
  ['schemaVersion', version],
  ['creationDate', value.time],
]

export const documentShape: Shape = {
  name: 'EPCISDocument',
  clause: documentClause,
  fields: new Map([
    ...bothDocuments,
    ['instanceIdentifier', anyText],
    ['sender', anyText],
    ['receiver', anyText],
    ['epcisHeader', header],
    ['epcisBody', body],
  ]),
  required: ['@context', 'type', 'schemaVersion', 'creationDate', 'epcisBody'],
  open: true,
}

export const queryDocumentShape: Shape = {
  name: 'EPCISQueryDocument',
  clause: documentClause,
  fields: new Map([...bothDocuments, ['epcisBody', queryBody]]),
  required: ['@context', 'type', 'epcisBody'],
  open: true,
}
