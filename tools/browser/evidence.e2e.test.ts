import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as epcis from '@proofline/epcis'
import * as evidence from '@proofline/evidence'
import { describeFinding, verifyBundle } from '@proofline/evidence'
import * as factory from '@proofline/factory'
import * as identifiers from '@proofline/identifiers'
import * as ledger from '@proofline/ledger'
import * as problems from '@proofline/problems'
import { eventOf, lotUri, serialUri, startAsker } from '../../apps/server/test/answers/evidence/questions.ts'
import { bundleOf, logKey, native, smallLog } from '../../packages/evidence/test/log.ts'
import { openBrowser } from './browser.ts'
import type { Question, Refused } from './in-page/evidence.ts'
import { openPage, type PackagePage } from './pages.ts'

const module = '/tools/browser/in-page/evidence.ts'
const browser = await openBrowser()
const missing = typeof browser === 'string' ? browser : false
after(() => (typeof browser === 'string' ? undefined : browser.close()))

function open(...names: string[]): Promise<PackagePage> {
  assert.ok(typeof browser !== 'string')
  return openPage(browser, names)
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
/** What survives the way out of the browser. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('each package that a browser may load does load there, with everything it exports', { skip: missing }, async () => {
  const packages = { problems, identifiers, epcis, ledger, evidence, factory }
  const page = await open(...Object.keys(packages).map((name) => `@proofline/${name}`))
  for (const [name, exported] of Object.entries(packages)) {
    assert.deepEqual((await page.load(`@proofline/${name}`)).toSorted(), Object.keys(exported).toSorted(), name)
  }
  assert.deepEqual(page.errors, [])
})

test('a bundle that the server made is verified in a browser as it is in Node, with the network cut off', { skip: missing }, async () => {
  const asker = await startAsker()
  await asker.capture([
    eventOf(1, { epcList: [serialUri('S1')], bizLocation: { id: 'https://id.gs1.org/414/9506000135007' } }),
    eventOf(2, { quantityList: [{ epcClass: lotUri('L1'), quantity: 10 }], 'https://maker.example/note': '灭菌批次 “A”' }),
    eventOf(3, { epcList: [serialUri('S1')], bizStep: 'receiving' }),
  ])
  const { bytes } = await asker.bundle({ objects: [serialUri('S1'), lotUri('L1')], reason: '召回演练' })
  const key = (await (await fetch(`${asker.server.address}/log/verifier-key`)).text()).trim()
  await asker.server.close()

  const page = await open('@proofline/evidence')
  await page.load(module)
  await page.cutOff()
  assert.equal(await page.call<boolean>(module, 'reaches', '/'), false)
  const asked = page.asked.length
  const verdict = verifyBundle(bytes, { trustedKeys: [key] })
  assert.ok(verdict.ok)
  assert.equal(verdict.value.facts.count, 3)
  assert.deepEqual(await page.call(module, 'verdictOf', { bytes: base64(bytes), key } satisfies Question), asJson(verdict))
  assert.equal(page.asked.length, asked, 'to verify asks nobody')
  assert.deepEqual(page.errors, [])
})

test('a changed byte is refused in a browser for the same reason as in Node', { skip: missing }, async () => {
  const bytes = bundleOf((await smallLog()).input)
  const key = logKey.vkey
  const flips: [at: number, mask: number][] = []
  for (let at = 0; at < bytes.length; at += 41) flips.push([at, at % 3 === 0 ? 0x20 : 1 << (at % 8)])
  const here = flips.map(([at, mask]): Refused => {
    const changed = Uint8Array.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ mask
    const verdict = verifyBundle(changed, { ...native, trustedKeys: [key] })
    const [first] = verdict.ok ? [] : verdict.problems
    assert.ok(!verdict.ok && first !== undefined, `byte ${at}`)
    return { problems: asJson(verdict.problems), words: [describeFinding(first, 'en'), describeFinding(first, 'zh')] }
  })
  const page = await open('@proofline/evidence')
  const there = await page.call<(Refused | null)[]>(module, 'refusalsOf', { bytes: base64(bytes), key, flips } satisfies Question)
  for (const [position, [at]] of flips.entries()) assert.deepEqual(there[position], here[position], `byte ${at}`)
  assert.deepEqual(
    await page.call(module, 'verdictOf', { bytes: base64(bytes), key } satisfies Question),
    asJson(verifyBundle(bytes, { trustedKeys: [key] })),
  )
})
