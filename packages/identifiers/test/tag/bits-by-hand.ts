/** Bits put together as the tables of TDS 2.3 §14.5 print them, with no word of the code under test. */
export const number = (value: number | bigint, bits: number): string => value.toString(2).padStart(bits, '0')
export const digits = (text: string): string => [...text].map((digit) => number(Number(digit), 4)).join('')
export const ascii = (text: string): string => [...text].map((character) => number(character.charCodeAt(0), 7)).join('')
export const hexOf = (...pieces: string[]): string => {
  const bits = pieces.join('')
  return bits
    .padEnd(Math.ceil(bits.length / 4) * 4, '0')
    .replace(/[01]{4}/g, (four) => Number.parseInt(four, 2).toString(16))
    .toUpperCase()
}
