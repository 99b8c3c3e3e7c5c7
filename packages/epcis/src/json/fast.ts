import { survivesDouble } from './decimal.ts'
import type { JsonLimits } from './limits.ts'
import type { JsonValue } from './model.ts'

/**
 * The value of a text that is plainly I-JSON within the limits, else undefined: then `JsonReader` says what is wrong, or that
 * nothing is. The engine's own parser builds the value; one pass over the text before it finds what that parser lets through, and
 * a name told twice shows in the count: as many colons outside strings as members in the value, or one of them was overwritten.
 */
export function parsePlainJson(text: string, limits: JsonLimits): { value: JsonValue } | undefined {
  const names = countNames(text, limits)
  if (names === -1) return undefined
  let value: JsonValue
  try {
    value = JSON.parse(text) as JsonValue
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  return countMembers(value) === names ? { value } : undefined
}

/** How many names stand in the text; -1 where the text needs the exact reader. Counts an element or two too many at most, never too few. */
function countNames(text: string, limits: JsonLimits): number {
  let names = 0
  let depth = 0
  let members = 0
  let i = 0
  const length = text.length
  while (i < length) {
    const unit = text.charCodeAt(i)
    i += 1
    if (unit === 0x22) {
      i = endOfString(text, i)
      if (i === -1) return -1
    } else if (unit === 0x3a) {
      names += 1
    } else if (unit === 0x2c) {
      members += 1
    } else if (unit === 0x7b || unit === 0x5b) {
      depth += 1
      members += 1
      if (depth > limits.maxDepth) return -1
    } else if (unit === 0x7d || unit === 0x5d) {
      depth -= 1
    } else if (unit === 0x2d || (unit >= 48 && unit <= 57)) {
      i = endOfNumber(text, i)
      if (i === -1) return -1
    }
  }
  return members > limits.maxMembers ? -1 : names
}

/** Behind the closing quote; -1 for an escape of a surrogate or of U+0000, or no end. */
function endOfString(text: string, from: number): number {
  let i = from
  const length = text.length
  while (i < length) {
    const unit = text.charCodeAt(i)
    i += 1
    if (unit === 0x22) return i
    if (unit === 0x5c) {
      if (text.charCodeAt(i) === 0x75) {
        const second = text.charCodeAt(i + 1) | 32
        if (second === 0x64 || text.startsWith('0000', i + 1)) return -1
      }
      i += 1
    }
  }
  return -1
}

/** Behind the number whose second character is at `from`; -1 if a double does not keep it. 15 digits without an exponent always survive. */
function endOfNumber(text: string, from: number): number {
  let i = from
  let exponent = false
  for (;;) {
    const unit = text.charCodeAt(i)
    if (unit === 0x65 || unit === 0x45) exponent = true
    else if (!((unit >= 48 && unit <= 57) || unit === 0x2e || unit === 0x2b || unit === 0x2d)) break
    i += 1
  }
  return (exponent || i - from > 14) && !survivesDouble(text.slice(from - 1, i)) ? -1 : i
}

function countMembers(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const element of value) {
      if (typeof element === 'object') count += countMembers(element)
    }
    return count
  }
  const names = Object.keys(value)
  for (const name of names) {
    const member = value[name] as JsonValue
    if (typeof member === 'object') count += countMembers(member)
  }
  return count + names.length
}
