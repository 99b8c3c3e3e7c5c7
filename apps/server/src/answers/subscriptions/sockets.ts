import type { CompanyPrefixLength } from '@proofline/epcis'
import type { Clock } from '../../platform/clock/index.ts'
import type { WebSocket } from '../../platform/http/index.ts'
import { formatDelivery } from './document.ts'
import { SubscriptionError } from './error.ts'
import type { DeliverySettings, Matches, QuerySource, StandingQuery } from './model.ts'
import type { SocketRequest } from './requests.ts'
import { nextTime } from './schedule.ts'
import { Slots } from './slots.ts'

export type SocketsOptions = {
  readonly source: QuerySource
  readonly clock: Clock
  readonly settings: DeliverySettings
  readonly companyPrefixLength?: CompanyPrefixLength | undefined
  readonly onTrouble: (error: unknown) => void
}

/** RFC 6455 §7.4.1. */
const codes = { goingAway: 1001, policy: 1008, failed: 1011, normal: 1000 } as const

const pingEveryMs = 30_000
/** How often it is looked whether the query still stands. */
const findEveryMs = 2_000
const smallestWindow = 100
const closeMs = 2_000

export type SocketEnd = 'socket-query-ended' | 'socket-closing' | 'socket-slow' | 'socket-failed'
const codeOf = {
  'socket-query-ended': codes.normal,
  'socket-closing': codes.goingAway,
  'socket-slow': codes.policy,
  'socket-failed': codes.failed,
} as const satisfies Record<SocketEnd, number>

/** Results over open WebSockets: each in order, none held up by another, none given more than it takes. */
export class Sockets {
  readonly #options: SocketsOptions
  readonly #open = new Set<Stream>()
  readonly #reads: Slots

  constructor(options: SocketsOptions) {
    this.#options = options
    this.#reads = new Slots(options.settings.parallelReads)
  }

  get count(): number {
    return this.#open.size
  }

  get isFull(): boolean {
    return this.count >= this.#options.settings.mostSockets
  }

