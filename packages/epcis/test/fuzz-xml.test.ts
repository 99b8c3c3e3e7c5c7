import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  checkDocument,
  checkXmlDocument,
  epcisTexts,
  eventHash,
  formatXml,
  type JsonObject,
  parseXml,
  readXmlDocument,
} from '@proofline/epcis'
import { identifierTexts } from '@proofline/identifiers'
import type { Result } from '@proofline/problems'
import { aggregationEvent, objectEvent, transformationEvent, wrap } from './answers.ts'
import { fullDocument, fullEvents, fullQueryDocument } from './full-documents.ts'
import { firstSeed, inputs, mutateText, Noise } from './fuzzing.ts'

const documents: readonly JsonObject[] = [
  ...[objectEvent, aggregationEvent, transformationEvent, objectEvent].map((event) => wrap(event)),
  ...fullEvents.map((event) => wrap(event)),
  fullDocument,
  fullQueryDocument,
]
const seeds = documents.map((document) => {
  const written = formatXml(document)
  assert.ok(written.ok, JSON.stringify(written))
  return written.value
})

const tokens = [
  ...[
    '<',
    '>',
    '</',
    '/>',
    '<a>',
    '</a>',
    '<a',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?xml version="1.0"?>',
    '<?',
    '?>',
    '&',
    '&lt;',
    '&#0;',
    '&#xD800;',
  ],
  ...[
    '<!DOCTYPE a [<!ENTITY b "b">]>',
    '&b;',
    '<!ENTITY',
    '"',
    "'",
    '=',
    'xmlns=""',
    ' xmlns:a="urn:a"',
    ' xmlns:epcis="urn:x"',
    ' xsi:nil="true"',
  ],
  ...['<extension>', '</extension>', '<baseExtension>', '<ilmd>', '<epc>', '<bizStep>', '<ObjectEvent>', '</ObjectEvent>', '<eventTime/>'],
  ...[
    '\u0000',
    '\ufffe',
    '\ufeff',
    '中文',
    '😀',
    '9007199254740993',
    '1e999',
    'NaN',
    'urn:epc:id:',
    'schemaVersion="1.2"',
    'schemaVersion="3"',
  ],
]

const known = new Set([...Object.keys(epcisTexts.en), ...Object.keys(identifierTexts.en)])

function assertSound(result: Result<unknown>): void {
  if (result.ok) return
  assert.ok(result.problems.length > 0)
  for (const { code, at } of result.problems) {
    assert.ok(known.has(code), code)
    assert.ok(at === '' || at.startsWith('/'), at)
  }
}

/** All that is done with a document that came in as XML; what was accepted can be written as XML and says the same when read again. */
function passThrough(text: string): boolean {
  const read = parseXml(text)
  const checked = checkXmlDocument(text)
  for (const result of [read, checked, readXmlDocument(text)]) assertSound(result)
  if (!checked.ok) return false
  assert.ok(read.ok)
  const written = formatXml(read.value.document)
  assert.ok(written.ok, JSON.stringify(written))
  const again = parseXml(written.value)
  assert.ok(again.ok, JSON.stringify(again))
  assert.deepEqual(again.value.faults, [])
  const back = checkDocument(again.value.document)
  assert.ok(back.ok, JSON.stringify(back))
  const hashes = (events: typeof back.value.events): string[] => events.map(({ event, context }) => eventHash(event as JsonObject, context))
  assert.deepEqual(hashes(back.value.events), hashes(checked.value.events))
  return true
}

test('mutated XML: always an answer, never an exception, and what is accepted can be written and read again', () => {
  const count = { refused: 0, accepted: 0 }
  for (let seed = firstSeed; seed < firstSeed + inputs(2_000, 60_000); seed += 1) {
    const noise = new Noise(seed)
    // As bytes in UTF-8 give it: without halves of surrogate pairs.
    const text = mutateText(noise.pick(seeds), tokens, seeds, noise).toWellFormed()
    try {
      if (passThrough(text)) count.accepted += 1
      else count.refused += 1
    } catch (error) {
      throw new Error(`seed ${seed}: ${text}`, { cause: error })
    }
  }
  assert.ok(Math.min(count.refused, count.accepted) > 20, JSON.stringify(count))
})
