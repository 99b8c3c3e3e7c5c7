import assert from 'node:assert/strict'
import type { Gap, GapCode } from '../../../src/answers/trace/rules/basis/answer.ts'

/** Judged by what is promised and by when: not by the events of a history alone, and unknown to the reference. */
const byPromise: readonly GapCode[] = ['arrival-missing', 'quantity-unexplained', 'source-silent', 'granularity-coarser', 'before-go-live']
/** Of what lies beside the scope, and nobody told where it comes from, or what was in it. */
const besides: readonly GapCode[] = ['origin-missing', 'lot-unknown']

const text = (gap: Gap): string => JSON.stringify(Object.entries(gap).sort(([left], [right]) => (left < right ? -1 : 1)))

/** An answer holds every gap that the rules find in the history, and of these kinds no others, but for what was looked for beside it. */
export function assertGaps(gaps: readonly Gap[], told: readonly Gap[], message?: string): void {
  const there = new Set(gaps.map(text))
  assert.deepEqual(
    told.filter((gap) => !there.has(text(gap))),
    [],
    message,
  )
  const expected = new Set(told.map(text))
  const others = gaps.filter((gap) => !expected.has(text(gap)) && ![...byPromise, ...besides].includes(gap.code))
  assert.deepEqual(others, [], message)
}
