import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkXmlDocument, eventHash, hashableEvents, parseXml, prehash } from '@proofline/epcis'

// Cases written by others, which stand beside the repository and not in it.
const folder = new URL('../../../../shared/vectors/', import.meta.url)
const skip = existsSync(folder) ? false : 'the shared vectors are not here (../shared/vectors)'
const examples = new URL('epcis-hash/ralphtro/examples/', folder)
const gs1 = new URL('epcis/gs1-EPCIS/XML/', folder)

const lines = (name: string): string[] => readFileSync(new URL(name, examples), 'utf8').trim().split('\n')
const xmlFiles = (url: URL): string[] =>
  readdirSync(url, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.xml'))
    .sort()

test('pre-hashes and hashes of the reference implementation’s XML examples, to the character', { skip }, () => {
  let hashes = 0
  for (const file of xmlFiles(examples)) {
    const name = file.replace('.xml', '')
    const parsed = parseXml(readFileSync(new URL(file, examples)))
    assert.ok(parsed.ok, `${name}: ${JSON.stringify(parsed)}`)
    const events = hashableEvents(parsed.value.document)
    assert.deepEqual(
      events.map(({ event, context, ignored }) => prehash(event, context, ignored)),
      lines(`${name}.prehashes`),
      name,
    )
    const made = events.map(({ event, context, ignored }) => eventHash(event, context, undefined, ignored))
    assert.deepEqual(made, lines(`${name}.hashes`), name)
    hashes += made.length
  }
  assert.equal(hashes, 36)
})

/** GS1's example writes two words with a wrong letter (`Bizstep-`), in the standard's own namespace. */
const misspelt = 'WithSensorData/SensorDataExamples.xml'

test('GS1’s XML examples are accepted, but for a misspelt word in one of them', { skip }, () => {
  let events = 0
  for (const file of xmlFiles(gs1).filter((name) => !name.startsWith('CaptureJob/'))) {
    const checked = checkXmlDocument(readFileSync(new URL(file, gs1)))
    if (file === misspelt) {
      assert.ok(!checked.ok)
      assert.deepEqual(
        checked.problems.map(({ code, at, params }) => [code, at, params?.found, params?.line]),
        [10, 11].map((n, i) => [
          'word-unknown',
          `/epcis:EPCISDocument/EPCISBody/EventList/ObjectEvent[${n}]/bizStep`,
          'https://ref.gs1.org/cbv/Bizstep-sensor_reporting',
          [359, 378][i],
        ]),
      )
      continue
    }
    assert.ok(checked.ok, `${file}: ${JSON.stringify(checked)}`)
    events += checked.value.events.length
  }
  assert.equal(events, 30)
})

test('a capture job is no document', { skip }, () => {
  for (const file of xmlFiles(gs1).filter((name) => name.startsWith('CaptureJob/'))) {
    const parsed = parseXml(readFileSync(new URL(file, gs1)))
    assert.ok(!parsed.ok)
    assert.deepEqual(
      parsed.problems.map(({ code }) => code),
      ['xml-root-unknown'],
    )
  }
})

test('GS1’s spellings of one event have one hash, but for the one that tells another time zone, which the hash holds', { skip }, () => {
  const [first, second, third] = [1, 2, 3].map((n) => {
    const parsed = parseXml(readFileSync(new URL(`WithEventHashID/event_with_identical_hash_id_${n}.xml`, gs1)))
    assert.ok(parsed.ok)
    return hashableEvents(parsed.value.document).map(({ event, context }) => prehash(event, context))
  })
  assert.equal(first?.length, 1)
  assert.deepEqual(third, first)
  assert.deepEqual(
    second?.map((text) => text.replace('eventTimeZoneOffset=-05:00', 'eventTimeZoneOffset=-06:00')),
    first,
  )
})
