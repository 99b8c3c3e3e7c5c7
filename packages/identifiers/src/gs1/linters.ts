import { digit, firstOutside, isClass, set82 } from '../characters.ts'
import { checkDigitOf, checkPairOf } from '../check-digit.ts'
import { countryLetters, countryNumbers, currencyNumbers, packageTypes } from './code-lists.ts'
import { lintCoupon, lintPositiveOffer } from './coupon.ts'
import { lintDay, lintHour, lintLongDay, lintMinute, lintMonthOrDay, lintSecond } from './date-linters.ts'
import type { ValueCheck } from './value-check.ts'

/**
 * A rule for the characters `[from, to)` of a value, which are already of the component's length and set. The rules are those of GS1's syntax
 * dictionary; each tells every fault it finds.
 */
export type Linter = (check: ValueCheck, from: number, to: number) => void

const specifications = 'GS1 General Specifications'

const part = (check: ValueCheck, from: number, to: number): string => check.value.slice(from, to)

/** A linter that asks whether the component is one of the values that `holds` accepts. */
const oneOf =
  (code: Parameters<ValueCheck['report']>[0], holds: (text: string) => boolean, clause: string): Linter =>
  (check, from, to) => {
    const found = part(check, from, to)
    if (!holds(found)) check.report(code, from, { found }, clause)
  }

const checkDigit: Linter = (check, from, to) => {
  const expected = checkDigitOf(check.value, from, to - 1)
  const found = check.value.charCodeAt(to - 1) - 48
  if (found !== expected) check.report('element-check-digit', to - 1, { expected, found }, `${specifications} §7.9.1`)
}

const checkPair: Linter = (check, from, to) => {
  const text = part(check, from, to)
  const expected = text.length < 3 ? '' : checkPairOf(text.slice(0, -2))
  const found = text.slice(-2)
  if (found !== expected) check.report('element-check-pair', Math.max(from, to - 2), { expected, found }, `${specifications} §7.9.5`)
}

/** The shortest company prefix has four digits; which prefixes are issued is not known here. */
const companyPrefix =
  (offset: number): Linter =>
  (check, from, to) => {
    const start = from + offset
    const at = to - start < 4 ? start : firstOutside(check.value, digit, start, start + 4)
    if (at >= 0) check.report('element-company-prefix', at, { digits: 4 }, `${specifications} §1.4.4`)
  }

const percentEncoding: Linter = (check, from, to) => {
  for (let i = from; i < to; i++) {
    if (check.value.charCodeAt(i) !== 37) continue
    if (i + 2 < to && /^[0-9A-Fa-f]{2}$/.test(check.value.slice(i + 1, i + 3))) i += 2
    else check.report('element-percent', i, {}, `${specifications} §3.8`)
  }
}

const iban: Linter = (check, from, to) => {
  const clause = 'ISO 13616-1'
  const text = part(check, from, to)
  if (text.length <= 10) check.report('element-iban-length', from, { found: text.length, least: 11 }, clause)
  if (!countryLetters.has(text.slice(0, 2))) check.report('element-iban-country', from, { found: text.slice(0, 2) }, clause)
  const bad = text.search(/[^0-9A-Z]/)
  if (bad >= 0) check.report('element-iban-characters', from + bad, { character: text.charAt(bad) }, clause)
  if (bad >= 0 || text.length <= 10) return
  let remainder = 0
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97
  }
  if (remainder !== 1) check.report('element-iban-check', from + 2, { found: text.slice(2, 4) }, 'ISO 7064')
}

/** Position in a sequence, such as `2/3`: neither begins with 0, and the first is not above the second. */
const positionInSequence: Linter = (check, from, to) => {
  const found = part(check, from, to)
  const [place = '', end = ''] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(found)?.slice(1) ?? []
  if (place === '' || place.length > end.length || (place.length === end.length && place > end)) {
    check.report('element-sequence', from, { found }, `${specifications} §3.8`)
  }
}

