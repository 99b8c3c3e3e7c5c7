import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import {
  appendLeaf,
  assembleProof,
  changedBundles,
  changedTiles,
  createTreeHasher,
  edgeRoot,
  emptyEdge,
  formatBundlePath,
  formatTilePath,
  type NodeId,
  nodeOfTile,
  parseEntryBundle,
  planConsistencyProof,
  tileOfNode,
  tileWidth,
  verifyConsistency,
} from '@proofline/ledger'
import type { Installation } from './installation.ts'
import type { KeptNote } from './notes.ts'

export const hasher = createTreeHasher((bytes) => hash('sha256', bytes, 'buffer'))

/** Works on many at a time, in order of the list. */
export async function eachOf<T>(list: Iterable<T>, work: (item: T) => Promise<void>, width = 12): Promise<void> {
  const items = list[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = items.next(); next.done !== true; next = items.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: width }, worker))
}

/** What anybody can read of the log without a token, read anew each time: nothing is kept from one look to the next. */
export class PublicLog {
  readonly size: number
  readonly #tiles: ReadonlyMap<string, Uint8Array>
  readonly #nodes = new Map<string, Uint8Array>()

  /** @param tiles by their path. */
  constructor(size: number, tiles: ReadonlyMap<string, Uint8Array>) {
    this.size = size
    this.#tiles = tiles
  }

  static async read(installation: Installation, size: number): Promise<PublicLog> {
    const tiles = new Map<string, Uint8Array>()
    await eachOf(changedTiles(0, size), async (tile) => {
      const path = formatTilePath(tile)
      const bytes = await installation.get(`/log/${path}`)
      assert.equal(bytes.length, 32 * tile.width, path)
      tiles.set(path, bytes)
    })
    return new PublicLog(size, tiles)
  }

  leaf(index: number): Uint8Array {
    return this.#node({ level: 0, index })
  }

  #node(node: NodeId): Uint8Array {
    const name = `${node.level}/${node.index}`
    const known = this.#nodes.get(name)
    if (known !== undefined) return known
    const tile = tileOfNode(node, this.size)
    const bytes = this.#tiles.get(formatTilePath(tile))
    assert.ok(bytes !== undefined, `no tile for node ${name}`)
    const found = nodeOfTile(tile, bytes, node, hasher)
    assert.ok(found.ok)
    this.#nodes.set(name, found.value)
    return found.value
  }

  /**
   * That the tree of each note is the beginning of this one, twice: by the consistency proof from its size to the newest, and by the root over
   * the leaves below its size. @returns how many proofs held.
   */
  assertContains(notes: readonly KeptNote[], newest: KeptNote): number {
    assert.equal(newest.size, this.size)
    const sorted = notes.filter(({ size }) => size <= newest.size).toSorted((left, right) => left.size - right.size)
    assert.equal(sorted.length, notes.length, 'a note is larger than the newest')
    const edge = emptyEdge()
    for (const { size, root } of sorted) {
      while (edge.end < size) appendLeaf(edge, this.leaf(edge.end), hasher)
      assert.deepEqual(Buffer.from(edgeRoot(edge, hasher)), Buffer.from(root), `the leaves below ${size} are not those that were signed`)
      const plan = planConsistencyProof(size, newest.size)
      const proof = assembleProof(
        plan,
        plan.nodes.map((node) => this.#node(node)),
        hasher,
      )
      const verdict = verifyConsistency({ from: size, to: newest.size, fromRoot: root, toRoot: newest.root, proof }, hasher)
      assert.ok(verdict.ok, `the note of size ${size} is not consistent with the one of ${newest.size}: ${JSON.stringify(verdict)}`)
    }
    return sorted.length
  }

  /** Entries from `from` on are there without a hole, and are those that the leaves are made of. */
  async assertEntries(installation: Installation, from: number): Promise<void> {
    await eachOf(changedBundles(from, this.size), async (bundle) => {
      const entries = parseEntryBundle(await installation.get(`/log/${formatBundlePath(bundle)}`), bundle.width)
      assert.ok(entries.ok)
      assert.equal(entries.value.length, bundle.width)
      for (const [at, entry] of entries.value.entries()) {
        const index = bundle.index * tileWidth + at
        assert.deepEqual(Buffer.from(hasher.leaf(entry)), Buffer.from(this.leaf(index)), `entry ${index} is not its leaf`)
      }
    })
  }
}
