import { BitReader, BitWriter } from '../tag/bits.ts'

/** The characters of base64url (RFC 4648 §5) by their six bits. */
export const base64urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The bits as base64url without padding; the last character is filled with zero bits. */
export function base64urlOf(bits: BitWriter): string {
  const reader = new BitReader(Uint8Array.from(bits.bytes), bits.length)
  let text = ''
  while (reader.left > 0) {
    const size = Math.min(6, reader.left)
    text += base64urlAlphabet.charAt(reader.take(size) << (6 - size))
  }
  return text
}

/** The bits of base64url text, six a character, in bytes whose last one may be half used; the caller has checked the characters. */
export function base64urlBytes(text: string): { readonly bytes: Uint8Array; readonly length: number } {
  const writer = new BitWriter()
  for (const character of text) writer.put(base64urlAlphabet.indexOf(character), 6)
  return { bytes: Uint8Array.from(writer.bytes), length: writer.length }
}
