import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { openBrowser } from './browser.ts'
import type { Case } from './in-page/ledger.ts'
import { openPage } from './pages.ts'

const browser = await openBrowser()
const missing = typeof browser === 'string' ? browser : false
const page = typeof browser === 'string' ? undefined : await openPage(browser, ['@proofline/ledger'])
after(() => (typeof browser === 'string' ? undefined : browser.close()))

const own = new URL('../../packages/ledger/test/vectors/', import.meta.url)
const shared = new URL('../../../shared/vectors/tlog/', import.meta.url)
const absent = existsSync(shared) ? false : 'the shared vectors are not here (../shared/vectors/tlog)'

async function assertCases(file: URL, name: string): Promise<void> {
  const vectors: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const cases = await page?.call<Case[]>('/tools/browser/in-page/ledger.ts', name, vectors)
  assert.ok(cases !== undefined && cases.length > 0)
  for (const { what, found, wanted } of cases) assert.deepEqual(found, wanted, what)
}

for (const [file, name] of [
  ['notes.json', 'ownNotes'],
  ['checkpoints.json', 'ownCheckpoints'],
  ['tlog-proofs.json', 'ownProofs'],
  ['tile-paths.json', 'ownPaths'],
  ['witness-requests.json', 'ownRequests'],
] as const) {
  test(`in a browser, the ledger's own vectors: ${file}`, { skip: missing }, () => assertCases(new URL(file, own), name))
}

for (const [file, name] of [
  ['rfc6962_merkle.json', 'sharedTree'],
  ['signed_note.json', 'sharedNotes'],
  ['checkpoint.json', 'sharedCheckpoints'],
  ['cosignature.json', 'sharedKeys'],
  ['tlog_proof.json', 'sharedProofs'],
  ['witness_add_checkpoint.json', 'sharedWitness'],
] as const) {
  test(`in a browser, the vectors of others: ${file}`, { skip: missing || absent }, () => assertCases(new URL(file, shared), name))
}

test('nothing went wrong in the page unheard', { skip: missing }, () => assert.deepEqual(page?.errors, []))
