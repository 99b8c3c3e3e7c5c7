import { connect, type Socket } from 'node:net'

export type WireAnswer = { readonly status: number; readonly body: Buffer }

/** One HTTP/1.1 request as its bytes, made before the clock starts. */
export function encodeRequest(method: string, path: string, headers: Readonly<Record<string, string>>, body?: Uint8Array): Buffer {
  const fields = { host: 'localhost', ...headers, ...(body && { 'content-length': String(body.length) }) }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), body ?? new Uint8Array()])
}

/**
 * The answer that stands at the begin of `bytes`; undefined: it is not all there. Only what the server sends to a benchmark: a status line
 * and a `content-length`. Throws Error for anything else.
 */
export function decodeAnswer(bytes: Buffer): { answer: WireAnswer; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]
  const size = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (status === undefined || size === undefined) throw new Error(`the answer cannot be read: ${head.slice(0, 200)}`)
  const length = end + 4 + Number(size)
  return bytes.length < length
    ? undefined
    : { answer: { status: Number(status), body: Buffer.from(bytes.subarray(end + 4, length)) }, length }
}

type Waiting = { readonly settle: (answer: WireAnswer) => void; readonly fail: (error: Error) => void }

/**
 * One connection that is kept open, one request at a time: the least that a client can cost, because it shares the machine with what is
 * measured.
 */
export class Wire {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #waiting: Waiting | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('the server closed the connection')))
  }

  static async open(address: string): Promise<Wire> {
    const { hostname, port } = new URL(address)
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), noDelay: true })
    await new Promise<void>((opened, failed) => {
      socket.once('connect', opened)
      socket.once('error', failed)
    })
    return new Wire(socket)
  }

  send(request: Buffer): Promise<WireAnswer> {
    if (this.#waiting !== undefined) throw new Error('a request is under way')
    return new Promise((settle, fail) => {
      this.#waiting = { settle, fail }
      if (this.#socket.destroyed) this.#fail(new Error('the connection is closed'))
      else this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const waiting = this.#waiting
    if (waiting === undefined) return
    try {
      const decoded = decodeAnswer(this.#received)
      if (decoded === undefined) return
      this.#received = this.#received.subarray(decoded.length)
      this.#waiting = undefined
      waiting.settle(decoded.answer)
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #fail(error: Error): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.fail(error)
  }
}

/** Sends all requests over so many connections, each as soon as the one before it was answered. `onAnswer` with the time it took. */
export async function sendAll(
  wires: readonly Wire[],
  requests: Iterable<Buffer>,
  onAnswer: (answer: WireAnswer, durationMs: number) => void | Promise<void>,
): Promise<void> {
  const iterator = requests[Symbol.iterator]()
  await Promise.all(
    wires.map(async (wire) => {
      for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
        const startMs = performance.now()
        const answer = await wire.send(next.value)
        await onAnswer(answer, performance.now() - startMs)
      }
    }),
  )
}
