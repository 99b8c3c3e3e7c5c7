import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf, Ledger } from '../../../src/record/index.ts'
import { parseAuthorities, Stamping, verifyToken } from '../../../src/record/timestamps/index.ts'
import { startTestAuthority } from '../../support/authority.ts'
import { startTestServer } from '../../support/index.ts'
import { waitFor } from '../../support/process.ts'
import { factsOf } from '../support.ts'

test('anyone gets the newest stamp with the note that it stamps', async (t) => {
  const server = await startTestServer()
  const tsa = await startTestAuthority()
  t.after(() => tsa.close())
  const read = async (): Promise<{ authority: string; size: number; stampedAt: string; note: string; token: string }[]> => {
    const answer = await fetch(`${server.address}/log/timestamps`)
    assert.equal(answer.status, 200)
    return (await answer.json()) as Awaited<ReturnType<typeof read>>
  }
  assert.deepEqual(await read(), [])
  const { database, organisation } = server.test
  const authorities = parseAuthorities(`authority tsa ${tsa.url} root.pem every=1`, () => tsa.roots)
  const ledger = await Ledger.open({ database, organisation, keysFolder: server.dataFolder.keys })
  await ledger.append({ facts: factsOf(0, 3) })
  const context = { database, organisation, authorities, newest: () => ledger.checkpoint, now: () => instantOf(Date.now()) }
  const stamping = new Stamping({ ...context, onTrouble: (error) => assert.fail(String(error)) })
  await waitFor(async () => (await read()).length === 1)
  await stamping.close()
  await ledger.close()
  const [stamp] = await read()
  assert.ok(stamp !== undefined && authorities[0] !== undefined)
  assert.deepEqual([stamp.authority, stamp.size], ['tsa', 3])
  const verdict = await verifyToken(Buffer.from(stamp.token, 'base64'), stamp.note, authorities[0])
  assert.equal(verdict.ok && instantOf(verdict.value.at), stamp.stampedAt)
})
