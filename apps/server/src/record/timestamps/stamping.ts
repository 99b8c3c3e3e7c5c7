import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Organisation } from '../../platform/database/index.ts'
import type { SignedCheckpoint } from '../checkpoints/index.ts'
import { type Instant, instantOf } from '../facts/index.ts'
import { TimestampError } from './error.ts'
import type { Authority } from './model.ts'
import { loadAuthorities } from './policy.ts'
import { loadProtocol } from './protocol.ts'
import { insertTimestamp, selectLastStampedSize } from './store.ts'

export type StampingContext = {
  readonly database: Database
  readonly organisation: Organisation
  readonly authorities: readonly Authority[]
  /** The newest checkpoint that everybody may see; read, never waited for. */
  readonly newest: () => SignedCheckpoint | undefined
  readonly now: () => Instant
  readonly timeoutMs?: number
  readonly onTrouble: (error: unknown) => void
}

/** How often it is looked for a checkpoint that no stamp reaches. */
const lookEveryMs = 1000

/**
 * Has published checkpoints stamped, the newest first, behind everybody's back: it only looks at what is published, so that no append and no receipt
 * can wait for an authority. What goes wrong is told, and the next round is the next attempt. A crash loses at most a stamp that was on its way.
 */
export class Stamping {
  readonly #context: StampingContext
  readonly #lanes: Lane[]

  constructor(context: StampingContext) {
    this.#context = context
    this.#lanes = context.authorities.filter(({ url }) => url !== undefined).map((authority) => new Lane(this.#context, authority))
  }

  /** Gives up what is on its way. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()))
  }
}

type Published = { readonly database: Database; readonly organisation: Organisation; readonly checkpoint: SignedCheckpoint | undefined }

/** Has the checkpoints of a log stamped by the authorities that the data folder names. @throws TimestampError where their file is not read */
export const openStamping = (log: Published, folder: string, clock: Clock, onTrouble: StampingContext['onTrouble']): Stamping =>
  new Stamping({
    database: log.database,
    organisation: log.organisation,
    authorities: loadAuthorities(folder),
    newest: () => log.checkpoint,
    now: () => instantOf(clock.now()),
    onTrouble,
  })

/** One authority: a request at a time. */
class Lane {
  readonly #context: StampingContext
  readonly #authority: Authority
  readonly #closing = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  /** Asked last, by this process's monotonic clock. */
  #askedMs = Number.NEGATIVE_INFINITY
  #stamped: { readonly origin: string; readonly size: number } | undefined

  constructor(context: StampingContext, authority: Authority) {
    this.#context = context
    this.#authority = authority
    this.#wait()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#timer)
    await this.#running
  }

  #wait(): void {
    if (this.#closing.signal.aborted) return
    this.#timer = setTimeout(
      () => {
        this.#running = this.#look().finally(() => {
          this.#running = undefined
          this.#wait()
        })
      },
      Math.min(lookEveryMs, this.#authority.everyMs),
    )
    this.#timer.unref()
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    const { newest, onTrouble } = this.#context
    if (performance.now() - this.#askedMs < this.#authority.everyMs) return
    const checkpoint = newest()
    if (checkpoint === undefined || checkpoint.size === 0) return
    try {
      const known = this.#stamped?.origin === checkpoint.origin ? this.#stamped.size : await this.#lastStamped(checkpoint.origin)
      this.#stamped = { origin: checkpoint.origin, size: known }
      if (known >= checkpoint.size) return
      this.#askedMs = performance.now()
      await this.#stamp(checkpoint)
      this.#stamped = { origin: checkpoint.origin, size: checkpoint.size }
    } catch (error) {
      if (!this.#closing.signal.aborted) onTrouble(error)
    }
  }

  #lastStamped(origin: string): Promise<number> {
    const { database, organisation } = this.#context
    return database.transaction(organisation, (transaction) => selectLastStampedSize(transaction, this.#authority.name, origin), {
      readOnly: true,
    })
  }

  async #stamp({ note, size }: SignedCheckpoint): Promise<void> {
    const { database, organisation, now, timeoutMs = 10_000 } = this.#context
    const { name, policy } = this.#authority
    const { askAuthority, makeRequest, verifyToken } = await loadProtocol()
    const request = makeRequest(note, policy)
    const token = await askAuthority(this.#authority, request, this.#closing.signal, timeoutMs)
    const verdict = await verifyToken(token, note, this.#authority, request.nonce)
    if (!verdict.ok) {
      const [problem] = verdict.problems
      throw new TimestampError(
        'timestamp-invalid',
        `${name} gave a stamp that does not hold: ${problem?.code} ${problem?.params?.reason}`,
        {
          params: { authority: name, size, problem: problem?.code ?? '' },
        },
      )
    }
    const stampedAt = instantOf(verdict.value.at)
    await database.transaction(organisation, (transaction) =>
      insertTimestamp(transaction, { size, authority: name, token, stampedAt, receivedAt: now() }),
    )
  }
}
