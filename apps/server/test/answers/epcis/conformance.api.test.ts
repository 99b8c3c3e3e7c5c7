import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ClientTokens } from '../../../src/platform/data-folder/index.ts'
import { startTestServer, type TestServer } from '../../support/index.ts'
import { type Case, casesOf, definitions, document, type Standing, subscription } from './cases.ts'
import { formatTable, type Row } from './conformance-table.ts'
import { notMade } from './defects.ts'
import { OpenApi, type Operation, skip } from './openapi.ts'
import { openXsd } from './xsd.ts'

const committed = new URL('../../../../../docs/reference/epcis-conformance.md', import.meta.url)

/** What the cases find: two queries and one of another client's, a job, a subscription, a page that goes on. */
async function prepare(server: TestServer): Promise<Standing> {
  const json = { 'content-type': 'application/json' }
  const post = async (path: string, body: string, token = server.token) => {
    const answer = await server.fetch(path, { method: 'POST', body, headers: { ...json, authorization: `Bearer ${token}` } })
    const text = await answer.text()
    assert.ok(answer.status < 300, `${path}: ${text}`)
    return { text, location: answer.headers.get('location') ?? '' }
  }
  const job = await post('/epcis/capture', document)
  for (const definition of definitions) await post('/epcis/queries', definition)
  const other = await addClient(server)
  await post('/epcis/queries', JSON.stringify({ name: 'of-another', query: {} }), other)
  const made = await post('/epcis/queries/shipped/subscriptions', subscription)
  const page = await server.fetch('/epcis/events?perPage=1')
  const token = /nextPageToken=([^>&]+)/.exec(page.headers.get('link') ?? '')?.[1]
  assert.ok(token !== undefined)
  return {
    captureID: job.location.split('/').at(-1) ?? '',
    subscriptionID: JSON.parse(made.text).subscriptionID,
    token: decodeURIComponent(token),
  }
}

/** @returns the token of a second client, once the running server knows it. */
async function addClient(server: TestServer): Promise<string> {
  const token = readFileSync(new ClientTokens(server.dataFolder.path).add('other'), 'utf8').trim()
  for (;;) {
    const answer = await server.fetch('/epcis/queries', { headers: { authorization: `Bearer ${token}` } })
    if (answer.status === 200) return token
    await pause(100)
  }
}

