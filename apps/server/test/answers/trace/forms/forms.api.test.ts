import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { startTestServer, type TestServer } from '../../../support/index.ts'

const screws = 'https://id.gs1.org/01/09521141100011/10/S-2041'
const guide = new URL('../../../../../../docs/guides/first-lot.json', import.meta.url)
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
let server: TestServer

const ask = (question: object, accept = 'application/json', path = '/trace', language = 'en'): Promise<Response> => {
  const headers = { 'content-type': 'application/json', accept, 'accept-language': language }
  return server.fetch(path, { method: 'POST', headers, body: JSON.stringify(question) })
}
type Line = { head?: Body; end?: Body; entry?: { id: string; lot: string | null; value: string } }
type Body = Record<string, unknown> & {
  value: Record<string, unknown>
  page: { next?: string; of: number; to: number }
  asOf: { index: number }
}
const json = async (response: Response): Promise<Body> => (await response.json()) as Body
const lines = async (response: Response): Promise<Line[]> =>
  (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

before(async () => {
  server = await startTestServer()
  const body = await readFile(guide)
  const answer = await server.fetch('/epcis/capture', { method: 'POST', headers: { 'content-type': 'application/ld+json' }, body })
  assert.equal(answer.status, 202)
})

const asks = ['forward', 'backward', 'where', 'history', 'contents', 'gaps', 'responsible', 'quantities', 'consignees', 'lots'] as const

test('each ask in each form tells the same index, gaps and certificate', async () => {
  for (const word of asks) {
    const question = { ask: word, seed: [screws] }
    const plain = await json(await ask(question))
    const stream = await ask(question, 'application/x-ndjson')
    assert.equal(stream.headers.get('content-type'), 'application/x-ndjson')
    const told = await lines(stream)
    const [first = {}, last = {}] = [told[0], told.at(-1)]
    assert.deepEqual(first.head?.asOf, plain.asOf, word)
    const end = last.end ?? assert.fail()
    assert.deepEqual([end.gaps, end.certificate], [plain.gaps, plain.certificate], word)
    assert.equal(end.entries, told.length - 2)
    const csv = await ask(question, 'text/csv', '/trace?bom=true', 'zh-CN')
    assert.match(csv.headers.get('content-disposition') ?? '', new RegExp(`proofline-${word}-${plain.asOf.index}.csv`))
    const bytes = new Uint8Array(await csv.arrayBuffer())
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    const text = Buffer.from(bytes).toString()
    for (const wanted of ['列表', `as-of,,,${plain.asOf.index}`, 'certificate,,,incomplete', '\r\n'])
      assert.ok(text.includes(wanted), `${word} ${wanted}`)
    const book = unzipSync(new Uint8Array(await (await ask(question, xlsx)).arrayBuffer()))
    assert.ok(strFromU8(book['xl/worksheets/sheet1.xml'] ?? new Uint8Array()).includes(`<v>${plain.asOf.index}</v>`))
  }
})

test('pages of one answer are of one moment, although facts are recorded between them', async () => {
  const question = { ask: 'forward', seed: [screws] }
  const whole = await json(await ask(question))
  let page = await json(await ask({ ...question, page: { perPage: 4 } }))
  const certain = [...(page.value.certain as string[])]
  const again = (await readFile(guide, 'utf8')).replaceAll('P-000', 'P-700').replaceAll(/"eventID": "[^"]+",/g, '')
  const captured = await server.fetch('/epcis/capture', { method: 'POST', headers: { 'content-type': 'application/ld+json' }, body: again })
  assert.equal(captured.status, 202)
  while (page.page.next !== undefined) {
    page = await json(await ask({ ...question, page: { perPage: 4, token: page.page.next } }))
    certain.push(...(page.value.certain as string[]))
    assert.deepEqual([page.asOf, page.gaps], [whole.asOf, whole.gaps])
  }
  assert.equal(page.page.to, page.page.of)
  assert.deepEqual(certain, whole.value.certain)
  const later = await json(await ask(question))
  assert.notDeepEqual(later.value.certain, certain)
  const bad = await ask({ ...question, page: { perPage: 4, token: 'x' } })
  assert.equal(bad.status, 400)
  assert.equal((await ask({ ...question, page: { perPage: 4 } }, 'text/csv')).status, 400)
  assert.equal((await ask(question, 'image/png')).status, 406)
})

test('units: every unit of the lots in scope, one by one, with the lot and its value, and the certificate last', async () => {
  const question = { ask: 'lots', seed: [screws], list: 'units' }
  const lots = await json(await ask({ ask: 'lots', seed: [screws] }))
  const forward = await json(await ask({ ask: 'forward', seed: [screws] }))
  const told = await lines(await ask(question, 'application/x-ndjson'))
  const units = told.slice(1, -1).map(({ entry }) => entry ?? assert.fail())
  const end = told.at(-1)?.end ?? assert.fail()
  assert.deepEqual([end.entries, end.gaps], [units.length, lots.gaps])
  const reached = [...(forward.value.certain as string[]), ...(forward.value.possible as string[])].filter((id) => id.includes('/21/'))
  assert.ok(reached.length > 0)
  for (const unit of reached)
    assert.ok(
      units.some(({ id }) => id === unit),
      unit,
    )
  const sure = new Set(forward.value.certain as string[])
  for (const { id, value } of units) assert.ok(value === 'possible' || sure.has(id), id)
  const csv = await (await ask(question, 'text/csv')).text()
  assert.equal(
    csv
      .split('\r\n')
      .join('\n')
      .split('\n')
      .filter((line) => line.startsWith('unit,')).length,
    units.length,
  )
  assert.match(csv, /^end,,,incomplete,/m)
  const early = await lines(await ask({ ...question, asOf: { index: 1 } }, 'application/x-ndjson'))
  assert.ok(early.length < told.length)
  assert.equal((await ask(question)).status, 406)
  assert.equal((await ask({ ...question, ask: 'forward' }, 'text/csv')).status, 400)
})
