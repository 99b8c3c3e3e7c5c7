import type { Problem } from '@proofline/problems'
import { canonicalize } from '../canonicalize.ts'
import { digit, firstOutside } from '../characters.ts'
import { checkDigitOf, hasCheckDigitAt } from '../check-digit.ts'
import { companyPrefixLengthOf } from '../gs1/company-prefixes.ts'
import { aiRuleOf } from '../gs1/dictionary.ts'
import type { AiValue, ElementValue } from '../gs1/element.ts'
import { parseElementString } from '../gs1/element-string.ts'
import { formatBracketed } from '../gs1/format.ts'
import { escapeLinkValue } from '../gs1/link-escapes.ts'
import { readAnyLink } from '../gs1/link-scan.ts'
import { elementsOf, identifierOf } from '../gs1/to-identifier.ts'
import { canonicalStem, type Gs1Identifier, type Identifier, isGs1, type KeyAi, type Level } from '../identifier.ts'
import { keyRuleOf } from '../keys.ts'
import { parseTag, tagElements } from '../tag/index.ts'
import { dataFlags } from '../tag/tag.ts'
import { toEpcUrn } from '../to-epc-urn.ts'
import type { AgencyReading } from './agencies.ts'
import type { CodeForm, IdentifyOptions, TagFacts } from './model.ts'
import { productionIdentifiers, quantityOf } from './production.ts'

type Element = AiValue & { readonly position?: number }

/** Which key names the thing where a code has several: a trade item before its container, a container before what stands for it. */
const keyOrder: readonly KeyAi[] = [
  '01',
  '8006',
  '00',
  '8010',
  '8013',
  '8003',
  '8004',
  '253',
  '255',
  '414',
  '417',
  '8018',
  '8017',
  '401',
  '402',
  '415',
]

const valueWith = (elements: readonly Element[], ai: string): string | undefined => {
  for (const element of elements) if (element.ai === ai) return element.value
  return undefined
}

/** The identifier that the elements name, whatever their order; undefined without a key among them. */
function namedBy(elements: readonly Element[]): Gs1Identifier | undefined {
  for (const ai of keyOrder) {
    const value = valueWith(elements, ai)
    if (value !== undefined) return identifierOf(elements[0]?.ai === ai ? elements : [{ ai, value }, ...elements])
  }
  return undefined
}

/** Predefined lengths first, a separator behind every other value that is not the last. */
function writeElementString(elements: readonly Element[]): string {
  let fixed = ''
  let open = ''
  for (const { ai, value } of elements) {
    if (aiRuleOf(ai)?.separated === false) fixed += ai + value
    else open += `${open === '' ? '' : '\u001d'}${ai}${value}`
  }
  return fixed + open
}

/**
 * The link that `formatDigitalLink` builds of the same elements, which were just checked: the key that names the thing and its qualifiers in the path,
 * all else in the query, predefined lengths first; undefined where something can stand in neither.
 */
function writeLink({ key, keys }: Gs1Identifier, elements: readonly Element[]): string | undefined {
  const sequences = keyRuleOf(key)?.qualifiers ?? []
  let path = `${canonicalStem}${key}/${escapeLinkValue(keys[key] ?? '', 'path')}`
  let used = 0
  for (const sequence of sequences) {
    const before = path.length
    for (const ai of sequence) {
      const value = keys[ai]
      if (value !== undefined) path += `/${ai}/${escapeLinkValue(value, 'path')}`
    }
    if (path.length > before) used++
  }
  // Qualifiers of two sequences exclude each other in a path: which one stays is for the builder of links to say.
  if (used > 1) return undefined
  let fixed = ''
  let open = ''
  for (const [index, { ai, value }] of elements.entries()) {
    if (ai in keys || elements.findIndex((element) => element.ai === ai) < index) continue
    const rule = aiRuleOf(ai)
    if (rule?.linkAttribute !== true) return undefined
    const parameter = `${ai}=${escapeLinkValue(value, 'query')}`
    if (rule.separated) open += `&${parameter}`
    else fixed += `&${parameter}`
  }
  const query = fixed + open
  return query === '' ? path : `${path}?${query.slice(1)}`
}

type Source = {
  readonly form: CodeForm
  readonly elements: readonly Element[]
  readonly identifier?: Identifier | undefined
  readonly problems: readonly Problem[]
  readonly notes?: readonly Problem[]
  readonly tag?: TagFacts
}

function compose(source: Source, options: IdentifyOptions): AgencyReading {
  const { form, elements, problems } = source
  const named = source.identifier ?? namedBy(elements)
  // A wrong key names nothing: it says what kind of thing was meant, and gets no identity.
  const identifier = named === undefined || problems.length === 0 || canonicalize(named.uri).ok ? named : undefined
  const key = identifier !== undefined && isGs1(identifier) ? identifier : undefined
  const prefixLength = prefixLengthOf(key, options)
  const urn = identifier !== undefined && (key === undefined || prefixLength !== undefined) ? toEpcUrn(identifier, prefixLength) : undefined
  const level: Level = named?.level ?? 'other'
  const noProduct: Problem[] = named === undefined ? [{ code: 'identify-no-product', at: '' }] : []
  // An EPC, and no element string: TDS 2.x §6.3.11 takes the number 0, the dictionary's rule for (8011) no zero at its beginning.
  const isUnprintable = valueWith(elements, '8011') === '0' && problems.length === 0
  const unprintable: Problem[] = isUnprintable ? [{ code: 'identify-no-element-string', at: '', params: { ai: '8011' } }] : []
  const printed = isUnprintable ? [] : elements
  return {
    agency: 'gs1',
    problems,
    found: {
      agency: 'gs1',
      form,
      level,
      udiDi: key?.keys['01'] ?? valueWith(elements, '01'),
      productionIdentifiers: productionIdentifiers(elements, options.readingYear),
      quantity: quantityOf(elements),
      normalForms: {
        uri: identifier?.uri,
        elementString: printed.length === 0 ? undefined : writeElementString(printed),
        hri: printed.length === 0 ? undefined : formatBracketed(printed),
        digitalLink: key === undefined || problems.length > 0 || isUnprintable ? undefined : writeLink(key, elements),
        urn: urn?.ok === true ? urn.value : undefined,
      },
      identifier,
      elements: elements.map(({ ai, value }) => ({ ai, value })),
      tag: source.tag,
      notes: [...noProduct, ...unprintable, ...(source.notes ?? [])],
    },
  }
}

