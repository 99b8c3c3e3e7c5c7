import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import {
  appendLeaf,
  changedTiles,
  createVerifierKey,
  edgeRoot,
  emptyEdge,
  formatCheckpoint,
  formatTile,
  formatTilePath,
  formatVerifierKey,
  nodesOfTile,
  signatureTypes,
  signNote,
} from '@proofline/ledger'
import { type JobView, Memory } from './memory.ts'
import { Notes } from './notes.ts'
import { bytesOf, goodOf } from './parcels.ts'
import { hasher, PublicLog } from './public-log.ts'
import { seeded } from './random.ts'

// What judges the server must be able to find it guilty.

const origin = 'survival.test/log'
const pair = generateKeyPairSync('ed25519')
const key = createVerifierKey(origin, signatureTypes.ed25519, Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))

const leavesOf = (count: number, mark = ''): Uint8Array[] =>
  Array.from({ length: count }, (_, i) =>
    hasher.leaf(
      createHash('sha256')
        .update(`${i < count / 3 ? mark : ''}${i}`)
        .digest(),
    ),
  )

function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const edge = emptyEdge()
  for (const leaf of leaves) appendLeaf(edge, leaf, hasher)
  return edgeRoot(edge, hasher)
}

async function noteOf(leaves: readonly Uint8Array[], privateKey: KeyObject = pair.privateKey): Promise<string> {
  const text = formatCheckpoint({ origin, size: leaves.length, root: rootOf(leaves) })
  return signNote(text, [{ name: origin, keyId: key.keyId, sign: (message) => sign(null, message, privateKey) }])
}

function logOf(leaves: readonly Uint8Array[]): PublicLog {
  const tiles = new Map<string, Uint8Array>()
  for (const tile of changedTiles(0, leaves.length)) {
    const hashes = nodesOfTile(tile).map(({ level, index }) => rootOf(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)))
    tiles.set(formatTilePath(tile), formatTile(tile, hashes))
  }
  return new PublicLog(leaves.length, tiles)
}

function trusting(): Notes {
  const notes = new Notes()
  notes.trust(formatVerifierKey(key))
  return notes
}

test('a note that is smaller, another one of the same size, by another key or of another log is found', async () => {
  const notes = trusting()
  notes.take(await noteOf(leavesOf(300)), 0)
  assert.equal(notes.largest, 300)
  notes.take(await noteOf(leavesOf(200)), 200)
  const smaller = await noteOf(leavesOf(299))
  assert.throws(() => notes.take(smaller, 300), /the served size fell from 300 to 299/)
  const other = await noteOf(leavesOf(300, 'x'))
  assert.throws(() => notes.take(other, 300), /one size, two notes/)
  const forged = await noteOf(leavesOf(301), generateKeyPairSync('ed25519').privateKey)
  assert.throws(() => notes.take(forged, 300), /does not verify/)
  const foreign = (await noteOf(leavesOf(302))).replace(origin, 'other.test/log')
  assert.throws(() => notes.take(foreign, 300), /does not verify/)
  assert.throws(() => notes.trust(formatVerifierKey({ ...key, keyId: key.keyId + 1 })), /the key that it had/)
})

test('a tree that does not contain what was signed is found', async () => {
  const notes = trusting()
  for (const size of [0, 1, 255, 256, 257, 600]) notes.take(await noteOf(leavesOf(900).slice(0, size)), 0)
  const newest = notes.take(await noteOf(leavesOf(900)), 0)
  assert.equal(logOf(leavesOf(900)).assertContains(notes.all, newest), 7)

  // The same newest root, but another past in the note.
  const forked = trusting()
  forked.take(await noteOf(leavesOf(257, 'x')), 0)
  const same = forked.take(await noteOf(leavesOf(900)), 0)
  assert.throws(() => logOf(leavesOf(900)).assertContains(forked.all, same), /below 257 are not those that were signed/)
  // Tiles that are not those of the note.
  assert.throws(() => logOf(leavesOf(900, 'x')).assertContains(notes.all, newest), /are not those that were signed/)
  assert.throws(() => logOf(leavesOf(899)).assertContains(notes.all, newest))
})

const jobOf = (runs: JobView['facts']['runs'], expected: number, more: Partial<JobView> = {}): JobView => {
  const facts = { expected, recorded: expected, duplicates: 0, runs }
  return { captureID: 'j', running: false, success: true, facts, ...more }
}

test('a document that stands elsewhere than it stood, in part, twice, or where another stands, is found', () => {
  const memory = new Memory()
  const random = seeded(1)
  const [one, other] = [memory.make('single', random), memory.make('single', random)]
  const many = memory.make('medium', random)
  const { count } = many.parcel
  assert.ok(memory.take(one, jobOf([{ position: 0, index: 7, count: 1 }], 1)))
  assert.equal(memory.take(one, jobOf([{ position: 0, index: 7, count: 1 }], 1)), false)
  assert.throws(() => memory.take(one, jobOf([{ position: 0, index: 8, count: 1 }], 1)), /stands where it stood/)
  assert.throws(() => memory.take(other, jobOf([{ position: 0, index: 7, count: 1 }], 1)), /both said to stand at 7/)
  assert.throws(() => memory.take(other, jobOf([{ position: 0, index: 9, count: 2 }], 2)), /job j of single/)
  assert.throws(() => memory.take(many, jobOf([{ position: 0, index: 10, count: count - 1 }], count)), /name every fact/)
  assert.throws(() => memory.take(many, jobOf([{ position: 1, index: 10, count: count - 1 }], count)), /leave nothing out/)
  const twice = [
    { position: 0, index: 10, count: count - 1 },
    { position: count - 1, index: 10, count: 1 },
  ]
  assert.throws(() => memory.take(many, jobOf(twice, count)), /name no fact twice/)
  assert.throws(() => memory.take(many, jobOf([{ position: 0, index: 10, count }], count, { success: false })))
})

test('a seed chooses the same again; a document is the same bytes whenever it is sent', () => {
  const choose = (seed: number): string => {
    const [memory, random] = [new Memory(), seeded(seed)]
    return (['single', 'medium', 'proceed', 'refused'] as const).map((kind) => bytesOf(memory.make(kind, random.fork(3)).parcel)).join()
  }
  assert.equal(choose(42), choose(42))
  assert.notEqual(choose(42), choose(43))
  const proceed = new Memory().make('proceed', seeded(5)).parcel
  assert.equal(goodOf(proceed).length, proceed.count - proceed.bad.size)
  assert.ok(proceed.bad.size > 0 && goodOf(proceed).length > 0)
})
