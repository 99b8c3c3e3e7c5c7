import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { csvOf, formatCell, formatLine } from '../../../../src/answers/trace/forms/csv.ts'
import { countEntries, cutValue, listsOf } from '../../../../src/answers/trace/forms/lists.ts'
import { ndjsonOf } from '../../../../src/answers/trace/forms/ndjson.ts'
import { cutPage, readPageToken } from '../../../../src/answers/trace/forms/pages.ts'
import { inChunks, jsonPieces } from '../../../../src/answers/trace/forms/pieces.ts'
import { csvLines, jsonLines } from '../../../../src/answers/trace/forms/units.ts'
import { columnLetters, longestText, Workbook } from '../../../../src/answers/trace/forms/workbook.ts'
import { xlsxOf } from '../../../../src/answers/trace/forms/xlsx.ts'
import type { Answer, Question } from '../../../../src/answers/trace/index.ts'
import { uri } from '../scenarios/names.ts'

const question: Question = { ask: 'forward', seed: [uri('screw:P1')], asOf: undefined, onlyCertain: false, withReasons: false }

function answerOf(count: number): Answer {
  const names = (from: number): string[] => Array.from({ length: count }, (_, at) => uri(`device#${from + at}`)).sort()
  return {
    value: {
      certain: names(1000),
      possible: names(5000),
      past: [{ id: uri('motor#M1'), from: '2025-03-03T00:00:00.000Z', to: null }],
      excluded: [{ id: uri('device#7'), by: [3, 4] }],
      carriers: { certain: [uri('case!1')], possible: [] },
      consignees: [{ id: uri('A'), value: 'certain' }],
      shipments: [{ id: 'D1', facts: [5], consignee: uri('A'), value: 'certain', objects: [{ id: uri('device#1000'), value: 'certain' }] }],
      origins: [],
      atMost: [{ object: uri('device:L'), consignee: uri('A'), quantity: '1' }],
      oneOf: [{ id: uri('device#2'), places: [uri('A'), 'in-stock'] }],
      voided: [9],
    },
    asOf: { index: 12, moment: '2025-03-09T00:00:00.000Z' },
    gaps: [{ code: 'origin-missing', object: uri('screw:P1') }],
    unchecked: [{ code: 'source-silent', source: 'mes' }],
    certificate: { verdict: 'incomplete', coverage: { eventsSeen: 4, sources: [], walks: { closed: 3, open: 1 } } },
    rules: 'trace/1',
    conditions: [{ code: 'views-behind', cursor: 12, size: 13 }],
  }
}

