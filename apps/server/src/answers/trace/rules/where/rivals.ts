import { byText } from '../basis/collections.ts'
import { overlap } from '../basis/moment.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import type { Making } from '../chart/makings.ts'
import { birthsOf } from '../scope/births.ts'

/**
 * Events of makings of which not all need be true as told (§1): a unit comes to be once; of a lot of which facts disagree what it is, two makings that
 * tell the same at times that may be the same are perhaps one.
 */
export function rivalMakings(chart: Chart): Set<number> {
  const rivals = [...chart.contested.keys()].flatMap((object) => {
    const births = birthsOf(chart, object)
    if (kindIn(chart, object) === 'instance') return births.length > 1 ? births : []
    return [...Map.groupBy(births, linesOf).values()].flatMap((same) =>
      same.filter((making) => same.some((other) => other !== making && mayBeOne(making, other))),
    )
  })
  return new Set(rivals.flatMap(({ events }) => events.map(({ index }) => index)))
}

const linesOf = ({ inputs, outputs }: Making): string =>
  [inputs, outputs]
    .map((lines) => lines.map(({ object, quantity, uom }) => `${object} ${quantity} ${uom}`).sort(byText))
    .flatMap((lines) => [...lines, '→'])
    .join(' ')

const mayBeOne = (making: Making, other: Making): boolean =>
  making.events.some(({ time }) => other.events.some((event) => overlap(time, event.time)))
