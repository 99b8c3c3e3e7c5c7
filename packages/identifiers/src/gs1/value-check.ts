import type { Findings, IdentifierProblem } from '../findings.ts'

/** One value under examination. Its characters are told by their position in the whole text that was read, from 1. */
export class ValueCheck {
  readonly ai: string
  readonly value: string
  readonly #findings: Findings
  readonly #at: (index: number) => number

  constructor(findings: Findings, ai: string, value: string, at: (index: number) => number) {
    this.#findings = findings
    this.ai = ai
    this.value = value
    this.#at = at
  }

  /** `index` counts from 0 in the value. */
  report(code: IdentifierProblem, index: number, params: Readonly<Record<string, string | number>>, clause: string): void {
    this.#findings.add(code, { ai: this.ai, ...params, position: this.#at(index) }, clause)
  }
}
