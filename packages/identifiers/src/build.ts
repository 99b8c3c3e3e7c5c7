import { encodeSegment } from './characters.ts'
import { canonicalStem, type Gs1Identifier, type KeyAi, type PathAi } from './identifier.ts'
import { keyRuleOf } from './keys.ts'

/**
 * Builds the identifier from checked application identifiers. The canonical form keeps the finest level only (CBV 2.0 §8.9.2, Digital
 * Link 1.2 §4.11): a serial drops the lot, a variant, an importer index and a service instance number are dropped always. What was
 * dropped stays in `keys`, and a lot beside a serial in `lotUri`.
 */
export function buildIdentifier(
  key: KeyAi,
  keys: Readonly<Partial<Record<PathAi, string>>>,
  companyPrefixLength: number | undefined,
): Gs1Identifier {
  const rule = keyRuleOf(key)
  const value = keys[key]
  if (rule === undefined || value === undefined) throw new TypeError(`No value for the key (${key})`)
  const { scheme } = rule
  const base = `${canonicalStem}${key}/${rule.tailSet === 'none' || rule.tailSet === 'digits' ? value : encodeSegment(value)}`
  const told = { scheme, key, keys, companyPrefixLength }
  switch (key) {
    case '01':
    case '8006': {
      const lot = keys['10'] === undefined ? undefined : `${base}/10/${encodeSegment(keys['10'])}`
      if (keys['21'] !== undefined)
        return { ...told, uri: `${base}/21/${encodeSegment(keys['21'])}`, level: 'instance', classUri: base, lotUri: lot }
      if (keys['235'] !== undefined)
        return { ...told, uri: `${base}/235/${encodeSegment(keys['235'])}`, level: 'instance', classUri: base, lotUri: undefined }
      if (lot !== undefined) return { ...told, uri: lot, level: 'lot', classUri: base, lotUri: undefined }
      break
    }
    case '414':
      if (keys['254'] !== undefined)
        return { ...told, uri: `${base}/254/${encodeSegment(keys['254'])}`, level: 'place', classUri: undefined, lotUri: undefined }
      break
    case '8010':
      if (keys['8011'] !== undefined)
        return { ...told, uri: `${base}/8011/${keys['8011']}`, level: 'instance', classUri: base, lotUri: undefined }
      break
    case '415':
      if (keys['8020'] !== undefined)
        return { ...told, uri: `${base}/8020/${encodeSegment(keys['8020'])}`, level: 'document', classUri: undefined, lotUri: undefined }
      break
    default:
      if (rule.fixed > 0 && value.length > rule.fixed)
        return {
          ...told,
          uri: base,
          level: rule.serialised,
          classUri: `${canonicalStem}${key}/${value.slice(0, rule.fixed)}`,
          lotUri: undefined,
        }
  }
  return { ...told, uri: base, level: rule.bare, classUri: undefined, lotUri: undefined }
}
