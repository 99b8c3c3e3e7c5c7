import type { TraceAnswer } from '../reference/answer.ts'
import type { Expectation } from './scenario.ts'

/** What of an expectation an answer contradicts, in words; empty: nothing. */
export function contradictions(answer: TraceAnswer, expect: Expectation): string[] {
  const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id)
  const found: Record<keyof Expectation, unknown> = {
    certain: answer.certain,
    possible: answer.possible,
    past: ids(answer.past),
    excluded: ids(answer.excluded),
    carriers: answer.carriers,
    consignees: Object.fromEntries(answer.consignees.map(({ id, value }) => [id, value])),
    origins: Object.fromEntries(answer.origins.map(({ id, value }) => [id, value])),
    atMost: answer.atMost,
    oneOf: Object.fromEntries(answer.oneOf.map(({ id, places }) => [id, places])),
    gaps: undefined,
    noGap: undefined,
    voided: answer.voided.length,
  }
  const wrong = Object.entries(expect).flatMap(([name, value]) => {
    const got = found[name as keyof Expectation]
    return got === undefined || text(got) === text(value) ? [] : [`${name}: ${text(got)} instead of ${text(value)}`]
  })
  const hasGap = ({ code, object }: { code: string; object?: string }): boolean =>
    answer.gaps.some((gap) => gap.code === code && (object === undefined || gap.object === object))
  const missing = (expect.gaps ?? []).filter((gap) => !hasGap(gap)).map((gap) => `no gap ${text(gap)} in ${text(answer.gaps)}`)
  const unwanted = (expect.noGap ?? []).filter(hasGap).map((gap) => `a gap ${text(gap)}`)
  return [...wrong, ...missing, ...unwanted]
}

function text(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(text).sort().join(', ')}]`
  return `{${Object.entries(value)
    .map(([name, one]) => `${name}: ${text(one)}`)
    .sort()
    .join(', ')}}`
}