  /** @param from the first index of the log that is sent; undefined: of the first fact that is recorded at the initial record time or later. */
  open(socket: WebSocket, query: StandingQuery, request: SocketRequest, from: number | undefined): void {
    const stream = new Stream(socket, query, request, from, this.#reads, this.#options)
    this.#open.add(stream)
    void stream.ended.then((error) => {
      this.#open.delete(stream)
      if (error !== undefined) this.#options.onTrouble(error)
    })
  }

  /** The query that this fact defined is gone. */
  endQuery(definedBy: number): void {
    for (const stream of this.#open) if (stream.definedBy === definedBy) stream.end('socket-query-ended')
  }

  async close(): Promise<void> {
    const streams = [...this.#open]
    for (const stream of streams) stream.end('socket-closing')
    await Promise.all(streams.map(({ ended }) => ended))
  }
}

class Stream {
  readonly ended: Promise<unknown>
  readonly #socket: WebSocket
  readonly #request: SocketRequest
  readonly #options: SocketsOptions
  readonly #reads: Slots
  readonly #closed = new AbortController()
  #query: StandingQuery
  /** Undefined: the initial record time has not come yet. */
  #position: number | undefined
  #window: number
  #dueMs: number | undefined
  #foundMs = performance.now()
  #isAlive = true

  constructor(
    socket: WebSocket,
    query: StandingQuery,
    request: SocketRequest,
    from: number | undefined,
    reads: Slots,
    options: SocketsOptions,
  ) {
    this.#socket = socket
    this.#query = query
    this.#request = request
    this.#position = from
    this.#options = options
    this.#reads = reads
    this.#window = options.settings.windowFacts
    const { controls } = request
    this.#dueMs = controls.what === 'schedule' ? nextTime(controls.schedule, options.clock.now()) : undefined
    socket.once('close', () => this.#closed.abort())
    // The close that follows tells all that there is to do.
    socket.on('error', () => socket.terminate())
    const heart = this.#beat()
    this.ended = this.#run().then(
      () => clearInterval(heart),
      (error: unknown) => {
        clearInterval(heart)
        if (this.#closed.signal.aborted) return undefined
        this.end('socket-failed')
        return error
      },
    )
  }

  get definedBy(): number {
    return this.#query.definedBy
  }

  /** The reason is a code of the texts; 123 bytes are all that a close frame has room for. */
  end(reason: SocketEnd): void {
    this.#closed.abort()
    this.#socket.close(codeOf[reason], reason)
    // Who does not answer the close in time, or does not read, is cut off.
    setTimeout(() => this.#socket.terminate(), reason === 'socket-slow' ? 0 : closeMs).unref()
  }

  /** Whoever does not answer two pings is gone, though no packet said so. */
  #beat(): NodeJS.Timeout {
    this.#socket.on('pong', () => {
      this.#isAlive = true
    })
    const heart = setInterval(() => {
      if (!this.#isAlive) this.#socket.terminate()
      this.#isAlive = false
      this.#socket.ping()
    }, pingEveryMs)
    return heart.unref()
  }

  async #run(): Promise<void> {
    const { clock, settings, source } = this.#options
    while (!this.#closed.signal.aborted) {
      if (!(await this.#stands())) return this.end('socket-query-ended')
      const { initialMs = 0, controls } = this.#request
      if (this.#position === undefined && initialMs <= clock.now()) this.#position = await source.sizeBefore(initialMs)
      if (controls.what === 'stream') {
        if (this.#position !== undefined && this.#position < source.visible()) await this.#deliver(source.visible())
      } else if (this.#dueMs !== undefined && this.#dueMs <= clock.now() && source.visible() >= (await source.sizeBefore(this.#dueMs))) {
        if (await this.#deliver(source.visible())) this.#dueMs = nextTime(controls.schedule, clock.now())
      }
      await this.#rest(settings.lookEveryMs)
    }
  }

  /** Until it is time to look again, or the connection ends. */
  #rest(ms: number): Promise<void> {
    const { signal } = this.#closed
    return new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const end = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, ms)
      signal.addEventListener('abort', end)
    })
  }

  async #stands(): Promise<boolean> {
    if (performance.now() - this.#foundMs < findEveryMs) return true
    this.#foundMs = performance.now()
    const found = await this.#options.source.find(this.#query.name)
    return found?.definedBy === this.#query.definedBy
  }

  /** @returns whether everything up to `end` was sent. */
  async #deliver(end: number): Promise<boolean> {
    const { controls } = this.#request
    let sent = 0
    while (this.#position !== undefined && this.#position < end && !this.#closed.signal.aborted) {
      const found = await this.#read(this.#position, end)
      if (found === 'again') continue
      // The same again at the next look; a run of a schedule stays due.
      if (found === 'busy' || found.next === this.#position) return false
      if (found.events.length > 0) await this.#send(formatDelivery(found.events, this.#addressee, this.#options.clock.now()).text)
      sent += found.events.length
      this.#position = found.next
    }
    const isReport = sent === 0 && controls.what === 'schedule' && controls.reportIfEmpty && !this.#closed.signal.aborted
    if (isReport) await this.#send(formatDelivery([], this.#addressee, this.#options.clock.now()).text)
    return true
  }

  get #addressee() {
    const { companyPrefixLength, source } = this.#options
    return {
      queryName: this.#query.name,
      subscriptionID: undefined,
      epcFormat: this.#request.epcFormat,
      logOrigin: source.origin(),
      companyPrefixLength,
    }
  }

  async #read(from: number, end: number): Promise<Matches | 'again' | 'busy'> {
    const { settings } = this.#options
    const range = { from, before: Math.min(end, from + this.#window) }
    try {
      const found = await this.#reads.use(() => this.#query.read(range, settings.batchEvents, settings.batchBytes))
      this.#window = Math.min(settings.windowFacts, this.#window * 2)
      return found
    } catch (error) {
      if (error instanceof SubscriptionError && error.code === 'query-busy') return 'busy'
      if (!(error instanceof SubscriptionError) || error.code !== 'query-too-complex' || this.#window <= smallestWindow) throw error
      this.#window = Math.max(smallestWindow, this.#window >> 2)
      return 'again'
    }
  }

  /** Resolves when the system has taken it: what the receiver does not read stands in no memory of ours for long. */
  async #send(text: string): Promise<void> {
    const late = setTimeout(() => this.end('socket-slow'), this.#options.settings.answerTimeoutMs)
    try {
      await new Promise<void>((resolve, reject) => {
        this.#socket.send(text, (error) => (error === undefined || error === null ? resolve() : reject(error)))
      })
    } finally {
      clearTimeout(late)
    }
  }
}
