import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyBundle } from '@proofline/evidence'
import { unzipSync, type Zippable, zipSync } from 'fflate'
import { formatArchive, readArchive } from '../src/archive.ts'
import { forge } from './forge.ts'
import { bundleOf, inputOf, makeEntry, native, signLog } from './log.ts'

const entries = Array.from({ length: 5 }, (_, n) => makeEntry({ n }))
const bundle = bundleOf(inputOf(entries, await signLog(entries), [1, 4]))
const files = unzipSync(bundle)

const findings = (bytes: Uint8Array): unknown[] => {
  const verdict = verifyBundle(bytes, native)
  return verdict.ok ? [] : verdict.problems.map(({ code, at, params }) => [code, at, params?.field ?? params?.entry ?? '-'])
}
const patch = (edit: (bytes: Buffer) => void): Buffer => {
  const copy = Buffer.from(bundle)
  edit(copy)
  return copy
}
const directoryOf = (bytes: Buffer): number => bytes.readUInt32LE(bytes.length - 6)
const zipped = (contents: Zippable, level: 0 | 6 = 0): Uint8Array => zipSync(contents, { level, mtime: new Date(2020, 0, 1, 12) })

test('an archive that another program packed is refused, though it holds the same', () => {
  assert.deepEqual(findings(zipped(files)), [['zip-field', '/README.en.txt', 'version-made-by']])
  assert.deepEqual(findings(zipped(files, 6)), [['zip-field', '/README.en.txt', 'version-made-by']])
})

test('nothing is unpacked: a bomb is refused by its header', () => {
  const bomb = zipped({ ...files, 'facts.ndjson': new Uint8Array(50_000_000) }, 6)
  assert.ok(bomb.length < 200_000)
  assert.deepEqual(findings(bomb).length, 1)
  const lying = patch((bytes) => {
    const at = directoryOf(bytes)
    bytes.writeUInt32LE(0xfffffff0, at + 20)
    bytes.writeUInt32LE(0xfffffff0, at + 24)
  })
  assert.deepEqual(findings(lying), [['zip-field', '/README.zh.txt', 'offset']])
  const deflated = patch((bytes) => bytes.writeUInt16LE(8, directoryOf(bytes) + 10))
  assert.deepEqual(findings(deflated), [['zip-field', '/README.en.txt', 'method']])
  const overlapping = patch((bytes) => bytes.writeUInt32LE(0, directoryOf(bytes) + 46 + 'README.en.txt'.length + 42))
  assert.deepEqual(findings(overlapping), [['zip-field', '/README.zh.txt', 'offset']])
})

test('names that no bundle has are refused, wherever they would lead', () => {
  for (const name of [
    '../facts.ndjson',
    '/etc/passwd',
    'facts.ndjson/',
    'C:\\facts.ndjson',
    'keys/witness-00.vkey',
    'keys/../checkpoint',
    'Checkpoint',
    'a\0b',
    '事实.ndjson',
    '',
  ]) {
    const archive = formatArchive(Object.entries({ ...files, [name]: new Uint8Array(1) }).map(([path, bytes]) => ({ path, bytes })))
    const verdict = verifyBundle(archive, native)
    assert.equal(verdict.ok, false)
    assert.ok(!verdict.ok && ['zip-name', 'zip-field'].includes(verdict.problems[0]?.code ?? ''), name)
  }
})

test('files twice, unsorted, missing or more are refused', () => {
  const list = Object.entries(files).map(([path, bytes]) => ({ path, bytes }))
  const [first] = list
  assert.ok(first !== undefined)
  assert.deepEqual(findings(formatArchive([first, ...list])), [['zip-order', '/README.en.txt', '-']])
  assert.deepEqual(findings(formatArchive(list.slice(1))), [['file-missing', '/README.en.txt', '-']])
  const unlisted = formatArchive([...list, { path: 'answer.json', bytes: Buffer.from('{}') }])
  assert.deepEqual(findings(unlisted)[0], ['reading-differs', '/summary.en.html', '-'])
  assert.deepEqual(findings(formatArchive([])).length, 9)
})

test('anything between, before or behind the parts is refused', () => {
  const start = directoryOf(Buffer.from(bundle))
  const inserted = Buffer.concat([bundle.subarray(0, start), Buffer.alloc(4), bundle.subarray(start)])
  inserted.writeUInt32LE(start + 4, inserted.length - 6)
  assert.deepEqual(findings(inserted), [['zip-gap', '', '-']])
  const fewer = patch((bytes) => {
    bytes.writeUInt16LE(8, bytes.length - 14)
    bytes.writeUInt16LE(8, bytes.length - 12)
  })
  assert.deepEqual(findings(fewer), [['zip-gap', '', '-']])
  const more = patch((bytes) => {
    bytes.writeUInt16LE(10, bytes.length - 14)
    bytes.writeUInt16LE(10, bytes.length - 12)
  })
  assert.deepEqual(findings(more), [['zip-directory-ends', '', 10]])
  const most = patch((bytes) => {
    bytes.writeUInt16LE(0xffff, bytes.length - 14)
    bytes.writeUInt16LE(0xffff, bytes.length - 12)
  })
  assert.deepEqual(findings(most).length, 1)
  const commented = Buffer.concat([bundle, Buffer.from('hello')])
  commented.writeUInt16LE(5, bundle.length - 2)
  assert.equal(findings(commented).length, 1)
  for (const bytes of [new Uint8Array(0), Buffer.from('PK\x05\x06'), Buffer.alloc(22), Buffer.alloc(1000, 0x50)])
    assert.equal(findings(bytes).length, 1)
})

test('an archive read is the archive written', () => {
  const read = readArchive(bundle)
  assert.ok(read.ok)
  assert.deepEqual(Buffer.from(formatArchive(read.value)), Buffer.from(bundle))
})

test('a manifest that is none, of another version, or in another writing is refused', () => {
  const withManifest = (edit: (text: string) => string): unknown[] =>
    findings(forge(bundle, (made, manifest) => made.set('manifest.json', Buffer.from(edit(`${JSON.stringify(manifest, undefined, 2)}\n`)))))
  assert.deepEqual(
    withManifest(() => ''),
    [['manifest-malformed', '/manifest.json', '-']],
  )
  assert.deepEqual(
    withManifest(() => '[]'),
    [['manifest-malformed', '/manifest.json', '-']],
  )
  assert.deepEqual(
    withManifest((text) => text.replace('bundle/1', 'bundle/2')),
    [['manifest-version', '/manifest.json/format', '-']],
  )
  assert.deepEqual(
    withManifest((text) => text.replace('"count": 2', '"count": "2"')),
    [['manifest-field', '/manifest.json/facts/count', 'facts/count']],
  )
  for (const edit of [
    (text: string) => text.trimEnd(),
    (text: string) => text.replace('"size": 5', '"size": 5.0'),
    (text: string) => text.replace('"madeBy"', '"madeBy": "x", "madeBy"'),
    (text: string) => text.replace('"summary"', '"signedBy": "the authority", "summary"'),
    (text: string) => text.replace('{', '{ '),
  ]) {
    assert.deepEqual(withManifest(edit), [['manifest-not-canonical', '/manifest.json', '-']])
  }
  const all = withManifest(() => '{"format":"proofline-evidence-bundle/1"}')
  assert.equal(all.length, 13)
})
