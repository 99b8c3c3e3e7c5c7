import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalEvent, type EpcFormat, formatQueryDocument, isObject, type JsonObject, type JsonValue } from '@proofline/epcis'
import jsonld from 'jsonld'
import { documentOf, objectEvent, standardContext, wrap } from './answers.ts'
import { fullEvents } from './full-documents.ts'
import { epcisContext } from './json-ld-context.ts'

const documentLoader = async (url: string) => {
  assert.equal(url, standardContext)
  return { contextUrl: undefined, documentUrl: url, document: epcisContext }
}

/** The document as canonical RDF (one triple a line), by a processor of others; fails where it would drop anything. */
async function triplesOf(document: JsonObject): Promise<string[]> {
  const options = { algorithm: 'URDNA2015', format: 'application/n-quads', documentLoader, safe: true }
  const text: unknown = await jsonld.canonize(document as jsonld.JsonLdDocument, options as unknown as jsonld.Options.Normalize)
  assert.ok(typeof text === 'string')
  return text.trim().split('\n')
}

const answerOf = (document: JsonObject, epcFormat: EpcFormat = 'Never_Translates'): JsonObject => {
  const stored = documentOf(document).events.map(({ event, context }) => ({
    event: JSON.parse(canonicalEvent(event, context)) as JsonObject,
  }))
  return formatQueryDocument(stored, { creationDate: '2026-03-31T14:10:00Z', epcFormat, companyPrefixLength: () => 7 }).document
}

/** The answer as if it were the document that was captured: the same envelope, so that only the events can differ. */
function asCaptured(answer: JsonObject, captured: JsonObject): JsonObject {
  const body = answer.epcisBody
  const results = isObject(body) && isObject(body.queryResults) ? body.queryResults.resultsBody : undefined
  return {
    ...captured,
    '@context': answer['@context'] as JsonValue,
    epcisBody: isObject(results) ? { eventList: results.eventList as JsonValue } : {},
  }
}

test('an answer of one event expands to these triples and no others', async () => {
  const event = {
    ...objectEvent,
    eventID: 'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
    bizStep: 'urn:epcglobal:cbv:bizstep:shipping',
    disposition: 'cbv:Disp-in_transit',
    bizTransactionList: [{ type: 'po', bizTransaction: 'urn:epcglobal:cbv:bt:0614141073467:1152' }],
    'example:field': 'text',
  }
  const about = '<urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8>'
  const epcis = 'https://ref.gs1.org/epcis/'
  const xsd = 'http://www.w3.org/2001/XMLSchema#'
  const rdfType = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'
  const expected = [
    `${about} ${rdfType} <${epcis}ObjectEvent> .`,
    `${about} <${epcis}eventTime> "2026-03-31T14:05:00.123+08:00"^^<${xsd}dateTimeStamp> .`,
    `${about} <${epcis}eventTimeZoneOffset> "+08:00" .`,
    `${about} <${epcis}action> "OBSERVE" .`,
    `${about} <${epcis}epcList> <https://id.gs1.org/01/10614141073464/21/2017> .`,
    `${about} <${epcis}bizStep> <https://ref.gs1.org/cbv/BizStep-shipping> .`,
    `${about} <${epcis}disposition> <https://ref.gs1.org/cbv/Disp-in_transit> .`,
    `${about} <${epcis}bizTransactionList> <urn:epcglobal:cbv:bt:0614141073467:1152> .`,
    `<urn:epcglobal:cbv:bt:0614141073467:1152> <${epcis}bizTransactionType> <https://ref.gs1.org/cbv/BTT-po> .`,
    `${about} <https://ns.example.com/field> "text" .`,
    `_:body <${epcis}queryResults> _:results .`,
    `_:document ${rdfType} <${epcis}EPCISQueryDocument> .`,
    `_:document <http://purl.org/dc/terms/created> "2026-03-31T14:10:00Z"^^<${xsd}dateTime> .`,
    `_:document <http://www.w3.org/2002/07/owl#versionInfo> "2.0" .`,
    `_:document <${epcis}epcisBody> _:body .`,
    `_:list <${epcis}eventList> ${about} .`,
    `_:results <${epcis}queryName> "SimpleEventQuery" .`,
    `_:results <${epcis}resultsBody> _:list .`,
  ]
  const made = await triplesOf(answerOf(wrap(event), 'Always_GS1_Digital_Link'))
  const names = new Map(
    [...made.join('\n').matchAll(/^(_:c14n\d+) <[^>]*[#/](queryResults|epcisBody|eventList|queryName)> /gm)].map(([, id = '', by = '']) => [
      id,
      by,
    ]),
  )
  const own: Readonly<Record<string, string>> = {
    queryResults: '_:body',
    epcisBody: '_:document',
    eventList: '_:list',
    queryName: '_:results',
  }
  const named = made.map((line) => line.replace(/_:c14n\d+/g, (id) => own[names.get(id) ?? ''] ?? id))
  assert.deepEqual(named.toSorted(), expected.toSorted())
})

test('what an answer says of an event, in triples, is what was captured: every field of every type', async () => {
  for (const event of fullEvents) {
    const { recordTime: _, ...told } = event
    const captured = wrap(told)
    const answer = answerOf(captured)
    assert.deepEqual(await triplesOf(asCaptured(answer, captured)), await triplesOf(captured), String(event.type))
  }
})

test('several events under one context say what each said under its own', async () => {
  const own = (name: string, namespace: string): JsonObject => ({
    ...objectEvent,
    '@context': { [name]: namespace },
    eventID: `urn:uuid:${name}:${namespace.length}`,
    [`${name}:field`]: { [`${name}:inner`]: 'text' },
    bizStep: `${name}:step`,
  })
  const captured = wrap(own('a', 'https://a.example.com/'), own('b', 'https://b.example.com/'), own('b', 'https://other.example.com/'), {
    ...objectEvent,
    action: 'ADD',
    ilmd: { 'example:lot': 'L' },
  })
  assert.deepEqual(await triplesOf(asCaptured(answerOf(captured), captured)), await triplesOf(captured))
})
