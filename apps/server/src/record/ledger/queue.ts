import type { Prepared } from './prepare.ts'
import type { Decision } from './rules.ts'

/** A submission whose bytes are ready, and who waits for it. */
export type Waiting = {
  readonly prepared: Prepared
  readonly since: number
  readonly settle: (settled: Settled) => void
  readonly fail: (error: unknown) => void
}

export type Settled = { readonly decision: Decision; readonly size: number }

/** What waits to be appended: small submissions share a batch, a large one is a batch of its own, and the two kinds take turns. */
export class Queue {
  readonly #maxFacts: number
  readonly #small: Waiting[] = []
  readonly #large: Waiting[] = []
  #smallFacts = 0
  #largeIsNext = false

  constructor(maxFacts: number) {
    this.#maxFacts = maxFacts
  }

  add(waiting: Waiting): void {
    const { count } = waiting.prepared
    if (count > this.#maxFacts) {
      this.#large.push(waiting)
    } else {
      this.#small.push(waiting)
      this.#smallFacts += count
    }
  }

  get isEmpty(): boolean {
    return this.#small.length + this.#large.length === 0
  }

  /** Waiting longer would not make the next batch any better. */
  get isFull(): boolean {
    return this.#large.length > 0 || this.#smallFacts >= this.#maxFacts
  }

  /** Small submissions that wait. */
  get smallMembers(): number {
    return this.#small.length
  }

  /** When the longest-waiting small submission came. */
  get since(): number | undefined {
    return this.#small[0]?.since
  }

  /** The next batch, in the order of arrival; empty where nothing waits. */
  take(): Waiting[] {
    const large = this.#largeIsNext || this.#small.length === 0 ? this.#large.shift() : undefined
    this.#largeIsNext = large === undefined
    return large === undefined ? this.#takeSmall() : [large]
  }

  #takeSmall(): Waiting[] {
    let facts = 0
    let end = 0
    for (const { prepared } of this.#small) {
      if (end > 0 && facts + prepared.count > this.#maxFacts) break
      facts += prepared.count
      end += 1
    }
    this.#smallFacts -= facts
    return this.#small.splice(0, end)
  }
}
