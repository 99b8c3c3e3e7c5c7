import { constrainedDigitalLink } from '@proofline/identifiers'
import { formatDecimal } from '../json/decimal.ts'
import { readTime } from '../time.ts'

/** Orders by the bytes of UTF-8 (CBV 2.0 §8.9.2 rule 11), which is the order of code points; UTF-16 differs for surrogates. */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? rank(x) - rank(y) : x - y
  }
  return a.length - b.length
}

/** Puts surrogates, which stand for U+10000 and above, after U+E000–U+FFFF. */
const rank = (unit: number): number => (unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

const mostByHand = 16

/** The texts in their order, one after the other. A few are put in order where they stand: the engine's own sort takes memory each time. */
export function joinSorted(texts: string[]): string {
  if (texts.length < 2) return texts[0] ?? ''
  if (texts.length > mostByHand) return texts.sort(compareUtf8).join('')
  for (let i = 1; i < texts.length; i += 1) {
    const text = texts[i] ?? ''
    let at = i
    for (; at > 0 && compareUtf8(texts[at - 1] ?? '', text) > 0; at -= 1) texts[at] = texts[at - 1] ?? ''
    texts[at] = text
  }
  return texts.join('')
}

const numeral = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** A number without superfluous zeros and without exponent (rule 6); whole numbers exactly as the double holds them. */
export function formatNumber(value: number): string {
  if (value === 0) return '0'
  return Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER ? BigInt(value).toString() : formatDecimal(value)
}

/**
 * Text that reads as a number is written as that number, wherever it stands: the published hashes (and the one reference implementation)
 * do so for user extensions and `stringValue` as well, through a double. Such texts can therefore share a pre-hash; what tells them apart
 * in evidence is the hash of the stored bytes, not this one.
 */
function formatNumeral(text: string): string {
  const first = text.charCodeAt(0)
  if (first > 57 || first < 43 || !numeral.test(text)) return text
  const value = Number(text)
  return Number.isFinite(value) ? formatNumber(value) : text
}

/** CBV 1.x URNs and the web vocabulary of CBV 2.0 (rule 14). */
const vocabularyUrns: readonly (readonly [urn: string, uri: string])[] = [
  ['urn:epcglobal:cbv:bizstep:', 'https://ref.gs1.org/cbv/BizStep-'],
  ['urn:epcglobal:cbv:disp:', 'https://ref.gs1.org/cbv/Disp-'],
  ['urn:epcglobal:cbv:btt:', 'https://ref.gs1.org/cbv/BTT-'],
  ['urn:epcglobal:cbv:sdt:', 'https://ref.gs1.org/cbv/SDT-'],
  ['urn:epcglobal:cbv:er:', 'https://ref.gs1.org/cbv/ER-'],
]

/** The canonical form of a value: trimmed, CBV URNs as web URIs, numbers plain, GS1 identifiers as constrained Digital Links (rules 5–7, 14, 17, 18). */
export function canonicalText(text: string): string {
  const trimmed = text.trim()
  const first = trimmed.charCodeAt(0)
  if (first === 117 && trimmed.startsWith('urn:epcglobal:cbv:')) {
    for (const [urn, uri] of vocabularyUrns) if (trimmed.startsWith(urn)) return uri + trimmed.slice(urn.length)
    return trimmed
  }
  if (first === 117 || first === 104) return constrainedDigitalLink(trimmed) ?? trimmed
  return formatNumeral(trimmed)
}

/** UTC with milliseconds, rounded up where the fourth decimal is 5 or more (rules 8, 9). What is no xsd:dateTimeStamp stays as it is. */
export function canonicalTime(text: string): string {
  const trimmed = text.trim()
  const reading = readTime(trimmed)
  if (!reading.ok) return trimmed
  // Four digits of the year, three of the millisecond, Z: the canonical form itself.
  if (trimmed.length === 24 && trimmed.charCodeAt(23) === 90) return trimmed
  const { floorMs, exact } = reading.moment
  const point = exact ? -1 : trimmed.indexOf('.')
  return new Date(floorMs + (point >= 0 && trimmed.charCodeAt(point + 4) >= 53 ? 1 : 0)).toISOString()
}
