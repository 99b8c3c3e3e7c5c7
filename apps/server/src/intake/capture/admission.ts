/** Free bytes on the disk that the record grows on. Of a database elsewhere it says nothing: that one's own `disk-full` still refuses. */
export type DiskGauge = () => number | Promise<number>

/** Stops intake while the disk still has room for the log: an appended fact must never be what fills it. */
export class DiskWatch {
  readonly #gauge: DiskGauge
  readonly #minFreeBytes: number
  readonly #clock: () => number
  #low = false
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  constructor(gauge: DiskGauge, minFreeBytes: number, clock: () => number) {
    this.#gauge = gauge
    this.#minFreeBytes = minFreeBytes
    this.#clock = clock
  }

  /** Read at most once a second: a gauge read for every request would cost more than it tells. */
  async isLow(): Promise<boolean> {
    if (this.#clock() - this.#readAt >= 1_000) {
      this.#reading ??= this.#read()
      await this.#reading
    }
    return this.#low
  }

  async #read(): Promise<void> {
    try {
      this.#low = (await this.#gauge()) < this.#minFreeBytes
      this.#readAt = this.#clock()
    } finally {
      this.#reading = undefined
    }
  }
}

/** Events per client and minute, counted in fixed minutes; what is over the bound is told apart. */
export class MinuteLimit {
  readonly #perMinute: number
  readonly #minutes = new Map<string, { minute: number; admitted: number; over: number }>()

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** Whether one more is within the bound in the minute of `nowMs`; counted either way. */
  admit(client: string, nowMs: number): boolean {
    const minute = Math.floor(nowMs / 60_000)
    let count = this.#minutes.get(client)
    if (count === undefined) {
      count = { minute, admitted: 0, over: 0 }
      this.#minutes.set(client, count)
    }
    if (count.minute !== minute && count.over === 0) {
      count.minute = minute
      count.admitted = 0
    }
    // A minute with something over its bound stays open until it is summed up: what was counted is never forgotten.
    const within = count.minute === minute && count.admitted < this.#perMinute
    if (within) count.admitted += 1
    else count.over += 1
    return within
  }

  /** Takes out every minute that has ended: how many went over the bound, by client. */
  takeEnded(nowMs: number): { client: string; minuteStartMs: number; over: number }[] {
    const minute = Math.floor(nowMs / 60_000)
    const ended: { client: string; minuteStartMs: number; over: number }[] = []
    for (const [client, count] of this.#minutes) {
      if (count.minute >= minute) continue
      this.#minutes.delete(client)
      if (count.over > 0) ended.push({ client, minuteStartMs: count.minute * 60_000, over: count.over })
    }
    return ended
  }
}
