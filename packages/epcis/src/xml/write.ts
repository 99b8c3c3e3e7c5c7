import { type Result, refuse, succeed } from '@proofline/problems'
import { readContext } from '../context.ts'
import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'
import { type Place, Report } from '../report.ts'
import { attribute, jsonText } from './markup.ts'
import { carriedNamespace, epcisNamespace, instanceNamespace, queryNamespace, sbdhNamespace, schemaNamespace } from './names.ts'
import { formatScope, writeEvent, writeEventElement } from './write-event.ts'
import { writeVocabularyList } from './write-vocabulary.ts'
import { XmlWriter } from './writer.ts'
import { openScope } from './writing.ts'

export type XmlOptions = {
  /** GS1-CBV-XML-Format (EPCIS 2.0 §12.3): words of CBV as URNs, the form that EPCIS 1.x knows as well (default), or as web URIs. */
  readonly words?: 'urn' | 'web-uri'
  /** xsd:dateTime, for a document that does not tell its own. */
  readonly creationDate?: string
}

const sbdhName = 'sbdh:StandardBusinessDocumentHeader'
const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const objectOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {})
const textOf = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
const places = (...tokens: string[]): Place | null => tokens.reduce<Place | null>((up, token) => ({ up, token }), null)

/**
 * A document, query document or bare event of EPCIS 2.0 JSON as EPCIS 2.0 XML, valid against its schema. `checkDocument` has found nothing
 * wrong with it. `parseXml` reads the same from it: every event keeps its event hash, every extension its name and value. Refused: a character
 * in a standard field that XML cannot hold; a document without a time of creation.
 */
export function formatXml(document: JsonObject, options: XmlOptions = {}): Result<string> {
  const report = new Report({ left: 1_000 })
  const scope = openScope(document['@context'], readContext(document['@context']))
  const writer = new XmlWriter(scope, options.words ?? 'urn', report)
  const query = document.type === 'EPCISQueryDocument'
  const body = isObject(document.epcisBody)
  if (body) writeInside(document, query, writer)
  else writeEventElement(document, '', null, writer)
  const lines = writer.take()
  const used = lines.join('\n')
  const known = [
    [query ? 'epcisq' : 'epcis', query ? queryNamespace : epcisNamespace],
    ['sbdh', sbdhNamespace],
    ['xsi', instanceNamespace],
    ['xsd', schemaNamespace],
    ['carried', carriedNamespace],
  ]
  const inRoot = body ? attribute('carried:id', textOf(document.id)) + attribute('carried:body', bodyMembers(document)) : ''
  let attributes = ''
  for (const [prefix = '', namespace = ''] of known) {
    const needed = prefix.startsWith('epcis')
      ? body
      : used.includes(`${prefix}:`) || (prefix === 'carried' && (scope.carried !== undefined || writer.curies || inRoot !== ''))
    if (needed && !scope.declared.has(prefix)) attributes += attribute(`xmlns:${prefix}`, namespace)
  }
  if (used.includes('="gs1:') && !scope.declared.has('gs1') && !writer.standard.has('gs1'))
    attributes += attribute('xmlns:gs1', 'https://gs1.org/voc/')
  attributes += formatScope(
    new Map([...scope.declared, ...[...writer.standard].filter(([prefix]) => !scope.declared.has(prefix))]),
    scope.carried,
  )
  if (writer.curies) attributes += attribute('carried:curies', 'true')
  if (body) attributes += inRoot + documentAttributes(document, options, report)
  if (report.total > 0) return refuse(...report.close())
  return succeed(
    `<?xml version="1.0" encoding="UTF-8"?>\n${putRoot(lines, attributes, body ? (query ? 'epcisq:EPCISQueryDocument' : 'epcis:EPCISDocument') : undefined)}\n`,
  )
}

/** A document's root goes around its lines; the root of a bare event is its first line. */
function putRoot(lines: readonly string[], attributes: string, root: string | undefined): string {
  if (root !== undefined) return [`<${root}${attributes}>`, ...lines.map((line) => `  ${line}`), `</${root}>`].join('\n')
  const [first = '', ...rest] = lines
  return [first.replace(/^<([^\s/>]+)/, (tag) => tag + attributes), ...rest].join('\n')
}

function documentAttributes(document: JsonObject, options: XmlOptions, report: Report): string {
  const version = textOf(document.schemaVersion)
  const creationDate = textOf(document.creationDate) ?? options.creationDate
  if (creationDate === undefined) report.add('xml-creation-date-missing', null, undefined, 'EPCIS 2.0 §9.5')
  const decimal = version !== undefined && /^\d+\.\d+$/.test(version) ? version : '2.0'
  return attribute('schemaVersion', decimal) + attribute('creationDate', creationDate)
}

