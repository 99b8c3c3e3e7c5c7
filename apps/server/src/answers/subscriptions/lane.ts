import type { CompanyPrefixLength } from '@proofline/epcis'
import type { Clock } from '../../platform/clock/index.ts'
import type { Transaction } from '../../platform/database/index.ts'
import { formatDelivery, indexesHeader, originHeader } from './document.ts'
import { SubscriptionError } from './error.ts'
import type { DeliverySettings, Match, Matches, Progress, QuerySource, StandingQuery, Subscription } from './model.ts'
import { type Attempt, decideAfter, passOver, progressOf, type Tried } from './rules.ts'
import type { Sender } from './sender.ts'
import { formatSignature } from './signature.ts'
import type { Slots } from './slots.ts'
import { deleteSubscriptionsOf, updateProgress } from './store.ts'

export type LaneOptions = {
  readonly source: QuerySource
  readonly sender: Sender
  readonly clock: Clock
  readonly settings: DeliverySettings
  /** Of the deliveries' `User-Agent`. */
  readonly agent: string
  readonly companyPrefixLength?: CompanyPrefixLength | undefined
  readonly posts: Slots
  readonly reads: Slots
  readonly chance: () => number
  readonly wasSuspect: boolean
  /** Whether a delivery that begins now ends before the lease can. */
  readonly mayBegin: () => boolean
  /** Under which positions change; undefined: the lease is lost. */
  readonly token: () => number | undefined
  readonly write: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>
  /** What is durable; undefined: the subscription is gone. */
  readonly onChange: (subscription: Subscription | undefined) => void
}

/** Facts that were looked through in vain are looked through again after a crash, up to so many. */
const unnotedFacts = 5_000
const smallestWindow = 100
const queryFailed: Attempt = { what: 'failed', failure: { code: 'query-failed', status: null } }

/** Delivers one subscription, one delivery after another, until there is nothing more to deliver now, or something stands in the way. */
export class Lane {
  /** What it ended with that is not the receiver's doing; never rejects. */
  readonly ended: Promise<unknown>
  readonly #options: LaneOptions
  readonly #abort = new AbortController()
  #state: Subscription
  #noted: number
  #window: number
  #isSuspect: boolean
  #hasSent = false

  constructor(subscription: Subscription, options: LaneOptions) {
    this.#options = options
    this.#state = subscription
    this.#noted = subscription.position ?? 0
    this.#window = options.settings.windowFacts
    this.#isSuspect = subscription.failures > 0 || options.wasSuspect
    this.ended = this.#run().then(
      () => undefined,
      (error: unknown) => (this.#abort.signal.aborted ? undefined : error),
    )
  }

  /** The receiver failed the last time, or was slow. */
  get isSuspect(): boolean {
    return this.#isSuspect
  }

  abort(): void {
    this.#abort.abort()
  }

