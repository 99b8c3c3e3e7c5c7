import type { Problem } from '@proofline/problems'

/** Where a value stands: its name or number in the value above it; null is the whole input. */
export type Place = { readonly up: Place | null; readonly token: string | number }

const longestPointer = 1_000
const longestParam = 120

/**
 * The JSON Pointer (RFC 6901) of a place. Of a place deeper than 1,000 characters of pointer, that of its nearest ancestor that is
 * not: hostile names of a megabyte must not come back a thousand times.
 */
export function formatPlace(place: Place | null): string {
  const tokens: (string | number)[] = []
  for (let at = place; at !== null; at = at.up) tokens.push(at.token)
  let pointer = ''
  for (let i = tokens.length - 1; i >= 0; i -= 1) {
    const token = String(tokens[i])
    if (pointer.length + token.length >= longestPointer) return pointer
    const next = `${pointer}/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (next.length > longestPointer) return pointer
    pointer = next
  }
  return pointer
}

/** A parameter as it may be shown: cut at 120 characters, never through a surrogate pair. */
export function shorten(text: string): string {
  if (text.length <= longestParam) return text.toWellFormed()
  return `${text
    .slice(0, longestParam)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`
}

/** How many problems may still be listed; several reports may draw on one. */
export type Budget = { left: number }

/** Lists problems while its budget lasts and counts the rest. */
export class Report {
  readonly #budget: Budget
  readonly #listed: Problem[] = []
  #total = 0

  constructor(budget: Budget) {
    this.#budget = budget
  }

  get total(): number {
    return this.#total
  }

  /** True while another problem would be listed: dear parameters (positions, suggestions) need not be made otherwise. */
  get listing(): boolean {
    return this.#budget.left > 0
  }

  add(code: string, place: Place | null, params?: Readonly<Record<string, string | number>>, clause?: string): void {
    this.#total += 1
    if (this.#budget.left <= 0) return
    this.#budget.left -= 1
    const shown: Record<string, string | number> = {}
    for (const [name, value] of Object.entries(params ?? {})) shown[name] = typeof value === 'string' ? shorten(value) : value
    this.#listed.push({
      code,
      at: formatPlace(place),
      ...(params === undefined ? {} : { params: shown }),
      ...(clause === undefined ? {} : { clause }),
    })
  }

  /** The problems listed, in the order found. */
  get listed(): readonly Problem[] {
    return this.#listed
  }

  /** The problems listed, and where there were more, a last one that says how many. */
  close(at = ''): readonly Problem[] {
    return closeProblems(this.#listed, this.#total, at)
  }
}

/** What was listed of `total` problems, closed by the number of those that were not. */
export function closeProblems(listed: readonly Problem[], total: number, at = ''): readonly Problem[] {
  const omitted = total - listed.length
  return omitted === 0 ? listed : [...listed, { code: 'problems-omitted', at, params: { count: omitted } }]
}
