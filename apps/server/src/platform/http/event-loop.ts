import { monitorEventLoopDelay } from 'node:perf_hooks'

export type EventLoopDelay = { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number; readonly sinceMs: number }

const resolutionMs = 10

/** How late this thread comes to its work: what a request could wait because another one is busy here. */
export class EventLoopMonitor {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  #since = performance.now()

  constructor() {
    this.#histogram.enable()
  }

  /** Since the start or the last `reset`; the sampling interval itself is taken off. */
  read(): EventLoopDelay {
    const late = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e5 - resolutionMs * 10) / 10)
    const { max } = this.#histogram
    return {
      p50Ms: late(this.#histogram.percentile(50)),
      p99Ms: late(this.#histogram.percentile(99)),
      maxMs: Number.isFinite(max) ? late(max) : 0,
      sinceMs: Math.round(performance.now() - this.#since),
    }
  }

  reset(): void {
    this.#histogram.reset()
    this.#since = performance.now()
  }

  close(): void {
    this.#histogram.disable()
  }
}
