import type { Problem } from '@proofline/problems'
import { symbologyOf } from '../gs1/scan.ts'
import { type AgencyReading, identifyAhm, identifyHibc, identifyIsbt, identifyMa, identifyPpn } from './agencies.ts'
import { identifyBareKey, identifyElements, identifyLink, identifyTag, identifyUrn } from './gs1.ts'
import type { Identification, IdentifyOptions, Unidentified } from './model.ts'

/** More characters than any symbol carries. */
export const longestScan = 16_384

type Scan = {
  readonly scan: string
  /** Without symbology identifier and a reader's line end. */
  readonly text: string
  readonly offset: number
  readonly symbology: string | undefined
  readonly problems: readonly Problem[]
}

/**
 * Says what a scan, a typed code or an identifier names: GS1 (element strings with and without brackets, scans with a symbology identifier,
 * Digital Links, EPC URNs, RFID tags in hexadecimal), HIBC, ISBT 128, IFA, China's MA, and AHM where rules are supplied. All problems at once, with
 * positions in characters of the scan from 1. What has several readings is not identified: the answer shows each of them. Linear time.
 */
export function identify(scan: string, options: IdentifyOptions = {}): Identification | Unidentified {
  if (scan.length === 0) return unidentified(scan, undefined, [{ code: 'identify-empty', at: '' }])
  if (scan.length > longestScan) {
    return unidentified(scan, undefined, [{ code: 'identify-too-long', at: '', params: { found: scan.length, most: longestScan } }])
  }
  const prepared = prepare(scan)
  return decide(prepared, readAll(prepared, options), options)
}

const unidentified = (
  scan: string,
  agency: Unidentified['agency'],
  problems: readonly Problem[],
  candidates: readonly Identification[] = [],
): Unidentified => ({ ok: false, scan, agency, problems, candidates })

/** Takes off what a reader or an input method added, and tells it. */
function prepare(scan: string): Scan {
  const problems: Problem[] = []
  let text = scan
  let end = text.length
  while (end > 1 && (text.charCodeAt(end - 1) === 13 || text.charCodeAt(end - 1) === 10)) end--
  if (end < text.length) {
    problems.push({ code: 'scan-suffix', at: '', params: { position: end + 1 }, clause: 'ISO/IEC 15424' })
    text = text.slice(0, end)
  }
  const wide = text.search(fullWidth)
  if (wide >= 0) {
    problems.push({ code: 'identify-full-width', at: '', params: { character: text.charAt(wide), position: wide + 1 } })
    text = text.replace(allFullWidth, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
  }
  if (!/^\][A-Za-z][0-9A-Za-z]/.test(text)) return { scan, text, offset: 0, symbology: undefined, problems }
  const symbology = text.slice(0, 3)
  return { scan, text: text.slice(3), offset: 3, symbology, problems }
}

const fullWidth = /[\uff01-\uff5e]/
const allFullWidth = /[\uff01-\uff5e]/g

/** Every way to read the scan; more than one only where its form leaves that open. */
function readAll(prepared: Scan, options: IdentifyOptions): AgencyReading[] {
  const { text, offset, symbology } = prepared
  const carrier = symbology === undefined ? undefined : symbologyOf(symbology)
  // FNC1 in first place, or an EAN symbol: it cannot be anything but GS1 (ISO/IEC 15424).
  if (symbology !== undefined && carrier !== undefined && carrier.carries !== 'text')
    return [identifyElements(symbology + text, 0, options)]
  const { origin, ahmRules } = options
  if (ahmRules !== undefined && ahmRules.start !== '' && text.startsWith(ahmRules.start))
    return [identifyAhm(text, offset, ahmRules, origin)]
  switch (text.charAt(0)) {
    case '+':
    case '*':
      return readHibcs(text, offset, origin)
    case '=':
    case '&':
      return [identifyIsbt(text, offset, origin)]
    case '[':
      return [text.startsWith(format05) ? identifyFormat05(text, offset, options) : identifyPpn(text, offset, origin)]
    case '.':
      return [identifyPpn(text, offset, origin)]
    case '(':
      return [/^\(\d{0,3}[A-Z]\)/.test(text) ? identifyPpn(text, offset, origin) : withoutFnc1(prepared, options)]
    case 'h':
    case 'H':
      return readLink(text, offset, options)
    case 'u':
    case 'U':
      return [identifyUrn(text, offset, options)]
  }
  if (text.startsWith('MA.')) return [identifyMa(text, offset, origin)]
  if (/^\d{0,3}[A-Z]/.test(text) && (text.startsWith('9N') || text.includes('\u001d9N'))) return [identifyPpn(text, offset, origin)]
  return readCharacters(prepared, options)
}

/** ISO/IEC 15434 format 05: an element string in the envelope of macro 05, GS for FNC1. */
const format05 = '[)>\u001e05\u001d'

