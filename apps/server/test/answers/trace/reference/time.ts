/** Where on the time line something may lie: UTC milliseconds, both ends included, infinite where unknown or unending. */
export type Span = { readonly from: number; readonly to: number }

export const always: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** §1: *before* holds only if the intervals do not overlap. */
export const surelyBefore = (a: Span, b: Span): boolean => a.to < b.from
export const overlap = (a: Span, b: Span): boolean => a.from <= b.to && b.from <= a.to

export function intersect(a: Span, b: Span): Span | undefined {
  const both = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }
  return both.from <= both.to ? both : undefined
}

/** The same set of moments as few spans, in order. */
export function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of [...spans].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = merged.at(-1)
    if (last !== undefined && span.from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else merged.push(span)
  }
  return merged
}

export const covers = (spans: readonly Span[], inner: Span): boolean => spans.some((span) => span.from <= inner.from && inner.to <= span.to)
export const meets = (spans: readonly Span[], other: Span): boolean => spans.some((span) => overlap(span, other))
export const endsOpen = (spans: readonly Span[]): boolean => spans.some((span) => span.to === Number.POSITIVE_INFINITY)
export const formatMoment = (ms: number): string | null => (Number.isFinite(ms) ? new Date(ms).toISOString() : null)