/** RFC 4180, read the plain way. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  rows.pop()
  return rows
}

test('no cell of a CSV is a formula, no number loses its sign, and every text comes back', () => {
  for (const text of ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1']) assert.match(formatCell(text), /^"?'/)
  assert.deepEqual(['-5', '-0.25', '5'].map(formatCell), ['-5', '-0.25', '5'])
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (cells) => {
      const [row] = readCsv(formatLine(cells))
      assert.deepEqual(
        row?.map((cell, at) => (cell === `'${cells[at]}` ? cells[at] : cell)),
        cells,
      )
      for (const cell of row ?? []) assert.ok(!/^[=+\-@]/.test(cell) || /^-?\d/.test(cell))
    }),
  )
})

test('CSV: heads in the reader’s language, as-of, certificate and gaps before the rows, every entry once', () => {
  const answer = answerOf(3)
  const [head = [], ...rows] = readCsv([...csvOf('forward', answer, 'zh', true)].join(''))
  assert.equal(head[0], '\ufeff列表')
  assert.ok(head.every((name) => /[\u4e00-\u9fff]/.test(name)))
  assert.ok(rows.every((row) => row.length === head.length))
  assert.deepEqual(
    rows.map(([list]) => list),
    [
      'as-of',
      'certificate',
      'gap',
      'unchecked',
      'condition',
      ...['certain', 'certain', 'certain', 'possible', 'possible', 'possible', 'past', 'excluded', 'carriers.certain'],
      ...['consignees', 'shipments', 'shipments.objects', 'atMost', 'oneOf', 'voided'],
    ],
  )
  const [english = []] = readCsv([...csvOf('forward', answer, 'en', false)].join(''))
  const cell = (list: string, column: string) => rows.find(([one]) => one === list)?.[english.indexOf(column)]
  assert.equal(cell('certificate', 'Value'), 'incomplete')
  assert.equal(cell('gap', 'Value'), 'origin-missing')
  assert.equal(cell('excluded', 'Facts (log indexes)'), '3 4')
  assert.equal(cell('shipments.objects', 'Consignee'), uri('A'))
  assert.equal(cell('certain', 'Product'), uri('device'))
  assert.equal(cell('consignees', 'Consignee'), uri('A'))
})

test('NDJSON: the head first, a line for each entry, and last how far it can be trusted', () => {
  const lines = [...ndjsonOf(question, answerOf(2))]
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const entries = lines.slice(1, -1)
  assert.deepEqual([lines[0].head.ask, lines[0].head.asOf.index, lines[0].head.rules], ['forward', 12, 'trace/1'])
  assert.deepEqual(lines.at(-1).end.certificate.verdict, 'incomplete')
  assert.deepEqual([lines.at(-1).end.entries, lines.at(-1).end.gaps.length], [entries.length, 1])
  assert.deepEqual(
    entries.filter(({ list }) => list === 'certain').map(({ entry }) => entry),
    [uri('device#1000'), uri('device#1001')],
  )
})

test('pages hold every entry exactly once, whatever their size, and all are of one index', () => {
  const answer = answerOf(7)
  const whole = listsOf(answer.value).lists
  for (const perPage of [1, 3, 10, 1000]) {
    const gathered = new Map<string, unknown[]>()
    let from = 0
    for (let pages = 0; pages < 100; pages += 1) {
      const { value, page, asOf, gaps } = cutPage(question, answer, { perPage }, from)
      for (const { name, entries } of listsOf(value).lists) gathered.set(name, [...(gathered.get(name) ?? []), ...entries])
      assert.deepEqual([asOf, gaps, page.of], [answer.asOf, answer.gaps, countEntries(whole)])
      if (page.next === undefined) break
      const read = readPageToken(question, page.next)
      assert.ok(read.ok && read.value.index === 12)
      from = read.value.from
    }
    for (const { name, entries } of whole) assert.deepEqual(gathered.get(name), entries, name)
  }
  const { next = '' } = cutPage(question, answer, { perPage: 2 }, 0).page
  assert.equal(readPageToken({ ...question, onlyCertain: true }, next).ok, false, 'a token belongs to its question')
  for (const bad of ['', 'x', `${next}x`, '1.2', `99999999999999999.0.${next.slice(-22)}`])
    assert.equal(readPageToken(question, bad).ok, false)
  assert.deepEqual(cutValue({ at: null, a: [1, 2] }, 5, 2), { at: null, a: [] })
})

test('JSON in pieces is the same JSON, and arrives in chunks', async () => {
  const answer = answerOf(4)
  assert.deepEqual(JSON.parse([...jsonPieces(answer, 4)].join('')), JSON.parse(JSON.stringify(answer)))
  fc.assert(
    fc.property(fc.json(), fc.nat({ max: 5 }), (text, depth) => {
      assert.equal([...jsonPieces(JSON.parse(text), depth)].join(''), JSON.stringify(JSON.parse(text)))
    }),
  )
  const chunks = []
  for await (const chunk of inChunks(Array.from({ length: 5000 }, () => '溯证'.repeat(20)))) chunks.push(chunk)
  assert.ok(chunks.length > 1)
  assert.equal(Buffer.concat(chunks).toString(), '溯证'.repeat(100_000))
})

async function readBook(stream: AsyncIterable<Buffer>): Promise<Record<string, string>> {
  const bytes: Buffer[] = []
  for await (const chunk of stream) bytes.push(chunk)
  return Object.fromEntries(Object.entries(unzipSync(Buffer.concat(bytes))).map(([name, part]) => [name, strFromU8(part)]))
}

test('XLSX: summary, gaps and the lists as sheets; identifiers and what looks like a formula are texts', async () => {
  const answer = answerOf(3)
  const book = await readBook(xlsxOf({ ...question, seed: ['=HYPERLINK("x")'] }, answer, 'en'))
  const names = [...(book['xl/workbook.xml'] ?? '').matchAll(/<sheet name="([^"]+)"/g)].map(([, name]) => name)
  assert.deepEqual(names, ['Summary', 'Gaps', 'Scope', 'Consignees', 'Shipments', 'More'])
  const summary = book['xl/worksheets/sheet1.xml'] ?? ''
  for (const word of ['trace/1', 'incomplete', '<v>12</v>', '=HYPERLINK(&quot;x&quot;)']) assert.ok(summary.includes(word), word)
  const scope = book['xl/worksheets/sheet3.xml'] ?? ''
  assert.equal(scope.match(/<row /g)?.length, 1 + 9)
  for (const part of Object.values(book)) assert.ok(!part.includes('<f>'))
  for (const [name] of Object.entries(book).filter(([path]) => path.startsWith('xl/worksheets/')))
    assert.ok(book['[Content_Types].xml']?.includes(`/${name}`), name)
})

test('a workbook goes on in another sheet where one is full, and says what a cell cannot hold', async () => {
  assert.deepEqual([0, 25, 26, 701, 702].map(columnLetters), ['A', 'Z', 'AA', 'ZZ', 'AAA'])
  const book = new Workbook()
  book.addSheet('A/B: [long] name that is longer than any may be', ['x'], [10])
  book.addSheet('A/B: [long] name that is longer than any may be', ['x'], [10])
  book.addRow([{ text: '\u0001<&>' }, undefined, { number: '1.5' }])
  const parts = unzipSync(Buffer.concat(book.finish()))
  const names = [...strFromU8(parts['xl/workbook.xml'] ?? new Uint8Array()).matchAll(/<sheet name="([^"]+)"/g)].map(
    ([, name]) => name ?? '',
  )
  assert.equal(new Set(names).size, 2)
  for (const name of names) assert.ok(name.length <= 31 && !/[\\/?*[\]:]/.test(name), name)
  assert.ok(strFromU8(parts['xl/worksheets/sheet2.xml'] ?? new Uint8Array()).includes('\ufffd&lt;&amp;&gt;'))
  const long = { ...answerOf(1), gaps: [{ code: 'erased' as const, object: `urn:x:${'a'.repeat(longestText)}` }] }
  const sheets = await readBook(xlsxOf(question, long, 'en'))
  assert.match(sheets['xl/worksheets/sheet2.xml'] ?? '', /more characters: see the JSON form/)
})

test('units: a line for each, whatever their identifiers hold', () => {
  const told = { lot: 'https://example.com/lot/$&,"', value: 'possible' } as const
  const stem = 'https://id.gs1.org/01/09521141100028/21/'
  const strange = ['urn:x:"a\\b', 'urn:x:溯证,1', '=1+1', '$&']
  const cases = [
    { stem, names: ['P-1', 'P-2'] },
    { stem, names: ['P-1', '-2', '$&', '=1', "!'*"] },
    { stem: '', names: strange },
    { stem: '', names: ['urn:x:1', ...strange] },
    { stem: 'urn:溯证/"', names: ['1', '2'] },
  ]
  for (const { stem: begin, names } of cases) {
    const uris = names.map((name) => begin + name)
    const run = { stem: begin, names: names.join('\n') }
    const entries = jsonLines(told)(run)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).entry)
    assert.deepEqual(
      entries,
      uris.map((id) => ({ id, ...told })),
    )
    assert.deepEqual(
      readCsv(csvLines(told)(run)),
      uris.map((id) => ['unit', id.startsWith('=') ? `'${id}` : id, told.lot, told.value, '']),
    )
  }
})
