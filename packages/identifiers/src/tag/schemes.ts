import type { KeyAi, PathAi } from '../identifier.ts'

/** The encodings of TDS 2.3 table 14-1, by the names that EPC Tag URIs give them. */
export const tagSchemes = [
  'sgtin-96',
  'sgtin-198',
  'sgtin+',
  'sgtin++',
  'dsgtin+',
  'dsgtin++',
  'sscc-96',
  'sscc+',
  'sscc++',
  'sgln-96',
  'sgln-195',
  'sgln+',
  'sgln++',
  'grai-96',
  'grai-170',
  'grai+',
  'grai++',
  'giai-96',
  'giai-202',
  'giai+',
  'giai++',
  'gsrn-96',
  'gsrn+',
  'gsrn++',
  'gsrnp-96',
  'gsrnp+',
  'gsrnp++',
  'gdti-96',
  'gdti-113',
  'gdti-174',
  'gdti+',
  'gdti++',
  'cpi-96',
  'cpi-var',
  'cpi+',
  'cpi++',
  'sgcn-96',
  'sgcn+',
  'sgcn++',
  'itip-110',
  'itip-212',
  'itip+',
  'itip++',
  'gid-96',
  'usdod-96',
  'adi-var',
] as const
export type TagScheme = (typeof tagSchemes)[number]

export const isTagScheme = (name: string): name is TagScheme => (tagSchemes as readonly string[]).includes(name)

/** The kind of thing that a scheme encodes: the scheme name of its EPC URN. */
export type TagFamily =
  | 'sgtin'
  | 'sscc'
  | 'sgln'
  | 'grai'
  | 'giai'
  | 'gsrn'
  | 'gsrnp'
  | 'gdti'
  | 'cpi'
  | 'sgcn'
  | 'itip'
  | 'gid'
  | 'usdod'
  | 'adi'

/**
 * The bits of a company prefix of 12, 11 … 6 digits: partition values 0 … 6 in every partition table of TDS §14.6. The reference has what
 * is left of a sum that is the same in all rows of a table, in bits as in digits; so the sum stands for the table.
 */
export const prefixBits = [40, 37, 34, 30, 27, 24, 20] as const

/**
 * How the reference is written. `bits`: company prefix and reference together. `most`: the digits or characters of both together, exactly
 * that many for `digits`, at most that many otherwise.
 */
export type ReferenceRule =
  | { readonly kind: 'digits'; readonly bits: number; readonly most: number }
  | { readonly kind: 'number'; readonly bits: number; readonly most: number }
  | { readonly kind: 'text7'; readonly bits: number; readonly most: number }
  | { readonly kind: 'text6'; readonly most: number }

export type SerialRule =
  | { readonly kind: 'none'; readonly bits: number }
  | { readonly kind: 'number'; readonly bits: number; readonly most: number }
  | { readonly kind: 'text7'; readonly most: number }
  | { readonly kind: 'digits'; readonly bits: number; readonly most: number }

/** An encoding with a partition table (TDS 1.x). `bits`: the whole EPC; undefined where it depends on the value. */
export type PartitionedRule = {
  readonly name: TagScheme
  readonly header: number
  readonly family: TagFamily
  readonly bits: number | undefined
  readonly reference: ReferenceRule
  readonly pieces: boolean
  readonly serial: SerialRule
}

const gtin: ReferenceRule = { kind: 'digits', bits: 44, most: 13 }
const asset: ReferenceRule = { kind: 'digits', bits: 44, most: 12 }
const place: ReferenceRule = { kind: 'digits', bits: 41, most: 12 }
const unit: ReferenceRule = { kind: 'digits', bits: 58, most: 17 }
const number38: SerialRule = { kind: 'number', bits: 38, most: 12 }
const number41: SerialRule = { kind: 'number', bits: 41, most: 13 }
const text = (most: number): SerialRule => ({ kind: 'text7', most })
const reserved: SerialRule = { kind: 'none', bits: 24 }
const noSerial: SerialRule = { kind: 'none', bits: 0 }
const giai96: ReferenceRule = { kind: 'number', bits: 82, most: 25 }
const giai202: ReferenceRule = { kind: 'text7', bits: 188, most: 30 }
const cpi96: ReferenceRule = { kind: 'number', bits: 51, most: 15 }
const cpiVar: ReferenceRule = { kind: 'text6', most: 30 }

const partitioned = (
  name: TagScheme,
  header: number,
  family: TagFamily,
  bits: number | undefined,
  reference: ReferenceRule,
  serial: SerialRule,
): PartitionedRule => ({ name, header, family, bits, reference, serial, pieces: family === 'itip' })

export const partitionedRules: readonly PartitionedRule[] = [
  partitioned('sgtin-96', 0x30, 'sgtin', 96, gtin, number38),
  partitioned('sgtin-198', 0x36, 'sgtin', 198, gtin, text(20)),
  partitioned('sscc-96', 0x31, 'sscc', 96, unit, reserved),
  partitioned('sgln-96', 0x32, 'sgln', 96, place, number41),
  partitioned('sgln-195', 0x39, 'sgln', 195, place, text(20)),
  partitioned('grai-96', 0x33, 'grai', 96, asset, number38),
  partitioned('grai-170', 0x37, 'grai', 170, asset, text(16)),
  partitioned('giai-96', 0x34, 'giai', 96, giai96, noSerial),
  partitioned('giai-202', 0x38, 'giai', 202, giai202, noSerial),
  partitioned('gsrn-96', 0x2d, 'gsrn', 96, unit, reserved),
  partitioned('gsrnp-96', 0x2e, 'gsrnp', 96, unit, reserved),
  partitioned('gdti-96', 0x2c, 'gdti', 96, place, number41),
  partitioned('gdti-113', 0x3a, 'gdti', 113, place, { kind: 'digits', bits: 58, most: 17 }),
  partitioned('gdti-174', 0x3e, 'gdti', 174, place, text(17)),
  partitioned('cpi-96', 0x3c, 'cpi', 96, cpi96, { kind: 'number', bits: 31, most: 10 }),
  partitioned('cpi-var', 0x3d, 'cpi', undefined, cpiVar, { kind: 'number', bits: 40, most: 12 }),
  partitioned('sgcn-96', 0x3f, 'sgcn', 96, place, { kind: 'digits', bits: 41, most: 12 }),
  partitioned('itip-110', 0x40, 'itip', 110, gtin, number38),
  partitioned('itip-212', 0x41, 'itip', 212, gtin, text(20)),
]

