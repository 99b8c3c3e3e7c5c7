import { type Result, refuse, succeed } from '@proofline/problems'
import { Findings } from '../findings.ts'
import type { Identifier } from '../identifier.ts'
import { isGs1 } from '../identifier.ts'
import { checkKey, checkQualifier } from '../key-syntax.ts'
import { keyRuleOf, qualifierRules } from '../keys.ts'
import { toEpcUrn } from '../to-epc-urn.ts'
import type { BitWriter } from './bits.ts'
import { checkData, type TagElement } from './data.ts'
import { isDateAi, isTagDate } from './dates.ts'
import { TagFindings } from './findings.ts'
import { filterBitsOf, foreignMisfits, putForeign } from './foreign.ts'
import { checkHostname } from './hostname.ts'
import { type EpcParts, type Misfit, misfitsOf, putPartitioned } from './partitioned.ts'
import { identityWith, putPlus } from './plus.ts'
import {
  familyOf,
  foreignRuleOf,
  type PartitionedRule,
  partitionedRuleOf,
  plusRuleOf,
  type TagFamily,
  type TagScheme,
  tagSchemes,
} from './schemes.ts'
import { dataFlags, linkOf, rawUriOf, type Tag } from './tag.ts'

export type TagOptions = {
  readonly scheme: TagScheme
  /** 0 (“all others”) where nothing is said. */
  readonly filter?: number
  /** 6–12; needed by encodings with a partition table where the identifier did not come from a URN, and never guessed. */
  readonly companyPrefixLength?: number
  /** `++` only, and there required. */
  readonly hostname?: string
  /** DSGTIN+ and DSGTIN++ only, and there required: (11), (13), (15), (16), (17), (7006) or (7007) with YYMMDD. */
  readonly date?: TagElement
  /** What is to stand behind a `+` or `++` EPC. */
  readonly data?: readonly TagElement[]
  /** `ignore`: the data are a part only of what is told of the thing, and need not stand together by GS1's rules. */
  readonly associations?: 'check' | 'ignore'
  /** Control fields of a tag URI, as `[att=x01]`; they are kept in the URIs and do not change the bits. */
  readonly controls?: string
}

/** The longest EPC memory that a tag can name: 31 words of 16 bits (TDS §9.3). */
const longestMemory = 496

/**
 * Encodes an identifier for a tag (TDS §14.3, §14.5, §15.1), or tells all that stands against it; a value that the encoding cannot hold is
 * refused with the encodings that can. Nothing is shortened, padded or dropped to make it fit.
 */
export function formatTag(identifier: Identifier, options: TagOptions): Result<Tag> {
  const findings = new TagFindings()
  const { scheme } = options
  if (familyOf(scheme) === undefined) {
    findings.add('tag-scheme-unknown', { scheme: scheme.slice(0, 40), position: 1 }, 'TDS 2.3 §14.2')
    return refuse(...findings.problems)
  }
  checkOptions(options, findings)
  const encoded = encode(identifier, options, findings)
  if (encoded !== undefined && encoded.writer.length > longestMemory) {
    findings.add('tag-too-long', { found: encoded.writer.length, most: longestMemory }, 'TDS 2.3 §9.3')
  }
  if (encoded === undefined || findings.problems.length > 0) return refuse(...findings.problems)
  const { writer, bits, body } = encoded
  const { controls = '', date, hostname, data = [] } = options
  const named = withData(identifier, options)
  const hex = writer.toHex()
  const filter = scheme === 'gid-96' ? undefined : (options.filter ?? 0)
  const tagUri = `urn:epc:tag:${controls === '' ? '' : `${controls}:`}${scheme}:${filter === undefined ? '' : `${filter}.`}${body}`
  return succeed({
    scheme,
    filter,
    identifier: named,
    bits,
    hex,
    tagUri: body === undefined ? undefined : tagUri,
    rawUri: rawUriOf(hex, controls),
    controls,
    date,
    hostname,
    data,
    flags: [],
    remainder: undefined,
    digitalLink: linkOf(named, date === undefined ? data : [date, ...data], hostname),
  })
}

/** As it will be read: a lot behind a serial number qualifies the key. */
function withData(identifier: Identifier, { scheme, data = [] }: TagOptions): Identifier {
  const plus = plusRuleOf.get(scheme)
  return plus === undefined || !isGs1(identifier) ? identifier : identityWith(plus, identifier.keys, data, identifier.companyPrefixLength)
}

