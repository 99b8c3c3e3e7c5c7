import { type Result, refuse, succeed } from '@proofline/problems'
import { type LinkOptions, parseDigitalLink } from './digital-link.ts'
import { parseEpcUrn } from './epc-urn.ts'
import { Findings } from './findings.ts'
import type { Identifier, OpaqueIdentifier } from './identifier.ts'
import { remembered } from './remembered.ts'
import { readUnitLink } from './unit-link.ts'
import { scanCharacters } from './uri-characters.ts'

/** The longest identifier accepted, in bytes of UTF-8: it must fit an index entry of every store that keeps it. */
export const longestIdentifier = 2000

/**
 * The one identity of a URI, whatever its spelling: an EPC URN and a Digital Link of the same thing give the same `uri`. A URI that is neither
 * is an opaque identifier (`scheme: 'other'`), kept as it is written. What is no absolute URI, or a broken GS1 identifier, is refused with all
 * problems; a problem's `position` counts characters from 1.
 */
export function canonicalize(uri: string, options?: LinkOptions): Result<Identifier> {
  return options === undefined ? strictly(uri) : read(uri, options)
}

const strictly = remembered((uri) => read(uri, {}))

function read(uri: string, options: LinkOptions): Result<Identifier> {
  if (uri.length === 0) return single('identifier-empty', {})
  if (uri.length > longestIdentifier / 3 && utf8Length(uri) > longestIdentifier) {
    return single('identifier-too-long', { found: utf8Length(uri), most: longestIdentifier })
  }
  const first = uri.charCodeAt(0) | 32
  if (first === 117 && (uri.startsWith('urn:epc:') || uri.slice(0, 8).toLowerCase() === 'urn:epc:')) return parseEpcUrn(uri)
  if (first === 104) {
    const link = readUnitLink(uri) ?? parseDigitalLink(uri, options)
    if (link !== undefined) return link
  }
  return parseOpaque(uri)
}

const single = (code: Parameters<Findings['add']>[0], params: Readonly<Record<string, string | number>>): Result<never> => {
  const findings = new Findings()
  findings.add(code, params, 'EPCIS 2.0 §6.4')
  return refuse(...findings.problems)
}

function utf8Length(text: string): number {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3
  }
  return bytes
}

/**
 * An absolute URI, or IRI (RFC 3986 §4.3, RFC 3987): scheme, colon, at least one more character; no space, control character, lone surrogate
 * or broken escape. `urn:` needs a namespace and a name (RFC 8141 §2).
 */
function parseOpaque(uri: string): Result<OpaqueIdentifier> {
  const colon = schemeEnd(uri)
  if (colon < 0 || colon === uri.length - 1) return single('identifier-not-uri', { found: uri.slice(0, 60) })
  const findings = new Findings()
  scanCharacters(uri, colon + 1, uri.length, findings)
  const scheme = uri.slice(0, colon).toLowerCase()
  if (scheme === 'urn' && !hasUrnName(uri)) findings.add('identifier-not-uri', { found: uri.slice(0, 60) }, 'RFC 8141 §2')
  if ((scheme === 'http' || scheme === 'https') && !/^:\/\/[^/?#]/.test(uri.slice(colon, colon + 4))) {
    findings.add('identifier-not-uri', { found: uri.slice(0, 60) }, 'RFC 9110 §4.2')
  }
  if (findings.problems.length > 0) return refuse(...findings.problems)
  return succeed({ scheme: 'other', uri, level: 'other' })
}

/** The index of the colon that ends the scheme, -1 without one. */
function schemeEnd(uri: string): number {
  for (let i = 0; i < uri.length; i++) {
    const code = uri.charCodeAt(i)
    const letter = (code | 32) >= 97 && (code | 32) <= 122
    if (letter) continue
    if (code === 58) return i > 0 ? i : -1
    if (i === 0 || !((code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46)) return -1
  }
  return -1
}

function hasUrnName(uri: string): boolean {
  const end = uri.indexOf(':', 4)
  return end > 5 && end < uri.length - 1
}
