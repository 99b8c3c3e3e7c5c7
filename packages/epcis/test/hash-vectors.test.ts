import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { eventHash, hashableEvents, hashOfPrehash, isEventHash, type JsonObject, type JsonValue, prehash } from '@proofline/epcis'

// Cases written by others, which stand beside the repository and not in it.
const folder = new URL('../../../../shared/vectors/', import.meta.url)
const skip = existsSync(folder) ? false : 'the shared vectors are not here (../shared/vectors)'
const examples = new URL('epcis-hash/ralphtro/examples/', folder)
const gs1 = new URL('epcis/gs1-EPCIS/JSON/', folder)

const readJson = (url: URL): JsonValue => JSON.parse(readFileSync(url, 'utf8')) as JsonValue
const lines = (name: string): string[] => readFileSync(new URL(name, examples), 'utf8').trim().split('\n')

// Its text is garbled (pieces of lines pasted into each other); its hash is that of the sound text.
const garbled = new Set(['epcisDocWithAllGS1Keys'])

test('pre-hashes and hashes of the reference implementation’s JSON examples, to the character', { skip }, () => {
  let hashes = 0
  let prehashes = 0
  for (const file of readdirSync(examples).filter((name) => name.endsWith('.jsonld'))) {
    const name = file.replace('.jsonld', '')
    const events = hashableEvents(readJson(new URL(file, examples)))
    const made = events.map(({ event, context, ignored }) => eventHash(event, context, undefined, ignored))
    assert.deepEqual(made, lines(`${name}.hashes`), name)
    hashes += made.length
    if (!existsSync(new URL(`${name}.prehashes`, examples)) || garbled.has(name)) continue
    const texts = events.map(({ event, context, ignored }) => prehash(event, context, ignored))
    assert.deepEqual(texts, lines(`${name}.prehashes`), name)
    prehashes += texts.length
  }
  assert.deepEqual({ hashes, prehashes }, { hashes: 26, prehashes: 24 })
})

test('the published pre-hashes of XML examples hash to the published hashes', { skip }, () => {
  for (const file of readdirSync(examples).filter((name) => name.endsWith('.prehashes'))) {
    const name = file.replace('.prehashes', '')
    if (!garbled.has(name))
      assert.deepEqual(
        lines(file).map((line) => hashOfPrehash(line)),
        lines(`${name}.hashes`),
        name,
      )
  }
})

const gs1Events = (): { name: string; event: JsonObject; hash: string }[] =>
  readdirSync(gs1, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonld'))
    .sort()
    .flatMap((name) =>
      hashableEvents(readJson(new URL(name, gs1))).map(({ event, context }, index) => ({
        name: `${name}#${index}`,
        event,
        hash: eventHash(event, context),
      })),
    )

/**
 * GS1's JSON examples carry event hash IDs of an earlier draft of the algorithm. The reference implementation's own vectors say so: its
 * `epcisQueryDocument` holds the event of example 9.6.1 with that eventID and another hash. Were one of them right some day, this test tells.
 */
test('no event hash ID in GS1’s JSON examples is that of its event', { skip }, () => {
  const claimed = gs1Events().filter(({ event }) => typeof event.eventID === 'string' && isEventHash(event.eventID))
  assert.equal(claimed.length, 31)
  assert.deepEqual(
    claimed.filter(({ event, hash }) => event.eventID === hash).map(({ name }) => name),
    [],
  )
  const byName = new Map(gs1Events().map(({ name, hash }) => [name, hash]))
  assert.equal(byName.get('Example_9.6.1-ObjectEvent.jsonld#0'), lines('epcisQueryDocument.hashes')[0])
})

test('GS1’s examples hash alike with EPC URNs and with Digital Links, with a remark and with an error declaration', { skip }, () => {
  const byName = new Map(gs1Events().map(({ name, hash }) => [name, hash]))
  const plain = 'Example_9.6.1-ObjectEvent.jsonld'
  for (const other of [
    'Example_9.6.1-with-comment.jsonld',
    'WithErrorDeclaration/Example_9.6.1-ObjectEvent-with-error-declaration.jsonld',
  ]) {
    for (const index of [0, 1]) assert.equal(byName.get(`${other}#${index}`), byName.get(`${plain}#${index}`), other)
  }
  // The others' link versions name another GTIN under the same eventID.
  const making = 'Example_9.6.4-TransformationEvent'
  assert.equal(byName.get(`WithDigitalLinkID/${making}WithDigitalLink.jsonld#0`), byName.get(`${making}.jsonld#0`))
})
