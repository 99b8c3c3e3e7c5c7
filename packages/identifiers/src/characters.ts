/** Classes of the ASCII characters, as bits: one table look-up a character, whatever the input. */
export const digit = 1
/** GS1 AI encodable character set 82 (General Specifications figure 7.11-1). */
export const set82 = 2
/** GS1 AI encodable character set 39, for component and part identifiers (figure 7.11-2). */
export const set39 = 4
/** `unreserved` of RFC 3986 §2.3: what the canonical Digital Link writes as itself. */
export const unreserved = 8
/** What an EPC URN writes as itself (TDS §6.3.1, GS3A3Char without escapes). */
export const urnPlain = 16
/** What may stand in a path segment of a URI as itself (RFC 3986 §3.3, pchar). */
export const pathPlain = 32
/** What may stand anywhere in a URI, `%` apart (RFC 3986 §2.2, §2.3). */
export const uriPlain = 64
const hex = 128
/** base64url without padding (RFC 4648 §5), for digital signatures. */
export const set64 = 256

const classes = new Uint16Array(128)
const mark = (characters: string, bits: number): void => {
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i)
    classes[code] = (classes[code] ?? 0) | bits
  }
}
mark('0123456789', digit | set82 | set39 | set64 | unreserved | urnPlain | pathPlain | uriPlain | hex)
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZ', set82 | set39 | set64 | unreserved | urnPlain | pathPlain | uriPlain)
mark('-_', set64)
mark('abcdefghijklmnopqrstuvwxyz', set82 | set64 | unreserved | urnPlain | pathPlain | uriPlain)
mark('ABCDEFabcdef', hex)
mark('-._', set82 | unreserved | urnPlain | pathPlain | uriPlain)
mark('-#/', set39)
mark('~', unreserved | pathPlain | uriPlain)
mark("!'()*+,:;=", set82 | urnPlain | pathPlain | uriPlain)
mark('"%&/<>?', set82)
mark('$&@', pathPlain | uriPlain)
mark('/?#[]', uriPlain)

export const isClass = (code: number, bits: number): boolean => code < 128 && ((classes[code] ?? 0) & bits) !== 0

/** The index of the first character of `text[from, to)` outside the class, or -1. */
export function firstOutside(text: string, bits: number, from = 0, to = text.length): number {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code >= 128 || ((classes[code] ?? 0) & bits) === 0) return i
  }
  return -1
}

/** What a serial of a unit may hold and a Digital Link writes as itself: then text and canonical text are the same. */
const plainSerial = set82 | unreserved

export function isPlainSerial(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code >= 128 || ((classes[code] ?? 0) & plainSerial) !== plainSerial) return false
  }
  return to > from && to - from <= 20
}

const hexValue = (code: number): number => (code < 58 ? code - 48 : (code | 32) - 87)

/** The ASCII code that the escape at `text[at]` (`%`) stands for; -1 where it is no escape of an ASCII character. */
export function escapedCode(text: string, at: number): number {
  const high = text.charCodeAt(at + 1)
  const low = text.charCodeAt(at + 2)
  if (!isClass(high, hex) || !isClass(low, hex)) return -1
  const code = hexValue(high) * 16 + hexValue(low)
  return code < 128 ? code : -1
}

/** Percent-encodes everything but `unreserved`, in upper case. The text is ASCII. */
export function encodeSegment(text: string): string {
  let at = firstOutside(text, unreserved)
  if (at < 0) return text
  let encoded = ''
  let done = 0
  while (at >= 0) {
    encoded += `${text.slice(done, at)}%${text.charCodeAt(at).toString(16).toUpperCase().padStart(2, '0')}`
    done = at + 1
    at = firstOutside(text, unreserved, done)
  }
  return encoded + text.slice(done)
}

/** Escapes what an EPC URN cannot write as itself (TDS §6.3.1: `" % & / < > ?`, and `#` in part references). */
export function encodeUrnComponent(text: string): string {
  if (firstOutside(text, urnPlain) < 0) return text
  let encoded = ''
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    encoded += isClass(code, urnPlain) ? text.charAt(i) : `%${code.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}
