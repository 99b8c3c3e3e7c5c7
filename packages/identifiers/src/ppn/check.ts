/** The two check digits of a PPN, HPC, master or basic UDI-DI without them: ASCII values weighted 2, 3, 4 … from the left, modulo 97 (IFA, check digit calculations). */
export function ppnCheckDigits(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum = (sum + text.charCodeAt(i) * (i + 2)) % 97
  return String(sum).padStart(2, '0')
}

/** The check digit of a PZN's first seven digits: weights 1–7, modulo 11; undefined where the remainder is 10, which no PZN has. */
export function pznCheckDigit(digits: string): number | undefined {
  let sum = 0
  for (let i = 0; i < digits.length; i++) sum += (digits.charCodeAt(i) - 48) * (i + 1)
  const remainder = sum % 11
  return remainder === 10 ? undefined : remainder
}

/** The PZN inside an NTIN (a GTIN that begins with Germany's 4150), undefined elsewhere. */
export function pznOfNtin(gtin: string): string | undefined {
  if (!/^0?4150\d{9}$/.test(gtin)) return undefined
  const pzn = gtin.slice(-9, -1)
  return pznCheckDigit(pzn.slice(0, 7)) === Number(pzn.charAt(7)) ? pzn : undefined
}
