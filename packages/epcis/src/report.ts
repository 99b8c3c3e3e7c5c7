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

/** Collects problems up to a limit and counts the rest. */
export class Report {
  readonly #limit: number
  readonly #listed: Problem[] = []
  #total = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get total(): number {
    return this.#total
  }

  /** True while another problem would be listed: dear parameters (positions, suggestions) need not be made otherwise. */
  get listing(): boolean {
    return this.#total < this.#limit
  }

  add(code: string, place: Place | null, params?: Readonly<Record<string, string | number>>, clause?: string): void {
    this.#total += 1
    if (this.#total > this.#limit) return
    const shown: Record<string, string | number> = {}
    for (const [name, value] of Object.entries(params ?? {})) shown[name] = typeof value === 'string' ? shorten(value) : value
    this.#listed.push({
      code,
      at: formatPlace(place),
      ...(params === undefined ? {} : { params: shown }),
      ...(clause === undefined ? {} : { clause }),
    })
  }

  /** Every problem listed, in the order found; the last one says how many more there were. */
  close(): readonly Problem[] {
    const omitted = this.#total - this.#listed.length
    return omitted === 0 ? this.#listed : [...this.#listed, { code: 'problems-omitted', at: '', params: { count: omitted } }]
  }
}
