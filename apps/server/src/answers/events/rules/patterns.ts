import { type EventContext, expandUri } from '@proofline/epcis'
import { canonicalize } from '@proofline/identifiers'
import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import type { UriRange } from '../model.ts'

export type Matching = { readonly uris: readonly string[]; readonly ranges: readonly UriRange[] }

const stem = 'https://id.gs1.org/'

/** What begins so. Canonical URIs end in ASCII, so that the next character after the last is a bound. */
const beginning = (prefix: string): UriRange => ({
  from: prefix,
  below: prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1),
})

/**
 * One value of a MATCH_ parameter (EPCIS 2.0 §8.2.7.1.1): an identifier; a pure identity pattern (`urn:epc:idpat:…`, TDS §6, §8) with `*` for whole
 * fields at its end; a Digital Link with `*` for its lot or serial; a class, which stands for what is of it: units where identified objects are
 * asked for, lots where classes are.
 */
export function readMatch(told: string, isClass: boolean, at: string, context: EventContext): Result<Matching> {
  const uri = expandUri(told, context)
  const pattern = /^urn:epc:(?:idpat|class|id):([a-z]+):(.*\*.*)$/is.exec(uri)
  if (pattern !== null) return readPattern(pattern[1]?.toLowerCase() ?? '', pattern[2] ?? '', isClass, at, told)
  const link = /^(https?:\/\/.*)\/(10|21)\/\*$/is.exec(uri)
  const reading = canonicalize(link?.[1] ?? uri)
  if (!reading.ok) return refuse(...reading.problems.map((problem): Problem => ({ ...problem, at })))
  const { uri: canonical, level, scheme } = reading.value
  if (link !== null) {
    if (level !== 'class') return refuse(malformed(at, told))
    return succeed({ uris: [], ranges: [beginning(`${canonical}/${link[2] ?? ''}/`)] })
  }
  if (level !== 'class' || !canonical.startsWith(stem)) return succeed({ uris: [canonical], ranges: [] })
  return succeed({ uris: [canonical], ranges: [belowClass(canonical, scheme, isClass)] })
}

/** A trade item has its lots and units in segments of their own; the serial of an asset or document type follows it directly. */
function belowClass(canonical: string, scheme: string, isClass: boolean): UriRange {
  if (scheme === 'gtin') return beginning(`${canonical}/${isClass ? '10' : '21'}/`)
  if (scheme === 'itip') return beginning(`${canonical}/${isClass ? '10' : '21'}/`)
  if (scheme === 'cpi') return beginning(`${canonical}/8011/`)
  return beginning(canonical)
}

const malformed = (at: string, found: string): Problem => ({
  code: 'query-pattern-malformed',
  at,
  params: { found: found.slice(0, 200) },
  clause: 'EPCIS 2.0 §8.2.7.1.1',
})

const indicators = [...'0123456789']
/** Of a key in which the company prefix is preceded by one digit: of each of them. */
const afterDigit = (ai: string, rest: string): UriRange[] => indicators.map((digit) => beginning(`${stem}${ai}/${digit}${rest}`))

/** Where the company prefix stands in the canonical link: the application identifier, and what comes before it. */
const companyKeys: Readonly<Record<string, { readonly ai: string; readonly before: 'digit' | '0' | ''; readonly fields: number }>> = {
  sgtin: { ai: '01', before: 'digit', fields: 3 },
  lgtin: { ai: '01', before: 'digit', fields: 3 },
  itip: { ai: '8006', before: 'digit', fields: 5 },
  sscc: { ai: '00', before: 'digit', fields: 2 },
  sgln: { ai: '414', before: '', fields: 3 },
  pgln: { ai: '417', before: '', fields: 2 },
  grai: { ai: '8003', before: '0', fields: 3 },
  giai: { ai: '8004', before: '', fields: 2 },
  gsrn: { ai: '8018', before: '', fields: 2 },
  gsrnp: { ai: '8017', before: '', fields: 2 },
  gdti: { ai: '253', before: '', fields: 3 },
  sgcn: { ai: '255', before: '', fields: 3 },
  cpi: { ai: '8010', before: '', fields: 3 },
  ginc: { ai: '401', before: '', fields: 2 },
  gsin: { ai: '402', before: '', fields: 2 },
}

const foreign: ReadonlySet<string> = new Set(['gid', 'usdod', 'adi', 'bic', 'imovn'])

function readPattern(scheme: string, text: string, isClass: boolean, at: string, told: string): Result<Matching> {
  const refused = refuse(malformed(at, told))
  const firstStar = text.indexOf('*')
  const fixedText = text.slice(0, firstStar)
  // Whole fields, and nothing told after the first that is left open (TDS §8).
  if (!/^\*(?:\.\*)*$/.test(text.slice(firstStar)) || !(fixedText === '' || fixedText.endsWith('.'))) return refused
  const told_ = fixedText === '' ? [] : fixedText.slice(0, -1).split('.')
  const open = text.slice(firstStar).split('.').length
  if (foreign.has(scheme)) return succeed({ uris: [], ranges: [beginning(`urn:epc:id:${scheme}:${fixedText}`)] })
  const key = companyKeys[scheme]
  if (key === undefined || told_.length + open !== key.fields) return refused
  const [company] = told_
  if (company === undefined) return succeed({ uris: [], ranges: [beginning(`${stem}${key.ai}/`)] })
  if (!/^\d{6,12}$/.test(company)) return refused
  if (told_.length === 1) {
    const rest = `${key.before === 'digit' ? '' : key.before}${company}`
    const ranges = key.before === 'digit' ? afterDigit(key.ai, rest) : [beginning(`${stem}${key.ai}/${rest}`)]
    return succeed({ uris: [], ranges })
  }
  return readFixedClass(scheme, told_, isClass) ?? refused
}

/** Company and class are told, the rest is open: by the canonical form of the class, or of one of its members without the serial. */
function readFixedClass(scheme: string, told: readonly string[], isClass: boolean): Result<Matching> | undefined {
  if (scheme === 'sgtin' || scheme === 'lgtin') {
    if (told.length !== 2) return undefined
    const reading = canonicalize(`urn:epc:idpat:sgtin:${told.join('.')}.*`)
    if (!reading.ok) return undefined
    const { uri } = reading.value
    if (scheme === 'lgtin') return succeed({ uris: [], ranges: [beginning(`${uri}/10/`)] })
    return succeed({ uris: [uri], ranges: [belowClass(uri, 'gtin', isClass)] })
  }
  if (scheme === 'itip') {
    const reading = told.length === 4 ? canonicalize(`urn:epc:id:itip:${told.join('.')}.1`) : undefined
    const uri = reading?.ok === true ? reading.value.uri : undefined
    return uri?.endsWith('/21/1') === true ? succeed({ uris: [], ranges: [beginning(uri.slice(0, -1))] }) : undefined
  }
  if (told.length !== 2) return undefined
  const member = canonicalize(`urn:epc:id:${scheme}:${told.join('.')}.${scheme === 'sgln' ? '0' : '1'}`)
  if (!member.ok) return undefined
  const { uri } = member.value
  if (scheme === 'sgln') return succeed({ uris: [uri], ranges: [beginning(`${uri}/254/`)] })
  return uri.endsWith('1') ? succeed({ uris: [], ranges: [beginning(uri.slice(0, -1))] }) : undefined
}

export const atValue = (name: string, position: number, isList: boolean): string => (isList ? atPath('', name, position) : atPath('', name))
