/** Where GS1's OpenAPI 2.0.0 says something else than the standard's text, its own examples, or than can be: the standard is followed. */
export const defects: Readonly<Record<string, string>> = {
  'name-only':
    'The problem of 404 allows `NoSuchNameException` only, while its example, and the standard for everything but queries, say `NoSuchResourceException`.',
  'one-query': 'GET /queries/{queryName} is described, and shown in its example, as one object; its schema is an array.',
  'job-twice':
    'CaptureJob is to match exactly one of two schemas, one with `errors`, one with `errorFile`; neither requires its property, so that every job matches both.',
  'status-409': 'The problem of 409 allows `status` 406 only, while its example says 409.',
  'misspelt-415':
    'The XML problem of 415 is called `IUnsupportedMediaTypeException`; the JSON one, and the standard, `UnsupportedMediaTypeException`.',
  'problem-types':
    '400 of subscriptions is declared as application/json and application/xml; a problem is application/problem+json or problem+xml (RFC 9457).',
  'definition-413': 'GET /queries/{queryName} lists 413, which a definition cannot come to; running the query can, and does.',
  'missing-400':
    'GET /events, POST /queries and POST …/subscriptions take parameters or a body and list no 400; it is answered as everywhere else.',
  secret: '`AbstractQuerySubscription` requires `secret`; the property is called `signatureToken`.',
  'schedule-patterns':
    'The patterns of schedules (`[0-59]`, `\\\\g<element>`) are no regular expressions of JSON Schema, and do not mean what their text says.',
  'token-404': 'DELETE /nextPageToken/{token} lists neither 401 nor 404; both are answered.',
}

export type Defect = keyof typeof defects

/** Answers of the OpenAPI that no case makes, and why. */
export const notMade: readonly { readonly operations: RegExp; readonly status: string; readonly why: string }[] = [
  {
    operations: /./,
    status: '500',
    why: 'no request is known that makes it; `hostile.api.test.ts` looks for one, and `faults.api.test.ts` takes away what it needs of the database',
  },
  {
    operations: /^(?!DELETE \/queries\/\{queryName\}$)/,
    status: '403',
    why: 'until people and roles come, every client of the organisation may do it',
  },
  { operations: /^GET \/queries\/\{queryName\}$/, status: '413', why: 'see the defect of the OpenAPI below' },
  { operations: /^DELETE \/nextPageToken/, status: '501', why: 'it is supported' },
  { operations: /^GET \/queries\/\{queryName\}\/events$/, status: '101', why: 'a WebSocket: `sockets.api.test.ts`' },
]
