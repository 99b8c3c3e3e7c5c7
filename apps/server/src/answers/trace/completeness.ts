import { type SourceTerms, selectProductTerms, selectSourceTerms } from '../../registry/terms/index.ts'
import { type Reporting, type SourceState, selectReceiptReporters, selectReporting } from '../../views/genealogy/index.ts'
import type { Asking, Read } from './asking.ts'
import { judgeLooseEnds } from './loose-ends.ts'
import type { Gap } from './rules/answer.ts'
import { missingArrivals, receiversOf } from './rules/arrivals.ts'
import { beforeGoLive } from './rules/beginnings.ts'
import { coarserThanDeclared, type Granularity, productsOf } from './rules/granularity.ts'
import { type Missing, type SourcePromise, silentSources } from './rules/silence.ts'

/** What is declared of every source and how far each has told, as known at the index of the asking. Read once for an answer. */
export type Sources = {
  readonly reporting: readonly Reporting[]
  readonly promises: ReadonlyMap<string, SourcePromise>
  readonly clocks: ReadonlyMap<string, number>
  /** When the last fact that is known was recorded. */
  readonly momentMs: number | null
}

export async function readSources(asking: Pick<Asking, 'transaction' | 'index' | 'moment'>): Promise<Sources> {
  const { transaction, index } = asking
  const terms = await selectSourceTerms(transaction, index)
  const moment = await asking.moment()
  const standing = [...terms].filter(([, one]) => Object.keys(one.terms).length > 0)
  return {
    reporting: await selectReporting(transaction, index),
    promises: new Map(standing.map(([name, one]) => [name, promiseOf(one.terms, one.declaredAt)])),
    clocks: new Map(
      standing.flatMap(([name, one]) => (one.terms.clockUncertaintyMs === undefined ? [] : [[name, one.terms.clockUncertaintyMs]])),
    ),
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
  const { transaction, index } = asking
  const { reporting, promises, momentMs } = sources
  const beginnings = beforeGoLive(
    history,
    named,
    reporting.map(({ name }) => name),
    promises,
  )
  const terms = await selectProductTerms(transaction, productsOf(history, named), index)
  const declared = new Map<string, Granularity>()
  for (const [product, one] of terms) if (one.terms.granularity !== undefined) declared.set(product, one.terms.granularity)
  const coarse = coarserThanDeclared(history, named, declared)
  const arrivals: Gap[] = []
  // Where things come from does not depend on whether they arrived where they went.
  if (direction === 'forward') {
    const receivers = receiversOf(history, named)
    const reporters = await selectReceiptReporters(transaction, receivers, index)
    arrivals.push(...missingArrivals(history, named, new Set([...reporters, ...receivers.filter((party) => own.has(party))]), momentMs))
  }
  const loose = read.seed === undefined ? undefined : await judgeLooseEnds(asking, read, new Set(read.seed), [...named])
  return {
    gaps: [...beginnings.gaps, ...coarse.gaps, ...arrivals, ...(loose?.gaps ?? [])],
    unchecked: [...beginnings.unchecked, ...coarse.unchecked, ...(loose?.unchecked ?? [])],
  }
}
