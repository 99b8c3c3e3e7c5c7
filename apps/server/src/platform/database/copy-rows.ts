import type { Readable } from 'node:stream'
import { CopyOut } from './copy-out.ts'

/** COPY BINARY begins with 11 bytes of signature, 4 of flags, 4 of the length of an extension that is never there. */
const headerBytes = 19

/** Of the next chunk as much as most rows need to become whole. */
const joinedBytes = 8192

/**
 * Cuts a COPY BINARY stream into runs of whole rows. A row is `int16` columns, then for each `int32` length (−1: null) and its bytes; the end is
 * a row of −1 columns. The consumer may write into the bytes that it is handed: they are not looked at again.
 */
export class CopyRows {
  readonly #stream: AsyncIterator<Buffer>
  readonly #lender: CopyOut | undefined
  /** The stream's own chunk in which lies what was handed out last; and the one that comes after it. */
  #lent: Buffer | undefined
  #incoming: Buffer | undefined
  #rest: Buffer = Buffer.alloc(0)
  #pending: Buffer | undefined
  #isHeaderRead = false
  #isDone = false

  /** @param lends what `next` hands out holds only until it is called again: its memory is given back then, which spares collecting it. */
  constructor(stream: Readable, lends = false) {
    this.#stream = stream[Symbol.asyncIterator]()
    this.#lender = lends && stream instanceof CopyOut ? stream : undefined
  }

  /** The next bytes with at least one whole row, and where the last whole row ends; undefined at the end. */
  async next(): Promise<{ readonly bytes: Buffer; readonly end: number } | undefined> {
    while (!this.#isDone) {
      const read = this.#pending === undefined ? await this.#read() : undefined
      const value = this.#pending ?? read
      this.#pending = undefined
      if (value === undefined) break
      const bytes = this.#rest.length === 0 ? value : this.#join(value)
      // What was left of the chunk before has been joined, that is copied.
      if (read !== undefined) this.#giveBack()
      const end = this.#endOfRows(bytes)
      this.#rest = bytes.subarray(end)
      if (end > 0) return { bytes, end }
    }
    await this.drain()
    return undefined
  }

  /** The beginning of a row and its end, in the next chunk, made one: usually that row alone, so that the chunk need not be copied. */
  #join(value: Buffer): Buffer {
    const short = Buffer.concat([this.#rest, value.subarray(0, joinedBytes)])
    const end = short.length < 2 ? -1 : endOfRow(short, 2, short.readInt16BE(0))
    if (end < this.#rest.length) return Buffer.concat([this.#rest, value])
    this.#pending = value.subarray(end - this.#rest.length)
    return short.subarray(0, end)
  }

  #giveBack(): void {
    if (this.#lent !== undefined) this.#lender?.takeBack(this.#lent)
    this.#lent = this.#incoming
    this.#incoming = undefined
  }

  /** The next chunk of rows: the header is taken off the first. */
  async #read(): Promise<Buffer | undefined> {
    for (;;) {
      const { value, done } = await this.#stream.next()
      if (done === true) return undefined
      if (this.#isHeaderRead) {
        this.#incoming = value
        return value
      }
      const bytes: Buffer = Buffer.concat([this.#rest, value])
      this.#rest = bytes
      if (bytes.length < headerBytes) continue
      this.#isHeaderRead = true
      this.#rest = Buffer.alloc(0)
      return bytes.subarray(headerBytes)
    }
  }

  /** Reads to the end, so that the connection can be used again. */
  async drain(): Promise<void> {
    this.#isDone = true
    while ((await this.#stream.next()).done !== true);
  }

  #endOfRows(bytes: Buffer): number {
    let end = 0
    for (;;) {
      if (end + 2 > bytes.length) return end
      const columns = bytes.readInt16BE(end)
      if (columns < 0) {
        this.#isDone = true
        return end
      }
      const next = endOfRow(bytes, end + 2, columns)
      if (next < 0) return end
      end = next
    }
  }
}

/** −1 where the row is not whole yet. */
function endOfRow(bytes: Buffer, start: number, columns: number): number {
  let at = start
  for (let column = 0; column < columns; column += 1) {
    if (at + 4 > bytes.length) return -1
    const length = bytes.readInt32BE(at)
    at += 4 + (length > 0 ? length : 0)
  }
  return at > bytes.length ? -1 : at
}

/** A bigint column as a number: exact below 2^53. */
export const readIndex = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
