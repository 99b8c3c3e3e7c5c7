import { canonicalize, isGs1 } from '@proofline/identifiers'

const mostIdentifiers = 100
const mostCandidates = 2_000

/** Anything that may be an EPC URN or a Digital Link. Each repetition is bounded: linear in the text, whatever it is. */
const candidate = /(?:urn:epc:|https?:\/\/)[^\s"'<>\\,[\]{}]{1,400}/g

/**
 * GS1 identifiers that the bytes of a refused document name, canonical, each once, the first hundred. Read from the text, because what is refused
 * may be no JSON at all; so that who looks for an object later finds that a message about it was refused.
 */
export function findIdentifiers(bytes: Uint8Array): string[] {
  const found = new Set<string>()
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').replaceAll('\\/', '/')
  let candidates = 0
  for (const [told] of text.matchAll(candidate)) {
    candidates += 1
    const identifier = canonicalize(told)
    if (identifier.ok && isGs1(identifier.value)) found.add(identifier.value.uri)
    if (found.size === mostIdentifiers || candidates === mostCandidates) break
  }
  return [...found]
}
