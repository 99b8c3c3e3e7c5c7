import { hash } from 'node:crypto'
import { appendLeaf, appendToEdge, copyEdge, decodeEdge, type Edge, edgeRoot, emptyEdge, encodeEdge } from '@proofline/ledger'
import { nativeHasher, tileWidth } from '../tree/index.ts'
import type { Checked, Findings } from './model.ts'
import type { BatchPages, StoredTile, TilePages, VerifiedBatch } from './pages.ts'

const tileBytes = tileWidth * 32

/** A tile above the lowest level as the facts make it: compared when the database can be asked. */
export type DerivedTile = { readonly level: number; readonly n: number; readonly hashes: Buffer; readonly root: Buffer }

/**
 * Builds the tree from the facts' leaf hashes and holds it against the stored tiles and batch rows. Where facts and tiles disagree both trees are
 * continued, and the next batch's root tells which of the two was changed. Where neither fits, the walk goes on from the batch's own edge, so that
 * one fault does not make the rest unreadable.
 */
export class TreeWalk {
  readonly #findings: Findings
  readonly #checked: Checked
  readonly #batches: BatchPages
  readonly #tiles: TilePages
  readonly derived: DerivedTile[] = []
  readonly #leaves = Buffer.alloc(tileBytes)
  readonly #above: Buffer[] = []
  readonly #aboveCounts: number[] = []
  readonly #unknownAbove = new Set<number>()
  #segment = 0
  #next = 0
  #byFacts: Edge = emptyEdge()
  /** Set while facts and tiles disagree. */
  #byTiles: Edge | undefined
  #differing: number[] = []
  /** A leaf is known neither from a fact nor from a tile: nothing can be said until the next batch's end. */
  #isBroken = false
  /** The batches that ended so far tile the log up to here. */
  #batchEnd = 0
  #hasHole = false
  #isLost = false
  #lastRecordedAt = ''
  #lastRoot: Buffer | undefined

  constructor(findings: Findings, checked: Checked, batches: BatchPages, tiles: TilePages) {
    this.#findings = findings
    this.#checked = checked
    this.#batches = batches
    this.#tiles = tiles
  }

  get next(): number {
    return this.#next
  }

  get lastRoot(): Buffer | undefined {
    return this.#lastRoot
  }

  /** Where the batches end. */
  get size(): number {
    return this.#batchEnd
  }

  /** Whether everything that the facts up to `index` are held against is in memory. */
  isReady(index: number): boolean {
    return this.#isLost || (this.#batches.covers(index) && this.#tiles.covers(Math.floor(index / tileWidth)))
  }

  async load(index: number): Promise<void> {
    await this.#batches.load(index)
    await this.#tiles.load(Math.floor(index / tileWidth))
  }

  /** The batch that says it holds the next fact; undefined where none does. */
  get batch(): VerifiedBatch | undefined {
    const batch = this.#batches.peek
    return batch !== undefined && batch.first <= this.#next && !this.#isLost ? batch : undefined
  }

  /** Whether the next fact lies behind the last batch. */
  get isBeyondHead(): boolean {
    return this.#batches.peek === undefined && !this.#isLost
  }

  /** The next fact's leaf hash, one character a byte. */
  leaf(leafHash: string): void {
    this.#leaves.write(leafHash, (this.#next % tileWidth) * 32, 32, 'latin1')
    this.#advance()
  }

