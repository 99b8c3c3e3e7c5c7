import { randomUUID } from 'node:crypto'
import type { Database, Organisation, Transaction } from '../../platform/database/index.ts'
import { Lane, type LaneOptions } from './lane.ts'
import type { Subscription } from './model.ts'
import { isDue } from './rules.ts'
import { Slots } from './slots.ts'
import { deleteSubscriptionsOf, deliveryLease, selectActive, selectQueries } from './store.ts'

export type DelivererOptions = Pick<LaneOptions, 'source' | 'sender' | 'clock' | 'settings' | 'agent' | 'companyPrefixLength'> & {
  readonly database: Database
  readonly organisation: Organisation
  /** In [0, 1). */
  readonly chance?: () => number
  /** What goes wrong behind everybody's back; undefined: it works again. */
  readonly onTrouble: (error: unknown) => void
}

/** After something failed that is not a receiver's doing. */
const restMs = 2_000
/** For what is to be noted after the last delivery; a database that stands still holds up no stop. */
const graceMs = 1_000
/** How often the table is read without being told. */
const readEveryMs = 2_000

/**
 * Delivers what is due, each subscription in a lane of its own. Any number of processes may run one; the lease lets one of them deliver. A position
 * is durable after the receiver's acknowledgement: a crash between the two delivers again, by the same log indexes. A process begins no delivery
 * that could outlast its lease, so that whoever takes the lease over is alone.
 */
export class Deliverer {
  readonly #options: DelivererOptions
  readonly #lanes = new Map<string, Lane>()
  /** Subscriptions whose receivers failed the last time, or were slow. */
  readonly #suspects = new Set<string>()
  readonly #posts: Slots
  readonly #reads: Slots
  readonly #holder = randomUUID()
  readonly #running: Promise<void>
  #known = new Map<string, Subscription>()
  /** Subscriptions that a lane has changed since the table began to be read. */
  #changed = new Set<string>()
  #lease: { readonly token: number; readonly renewedMs: number } | undefined
  #isTold = true
  /** A crash may have come between the removal of a query and the end of its subscriptions. */
  #isToSweep = true
  #readMs = 0
  #restUntilMs = 0
  #closing = false
  #isTroubled = false
  #wake: (() => void) | undefined

  constructor(options: DelivererOptions) {
    const { parallel, parallelSuspects, parallelReads } = options.settings
    this.#options = options
    this.#posts = new Slots(parallel, parallelSuspects)
    this.#reads = new Slots(parallelReads)
    this.#running = this.#run()
  }

  /** A subscription was made, resumed or ended, or a query was removed. */
  notify(): void {
    this.#isTold = true
    this.#wake?.()
  }

  /** Its subscriptions end, also those that are paused. */
  queryRemoved(): void {
    this.#isToSweep = true
    this.#wake?.()
  }

  /** Gives up what is on its way to the receiver of a subscription that has ended. */
  end(id: string): void {
    this.#lanes.get(id)?.abort()
    this.notify()
  }

