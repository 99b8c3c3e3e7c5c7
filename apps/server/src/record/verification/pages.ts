import { sql, type Transaction } from '../../platform/database/index.ts'
import { instantOf } from '../facts/index.ts'

export type VerifiedBatch = {
  readonly first: number
  readonly size: number
  readonly root: Buffer
  readonly edge: Buffer
  readonly recordedAt: string
}

const batchesInPage = 1000

/** The batches in order, read ahead of the facts by pages. */
export class BatchPages {
  readonly #transaction: Transaction
  #page: VerifiedBatch[] = []
  #at = 0
  #isLast = false
  #size = 0

  constructor(transaction: Transaction) {
    this.#transaction = transaction
  }

  /** Whether `peek` knows the batch that holds fact `index`, or that there is none. */
  covers(index: number): boolean {
    return this.#isLast || this.#size > index
  }

  async load(index: number): Promise<void> {
    while (!this.covers(index)) {
      const rows = await this.#transaction.query<{ first: number; size: number; root: Buffer; edge: Buffer; recorded_at: Date }>(sql`
        select first, size, root, edge, recorded_at from record_batch where size > ${this.#size} order by size limit ${batchesInPage}`)
      const page = rows.map(({ recorded_at, ...row }) => ({ ...row, recordedAt: instantOf(recorded_at.getTime()) }))
      this.#page = [...this.#page.slice(this.#at), ...page]
      this.#at = 0
      this.#size = page.at(-1)?.size ?? this.#size
      this.#isLast = page.length < batchesInPage
    }
  }

  /** The next batch that was not shifted. */
  get peek(): VerifiedBatch | undefined {
    return this.#page[this.#at]
  }

  shift(): void {
    this.#at += 1
  }
}

export type StoredTile = { readonly hashes: Buffer; readonly root: Buffer }

const tilesInPage = 64

/** The full tiles of the lowest level, read ahead of the facts by pages. */
export class TilePages {
  readonly #transaction: Transaction
  #tiles = new Map<number, StoredTile>()
  #next = 0

  constructor(transaction: Transaction) {
    this.#transaction = transaction
  }

  covers(n: number): boolean {
    return n < this.#next
  }

  async load(n: number): Promise<void> {
    while (!this.covers(n)) {
      const rows = await this.#transaction.query<{ n: number; hashes: Buffer; root: Buffer }>(sql`
        select n, hashes, root from record_tile where level = 0 and n >= ${this.#next} and n < ${this.#next + tilesInPage}`)
      for (const row of rows) this.#tiles.set(row.n, row)
      this.#next += tilesInPage
    }
  }

  /** Takes the tile out. */
  get(n: number): StoredTile | undefined {
    return this.#tiles.get(n)
  }

  drop(n: number): void {
    this.#tiles.delete(n)
  }
}
