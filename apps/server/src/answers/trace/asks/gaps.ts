import type { Asking } from '../asking.ts'
import { judgeSilence } from '../completeness.ts'
import type { Found, Question } from '../model.ts'
import type { Gap } from '../rules/basis/answer.ts'
import { evaluate } from '../rules/evaluate.ts'
import { orderGaps } from '../rules/gaps.ts'
import { withSince } from '../rules/since.ts'
import { concernedBy, namedIn } from './named.ts'
import { unexplainedIn } from './unexplained.ts'

/** What is missing, by the walk that it is missing in; each gap with since when, where anything tells it. */
export type GapsValue = { readonly forward: readonly Gap[]; readonly backward: readonly Gap[] }

/** `gaps`: everything that keeps answers about the seed from being complete, both ways (§7). */
export async function askGaps(asking: Asking, { seed }: Question): Promise<Found<GapsValue>> {
  const silence = judgeSilence(await asking.sources()).gaps
  const walked: Gap[][] = []
  for (const direction of ['forward', 'backward'] as const) {
    const read = await asking.read(direction, seed)
    const evaluated = evaluate(read.history, direction, seed, read.own)
    const { value, gaps } = evaluated
    const unseen = await asking.unseen(read, namedIn(seed, value), concernedBy(seed, value))
    const unexplained = await unexplainedIn(asking, read, evaluated)
    walked.push(withSince(read.history, orderGaps([...gaps, ...unseen, ...unexplained, ...silence])))
  }
  const [forward = [], backward = []] = walked
  return { value: { forward, backward }, gaps: [...forward, ...backward] }
}
