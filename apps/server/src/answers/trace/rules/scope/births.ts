import { certain, type Degree, degreeAt, earlierOf, lesser, type Moment, mayPrecede, never, none, possible } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import type { Making } from '../chart/makings.ts'
import { mayComeFrom, removedAt } from '../chart/origins.ts'
import type { Stay } from '../chart/stays.ts'
import type { Reached } from './reached.ts'

const known = new WeakMap<Chart, Map<string, Moment>>()

/** When a thing came to be, at the latest, as far as its own facts tell: it is told of at least from then on. */
export function birthOf(chart: Chart, object: string): Moment {
  const births = known.get(chart) ?? new Map<string, Moment>()
  known.set(chart, births)
  const birth = births.get(object) ?? (chart.own.get(object) ?? []).reduce<Moment>((moment, { time }) => earlierOf(moment, time), never)
  births.set(object, birth)
  return birth
}

/** Makings that a thing came out of without having gone in. */
export const birthsOf = (chart: Chart, object: string): Making[] =>
  (chart.makingsOf.get(object) ?? []).filter(({ inputs }) => !inputs.some((line) => line.object === object))

type Reaching = { readonly chart: Chart; readonly reached: Reached }

/** How far what was taken out of a unit came with it: where no fact tells of it before (§8.14). Some of a lot: perhaps any of it. */
export function originDegree({ chart, reached }: Reaching, object: string, stay: Stay): Degree {
  if (!mayComeFrom(chart, stay)) return none
  const { parent, end, endedBy, degree } = stay
  if (kindIn(chart, object) === 'lot') {
    const cameWith = degreeAt(reached.inherent.get(parent) ?? [], removedAt(chart, stay))
    return lesser(reached.seeds.has(parent) ? certain : cameWith, possible)
  }
  const isTold = ({ time, facts }: Standing): boolean => mayPrecede(time, end) && !facts.some((fact) => endedBy.includes(fact))
  if ((chart.own.get(object) ?? []).some(isTold)) return none
  const cameWith = degreeAt(reached.inherent.get(parent) ?? [], end)
  return lesser(reached.seeds.has(parent) ? certain : cameWith, degree)
}
