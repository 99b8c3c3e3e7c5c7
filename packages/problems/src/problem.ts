/**
 * One thing that is wrong with an input. `code` is stable and documented; the reader's words come from the catalogue of the module
 * that owns the code. `at` is a JSON Pointer (RFC 6901) into the input, '' for the whole of it. `clause` names the rule that is
 * broken ("EPCIS 2.0 §7.4.1.2", "GS1 General Specifications §3.3.2").
 */
export type Problem = {
  readonly code: string
  readonly at: string
  readonly params?: Readonly<Record<string, string | number>>
  readonly clause?: string
}

/** Bad input is a value, not an exception: either what was asked for, or every problem found (at least one). */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] }

export const succeed = <T>(value: T): Result<T> => ({ ok: true, value })

export const refuse = (...problems: Problem[]): { readonly ok: false; readonly problems: readonly Problem[] } => ({ ok: false, problems })

/** Appends reference tokens to a JSON Pointer, escaping `~` and `/` (RFC 6901 §3). */
export function atPath(base: string, ...tokens: (string | number)[]): string {
  let pointer = base
  for (const token of tokens) {
    pointer += `/${typeof token === 'number' ? token : token.replaceAll('~', '~0').replaceAll('/', '~1')}`
  }
  return pointer
}
