import type { Reason } from '../basis/answer.ts'
import { sortedNumbers } from '../basis/collections.ts'
import { certain, type Degree, possible } from '../basis/moment.ts'
import type { Scope } from './scope.ts'

/** One chain from a seed to an object in scope: the facts that assert each step. Any other chain would do as well; this is one that holds. */
export function reasonFor(scope: Scope, object: string): Reason {
  const degree: Degree = scope.reached.causeOf(object, certain) === undefined ? possible : certain
  const through = new Set([object])
  const facts: number[] = []
  for (let at: string | undefined = object; at !== undefined; ) {
    const cause = scope.reached.causeOf(at, degree)
    for (const fact of cause?.facts ?? []) facts.push(fact)
    at = cause?.from
    if (at === undefined || through.has(at)) break
    through.add(at)
  }
  return { id: object, facts: sortedNumbers(facts), through: [...through].reverse() }
}
