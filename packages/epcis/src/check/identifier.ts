import { canonicalize } from '@proofline/identifiers'
import { expandUri } from '../context.ts'
import type { Place } from '../report.ts'
import type { Scope } from './scope.ts'

/**
 * If `uri` is a GS1 identifier (EPC URN or Digital Link), is it a right one? What is wrong with it is told in the words of
 * `@proofline/identifiers` (codes `identifier-…`, texts in its catalogue), at this place. Other URIs are right as they are.
 */
export function checkIdentifierForm(uri: string, place: Place | null, scope: Scope): void {
  const reading = canonicalize(expandUri(uri, scope.context))
  if (reading.ok) return
  for (const { code, params, clause } of reading.problems) scope.report.add(code, place, params, clause)
}
