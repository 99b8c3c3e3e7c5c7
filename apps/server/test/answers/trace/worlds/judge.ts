import type { TraceAnswer } from '../reference/answer.ts'
import { partyUri } from '../scenarios/names.ts'
import type { Verdicts } from './enumerate.ts'
import { idOf } from './happening.ts'

/**
 * Where an answer says more than the worlds do (§0): `certain` of what some world denies, or nothing of what some world affirms. A lot is
 * certain if all its units are affected; its unnamed units are spoken for by the lot, its named ones by themselves.
 */
export function unsound(answer: TraceAnswer, worlds: Verdicts, lots: readonly string[], names: readonly string[]): string[] {
  const certain = new Set(answer.certain)
  const open = new Set([...answer.certain, ...answer.possible])
  const ever = new Set([...open, ...answer.past.map(({ id }) => id)])
  const consignee = (party: 'A' | 'B') => answer.consignees.find(({ id }) => id === partyUri(party))?.value
  return [
    ...lots.filter((lot) => certain.has(idOf(lot)) && worlds.wholeLot(lot) !== 'every').map((lot) => `${lot} is not certain`),
    ...lots.filter((lot) => !open.has(idOf(lot)) && worlds.someUnnamed(lot) !== 'none').map((lot) => `${lot} is possible`),
    ...names.filter((name) => certain.has(idOf(name)) && worlds.unitNow(name) !== 'every').map((name) => `${name} is not certain`),
    ...names
      .filter((name) => !open.has(idOf(name)) && worlds.unitNow(name) !== 'none')
      .map((name) => `${name} is affected still, in some world`),
    ...names.filter((name) => !ever.has(idOf(name)) && worlds.unitEver(name) !== 'none').map((name) => `${name} was possible`),
    ...(['A', 'B'] as const)
      .filter((party) => consignee(party) === 'certain' && worlds.consignee(party) !== 'every')
      .map((party) => `${party} is not certain`),
    ...(['A', 'B'] as const)
      .filter((party) => [undefined, 'excluded'].includes(consignee(party)) && worlds.consignee(party) !== 'none')
      .map((party) => `${party} is possible`),
  ]
}

/** Where an answer says less than it could: possible what every world affirms, or what none does. No fault, but worth knowing. */
export function imprecise(
  answer: TraceAnswer,
  worlds: Verdicts,
  names: readonly string[],
): { tooWide: number; tooWeak: number; judged: number } {
  const possible = new Set(answer.possible)
  const judged = names.filter((name) => possible.has(idOf(name)))
  const parties = (['A', 'B'] as const).filter((party) =>
    answer.consignees.some(({ id, value }) => id === partyUri(party) && value === 'possible'),
  )
  const verdicts = [...judged.map(worlds.unitNow), ...parties.map(worlds.consignee)]
  return {
    judged: verdicts.length,
    tooWide: verdicts.filter((one) => one === 'none').length,
    tooWeak: verdicts.filter((one) => one === 'every').length,
  }
}
