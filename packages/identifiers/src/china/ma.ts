import { type Problem, type Result, succeed } from '@proofline/problems'
import type { Read } from '../hibc/index.ts'
import { type Reading, Remarks } from '../reading.ts'
import { readDate, type UdiDate, writeDate } from '../udi-date.ts'
import type { Ma, MaData } from './model.ts'

const standard = 'ZIIOT MA (IDcode) coding manual'
const names = {
  L: 'lot',
  S: 'serial',
  D: 'sterilisationLot',
  M: 'manufactured',
  P: 'manufactured',
  E: 'expiry',
  V: 'validUntil',
  C: 'check',
} as const
type Name = (typeof names)[keyof typeof names]

const isLetter = (letter: string): letter is keyof typeof names => Object.hasOwn(names, letter)

/** Reads `MA.country.industry.registrant.product`, then elements in any order, each a letter and its value, separated by dots. */
export function parseMa(text: string): Result<Ma> {
  const { value, problems } = readMa(text)
  return value === undefined || problems.length > 0 ? { ok: false, problems } : succeed(value)
}

/** The agency, the country, the industry, the registrant. */
const heads: readonly RegExp[] = [/^MA$/, /^\d{3}$/, /^[0-9A-Z]{2}$/, /^\d{6}$/]

/** What can be read although it is wrong. `offset` characters of the scan stand before `text`. */
export function readMa(text: string, offset = 0): Reading<Ma> {
  const remarks = new Remarks(offset, standard)
  const parts = text.split('.', 64)
  const [, country = '', industry = '', registrant = '', product = ''] = parts
  if (parts.length < 5) {
    remarks.add('ma-parts', 0, { found: parts.length, expected: 5 })
    return { value: undefined, problems: remarks.problems }
  }
  let at = 0
  for (const [index, pattern] of heads.entries()) {
    const found = parts[index] ?? ''
    if (!pattern.test(found)) remarks.add('ma-part', at, { part: index + 1, found: found.slice(0, 20) })
    at += found.length + 1
  }
  if (!/^[0-9A-Za-z]{2,20}$/.test(product)) remarks.add('ma-part', at, { part: 5, found: product.slice(0, 20) })
  else if (product.length !== 8) remarks.add('ma-product-length', at, { found: product.length, expected: 8 })
  const elements = new Elements(remarks)
  at += product.length + 1
  for (const part of parts.slice(5)) {
    elements.take(part, at)
    at += part.length + 1
  }
  if (at <= text.length) remarks.add('ma-element', at, { found: text.slice(at, at + 20) })
  const udiDi = parts.slice(0, 5).join('.')
  return { value: { udiDi, country, industry, registrant, product, ...elements.values() }, problems: remarks.problems }
}

class Elements {
  readonly remarks: Remarks
  private readonly texts = new Map<Name, Read>()
  private readonly dates = new Map<Name, UdiDate>()

  constructor(remarks: Remarks) {
    this.remarks = remarks
  }

  take(part: string, at: number): void {
    const letter = part.charAt(0)
    const raw = part.slice(1)
    if (!isLetter(letter) || raw === '') {
      this.remarks.add('ma-element', at, { found: part.slice(0, 20) })
      return
    }
    const name = names[letter]
    if (letter === 'L' || letter === 'S' || letter === 'D' || letter === 'C') {
      if (!/^[!-~]{1,50}$/.test(raw)) this.remarks.add('ma-value', at, { name: letter, found: raw.slice(0, 20) })
      const before = this.texts.get(name)
      if (before === undefined) this.texts.set(name, { value: raw, position: this.remarks.offset + at + 2 })
      else if (before.value !== raw) this.remarks.add('ma-repeated', at, { name: letter, found: raw.slice(0, 20) })
      return
    }
    const date = readDate(raw, raw.length === 8 ? 'YYYYMMDD' : 'YYMMDD')
    const before = this.dates.get(name)
    if (date === undefined) this.remarks.add('ma-date', at, { name: letter, found: raw.slice(0, 20) })
    else if (before === undefined) this.dates.set(name, date)
    else if (before.value !== date.value) this.remarks.add('ma-repeated', at, { name: letter, found: raw })
  }

  values(): Omit<Ma, 'udiDi' | 'country' | 'industry' | 'registrant' | 'product'> {
    const { texts, dates } = this
    return {
      lot: texts.get('lot'),
      serial: texts.get('serial'),
      sterilisationLot: texts.get('sterilisationLot'),
      manufactured: dates.get('manufactured'),
      expiry: dates.get('expiry'),
      validUntil: dates.get('validUntil'),
      check: texts.get('check')?.value,
    }
  }
}

/** Writes the elements in the order S, M, L, D, E, V, C, dates with six digits. A check character is written as given: only ZIIOT's service makes one. */
export function formatMa(data: MaData): Result<string> {
  const date = (value: string): string => writeDate(value, 'YYMMDD') ?? writeDate(value, 'YYYYMMDD') ?? value
  const parts = [data.udiDi]
  if (data.serial !== undefined) parts.push(`S${data.serial}`)
  if (data.manufactured !== undefined) parts.push(`M${date(data.manufactured)}`)
  if (data.lot !== undefined) parts.push(`L${data.lot}`)
  if (data.sterilisationLot !== undefined) parts.push(`D${data.sterilisationLot}`)
  if (data.expiry !== undefined) parts.push(`E${date(data.expiry)}`)
  if (data.validUntil !== undefined) parts.push(`V${date(data.validUntil)}`)
  if (data.check !== undefined) parts.push(`C${data.check}`)
  const text = parts.join('.')
  const { value, problems } = readMa(text)
  if (value === undefined || problems.length > 0) return { ok: false, problems }
  const told: Readonly<Record<string, string | undefined>> = {
    udiDi: value.udiDi,
    lot: value.lot?.value,
    serial: value.serial?.value,
    sterilisationLot: value.sterilisationLot?.value,
    manufactured: value.manufactured?.value,
    expiry: value.expiry?.value,
    validUntil: value.validUntil?.value,
    check: value.check,
  }
  const lost: Problem[] = []
  for (const [name, meant] of Object.entries(data)) {
    if (told[name] !== meant)
      lost.push({ code: 'ma-value', at: `/${name}`, params: { name, found: String(meant).slice(0, 20), position: 1 } })
  }
  return lost.length > 0 ? { ok: false, problems: lost } : succeed(text)
}
