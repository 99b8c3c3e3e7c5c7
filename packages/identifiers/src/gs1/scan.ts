import { digit, firstOutside } from '../characters.ts'
import type { Findings } from '../findings.ts'

/** What a reader transmits before the data (ISO/IEC 15424): `]`, a code letter, a modifier. */
export type Symbology = {
  readonly identifier: string
  readonly name: string
  /** `elements`: FNC1 in first position says that the data is an element string; `key`: a bare GTIN; `text`: anything, perhaps a Digital Link. */
  readonly carries: 'elements' | 'key' | 'text'
  /** Digits of a `key`. */
  readonly digits: number
}

const symbology = (identifier: string, name: string, carries: Symbology['carries'], digits = 0): Symbology => ({
  identifier,
  name,
  carries,
  digits,
})

/** GS1 General Specifications figure 5.1.2-1, and the plain carriers beside them. */
const symbologies: ReadonlyMap<string, Symbology> = new Map(
  [
    symbology(']C1', 'GS1-128', 'elements'),
    symbology(']e0', 'GS1 DataBar', 'elements'),
    symbology(']d2', 'GS1 DataMatrix', 'elements'),
    symbology(']Q3', 'GS1 QR Code', 'elements'),
    symbology(']J1', 'GS1 DotCode', 'elements'),
    symbology(']E0', 'EAN-13, UPC-A, UPC-E', 'key', 13),
    symbology(']E3', 'EAN-13, UPC-A, UPC-E', 'key', 13),
    symbology(']E4', 'EAN-8', 'key', 8),
    symbology(']I1', 'ITF-14', 'key', 14),
    symbology(']C0', 'Code 128', 'text'),
    symbology(']d1', 'Data Matrix', 'text'),
    symbology(']d4', 'Data Matrix', 'text'),
    symbology(']Q0', 'QR Code', 'text'),
    symbology(']Q1', 'QR Code', 'text'),
    symbology(']Q2', 'QR Code', 'text'),
    symbology(']J0', 'DotCode', 'text'),
    symbology(']J3', 'DotCode', 'text'),
  ].map((entry) => [entry.identifier, entry]),
)

/** The symbology that `text` begins with; undefined where its first three characters are no known symbology identifier. */
export const symbologyOf = (text: string): Symbology | undefined => symbologies.get(text.slice(0, 3))

const clause = 'GS1 General Specifications §5.1.2'

/** The key of an EAN, UPC or ITF-14 scan as the 14 digits of AI (01); undefined after telling what is wrong with it. Its check digit is checked later. */
export function readKeyScan(text: string, end: number, carrier: Symbology, findings: Findings): string | undefined {
  const { identifier, digits } = carrier
  const data = text.slice(3, end)
  const addOn = identifier === ']E3' ? data.length - digits : 0
  const fits = addOn === 0 ? data.length === digits && identifier !== ']E3' : addOn === 2 || addOn === 5
  if (!fits || firstOutside(data, digit) >= 0) {
    findings.add('scan-digits', { identifier, expected: digits, found: data.slice(0, 40), position: 4 }, clause)
    return undefined
  }
  if (addOn > 0) findings.add('scan-add-on', { found: data.slice(digits), position: 4 + digits }, clause)
  return data.slice(0, digits).padStart(14, '0')
}

/** Where a scan ends before the line end that a reader was set up to send after each code: told, and left out. */
export function endOfScan(text: string, findings: Findings): number {
  let end = text.length
  while (end > 3 && (text.charCodeAt(end - 1) === 13 || text.charCodeAt(end - 1) === 10)) end -= 1
  if (end < text.length) findings.add('scan-suffix', { position: end + 1 }, 'ISO/IEC 15424')
  return end
}
