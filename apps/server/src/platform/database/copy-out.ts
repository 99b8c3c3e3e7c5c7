import { Readable } from 'node:stream'

/** What of the driver's connection is needed: its socket, and a simple query (PostgreSQL protocol, sections "COPY Operations" and "Message Formats"). */
type Wire = {
  readonly stream: NodeJS.ReadableStream & { listeners(event: 'data'): ((chunk: Buffer) => void)[] }
  query(text: string): void
}

const headerBytes = 5
const copyData = 0x64
const copyDone = 0x63
/** CopyOutResponse, and what the server may say at any time: NoticeResponse, ParameterStatus, NotificationResponse. */
const passedOver: ReadonlySet<number> = new Set([0x48, 0x4e, 0x53, 0x41])

/** Chunks of the socket, of 64 KiB at most, that are kept for a reader who is slower than the server. */
const keptChunks = 4

/**
 * The data of a COPY … TO STDOUT as the driver's active query. A message carries one row, so a chunk of the socket holds many: their headers are
 * squeezed out where they lie, and what is left of the chunk is handed on whole. Nothing is copied elsewhere, and rows may be cut anywhere.
 */
export class CopyOut extends Readable {
  readonly #text: string
  readonly #header = Buffer.alloc(headerBytes)
  readonly #onData = (chunk: Buffer): void => this.#read(chunk)
  #headerLength = 0
  /** Of the message that has begun: bytes to come, and whether they are data. */
  #left = 0
  #isData = false
  #wire: Wire | undefined
  /** The driver's own reader of the socket, while this one is in its place. */
  #driver: ((chunk: Buffer) => void) | undefined

  constructor(text: string) {
    // Chunk by chunk: several that wait are not to be made one, which would be a copy of them.
    super({ objectMode: true, highWaterMark: keptChunks })
    this.#text = text
  }

  /** Called by the driver when the connection is free: nothing is on its way from the server. */
  submit(connection: unknown): void {
    const wire = connection as Wire
    const [driver] = wire.stream.listeners('data')
    if (driver === undefined) throw new Error('nobody reads the connection')
    this.#wire = wire
    this.#driver = driver
    wire.stream.removeListener('data', driver)
    wire.stream.on('data', this.#onData)
    wire.query(this.#text)
  }

  override _read(): void {
    if (this.#driver !== undefined) this.#wire?.stream.resume()
  }

  #read(chunk: Buffer): void {
    let at = 0
    let end = 0
    while (at < chunk.length) {
      if (this.#left === 0) {
        at = this.#readHeader(chunk, at)
        if (at >= 0) continue
        this.#handBack(chunk.subarray(0, end), chunk.subarray(-at))
        return
      }
      const to = Math.min(at + this.#left, chunk.length)
      this.#left -= to - at
      if (this.#isData) {
        chunk.copyWithin(end, at, to)
        end += to - at
      }
      at = to
    }
    if (end > 0 && !this.push(chunk.subarray(0, end))) this.#wire?.stream.pause()
  }

  /** @returns where the message's content begins; negative: this message and all behind it are the driver's, its header is in `#header`. */
  #readHeader(chunk: Buffer, start: number): number {
    const taken = Math.min(headerBytes - this.#headerLength, chunk.length - start)
    chunk.copy(this.#header, this.#headerLength, start, start + taken)
    this.#headerLength += taken
    if (this.#headerLength < headerBytes) return start + taken
    const [code = 0] = this.#header
    if (code !== copyData && !passedOver.has(code)) return -(start + taken)
    this.#headerLength = 0
    this.#isData = code === copyData
    this.#left = this.#header.readUInt32BE(1) - 4
    return start + taken
  }

  /** The end of the data, or an error instead of it: the driver reads on, from this message. */
  #handBack(data: Buffer, rest: Buffer): void {
    const driver = this.#driver
    this.#driver = undefined
    if (data.length > 0) this.push(data)
    this.#wire?.stream.removeListener('data', this.#onData)
    if (driver === undefined) return
    this.#wire?.stream.on('data', driver)
    // CopyDone: what was asked for is there. An error reaches `handleError` through the driver.
    if (this.#header[0] === copyDone) this.push(null)
    driver(Buffer.concat([this.#header, rest]))
  }

  /**
   * The reader is done with a chunk: its memory is free at once. Left to the collector, the memory of a long copy comes to more than the heap,
   * and has all of that searched again and again. A socket gives each chunk memory of its own; what is no larger than the pool of small buffers may lie in it.
   */
  takeBack({ buffer }: Buffer): void {
    if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0)
  }

  handleError(error: Error): void {
    this.destroy(error)
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {}
}
