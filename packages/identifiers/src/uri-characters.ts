import { firstOutside, isClass, uriPlain } from './characters.ts'
import type { Findings } from './findings.ts'

/** Finds what cannot stand in `uri[from, to)`, an IRI (RFC 3987 §2.2): broken escapes, control, invisible and unpaired characters, `"<>\\^`{|}` and space. */
export function scanCharacters(uri: string, from: number, to: number, findings: Findings): void {
  const first = firstOutside(uri, uriPlain, from, to)
  if (first < 0) return
  for (let i = first; i < to; i++) {
    const code = uri.charCodeAt(i)
    if (isClass(code, uriPlain)) continue
    if (code === 37) {
      if (!isEscape(uri, i)) findings.add('identifier-bad-escape', { position: i + 1 }, 'RFC 3986 §2.1')
    } else if (code >= 0xd800 && code < 0xe000 && isPair(uri, i)) i++
    else if (code < 0xa0 || (code >= 0xd800 && code < 0xe000) || code >= 0xfff0 || code === 0xfeff || isFormatting(code)) {
      findings.add('identifier-bad-character', { character: shown(code), position: i + 1 }, 'RFC 3987 §2.2')
    }
  }
}

const isEscape = (uri: string, at: number): boolean => /^%[0-9A-Fa-f]{2}$/.test(uri.slice(at, at + 3))

function isPair(uri: string, at: number): boolean {
  const high = uri.charCodeAt(at)
  const low = uri.charCodeAt(at + 1)
  return high < 0xdc00 && low >= 0xdc00 && low < 0xe000
}

/** Line and paragraph separators, invisible and direction-turning characters (RFC 3987 §4.1): two identifiers that look alike must be alike. */
const isFormatting = (code: number): boolean =>
  (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f) || (code >= 0x2060 && code <= 0x206f) || code === 0x3000

const shown = (code: number): string =>
  code < 0x21 || (code >= 0x7f && code < 0xa0) || code >= 0xd800 || isFormatting(code)
    ? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    : String.fromCharCode(code)
