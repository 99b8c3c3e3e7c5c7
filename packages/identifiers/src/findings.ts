import type { Problem } from '@proofline/problems'
import type { Gs1Problem } from './gs1/problems.ts'

/** Every way in which an identifier can be wrong; the reader's words stand in `texts.ts`. */
export type IdentifierProblem =
  | 'identifier-empty'
  | 'identifier-too-long'
  | 'identifier-not-uri'
  | 'identifier-bad-character'
  | 'identifier-bad-escape'
  | 'identifier-must-be-escaped'
  | 'epc-scheme-unknown'
  | 'epc-parts'
  | 'epc-company-prefix'
  | 'epc-reference-length'
  | 'epc-reference-digits'
  | 'epc-grammar'
  | 'epc-pattern-not-class'
  | 'key-length'
  | 'key-digits'
  | 'key-company-prefix'
  | 'key-characters'
  | 'key-check-digit'
  | 'key-check-characters'
  | 'key-leading-zero'
  | 'piece-of-total'
  | 'link-no-key'
  | 'link-scheme-case'
  | 'link-convenience-name'
  | 'link-qualifier'
  | 'link-qualifier-order'
  | 'link-qualifier-in-query'
  | 'link-trailing-slash'
  | 'urn-prefix-length-missing'
  | 'urn-prefix-length'
  | 'urn-prefix-digits'
  | 'urn-extension-zero'
  | 'urn-none'
  | Gs1Problem

/** The most problems told of one identifier: hostile input must not be answered with more than it sent. */
const most = 20

/** Collects problems; made only once something is wrong, so that good input pays nothing. Positions count characters from 1. */
export class Findings {
  readonly problems: Problem[] = []
  /** JSON Pointer to the part of the input that is being examined, where it has parts. */
  pointer = ''
  /** What stands in front of the text that is being examined, in characters: positions count from the very beginning. */
  shift = 0

  add(code: IdentifierProblem, params: Readonly<Record<string, string | number>>, clause?: string): void {
    if (this.problems.length >= most) return
    const at = this.pointer
    const { position } = params
    const told = this.shift > 0 && typeof position === 'number' ? { ...params, position: position + this.shift } : params
    this.problems.push(clause === undefined ? { code, at, params: told } : { code, at, params: told, clause })
  }
}
