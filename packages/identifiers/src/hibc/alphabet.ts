const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%'
const values = new Int8Array(128).fill(-1)
for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i
// The printed line shows a space that checks or links as an underscore (ANSI/HIBC 2.6 §4.1).
values[95] = 38

export const spaceValue = 38

/** The value of a character in the modulo-43 sum (ANSI/HIBC 2.6 appendix B); -1 where HIBC has no such character. */
export const hibcValue = (code: number): number => (code < 128 ? (values[code] ?? -1) : -1)

export const isAlphanumeric = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 65 && code <= 90)
export const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** A check or link character as it is printed. */
export const printed = (character: string): string => (character === ' ' ? '_' : character)

/** The check character of a message without it, the leading `+` included (ANSI/HIBC 2.6 appendix B: modulo 43 of the values' sum). */
export function hibcCheckCharacter(message: string): string {
  let sum = 0
  for (let i = 0; i < message.length; i++) sum += Math.max(0, hibcValue(message.charCodeAt(i)))
  return alphabet.charAt(sum % 43)
}

export const characterOf = (value: number): string => alphabet.charAt(value)
