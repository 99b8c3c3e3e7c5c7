import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { canonicalEvent, checkDocument, type EpcisEvent, type JsonValue, normalizeEvent } from '@proofline/epcis'
import type { CapturedDocument } from '../scenarios/story.ts'
import type { HistoryFact } from './answer.ts'

/** The facts that documents become, in the order of their capture; indexes as if nothing else stood in the log. A repetition is no new fact. */
export function factsOf(documents: readonly CapturedDocument[]): HistoryFact[] {
  const facts: HistoryFact[] = []
  const seen = new Set<string>()
  for (const { source, receivedAt, document } of documents) {
    const checked = checkDocument(document as JsonValue)
    assert.ok(checked.ok, `not an EPCIS document: ${checked.ok ? '' : JSON.stringify(checked.problems)}`)
    checked.value.events.forEach(({ event, context }, position) => {
      const { errorDeclaration: _, ...content } = event
      const key = `${source}\n${canonicalEvent(event, context)}`
      if (seen.has(key)) return
      seen.add(key)
      const contentHash = createHash('sha256')
        .update(canonicalEvent(content as EpcisEvent, context))
        .digest('hex')
      facts.push({ index: facts.length, source, receivedAt, event: normalizeEvent(event, context), position, contentHash })
    })
  }
  return facts
}
