import { drawChart } from '../../../../src/answers/trace/rules/chart/chart.ts'
import { contentsOf } from '../../../../src/answers/trace/rules/contents.ts'
import { withAsked } from '../../../../src/answers/trace/rules/evaluate.ts'
import { traceForward } from '../../../../src/answers/trace/rules/forward.ts'
import { journeyOf } from '../../../../src/answers/trace/rules/where/mentions.ts'
import { Whereabouts } from '../../../../src/answers/trace/rules/where/whereabouts.ts'
import { locate, type Spot, type WhereValue } from '../../../../src/answers/trace/rules/where.ts'
import { factsOf, historyOf } from '../history.ts'
import { parties, partyUri, placeUri, uri } from '../scenarios/names.ts'
import type { Story } from '../scenarios/story.ts'

export const own = [partyUri('Maker'), placeUri('Maker')]

export type Asked = {
  readonly only?: 'seed'
  /** Local time, as stories tell it. */
  readonly at?: string
  readonly now?: string
  readonly afterDocuments?: number
}

const local = (moment: string): number => Date.parse(`${moment.replace(' ', 'T')}:00+08:00`)

export function lookInto(story: Story, seed: readonly string[], { at, afterDocuments }: Asked = {}) {
  const seeds = seed.map(uri)
  const history = withAsked(historyOf(factsOf(story.documents().slice(0, afterDocuments))), seeds)
  const chart = drawChart(history, new Set(own), seeds)
  return { history, chart, seeds, where: new Whereabouts(chart, new Set(own), at === undefined ? Number.POSITIVE_INFINITY : local(at)) }
}

export function whereIs(story: Story, seed: readonly string[], asked: Asked = {}): Omit<WhereValue, 'at'> {
  const { chart, seeds, where } = lookInto(story, seed, asked)
  const traced = asked.only === 'seed' ? undefined : traceForward(chart, seeds)
  const objects = traced === undefined ? [] : [...traced.value.certain, ...traced.value.possible]
  const now = local(asked.now ?? asked.at ?? '2025-04-01 00:00')
  return locate({ where, scope: traced?.scope, objects, seeds: new Set(seeds), now, listed: 1_000 })
}

const nameOf = (party: string): string => parties.find((one) => partyUri(one) === party || placeUri(one) === party) ?? party

/** `at-consignee A`, `in-stock held`, `unknown (at-consignee A | in-stock)`. */
export function spell(spot: Spot & { readonly oneOf?: readonly Spot[] }): string {
  const words = [
    spot.state,
    spot.status === undefined || spot.status === 'free' ? '' : spot.status,
    spot.party === undefined ? '' : nameOf(spot.party),
  ]
  const choice = spot.oneOf === undefined ? '' : `(${[...new Set(spot.oneOf.map(spell))].sort().join(' | ')})`
  return [...words, choice].filter((word) => word !== '').join(' ')
}

/** What of a lot is where: `at-consignee A: 30`; `possible` where its scope is only that. */
export const bucketsOf = ({ buckets }: Pick<WhereValue, 'buckets'>, lot: string): Record<string, string> => {
  const told = buckets.filter((bucket) => bucket.lot === uri(lot))
  return Object.fromEntries(
    told.map((bucket) => [`${spell(bucket)}${bucket.value === 'possible' ? ' possible' : ''}`, `${bucket.quantity}${bucket.uom ?? ''}`]),
  )
}

export const totalOf = ({ lots }: Pick<WhereValue, 'lots'>, lot: string) => {
  const { quantity, unexplained, excluded } = lots.find((one) => one.lot === uri(lot)) ?? {}
  return { quantity, unexplained, excluded }
}

export function spotOfThing({ objects, unresolved }: Pick<WhereValue, 'objects' | 'unresolved'>, name: string): string {
  const found = [...objects, ...unresolved].find(({ id }) => id === uri(name))
  return found === undefined ? 'not told' : spell(found)
}

export const contentsIn = (story: Story, holder: string, asked: Asked = {}) => {
  const { chart, where } = lookInto(story, [holder], asked)
  return contentsOf(chart, uri(holder), where.until)
}

/** The steps of a history: `shipping`, `packing by container`. */
export function stepsOf(story: Story, object: string, asked: Asked = {}): string[] {
  const { history, where } = lookInto(story, [object], asked)
  return journeyOf(where, history, uri(object)).map(({ event, how, degree }) => {
    const step = event.bizStep?.split('-').pop() ?? event.type
    return `${step}${how === 'own' ? '' : ` by ${how}`}${degree === 2 ? '' : ', perhaps'}${event.voidedAt === null ? '' : ', voided'}`
  })
}
