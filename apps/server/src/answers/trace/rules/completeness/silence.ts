import type { Gap } from '../basis/answer.ts'
import { byText } from '../basis/collections.ts'
import type { Unchecked } from './certificate.ts'

/** What is declared of a source, as far as its silence and its beginning are judged by it. Moments in milliseconds since 1970. */
export type SourcePromise = {
  readonly reportsEveryMs: number | undefined
  readonly goLiveMs: number | undefined
  readonly retiredMs: number | undefined
  readonly declaredMs: number
}
export type Reporting = { readonly name: string /** Receipt of its last accepted document. */; readonly receivedMs: number | null }

export type Missing = { readonly gaps: readonly Gap[]; readonly unchecked: readonly Unchecked[] }

/**
 * Sources that have not kept their rhythm (§7), judged at the time of the last fact that is known. Every source concerns every answer: what a silent
 * one has not told may be about anything. Of one whose rhythm nobody declared, silence cannot be told from having nothing to say.
 * @param momentMs null: no fact is known
 */
export function silentSources(
  reporting: readonly Reporting[],
  promises: ReadonlyMap<string, SourcePromise>,
  momentMs: number | null,
): Missing {
  const gaps: Gap[] = []
  const unchecked: Unchecked[] = []
  const received = new Map(reporting.map(({ name, receivedMs }) => [name, receivedMs]))
  for (const source of [...new Set([...received.keys(), ...promises.keys()])].sort(byText)) {
    const promise = promises.get(source)
    if (promise?.reportsEveryMs === undefined) {
      unchecked.push({ code: 'source-silent', source })
      continue
    }
    const since = sinceWhen(received.get(source) ?? null, promise)
    const until = Math.min(momentMs ?? Number.NEGATIVE_INFINITY, promise.retiredMs ?? Number.POSITIVE_INFINITY)
    if (until - since > promise.reportsEveryMs) gaps.push({ code: 'source-silent', source, since: new Date(since).toISOString() })
  }
  return { gaps, unchecked }
}

/** From when on it is due to say something: its last word, or its going live where that is later; one that never spoke, from its declaration. */
function sinceWhen(receivedMs: number | null, { goLiveMs, declaredMs }: SourcePromise): number {
  if (receivedMs === null) return goLiveMs ?? declaredMs
  return Math.max(receivedMs, goLiveMs ?? Number.NEGATIVE_INFINITY)
}
