import type { Gap, GapCode } from '../../../src/answers/trace/rules/answer.ts'

/** Judged by what is promised and by when: not by the events of a history alone, and unknown to the reference. */
const byPromise: ReadonlySet<GapCode> = new Set<GapCode>([
  'arrival-missing',
  'quantity-unexplained',
  'source-silent',
  'granularity-coarser',
  'before-go-live',
])

/** The gaps that the rules find in a history by itself. */
export const toldByEvents = (gaps: readonly Gap[]): Gap[] => gaps.filter(({ code }) => !byPromise.has(code))
