import { stripVTControlCharacters } from 'node:util'

export type Verdict = 'passed' | 'failed' | 'skipped'

/** One thing that was looked at: a configuration compiled, a lint run, one test. */
export type Outcome = {
  readonly name: string
  readonly verdict: Verdict
  readonly durationMs: number
  /** Of a failure: everything the reader needs. Of something skipped: the reason. */
  readonly detail?: string
}

export type Count = { passed: number; failed: number; skipped: number }

/** A part of the run, such as one test file, and what was looked at in it. */
export type Part = { readonly name: string; readonly durationMs: number; readonly outcomes: readonly Outcome[] }

export function countOutcomes(outcomes: readonly Outcome[]): Count {
  const count: Count = { passed: 0, failed: 0, skipped: 0 }
  for (const { verdict } of outcomes) count[verdict] += 1
  return count
}

/** The one closing line. What was skipped is told and never counted as passed. */
export const closingLine = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** A run that looked at nothing has shown nothing: it fails like one that found something wrong. */
export const exitCode = ({ passed, failed }: Count): 0 | 1 => (failed > 0 || passed === 0 ? 1 : 0)

const seconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(1)} s`

/** One line a part, below it the failures in full and the reasons of what was skipped. */
export function describePart({ name, durationMs, outcomes }: Part): string {
  const count = countOutcomes(outcomes)
  const mark = count.failed > 0 ? 'FAIL' : count.passed === 0 ? 'skip' : 'ok'
  const lines = [`  ${mark.padEnd(5)}${name}  ${closingLine(count).replace(', 0 failed', '')}  ${seconds(durationMs)}`]
  for (const outcome of outcomes) {
    if (outcome.verdict === 'failed') lines.push(`    ✗ ${outcome.name}`, indent(shorten(outcome.detail ?? ''), 6))
    if (outcome.verdict === 'skipped') lines.push(`    - skipped: ${outcome.name}${outcome.detail ? ` (${outcome.detail})` : ''}`)
  }
  return lines.join('\n')
}

const longestDetail = 400

function shorten(text: string): string {
  const lines = stripVTControlCharacters(text).trimEnd().split('\n')
  if (lines.length <= longestDetail) return lines.join('\n')
  return [...lines.slice(0, longestDetail), `… ${lines.length - longestDetail} more lines`].join('\n')
}

const indent = (text: string, width: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(width))

/** The slowest outcomes above `thresholdMs`, at most `most`, slowest first. */
export function describeSlow(parts: readonly Part[], thresholdMs: number, most: number): string[] {
  return parts
    .flatMap((part) => part.outcomes.map((outcome) => ({ part: part.name, ...outcome })))
    .filter(({ durationMs }) => durationMs >= thresholdMs)
    .sort((a, b) => b.durationMs - a.durationMs)
    .slice(0, most)
    .map(({ part, name, durationMs }) => `  ${seconds(durationMs).padStart(8)}  ${part === name ? name : `${part}: ${name}`}`)
}