const pieceOfTotal: Linter = (check, from, to) => {
  const middle = (from + to) / 2
  const piece = part(check, from, middle)
  const total = part(check, middle, to)
  if (Number(piece) === 0 || piece > total) check.report('element-piece', from, { piece, total }, `${specifications} §3.9`)
}

const withoutLeadingZero: Linter = (check, from) => {
  if (check.value.charCodeAt(from) === 48) check.report('element-leading-zero', from, {}, `${specifications} §3.9.10`)
}

const notOnlyDigits: Linter = (check, from, to) => {
  if (firstOutside(check.value, digit, from, to) < 0) check.report('element-nondigit', from, {}, `${specifications} §3.9`)
}

/** ICCBBA assigns 01–10; 80–99 are for local and national use. */
const isMediaType = (text: string): boolean => (text >= '01' && text <= '10') || text >= '80'

const isImporterIndex = (text: string): boolean =>
  text.length === 1 && (text === '-' || text === '_' || (isClass(text.charCodeAt(0), set82) && /[0-9A-Za-z]/.test(text)))

const linters = {
  csum: checkDigit,
  csumalpha: checkPair,
  gcppos1: companyPrefix(0),
  gcppos2: companyPrefix(1),
  yymmdd: lintDay,
  yymmd0: lintMonthOrDay,
  yyyymmdd: lintLongDay,
  hh: lintHour,
  mi: lintMinute,
  ss: lintSecond,
  hhmi: (check, from) => {
    lintHour(check, from, from + 2)
    lintMinute(check, from + 2, from + 4)
  },
  iso3166: oneOf('element-country', (text) => countryNumbers.has(text), 'ISO 3166-1'),
  iso3166999: oneOf('element-country', (text) => text === '999' || countryNumbers.has(text), 'ISO 3166-1'),
  iso3166alpha2: oneOf('element-country', (text) => countryLetters.has(text), 'ISO 3166-1'),
  iso4217: oneOf('element-currency', (text) => currencyNumbers.has(text), 'ISO 4217'),
  iso5218: oneOf('element-sex', (text) => '0129'.includes(text), 'ISO/IEC 5218'),
  iban,
  pcenc: percentEncoding,
  couponcode: lintCoupon,
  couponposoffer: lintPositiveOffer,
  importeridx: oneOf('element-importer-index', isImporterIndex, `${specifications} §3.8.20`),
  latitude: oneOf('element-latitude', (text) => Number(text) <= 1_800_000_000, `${specifications} §3.8.9`),
  longitude: oneOf('element-longitude', (text) => Number(text) <= 3_600_000_000, `${specifications} §3.8.9`),
  mediatype: oneOf('element-media-type', isMediaType, 'ICCBBA ST-027'),
  packagetype: oneOf('element-package-type', (text) => packageTypes.has(text), 'UN/CEFACT Recommendation 21'),
  pieceoftotal: pieceOfTotal,
  posinseqslash: positionInSequence,
  hasnondigit: notOnlyDigits,
  hyphen: oneOf('element-hyphen', (text) => /^-*$/.test(text), `${specifications} §3.8`),
  winding: oneOf('element-winding', (text) => text === '0' || text === '1' || text === '9', `${specifications} §3.9.2`),
  yesno: oneOf('element-yes-no', (text) => text === '0' || text === '1', `${specifications} §3.8`),
  zero: oneOf('element-zero', (text) => /^0*$/.test(text), `${specifications} §3.9.4`),
  nonzero: oneOf('element-nonzero', (text) => !/^0*$/.test(text), `${specifications} §3.9.2`),
  nozeroprefix: withoutLeadingZero,
} satisfies Readonly<Record<string, Linter>>

export type LinterName = keyof typeof linters

export const isLinter = (name: string): name is LinterName => Object.hasOwn(linters, name)

export const lint = (name: LinterName, check: ValueCheck, from: number, to: number): void => linters[name](check, from, to)
