/**
 * The modulo-10 check digit (0–9) of `digits[from, to)`: weights 3, 1, 3 … from the right (GS1 General Specifications §7.9.1).
 * The caller has made sure that there are only digits.
 */
export function checkDigitOf(digits: string, from = 0, to = digits.length): number {
  let sum = 0
  let weight = 3
  for (let i = to - 1; i >= from; i--) {
    sum += (digits.charCodeAt(i) - 48) * weight
    weight = 4 - weight
  }
  return (10 - (sum % 10)) % 10
}

/** Whether the digit at `position` is the check digit of the digits `[from, position)` before it. */
export const hasCheckDigitAt = (digits: string, position: number, from = 0): boolean =>
  digits.charCodeAt(position) - 48 === checkDigitOf(digits, from, position)

const modelAlphabet = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const pairAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const modelWeights = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83]

/** The check character pair of a Global Model Number without its pair (General Specifications §7.9.5); at most 23 characters. */
export function checkPairOf(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum += modelAlphabet.indexOf(text.charAt(i)) * (modelWeights[text.length - 1 - i] ?? 0)
  sum %= 1021
  return pairAlphabet.charAt(sum >> 5) + pairAlphabet.charAt(sum & 31)
}
