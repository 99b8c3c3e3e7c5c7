import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  appendLeaf,
  createNoteVerifier,
  edgeRoot,
  emptyEdge,
  formatTilePath,
  parseEntryBundle,
  parseVerifierKey,
  portableHasher,
  verifyCheckpoint,
  verifyTlogProof,
} from '@proofline/ledger'
import { commit, hashBody } from '../../src/record/facts/index.ts'
import { Ledger } from '../../src/record/index.ts'
import { startTestServer, type TestServer } from '../support/index.ts'
import { appendInBatches, factOf } from './support.ts'

let server: TestServer
/** Another process on the same database. */
let ledger: Ledger
const size = 700

before(async () => {
  server = await startTestServer()
  ledger = await Ledger.open({ database: server.app.database, organisation: server.app.organisation, keysFolder: server.dataFolder.keys })
  await appendInBatches(ledger, 0, size, 100)
})

/** Without a token. */
const open = (path: string) => fetch(`${server.address}${path}`)

async function knownLog() {
  const key = parseVerifierKey((await (await open('/log/verifier-key')).text()).trimEnd())
  assert.ok(key.ok)
  return { origin: key.value.name, verifiers: [createNoteVerifier(key.value)] }
}

describe('the public log', () => {
  it('serves the newest checkpoint of all processes, signed by its key, hardly cached', async () => {
    const answer = await open('/log/checkpoint')
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8')
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=1')
    const verified = verifyCheckpoint(await answer.text(), [await knownLog()])
    assert.ok(verified.ok)
    assert.equal(verified.value.checkpoint.size, size)
  })

  it('a stranger builds the signed root from entry bundles, and finds every tile to fit', async () => {
    const verified = verifyCheckpoint(await (await open('/log/checkpoint')).text(), [await knownLog()])
    assert.ok(verified.ok)
    const edge = emptyEdge()
    const leaves: Uint8Array[] = []
    for (const [index, path] of ['000', '001', `002.p/${size - 512}`].entries()) {
      const answer = await open(`/log/tile/entries/${path}`)
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable')
      const entries = parseEntryBundle(new Uint8Array(await answer.arrayBuffer()), Math.min(256, size - index * 256))
      assert.ok(entries.ok)
      for (const entry of entries.value) leaves.push(portableHasher.leaf(entry))
    }
    for (const leaf of leaves) appendLeaf(edge, leaf)
    assert.deepEqual(Buffer.from(edgeRoot(edge)), Buffer.from(verified.value.checkpoint.root))
    for (const [index, width] of [
      [0, 256],
      [1, 256],
      [2, size - 512],
    ] as const) {
      const answer = await open(`/log/${formatTilePath({ level: 0, index, width })}`)
      assert.deepEqual(Buffer.from(await answer.arrayBuffer()), Buffer.concat(leaves.slice(index * 256, index * 256 + width)))
    }
    const above = await open('/log/tile/1/000.p/2')
    assert.equal((await above.arrayBuffer()).byteLength, 64)
  })

  it('has nothing beyond its checkpoint, and no other spelling of a path', async () => {
    const missing = [
      'tile/0/002',
      'tile/0/003.p/1',
      `tile/0/002.p/${size - 511}`,
      'tile/1/000',
      'tile/1/000.p/3',
      'tile/2/000.p/1',
      'tile/entries/002',
      'tile/63/000',
      'tile/0/0',
      'tile/00/000',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/x000/000',
      'tile/',
      'tile/entries/999999',
      'tile/0/..%2f000',
      'tile/entries/x999/x999/x999/x999/x999/999',
    ]
    for (const path of missing) {
      const answer = await open(`/log/${path}`)
      assert.equal(answer.status, 404, path)
      assert.match(answer.headers.get('content-type') ?? '', /problem\+json/)
    }
    assert.equal((await open('/log/cosigned-checkpoint')).status, 404)
  })
})

describe('facts', () => {
  it('are for clients with a token only', async () => {
    for (const path of ['/facts/0', '/facts/0/receipt', '/facts/0/proof']) assert.equal((await open(path)).status, 401)
  })

  it('come with everything that a stranger needs to check them', async () => {
    const answer = await server.fetch('/facts/300')
    assert.equal(answer.status, 200)
    const fact = (await answer.json()) as Record<string, string> & { receipt: Record<string, string> }
    const body = Buffer.from(fact.body ?? '', 'base64')
    assert.deepEqual(body, factOf(300).body)
    const envelope = JSON.parse(fact.envelope ?? '') as Record<string, string>
    assert.equal(envelope.bodyHash, hashBody(Buffer.from(fact.bodySalt ?? '', 'hex'), body))
    const commitment = commit(Buffer.from(fact.salt ?? '', 'hex'), Buffer.from(fact.envelope ?? ''))
    assert.equal(fact.receipt.commitment, commitment.toString('hex'))
    const proof = await (await server.fetch('/facts/300/proof')).text()
    const verified = verifyTlogProof(proof, { entry: commitment }, [await knownLog()])
    assert.ok(verified.ok)
    assert.equal(verified.value.index, 300)
  })

  it('have a receipt that this process signs, whoever appended', async () => {
    await appendInBatches(ledger, size, size + 1, 1)
    const receipt = (await (await server.fetch(`/facts/${size}/receipt`)).json()) as { index: number; checkpoint: { size: number } }
    assert.equal(receipt.index, size)
    assert.ok(receipt.checkpoint.size > size)
    assert.equal((await server.fetch(`/facts/${size}/proof`)).status, 200)
  })

  it('that are not there are said to be so, in the reader’s language', async () => {
    for (const path of ['/facts/99999', '/facts/99999/receipt', '/facts/99999/proof']) {
      const answer = await server.fetch(path, { headers: { 'accept-language': 'zh-CN' } })
      assert.equal(answer.status, 404, path)
      const problem = (await answer.json()) as { code: string; detail: string }
      assert.equal(problem.code, 'fact-unknown')
      assert.match(problem.detail, /日志中没有编号为 99999 的事实/)
    }
    for (const path of ['/facts/-1', '/facts/x', '/facts/1.5', '/facts/99999999999999999999', '/facts/1e999', '/facts/01', '/facts/1e2']) {
      assert.equal((await server.fetch(path)).status, 400, path)
    }
  })
})

describe('the end', () => {
  it('closes what was opened', async () => {
    await ledger.close()
    await server.close()
  })
})
