/** Four tables of 256, so that four bytes go in one step. */
const table = new Uint32Array(1024)
for (let byte = 0; byte < 256; byte += 1) {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  table[byte] = value
}
for (let at = 256; at < 1024; at += 1) {
  const before = table[at - 256] as number
  table[at] = (before >>> 8) ^ (table[before & 0xff] as number)
}

/** CRC-32 as zip has it (APPNOTE §4.4.7). Against accidents only: what must hold against people is hashed. */
export function crc32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const whole = bytes.length - (bytes.length % 4)
  let crc = 0xffffffff
  let at = 0
  for (; at < whole; at += 4) {
    crc ^= view.getUint32(at, true)
    crc =
      (table[768 + (crc & 0xff)] as number) ^
      (table[512 + ((crc >>> 8) & 0xff)] as number) ^
      (table[256 + ((crc >>> 16) & 0xff)] as number) ^
      (table[crc >>> 24] as number)
  }
  for (; at < bytes.length; at += 1) crc = (table[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
