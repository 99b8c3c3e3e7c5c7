import { encodeSegment } from './characters.ts'
import { canonicalStem, type Gs1Identifier, type KeyAi, type Level, type PathAi } from './identifier.ts'
import { type KeyRule, keyRuleOf } from './keys.ts'

/** Application identifiers with their values, while they are read. */
export type Keys = Partial<Record<PathAi, string>>

/**
 * Adds a value. To V8 these names are indexes: written as usual, `414` would take an array of six hundred empty places, 5 kB for each GLN. A
 * member that is not writable goes into a small table instead.
 */
export function addKey(keys: Keys, ai: PathAi, value: string): void {
  if (ai.length === 2) keys[ai] = value
  else Object.defineProperty(keys, ai, { value, enumerable: true, configurable: true })
}

/** All of one shape, and made without an object in between. */
function identified(
  { scheme, ai: key }: KeyRule,
  keys: Readonly<Keys>,
  companyPrefixLength: number | undefined,
  uri: string,
  level: Level,
  classUri: string | undefined,
  lotUri: string | undefined,
): Gs1Identifier {
  return { scheme, key, keys, companyPrefixLength, uri, level, classUri, lotUri }
}

const ofUnit: Readonly<Keys> = JSON.parse('{"01":"","21":""}')
const ofUnitOfLot: Readonly<Keys> = JSON.parse('{"01":"","10":"","21":""}')

export type Unit = { readonly gtin: string; readonly lot: string | undefined; readonly serial: string }

/** A unit, of which there are most by far: its table is copied from one that was parsed, which has no places more than it needs. */
export function identifyUnit({ gtin, lot, serial }: Unit, prefixLength: number | undefined): Gs1Identifier {
  const keys: Keys = lot === undefined ? { ...ofUnit } : { ...ofUnitOfLot }
  keys['01'] = gtin
  if (lot !== undefined) keys['10'] = lot
  keys['21'] = serial
  const classUri = `${canonicalStem}01/${gtin}`
  const lotUri = lot === undefined ? undefined : `${classUri}/10/${encodeSegment(lot)}`
  const uri = `${classUri}/21/${encodeSegment(serial)}`
  return { scheme: 'gtin', key: '01', keys, companyPrefixLength: prefixLength, uri, level: 'instance', classUri, lotUri }
}

/**
 * Builds the identifier from checked application identifiers. The canonical form keeps the finest level only (CBV 2.0 §8.9.2, Digital
 * Link 1.2 §4.11): a serial drops the lot, a variant, an importer index and a service instance number are dropped always. What was
 * dropped stays in `keys`, and a lot beside a serial in `lotUri`.
 */
export function buildIdentifier(key: KeyAi, keys: Readonly<Keys>, prefixLength: number | undefined): Gs1Identifier {
  const rule = keyRuleOf(key)
  const value = keys[key]
  if (rule === undefined || value === undefined) throw new TypeError(`No value for the key (${key})`)
  const base = `${canonicalStem}${key}/${rule.tailSet === 'none' || rule.tailSet === 'digits' ? value : encodeSegment(value)}`
  switch (key) {
    case '01':
    case '8006': {
      const [lotNumber, serial, extension] = [keys['10'], keys['21'], keys['235']]
      const lot = lotNumber === undefined ? undefined : `${base}/10/${encodeSegment(lotNumber)}`
      if (serial !== undefined) return identified(rule, keys, prefixLength, `${base}/21/${encodeSegment(serial)}`, 'instance', base, lot)
      if (extension !== undefined)
        return identified(rule, keys, prefixLength, `${base}/235/${encodeSegment(extension)}`, 'instance', base, undefined)
      if (lot !== undefined) return identified(rule, keys, prefixLength, lot, 'lot', base, undefined)
      break
    }
    case '414':
      if (keys['254'] !== undefined)
        return identified(rule, keys, prefixLength, `${base}/254/${encodeSegment(keys['254'])}`, 'place', undefined, undefined)
      break
    case '8010':
      if (keys['8011'] !== undefined)
        return identified(rule, keys, prefixLength, `${base}/8011/${keys['8011']}`, 'instance', base, undefined)
      break
    case '415':
      if (keys['8020'] !== undefined)
        return identified(rule, keys, prefixLength, `${base}/8020/${encodeSegment(keys['8020'])}`, 'document', undefined, undefined)
      break
    default:
      if (rule.fixed > 0 && value.length > rule.fixed) {
        const classUri = `${canonicalStem}${key}/${value.slice(0, rule.fixed)}`
        return identified(rule, keys, prefixLength, base, rule.serialised, classUri, undefined)
      }
  }
  return identified(rule, keys, prefixLength, base, rule.bare, undefined, undefined)
}
