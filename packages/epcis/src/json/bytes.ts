/** Offsets of the bytes at which well-formed UTF-8 (Unicode, table 3-7) breaks off, at most `limit`, and how many there are in all. */
export function findInvalidUtf8(bytes: Uint8Array, limit: number): { offsets: number[]; total: number } {
  const offsets: number[] = []
  let total = 0
  let i = 0
  while (i < bytes.length) {
    const length = sequenceLength(bytes, i)
    if (length > 0) {
      i += length
      continue
    }
    total += 1
    if (offsets.length < limit) offsets.push(i)
    i += 1
    while (i < bytes.length && ((bytes[i] ?? 0) & 0xc0) === 0x80) i += 1
  }
  return { offsets, total }
}

/** Bytes of the well-formed sequence that starts at `i`; 0 where none does. Overlong forms, surrogates and values above U+10FFFF are none. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const lead = bytes[i] ?? 0
  if (lead < 0x80) return 1
  const second = bytes[i + 1] ?? 0
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (lead < 0xc2 || lead > 0xf4 || second < lowest || second > highest) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  for (let k = 2; k < length; k += 1) {
    if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return 0
  }
  return length
}
