import { sortedNumbers } from '../basis/collections.ts'
import { certain } from '../basis/moment.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import { stepsFrom, stepsTo } from '../chart/coarse.ts'
import { untoldOf } from '../chart/untold.ts'
import { refutedBy } from './atoms.ts'
import type { Scope } from './scope.ts'

/**
 * The facts that keep an object out of a scope that the widest reading would bring it into: of each relation that leads to it, what told it and what
 * ended or refuted it; and where what it leads from is in scope, the facts that brought that in, too late or elsewhere.
 */
export function explainExclusion(scope: Scope, coarse: ReadonlySet<string>, object: string): number[] {
  const { chart, reached } = scope
  const facts: number[] = [...ownFacts(chart, object, coarse), ...metAround(scope, object)]
  // That it may be of a lot, no fact tells.
  const sources = stepsTo(chart, object, true).filter(({ asMember }) => asMember !== true)
  for (const from of new Set(sources.map(({ to }) => to))) {
    if (!coarse.has(from)) continue
    for (const step of stepsFrom(chart, from)) if (step.to === object) facts.push(...step.facts)
    const cause = reached.causeOf(from, certain)
    if (cause !== undefined) facts.push(...cause.facts)
  }
  return sortedNumbers(facts)
}

/** Where a condition met what it lay in at other times: when it was there, and when that was met. */
function metAround({ chart, exposures }: Scope, object: string): number[] {
  const facts = exposures.factsOf(object)
  const seen = new Set([object])
  const waiting = [object]
  for (let inner = waiting.pop(); inner !== undefined; inner = waiting.pop()) {
    for (const { parent, facts: put, endedBy } of chart.staysOf.get(inner) ?? []) {
      const met = exposures.factsOf(parent)
      if (met.length > 0) facts.push(...put, ...endedBy, ...met)
      if (seen.has(parent)) continue
      seen.add(parent)
      waiting.push(parent)
    }
  }
  return facts
}

/** By its name, or as some of its lot or product, is any of these told there? */
const mayTellOf = (chart: Chart, child: string, some: ReadonlySet<string>): boolean =>
  some.has(child) ||
  kindIn(chart, child) === 'class' ||
  [...(chart.membersOf.get(child) ?? []), ...untoldOf(chart, child)].some((unit) => some.has(unit))

/** What its own facts say: how it was made, what was put into it by name, what ended of that which might lead to it. */
function ownFacts(chart: Chart, object: string, coarse: ReadonlySet<string>): readonly number[] {
  const stays = chart.staysIn.get(object) ?? []
  const ended = stays.flatMap(({ child, facts, endedBy }) =>
    endedBy.length > 0 && mayTellOf(chart, child, coarse) ? [...facts, ...endedBy] : [],
  )
  if (kindIn(chart, object) === 'lot') return ended
  const lots = [...(chart.lotsOf.get(object) ?? [])]
  const refuting = lots.flatMap((lot) =>
    (chart.batches.get(lot) ?? []).flatMap(({ kind, making }) =>
      kind !== 'made' || making === undefined
        ? []
        : [...new Set(making.inputs.map(({ object: input }) => chart.objects.get(input)?.product ?? null))].flatMap((product) =>
            product === null ? [] : (refutedBy(chart, making, object, product) ?? []),
          ),
    ),
  )
  const born = (chart.own.get(object) ?? [])[0]?.facts ?? []
  return [...ended, ...refuting, ...born]
}
