/** GS1 keys of companies with a 7-digit company prefix. GS1 General Specifications, section 7.9 (check digit); EPC Tag Data Standard, section 6.3 (URNs). */

/** The check digit of a GTIN, GLN or SSCC whose other digits are given. */
export function checkDigit(digits: string): number {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    sum += (digits.charCodeAt(digits.length - 1 - index) - 48) * (index % 2 === 0 ? 3 : 1)
  }
  return (10 - (sum % 10)) % 10
}

export function formatGtin14(prefix: string, indicator: number, item: string): string {
  const digits = `${indicator}${prefix}${item}`
  return `${digits}${checkDigit(digits)}`
}

export function formatGln(prefix: string, reference: string): string {
  const digits = `${prefix}${reference}`
  return `${digits}${checkDigit(digits)}`
}

export function formatSscc(prefix: string, extension: number, serial: number): string {
  const digits = `${extension}${prefix}${String(serial).padStart(9, '0')}`
  return `${digits}${checkDigit(digits)}`
}

/** Standard form of a business transaction identifier (CBV 2.0, section 8.5): the GLN of the system's owner and its own number. */
export function formatTransaction(gln: string, number: string): string {
  return `urn:epcglobal:cbv:bt:${gln}:${number}`
}