  /** The next fact's row is missing: its leaf is taken from the tile, if there is one. */
  missingLeaf(): void {
    const slot = (this.#next % tileWidth) * 32
    const tile = this.#tiles.get(Math.floor(this.#next / tileWidth))
    if (tile === undefined) {
      this.#isBroken = true
      this.#hasHole = true
    } else tile.hashes.copy(this.#leaves, slot, slot, slot + 32)
    this.#advance()
  }

  /** So many rows are missing that there is no going through them: from here on facts are checked by themselves, the tree no longer. */
  abandon(index: number): void {
    this.#isLost = true
    this.#next = index
  }

  #advance(): void {
    this.#next += 1
    if (this.#isLost) return
    const batch = this.#batches.peek
    const isBatchEnd = batch !== undefined && batch.size === this.#next
    const isTileEnd = this.#next % tileWidth === 0
    if (isBatchEnd || isTileEnd) this.#closeSegment(isTileEnd)
    if (isBatchEnd) this.#closeBatch(batch)
  }

  #closeSegment(isTileEnd: boolean): void {
    const n = Math.floor((this.#next - 1) / tileWidth)
    const tile = this.#tiles.get(n)
    const base = n * tileWidth
    const from = (this.#segment - base) * 32
    const to = (this.#next - base) * 32
    const isWhole = isTileEnd && from === 0
    const isSame = tile === undefined || this.#leaves.compare(tile.hashes, from, to, from, to) === 0
    if (!isSame && tile !== undefined) this.#diverge(tile, base, from, to)
    const root = isTileEnd ? reduceTile(this.#leaves) : undefined
    appendSegment(this.#byFacts, this.#leaves, from, to, isWhole ? root : undefined)
    if (this.#byTiles !== undefined) appendSegment(this.#byTiles, tile?.hashes ?? this.#leaves, from, to, undefined)
    this.#segment = this.#next
    if (isTileEnd && root !== undefined) this.#closeTile(n, tile, root)
  }

  #diverge(tile: StoredTile, base: number, from: number, to: number): void {
    this.#byTiles ??= copyEdge(this.#byFacts)
    for (let at = from; at < to; at += 32) {
      if (this.#leaves.compare(tile.hashes, at, at + 32, at, at + 32) !== 0) this.#differing.push(base + at / 32)
    }
  }

  #closeTile(n: number, tile: StoredTile | undefined, root: Buffer): void {
    const base = n * tileWidth
    if (tile === undefined) this.#findings.add('tile-missing', base, base + tileWidth, { level: 0, n })
    else if (this.#byTiles === undefined && !this.#hasHole && !tile.root.equals(root)) {
      this.#findings.add('tile-mismatch', base, base + tileWidth, { level: 0, n })
    }
    if (tile !== undefined) this.#checked.tiles += 1
    this.#tiles.drop(n)
    // While it is open which of the two is right, the tile's root decides: it was stored with the tile above.
    const entry = this.#byTiles !== undefined && tile !== undefined ? tile.root : root
    this.#addAbove(1, n, this.#hasHole ? undefined : entry)
    this.#hasHole = false
  }

  /** @param entry undefined where it is not known: then nothing is said about the tiles above it. */
  #addAbove(level: number, index: number, entry: Buffer | undefined): void {
    const tile = this.#above[level] ?? Buffer.alloc(tileBytes)
    this.#above[level] = tile
    if (entry === undefined) this.#unknownAbove.add(level)
    else entry.copy(tile, (index % tileWidth) * 32)
    const count = (this.#aboveCounts[level] ?? 0) + 1
    this.#aboveCounts[level] = count % tileWidth
    if (count < tileWidth) return
    const n = Math.floor(index / tileWidth)
    if (this.#unknownAbove.delete(level)) {
      this.#addAbove(level + 1, n, undefined)
      return
    }
    const hashes = Buffer.from(tile)
    const root = reduceTile(hashes)
    this.derived.push({ level, n, hashes, root })
    this.#addAbove(level + 1, n, root)
  }

  #closeBatch(batch: VerifiedBatch): void {
    const { first, size, root, edge, recordedAt } = batch
    if (first > this.#batchEnd) this.#findings.add('batch-missing', this.#batchEnd, first)
    if (first < this.#batchEnd) this.#findings.add('batch-overlap', first, Math.min(size, this.#batchEnd))
    if (recordedAt < this.#lastRecordedAt) this.#findings.add('recorded-at-backwards', first, size, { recordedAt })
    this.#judgeRoot(batch)
    if (!this.#isBroken && !edge.equals(encodeEdge(this.#byFacts))) this.#findings.add('batch-edge-mismatch', first, size)
    if (this.#isBroken) this.#resume(batch)
    this.#batchEnd = size
    this.#lastRecordedAt = recordedAt
    this.#lastRoot = root
    this.#checked.batches += 1
    this.#batches.shift()
  }

  #judgeRoot(batch: VerifiedBatch): void {
    const { root, edge, size } = batch
    const first = Math.min(batch.first, this.#batchEnd)
    const byTiles = this.#byTiles
    const differing = this.#differing
    this.#byTiles = undefined
    this.#differing = []
    if (this.#isBroken) return
    if (rootEquals(this.#byFacts, root)) {
      for (const index of differing) this.#findings.add('tile-mismatch', index, index + 1, { level: 0, n: Math.floor(index / tileWidth) })
      return
    }
    if (byTiles !== undefined && rootEquals(byTiles, root)) {
      for (const index of differing) this.#findings.add('fact-replaced', index)
      this.#byFacts = byTiles
      this.#takeFromTile(differing)
      return
    }
    if (differing.length > 0) for (const index of differing) this.#findings.add('fact-replaced', index)
    else this.#findings.add('batch-root-mismatch', first, size)
    // The row's root alone was changed where its edge is still the one of the facts: then the facts are right, and the walk goes on from them.
    if (!edge.equals(encodeEdge(this.#byFacts))) this.#isBroken = true
  }

  /** What was proved to belong there stands in the tile: the rest of the tile is judged with it. */
  #takeFromTile(indexes: readonly number[]): void {
    const n = Math.floor(this.#next / tileWidth)
    const tile = this.#tiles.get(n)
    for (const index of indexes) {
      const slot = (index - n * tileWidth) * 32
      if (slot >= 0) tile?.hashes.copy(this.#leaves, slot, slot, slot + 32)
    }
  }

  /** Goes on from what the batch itself says its tree is. */
  #resume(batch: VerifiedBatch): void {
    const edge = decodeEdge(batch.edge)
    if (!edge.ok || edge.value.end !== batch.size) return
    if (!rootEquals(edge.value, batch.root)) this.#findings.add('batch-edge-mismatch', batch.first, batch.size)
    this.#byFacts = edge.value
    this.#isBroken = false
  }

  /** Batches behind the last fact. */
  async finish(): Promise<void> {
    for (;;) {
      await this.#batches.load(this.#batchEnd)
      const batch = this.#batches.peek
      if (batch === undefined) return
      if (batch.first > this.#batchEnd) this.#findings.add('batch-missing', this.#batchEnd, batch.first)
      if (batch.first < this.#batchEnd) this.#findings.add('batch-overlap', batch.first, Math.min(batch.size, this.#batchEnd))
      this.#batchEnd = batch.size
      this.#lastRoot = batch.root
      this.#batches.shift()
    }
  }
}

const rootEquals = (edge: Edge, root: Buffer): boolean => root.equals(edgeRoot(edge, nativeHasher))

/** @param root of the segment, where it is a whole tile. */
function appendSegment(edge: Edge, leaves: Buffer, from: number, to: number, root: Buffer | undefined): void {
  if (root !== undefined && edge.end % tileWidth === 0) {
    appendToEdge(edge, { begin: edge.end, end: edge.end + tileWidth, hashes: [Buffer.from(root)] }, nativeHasher)
    return
  }
  for (let at = from; at < to; at += 32) appendLeaf(edge, Buffer.from(leaves.subarray(at, at + 32)), nativeHasher)
}

const levelBuffer = Buffer.alloc(tileBytes)
const nodeInput = Buffer.alloc(65, 1)

/** The root over the 256 hashes of a tile. */
function reduceTile(hashes: Buffer): Buffer {
  hashes.copy(levelBuffer)
  for (let width = tileWidth; width > 1; width >>= 1) {
    for (let at = 0; at < width * 32; at += 64) {
      levelBuffer.copy(nodeInput, 1, at, at + 64)
      levelBuffer.write(hash('sha256', nodeInput, 'binary'), at / 2, 32, 'latin1')
    }
  }
  return Buffer.from(levelBuffer.subarray(0, 32))
}
