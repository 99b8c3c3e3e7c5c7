import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { openBrowser } from './browser.ts'
import type { Case } from './in-page/ledger.ts'
import { openPage } from './pages.ts'

const browser = await openBrowser()
const missing = typeof browser === 'string' ? browser : false
const page = typeof browser === 'string' ? undefined : await openPage(browser, ['@proofline/identifiers'])
after(() => (typeof browser === 'string' ? undefined : browser.close()))

const own = new URL('../../packages/identifiers/test/', import.meta.url)
const shared = new URL('../../../shared/vectors/', import.meta.url)
const absent = existsSync(shared) ? false : 'the shared vectors are not here (../shared/vectors)'

/** `least`: a file that lost its rows would otherwise hold. */
async function assertCases(file: URL, name: string, least: number): Promise<void> {
  const vectors: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const cases = await page?.call<Case[]>('/tools/browser/in-page/identifiers.ts', name, vectors)
  assert.ok(cases !== undefined && cases.length >= least, `${cases?.length} cases`)
  for (const { what, found, wanted } of cases) assert.deepEqual(found, wanted, what)
}

test("in a browser, the package's own codes of six agencies", { skip: missing }, () =>
  assertCases(new URL('udi/codes.json', own), 'ownCodes', 83),
)

for (const [file, name, least] of [
  ['gs1-syntax/engine/process_unbracketed_element_string.json', 'sharedElements', 40],
  ['gs1-syntax/engine/validate_ai_associations.json', 'sharedAssociations', 39],
  ['digital-link/openepcis-translator/translate.json', 'sharedUrns', 25],
  ['epcis-hash/ralphtro/dl_normaliser.json', 'sharedHashForms', 36],
  ['epc-tds/tds23_annex_e3.json', 'sharedTags', 40],
] as const) {
  test(`in a browser, the vectors of others: ${file}`, { skip: missing || absent }, () => assertCases(new URL(file, shared), name, least))
}

test('nothing went wrong in the page unheard', { skip: missing }, () => assert.deepEqual(page?.errors, []))
