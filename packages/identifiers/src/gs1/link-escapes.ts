import { digit, encodeSegment, firstOutside, unreserved } from '../characters.ts'

const hexDigits = /^[0-9A-Fa-f]{2}$/

/** Decodes a value of a Digital Link: `%XX`, and in the query `+` for a space. What is no escape stays as it is written. */
export function unescapeLinkValue(text: string, part: 'path' | 'query'): string {
  if (firstOutside(text, unreserved) < 0) return text
  let value = ''
  for (let i = 0; i < text.length; i++) {
    const pair = text.slice(i + 1, i + 3)
    if (text.charCodeAt(i) === 37 && hexDigits.test(pair)) {
      value += String.fromCharCode(Number.parseInt(pair, 16))
      i += 2
    } else value += part === 'query' && text.charCodeAt(i) === 43 ? ' ' : text.charAt(i)
  }
  return value
}

/** Encodes a value for a Digital Link: everything but `unreserved` (RFC 3986 §2.3); a space is `+` in the query. The text is ASCII. */
export const escapeLinkValue = (text: string, part: 'path' | 'query'): string =>
  part === 'path' ? encodeSegment(text) : encodeSegment(text).replaceAll('%20', '+')

/** The index in `text` of the character that becomes number `index` of its decoded form. */
export function escapedIndex(text: string, index: number): number {
  let raw = 0
  for (let i = 0; i < index && raw < text.length; i++) {
    raw += text.charCodeAt(raw) === 37 && hexDigits.test(text.slice(raw + 1, raw + 3)) ? 3 : 1
  }
  return raw
}

/** Whether a parameter's name is made of digits alone: GS1 keeps all such names for application identifiers. */
export const isAiName = (name: string): boolean => name !== '' && firstOutside(name, digit) < 0
