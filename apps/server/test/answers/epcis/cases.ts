import type { Operation } from './openapi.ts'

/** One request, and what the OpenAPI (or, where it has a defect, the standard) wants of its answer. */
export type Case = {
  readonly operation: string
  readonly asked: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly status: number
  /** `epcisException:…` of a problem. */
  readonly exception?: string
}

export const epc = 'urn:epc:id:sgtin:0614141.107346.2017'
export const eventID = 'urn:uuid:3f1f7b4e-6e53-4c8e-8f5b-0d8a54f10001'
const location = 'urn:epc:id:sgln:0614141.07346.0'
const point = 'urn:epc:id:sgln:0614141.07346.1234'
const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { example: 'https://example.org/' }]

const event = (id: string, second: number, more: object = {}) => ({
  type: 'ObjectEvent',
  eventID: id,
  eventTime: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`,
  eventTimeZoneOffset: '+08:00',
  epcList: [epc],
  action: 'OBSERVE',
  bizStep: 'shipping',
  disposition: 'in_transit',
  readPoint: { id: point },
  bizLocation: { id: location },
  'example:batch': '甲-1',
  ...more,
})

const declaration = { declarationTime: '2026-01-02T00:00:00.000Z', reason: 'incorrect_data' }

export const document = JSON.stringify({
  '@context': context,
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-01-01T00:00:00.000Z',
  epcisBody: {
    eventList: [event(eventID, 1), event(`${eventID.slice(0, -1)}2`, 2), event(eventID, 1, { errorDeclaration: declaration })],
  },
})

const bare = (last: string, more: object = {}) =>
  JSON.stringify({ '@context': context, ...event(`${eventID.slice(0, -1)}${last}`, 9, more) })
const query = (name: string, more: object = {}) => JSON.stringify({ name, query: { EQ_bizStep: ['shipping'], ...more } })

/** What stands before the cases: two queries, one of which finds too much; a capture job; a subscription; a page that goes on. */
export type Standing = { readonly captureID: string; readonly subscriptionID: string; readonly token: string }

export const definitions = [query('shipped'), query('too-much', { maxEventCount: 1 }), query('to-be-removed')]

export const subscription = JSON.stringify({ dest: 'https://receiver.example.com/epcis', signatureToken: 'not-a-secret-1', stream: true })

const known: Readonly<Record<string, string>> = {
  eventID,
  eventType: 'ObjectEvent',
  epc,
  bizStep: 'shipping',
  bizLocation: location,
  readPoint: 'https://id.gs1.org/414/0614141073467/254/1234',
  disposition: 'in_transit',
  queryName: 'shipped',
}

const unknown: Readonly<Record<string, string>> = {
  captureID: '00000000-0000-7000-8000-000000000000',
  eventID: 'urn:uuid:00000000-0000-4000-8000-000000000000',
  eventType: 'https://example.org/NoSuchEvent',
  epc: 'https://id.gs1.org/01/10614141073464/21/none',
  bizStep: 'https://example.org/no-such-step',
  bizLocation: 'https://id.gs1.org/414/0614141999996',
  readPoint: 'https://id.gs1.org/414/0614141999996',
  disposition: 'no_such_disposition',
  queryName: 'no-such-query',
  subscriptionID: '00000000-0000-4000-8000-000000000000',
}

const fill = (path: string, values: Readonly<Record<string, string>>): string =>
  `/epcis${path === '/' ? '' : path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))}`

const exceptionOf404 = (path: string): string => (path.includes('{queryName}') ? 'NoSuchNameException' : 'NoSuchResourceException')

const bodies: Readonly<Record<string, string>> = {
  'POST /capture': document,
  'POST /events': bare('3'),
  'POST /queries': query('another'),
  'POST /queries/{queryName}/subscriptions': subscription,
}

/** What every operation answers alike: without a token, in versions that are not spoken, for values that nobody knows, at an address that is too long. */
function alike({ name, method, path, answers }: Operation, standing: Standing): Case[] {
  const there = {
    operation: name,
    path: fill(path, { ...known, ...standing }),
    ...(bodies[name] === undefined ? {} : { body: bodies[name] }),
  }
  const cases: Case[] = []
  if (answers.has('401')) {
    cases.push({ ...there, asked: 'without a token', headers: { authorization: '' }, status: 401, exception: 'SecurityException' })
  }
  if (answers.has('406')) {
    const headers = { 'gs1-epcis-version': '1.2.0' }
    cases.push({ ...there, asked: 'in EPCIS 1.2', headers, status: 406, exception: 'NotAcceptableException' })
  }
  if (answers.has('404')) {
    const nowhere = fill(path, { ...known, ...standing, ...unknown })
    cases.push({ ...there, asked: 'of something that is not there', path: nowhere, status: 404, exception: exceptionOf404(path) })
  }
  if (answers.has('414')) {
    const long = `${there.path}?EQ_eventID=${'x'.repeat(9_000)}`
    cases.push({ ...there, asked: 'at an address of 9,000 characters', path: long, status: 414, exception: 'URITooLongException' })
  }
  if (method === 'OPTIONS') cases.unshift({ ...there, asked: 'what may be done there', status: 204 })
  if (method === 'GET' && !path.endsWith('/subscriptions/{subscriptionID}')) {
    cases.unshift({ ...there, asked: 'what stands there', status: 200 })
    if (answers.get('200')?.content?.['application/xml'] !== undefined)
      cases.unshift({ ...there, asked: 'as XML', headers: { accept: 'application/xml' }, status: 200 })
    if (path.endsWith('events') && path !== '/events/{eventID}')
      cases.push({ ...there, asked: 'the first page of one event', path: `${there.path}?perPage=1`, status: 200 })
  }
  return cases
}

const postTo = (
  operation: string,
  asked: string,
  body: string,
  status: number,
  exception?: string,
  headers: Readonly<Record<string, string>> = {},
): Case => ({
  operation,
  asked,
  path: fill(operation.slice(5), known),
  body,
  status,
  headers,
  ...(exception === undefined ? {} : { exception }),
})

const text = { 'content-type': 'text/plain' }

/** Of POST /capture and POST /events. */
const capturing = (): Case[] => [
  postTo('POST /capture', 'a document', document, 202),
  postTo('POST /capture', 'a document without its type', '{"epcisBody":{}}', 400, 'ValidationException'),
  postTo('POST /capture', 'more than 100,000 bytes', ' '.repeat(100_001), 413, 'CaptureLimitExceededException'),
  postTo('POST /capture', 'plain text', 'x', 415, 'UnsupportedMediaTypeException', text),
  postTo('POST /events', 'an event', bodies['POST /events'] ?? '', 201),
  postTo('POST /events', 'an event that is there', bodies['POST /events'] ?? '', 409, 'ResourceAlreadyExistsException'),
  postTo('POST /events', 'an event with an action that there is not', bare('4', { action: 'MOVE' }), 400, 'ValidationException'),
  postTo('POST /events', 'more than 1 MB', ' '.repeat(1_000_001), 413, 'CaptureLimitExceededException'),
  postTo('POST /events', 'plain text', 'x', 415, 'UnsupportedMediaTypeException', text),
]

const collections = [
  ['eventTypes', 'eventType'],
  ['epcs', 'epc'],
  ['bizSteps', 'bizStep'],
  ['bizLocations', 'bizLocation'],
  ['readPoints', 'readPoint'],
  ['dispositions', 'disposition'],
] as const

/** Parameters that there are not. */
const asking = (): Case[] =>
  [
    '/events?EQ_other=1',
    ...collections.flatMap(([collection, param]) => [`/${collection}/{${param}}?other=1`, `/${collection}/{${param}}/events?EQ_other=1`]),
  ].map((path) => ({
    operation: `GET ${path.split('?', 1)[0]}`,
    asked: 'with a parameter that there is not',
    path: fill(path, known),
    status: 400,
    exception: 'QueryParameterException',
  }))

const of = (operation: string, asked: string, path: string, status: number, exception?: string): Case => ({
  operation,
  asked,
  path: `/epcis${path}`,
  status,
  ...(exception === undefined ? {} : { exception }),
})

/** Of queries, their subscriptions, and tokens. */
function querying({ subscriptionID, token }: Standing): Case[] {
  const subscriptions = '/queries/{queryName}/subscriptions'
  const subscribe = `POST ${subscriptions}`
  const one = `/queries/shipped/subscriptions/${subscriptionID}`
  const events = 'GET /queries/{queryName}/events'
  const uncontrolled = JSON.stringify({ dest: 'https://receiver.example.com/' })
  return [
    postTo('POST /queries', 'a query', query('another'), 201),
    postTo('POST /queries', 'a name that is taken', query('shipped'), 409, 'ResourceAlreadyExistsException'),
    postTo('POST /queries', 'a query by a parameter that there is not', query('bad', { EQ_other: 1 }), 400, 'QueryValidationException'),
    postTo('POST /queries', 'plain text', 'x', 415, 'UnsupportedMediaTypeException', text),
    of(events, 'more events than its maxEventCount', '/queries/too-much/events', 413, 'QueryTooLargeException'),
    of(events, 'a stream without Upgrade', '/queries/shipped/events?stream=true', 400, 'SubscriptionControlsException'),
    postTo(subscribe, 'a webhook', subscription, 201),
    postTo(subscribe, 'neither stream nor schedule', uncontrolled, 400, 'SubscriptionControlsException'),
    postTo(subscribe, 'plain text', 'x', 415, 'UnsupportedMediaTypeException', text),
    of(`GET ${subscriptions}`, 'pages of none', '/queries/shipped/subscriptions?perPage=0', 400),
    of(`GET ${subscriptions}/{subscriptionID}`, 'what stands there', one, 200),
    of(`DELETE ${subscriptions}/{subscriptionID}`, 'what stands there', one, 204),
    of('DELETE /queries/{queryName}', 'a query of another client', '/queries/of-another', 403, 'SecurityException'),
    of('DELETE /queries/{queryName}', 'a query of its own', '/queries/to-be-removed', 204),
    of('DELETE /nextPageToken/{token}', 'a token', `/nextPageToken/${token}`, 204),
    of('DELETE /nextPageToken/{token}', 'what is no token', '/nextPageToken/none', 404, 'NoSuchResourceException'),
  ]
}

export const casesOf = (operations: readonly Operation[], standing: Standing): Case[] => [
  ...operations.flatMap((operation) => alike(operation, standing)),
  ...capturing(),
  ...asking(),
  ...querying(standing),
]