function checkOptions({ scheme, filter = 0, hostname, date, data = [] }: TagOptions, findings: TagFindings): void {
  const plus = plusRuleOf.get(scheme)
  const foreign = foreignRuleOf.get(scheme)
  const most = foreign === undefined ? 7 : 2 ** filterBitsOf(foreign.family) - 1
  if (!Number.isInteger(filter) || filter < 0 || filter > most) findings.add('tag-filter', { scheme, found: filter, most }, 'TDS 2.3 §10')
  const given = { hostname: hostname !== undefined, date: date !== undefined, data: data.length > 0 }
  const used = { hostname: plus?.hostname === true, date: plus?.date === true, data: plus !== undefined }
  for (const option of ['hostname', 'date', 'data'] as const) {
    if (given[option] && !used[option]) findings.add('tag-option-unused', { option, scheme }, 'TDS 2.3 §14.6')
  }
  if (used.hostname && hostname === undefined) findings.add('tag-hostname-missing', { scheme }, 'TDS 2.3 §14.5.16')
  if (used.date && date === undefined) findings.add('tag-date-missing', { scheme }, 'TDS 2.3 §14.5.3')
  if (used.hostname && hostname !== undefined) checkHostname(hostname, findings)
  if (used.date && date !== undefined) {
    if (!isDateAi(date.ai)) findings.add('tag-date-type', { found: date.ai.slice(0, 10), position: 1 }, 'TDS 2.3 §14.5.3')
    if (!isTagDate(date.value, 3)) findings.add('tag-date', { value: date.value.slice(0, 20), position: 1 }, 'TDS 2.3 §14.5.3')
  }
  if (used.data) checkData(data, findings)
}

type Encoded = { readonly writer: BitWriter; readonly bits: number; readonly body: string | undefined }

function encode(identifier: Identifier, options: TagOptions, findings: TagFindings): Encoded | undefined {
  const { scheme } = options
  const family = familyOfIdentifier(identifier, findings)
  if (family === undefined) return undefined
  checkIdentifier(identifier, findings)
  if (family !== familyOf(scheme)) {
    findings.add('tag-scheme-mismatch', { scheme, family, takers: takersOf(identifier, options) }, 'TDS 2.3 §12.3.1')
    return undefined
  }
  const plus = plusRuleOf.get(scheme)
  if (plus !== undefined) {
    if (!isGs1(identifier)) throw new TypeError(`${scheme} encodes GS1 keys only`)
    if (findings.problems.length > 0) return undefined
    const { hostname, date, data = [], filter = 0, associations = 'check' } = options
    findings.take(dataFlags({ identifier, date, data }, associations))
    return { ...putPlus(plus, identifier.keys, { filter, date, hostname, data }), body: undefined }
  }
  const urn = toEpcUrn(identifier, options.companyPrefixLength)
  if (!urn.ok) {
    findings.take(urn.problems)
    return undefined
  }
  const body = urn.value.slice(`urn:epc:id:${family}:`.length)
  const misfits = misfitsIn(scheme, body)
  for (const { part, value, most } of misfits) {
    const takers = takersOf(identifier, options)
    const params = { scheme, part, value: value.slice(0, 40), most }
    if (takers === '') findings.add('tag-no-fit-anywhere', params, 'TDS 2.3 §12.3.1')
    else findings.add('tag-no-fit', { ...params, takers }, 'TDS 2.3 §12.3.1')
  }
  if (findings.problems.length > 0) return undefined
  const writer = write(scheme, options.filter ?? 0, body)
  return { writer, bits: writer.length, body }
}

/**
 * An identifier may have been put together, or read without its check digit being verified: a tag, which leaves the check digit out, would then
 * say something else, and a serial that is too long would overflow its length.
 */
function checkIdentifier(identifier: Identifier, findings: TagFindings): void {
  const rule = isGs1(identifier) ? keyRuleOf(identifier.key) : undefined
  if (rule === undefined || !isGs1(identifier)) return
  const found = new Findings()
  const clause = 'GS1 General Specifications §3'
  checkKey(rule, identifier.keys[rule.ai] ?? '', { findings: found, at: (index) => index + 1, clause, verifyCheckDigit: true })
  for (const [ai, value] of Object.entries(identifier.keys)) {
    const qualifier = qualifierRules.get(ai)
    if (qualifier !== undefined) checkQualifier(ai, qualifier, value, { findings: found, at: (index) => index + 1, clause })
  }
  findings.take(found.problems)
}

function write(scheme: TagScheme, filter: number, body: string): BitWriter {
  const partitioned = partitionedRuleOf.get(scheme)
  if (partitioned !== undefined) return putPartitioned(partitioned, filter, partsOf(body, partitioned))
  const foreign = foreignRuleOf.get(scheme)
  if (foreign === undefined) throw new TypeError(`No rule for the scheme ${scheme}`)
  return putForeign(foreign, filter, body)
}