  /** What is on its way comes to its end, and is noted; then another may deliver at once. Not waited for longer than a delivery may take. */
  async close(): Promise<void> {
    this.#closing = true
    this.#wake?.()
    const { connectTimeoutMs, answerTimeoutMs } = this.#options.settings
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, connectTimeoutMs + answerTimeoutMs + graceMs)
    })
    await Promise.race([this.#running, late])
    clearTimeout(timer)
  }

  async #run(): Promise<void> {
    while (!this.#closing) {
      try {
        await this.#look()
        if (this.#isTroubled) this.#options.onTrouble(undefined)
        this.#isTroubled = false
      } catch (error) {
        this.#failed(error)
      }
      await this.#pause(Math.max(this.#options.settings.lookEveryMs, this.#restUntilMs - performance.now()))
    }
    await Promise.all([...this.#lanes.values()].map((lane) => lane.ended))
    await this.#release().catch((error: unknown) => this.#options.onTrouble(error))
  }

  #failed(error: unknown): void {
    this.#restUntilMs = performance.now() + restMs
    // Told once, whatever else fails until it works again.
    if (!this.#isTroubled) this.#options.onTrouble(error)
    this.#isTroubled = true
  }

  async #look(): Promise<void> {
    const { clock, source } = this.#options
    if (this.#isTold || performance.now() - this.#readMs > readEveryMs) await this.#readAll()
    if (this.#known.size === 0 && this.#lanes.size === 0 && !this.#isToSweep) return this.#release()
    const wasHeld = this.#lease !== undefined
    if (!(await this.#holdLease())) return
    // What another process has delivered until now.
    if (!wasHeld) await this.#readAll()
    if (this.#isToSweep) await this.#sweep()
    const [nowMs, visible] = [clock.now(), source.visible()]
    for (const subscription of this.#known.values()) {
      if (!this.#lanes.has(subscription.id) && isDue(subscription, nowMs, visible)) this.#start(subscription)
    }
  }

  async #holdLease(): Promise<boolean> {
    const { leaseMs } = this.#options.settings
    const beganMs = performance.now()
    if (this.#lease === undefined) {
      const token = await this.#write((transaction) => deliveryLease.acquire(transaction, this.#holder, leaseMs))
      if (token === undefined) return false
      this.#lease = { token, renewedMs: beganMs }
    } else if (beganMs - this.#lease.renewedMs > leaseMs / 8) {
      const { token } = this.#lease
      const isOurs = await this.#write((transaction) => deliveryLease.renew(transaction, token, leaseMs))
      this.#lease = isOurs ? { token, renewedMs: beganMs } : undefined
    }
    return this.#lease !== undefined
  }

  /** A delivery that begins now ends before the lease can. */
  #mayBegin(): boolean {
    const { leaseMs, connectTimeoutMs, answerTimeoutMs } = this.#options.settings
    if (this.#lease === undefined || this.#closing) return false
    return performance.now() + connectTimeoutMs + answerTimeoutMs < this.#lease.renewedMs + leaseMs
  }

  /** Ends the subscriptions whose query is gone: the fact of its removal tells of both. */
  async #sweep(): Promise<void> {
    const { database, organisation, source } = this.#options
    this.#isToSweep = false
    const queries = await database.transaction(organisation, selectQueries, { readOnly: true })
    for (const { name, definedBy } of queries) {
      const query = await source.find(name)
      const token = this.#lease?.token
      if (query?.definedBy === definedBy || token === undefined) continue
      await this.#write((transaction) => deleteSubscriptionsOf(transaction, token, definedBy))
      this.#isTold = true
    }
  }

  /** What lanes did meanwhile is newer than what was read. */
  async #readAll(): Promise<void> {
    this.#isTold = false
    this.#readMs = performance.now()
    this.#changed = new Set(this.#lanes.keys())
    const rows = await this.#options.database.transaction(this.#options.organisation, selectActive, { readOnly: true })
    const known = new Map(rows.map((row) => [row.id, row]))
    for (const id of this.#changed) {
      const ours = this.#known.get(id)
      if (ours === undefined || !known.has(id)) known.delete(id)
      else known.set(id, ours)
    }
    this.#known = known
    for (const id of this.#suspects) if (!known.has(id)) this.#suspects.delete(id)
  }

  #start(subscription: Subscription): void {
    const { id } = subscription
    const lane = new Lane(subscription, {
      ...this.#options,
      posts: this.#posts,
      reads: this.#reads,
      wasSuspect: this.#suspects.has(id),
      chance: this.#options.chance ?? Math.random,
      mayBegin: () => this.#mayBegin(),
      token: () => this.#lease?.token,
      write: (work) => this.#write(work),
      onChange: (changed) => {
        this.#changed.add(id)
        if (changed === undefined || changed.paused !== null) this.#known.delete(id)
        else this.#known.set(id, changed)
      },
    })
    this.#lanes.set(id, lane)
    void lane.ended.then((error) => {
      this.#lanes.delete(id)
      if (lane.isSuspect) this.#suspects.add(id)
      else this.#suspects.delete(id)
      this.#changed.add(id)
      if (error !== undefined) this.#failed(error)
    })
  }

  #write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#options.database.transaction(this.#options.organisation, work)
  }

  async #release(): Promise<void> {
    const lease = this.#lease
    if (lease === undefined) return
    this.#lease = undefined
    await this.#write((transaction) => deliveryLease.release(transaction, lease.token))
  }

  async #pause(ms: number): Promise<void> {
    if (this.#closing) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }
}
