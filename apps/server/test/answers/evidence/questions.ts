import assert from 'node:assert/strict'
import { type BundleReport, verifyBundle } from '@proofline/evidence'
import { startTestServer, type TestServer } from '../../support/index.ts'

export type Problem = {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly errors?: readonly { readonly code: string; readonly pointer: string; readonly message: string }[]
}

const product = '0950600013435'
/** Check digit of GTIN 09506000134352. */
export const gtin = `${product}2`
export const lotUri = (lot: string): string => `https://id.gs1.org/01/${gtin}/10/${lot}`
export const serialUri = (serial: string): string => `https://id.gs1.org/01/${gtin}/21/${serial}`

export const eventOf = (n: number, more: object = {}) => ({
  type: 'ObjectEvent',
  eventID: `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  eventTime: `2026-03-${String((n % 28) + 1).padStart(2, '0')}T09:00:00Z`,
  eventTimeZoneOffset: '+08:00',
  action: 'OBSERVE',
  bizStep: 'shipping',
  ...more,
})

export const documentOf = (events: readonly object[]) => ({
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-03-30T00:00:00Z',
  epcisBody: { eventList: events },
})

export type Asker = {
  readonly server: TestServer
  capture(events: readonly object[]): Promise<void>
  ask(question: object, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** The bundle and what it says, verified with the log's own key. */
  bundle(question: object): Promise<{ readonly bytes: Uint8Array; readonly report: BundleReport }>
  problem(question: object, headers?: Readonly<Record<string, string>>): Promise<Problem>
}

export async function startAsker(): Promise<Asker> {
  const server = await startTestServer()
  const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
    server.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  const ask = (question: object, headers: Readonly<Record<string, string>> = {}) => post('/evidence', question, headers)
  return {
    server,
    ask,
    capture: async (events) => {
      const answer = await post('/epcis/capture', documentOf(events))
      assert.equal(answer.status, 202, await answer.text())
      await untilDone(server, answer.headers.get('location') ?? '')
    },
    bundle: async (question) => {
      const answer = await ask(question)
      const bytes = new Uint8Array(await answer.arrayBuffer())
      assert.equal(answer.status, 200, Buffer.from(bytes).toString('utf8'))
      assert.equal(answer.headers.get('content-type'), 'application/zip')
      const key = await (await fetch(`${server.address}/log/verifier-key`)).text()
      const verdict = verifyBundle(bytes, { trustedKeys: [key] })
      assert.ok(verdict.ok, JSON.stringify(verdict))
      assert.equal(verdict.value.isTrusted, true)
      assert.equal(answer.headers.get('repr-digest'), `sha-256=:${Buffer.from(verdict.value.sha256, 'hex').toString('base64')}:`)
      return { bytes, report: verdict.value }
    },
    problem: async (question, headers) => {
      const answer = await ask(question, headers)
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
      return (await answer.json()) as Problem
    },
  }
}

async function untilDone(server: TestServer, path: string): Promise<void> {
  for (;;) {
    const job = (await (await server.fetch(path)).json()) as { running: boolean; success: boolean; errors: unknown }
    if (!job.running) {
      assert.equal(job.success, true, JSON.stringify(job))
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
