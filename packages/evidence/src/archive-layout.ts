import { encodeText } from './encoding.ts'

// A bundle is a zip file (APPNOTE 6.3) of one form only: every file stored as it is, names sorted, no time, no comment, no extra field,
// nothing between the parts and nothing behind them. So the same files give the same bytes, whichever program writes them, and the
// container has no byte that could be another. Stored and not deflated: a deflate stream of the same contents has many spellings, depends
// on the program and its version, and has to be bounded before it can be read.

/** What a header of one file varies in. `path` is ASCII. */
export type FileHeader = { readonly path: string; readonly size: number; readonly crc: number }

type Field = readonly [name: string, width: 2 | 4, value: number]

const localSignature = 0x04034b50
const centralSignature = 0x02014b50
const endSignature = 0x06054b50
/** 1 January 1980, the first day that the format knows, at midnight. */
const firstDay = 0x0021
const needed = 10

const shared = ({ path, size, crc }: FileHeader): Field[] => [
  ['version-needed', 2, needed],
  ['flags', 2, 0],
  ['method', 2, 0],
  ['time', 2, 0],
  ['date', 2, firstDay],
  ['crc-32', 4, crc],
  ['compressed-size', 4, size],
  ['size', 4, size],
  ['name-length', 2, path.length],
  ['extra-length', 2, 0],
]

const localFields = (file: FileHeader): Field[] => [['signature', 4, localSignature], ...shared(file)]

const centralFields = (file: FileHeader, offset: number): Field[] => [
  ['signature', 4, centralSignature],
  ['version-made-by', 2, needed],
  ...shared(file),
  ['comment-length', 2, 0],
  ['disk', 2, 0],
  ['internal-attributes', 2, 0],
  ['external-attributes', 4, 0],
  ['offset', 4, offset],
]

const endFields = (count: number, size: number, offset: number): Field[] => [
  ['signature', 4, endSignature],
  ['disk', 2, 0],
  ['central-disk', 2, 0],
  ['entries-on-disk', 2, count],
  ['entries', 2, count],
  ['central-size', 4, size],
  ['central-offset', 4, offset],
  ['comment-length', 2, 0],
]

function layOut(fields: readonly Field[], path: string): Uint8Array {
  const name = encodeText(path)
  const bytes = new Uint8Array(fields.reduce((length, [, width]) => length + width, name.length))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [, width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += width
  }
  bytes.set(name, at)
  return bytes
}

/** Which field the byte at `offset` of a header belongs to. */
function fieldAt(fields: readonly Field[], offset: number): string {
  let end = 0
  for (const [name, width] of fields) {
    end += width
    if (offset < end) return name
  }
  return 'name'
}

export type Header = { readonly bytes: Uint8Array; readonly fieldAt: (offset: number) => string }

const headerOf = (fields: readonly Field[], path: string): Header => ({
  bytes: layOut(fields, path),
  fieldAt: (offset) => fieldAt(fields, offset),
})

/** The one local header that a file may have. */
export const localHeader = (file: FileHeader): Header => headerOf(localFields(file), file.path)
/** Its entry in the central directory; `offset` is that of its local header. */
export const centralHeader = (file: FileHeader, offset: number): Header => headerOf(centralFields(file, offset), file.path)
/** The end record of a directory of `count` entries, `size` bytes, at `offset`. */
export const endRecord = (count: number, size: number, offset: number): Header => headerOf(endFields(count, size, offset), '')

export const localBytes = 30
export const centralBytes = 46
export const endBytes = 22
/** Where the central entry has what a reader needs first. */
export const centralOffsets = { crc: 16, size: 24, nameLength: 28 } as const
export const endOffsets = { entries: 10, centralSize: 12, centralOffset: 16 } as const
/** What fits into 32 bits: above it zip has another form, which a bundle does not use. */
export const mostArchiveBytes = 0xffffffff
