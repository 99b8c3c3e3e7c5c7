import { type AiValue, checkDigitOf } from '@proofline/identifiers'
import fc from 'fast-check'
import { digit, isClass, set39, set64, set82 } from '../../src/characters.ts'
import { checkPairOf } from '../../src/check-digit.ts'
import { type AiRule, allAiRules, type Component } from '../../src/gs1/dictionary.ts'

const charactersOf = (set: number): string[] =>
  Array.from({ length: 128 }, (_, code) => code)
    .filter((code) => isClass(code, set))
    .map((code) => String.fromCharCode(code))

const sets: ReadonlyMap<number, string[]> = new Map([digit, set82, set39, set64].map((set) => [set, charactersOf(set)]))

const oneOf = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts)
const dates = oneOf('260228', '280229', '991231', '010101')

/** Values that a linter accepts, where characters of the component's set are not enough. */
const accepted: Readonly<Record<string, fc.Arbitrary<string>>> = {
  yymmdd: dates,
  yymmd0: fc.oneof(dates, oneOf('260200', '000100')),
  yyyymmdd: oneOf('19000228', '20240229'),
  hhmi: oneOf('0000', '2359'),
  hh: oneOf('00', '23'),
  mi: oneOf('00', '59'),
  ss: oneOf('00', '59'),
  iso3166: oneOf('156', '276', '004'),
  iso3166999: oneOf('999', '840'),
  iso3166alpha2: oneOf('CN', 'DE'),
  iso4217: oneOf('156', '978'),
  iso5218: oneOf('0', '1', '2', '9'),
  iban: oneOf('GB82WEST12345698765432', 'DE89370400440532013000', 'FR1420041010050500013M02606'),
  pcenc: oneOf('A%20B', '%E4%B8%AD', 'plain'),
  couponcode: oneOf('012345612345611110123101110129', '012345612345611110123', '01234561234561111012392001'),
  couponposoffer: oneOf('001234561234560123456', '161234567890123456780123456'),
  importeridx: oneOf('-', '_', 'a', '7'),
  latitude: oneOf('0000000000', '1800000000', '0279085848'),
  longitude: oneOf('0000000000', '3600000000'),
  mediatype: oneOf('01', '10', '80', '99'),
  packagetype: oneOf('PX', '8', 'APE'),
  pieceoftotal: oneOf('0101', '0299', '9999'),
  posinseqslash: oneOf('1/1', '2/9'),
  hyphen: oneOf('-'),
  winding: oneOf('0', '1', '9'),
  yesno: oneOf('0', '1'),
  zero: oneOf('0'),
}

function componentValue(component: Component): fc.Arbitrary<string> {
  const { linters, min, max, set } = component
  const fixed = linters.map((name) => accepted[name]).find((found) => found !== undefined)
  if (fixed !== undefined) return fixed
  const has = (name: string): boolean => linters.some((linter) => linter === name)
  const pair = has('csumalpha') ? 2 : 0
  const characters = sets.get(set) ?? []
  const prefix = has('gcppos1') ? 4 : has('gcppos2') ? 5 : 0
  const base = fc.string({ unit: fc.constantFrom(...characters), minLength: Math.max(min - pair, prefix, pair), maxLength: max - pair })
  return base.map((text) => {
    let value = '95061'.slice(0, prefix) + text.slice(prefix)
    if (has('csum')) value = value.slice(0, -1) + checkDigitOf(value.slice(0, -1))
    if (has('nonzero') && /^0*$/.test(value)) value = `1${value.slice(1)}`
    if (has('nozeroprefix') && value.startsWith('0')) value = `1${value.slice(1)}`
    if (has('hasnondigit')) value = `${value.slice(0, 4)}x${value.slice(5)}`
    return pair === 0 ? value : value + checkPairOf(value)
  })
}

/** A value that its rule accepts: components may be left out from the first optional one on. */
function ruleValue(rule: AiRule): fc.Arbitrary<AiValue> {
  const fewest = rule.components.filter(({ optional }) => !optional).length
  return fc
    .integer({ min: fewest, max: rule.components.length })
    .chain((count) => fc.tuple(...rule.components.slice(0, count).map(componentValue)))
    .map((parts) => ({ ai: rule.ai, value: parts.join('') }))
}

export const rules = Array.from(allAiRules())

/** Elements of AIs that differ; whether they may stand together is not their concern. */
export const elements: fc.Arbitrary<AiValue[]> = fc
  .uniqueArray(fc.constantFrom(...rules), { minLength: 1, maxLength: 6, selector: ({ ai }) => ai })
  .chain((chosen) => fc.tuple(...chosen.map(ruleValue)))

export const elementOf = (ai: string): fc.Arbitrary<AiValue> => {
  const rule = rules.find((entry) => entry.ai === ai)
  if (rule === undefined) throw new TypeError(`no rule for (${ai})`)
  return ruleValue(rule)
}
