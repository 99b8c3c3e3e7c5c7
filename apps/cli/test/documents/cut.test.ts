import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { createListScanner, cutDocument, type Part } from '../../src/documents/index.ts'
import { CommandError } from '../../src/exit-codes.ts'

const folder = await mkdtemp(join(tmpdir(), 'proofline-cut-'))
after(() => rm(folder, { recursive: true }))

async function cut(text: string, maxBytes: number, maxEvents: number): Promise<Part[]> {
  const path = join(folder, 'document.json')
  await writeFile(path, text)
  const parts: Part[] = []
  for await (const part of cutDocument(path, { maxBytes, maxEvents })) parts.push(part)
  return parts
}

const textOf = (part: Part): string => new TextDecoder().decode(part.bytes)

test('a document within the limits is passed on byte for byte', async () => {
  const text = ' {"epcisBody" : {"eventList":[ {"quantity":1.10} ]}} \n'
  const parts = await cut(text, 1000, 10)
  assert.deepEqual(parts.map(textOf), [text])
  assert.equal(parts[0]?.eventCount, 1)
})

test('a larger one is cut between events, each part with the same header and every event in its exact text', async () => {
  const events = ['{"n":1.10,"s":"]}\\"[{"}', '{"n":2e0,"deep":{"eventList":[{"x":[]}]}}', '{"n":"溯证"}']
  const text = `{"epcisHeader":{"eventList":[1]},"epcisBody":{"eventList":[${events.join(' ,\n')}]},"after":true}`
  const parts = await cut(text, 1000, 2)
  const head = '{"epcisHeader":{"eventList":[1]},"epcisBody":{"eventList":['
  assert.deepEqual(parts.map(textOf), [`${head}${events[0]},${events[1]}]},"after":true}`, `${head}${events[2]}]},"after":true}`])
  assert.deepEqual(
    parts.map(({ firstEvent, eventCount }) => [firstEvent, eventCount]),
    [
      [0, 2],
      [2, 1],
    ],
  )
})

test('the list of a query document is found as well', () => {
  const scanner = createListScanner()
  scanner.feed(new TextEncoder().encode('{"epcisBody":{"queryResults":{"queryName":"q","resultsBody":{"eventList":[{},{}]}}}}'))
  assert.equal(scanner.eventCount, 2)
  assert.ok(scanner.end !== undefined)
})

test('what cannot be cut is passed on where it is small, and refused where it is large', async () => {
  assert.equal((await cut('not json', 1000, 10)).length, 1)
  await assert.rejects(cut(`"${'x'.repeat(2000)}"`, 1000, 10), CommandError)
  await assert.rejects(cut(`{"epcisBody":{"eventList":[{"x":"${'x'.repeat(2000)}"},{}]}}`, 1000, 1), CommandError)
  assert.equal((await cut('', 1000, 10)).length, 1)
})

test('no event is lost, doubled or changed by cutting, whatever the document and wherever the chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (events, maxEvents) => {
        const parts = await cut(JSON.stringify({ epcisBody: { eventList: events } }), 1 << 20, maxEvents)
        const back = parts.flatMap((part) => (JSON.parse(textOf(part)) as { epcisBody: { eventList: unknown[] } }).epcisBody.eventList)
        assert.deepEqual(back, JSON.parse(JSON.stringify(events)))
        assert.ok(parts.every((part) => part.eventCount <= maxEvents))
      },
    ),
    { numRuns: 60 },
  )
})

test('the scanner finds the same events in any chunking', () => {
  const bytes = new TextEncoder().encode('{"epcisBody":{"eventList":[{"a":"\\\\\\"]"},{"b":[{}]}, {"c":"溯"}]},"x":[{}]}')
  const whole: [number, number][] = []
  createListScanner().feed(bytes, (from, to) => whole.push([from, to]))
  assert.equal(whole.length, 3)
  for (let size = 1; size < bytes.length; size++) {
    const scanner = createListScanner()
    const found: [number, number][] = []
    for (let i = 0; i < bytes.length; i += size) scanner.feed(bytes.subarray(i, i + size), (from, to) => found.push([from, to]))
    assert.deepEqual(found, whole)
  }
})