async function send(server: TestServer, operation: Operation, { path, headers, body }: Case, accept?: string) {
  const sent = new Headers({
    authorization: `Bearer ${server.token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  })
  if (sent.get('authorization') === '') sent.delete('authorization')
  if (accept !== undefined) sent.set('accept', accept)
  const answer = await fetch(`${server.address}${path}`, {
    method: operation.method,
    headers: sent,
    ...(body === undefined ? {} : { body }),
  })
  return {
    status: answer.status,
    headers: answer.headers,
    text: await answer.text(),
    type: answer.headers.get('content-type')?.split(';')[0] ?? '',
  }
}

type Answer = Awaited<ReturnType<typeof send>>

/** Headers that the OpenAPI lists for an answer; those of pages are looked at where there is another page. */
function missingHeaders(operation: Operation, { status, headers }: Answer): string[] {
  const listed = Object.keys(operation.answers.get(String(status))?.headers ?? {})
  const paged = headers.get('link') !== null
  return listed.filter((name) => (paged || (name !== 'Link' && name !== 'GS1-Next-Page-Token-Expires')) && headers.get(name) === null)
}

type Judge = { readonly api: OpenApi; readonly xsd: (xml: string) => readonly string[] }

function judgeSuccess(operation: Operation, answer: Answer, { api, xsd }: Judge): string[] {
  const found = missingHeaders(operation, answer).map((name) => `no header ${name}`)
  if (answer.type === 'application/xml') {
    if (/<epcisq?:EPCIS(?:Query|Capture)/.test(answer.text)) found.push(...xsd(answer.text))
    return found
  }
  if (answer.text === '') return found
  return [...found, ...api.judge(operation, answer.status, answer.type, JSON.parse(answer.text))]
}

const exceptionOf = ({ type, text }: Answer): string =>
  type === 'application/problem+xml' ? (/<type>(.*?)<\/type>/.exec(text)?.[1] ?? '') : String(JSON.parse(text).type)

test('every operation of the OpenAPI answers by its schemas, and with each error that it lists', { skip }, async () => {
  const api = new OpenApi()
  const judge = { api, xsd: openXsd() }
  const server = await startTestServer({ environment: { PROOFLINE_CAPTURE_MAX_BYTES: '100000' } })
  const standing = await prepare(server)
  const rows: Row[] = []
  const wrong: string[] = []
  for (const one of casesOf(api.operations, standing)) {
    const operation = api.operations.find(({ name }) => name === one.operation)
    assert.ok(operation !== undefined, one.operation)
    const answer = await send(server, operation, one)
    const what = `${one.operation}, ${one.asked}`
    if (answer.status !== one.status) {
      wrong.push(`${what}: ${answer.status} instead of ${one.status}: ${answer.text.slice(0, 300)}`)
      continue
    }
    const { defects, problems } = splitDefects(
      one,
      answer,
      one.status < 400 ? judgeSuccess(operation, answer, judge) : judgeProblem(one, operation, answer, judge),
    )
    if (one.status >= 400) {
      const xml = await send(server, operation, one, 'application/problem+xml, application/xml;q=0.9, */*;q=0.1')
      if (xml.status !== one.status || xml.type !== 'application/problem+xml' || exceptionOf(xml) !== exceptionOf(answer))
        problems.push(`as XML: ${xml.status} ${xml.type} ${xml.text.slice(0, 200)}`)
    }
    wrong.push(...problems.map((problem) => `${what}: ${problem}`))
    rows.push({ operation: one.operation, status: one.status, asked: one.asked, exception: one.exception, type: answer.type, defects })
  }
  for (const { name, answers } of api.operations) {
    for (const status of answers.keys()) {
      const isMade = rows.some((row) => row.operation === name && String(row.status) === status)
      if (!isMade && !notMade.some((entry) => entry.status === status && entry.operations.test(name)))
        wrong.push(`${name}: nothing answers ${status}`)
    }
  }
  assert.deepEqual(wrong, [])
  const table = formatTable(api.operations, rows)
  if (process.env.PROOFLINE_WRITE_DOCS === '1') writeFileSync(committed, table)
  assert.equal(readFileSync(committed, 'utf8'), table, 'run this file with PROOFLINE_WRITE_DOCS=1, and commit what it writes')
})

/** A problem: its type and form, and what the schema says of it where the OpenAPI lists that status. */
function judgeProblem(one: Case, operation: Operation, answer: Answer, { api }: Judge): string[] {
  const found: string[] = []
  if (answer.type !== 'application/problem+json') found.push(`it is ${answer.type}`)
  if (one.exception !== undefined && exceptionOf(answer) !== `epcisException:${one.exception}`)
    found.push(`it is called ${exceptionOf(answer)}`)
  const { title, status } = JSON.parse(answer.text)
  if (typeof title !== 'string' || status !== one.status) found.push('title or status')
  return [
    ...found,
    ...missingHeaders(operation, answer).map((name) => `no header ${name}`),
    ...api.judge(operation, answer.status, answer.type, JSON.parse(answer.text)),
  ]
}

/** What the schemas find, of which answers, because of a defect of theirs. */
const explained: readonly { readonly defect: string; readonly of: (one: Case) => boolean; readonly finding: RegExp }[] = [
  {
    defect: 'name-only',
    of: ({ status, exception }) => status === 404 && exception === 'NoSuchResourceException',
    finding: /^\/type must be equal to one of the allowed values$/,
  },
  {
    defect: 'one-query',
    of: ({ operation, status }) => operation === 'GET /queries/{queryName}' && status === 200,
    finding: /^ must be array$/,
  },
  {
    defect: 'job-twice',
    of: ({ operation, status }) => operation.startsWith('GET /capture') && status === 200,
    finding: /^(?:\/\d+)? must match exactly one schema in oneOf: 0 and 1$/,
  },
  { defect: 'status-409', of: ({ status }) => status === 409, finding: /^\/status must be equal to one of the allowed values$/ },
]

/** Findings that come of a known defect of the OpenAPI, and those that do not. */
function splitDefects(one: Case, answer: Answer, findings: readonly string[]): { defects: string[]; problems: string[] } {
  const reasonOf = (finding: string) => explained.find((entry) => entry.of(one) && entry.finding.test(finding))?.defect
  const defects = findings.flatMap((finding) => reasonOf(finding) ?? [])
  if (one.status === 400 && one.operation.includes('/subscriptions')) defects.push('problem-types')
  if (answer.status === 400 && ['GET /events', 'POST /queries', 'POST /queries/{queryName}/subscriptions'].includes(one.operation))
    defects.push('missing-400')
  if (one.operation.startsWith('DELETE /nextPageToken') && answer.status === 404) defects.push('token-404')
  return { defects, problems: findings.filter((finding) => reasonOf(finding) === undefined) }
}
