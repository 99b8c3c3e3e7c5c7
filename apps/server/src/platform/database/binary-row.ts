import type { Readable } from 'node:stream'
import { CopyRows, readIndex } from './copy-rows.ts'

/** The values of a row of COPY BINARY, one after the other: each column is read, in order. Words that come again and again are one string each. */
export class BinaryRow {
  at = 0
  #bytes: Buffer = Buffer.alloc(0)
  readonly #words = new Map<string, string>()

  begin(bytes: Buffer): void {
    this.#bytes = bytes
    this.at = 0
  }

  integer(): number {
    this.at += 8
    return this.#bytes.readInt32BE(this.at - 4)
  }

  boolean(): boolean {
    this.at += 5
    return this.#bytes[this.at - 1] === 1
  }

  bigint(): number {
    this.at += 12
    return readIndex(this.#bytes, this.at - 8)
  }

  /** A bigint, or null. */
  optional(): number | null {
    if (this.#bytes.readInt32BE(this.at) >= 0) return this.bigint()
    this.at += 4
    return null
  }

  text(): string | null {
    const length = this.#bytes.readInt32BE(this.at)
    this.at += 4
    if (length < 0) return null
    this.at += length
    return this.#bytes.toString('utf8', this.at - length, this.at)
  }

  /** Part of what was read, not copied. */
  bytes(): Buffer | null {
    const length = this.#bytes.readInt32BE(this.at)
    this.at += 4
    if (length < 0) return null
    this.at += length
    return this.#bytes.subarray(this.at - length, this.at)
  }

  /** Of a vocabulary. */
  word<Word extends string>(): Word | null {
    const length = this.#bytes.readInt32BE(this.at)
    this.at += 4
    if (length < 0) return null
    this.at += length
    const text = this.#bytes.toString('utf8', this.at - length, this.at)
    const known = this.#words.get(text)
    if (known !== undefined) return known as Word
    this.#words.set(text, text)
    return text as Word
  }

  /** A uuid as 32 digits. */
  hex(): string {
    this.at += 20
    return this.#bytes.toString('hex', this.at - 16, this.at)
  }
}

/** Reads a `copy … to stdout (format binary)` to its end, row by row through one reader; `take` reads all columns of one. */
export async function readBinaryRows<Row extends BinaryRow>(copied: Readable, row: Row, take: (row: Row) => void): Promise<void> {
  const rows = new CopyRows(copied)
  for (let run = await rows.next(); run !== undefined; run = await rows.next()) {
    row.begin(run.bytes)
    while (row.at < run.end) {
      row.at += 2
      take(row)
    }
  }
}
