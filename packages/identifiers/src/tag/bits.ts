/** The widest field that a double holds exactly; wider ones go through BigInt, which no 96-bit scheme but GIAI-96 needs. */
const exact = 53

/** Reads a tag's bits from the most significant one on. Beyond the end it gives zeros and remembers it: `overrun`. */
export class BitReader {
  readonly bytes: Uint8Array
  /** In bits; the last byte may be half used, since readers give whole hexadecimal digits. */
  readonly length: number
  at = 0
  overrun = false

  constructor(bytes: Uint8Array, length: number) {
    this.bytes = bytes
    this.length = length
  }

  get left(): number {
    return Math.max(0, this.length - this.at)
  }

  /** The next `count` bits (at most 53) as an unsigned number. */
  take(count: number): number {
    if (this.at + count > this.length) this.overrun = true
    let value = 0
    let wanted = count
    while (wanted > 0) {
      const offset = this.at & 7
      const size = Math.min(8 - offset, wanted)
      const byte = this.at < this.length ? (this.bytes[this.at >> 3] ?? 0) : 0
      value = value * 2 ** size + ((byte >> (8 - offset - size)) & ((1 << size) - 1))
      this.at += size
      wanted -= size
    }
    return value
  }

  /** The next `count` bits as a decimal numeral without leading zeros. */
  takeDecimal(count: number): string {
    if (count <= exact) return String(this.take(count))
    let value = 0n
    for (let wanted = count; wanted > 0; ) {
      const size = Math.min(48, wanted)
      value = (value << BigInt(size)) | BigInt(this.take(size))
      wanted -= size
    }
    return value.toString()
  }

  /** Whether all bits from here on are zero; nothing is consumed. */
  restIsZero(): boolean {
    const at = this.at
    let zero = true
    while (zero && this.left > 0) zero = this.take(Math.min(32, this.left)) === 0
    this.at = at
    return zero
  }

  /** What is left, as hexadecimal digits, the last one filled with zero bits; nothing is consumed. */
  restInHex(): string {
    const at = this.at
    let text = ''
    while (this.left > 0) {
      const size = Math.min(4, this.left)
      text += (this.take(size) << (4 - size)).toString(16)
    }
    this.at = at
    return text.toUpperCase()
  }
}

export class BitWriter {
  readonly bytes: number[] = []
  length = 0

  /** Appends `value`, an unsigned number below 2^count, in `count` bits (at most 53). */
  put(value: number, count: number): void {
    let wanted = count
    while (wanted > 0) {
      const offset = this.length & 7
      const size = Math.min(8 - offset, wanted)
      const part = Math.floor(value / 2 ** (wanted - size)) % 2 ** size
      const index = this.length >> 3
      this.bytes[index] = (this.bytes[index] ?? 0) | (part << (8 - offset - size))
      this.length += size
      wanted -= size
    }
  }

  /** Appends a decimal numeral below 2^count. */
  putDecimal(digits: string, count: number): void {
    if (count <= exact) {
      this.put(Number(digits === '' ? '0' : digits), count)
      return
    }
    const value = BigInt(digits)
    for (let wanted = count; wanted > 0; ) {
      const size = Math.min(48, wanted)
      wanted -= size
      this.put(Number((value >> BigInt(wanted)) & ((1n << BigInt(size)) - 1n)), size)
    }
  }

  /** Upper-case hexadecimal digits, filled with zero bits to whole 16-bit words, as tag memory is written (TDS §15.1.1). */
  toHex(): string {
    const words = Math.ceil(this.length / 16)
    let text = ''
    for (let i = 0; i < words * 2; i++) text += (this.bytes[i] ?? 0).toString(16).padStart(2, '0')
    return text.toUpperCase()
  }
}

/** Whether a decimal numeral (digits only, any length) is below 2^bits. */
export function fitsBits(digits: string, bits: number): boolean {
  if (digits.length <= 15 && bits <= exact) return Number(digits) < 2 ** bits
  return digits.length <= 100 && BigInt(digits === '' ? '0' : digits) < 1n << BigInt(bits)
}

const hexValue = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** The indexes of the characters that are no hexadecimal digits, at most `most` of them. */
export function notHex(text: string, most: number): number[] {
  const found: number[] = []
  for (let i = 0; i < text.length && found.length < most; i++) if (hexValue(text.charCodeAt(i)) < 0) found.push(i)
  return found
}

/** The bytes of hexadecimal digits, which the caller has checked; an odd last digit fills the upper half of its byte. */
export function bytesOfHex(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length + 1) >> 1)
  for (let i = 0; i < text.length; i++) {
    const shift = (i & 1) === 0 ? 4 : 0
    bytes[i >> 1] = (bytes[i >> 1] ?? 0) | (hexValue(text.charCodeAt(i)) << shift)
  }
  return bytes
}

export function hexOfBytes(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text.toUpperCase()
}
