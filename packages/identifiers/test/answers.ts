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

/** A right value of each key whose value could not be any text. */
export const keyValues: Readonly<Record<string, string>> = {
  '00': '006141411234567890',
  '01': '09506000134352',
  '255': '9521141678909',
  '402': '40123459876543214',
  '414': '9521141123454',
  '417': '9521141123454',
  '8004': '95211415678',
  '8006': '095211411234540102',
  '8010': '952114198765',
  '8013': '1987654Ad4X4bL5ttr2310c2K',
  '8017': '952114112345678906',
  '8018': '952114112345678906',
  '7040': '1A2B',
}
