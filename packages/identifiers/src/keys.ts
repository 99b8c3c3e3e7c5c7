import type { Gs1Scheme, KeyAi, Level, PathAi } from './identifier.ts'

/**
 * The syntax of a Digital Link's primary key (GS1 syntax dictionary, entries with `dlpkey`).
 * `fixed` leading digits, then up to `tail` characters of the class `tailSet`; `checkAt` is the index of the check digit, -1 without one,
 * `checkFrom` where its digits begin. `leadingDigits` a company prefix must at least show where the whole key is free text.
 */
export type KeyRule = {
  readonly ai: KeyAi
  readonly scheme: Gs1Scheme
  readonly fixed: number
  readonly checkAt: number
  readonly checkFrom: number
  readonly tail: number
  readonly tailSet: 'none' | 'set82' | 'set39' | 'digits'
  readonly leadingDigits: number
  /** The allowed sequences of qualifiers; each may be shortened by leaving out members, none may be reordered. */
  readonly qualifiers: readonly (readonly PathAi[])[]
  /** Level without a serial, and with one (the tail of `fixed` keys, or a qualifier). */
  readonly bare: Level
  readonly serialised: Level
  /** In the constrained canonical form of the CBV event hash (CBV 2.0 §8.9.2): GMN and payment slips are not. */
  readonly hashed: boolean
}

const rule = (
  ai: KeyAi,
  scheme: Gs1Scheme,
  shape: Partial<Omit<KeyRule, 'ai' | 'scheme' | 'bare' | 'serialised'>>,
  bare: Level,
  serialised: Level = bare,
): KeyRule => ({
  ai,
  scheme,
  fixed: 0,
  checkAt: (shape.fixed ?? 0) - 1,
  checkFrom: 0,
  tail: 0,
  tailSet: 'none',
  leadingDigits: 0,
  qualifiers: [],
  hashed: true,
  ...shape,
  bare,
  serialised,
})

export const keyRules: readonly KeyRule[] = [
  rule('00', 'sscc', { fixed: 18 }, 'logistic-unit'),
  rule('01', 'gtin', { fixed: 14, qualifiers: [['22', '10', '21'], ['235']] }, 'class', 'instance'),
  rule('253', 'gdti', { fixed: 13, tail: 17, tailSet: 'set82' }, 'class', 'document'),
  rule('255', 'gcn', { fixed: 13, tail: 12, tailSet: 'digits' }, 'class', 'coupon'),
  rule('401', 'ginc', { tail: 30, tailSet: 'set82', leadingDigits: 4 }, 'consignment'),
  rule('402', 'gsin', { fixed: 17 }, 'shipment'),
  rule('414', 'gln', { fixed: 13, qualifiers: [['254'], ['7040']] }, 'place'),
  rule('415', 'payment', { fixed: 13, qualifiers: [['8020']], hashed: false }, 'document'),
  rule('417', 'pgln', { fixed: 13, qualifiers: [['7040']] }, 'party'),
  rule('8003', 'grai', { fixed: 14, checkFrom: 1, tail: 16, tailSet: 'set82' }, 'class', 'asset'),
  rule('8004', 'giai', { tail: 30, tailSet: 'set82', leadingDigits: 4, qualifiers: [['7040']] }, 'asset'),
  rule('8006', 'itip', { fixed: 18, checkAt: 13, qualifiers: [['22', '10', '21']] }, 'class', 'instance'),
  rule('8010', 'cpi', { tail: 30, tailSet: 'set39', leadingDigits: 4, qualifiers: [['8011']] }, 'class', 'instance'),
  rule('8013', 'gmn', { tail: 25, tailSet: 'set82', leadingDigits: 4, hashed: false }, 'class'),
  rule('8017', 'gsrnp', { fixed: 18, qualifiers: [['8019']] }, 'service'),
  rule('8018', 'gsrn', { fixed: 18, qualifiers: [['8019']] }, 'service'),
]

const rulesByAi: ReadonlyMap<string, KeyRule> = new Map(keyRules.map((entry) => [entry.ai, entry]))
export const keyRuleOf = (ai: string): KeyRule | undefined => rulesByAi.get(ai)

export type QualifierRule = {
  readonly max: number
  readonly set: 'set82' | 'digits'
  readonly min: number
  readonly noLeadingZero: boolean
}

/** Syntax of the key qualifiers (GS1 syntax dictionary). */
export const qualifierRules: ReadonlyMap<string, QualifierRule> = new Map([
  ['10', { min: 1, max: 20, set: 'set82', noLeadingZero: false }],
  ['21', { min: 1, max: 20, set: 'set82', noLeadingZero: false }],
  ['22', { min: 1, max: 20, set: 'set82', noLeadingZero: false }],
  ['235', { min: 1, max: 28, set: 'set82', noLeadingZero: false }],
  ['254', { min: 1, max: 20, set: 'set82', noLeadingZero: false }],
  ['7040', { min: 4, max: 4, set: 'set82', noLeadingZero: false }],
  ['8011', { min: 1, max: 12, set: 'digits', noLeadingZero: true }],
  ['8019', { min: 1, max: 10, set: 'digits', noLeadingZero: false }],
  ['8020', { min: 1, max: 25, set: 'set82', noLeadingZero: false }],
])

/**
 * Names that Digital Link 1.0 and 1.1 allowed in place of numbers, deprecated since 1.2 and gone after it. They are understood where the
 * caller says so, and told apart from an unknown path otherwise.
 */
export const convenienceAlphas: ReadonlyMap<string, string> = new Map([
  ['gtin', '01'],
  ['itip', '8006'],
  ['cpid', '8010'],
  ['cpi', '8010'],
  ['gln', '414'],
  ['party', '417'],
  ['gsrnp', '8017'],
  ['gsrn', '8018'],
  ['gcn', '255'],
  ['sscc', '00'],
  ['gdti', '253'],
  ['ginc', '401'],
  ['gsin', '402'],
  ['grai', '8003'],
  ['giai', '8004'],
  ['cpv', '22'],
  ['lot', '10'],
  ['ser', '21'],
  ['cpsn', '8011'],
  ['glnx', '254'],
  ['srin', '8019'],
  ['refno', '8020'],
  ['payTo', '415'],
  ['gmn', '8013'],
])
