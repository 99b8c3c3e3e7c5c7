import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readContext } from '@proofline/epcis'
import fc from 'fast-check'
import { collectParameters, parseQuery } from '../../../src/answers/events/index.ts'

const folder = fileURLToPath(new URL('../../../../../../shared/vectors/epcis/gs1-EPCIS/REST Bindings/', import.meta.url))
const context = readContext({ ex: 'https://example.org/ns/' })
const url = (search: string) => parseQuery(collectParameters(new URLSearchParams(search)), { form: 'url', context })
const json = (parameters: Record<string, unknown>) => parseQuery(parameters, { form: 'json', context })
const problemsOf = (result: ReturnType<typeof url>): string[] => (result.ok ? [] : result.problems.map(({ code, at }) => `${code} ${at}`))

const samples: Readonly<Record<string, string>> = {
  eventType: 'ObjectEvent',
  EQ_action: 'ADD',
  EQ_type: 'Temperature',
  EQ_errorReason: 'did_not_occur',
  EQ_booleanValue: 'true',
  orderBy: 'eventTime',
  orderDirection: 'ASC',
  eventCountLimit: '5',
  maxEventCount: '5',
}

function sampleOf(name: string): string {
  if (samples[name] !== undefined) return samples[name]
  if (/Time$|^(GE|LT)_time$/.test(name)) return '2026-05-01T08:00:00%2B08:00'
  if (/[dD]isposition/.test(name)) return 'in_transit'
  if (name === 'EQ_bizStep') return 'shipping'
  if (name.startsWith('EXISTS_')) return 'true'
  if (/quantity|percRank|alue_|sDev/.test(name) && !name.endsWith('Value')) return '12.5'
  if (/^(GT|GE|LT|LE)_/.test(name)) return '12.5'
  return name === 'EQ_hexBinaryValue' ? 'F0' : 'https://example.org/things/1'
}

/** Not of the query language: they belong to paging and to subscriptions. */
const ofTheRoute = /^(perPage|nextPageToken|second|minute|hour|dayOfMonth|month|dayOfWeek|reportIfEmpty|stream|initialRecordTime)$/

type Schema = {
  readonly definitions: Record<string, { properties?: Record<string, unknown>; patternProperties?: Record<string, unknown> }>
}
type OpenApi = { readonly components: { readonly parameters: Record<string, { readonly in: string; readonly name: string }> } }

/** A name that a pattern of the schema means; its backslashes are doubled there, as JSON in JSON. */
function nameOf(pattern: string): string {
  return pattern
    .slice(1, -1)
    .replace('[a-z][a-zA-Z0-9]*\\\\:\\\\w+', 'ex:field')
    .replace('\\\\w+_\\\\w+', 'bizLocation_ex:city')
    .replace('[a-z][a-zA-Z0-9_]+', pattern.includes('bizTransaction') ? 'po' : 'owning_party')
    .replace('[A-Z0-9]{2,4}', 'CEL')
}

test('every parameter of the standard is read', { skip: existsSync(folder) ? false : 'the vectors are not here' }, () => {
  const openapi = JSON.parse(readFileSync(`${folder}openapi.json`, 'utf8')) as OpenApi
  const schema = JSON.parse(readFileSync(`${folder}query-schema.json`, 'utf8')) as Schema
  const query = schema.definitions['EPCIS-Query']
  const names = new Set([
    ...Object.values(openapi.components.parameters).flatMap((parameter) => (parameter.in === 'query' ? [parameter.name] : [])),
    ...Object.keys(query?.properties ?? {}),
    ...Object.keys(query?.patternProperties ?? {}).map(nameOf),
  ])
  const asked = [...names].filter((name) => !ofTheRoute.test(name) && name !== '@context')
  assert.ok(asked.length > 160, `${asked.length} names`)
  for (const name of asked) {
    const needed = name === 'eventCountLimit' || name === 'orderDirection' ? '&orderBy=eventTime' : ''
    const result = url(`${encodeURIComponent(name)}=${sampleOf(name)}${needed}`)
    assert.deepEqual(problemsOf(result), [], name)
    if (result.ok && !/^(order|eventCount|maxEvent)/.test(name)) assert.equal(result.value.conditions.length, 1, name)
  }
})

test('what is unknown or malformed is refused, all at once', () => {
  assert.deepEqual(
    problemsOf(
      url(
        [
          'EQ_colour=red',
          'EQ_none:colour=red',
          'EQ_action=MOVE|ADD|STAY',
          'GE_eventTime=yesterday',
          'LT_eventTime=2026-05-01T00:00:00',
          'EQ_bizStep=shiping',
          'EQ_bizTransaction_invoice=urn:x:1',
          'MATCH_epc=urn:epc:id:sgtin:9521141.012345|no-uri',
          'MATCH_anyEPC=urn:epc:idpat:sgtin:*.012345.1',
          'GE_value_CEL=warm',
          'GE_value_celsius=1',
          'EQ_readPoint=',
          'orderDirection=UP',
          'eventCountLimit=0',
          'maxEventCount=-1',
          'GT_quantity=1&GT_quantity=2',
          'EXISTS_errorDeclaration=perhaps',
          'EQ_quantity_KGM=1|x',
        ].join('&'),
      ),
    ).toSorted(),
    [
      'epc-parts /MATCH_epc',
      'identifier-not-uri /MATCH_epc',
      'query-parameter-unknown /EQ_colour',
      'query-parameter-unknown /GE_value_celsius',
      'query-pattern-malformed /MATCH_anyEPC',
      'query-prefix-unknown /EQ_none:colour',
      'query-value-malformed /EQ_action',
      'query-value-malformed /EQ_action',
      'query-value-malformed /EQ_quantity_KGM',
      'query-value-malformed /EXISTS_errorDeclaration',
      'query-value-malformed /GE_eventTime',
      'query-value-malformed /GE_value_CEL',
      'query-value-malformed /LT_eventTime',
      'query-value-malformed /eventCountLimit',
      'query-value-malformed /maxEventCount',
      'query-value-malformed /orderDirection',
      'query-value-missing /EQ_readPoint',
      'query-value-repeated /GT_quantity',
      'query-word-unknown /EQ_bizStep',
      'query-word-unknown /EQ_bizTransaction_invoice',
    ],
  )
})

