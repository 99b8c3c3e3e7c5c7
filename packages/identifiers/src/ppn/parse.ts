import { type Result, succeed } from '@proofline/problems'
import type { Read } from '../hibc/index.ts'
import { type Reading, Remarks } from '../reading.ts'
import { type DateFormat, readDate, type UdiDate } from '../udi-date.ts'
import { ppnCheckDigits, pznCheckDigit } from './check.ts'
import { type Element, unwrap } from './envelope.ts'
import type { Ppn, PpnKind } from './model.ts'

const standard = 'IFA Coding System, UDI'
/** Invariant characters of ISO 646 that lots and serials may use (IFA, appendix A). */
const plain = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z ]{1,20}$/

/** Reads a message of IFA's data identifiers in any of its wrappings; the product (9N) with its check digits, lot, serial, dates. */
export function parsePpn(text: string): Result<Ppn> {
  const { value, problems } = readPpn(text)
  return value === undefined || problems.length > 0 ? { ok: false, problems } : succeed(value)
}

/** What can be read although it is wrong. `offset` characters of the scan stand before `text`. */
export function readPpn(text: string, offset = 0): Reading<Ppn> {
  const remarks = new Remarks(offset, standard)
  const elements = unwrap(text)
  if (elements === undefined) {
    remarks.add('ppn-envelope', 0)
    return { value: undefined, problems: remarks.problems }
  }
  const reader = new ElementReader(remarks)
  for (const element of elements) reader.take(element)
  return { value: reader.finish(), problems: remarks.problems }
}

type Product = { readonly udiDi: string; readonly kind: PpnKind; readonly pzn?: string; readonly packageLevel?: number }

class ElementReader {
  readonly remarks: Remarks
  private product: Product | undefined
  private lot: Read | undefined
  private serial: Read | undefined
  private expiry: UdiDate | undefined
  private manufactured: UdiDate | undefined
  private quantity: number | undefined
  private gtin: string | undefined
  private readonly others: { identifier: string; value: string }[] = []

  constructor(remarks: Remarks) {
    this.remarks = remarks
  }

  finish(): Ppn {
    if (this.product === undefined) this.remarks.add('ppn-no-product', 0)
    const { product, lot, serial, expiry, manufactured, quantity, gtin, others } = this
    const { udiDi, kind, pzn, packageLevel } = product ?? {}
    return { udiDi, kind, pzn, packageLevel, lot, serial, expiry, manufactured, quantity, gtin, others }
  }

  take(element: Element): void {
    const { identifier, value, at } = element
    switch (identifier) {
      case '':
        this.remarks.add('ppn-identifier', at, { found: value.slice(0, 20) })
        break
      case '9N':
        if (this.product === undefined) this.product = this.readProduct(value, at)
        else if (this.product.udiDi !== value) this.remarks.add('ppn-repeated', at, { identifier, found: value.slice(0, 30) })
        break
      case '1T':
        this.lot = this.readText(element, this.lot)
        break
      case 'S':
        this.serial = this.readText(element, this.serial)
        break
      case 'D':
        this.expiry = this.readDate(element, 'YYMMDD', this.expiry)
        break
      case '16D':
        this.manufactured = this.readDate(element, 'YYYYMMDD', this.manufactured)
        break
      case 'Q':
        if (/^\d{1,8}$/.test(value)) this.quantity = Number(value)
        else this.remarks.add('ppn-value', at, { identifier, found: value.slice(0, 30) })
        break
      case '8P':
        if (/^\d{14}$/.test(value)) this.gtin = value
        else this.remarks.add('ppn-value', at, { identifier, found: value.slice(0, 30) })
        break
      default:
        this.others.push({ identifier, value })
    }
  }

  private readText({ identifier, value, at }: Element, before: Read | undefined): Read {
    if (!plain.test(value)) this.remarks.add('ppn-value', at, { identifier, found: value.slice(0, 30) }, `${standard}, appendix A`)
    if (before !== undefined && before.value !== value) this.remarks.add('ppn-repeated', at, { identifier, found: value.slice(0, 30) })
    return before ?? { value, position: this.remarks.offset + at + 1 }
  }

  private readDate({ identifier, value, at }: Element, format: DateFormat, before: UdiDate | undefined): UdiDate | undefined {
    const date = readDate(value, format, { openDay: true })
    if (date === undefined) this.remarks.add('ppn-date', at, { identifier, found: value.slice(0, 30), format })
    else if (before !== undefined && before.value !== date.value) this.remarks.add('ppn-repeated', at, { identifier, found: value })
    return before ?? date
  }

  /** The structure behind each registration agency code; check digits over everything before them. */
  private readProduct(value: string, at: number): Product {
    const agency = value.slice(0, 2)
    const shape = shapes[agency] ?? { kind: 'other', pattern: /^[0-9A-Z]{2}[0-9A-Z.-]{1,24}\d\d$/ }
    if (!shape.pattern.test(value)) {
      this.remarks.add('ppn-product', at, { found: value.slice(0, 30), agency })
      return { udiDi: value, kind: shape.kind }
    }
    const expected = ppnCheckDigits(value.slice(0, -2))
    if (value.slice(-2) !== expected) this.remarks.add('ppn-check-digits', at + value.length - 2, { found: value.slice(-2), expected })
    if (shape.kind === 'hpc') {
      const packageLevel = Number(value.charAt(value.length - 3))
      if (packageLevel === 9) this.remarks.add('ppn-package-level', at + value.length - 3)
      return { udiDi: value, kind: 'hpc', packageLevel }
    }
    if (shape.kind !== 'pzn') return { udiDi: value, kind: shape.kind }
    const pzn = value.slice(2, 10)
    const digit = pznCheckDigit(pzn.slice(0, 7))
    if (digit !== Number(pzn.charAt(7))) this.remarks.add('ppn-pzn-check', at + 9, { found: pzn.charAt(7), expected: digit ?? '–' })
    return { udiDi: value, kind: 'pzn', pzn }
  }
}

const shapes: Readonly<Record<string, { readonly kind: PpnKind; readonly pattern: RegExp }>> = {
  '11': { kind: 'pzn', pattern: /^11\d{10}$/ },
  '13': { kind: 'hpc', pattern: /^13[0-9A-Z]{5}[0-9A-Z.-]{1,18}\d\d\d$/ },
  MA: { kind: 'master', pattern: /^MA[0-9A-Z]{5}[0-9A-Z.-]{1,19}\d\d$/ },
}
