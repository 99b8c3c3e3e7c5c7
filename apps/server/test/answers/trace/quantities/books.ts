import type { ContentTold } from '../../../../src/answers/trace/rules/basis/measures.ts'
import { drawChart } from '../../../../src/answers/trace/rules/chart/chart.ts'
import { type ConsigneesValue, Consignments } from '../../../../src/answers/trace/rules/consignments.ts'
import { withAsked } from '../../../../src/answers/trace/rules/evaluate.ts'
import { traceForward } from '../../../../src/answers/trace/rules/forward.ts'
import { balanceOf, type CountTold, type Equation } from '../../../../src/answers/trace/rules/quantities/balance.ts'
import { Ledger } from '../../../../src/answers/trace/rules/quantities/ledger.ts'
import { tellQuantities } from '../../../../src/answers/trace/rules/quantities.ts'
import { type Captured, factsOf, historyOf } from '../history.ts'
import { partyUri, uri } from '../scenarios/names.ts'
import type { Story } from '../scenarios/story.ts'

export const own: ReadonlySet<string> = new Set([partyUri('Maker')])

export const booksOf = (documents: readonly Captured[], contents: readonly ContentTold[] = []): Ledger =>
  new Ledger(drawChart(historyOf(factsOf(documents)), own), own, contents)

/** What is not nothing. */
export function shown({ uom, remainders, facts: _facts, ...terms }: Equation & { readonly place?: string | null }): Record<string, string> {
  const told = Object.entries(terms).filter(([, amount]) => amount !== '0' && amount !== null)
  const left = Object.entries(remainders ?? {}).map(([term, rest]) => [`${term} remainder`, rest])
  return { ...(uom === null ? {} : { uom }), ...Object.fromEntries([...told, ...left]) }
}

/** The equations of a lot, one for each unit that cannot be converted; only terms that are not nothing. */
export const totalsOf = (story: Story, lot: string, contents: readonly ContentTold[] = []): Record<string, string>[] =>
  booksOf(story.documents(), contents)
    .items.accountsOf(uri(lot))
    .map((account) => shown(balanceOf(account, undefined, false).total))

export function placesOf(story: Story, lot: string): Record<string, string>[] {
  const [account] = booksOf(story.documents()).items.accountsOf(uri(lot))
  return account === undefined ? [] : balanceOf(account, undefined, false).places.map(shown)
}

export function countsOf(story: Story, lot: string): readonly CountTold[] {
  const [account] = booksOf(story.documents()).items.accountsOf(uri(lot))
  return account === undefined ? [] : balanceOf(account, undefined, false).counts
}

export const gapsOf = (story: Story, lot: string) => tellQuantities(booksOf(story.documents()), [{ id: uri(lot) }], false).gaps

export function consigneesOf(documents: readonly Captured[], seed: readonly string[], withSerials = false): ConsigneesValue {
  const seeds = seed.map(uri)
  const chart = drawChart(withAsked(historyOf(factsOf(documents)), seeds), own, seeds)
  return new Consignments(traceForward(chart, seeds), new Ledger(chart, own, []), withSerials).value()
}

/** Of one consignee, lot by lot, what is not nothing. */
export function deliveredTo({ consignees }: ConsigneesValue, party: string): Record<string, string>[] {
  const found = consignees.find(({ id }) => id === uri(party))
  return (found?.quantities ?? []).map(({ lot: _lot, uom, named: _named, serials: _serials, remainders: _remainders, ...amounts }) => ({
    ...(uom === null ? {} : { uom }),
    ...Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== '0')),
  }))
}
