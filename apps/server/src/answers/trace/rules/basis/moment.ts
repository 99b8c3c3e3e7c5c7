/**
 * When something happened, as far as it is known: not before `from`, not after `to` (milliseconds since 1970, UTC, both included).
 * Trace semantics §1: what is before what is known only where the two do not overlap.
 */
export type Moment = { readonly from: number; readonly to: number }

/** Before everything: a thing's own coming into being, or a beginning that nobody told. */
export const always: Moment = { from: Number.NEGATIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
/** After everything: what has not ended. */
export const never: Moment = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** In every world. */
export const isBefore = (left: Moment, right: Moment): boolean => left.to < right.from
/** In some world `left` is not after `right`. */
export const mayPrecede = (left: Moment, right: Moment): boolean => left.from <= right.to
export const overlap = (left: Moment, right: Moment): boolean => left.from <= right.to && right.from <= left.to

export const laterOf = (left: Moment, right: Moment): Moment => ({ from: Math.max(left.from, right.from), to: Math.max(left.to, right.to) })
export const earlierOf = (left: Moment, right: Moment): Moment => ({
  from: Math.min(left.from, right.from),
  to: Math.min(left.to, right.to),
})

/** none < possible < certain. */
export type Degree = 0 | 1 | 2
export const none = 0
export const possible = 1
export const certain = 2

export const lesser = (left: Degree, right: Degree): Degree => (left < right ? left : right)
export const greater = (left: Degree, right: Degree): Degree => (left > right ? left : right)

/** Something is affected from `start` until `end`. Degree 2: in every world, for the whole of that time. */
export type Span = { readonly start: Moment; readonly end: Moment; readonly degree: Degree }

/** Affected at that moment: certainly only where it surely began before and surely lasts beyond. */
export function degreeAt(spans: readonly Span[], at: Moment): Degree {
  let best: Degree = none
  for (const { start, end, degree } of spans) {
    if (degree <= best || !mayPrecede(start, at) || !mayPrecede(at, end)) continue
    best = degree === certain && isBefore(start, at) && isBefore(at, end) ? certain : greater(best, possible)
  }
  return best
}

/** The part of a span within [start, end), or none where in no world anything is left of it. */
export function within(span: Span, start: Moment, end: Moment, degree: Degree): Span | undefined {
  const from = laterOf(span.start, start)
  const until = earlierOf(span.end, end)
  if (!mayPrecede(from, until)) return undefined
  const sure = isBefore(from, until)
  return { start: from, end: until, degree: lesser(lesser(span.degree, degree), sure ? certain : possible) }
}

const covers = (wide: Span, narrow: Span): boolean =>
  wide.degree >= narrow.degree &&
  wide.start.from <= narrow.start.from &&
  wide.start.to <= narrow.start.to &&
  wide.end.from >= narrow.end.from &&
  wide.end.to >= narrow.end.to

/** Adds a span to a set in which none covers another. @returns whether the set now says more. */
export function addSpan(spans: Span[], span: Span): boolean {
  if (span.degree === none || spans.some((other) => covers(other, span))) return false
  for (let at = spans.length - 1; at >= 0; at--) if (covers(span, spans[at] as Span)) spans.splice(at, 1)
  spans.push(span)
  return true
}
