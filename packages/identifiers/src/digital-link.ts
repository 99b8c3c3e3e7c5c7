import { type Result, refuse, succeed } from '@proofline/problems'
import { addKey, buildIdentifier, type Keys } from './build.ts'
import { digit, escapedCode, firstOutside, isClass, pathPlain, set82, unreserved } from './characters.ts'
import { Findings } from './findings.ts'
import type { Gs1Identifier, KeyAi, PathAi } from './identifier.ts'
import { checkKey, checkQualifier } from './key-syntax.ts'
import { convenienceAlphas, type KeyRule, keyRuleOf, qualifierRules } from './keys.ts'
import { scanCharacters } from './uri-characters.ts'

const standard = 'GS1 Digital Link URI Syntax 1.2'

/**
 * How strictly a Digital Link is read. `convenienceAlphas: 'accept'` understands `/gtin/…/lot/…` (deprecated in 1.2), `checkDigits: 'ignore'`
 * takes wrong check digits, `laxSyntax` takes what the CBV event hash's reference takes: a trailing slash, unescaped `"` `<` `>`, and
 * key qualifiers in the query.
 */
export type LinkOptions = {
  readonly convenienceAlphas?: 'refuse' | 'accept'
  readonly checkDigits?: 'verify' | 'ignore'
  readonly laxSyntax?: boolean
}

/** Where a Digital Link's path holds its primary key: the index of its segment, or why the URI is none. */
type Located = {
  readonly segments: string[]
  readonly starts: number[]
  readonly at: number
  readonly rule: KeyRule
  readonly attempt: boolean
}

const schemeLength = (uri: string): number => {
  const code = uri.charCodeAt(0) | 32
  if (code !== 104) return 0
  if (uri.startsWith('https://') || uri.startsWith('HTTPS://')) return 8
  if (uri.startsWith('http://') || uri.startsWith('HTTP://')) return 7
  const lower = uri.slice(0, 8).toLowerCase()
  return lower === 'https://' ? 8 : lower.startsWith('http://') ? 7 : 0
}

/** Whether an `http(s)` URI stands on GS1's own canonical host, where every path is a Digital Link. */
const isCanonicalHost = (host: string): boolean => host === 'id.gs1.org' || host.toLowerCase() === 'id.gs1.org'

/**
 * Parses a GS1 Digital Link on any domain (GS1 Digital Link URI Syntax 1.2 §4). Undefined where the URI is no attempt at one: an ordinary web
 * address such as `https://example.com/2024/01/15` is not refused for looking a little like a link. On `id.gs1.org` every path is an attempt.
 * The query's attributes do not identify; a key or qualifier there is refused.
 */
export function parseDigitalLink(uri: string, options: LinkOptions = {}): Result<Gs1Identifier> | undefined {
  const opened = openLink(uri, options)
  return opened instanceof LinkPath ? opened.parse() : opened
}

/** A Digital Link with its parts found but not yet read; why it has no key; or undefined where it is no attempt at one. `shift`: see `Findings`. */
export function openLink(uri: string, options: LinkOptions, shift = 0): LinkPath | Result<never> | undefined {
  const hostStart = schemeLength(uri)
  if (hostStart === 0) return undefined
  const fragment = uri.indexOf('#')
  const beforeFragment = fragment < 0 ? uri.length : fragment
  const queryMark = uri.indexOf('?')
  const pathEnd = queryMark < 0 || queryMark > beforeFragment ? beforeFragment : queryMark
  const pathStart = uri.indexOf('/', hostStart)
  if (pathStart < 0 || pathStart >= pathEnd) return undefined
  const canonicalHost = isCanonicalHost(uri.slice(hostStart, pathStart))
  const located = locate(uri, pathStart, pathEnd)
  if (located === undefined) return canonicalHost ? noKey(uri, pathStart, shift) : undefined
  if (!canonicalHost && !located.attempt) return undefined
  const path = new LinkPath(uri, located, options, { hostStart, queryStart: pathEnd + 1, queryEnd: beforeFragment })
  path.findings.shift = shift
  if (options.laxSyntax !== true) {
    scanCharacters(uri, hostStart, located.starts[located.at] ?? pathEnd, path.findings)
    scanCharacters(uri, pathEnd, uri.length, path.findings)
    path.checkQuery(pathEnd + 1, beforeFragment)
  }
  return path
}