/**
 * An encoding without partition table (`+`, TDS 2.0) and with a host name behind it (`++`, TDS 2.3). `digits`: the key in half bytes; 0 where
 * digits run up to a delimiter (TDS §14.5.5) and text of at most `keyMost` characters in all may follow.
 */
export type PlusRule = {
  readonly name: TagScheme
  readonly header: number
  readonly family: TagFamily
  readonly hostname: boolean
  readonly date: boolean
  readonly key: KeyAi
  readonly digits: number
  readonly keyMost: number
  readonly serial: {
    readonly ai: PathAi | 'tail'
    readonly kind: 'text' | 'digits'
    readonly lengthBits: number
    readonly most: number
  } | null
}

type Shape = Omit<PlusRule, 'name' | 'header' | 'hostname'>
const shape = (family: TagFamily, key: KeyAi, digits: number, serial: PlusRule['serial'], date = false): Shape => ({
  family,
  key,
  digits,
  keyMost: digits === 0 ? 30 : digits,
  serial,
  date,
})
const textSerial = (ai: PathAi | 'tail', most: number): PlusRule['serial'] => ({ ai, kind: 'text', lengthBits: 5, most })
const digitSerial = (ai: PathAi | 'tail'): PlusRule['serial'] => ({ ai, kind: 'digits', lengthBits: 4, most: 12 })
const pair = (plain: TagScheme, header: number, host: TagScheme, hostHeader: number, rule: Shape): PlusRule[] => [
  { ...rule, name: plain, header, hostname: false },
  { ...rule, name: host, header: hostHeader, hostname: true },
]

export const plusRules: readonly PlusRule[] = [
  ...pair('sgtin+', 0xf7, 'sgtin++', 0xfd, shape('sgtin', '01', 14, textSerial('21', 20))),
  ...pair('dsgtin+', 0xfb, 'dsgtin++', 0xfc, shape('sgtin', '01', 14, textSerial('21', 20), true)),
  ...pair('sscc+', 0xf9, 'sscc++', 0xef, shape('sscc', '00', 18, null)),
  ...pair('sgln+', 0xf2, 'sgln++', 0xe9, shape('sgln', '414', 13, textSerial('254', 20))),
  ...pair('grai+', 0xf1, 'grai++', 0xeb, shape('grai', '8003', 14, textSerial('tail', 16))),
  ...pair('giai+', 0xfa, 'giai++', 0xee, shape('giai', '8004', 0, null)),
  ...pair('gsrn+', 0xf4, 'gsrn++', 0xe7, shape('gsrn', '8018', 18, null)),
  ...pair('gsrnp+', 0xf5, 'gsrnp++', 0xe8, shape('gsrnp', '8017', 18, null)),
  ...pair('gdti+', 0xf6, 'gdti++', 0xea, shape('gdti', '253', 13, textSerial('tail', 17))),
  ...pair('cpi+', 0xf0, 'cpi++', 0xe6, shape('cpi', '8010', 0, digitSerial('8011'))),
  ...pair('sgcn+', 0xf8, 'sgcn++', 0xec, shape('sgcn', '255', 13, digitSerial('tail'))),
  ...pair('itip+', 0xf3, 'itip++', 0xed, shape('itip', '8006', 18, textSerial('21', 20))),
]

export type ForeignRule = { readonly name: TagScheme; readonly header: number; readonly family: 'gid' | 'usdod' | 'adi' }
export const foreignRules: readonly ForeignRule[] = [
  { name: 'gid-96', header: 0x35, family: 'gid' },
  { name: 'usdod-96', header: 0x2f, family: 'usdod' },
  { name: 'adi-var', header: 0x3b, family: 'adi' },
]

const entry = <Rule extends { readonly name: TagScheme }>(rule: Rule): [TagScheme, Rule] => [rule.name, rule]
export const partitionedRuleOf: ReadonlyMap<TagScheme, PartitionedRule> = new Map(partitionedRules.map(entry))
export const plusRuleOf: ReadonlyMap<TagScheme, PlusRule> = new Map(plusRules.map(entry))
export const foreignRuleOf: ReadonlyMap<TagScheme, ForeignRule> = new Map(foreignRules.map(entry))

export const familyOf = (scheme: TagScheme): TagFamily | undefined =>
  (partitionedRuleOf.get(scheme) ?? plusRuleOf.get(scheme) ?? foreignRuleOf.get(scheme))?.family

const headers: ReadonlyMap<number, TagScheme> = new Map(
  [...partitionedRules, ...plusRules, ...foreignRules].map((rule) => [rule.header, rule.name]),
)
export const schemeOfHeader = (header: number): TagScheme | undefined => headers.get(header)
