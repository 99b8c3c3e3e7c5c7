import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { type LinkOptions, LinkPath, openLink } from '../digital-link.ts'
import { Findings } from '../findings.ts'
import type { Gs1Identifier } from '../identifier.ts'
import { checkAssociations } from './associations.ts'
import { aiRuleOf } from './dictionary.ts'
import type { ElementValue } from './element.ts'
import { checkElement, checkUnknownElement, longestElementString } from './element-check.ts'
import { escapedIndex, isAiName, unescapeLinkValue } from './link-escapes.ts'

const standard = 'GS1 Digital Link URI Syntax 1.2'

/** A Digital Link taken apart. */
export type LinkContent = {
  /** What the path identifies; undefined only where a tolerant reading found it wrong. */
  readonly identifier: Gs1Identifier | undefined
  /** The path's elements, then the query's, each in their order. */
  readonly elements: readonly ElementValue[]
  /** What stands before the key: `https://example.com/some/path`. */
  readonly stem: string
  /** Parameters of the query that are no application identifiers, as they are written. */
  readonly others: readonly string[]
  /** The readable form of a compressed link; undefined where the link is not compressed. */
  readonly expanded: string | undefined
  /** Tolerant reading only: everything that is wrong. */
  readonly flags: readonly Problem[]
}

export type LinkContentOptions = LinkOptions & {
  readonly mode?: 'strict' | 'tolerant'
  readonly associations?: 'check' | 'ignore'
  readonly unknownAis?: 'refuse' | 'accept'
}

/**
 * Takes a Digital Link apart, its attributes checked as element strings are (GS1 Digital Link URI Syntax 1.2 §4.6). Undefined where the text is no
 * attempt at one; see `parseDigitalLink`. `shift` characters stood in front of the link.
 */
export function parseLinkContent(uri: string, options: LinkContentOptions = {}, shift = 0): Result<LinkContent> | undefined {
  if (uri.length > longestElementString) return tooLong(uri)
  const opened = openLink(uri, options, shift)
  if (!(opened instanceof LinkPath)) return opened
  return new LinkReader(opened, options).read()
}

function tooLong(uri: string): Result<never> | undefined {
  if (!/^https?:\/\//i.test(uri.slice(0, 8))) return undefined
  const findings = new Findings()
  findings.add('element-string-too-long', { found: uri.length, most: longestElementString })
  return refuse(...findings.problems)
}

class LinkReader {
  readonly #path: LinkPath
  readonly #options: LinkContentOptions
  readonly #elements: ElementValue[] = []
  readonly #seen = new Set<string>()
  readonly #others: string[] = []

  constructor(path: LinkPath, options: LinkContentOptions) {
    this.#path = path
    this.#options = options
  }

  read(): Result<LinkContent> {
    const path = this.#path
    const { findings, uri, located } = path
    const identifier = path.parse()
    for (const { ai, value, position } of path.read) {
      this.#seen.add(ai)
      this.#elements.push({ ai, value, title: aiRuleOf(ai)?.title ?? '', position: position + findings.shift, composite: false })
    }
    if (identifier.ok) this.#checkQualifiers()
    this.#readQuery()
    if (this.#options.associations !== 'ignore') checkAssociations(this.#unshifted(), findings)
    const { problems } = findings
    const tolerant = this.#options.mode === 'tolerant' && this.#elements.length > 0
    if (problems.length > 0 && !tolerant) return refuse(...problems)
    const stem = uri.slice(0, (located.starts[located.at] ?? 1) - 1)
    return succeed({
      identifier: identifier.ok ? identifier.value : undefined,
      elements: this.#elements,
      stem,
      others: this.#others,
      expanded: undefined,
      flags: problems,
    })
  }

  /** Associations add the shift to positions themselves. */
  #unshifted(): ElementValue[] {
    const { shift } = this.#path.findings
    return shift === 0 ? this.#elements : this.#elements.map((element) => ({ ...element, position: element.position - shift }))
  }

  /** What the dictionary asks of a qualifier beyond its length and characters. */
  #checkQualifiers(): void {
    const { located, read, findings } = this.#path
    read.forEach(({ ai, value }, index) => {
      const rule = index === 0 ? undefined : aiRuleOf(ai)
      const segment = located.at + 1 + 2 * index
      if (rule !== undefined) checkElement(rule, value, findings, (at) => this.#path.position(segment, at))
    })
  }

  #readQuery(): void {
    const { uri, parts } = this.#path
    let start = parts.queryStart
    if (start >= parts.queryEnd) return
    for (const parameter of uri.slice(start, parts.queryEnd).split(/[&;]/)) {
      const equals = parameter.indexOf('=')
      const name = equals < 0 ? parameter : parameter.slice(0, equals)
      if (isAiName(name)) this.#readAttribute(name, equals < 0 ? '' : parameter.slice(equals + 1), start, start + name.length + 1)
      else if (parameter !== '') this.#others.push(parameter)
      start += parameter.length + 1
    }
  }

  #readAttribute(ai: string, raw: string, nameAt: number, valueAt: number): void {
    const { findings } = this.#path
    const rule = aiRuleOf(ai)
    const decoded = unescapeLinkValue(raw, 'query')
    const isTradeItem = ai === '01' || ai === '02'
    const value = isTradeItem && /^(?:\d{8}|\d{12}|\d{13})$/.test(decoded) ? decoded.padStart(14, '0') : decoded
    const lead = value.length - decoded.length
    const at = (index: number): number => valueAt + 1 + escapedIndex(raw, Math.max(0, index - lead))
    const place = { ai: ai.slice(0, 20), position: nameAt + 1 }
    if (this.#seen.has(ai)) findings.add('link-attribute-repeated', place, `${standard} §4.6`)
    this.#seen.add(ai)
    if (rule === undefined) {
      if (this.#options.unknownAis !== 'accept') findings.add('element-ai-unknown', place, `${standard} §4.6`)
      checkUnknownElement(ai, value, findings, at)
    } else {
      if (!rule.linkAttribute) findings.add('link-not-attribute', place, `${standard} §4.6`)
      checkElement(rule, value, findings, at)
    }
    this.#elements.push({ ai, value, title: rule?.title ?? '', position: valueAt + 1 + findings.shift, composite: false })
  }
}
