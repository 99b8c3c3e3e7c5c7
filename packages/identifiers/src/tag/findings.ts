import type { Problem } from '@proofline/problems'
import type { BitReader } from './bits.ts'

/** Every way in which a tag's contents, or the wish for them, can be wrong; the reader's words stand in `texts.ts`. */
export type TagProblem =
  | 'tag-empty'
  | 'tag-not-hex'
  | 'tag-too-long'
  | 'tag-header'
  | 'tag-header-reserved'
  | 'tag-unprogrammed'
  | 'tag-cut-short'
  | 'tag-partition'
  | 'tag-number-range'
  | 'tag-reserved-bits'
  | 'tag-character'
  | 'tag-text-empty'
  | 'tag-text-end'
  | 'tag-numeric-string'
  | 'tag-encoding-indicator'
  | 'tag-length-indicator'
  | 'tag-digit'
  | 'tag-date'
  | 'tag-date-type'
  | 'tag-data-key'
  | 'tag-data-value'
  | 'tag-hostname'
  | 'tag-hostname-code'
  | 'tag-hostname-length'
  | 'tag-hostname-missing'
  | 'tag-date-missing'
  | 'tag-option-unused'
  | 'tag-scheme-unknown'
  | 'tag-scheme-mismatch'
  | 'tag-scheme-none'
  | 'tag-serial-missing'
  | 'tag-no-fit'
  | 'tag-no-fit-anywhere'
  | 'tag-filter'
  | 'tag-uri-grammar'
  | 'tag-uri-too-long'
  | 'tag-uri-controls'
  | 'tag-raw-application'
  | 'tag-raw-value'

export type ProblemParams = Readonly<Record<string, string | number>>

/** The most problems told of one tag: hostile input must not be answered with more than it sent. */
const most = 20

export class TagFindings {
  readonly problems: Problem[] = []

  add(code: TagProblem, params: ProblemParams, clause: string): void {
    this.take([{ code, at: '', params, clause }])
  }

  take(problems: readonly Problem[]): void {
    for (const problem of problems) if (this.problems.length < most) this.problems.push(problem)
  }
}

/**
 * A tag that is being read: its bits and what is wrong with them. Positions name hexadecimal digits, from 1, whatever the input was. Once the
 * bits have run out nothing more is told: zeros that were never there would only make up faults.
 */
export class Decoding {
  readonly reader: BitReader
  readonly findings = new TagFindings()

  /** Where a field ends can no longer be told: what follows is not read. */
  stopped = false

  constructor(reader: BitReader) {
    this.reader = reader
  }

  get ended(): boolean {
    return this.stopped || this.reader.overrun
  }

  positionOf(bit: number): number {
    return (bit >> 2) + 1
  }

  add(code: TagProblem, bit: number, params: ProblemParams, clause: string): void {
    if (!this.ended) this.findings.add(code, { ...params, position: this.positionOf(bit) }, clause)
  }

  /** Adds what makes all further reading senseless. Where the bits have run out already, that is the reason and not what zeros seem to say. */
  stop(code: TagProblem, bit: number, params: ProblemParams, clause: string): void {
    if (this.ended) return
    this.add(code, bit, params, clause)
    this.stopped = true
  }
}
