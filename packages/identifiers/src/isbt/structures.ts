/** Characters of a data structure's content. */
export type IsbtSet = 'upper' | 'digits' | 'mixed' | 'date' | 'date-time' | 'donation' | 'product'

export type IsbtRule = {
  /** Number of the data structure (ICCBBA ST-001). */
  readonly number: string
  /** Its data identifier. */
  readonly identifier: string
  readonly length: number
  readonly set: IsbtSet
  /** May be shorter: what follows it begins with `=` or `&`. */
  readonly open?: boolean
}

const rule = (number: string, identifier: string, length: number, set: IsbtSet, open = false): readonly [string, IsbtRule] => [
  identifier,
  { number, identifier, length, set, ...(open && { open }) },
]

/** The data structures that occur on devices and on what they contain (ICCBBA ST-001 §2.4, ST-017 §2–§4), by data identifier. */
export const isbtRules: ReadonlyMap<string, IsbtRule> = new Map([
  rule('002', '=%', 4, 'mixed'),
  rule('003', '=<', 8, 'mixed'),
  rule('004', '=>', 6, 'date'),
  rule('005', '&>', 10, 'date-time'),
  rule('006', '=*', 6, 'date'),
  rule('007', '&*', 10, 'date-time'),
  rule('008', '=}', 6, 'date'),
  rule('009', '&}', 10, 'date-time'),
  rule('017', '=)', 10, 'mixed'),
  rule('018', '&)', 10, 'mixed'),
  rule('023', '=+', 5, 'digits'),
  rule('032', '=,', 6, 'upper'),
  rule('034', '=/', 16, 'product'),
  rule('035', '&,1', 18, 'upper', true),
])

/** The donation identification number: the second character of its identifier belongs to the number (ST-017 §3.1). */
export const donationRule: IsbtRule = { number: '001', identifier: '=', length: 15, set: 'donation' }

/** Compound messages whose sequence ICCBBA's table RT017 fixes, as far as published: the numbers of their structures. */
export const knownSequences: ReadonlyMap<string, readonly string[]> = new Map([['035', ['034', '032', '001', '004']]])

/** The check value 0–36 of a donation identification number's 13 characters (ISO/IEC 7064 mod 37-2). */
export function donationCheckValue(donation: string): number {
  let sum = 0
  for (let i = 0; i < donation.length; i++) {
    const code = donation.charCodeAt(i)
    sum = ((sum + (code < 58 ? code - 48 : code - 55)) * 2) % 37
  }
  return (38 - sum) % 37
}
