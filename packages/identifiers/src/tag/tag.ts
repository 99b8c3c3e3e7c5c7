import type { Problem } from '@proofline/problems'
import { encodeSegment } from '../characters.ts'
import { Findings } from '../findings.ts'
import { checkValues } from '../gs1/format.ts'
import { canonicalStem, type Identifier, isGs1 } from '../identifier.ts'
import { keyRuleOf } from '../keys.ts'
import type { TagElement } from './data.ts'
import type { TagScheme } from './schemes.ts'

/** The EPC memory of an RFID tag, from bit 20h on, with what it says (GS1 EPC Tag Data Standard 2.3). */
export type Tag = {
  readonly scheme: TagScheme
  /** 0–7 (US DoD 0–15, ADI 0–63); undefined for GID, which has none. What the object is packed as: control information, no part of its identity. */
  readonly filter: number | undefined
  readonly identifier: Identifier
  /** The bits of the EPC itself, without data, filling or remains behind it. */
  readonly bits: number
  /** All that was given, or what is to be written, in upper-case hexadecimal digits; written in whole words of 16 bits. */
  readonly hex: string
  /** `urn:epc:tag:…`; undefined for `+` and `++` encodings, which have no URN (TDS §12.3.1). */
  readonly tagUri: string | undefined
  /** `urn:epc:raw:…`, which every content has. */
  readonly rawUri: string
  /** `[att=x01][umi=1]…` of a tag URI, '' where there are none. */
  readonly controls: string
  /** The date that stands before the key in DSGTIN+ and DSGTIN++. */
  readonly date: TagElement | undefined
  /** The host of the link that a `++` encoding keeps. */
  readonly hostname: string | undefined
  /** What stands behind a `+` or `++` EPC, in its order. */
  readonly data: readonly TagElement[]
  /**
   * What GS1's rules have against the date and the data as they were read: values, check digits, what must or must not stand together. The
   * identity holds none the less. `at` points into `tagElements`. Never so on a tag that was formatted.
   */
  readonly flags: readonly Problem[]
  /** Hexadecimal digits behind the EPC that are not zero and not data; they are kept, and mean nothing (TDS §14.4). */
  readonly remainder: string | undefined
  /** The Digital Link of all this, with the tag's own host name where it has one; undefined where the scheme has no link. */
  readonly digitalLink: string | undefined
}

export const rawUriOf = (hex: string, controls = ''): string =>
  `urn:epc:raw:${controls === '' ? '' : `${controls}:`}${hex.length * 4}.x${hex}`

/** The link of an identifier with its qualifiers in the path and all other elements in the query, on the given host. */
export function linkOf(identifier: Identifier, elements: readonly TagElement[], hostname: string | undefined): string | undefined {
  if (!isGs1(identifier)) return undefined
  const { key, keys } = identifier
  const stem = hostname === undefined ? canonicalStem : `https://${hostname}/`
  const rule = keyRuleOf(key)
  const present = Object.keys(keys)
  const path = rule?.qualifiers.find((sequence) => present.every((ai) => ai === key || sequence.some((name) => name === ai))) ?? []
  let link = `${stem}${key}/${encodeSegment(keys[key] ?? '')}`
  for (const ai of path) {
    const value = keys[ai]
    if (value !== undefined) link += `/${ai}/${encodeSegment(value)}`
  }
  const query = elements.filter(({ ai, value }) => !Object.entries(keys).some(([name, known]) => name === ai && known === value))
  return query.length === 0 ? link : `${link}?${query.map(({ ai, value }) => `${ai}=${encodeSegment(value)}`).join('&')}`
}

/** All elements of a tag: the key, its qualifiers, the date and the data, each once; what an element string or a label would carry. */
export function tagElements({ identifier, date, data }: Pick<Tag, 'identifier' | 'date' | 'data'>): TagElement[] {
  const elements: TagElement[] = []
  if (isGs1(identifier)) {
    const rule = keyRuleOf(identifier.key)
    const order = [identifier.key, ...(rule?.qualifiers.flat() ?? [])]
    for (const ai of order) for (const [name, value] of Object.entries(identifier.keys)) if (name === ai) elements.push({ ai, value })
  }
  for (const element of date === undefined ? data : [date, ...data]) {
    if (!elements.some(({ ai, value }) => ai === element.ai && value === element.value)) elements.push(element)
  }
  return elements
}

/** What GS1's rules have against a date and data beside an identifier, by the syntax dictionary (TDS §15.3, end). */
export function dataFlags(tag: Pick<Tag, 'identifier' | 'date' | 'data'>, associations: 'check' | 'ignore'): readonly Problem[] {
  if (tag.date === undefined && tag.data.length === 0) return []
  const findings = new Findings()
  checkValues(tagElements(tag), associations, findings)
  return findings.problems
}
