import type { Asking } from '../asking.ts'
import { judgeSilence } from '../completeness.ts'
import type { Found, Question } from '../model.ts'
import type { Gap } from '../rules/basis/answer.ts'
import { orderGaps } from '../rules/gaps.ts'
import { withSince } from '../rules/since.ts'
import { namesOfMet } from './met.ts'
import { walkScope } from './scope.ts'

/** What is missing, by the walk that it is missing in; each gap with since when, where anything tells it. */
export type GapsValue = { readonly forward: readonly Gap[]; readonly backward: readonly Gap[] }

/** `gaps`: everything that keeps answers about the seed from being complete, both ways (§7). */
export async function askGaps(asking: Asking, question: Question): Promise<Found<GapsValue>> {
  const silence = judgeSilence(await asking.sources()).gaps
  const told = async (asked: Question) => {
    const { read, gaps } = await walkScope(asking, asked)
    return withSince(read.history, orderGaps([...gaps, ...silence]))
  }
  const forward = await told({ ...question, ask: 'forward' })
  const backward = await told({ ...(await namesOfMet(asking, question)), ask: 'backward' })
  return { value: { forward, backward }, gaps: [...forward, ...backward] }
}
