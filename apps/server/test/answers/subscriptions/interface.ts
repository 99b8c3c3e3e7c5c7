import assert from 'node:assert/strict'
import { startTestServer, type TestServer } from '../../support/server.ts'

/** The real app, which may send to this machine. */
export type Interface = TestServer & {
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** @returns the address of a query of this name. */
  define(name: string, query?: object): Promise<string>
  capture(...events: readonly object[]): Promise<void>
}

export async function openInterface(): Promise<Interface> {
  const environment = { PROOFLINE_WEBHOOK_NETWORKS: '127.0.0.0/8', PROOFLINE_WEBHOOK_PORTS: '1024-65535' }
  const server = await startTestServer({ environment })
  const post: Interface['post'] = (path, body, headers = {}) =>
    server.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  return {
    ...server,
    post,
    define: async (name, query = { EQ_bizStep: ['shipping'] }) => {
      const answer = await post('/epcis/queries', { name, query })
      assert.equal(answer.status, 201, await answer.text())
      return `/epcis/queries/${encodeURIComponent(name)}`
    },
    capture: async (...events) => {
      const document = {
        '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
        type: 'EPCISDocument',
        schemaVersion: '2.0',
        creationDate: '2026-11-22T00:00:00Z',
        epcisBody: { eventList: events },
      }
      const answer = await post('/epcis/capture', document)
      assert.equal(answer.status, 202, await answer.text())
    },
  }
}
