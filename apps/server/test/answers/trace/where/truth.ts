import { createFactory, type FactoryOptions, maker, type Truth, urns } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import { add, compare, formatDecimal, parseDecimal } from '../../../../src/answers/trace/rules/basis/quantity.ts'
import { drawChart } from '../../../../src/answers/trace/rules/chart/chart.ts'
import { Whereabouts } from '../../../../src/answers/trace/rules/where/whereabouts.ts'
import type { WhereValue } from '../../../../src/answers/trace/rules/where.ts'
import { factsOf, historyOf } from '../history.ts'

export const canonical = (id: string): string => {
  const reading = canonicalize(id)
  if (!reading.ok) throw new TypeError(`not an identifier: ${id}`)
  return reading.value.uri
}

export const us: ReadonlySet<string> = new Set([canonical(urns.party(maker))])

export function tell(options: FactoryOptions) {
  const factory = createFactory(options)
  const documents = [...factory.documents()].map(({ source, document }) => ({
    source,
    receivedAt: document.creationDate,
    document: document as unknown as Record<string, unknown>,
  }))
  const history = historyOf(factsOf(documents))
  const chart = drawChart(history, us)
  const truth: Truth = factory.truth()
  return { history, chart, where: new Whereabouts(chart, us), truth, notables: factory.notables() }
}

/** Lots whose buckets and unexplained rest are not their quantity. */
export function wrongSums({ lots, buckets }: Pick<WhereValue, 'lots' | 'buckets'>): string[] {
  return lots.flatMap(({ lot, uom, quantity, unexplained }) => {
    if (quantity === null || unexplained === null) return []
    const sum = buckets
      .filter((bucket) => bucket.lot === lot && bucket.uom === uom)
      .reduce((total, bucket) => add(total, parseDecimal(bucket.quantity)), parseDecimal(unexplained))
    return compare(sum, parseDecimal(quantity)) === 0 ? [] : [`${lot}: ${formatDecimal(sum)} instead of ${quantity}`]
  })
}
