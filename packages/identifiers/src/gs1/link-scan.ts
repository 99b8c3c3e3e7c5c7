import { type Result, refuse, succeed } from '@proofline/problems'
import { Findings } from '../findings.ts'
import { type LinkContent, type LinkContentOptions, parseLinkContent } from './link.ts'
import { expandDigitalLink } from './link-compression.ts'
import { endOfScan } from './scan.ts'

/** Reads the Digital Link, compressed or not, that begins at `text[from]`; undefined where it is an ordinary web address. */
export function readAnyLink(text: string, from: number, options: LinkContentOptions): Result<LinkContent> | undefined {
  const findings = new Findings()
  const end = from === 0 ? text.length : endOfScan(text, findings)
  const suffix = findings.problems
  const link = readEither(text.slice(from, end), from, options)
  if (link === undefined || suffix.length === 0) return link
  if (!link.ok) return refuse(...link.problems, ...suffix)
  return options.mode === 'tolerant' ? succeed({ ...link.value, flags: [...link.value.flags, ...suffix] }) : refuse(...suffix)
}

/** A compressed link shows only by being one to its last bit, check digits and all; anything less stays an ordinary address. */
function readEither(uri: string, shift: number, options: LinkContentOptions): Result<LinkContent> | undefined {
  const plain = parseLinkContent(uri, options, shift)
  if (plain !== undefined && (plain.ok || plain.problems[0]?.code !== 'link-no-key')) return plain
  const expanded = expandDigitalLink(uri, shift)
  const content = expanded?.ok === true ? parseLinkContent(expanded.value, options) : undefined
  if (expanded?.ok !== true || content?.ok !== true) return plain
  return succeed({ ...content.value, expanded: expanded.value })
}