test('what orders and bounds is judged together', () => {
  assert.deepEqual(problemsOf(url('eventCountLimit=5')), ['query-order-wanted /eventCountLimit'])
  assert.deepEqual(problemsOf(url('eventCountLimit=5&maxEventCount=5&orderBy=eventTime')), ['query-counts-exclusive /maxEventCount'])
  assert.deepEqual(problemsOf(url('orderBy=colour')), ['query-order-unknown /orderBy'])
  const ordered = url('orderBy=ex:size&orderDirection=ASC')
  assert.deepEqual(ordered.ok && ordered.value.order, { by: { extension: ':https://example.org/ns/size' }, direction: 'ASC' })
})

test('a URL and a JSON query say the same', () => {
  const pairs: readonly (readonly [string, Record<string, unknown>])[] = [
    ['EQ_bizStep=shipping|receiving', { EQ_bizStep: ['shipping', 'https://ref.gs1.org/cbv/BizStep-receiving'] }],
    ['EQ_bizStep=shipping&EQ_bizStep=receiving', { EQ_bizStep: ['urn:epcglobal:cbv:bizstep:shipping', 'cbv:BizStep-receiving'] }],
    ['GE_value_FAH=32', { GE_value_CEL: 0 }],
    ['EQ_quantity=5|6', { EQ_quantity: [5, 6] }],
    ['GE_eventTime=2026-05-01T08:00:00+08:00', { GE_eventTime: '2026-05-01T00:00:00Z' }],
    ['EXISTS_errorDeclaration=true', { EXISTS_errorDeclaration: null }],
    ['EXISTS_errorDeclaration=false', {}],
    ['EXISTS_ex:colour=', { '@context': { my: 'https://example.org/ns/' }, 'EXISTS_my:colour': true }],
    ['EXISTS_https://example.org/ns/colour=1', { 'EXISTS_ex:colour': 1 }],
    ['LT_errorDeclarationTime=2026-05-01T00:00:00Z', { LT_errorDeclaration_Time: '2026-05-01T00:00:00.000Z' }],
    ['MATCH_epc=urn:epc:id:sgtin:9521141.012345.1', { MATCH_epc: ['https://example.com/01/09521141123454/21/1'] }],
    ['MATCH_epc=urn:epc:idpat:sgtin:9521141.012345.*', { MATCH_epc: ['https://id.gs1.org/01/09521141123454'] }],
    ['MATCH_epcClass=urn:epc:class:lgtin:9521141.012345.*', { MATCH_epcClass: ['https://id.gs1.org/01/09521141123454/10/*'] }],
    ['EQ_ILMD_cbvmda:lotNumber=L', { '@context': { mda: 'urn:epcglobal:cbv:mda' }, 'EQ_ILMD_mda:lotNumber': ['L'] }],
    ['EQ_booleanValue=true', { EQ_booleanValue: true }],
  ]
  for (const [search, parameters] of pairs) assert.deepEqual(url(search), json(parameters), search)
})

test('whatever comes, there is an answer: a query or its problems', () => {
  const names = [
    'EQ_',
    'MATCH_epc',
    'EQ_ATTR_',
    'HASATTR_',
    'EQ_INNER_ILMD_',
    'EXISTS_',
    'GE_value_',
    'orderBy',
    'EQ_source_',
    'eventType',
    '@context',
  ]
  const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.array(fc.anything(), { maxLength: 3 }), fc.object())
  const name = fc.tuple(fc.constantFrom(...names), fc.string()).map(([head, tail]) => head + tail)
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.constantFrom('url' as const, 'json' as const), (parameters, form) => {
      const result = parseQuery(parameters, { form, context })
      assert.ok(result.ok || result.problems.length > 0)
    }),
    { numRuns: process.env.PROOFLINE_LONG === '1' ? 100_000 : 500 },
  )
  assert.ok(!url(`EQ_bizStep=${'shipping|'.repeat(100_000)}`).ok)
  assert.ok(!url(Array.from({ length: 1_000 }, (_, i) => `EQ_ex:f${i}=1`).join('&')).ok)
  assert.ok(!url(`MATCH_epc=${encodeURIComponent('*'.repeat(100_000))}`).ok)
  assert.ok(!url(`EQ_ATTR_${'a_'.repeat(100_000)}=1`).ok)
  assert.ok(!url(`EQ_ATTR_${'a_'.repeat(900)}=1`).ok)
})