function noKey(uri: string, pathStart: number, shift: number): Result<never> {
  const findings = new Findings()
  findings.shift = shift
  findings.add('link-no-key', { path: uri.slice(pathStart, pathStart + 60), position: pathStart + 1 }, `${standard} §4.2`)
  return refuse(...findings.problems)
}

/** The key is the rightmost `/AI/value` pair, counted from the end of the path, whose AI is a primary key. */
function locate(uri: string, pathStart: number, pathEnd: number): Located | undefined {
  const segments = uri.slice(pathStart + 1, pathEnd).split('/')
  if (segments.length > 2 && segments.at(-1) === '' && segments.length % 2 === 1) {
    const found = search(segments, segments.length - 3)
    if (found !== undefined) return finish(segments, found, pathStart)
  }
  const found = search(segments, segments.length - 2)
  return found === undefined ? undefined : finish(segments, found, pathStart)
}

function search(segments: readonly string[], from: number): { at: number; rule: KeyRule } | undefined {
  for (let at = from; at >= 0; at -= 2) {
    const name = segments[at] ?? ''
    const rule = keyRuleOf(name) ?? keyRuleOf(convenienceAlphas.get(name) ?? '')
    if (rule !== undefined) return { at, rule }
  }
  return undefined
}

function finish(segments: string[], found: { at: number; rule: KeyRule }, pathStart: number): Located {
  const { at, rule } = found
  const starts: number[] = []
  let start = pathStart + 1
  for (const segment of segments) {
    starts.push(start)
    start += segment.length + 1
  }
  const value = segments[at + 1] ?? ''
  const least = rule.leadingDigits > 0 ? 6 : 8
  let attempt = value.length > (rule.leadingDigits > 0 ? least : least - 1) && firstOutside(value, digit, 0, least) < 0
  for (let i = at + 2; i < segments.length - 1 && attempt; i += 2) attempt = isQualifierName(segments[i] ?? '')
  return { segments, starts, at, rule, attempt }
}

const isQualifierName = (name: string): boolean =>
  convenienceAlphas.has(name) || (name.length >= 2 && name.length <= 4 && firstOutside(name, digit) < 0)

/** Where the parts of a link stand: the host, and the query without its mark (empty where there is none). */
type LinkParts = { readonly hostStart: number; readonly queryStart: number; readonly queryEnd: number }

export class LinkPath {
  readonly uri: string
  readonly located: Located
  readonly options: LinkOptions
  readonly parts: LinkParts
  readonly findings = new Findings()
  /** The values of the path in their order, decoded; `position` as in problems. Filled by `parse`. */
  readonly read: { readonly ai: PathAi; readonly value: string; readonly position: number }[] = []

  constructor(uri: string, located: Located, options: LinkOptions, parts: LinkParts) {
    this.uri = uri
    this.located = located
    this.options = options
    this.parts = parts
  }

  parse(): Result<Gs1Identifier> {
    const { segments, starts, at, rule } = this.located
    const scheme = this.uri.slice(0, this.parts.hostStart)
    if (scheme !== scheme.toLowerCase() && scheme !== scheme.toUpperCase()) {
      this.findings.add('link-scheme-case', { scheme, position: 1 }, `${standard} §4.1`)
    }
    const keys: Keys = {}
    const keyAi: KeyAi = rule.ai
    this.checkName(at, keyAi)
    const value = checkKey(rule, this.decode(at + 1), {
      findings: this.findings,
      at: (index) => this.position(at + 1, index),
      verifyCheckDigit: this.options.checkDigits !== 'ignore',
      clause: `${standard} §4.5`,
    })
    addKey(keys, keyAi, value)
    this.read.push({ ai: keyAi, value, position: (starts[at + 1] ?? 0) + 1 })
    let end = segments.length
    if (segments.at(-1) === '' && (end - at) % 2 === 1) {
      end -= 1
      if (this.options.laxSyntax !== true) this.findings.add('link-trailing-slash', { position: this.uri.length }, `${standard} §4.2`)
    }
    this.qualifiers(end, keys)
    return this.findings.problems.length > 0 ? refuse(...this.findings.problems) : succeed(buildIdentifier(keyAi, keys, undefined))
  }

