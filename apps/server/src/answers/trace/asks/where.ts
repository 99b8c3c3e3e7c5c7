import type { Asking } from '../asking.ts'
import { type Found, limits, type Question } from '../model.ts'
import { drawChart } from '../rules/chart/chart.ts'
import { withAsked } from '../rules/evaluate.ts'
import { Whereabouts } from '../rules/where/whereabouts.ts'
import { locate, type WhereValue } from '../rules/where.ts'
import { walkForward } from './walks.ts'

/** `where`: where all of the forward scope is, or (`onlySeed`) what is asked about itself; at a moment of the world, or now as known (§6). */
export async function askWhere(asking: Asking, question: Question): Promise<Found<WhereValue>> {
  return question.onlySeed === true ? itself(asking, question) : wholeScope(asking, question)
}

/** When it is asked: the time of the last fact that is known, so that the same index gives the same answer for ever. */
export async function momentsOf(asking: Asking, at: string | undefined): Promise<{ now: number; until: number }> {
  const recorded = Date.parse((await asking.moment()) ?? '1970-01-01T00:00:00.000Z')
  const until = at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at)
  return { now: Math.min(recorded, until), until }
}

async function wholeScope(asking: Asking, question: Question): Promise<Found<WhereValue>> {
  const { at = null, onlyCertain } = question
  const { read, seed, evaluated, unseen } = await walkForward(asking, question)
  const { value, gaps, chart, traced } = evaluated
  const { now, until } = await momentsOf(asking, question.at)
  const located = locate({
    where: new Whereabouts(chart, read.own, until),
    scope: traced.scope,
    objects: onlyCertain ? value.certain : [...value.certain, ...value.possible],
    seeds: new Set(seed),
    now,
    listed: listedFor(question),
  })
  return { value: { at, ...located }, gaps: [...gaps, ...unseen] }
}

async function itself(asking: Asking, question: Question): Promise<Found<WhereValue>> {
  const { seed, at = null } = question
  const read = await asking.around(seed)
  const unseen = await asking.unseen(read, seed)
  const chart = drawChart(withAsked(read.history, seed), read.own, seed)
  const { now, until } = await momentsOf(asking, question.at)
  const where = new Whereabouts(chart, read.own, until)
  const located = locate({ where, scope: undefined, objects: [], seeds: new Set(seed), now, listed: listedFor(question) })
  return { value: { at, ...located }, gaps: unseen }
}

const listedFor = ({ withReasons }: Question): number => (withReasons ? Number.POSITIVE_INFINITY : limits.objectsListed)
