import type { Chart } from './chart.ts'
import type { Making } from './makings.ts'
import { earlierOf, type Moment, never } from './moment.ts'

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