/** What a URN or a tag told, else what the caller knows, else the table; undefined without any of them. */
function prefixLengthOf(key: Gs1Identifier | undefined, options: IdentifyOptions): number | undefined {
  const told = key?.companyPrefixLength ?? options.companyPrefixLength
  return told ?? (key && options.companyPrefixes && companyPrefixLengthOf(options.companyPrefixes, key))
}

const refused = (problems: readonly Problem[]): AgencyReading => ({ found: undefined, agency: 'gs1', problems })

const shifted = (problems: readonly Problem[], offset: number): readonly Problem[] =>
  offset === 0
    ? problems
    : problems.map((problem) =>
        typeof problem.params?.position === 'number'
          ? { ...problem, params: { ...problem.params, position: problem.params.position + offset } }
          : problem,
      )

const placed = (elements: readonly ElementValue[], offset: number): readonly ElementValue[] =>
  offset === 0 ? elements : elements.map((element) => ({ ...element, position: element.position + offset }))

/** An element string, with or without brackets, or a whole scan with its symbology identifier. */
export function identifyElements(text: string, offset: number, options: IdentifyOptions): AgencyReading {
  const result = parseElementString(text, {
    mode: options.mode ?? 'strict',
    associations: options.partial === true ? 'ignore' : 'check',
  })
  if (!result.ok) return refused(shifted(result.problems, offset))
  const { elements, flags } = result.value
  return compose({ form: 'element-string', elements: placed(elements, offset), problems: shifted(flags, offset) }, options)
}

/** A Digital Link on any domain; undefined for any other web address. */
export function identifyLink(text: string, offset: number, options: IdentifyOptions): AgencyReading | undefined {
  const { mode = 'strict', partial } = options
  const result = readAnyLink(text, 0, { mode, associations: partial === true ? 'ignore' : 'check' })
  if (result === undefined) return undefined
  if (!result.ok) return refused(shifted(result.problems, offset))
  const { identifier, elements, flags } = result.value
  return compose({ form: 'digital-link', elements: placed(elements, offset), identifier, problems: shifted(flags, offset) }, options)
}

export function identifyUrn(text: string, offset: number, options: IdentifyOptions): AgencyReading {
  if (/^urn:epc:(?:tag|raw):/.test(text)) return identifyTag(text, offset, options)
  const result = canonicalize(text)
  if (!result.ok) return refused(shifted(result.problems, offset))
  const identifier = result.value
  if (identifier.scheme === 'other')
    return refused([{ code: 'identify-unknown', at: '', params: { found: text.slice(0, 40), position: 1 + offset } }])
  return compose({ form: 'epc-urn', elements: isGs1(identifier) ? elementsOf(identifier) : [], identifier, problems: [] }, options)
}

/** A tag's EPC memory in hexadecimal digits, or a tag URI. */
export function identifyTag(text: string, offset: number, options: IdentifyOptions): AgencyReading {
  const result = parseTag(text)
  if (!result.ok) return refused(shifted(result.problems, offset))
  const { identifier, scheme, filter, hex, bits, tagUri, rawUri, controls, hostname, digitalLink, remainder } = result.value
  const tag = { scheme, filter, hex, bits, tagUri, rawUri, controls, hostname, digitalLink, remainder }
  return compose(
    {
      form: 'tag',
      elements: tagElements(result.value),
      identifier,
      problems: dataFlags(result.value, options.partial === true ? 'ignore' : 'check'),
      tag,
    },
    options,
  )
}

/** What a bare number of this length could be, its check digit being right; each reading says that it was a bare number. */
const bareKeys: Readonly<Record<number, readonly (readonly [KeyAi, string])[]>> = {
  8: [['01', 'GTIN-8']],
  12: [['01', 'GTIN-12']],
  13: [
    ['01', 'GTIN-13'],
    ['414', 'GLN'],
  ],
  14: [['01', 'GTIN-14']],
  18: [
    ['00', 'SSCC'],
    ['8018', 'GSRN'],
  ],
}

export function identifyBareKey(text: string, offset: number, options: IdentifyOptions): AgencyReading[] {
  const keys = bareKeys[text.length]
  if (keys === undefined || firstOutside(text, digit) >= 0) return []
  if (!hasCheckDigitAt(text, text.length - 1)) {
    const params = {
      ai: keys[0]?.[0] ?? '',
      found: text.slice(-1),
      expected: checkDigitOf(text, 0, text.length - 1),
      position: offset + text.length,
    }
    return [refused([{ code: 'key-check-digit', at: '', params, clause: 'GS1 General Specifications §7.9.1' }])]
  }
  return keys.map(([ai, name]) => {
    const value = ai === '01' ? text.padStart(14, '0') : text
    const notes = [{ code: 'identify-bare-key', at: '', params: { name } }]
    return compose({ form: 'key', elements: [{ ai, value, position: offset + 1 }], problems: [], notes }, options)
  })
}
