import type { KeyAi, PathAi } from './identifier.ts'

/**
 * The body of a GS1 EPC URN (TDS §6.3): company prefix `.` reference [`.` piece `.` total] [`.` serial].
 * `total`: digits of company prefix and reference together, without check digit; 0 where the reference is free text (`freeSet`, `freeMax` characters
 * with the company prefix). `gtin`: the first digit of the reference stands before the company prefix in the key.
 */
export type EpcRule = {
  readonly name: string
  readonly key: KeyAi
  readonly total: number
  readonly freeMax: number
  readonly freeSet: 'none' | 'set82' | 'set39'
  readonly leading: 'reference' | 'zero' | 'none'
  readonly pieces: boolean
  /** Where the serial goes: an application identifier of its own, or `tail` of the key. */
  readonly serial: PathAi | 'tail' | 'none'
  readonly serialMax: number
  readonly serialSet: 'set82' | 'digits'
  readonly serialNoLeadingZero: boolean
  /** Whether `urn:epc:idpat:` with `*` as serial names a class (TDS §6.4, CBV 2.0 §8.3). */
  readonly pattern: boolean
  readonly urnType: 'id' | 'class'
}

const base: Omit<EpcRule, 'name' | 'key'> = {
  total: 12,
  freeMax: 0,
  freeSet: 'none',
  leading: 'none',
  pieces: false,
  serial: 'none',
  serialMax: 0,
  serialSet: 'set82',
  serialNoLeadingZero: false,
  pattern: false,
  urnType: 'id',
}

export const epcRules: readonly EpcRule[] = [
  { ...base, name: 'sgtin', key: '01', total: 13, leading: 'reference', serial: '21', serialMax: 20, pattern: true },
  { ...base, name: 'lgtin', key: '01', total: 13, leading: 'reference', serial: '10', serialMax: 20, urnType: 'class' },
  { ...base, name: 'upui', key: '01', total: 13, leading: 'reference', serial: '235', serialMax: 28, pattern: true },
  { ...base, name: 'itip', key: '8006', total: 13, leading: 'reference', pieces: true, serial: '21', serialMax: 20, pattern: true },
  { ...base, name: 'sscc', key: '00', total: 17, leading: 'reference' },
  { ...base, name: 'sgln', key: '414', serial: '254', serialMax: 20 },
  { ...base, name: 'pgln', key: '417' },
  { ...base, name: 'grai', key: '8003', leading: 'zero', serial: 'tail', serialMax: 16, pattern: true },
  { ...base, name: 'giai', key: '8004', total: 0, freeMax: 30, freeSet: 'set82' },
  { ...base, name: 'gdti', key: '253', serial: 'tail', serialMax: 17, pattern: true },
  { ...base, name: 'sgcn', key: '255', serial: 'tail', serialMax: 12, serialSet: 'digits', pattern: true },
  { ...base, name: 'gsrn', key: '8018', total: 17 },
  { ...base, name: 'gsrnp', key: '8017', total: 17 },
  {
    ...base,
    name: 'cpi',
    key: '8010',
    total: 0,
    freeMax: 30,
    freeSet: 'set39',
    serial: '8011',
    serialMax: 12,
    serialSet: 'digits',
    serialNoLeadingZero: true,
    pattern: true,
  },
  { ...base, name: 'ginc', key: '401', total: 0, freeMax: 30, freeSet: 'set82' },
  { ...base, name: 'gsin', key: '402', total: 16 },
]

const byName: ReadonlyMap<string, EpcRule> = new Map(epcRules.map((entry) => [entry.name, entry]))
export const epcRuleOf = (name: string): EpcRule | undefined => byName.get(name)