function identifyFormat05(text: string, offset: number, options: IdentifyOptions): AgencyReading {
  let end = text.length
  if (text.endsWith('\u0004')) end--
  if (text.charCodeAt(end - 1) === 30) end--
  return identifyElements(text.slice(format05.length, end), offset + format05.length, options)
}

/** A check character that is a space may have been lost on the way: then there are two readings, and neither is taken for certain. */
function readHibcs(text: string, offset: number, origin: string | undefined): AgencyReading[] {
  const first = identifyHibc(text, offset, origin)
  const lost = first.problems.find(({ code }) => code === 'hibc-space-lost')
  if (lost === undefined) return [first]
  return [first, { ...identifyHibc(`${text} `, offset, origin), problems: [lost] }]
}

function readLink(text: string, offset: number, options: IdentifyOptions): AgencyReading[] {
  const link = identifyLink(text, offset, options)
  if (link !== undefined) return [link]
  const isAddress = /^https?:\/\//i.test(text)
  const code = isAddress ? 'identify-web-address' : 'identify-unknown'
  return [{ found: undefined, agency: 'gs1', problems: [{ code, at: '', params: { found: text.slice(0, 40), position: offset + 1 } }] }]
}

/** In a symbol without FNC1 an element string is no GS1 data: told, and read only where wrong things are read. */
function withoutFnc1(prepared: Scan, options: IdentifyOptions): AgencyReading {
  const { text, offset, symbology } = prepared
  const reading = identifyElements(text, offset, options)
  if (symbology === undefined) return reading
  const told = {
    code: 'scan-no-elements',
    at: '',
    params: { identifier: symbology, position: 4 },
    clause: 'GS1 General Specifications §7.8',
  }
  return { ...reading, problems: [told, ...reading.problems] }
}

/** What FNC1 is written as; an element string may begin with it. */
const separators = ['^', '\u001d', '\\x1D', '{GS}', '\u241d']

/** Hexadecimal digits of the shortest EPC that there is, some of them lost. */
const leastTag = 12

/** Hexadecimal letters and a header that some encoding has: a tag that was cut short or damaged rather than an element string. */
const isBrokenTag = (tag: AgencyReading | undefined, text: string): tag is AgencyReading =>
  tag !== undefined && /[A-Fa-f]/.test(text) && !tag.problems.some(({ code }) => code === 'tag-header' || code === 'tag-unprogrammed')

/** Digits, FNC1 or hexadecimal digits: an element string, a tag, or a key by itself. */
function readCharacters(prepared: Scan, options: IdentifyOptions): AgencyReading[] {
  const { text, offset } = prepared
  const bare = identifyBareKey(text, offset, options)
  const readings = bare.filter(({ found }) => found !== undefined)
  const tag = text.length >= leastTag && /^[0-9A-Fa-f]+$/.test(text) ? identifyTag(text, offset, options) : undefined
  if (tag?.found !== undefined) readings.push(tag)
  if (/^\d\d/.test(text) || separators.some((separator) => text.startsWith(separator))) {
    const elements = withoutFnc1(prepared, options)
    // What is a key or a tag without fault is not made doubtful by an element string that is wrong.
    if (elements.problems.length === 0) return [elements, ...readings]
    // A number as long as a key is one with a wrong digit, rather than a piece of an element string.
    if (readings.length === 0) return isBrokenTag(tag, text) ? [tag] : bare.length > 0 && elements.found === undefined ? bare : [elements]
  }
  if (readings.length === 0 && tag !== undefined) return [tag]
  if (readings.length > 0) return readings
  return [
    {
      found: undefined,
      agency: 'gs1',
      problems: [{ code: 'identify-unknown', at: '', params: { found: text.slice(0, 40), position: offset + 1 } }],
    },
  ]
}

function decide(prepared: Scan, readings: readonly AgencyReading[], options: IdentifyOptions): Identification | Unidentified {
  const { scan, symbology } = prepared
  const before = prepared.problems
  const finish = ({ found, problems }: AgencyReading): Identification[] =>
    found === undefined ? [] : [{ ok: true, scan, symbology, ...found, flags: before.length === 0 ? problems : [...before, ...problems] }]
  const tolerant = options.mode === 'tolerant'
  const sound = before.length > 0 && !tolerant ? [] : readings.filter(({ problems }) => problems.length === 0)
  const taken = (sound.length > 0 || !tolerant ? sound : readings).flatMap(finish)
  const [only] = taken
  if (only !== undefined && taken.length === 1) return only
  if (taken.length > 1) {
    return unidentified(scan, undefined, [{ code: 'identify-ambiguous', at: '', params: { count: taken.length } }], taken)
  }
  const [first] = readings
  const known = first !== undefined && !first.problems.some(({ code }) => code === 'identify-unknown')
  return unidentified(
    scan,
    known ? first.agency : undefined,
    [...before, ...(first?.problems ?? [])],
    readings.length > 1 ? readings.flatMap(finish) : [],
  )
}
