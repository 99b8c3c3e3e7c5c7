import { type SourceTerms, selectProductTerms, selectSourceTerms } from '../../registry/terms/index.ts'
import { type Reporting, type SourceState, selectReceiptReporters, selectReporting } from '../../views/genealogy/index.ts'
import type { Asking, Read } from './asking.ts'
import { judgeLooseEnds } from './loose-ends.ts'
import type { Gap } from './rules/basis/answer.ts'
import { missingArrivals, receiversOf } from './rules/completeness/arrivals.ts'
import { beforeGoLive } from './rules/completeness/beginnings.ts'
import { coarserThanDeclared, type Granularity, productsOf } from './rules/completeness/granularity.ts'
import { type Missing, type SourcePromise, silentSources } from './rules/completeness/silence.ts'

/** What is declared of every source and how far each has told, as known at the index of the asking. Read once for an answer. */
export type Sources = {
  readonly reporting: readonly Reporting[]
  readonly promises: ReadonlyMap<string, SourcePromise>
  readonly clocks: ReadonlyMap<string, number>
  /** Milliseconds within which what a source tells as sent is to be told as arrived. */
  readonly arrivals: ReadonlyMap<string, number>
  /** When the last fact that is known was recorded. */
  readonly momentMs: number | null
}

export async function readSources(asking: Pick<Asking, 'reads' | 'index' | 'moment'>): Promise<Sources> {
  const { reads, index } = asking
  const [terms, moment, reporting] = await Promise.all([selectSourceTerms(reads, index), asking.moment(), selectReporting(reads, index)])
  const standing = [...terms].filter(([, one]) => Object.keys(one.terms).length > 0)
  const durationsOf = (term: 'clockUncertaintyMs' | 'arrivesWithinMs'): Map<string, number> =>
    new Map(
      standing.flatMap(
        ([
          name,
          {
            terms: { [term]: durationMs },
          },
        ]) => (durationMs === undefined ? [] : [[name, durationMs]]),
      ),
    )
  return {
    reporting,
    promises: new Map(standing.map(([name, one]) => [name, promiseOf(one.terms, one.declaredAt)])),
    clocks: durationsOf('clockUncertaintyMs'),
    arrivals: durationsOf('arrivesWithinMs'),
    momentMs: moment === null ? null : Date.parse(moment),
  }
}

function promiseOf({ reportsEveryMs, goLive, retired }: SourceTerms, declaredAt: string): SourcePromise {
  const ms = (moment: string | undefined): number | undefined => (moment === undefined ? undefined : Date.parse(moment))
  return { reportsEveryMs, goLiveMs: ms(goLive), retiredMs: ms(retired), declaredMs: Date.parse(declaredAt) }
}

/** Declared clock uncertainty counts beside the measured one: a bound that facts exceed is not believed (§1). */
export function withDeclaredClocks(sources: ReadonlyMap<number, SourceState>, { clocks }: Sources): Map<number, SourceState> {
  return new Map(
    [...sources].map(([id, source]) => {
      const measuredUncertaintyMs = Math.max(source.measuredUncertaintyMs, clocks.get(source.name) ?? 0)
      return [id, { ...source, measuredUncertaintyMs }]
    }),
  )
}

/** What no source told in time: of every answer alike. */
export const judgeSilence = ({ reporting, promises, momentMs }: Sources): Missing => silentSources(reporting, promises, momentMs)

/**
 * What the facts that a walk has read do not tell of the objects that the answer names, though somebody promised it (§7).
 * @param named objects and containers of the answer
 */
export async function judgeRead(asking: Asking, read: Read, named: ReadonlySet<string>, sources: Sources): Promise<Missing> {
  const { history, direction, own } = read
  const { reads, index } = asking
  const { reporting, promises, momentMs } = sources
  const beginnings = beforeGoLive(
    history,
    named,
    reporting.map(({ name }) => name),
    promises,
  )
  // Where things come from does not depend on whether they arrived where they went.
  const receivers = direction === 'forward' ? receiversOf(history, named) : []
  const [terms, reporters, loose] = await Promise.all([
    selectProductTerms(reads, productsOf(history, named), index),
    receivers.length === 0 ? new Set<string>() : selectReceiptReporters(reads, receivers, index),
    read.seed === undefined ? undefined : judgeLooseEnds(asking, read, new Set(read.seed), [...named]),
  ])
  const declared = new Map<string, Granularity>()
  for (const [product, one] of terms) if (one.terms.granularity !== undefined) declared.set(product, one.terms.granularity)
  const coarse = coarserThanDeclared(history, named, declared)
  const telling = new Set([...reporters, ...receivers.filter((party) => own.has(party))])
  const arrivals: Gap[] = direction === 'forward' ? missingArrivals(history, named, telling, { momentMs, within: sources.arrivals }) : []
  return {
    gaps: [...beginnings.gaps, ...coarse.gaps, ...arrivals, ...(loose?.gaps ?? [])],
    unchecked: [...beginnings.unchecked, ...coarse.unchecked, ...(loose?.unchecked ?? [])],
  }
}
