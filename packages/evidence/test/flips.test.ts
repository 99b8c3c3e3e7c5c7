import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeFinding, verifyBundle } from '@proofline/evidence'
import { languages } from '@proofline/problems'
import { bundleOf, inputOf, logKey, makeEntry, native, signLog } from './log.ts'

const entries = Array.from({ length: 3 }, (_, n) => makeEntry({ n }))
const log = await signLog(entries)
const answer = Buffer.from('{"asOf":3,"value":[]}')
const bytes = bundleOf({ ...inputOf(entries, log, [1]), answer })

/** Where the contents of each file lie. */
function contentsOf(archive: Uint8Array): { path: string; begin: number; end: number }[] {
  const view = Buffer.from(archive)
  const found: { path: string; begin: number; end: number }[] = []
  let at = 0
  while (view.readUInt32LE(at) === 0x04034b50) {
    const begin = at + 30 + view.readUInt16LE(at + 26)
    const path = view.toString('utf8', at + 30, begin)
    at = begin + view.readUInt32LE(at + 18)
    found.push({ path, begin, end: at })
  }
  return found
}

/** In the long run every bit of every byte. */
const masks = process.env.PROOFLINE_LONG === undefined ? [undefined] : [1, 2, 4, 8, 16, 32, 64, 128]

test('every byte of the file is covered: whichever is changed, the bundle is refused, with the reason in both languages', () => {
  const files = contentsOf(bytes)
  const changed = Uint8Array.from(bytes)
  const codes = new Set<string>()
  for (let round = 0; round < bytes.length * masks.length; round += 1) {
    const at = Math.floor(round / masks.length)
    const kept = changed[at] as number
    // One bit here, the next one there, and case, which forgiving parsers forgive.
    changed[at] = kept ^ (masks[round % masks.length] ?? (at % 3 === 0 ? 0x20 : 1 << (at % 8)))
    const verdict = verifyBundle(changed, { ...native, trustedKeys: [logKey.vkey] })
    changed[at] = kept
    assert.equal(verdict.ok, false, `byte ${at}`)
    const [first] = verdict.ok ? [] : verdict.problems
    assert.ok(first !== undefined)
    codes.add(first.code)
    for (const language of languages) assert.doesNotMatch(describeFinding(first, language), /\{\w+\}|^[a-z]+(-[a-z]+)+$/, first.code)
    const inside = files.find(({ begin, end }) => begin <= at && at < end)
    if (inside !== undefined) assertNames(first.at, inside.path, at)
  }
  assert.equal(verifyBundle(changed, { trustedKeys: [logKey.vkey] }).ok, true)
  for (const code of [
    'zip-field',
    'zip-checksum',
    'commitment-differs',
    'body-differs',
    'reading-differs',
    'signature-invalid',
    'file-hash',
  ]) {
    assert.ok(codes.has(code), `no change was refused as ${code}`)
  }
})

/** The reason names the file in which the change lies, or the pair of files that no longer agree. */
function assertNames(at: string, path: string, offset: number): void {
  const named = at.split('/')[1]?.replaceAll('~1', '/')
  const partners: Readonly<Record<string, readonly string[]>> = {
    // A changed index, commitment or checkpoint is found where the proof ends elsewhere; a changed key where its signature is.
    'facts.ndjson': ['proofs.tlog-proof'],
    checkpoint: ['keys/log.vkey', 'proofs.tlog-proof'],
    'keys/log.vkey': ['checkpoint'],
  }
  assert.ok(named === path || partners[path]?.includes(named ?? '') === true, `byte ${offset} of ${path}: ${at}`)
}

test('a bundle that is cut off anywhere, or goes on, is refused', () => {
  for (let length = 0; length < bytes.length; length += length < 100 || length > bytes.length - 200 ? 1 : 97) {
    const verdict = verifyBundle(bytes.subarray(0, length), native)
    assert.equal(verdict.ok, false, `${length} bytes`)
  }
  assert.equal(verifyBundle(Buffer.concat([bytes, Buffer.alloc(1)])).ok, false)
  assert.equal(verifyBundle(Buffer.concat([Buffer.alloc(1), bytes])).ok, false)
})

test('a bundle somewhere within a larger buffer is read from where it begins', () => {
  const larger = Buffer.concat([Buffer.alloc(7, 1), bytes, Buffer.alloc(9, 2)])
  assert.equal(verifyBundle(larger.subarray(7, 7 + bytes.length)).ok, true)
})
