import { type Result, refuse, succeed } from '@proofline/problems'
import { parseEpcUrn } from '../epc-urn.ts'
import { TagFindings } from './findings.ts'
import { formatTag } from './format.ts'
import { familyOf, isTagScheme } from './schemes.ts'
import type { Tag } from './tag.ts'

const grammar = 'TDS 2.3 §12.4'
const longestUri = 600
/** Linear: the alternatives begin alike and end in a bracket, and nothing repeats within them. */
const controlsPattern = /^(?:\[att=x[0-9A-F]{2}\])?(?:\[umi=[01]\])?(?:\[xpc(?:-w1)?=x(?:[0-9A-F]{4}){1,2}\])?$/

/** The control fields that may stand before the body of a tag or raw URI, and where the body begins. */
function splitControls(uri: string, findings: TagFindings): { readonly controls: string; readonly start: number } {
  const begin = 'urn:epc:tag:'.length
  if (uri.charAt(begin) !== '[') return { controls: '', start: begin }
  const end = uri.indexOf(']:', begin)
  const controls = end < 0 ? uri.slice(begin) : uri.slice(begin, end + 1)
  if (end < 0 || !controlsPattern.test(controls))
    findings.add('tag-uri-controls', { value: controls.slice(0, 60), position: begin + 1 }, 'TDS 2.3 §12.2.2')
  return { controls, start: end < 0 ? uri.length : end + 2 }
}

const tooLong = (uri: string, findings: TagFindings): boolean => {
  if (uri.length > longestUri) findings.add('tag-uri-too-long', { found: uri.length, most: longestUri }, grammar)
  return uri.length > longestUri
}

/** Parses `urn:epc:tag:…` and encodes it: the same tag as from the bits that it stands for. Positions count characters of the URI. */
export function parseTagUri(uri: string): Result<Tag> {
  const findings = new TagFindings()
  if (tooLong(uri, findings)) return refuse(...findings.problems)
  const { controls, start } = splitControls(uri, findings)
  const colon = uri.indexOf(':', start)
  const scheme = uri.slice(start, colon < 0 ? uri.length : colon)
  const family = isTagScheme(scheme) && !scheme.endsWith('+') ? familyOf(scheme) : undefined
  if (!isTagScheme(scheme) || family === undefined || colon < 0) {
    findings.add('tag-scheme-unknown', { scheme: scheme.slice(0, 40), position: start + 1 }, grammar)
    return refuse(...findings.problems)
  }
  const filtered = family !== 'gid'
  const dot = filtered ? uri.indexOf('.', colon) : colon
  const filter = uri.slice(colon + 1, filtered ? dot : colon + 1)
  if (filtered && (dot < 0 || !/^(?:0|[1-9]\d?)$/.test(filter))) {
    findings.add('tag-uri-grammar', { value: filter.slice(0, 40), position: colon + 2 }, 'TDS 2.3 §12.2.1')
    return refuse(...findings.problems)
  }
  const identifier = parseEpcUrn(`urn:epc:id:${family}:${uri.slice(dot + 1)}`)
  if (!identifier.ok) findings.take(identifier.problems.map((problem) => shifted(problem, dot + 1 - `urn:epc:id:${family}:`.length)))
  if (!identifier.ok || findings.problems.length > 0) return refuse(...findings.problems)
  return formatTag(identifier.value, { scheme, controls, ...(filtered ? { filter: Number(filter) } : {}) })
}

/** A problem of the identity URN, told in positions of the tag URI that was given. */
function shifted<P extends { readonly params?: Readonly<Record<string, string | number>> }>(problem: P, by: number): P {
  const position = problem.params?.position
  return typeof position === 'number' ? { ...problem, params: { ...problem.params, position: position + by } } : problem
}

/**
 * Parses `urn:epc:raw:…` to hexadecimal digits (TDS §15.1.2): a number of bits and their value, hexadecimal, or decimal as older systems
 * write it. The form with an application family (toggle bit 1) holds no EPC and is refused.
 */
export function parseRawUri(uri: string): Result<{ readonly hex: string; readonly controls: string }> {
  const findings = new TagFindings()
  if (tooLong(uri, findings)) return refuse(...findings.problems)
  const { controls, start } = splitControls(uri, findings)
  const body = uri.slice(start)
  const match = /^([1-9]\d{0,3})\.(?:x([0-9A-Fa-f]*)|(0|[1-9]\d*))$/.exec(body)
  if (/^[1-9]\d*\.x[0-9A-Fa-f]+\.x/.test(body)) findings.add('tag-raw-application', { position: start + 1 }, grammar)
  else if (match === null) findings.add('tag-uri-grammar', { value: body.slice(0, 40), position: start + 1 }, grammar)
  if (match === null || findings.problems.length > 0) return refuse(...findings.problems)
  const [, length = '0', hex = '', decimal] = match
  const bits = Number(length)
  const value = decimal === undefined ? BigInt(`0x${hex === '' ? '0' : hex}`) : BigInt(decimal)
  if (value >= 1n << BigInt(bits)) {
    findings.add('tag-raw-value', { bits, position: start + length.length + 2 }, 'TDS 2.3 §15.1.2')
    return refuse(...findings.problems)
  }
  const digits = Math.ceil(bits / 4)
  const filled = value << BigInt(digits * 4 - bits)
  return succeed({ hex: filled.toString(16).toUpperCase().padStart(digits, '0'), controls })
}