  async #run(): Promise<void> {
    const { source } = this.#options
    const query = await source.find(this.#state.queryName)
    if (query === undefined || query.definedBy !== this.#state.definedBy) {
      const token = this.#options.token()
      if (token === undefined) return
      await this.#options.write((transaction) => deleteSubscriptionsOf(transaction, token, this.#state.definedBy))
      this.#options.onChange(undefined)
      return
    }
    const { initialMs, controls, dueMs } = this.#state
    if (this.#state.position === null) {
      const position = await source.sizeBefore(initialMs ?? 0)
      if (!(await this.#note({ ...progressOf(this.#state), position }))) return
    }
    // What was recorded before a run's time is in that run, also where the views have not come as far yet.
    if (controls.what === 'schedule' && source.visible() < (await source.sizeBefore(dueMs ?? 0))) return
    const end = controls.what === 'schedule' ? Math.max(source.visible(), this.#state.position ?? 0) : undefined
    while (await this.#step(query, end));
  }

  /** One delivery, or one stretch of the log without any. @param end of a scheduled run. @returns whether to go on. */
  async #step(query: StandingQuery, end: number | undefined): Promise<boolean> {
    const position = this.#state.position ?? 0
    const before = end ?? this.#options.source.visible()
    if (!this.#options.mayBegin() || (end === undefined && position >= before)) return false
    const found = await this.#read(query, position, before)
    if (found === 'again') return true
    if (found === 'busy') return false
    if (found === 'failed') return this.#settle({ events: 0, next: position, endsRun: false }, queryFailed)
    const tried: Tried = { events: found.events.length, next: found.next, endsRun: end !== undefined && found.next >= end }
    const { controls } = this.#state
    const isReport = tried.endsRun && !this.#hasSent && controls.what === 'schedule' && controls.reportIfEmpty
    if (found.events.length > 0 || isReport) return (await this.#settle(tried, await this.#send(found.events))) && !tried.endsRun
    // Nothing came nearer: the views are being made again.
    if (found.next === position && !tried.endsRun) return false
    this.#state = { ...this.#state, ...passOver(this.#state, tried, this.#options.clock.now()) }
    if (tried.endsRun || found.next >= this.#noted + unnotedFacts) return (await this.#note(this.#state)) && !tried.endsRun
    return true
  }

  async #read(query: StandingQuery, from: number, before: number): Promise<Matches | 'again' | 'busy' | 'failed'> {
    const { reads, settings } = this.#options
    if (from >= before) return { events: [], next: from }
    const window = { from, before: Math.min(before, from + this.#window) }
    try {
      const found = await reads.use(() => query.read(window, Math.min(this.#state.batchLimit, settings.batchEvents), settings.batchBytes))
      this.#window = Math.min(settings.windowFacts, this.#window * 2)
      return found
    } catch (error) {
      if (error instanceof SubscriptionError && error.code === 'query-busy') return 'busy'
      if (!(error instanceof SubscriptionError) || error.code !== 'query-too-complex') throw error
      if (this.#window <= smallestWindow) return 'failed'
      this.#window = Math.max(smallestWindow, this.#window >> 2)
      return 'again'
    }
  }

  /** Undefined: there was no time left for it. */
  async #send(events: readonly Match[]): Promise<Attempt | undefined> {
    const { posts, sender, clock, agent, settings, companyPrefixLength, source } = this.#options
    const logOrigin = source.origin()
    const { id, queryName, epcFormat, dest, signatureToken } = this.#state
    return posts.use(async () => {
      // Waiting for a place may have taken the lease's time.
      if (!this.#options.mayBegin()) return undefined
      const nowMs = clock.now()
      const { text, indexes } = formatDelivery(events, { queryName, subscriptionID: id, epcFormat, logOrigin, companyPrefixLength }, nowMs)
      const body = Buffer.from(text)
      const beganMs = performance.now()
      const headers = {
        'content-type': 'application/json',
        'user-agent': agent,
        'GS1-EPCIS-Version': '2.0.0',
        'GS1-CBV-Version': '2.0.0',
        'GS1-EPC-Format': epcFormat,
        'Proofline-Subscription': id,
        [originHeader]: logOrigin,
        [indexesHeader]: indexes,
        ...(signatureToken === undefined ? {} : { 'GS1-Signature': formatSignature(signatureToken, body, nowMs) }),
      }
      const ended = await sender.send(dest, body, headers, this.#abort.signal)
      this.#isSuspect = ended.what === 'failed' || performance.now() - beganMs > settings.slowMs
      return ended
    }, this.#isSuspect)
  }

  /** @returns whether to go on. */
  async #settle(tried: Tried, attempt: Attempt | undefined): Promise<boolean> {
    const { clock, chance, settings } = this.#options
    if (attempt === undefined || this.#abort.signal.aborted) return false
    if (attempt.what === 'acknowledged') this.#hasSent = true
    const at = { nowMs: clock.now(), chance: chance() }
    const noted = await this.#note(decideAfter(this.#state, tried, attempt, at, settings))
    return noted && this.#state.paused === null && this.#state.retryMs === null
  }

  /** False: lease or subscription is gone. An acknowledgement that could not be noted is delivered again. */
  async #note(progress: Progress): Promise<boolean> {
    const { write, onChange } = this.#options
    const token = this.#options.token()
    if (token === undefined) return false
    const isNoted = await write((transaction) => updateProgress(transaction, token, this.#state.id, progress))
    if (!isNoted) {
      onChange(undefined)
      return false
    }
    this.#state = { ...this.#state, ...progress }
    this.#noted = progress.position ?? 0
    onChange(this.#state)
    return true
  }
}