  private checkName(at: number, ai: string): void {
    const name = this.located.segments[at] ?? ''
    if (name === ai || this.options.convenienceAlphas === 'accept') return
    this.findings.add('link-convenience-name', { name, ai, position: (this.located.starts[at] ?? 0) + 1 }, `${standard} §4.3`)
  }

  private qualifiers(end: number, keys: Keys): void {
    const { segments, starts, at, rule } = this.located
    const seen: string[] = []
    for (let i = at + 2; i < end; i += 2) {
      const name = segments[i] ?? ''
      const position = (starts[i] ?? 0) + 1
      const ai = qualifierRules.has(name) ? name : (convenienceAlphas.get(name) ?? name)
      const syntax = qualifierRules.get(ai)
      if (syntax === undefined || !rule.qualifiers.some((order) => order.some((allowed) => allowed === ai))) {
        this.findings.add('link-qualifier', { name: name.slice(0, 20), ai: rule.ai, position }, `${standard} §4.4`)
        continue
      }
      this.checkName(i, ai)
      seen.push(ai)
      if (!rule.qualifiers.some((order) => isWithin(seen, order))) {
        this.findings.add('link-qualifier-order', { ai, key: rule.ai, position }, `${standard} §4.4`)
      }
      const place = { findings: this.findings, at: (index: number) => this.position(i + 1, index), clause: `${standard} §4.5` }
      const value = checkQualifier(ai, syntax, this.decode(i + 1), place)
      addKey(keys, ai as PathAi, value)
      this.read.push({ ai: ai as PathAi, value, position: (starts[i + 1] ?? 0) + 1 })
    }
  }

  /** A qualifier in the query would be lost as an attribute, a second key would contradict the path. `[from, to)` is the query. */
  checkQuery(from: number, to: number): void {
    if (from >= to) return
    const { rule } = this.located
    const barred = new Set<string>([rule.ai, ...rule.qualifiers.flat()])
    let start = from
    for (const part of this.uri.slice(from, to).split(/[&;]/)) {
      const equals = part.indexOf('=')
      const name = equals < 0 ? part : part.slice(0, equals)
      const ai = convenienceAlphas.get(name) ?? name
      if (barred.has(ai)) this.findings.add('link-qualifier-in-query', { ai, position: start + 1 }, `${standard} §4.7`)
      start += part.length + 1
    }
  }

  /** Where a character of a decoded segment stands in the URI, from 1. */
  position(segmentIndex: number, index: number): number {
    const segment = this.located.segments[segmentIndex] ?? ''
    let raw = 0
    for (let i = 0; i < index && raw < segment.length; i++) raw += segment.charCodeAt(raw) === 37 && escapedCode(segment, raw) >= 0 ? 3 : 1
    return (this.located.starts[segmentIndex] ?? 0) + raw + 1
  }

  /** The decoded path segment. Only ASCII can be part of a GS1 key; anything else is told and left out. */
  private decode(index: number): string {
    const segment = this.located.segments[index] ?? ''
    if (firstOutside(segment, unreserved) < 0) return segment
    const start = this.located.starts[index] ?? 0
    let text = ''
    for (let i = 0; i < segment.length; i++) {
      const code = segment.charCodeAt(i)
      if (code === 37) {
        const escaped = escapedCode(segment, i)
        if (escaped < 0 && this.options.laxSyntax !== true)
          this.findings.add('identifier-bad-escape', { position: start + i + 1 }, 'RFC 3986 §2.1')
        text += escaped < 0 ? '%' : String.fromCharCode(escaped)
        if (escaped >= 0) i += 2
        continue
      }
      if (!isClass(code, pathPlain) && !(this.options.laxSyntax === true && isClass(code, set82))) {
        const problem = isClass(code, set82) ? 'identifier-must-be-escaped' : 'identifier-bad-character'
        this.findings.add(
          problem,
          { character: String.fromCodePoint(segment.codePointAt(i) ?? 0), position: start + i + 1 },
          'RFC 3986 §3.3',
        )
        continue
      }
      text += segment.charAt(i)
    }
    return text
  }
}

/** Whether `seen` is a subsequence of `order`. */
function isWithin(seen: readonly string[], order: readonly string[]): boolean {
  let at = 0
  for (const ai of seen) {
    const next = order.indexOf(ai, at)
    if (next < 0) return false
    at = next + 1
  }
  return true
}
