import { type Result, refuse, succeed } from '@proofline/problems'
import { LedgerError } from './error.ts'
import { tileWidth } from './tile.ts'

const clause = 'C2SP tlog-tiles, Log entries'

/** The longest entry that a bundle can hold. */
export const maxEntryBytes = 0xffff

/** Entries, each behind its length as big-endian uint16. Throws LedgerError `entry-length`, `node-count` unless 1 to 256 entries. */
export function formatEntryBundle(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  if (entries.length < 1 || entries.length > tileWidth) throw new LedgerError('node-count', `A bundle has 1 to ${tileWidth} entries`)
  const bytes = new Uint8Array(entries.reduce((length, entry) => length + 2 + entry.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const entry of entries) {
    if (entry.length > maxEntryBytes)
      throw new LedgerError('entry-length', `An entry has at most ${maxEntryBytes} bytes, not ${entry.length}`)
    view.setUint16(at, entry.length)
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/**
 * The entries of a bundle that must have `width` of them. Problems: `bundle-truncated` (an entry runs past the end), `bundle-count` (another
 * number of entries).
 */
export function parseEntryBundle(bytes: Uint8Array, width: number): Result<Uint8Array[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length && entries.length <= width) {
    const end = at + 2 <= bytes.length ? at + 2 + view.getUint16(at) : Number.POSITIVE_INFINITY
    if (end > bytes.length) return refuse({ code: 'bundle-truncated', at: `/${entries.length}`, clause })
    entries.push(bytes.slice(at + 2, end))
    at = end
  }
  return entries.length === width ? succeed(entries) : refuse({ code: 'bundle-count', at: '', params: { expected: width }, clause })
}
