import { type Result, succeed } from '@proofline/problems'
import { hasCheckDigitAt } from '../check-digit.ts'
import { type Reading, Remarks } from '../reading.ts'
import { readDate, type UdiDate } from '../udi-date.ts'
import type { Donation, Isbt, IsbtStructure } from './model.ts'
import { donationCheckValue, donationRule, type IsbtRule, type IsbtSet, isbtRules, knownSequences } from './structures.ts'

const standard = 'ICCBBA ST-001'

const sets: Readonly<Record<IsbtSet, RegExp>> = {
  upper: /^[A-Z0-9]+$/,
  digits: /^[0-9]+$/,
  mixed: /^[A-Za-z0-9]+$/,
  date: /^[0-9]+$/,
  'date-time': /^[0-9]+$/,
  donation: /^[A-NP-Z1-9][A-NP-Z0-9]{2}[0-9]{2}[0-9]{2}[0-9]{6}[0-9A-HJ-NPR-Y]{2}$/,
  // A facility has no letter O (ST-017 §2.1).
  product: /^[A-NP-Z0-9]{5}[A-Z0-9]{11}$/,
}

/**
 * Reads ISBT 128 data structures, one or several one after the other, with or without the header of a compound message (`=+`). What the header
 * says of number and sequence is checked.
 */
export function parseIsbt(text: string): Result<Isbt> {
  const { value, problems } = readIsbt(text)
  return value === undefined || problems.length > 0 ? { ok: false, problems } : succeed(value)
}

/** What can be read although it is wrong. `offset` characters of the scan stand before `text`. */
export function readIsbt(text: string, offset = 0): Reading<Isbt> {
  const reader = new StructureReader(text, new Remarks(offset, standard))
  const value = reader.read()
  return { value, problems: reader.remarks.problems }
}

const isMark = (code: number): boolean => code === 61 || code === 38

class StructureReader {
  readonly text: string
  readonly remarks: Remarks
  private readonly structures: IsbtStructure[] = []
  private readonly byNumber = new Map<string, IsbtStructure>()
  private donation: Donation | undefined
  private expiry: UdiDate | undefined
  private manufactured: UdiDate | undefined

  constructor(text: string, remarks: Remarks) {
    this.text = text
    this.remarks = remarks
  }

  read(): Isbt | undefined {
    let at = 0
    while (at < this.text.length) at = this.readOne(at)
    if (this.structures.length === 0) {
      if (this.remarks.problems.length === 0) this.remarks.add('isbt-structure', 0, { found: '' })
      return undefined
    }
    this.checkHeader()
    const product = this.dataOf('034')
    const { donation, expiry, manufactured } = this
    const whole = product !== undefined && product.length === 16
    return {
      udiDi: product ?? this.dataOf('017'),
      facility: whole ? product.slice(0, 5) : undefined,
      facilityProduct: whole ? product.slice(5, 11) : undefined,
      description: whole ? product.slice(11) : undefined,
      serial: this.valueOf('032'),
      donation,
      lot: this.valueOf('035') ?? this.valueOf('018'),
      expiry,
      manufactured,
      compound: this.dataOf('023')?.slice(2),
      structures: this.structures,
    }
  }

  private dataOf(number: string): string | undefined {
    return this.byNumber.get(number)?.data
  }

  private valueOf(number: string): { value: string; position: number } | undefined {
    const structure = this.byNumber.get(number)
    return structure && { value: structure.data, position: structure.position }
  }

  /** The rule of the data identifier at `at`, longest first. */
  private ruleAt(at: number): IsbtRule | undefined {
    const { text } = this
    return (
      isbtRules.get(text.slice(at, at + 3)) ??
      isbtRules.get(text.slice(at, at + 2)) ??
      (text.charCodeAt(at) === 61 && /^[A-NP-Z1-9]$/.test(text.charAt(at + 1)) ? donationRule : undefined)
    )
  }

  /** Reads the structure at `at`; answers where the next one begins. What is unknown is skipped to the next `=` or `&`, so that all is told. */
  private readOne(at: number): number {
    const rule = this.ruleAt(at)
    const start = at + (rule?.identifier.length ?? 1)
    let end = start
    const limit = rule === undefined ? this.text.length : Math.min(this.text.length, start + rule.length)
    while (end < limit && !isMark(this.text.charCodeAt(end))) end++
    if (rule === undefined) {
      this.remarks.add('isbt-structure', at, { found: this.text.slice(at, at + 3) })
      return end
    }
    const data = this.text.slice(start, end)
    if (data.length < rule.length && (rule.open !== true || data === '')) {
      this.remarks.add('isbt-length', start, { identifier: rule.identifier, found: data.length, expected: rule.length })
    } else if (!sets[rule.set].test(data)) {
      this.remarks.add('isbt-characters', start, { identifier: rule.identifier, found: data })
    }
    const structure = { number: rule.number, identifier: rule.identifier, data, position: this.remarks.offset + start + 1 }
    this.structures.push(structure)
    const before = this.byNumber.get(rule.number)
    if (before === undefined) this.byNumber.set(rule.number, structure)
    else if (before.data !== data) this.remarks.add('isbt-repeated', start, { identifier: rule.identifier, found: data })
    this.take(rule, data, start)
    return end
  }

  private take(rule: IsbtRule, data: string, start: number): void {
    if (data.length !== rule.length) return
    if (rule.set === 'donation') this.takeDonation(data, start)
    else if (rule.number === '032' && data === '000000') this.remarks.add('isbt-division-zero', start)
    else if (rule.set === 'date' || rule.set === 'date-time') {
      const date = readDate(data, rule.set === 'date' ? 'CYYJJJ' : 'CYYJJJHHNN')
      if (date === undefined) this.remarks.add('isbt-date', start, { identifier: rule.identifier, found: data })
      else if (rule.number === '004' || rule.number === '005') this.expiry ??= date
      else if (rule.number === '008' || rule.number === '009') this.manufactured ??= date
    }
  }

  /** Flag characters 60–96 are a check of the number (ST-001 §2.4.1, type 3); others say something else and are kept. */
  private takeDonation(data: string, start: number): void {
    const value = data.slice(0, 13)
    const flags = data.slice(13)
    if (/^[6-9][0-9]$/.test(flags) && Number(flags) <= 96) {
      const expected = donationCheckValue(value) + 60
      if (Number(flags) !== expected) this.remarks.add('isbt-donation-check', start + 13, { found: flags, expected })
    }
    this.donation ??= { value, facility: value.slice(0, 5), year: value.slice(5, 7), sequence: value.slice(7), flags }
  }

  private checkHeader(): void {
    const header = this.byNumber.get('023')
    if (header === undefined) return
    const at = header.position - this.remarks.offset - 1
    if (this.structures[0] !== header) this.remarks.add('isbt-header', at)
    const following = this.structures.length - 1
    const told = Number(header.data.slice(0, 2))
    if (header.data.length === 5 && told !== following) this.remarks.add('isbt-count', at, { found: following, expected: told })
    const sequence = knownSequences.get(header.data.slice(2))
    const found = this.structures.slice(1).map(({ number }) => number)
    if (sequence !== undefined && sequence.join() !== found.join()) {
      this.remarks.add('isbt-sequence', at + 2, { sequence: header.data.slice(2), found: found.join(' '), expected: sequence.join(' ') })
    }
  }
}

/** Whether what stands in the place of a product code is a GTIN: some registries' samples mix the two; a reader may say so, never take it for right. */
export const looksLikeGtin = (udiDi: string): boolean => /^\d{14}$/.test(udiDi) && hasCheckDigitAt(udiDi, 13)
