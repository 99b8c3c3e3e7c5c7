/**
 * Rows in the binary form of COPY: `int16` columns, then each value as `int32` length (−1: null) and its bytes. Neither side reads or writes the
 * texts of numbers and keys, which takes a third of the time, and nothing but one buffer is kept of a row.
 */
export class BinaryRows {
  readonly #columns: number
  #buffer: Buffer
  #view: DataView
  #end = headerBytes
  #rows = 0

  constructor(columns: number, startBytes = 64 * 1024) {
    this.#columns = columns
    this.#buffer = Buffer.allocUnsafeSlow(startBytes)
    this.#view = viewOf(this.#buffer)
    this.#buffer.fill(0, 0, headerBytes)
    this.#buffer.write('PGCOPY\n\u00ff\r\n\0', 0, 'latin1')
  }

  get rows(): number {
    return this.#rows
  }

  /** Begins a row; its values follow, one for each column. */
  row(): this {
    this.#reserve(2)
    this.#view.setInt16(this.#end, this.#columns)
    this.#end += 2
    this.#rows += 1
    return this
  }

  null(): this {
    this.#reserve(4)
    this.#int32(-1)
    return this
  }

  integer(value: number): this {
    this.#reserve(8)
    this.#int32(4)
    this.#int32(value)
    return this
  }

  bigint(value: number | null): this {
    if (value === null) return this.null()
    this.#reserve(12)
    this.#int32(8)
    const high = Math.floor(value / 2 ** 32)
    this.#int32(high)
    this.#view.setUint32(this.#end, value - high * 2 ** 32)
    this.#end += 4
    return this
  }

  boolean(value: boolean): this {
    this.#reserve(5)
    this.#int32(1)
    this.#buffer[this.#end] = value ? 1 : 0
    this.#end += 1
    return this
  }

  text(value: string | null): this {
    if (value === null) return this.null()
    this.#reserve(4 + 3 * value.length)
    const start = this.#end + 4
    const written = writeAscii(this.#buffer, value, start) ? value.length : this.#buffer.write(value, start)
    this.#int32(written)
    this.#end += written
    return this
  }

  /** 32 hexadecimal digits as a uuid. */
  key(hex: string | null): this {
    if (hex === null) return this.null()
    this.#reserve(20)
    this.#key(hex)
    return this
  }

  /** An array of uuid, of one dimension, without nulls, from index 1 on; an empty one has no dimension. */
  keys(list: readonly string[]): this {
    const dimensions = list.length === 0 ? 0 : 1
    this.#reserve(16 + 8 * dimensions + 20 * list.length)
    this.#int32(12 + 8 * dimensions + 20 * list.length)
    this.#int32(dimensions)
    this.#int32(0)
    this.#int32(uuidType)
    if (dimensions === 1) {
      this.#int32(list.length)
      this.#int32(1)
    }
    for (const hex of list) this.#key(hex)
    return this
  }

  /** A plain decimal: groups of four digits, and how many digits stand behind the point. */
  numeric(plain: string | null): this {
    if (plain === null) return this.null()
    const negative = plain.charCodeAt(0) === 45
    const first = negative ? 1 : 0
    const mark = plain.indexOf('.')
    const point = mark < 0 ? plain.length : mark
    const scale = mark < 0 ? 0 : plain.length - mark - 1
    const before = Math.ceil((point - first) / 4)
    const groups = before + Math.ceil(scale / 4)
    this.#reserve(12 + 2 * groups)
    this.#int32(8 + 2 * groups)
    this.#int16(groups)
    this.#int16(before - 1)
    this.#int16(negative ? 0x4000 : 0)
    this.#int16(scale)
    for (let group = 0; group < before; group += 1) {
      const end = point - 4 * (before - 1 - group)
      this.#int16(digitsAt(plain, Math.max(first, end - 4), end))
    }
    for (let at = point + 1; at < plain.length; at += 4) {
      const end = Math.min(plain.length, at + 4)
      this.#int16(digitsAt(plain, at, end) * 10 ** (at + 4 - end))
    }
    return this
  }

  /** All rows and the end of the copy, in pieces that a connection takes well. */
  *finish(): Generator<Buffer> {
    this.#reserve(2)
    this.#int16(-1)
    for (let at = 0; at < this.#end; at += pieceBytes) yield this.#buffer.subarray(at, Math.min(this.#end, at + pieceBytes))
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#buffer.length, this.#end + bytes))
    this.#buffer.copy(larger, 0, 0, this.#end)
    this.#buffer = larger
    this.#view = viewOf(larger)
  }

  /** @throws RangeError where there are not 32 digits. */
  #key(hex: string): void {
    if (hex.length !== 32) throw new RangeError(`not a key: ${hex.slice(0, 40)}`)
    this.#int32(16)
    const buffer = this.#buffer
    let at = this.#end
    for (let i = 0; i < 32; i += 2) {
      buffer[at] = ((digits[hex.charCodeAt(i)] ?? 0) << 4) | (digits[hex.charCodeAt(i + 1)] ?? 0)
      at += 1
    }
    this.#end = at
  }

  #int16(value: number): void {
    this.#view.setInt16(this.#end, value)
    this.#end += 2
  }

  #int32(value: number): void {
    this.#view.setInt32(this.#end, value)
    this.#end += 4
  }
}

/** What a hexadecimal digit in lower case is worth, by its code. */
const digits = new Uint8Array(128)
for (const [worth, digit] of [...'0123456789abcdef'].entries()) digits[digit.charCodeAt(0)] = worth

const headerBytes = 19
const pieceBytes = 128 * 1024
/** `pg_type.oid` of uuid, the same in every PostgreSQL. */
const uuidType = 2950

const viewOf = (buffer: Buffer): DataView => new DataView(buffer.buffer, buffer.byteOffset, buffer.length)

const longestByHand = 48

/** A short text is written here sooner than it is handed over. False: longer, or other characters than ASCII. */
function writeAscii(buffer: Buffer, text: string, start: number): boolean {
  const { length } = text
  if (length > longestByHand) return false
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i)
    if (code > 127) return false
    buffer[start + i] = code
  }
  return true
}

/** @throws RangeError where something else stands. */
function digitsAt(text: string, start: number, end: number): number {
  let value = 0
  for (let i = start; i < end; i += 1) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) throw new RangeError(`not a plain decimal: ${text.slice(0, 40)}`)
    value = value * 10 + digit
  }
  return value
}
