import type { Reporting } from '../../views/genealogy/index.ts'
import type { Read } from './asking.ts'
import type { Gap } from './rules/basis/answer.ts'
import { byText } from './rules/basis/collections.ts'
import { type Certificate, certify, type SourceCoverage, type Unchecked } from './rules/completeness/certificate.ts'

/** What an ask has looked at, gathered while it is answered. */
export class CoverageLog {
  readonly #events = new Map<number, string>()
  readonly #reached = new Set<string>()
  #bounded: { readonly events: number; readonly objects: number } | undefined

  /** Events that a walk has read. */
  read({ history }: Pick<Read, 'history'>): void {
    for (const { index, source } of history.events) this.#events.set(index, source)
  }

  /** Objects that an answer names. */
  reach(objects: Iterable<string>): void {
    for (const object of objects) this.#reached.add(object)
  }

  bound(events: number, objects: number): void {
    this.#bounded = { events: Math.max(events, this.#bounded?.events ?? 0), objects: Math.max(objects, this.#bounded?.objects ?? 0) }
  }

  certify(sources: readonly Reporting[], gaps: readonly Gap[], unchecked: readonly Unchecked[]): Certificate {
    const counts = new Map<string, number>()
    for (const source of this.#events.values()) counts.set(source, (counts.get(source) ?? 0) + 1)
    const covered = sources
      .map(({ name, receivedMs, occurredMs }): SourceCoverage => {
        const reportingUntil = { received: momentOf(receivedMs), occurred: momentOf(occurredMs) }
        return { source: name, events: counts.get(name) ?? 0, reportingUntil }
      })
      .sort((left, right) => byText(left.source, right.source))
    const bounded = this.#bounded === undefined ? {} : { bounded: this.#bounded }
    return certify({ eventsSeen: this.#events.size, sources: covered, ...bounded }, this.#reached, gaps, unchecked)
  }
}

const momentOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