/** Extensions of the body of a query document, for which its schema has no room, as JSON text. */
function bodyMembers(document: JsonObject): string | undefined {
  const { queryResults, ...body } = objectOf(document.epcisBody)
  if (queryResults === undefined) return undefined
  const { eventList: _, vocabularyList: __, ...results } = objectOf(objectOf(queryResults).resultsBody)
  const some = Object.keys(body).length + Object.keys(results).length > 0
  return some ? jsonText({ body, results }) : undefined
}

const documentNames = '@context type schemaVersion creationDate id sender receiver instanceIdentifier epcisHeader epcisBody'.split(' ')

function writeInside(document: JsonObject, query: boolean, writer: XmlWriter): void {
  const body = objectOf(document.epcisBody)
  const results = objectOf(body.queryResults)
  const resultsBody = objectOf(results.resultsBody)
  const events = listOf(query ? resultsBody.eventList : (body.eventList ?? body.event))
  const found = listOf(resultsBody.vocabularyList)
  // XML has either in the results; beside events, master data stand in the header, where EPCIS has them as well.
  writeHeader(document, events.length > 0 ? found : [], writer)
  writer.element('EPCISBody', '', () => {
    if (!query) {
      const place = body.eventList === undefined ? places('epcisBody', 'event') : places('epcisBody', 'eventList')
      writer.element('EventList', '', () => writeEvents(events, place, writer))
      writer.members(body, (name) => name === 'eventList' || name === 'event')
      return
    }
    writer.element('epcisq:QueryResults', '', () => {
      writer.leaf('queryName', textOf(results.queryName) ?? '', places('epcisBody', 'queryResults', 'queryName'))
      const subscription = textOf(results.subscriptionID)
      if (subscription !== undefined) writer.leaf('subscriptionID', subscription, places('epcisBody', 'queryResults', 'subscriptionID'))
      writer.element('resultsBody', '', () => {
        if (events.length === 0 && found.length > 0) writeVocabularyList(found, writer)
        else
          writer.element('EventList', '', () =>
            writeEvents(events, places('epcisBody', 'queryResults', 'resultsBody', 'eventList'), writer),
          )
      })
      writer.members(results, (name) => name === 'queryName' || name === 'subscriptionID' || name === 'resultsBody')
    })
  })
  writer.members(document, (name) => documentNames.includes(name))
}

function writeEvents(events: readonly JsonValue[], place: Place | null, writer: XmlWriter): void {
  for (const [i, event] of events.entries()) writeEvent(objectOf(event), { up: place, token: i }, writer)
}

function writeHeader(document: JsonObject, found: readonly JsonValue[], writer: XmlWriter): void {
  const header = objectOf(document.epcisHeader)
  const vocabularies = [...listOf(objectOf(header.epcisMasterData).vocabularyList), ...found]
  const others = Object.keys(header).filter((name) => name !== 'epcisMasterData' && name !== sbdhName)
  const partners = [document.sender, document.receiver, document.instanceIdentifier].some((value) => value !== undefined)
  const whole = header[sbdhName]
  if (vocabularies.length === 0 && others.length === 0 && !partners && whole === undefined) return
  // The schema has room for attributes only.
  const own = writer.ownAttributes(Object.fromEntries(others.map((name) => [name, header[name] ?? null])))
  writer.element('EPCISHeader', own, () => {
    if (whole !== undefined) writer.member(sbdhName, whole)
    else if (partners) writePartners(document, writer)
    if (vocabularies.length === 0) return
    writer.element('extension', '', () => writer.element('EPCISMasterData', '', () => writeVocabularyList(vocabularies, writer)))
  })
}

/** The Standard Business Document Header that says who sends to whom; its schema wants each of these elements. */
function writePartners(document: JsonObject, writer: XmlWriter): void {
  const leaf = (name: string, text: string): void => writer.leaf(`sbdh:${name}`, text, null)
  writer.element(sbdhName, '', () => {
    leaf('HeaderVersion', '1.0')
    writer.element('sbdh:Sender', '', () => leaf('Identifier', textOf(document.sender) ?? ''))
    writer.element('sbdh:Receiver', '', () => leaf('Identifier', textOf(document.receiver) ?? ''))
    writer.element('sbdh:DocumentIdentification', '', () => {
      leaf('Standard', 'EPCglobal')
      leaf('TypeVersion', '2.0')
      leaf('InstanceIdentifier', textOf(document.instanceIdentifier) ?? '')
      leaf('Type', 'Events')
      leaf('CreationDateAndTime', textOf(document.creationDate) ?? '')
    })
  })
}
