import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { instantOf } from '../../../src/record/index.ts'
import { parseAuthorities } from '../../../src/record/timestamps/index.ts'
import { verifyToken } from '../../../src/record/timestamps/token.ts'
import { startTestAuthority } from '../../support/authority.ts'
import { startTestServer, type TestServer } from '../../support/index.ts'
import { waitFor } from '../../support/process.ts'

const guide = new URL('../../../../../docs/guides/first-lot.json', import.meta.url)

type Stamp = { authority: string; size: number; stampedAt: string; note: string; token: string }

async function readStamps({ address }: TestServer): Promise<Stamp[]> {
  const answer = await fetch(`${address}/log/timestamps`)
  assert.equal(answer.status, 200)
  return (await answer.json()) as Stamp[]
}

test('anyone gets the newest stamp with the note that it stamps', async (t) => {
  const tsa = await startTestAuthority()
  t.after(() => tsa.close())
  const line = `authority tsa ${tsa.url} root.pem every=1\n`
  const server = await startTestServer({ files: { 'timestamp-authorities': line, 'root.pem': tsa.roots } })
  assert.deepEqual(await readStamps(server), [])
  const headers = { 'content-type': 'application/ld+json' }
  const captured = await server.fetch('/epcis/capture', { method: 'POST', headers, body: await readFile(guide) })
  assert.equal(captured.status, 202)
  await waitFor(async () => (await readStamps(server)).length === 1)
  const [stamp] = await readStamps(server)
  const [authority] = parseAuthorities(line, () => tsa.roots)
  assert.ok(stamp !== undefined && authority !== undefined)
  assert.equal(stamp.authority, 'tsa')
  assert.equal(stamp.size, Number(stamp.note.split('\n')[1]))
  assert.equal(await (await fetch(`${server.address}/log/checkpoint`)).text(), stamp.note)
  const verdict = await verifyToken(Buffer.from(stamp.token, 'base64'), stamp.note, authority)
  assert.equal(verdict.ok && instantOf(verdict.value.at), stamp.stampedAt)
})

test('a file that names no authority, or roots that are not there, is said at the start', async () => {
  await assert.rejects(startTestServer({ files: { 'timestamp-authorities': 'authority' } }), { code: 'timestamp-policy-malformed' })
  const files = { 'timestamp-authorities': 'authority a http://127.0.0.1:9 none.pem' }
  await assert.rejects(startTestServer({ files }), { code: 'timestamp-roots-unreadable' })
})
