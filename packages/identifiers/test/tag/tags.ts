import assert from 'node:assert/strict'
import { canonicalize, formatTag, type Identifier, parseTag, type Tag, type TagOptions } from '@proofline/identifiers'

/** The tag; fails with its problems where it is refused. */
export function tag(input: string | Uint8Array): Tag {
  const result = parseTag(input)
  if (!result.ok) assert.fail(`${String(input)} is refused: ${JSON.stringify(result.problems)}`)
  return result.value
}

export function encoded(identifier: Identifier, options: TagOptions): Tag {
  const result = formatTag(identifier, options)
  if (!result.ok) assert.fail(`${identifier.uri} as ${options.scheme} is refused: ${JSON.stringify(result.problems)}`)
  return result.value
}

export function identifierOf(uri: string): Identifier {
  const result = canonicalize(uri)
  if (!result.ok) assert.fail(`${uri} is refused: ${JSON.stringify(result.problems)}`)
  return result.value
}

export function problemsOf(input: string | Uint8Array): string[] {
  const result = parseTag(input)
  return result.ok ? [] : result.problems.map(({ code, params }) => `${code} ${params?.position ?? ''}`.trim())
}

/** The wish that makes the same tag again. */
export const wishOf = ({ scheme, filter, hostname, date, data, controls }: Tag): TagOptions => ({
  scheme,
  data,
  controls,
  ...(filter === undefined ? {} : { filter }),
  ...(hostname === undefined ? {} : { hostname }),
  ...(date === undefined ? {} : { date }),
})

/** Without the zeros that fill a word up. */
export const bare = (hex: string): string => hex.toUpperCase().replace(/0+$/, '')