function misfitsIn(scheme: TagScheme, body: string): Misfit[] {
  const partitioned = partitionedRuleOf.get(scheme)
  if (partitioned !== undefined) return misfitsOf(partitioned, partsOf(body, partitioned))
  const foreign = foreignRuleOf.get(scheme)
  return foreign === undefined ? [] : foreignMisfits(foreign, body)
}

/** Splits the body of an identity URN. Only its last part may hold dots of its own: the serial, or the reference of a GIAI. */
function partsOf(body: string, { pieces, serial }: PartitionedRule): EpcParts {
  const [prefix = '', ...rest] = body.split('.')
  const reference = serial.kind === 'none' ? rest.splice(0).join('.') : (rest.shift() ?? '')
  const pair = pieces ? rest.splice(0, 2).join('') : ''
  return { prefix, reference: unescaped(reference), pieces: pair, serial: unescaped(rest.join('.')) }
}

const unescaped = (text: string): string =>
  text.replace(/%([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))

const serialOf: Readonly<Partial<Record<string, { readonly family: TagFamily; readonly serial: string }>>> = {
  '00': { family: 'sscc', serial: '' },
  '01': { family: 'sgtin', serial: '21' },
  '253': { family: 'gdti', serial: 'tail' },
  '255': { family: 'sgcn', serial: 'tail' },
  '414': { family: 'sgln', serial: '' },
  '8003': { family: 'grai', serial: 'tail' },
  '8004': { family: 'giai', serial: '' },
  '8006': { family: 'itip', serial: '21' },
  '8010': { family: 'cpi', serial: '8011' },
  '8017': { family: 'gsrnp', serial: '' },
  '8018': { family: 'gsrn', serial: '' },
}

/** Tags name single things: a class or a lot has no tag encoding (TDS §6.2). */
function familyOfIdentifier(identifier: Identifier, findings: TagFindings): TagFamily | undefined {
  const clause = 'TDS 2.3 §12.3.1'
  if (!isGs1(identifier)) {
    const { scheme } = identifier
    if (scheme === 'gid' || scheme === 'usdod' || scheme === 'adi') return scheme
    findings.add('tag-scheme-none', { what: scheme }, clause)
    return undefined
  }
  const rule = serialOf[identifier.key]
  if (rule === undefined) {
    findings.add('tag-scheme-none', { what: `(${identifier.key})` }, clause)
    return undefined
  }
  const { serial, family } = rule
  const present = serial === '' || (serial === 'tail' ? identifier.classUri !== undefined : Object.hasOwn(identifier.keys, serial))
  if (!present) findings.add('tag-serial-missing', { ai: identifier.key, serial: serial === 'tail' ? identifier.key : serial }, clause)
  // As in a URN, the extension 0 would say that there is none.
  if (identifier.keys['254'] === '0') findings.take(refuse({ code: 'urn-extension-zero', at: '', clause: 'TDS 2.x §6.3' }).problems)
  return present ? family : undefined
}

/** GDTI-113 is deprecated since TDS 1.9: read and written, never recommended. */
const notRecommended: readonly TagScheme[] = ['gdti-113']

/**
 * The encodings that can hold an identifier, the shortest first. Left out are those that need more than the identifier: a host name, a date,
 * a company prefix whose length is not known.
 */
export function tagSchemesFor(identifier: Identifier, companyPrefixLength?: number): TagScheme[] {
  const findings = new TagFindings()
  const family = familyOfIdentifier(identifier, findings)
  checkIdentifier(identifier, findings)
  if (family === undefined || findings.problems.length > 0) return []
  const urn = toEpcUrn(identifier, companyPrefixLength)
  const body = urn.ok ? urn.value.slice(`urn:epc:id:${family}:`.length) : undefined
  const lengths = tagSchemes.flatMap((scheme): [TagScheme, number][] => {
    if (familyOf(scheme) !== family || notRecommended.includes(scheme)) return []
    const plus = plusRuleOf.get(scheme)
    if (plus !== undefined) {
      if (plus.hostname || plus.date || !isGs1(identifier)) return []
      const wish = { filter: 0, date: undefined, hostname: undefined, data: [] }
      return [[scheme, putPlus(plus, identifier.keys, wish).bits]]
    }
    return body === undefined || misfitsIn(scheme, body).length > 0 ? [] : [[scheme, write(scheme, 0, body).length]]
  })
  return lengths.sort((a, b) => a[1] - b[1]).map(([scheme]) => scheme)
}

const takersOf = (identifier: Identifier, { companyPrefixLength }: TagOptions): string =>
  tagSchemesFor(identifier, companyPrefixLength).join(', ')
