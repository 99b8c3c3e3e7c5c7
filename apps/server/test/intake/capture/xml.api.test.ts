import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { zstdDecompressSync } from 'node:zlib'
import { formatXml, type JsonObject } from '@proofline/epcis'
import { sql } from '../../../src/platform/database/index.ts'
import { openTestApp, type TestApp } from './app.ts'
import { badEvent, documentOf, documentWith, objectEvent } from './documents.ts'

const examples = fileURLToPath(new URL('../../../../../../shared/vectors/epcis/gs1-EPCIS/XML', import.meta.url))
const xml = { 'content-type': 'application/xml' }

function written(document: Record<string, unknown>): string {
  const result = formatXml(document as JsonObject)
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

const rawOf = async ({ db }: TestApp, sha256: string): Promise<Buffer | undefined> => {
  const rows = await db.database.transaction(db.organisation, (transaction) =>
    transaction.query<{ compressed: Buffer }>(sql`select compressed from intake_raw where sha256 = ${Buffer.from(sha256, 'hex')}`),
  )
  return rows[0] === undefined ? undefined : zstdDecompressSync(rows[0].compressed)
}

test('an XML document becomes the facts that the JSON document becomes; its bytes are kept as they came', async () => {
  const app = await openTestApp()
  const bytes = Buffer.from(`\uFEFF${written(documentWith(3))}`)
  const answer = await app.post(bytes, xml)
  assert.equal(answer.status, 202, answer.text)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  assert.deepEqual(await rawOf(app, sha256), bytes)
  const facts = await app.facts()
  assert.deepEqual(
    facts.map(({ body }) => body),
    [0, 1, 2].map((i) => objectEvent(i)),
  )
  assert.deepEqual(
    facts.map(({ envelope }) => envelope.source.reference),
    [1, 2, 3].map((n) => `sha256:${sha256}#/epcis:EPCISDocument/EPCISBody/EventList/ObjectEvent[${n}]`),
  )
})

test('an event told in XML that was told in JSON before is the same event', async () => {
  const app = await openTestApp()
  assert.equal((await app.post(documentWith(2))).status, 202)
  const again = await app.post(written(documentWith(3)), { 'content-type': 'text/xml; charset=UTF-8' })
  assert.equal(again.status, 202, again.text)
  assert.equal(again.body.facts.duplicates, 2)
  assert.equal((await app.facts()).length, 3)
})

test('a refused XML document is told every problem, at its XPath, line and column', async () => {
  const app = await openTestApp()
  const answer = await app.post(written(documentOf([objectEvent(0), badEvent(1)])), xml)
  assert.equal(answer.status, 400, answer.text)
  const path = '/epcis:EPCISDocument/EPCISBody/EventList/ObjectEvent[2]'
  assert.deepEqual(
    answer.body.errors.map(({ code, pointer, line, column }) => `${code} ${pointer} ${line}:${column}`),
    [`time-invalid ${path}/eventTime 29:9`, `action-unknown ${path}/action 38:9`],
  )
  assert.equal((await app.facts()).filter(({ envelope }) => envelope.kind === 'event/1').length, 0)
})

test('proceed takes the good events of an XML document', async () => {
  const app = await openTestApp()
  const answer = await app.post(written(documentOf([objectEvent(0), badEvent(1), objectEvent(2)])), {
    ...xml,
    'gs1-capture-error-behaviour': 'proceed',
  })
  assert.equal(answer.status, 202, answer.text)
  assert.deepEqual(answer.body.events, { received: 3, refused: 1 })
  assert.equal(answer.body.facts.recorded, 2)
})

test('a large XML document is checked off the main thread and recorded in batches, with the same result', async () => {
  const app = await openTestApp()
  const answer = await app.post(written(documentWith(2_500)), xml)
  assert.equal(answer.status, 202, answer.text)
  await app.capture.idle()
  assert.equal((await app.facts()).length, 2_500)
})

test('what declares entities, is no XML, or is sent under the wrong name is refused', async () => {
  const app = await openTestApp()
  const bomb = `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(1000)}"><!ENTITY c "${'&b;'.repeat(1000)}">]><a>&c;</a>`
  const outside = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
  const cases: [string, string][] = [
    [bomb, 'xml-doctype'],
    [outside, 'xml-doctype'],
    ['<a><b></a>', 'xml-tags-crossed'],
    ['', 'xml-empty'],
    [JSON.stringify(documentWith(1)), 'xml-root-not-one'],
    ['<a/>', 'xml-root-unknown'],
  ]
  for (const [body, code] of cases) {
    const answer = await app.post(body, xml)
    assert.equal(answer.status, 400, answer.text)
    assert.ok(
      answer.body.errors.some((problem) => problem.code === code),
      `${code}: ${answer.text}`,
    )
  }
  const asJson = await app.post(written(documentWith(1)), { 'content-type': 'application/json' })
  assert.equal(asJson.status, 400)
})

test('every GS1 example in XML is captured, but for the one with two misspelt words', async (t) => {
  if (!existsSync(examples)) {
    t.skip(`the examples are not here: ${examples}`)
    return
  }
  const app = await openTestApp()
  const files = globSync('**/*.xml', { cwd: examples, exclude: ['CaptureJob/**'] }).sort()
  assert.equal(files.length, 15)
  for (const file of files) {
    const answer = await app.post(readFileSync(`${examples}/${file}`), xml)
    const status = file.endsWith('SensorDataExamples.xml') ? 400 : 202
    assert.equal(answer.status, status, `${file}: ${answer.text}`)
  }
})
