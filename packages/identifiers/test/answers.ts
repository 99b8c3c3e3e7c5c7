import assert from 'node:assert/strict'
import { canonicalize, type Gs1Identifier, type Identifier, isGs1, type LinkOptions } from '@proofline/identifiers'

/** The identifier; fails with its problems where it is refused. */
export function accepted(uri: string, options?: LinkOptions): Identifier {
  const result = canonicalize(uri, options)
  if (!result.ok) assert.fail(`${uri} is refused: ${JSON.stringify(result.problems)}`)
  return result.value
}

export function gs1(uri: string, options?: LinkOptions): Gs1Identifier {
  const identifier = accepted(uri, options)
  assert.ok(isGs1(identifier), `${uri} is no GS1 identifier`)
  return identifier
}

export function codes(uri: string, options?: LinkOptions): string[] {
  const result = canonicalize(uri, options)
  return result.ok ? [] : result.problems.map((problem) => problem.code)
}
