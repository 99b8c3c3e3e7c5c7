import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import {
  centralBytes,
  centralHeader,
  centralOffsets,
  endBytes,
  endOffsets,
  endRecord,
  type FileHeader,
  type Header,
  localBytes,
  localHeader,
  mostArchiveBytes,
} from './archive-layout.ts'
import { crc32 } from './crc32.ts'
import { concatBytes, decodeText, firstDifference } from './encoding.ts'
import { EvidenceError } from './error.ts'
import { isBundlePath, mostFiles } from './paths.ts'

const clause = 'Evidence bundle §2'

export type BundleFile = { readonly path: string; readonly bytes: Uint8Array }

/** A file as found; `crc` is what the archive says, not yet compared with the bytes. */
export type ArchivedFile = BundleFile & { readonly crc: number }

/** The archive of these files; their order is of no matter. Throws EvidenceError `bundle-too-large` above 4 GiB. */
export function formatArchive(files: readonly BundleFile[]): Uint8Array<ArrayBuffer> {
  const sorted = files.toSorted((left, right) => (left.path < right.path ? -1 : 1))
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const { path, bytes } of sorted) {
    const header = { path, size: bytes.length, crc: crc32(bytes) }
    const local = localHeader(header).bytes
    const size = local.length + bytes.length
    if (offset + size > mostArchiveBytes) throw new EvidenceError('bundle-too-large', 'A bundle has at most 4 GiB')
    parts.push(local, bytes)
    directory.push(centralHeader(header, offset).bytes)
    offset += size
  }
  const directorySize = directory.reduce((size, entry) => size + entry.length, 0)
  return concatBytes([...parts, ...directory, endRecord(sorted.length, directorySize, offset).bytes])
}

/** Compares with the one form that this part may have; names the field where it has another. */
function findDifference(bytes: Uint8Array, at: number, header: Header, part: string, path: string): Problem | undefined {
  const found = bytes.subarray(at, at + header.bytes.length)
  const difference = firstDifference(found, header.bytes)
  if (difference === header.bytes.length) return undefined
  const params = { part, field: header.fieldAt(difference), offset: at + difference, file: path === '' ? 'zip' : path }
  return { code: 'zip-field', at: path === '' ? '' : atPath('', path), params, clause }
}

/**
 * The files of an archive of exactly the form above, as views into `bytes`. Linear in the length; nothing is unpacked, so there is nothing to
 * bound. Problems: `zip-too-short`, `zip-field` (part, field and offset of the first byte that is not what it must be), `zip-name` (no name
 * that a bundle has), `zip-order` (not sorted, or twice), `zip-too-many-files`.
 */
export function readArchive(bytes: Uint8Array): Result<ArchivedFile[]> {
  if (bytes.length < endBytes) return refuse({ code: 'zip-too-short', at: '', params: { size: bytes.length }, clause })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = bytes.length - endBytes
  const count = view.getUint16(end + endOffsets.entries, true)
  const start = view.getUint32(end + endOffsets.centralOffset, true)
  const wrongEnd = findDifference(bytes, end, endRecord(count, Math.max(0, end - start), start), 'end', '')
  if (wrongEnd !== undefined) return refuse(wrongEnd)
  if (start > end) return refuse({ code: 'zip-too-short', at: '', params: { size: bytes.length }, clause })
  if (count > mostFiles) return refuse({ code: 'zip-too-many-files', at: '', params: { count, most: mostFiles }, clause })
  const entries = readDirectory(bytes, view, { count, start, end })
  return entries.ok ? readFiles(bytes, entries.value, start) : entries
}

type Directory = { readonly count: number; readonly start: number; readonly end: number }

function readDirectory(bytes: Uint8Array, view: DataView, { count, start, end }: Directory): Result<FileHeader[]> {
  const entries: FileHeader[] = []
  let at = start
  let offset = 0
  for (let n = 0; n < count; n += 1) {
    if (at + centralBytes > end) return refuse({ code: 'zip-directory-ends', at: '', params: { offset: at, entry: n + 1 }, clause })
    const nameLength = view.getUint16(at + centralOffsets.nameLength, true)
    const path = decodeText(bytes.subarray(at + centralBytes, Math.min(end, at + centralBytes + nameLength))) ?? ''
    if (!isBundlePath(path)) return refuse({ code: 'zip-name', at: '', params: { offset: at + centralBytes, entry: n + 1 }, clause })
    const file = { path, size: view.getUint32(at + centralOffsets.size, true), crc: view.getUint32(at + centralOffsets.crc, true) }
    const header = centralHeader(file, offset)
    const wrong = findDifference(bytes, at, header, 'directory', path)
    if (wrong !== undefined) return refuse(wrong)
    const before = entries.at(-1)
    if (before !== undefined && before.path >= path)
      return refuse({ code: 'zip-order', at: atPath('', path), params: { file: path }, clause })
    entries.push(file)
    at += header.bytes.length
    offset += localBytes + nameLength + file.size
  }
  if (at !== end) return refuse({ code: 'zip-gap', at: '', params: { offset: at }, clause })
  if (offset !== start) return refuse({ code: 'zip-gap', at: '', params: { offset: Math.min(offset, start) }, clause })
  return succeed(entries)
}

function readFiles(bytes: Uint8Array, entries: readonly FileHeader[], end: number): Result<ArchivedFile[]> {
  const files: ArchivedFile[] = []
  let at = 0
  for (const entry of entries) {
    const header = localHeader(entry)
    const wrong = findDifference(bytes, at, header, 'file-header', entry.path)
    if (wrong !== undefined) return refuse(wrong)
    const begin = at + header.bytes.length
    at = begin + entry.size
    if (at > end) return refuse({ code: 'zip-gap', at: atPath('', entry.path), params: { offset: begin }, clause })
    files.push({ path: entry.path, bytes: bytes.subarray(begin, at), crc: entry.crc })
  }
  return succeed(files)
}

/** Problem `zip-checksum`. */
export function findDamage({ path, bytes, crc }: ArchivedFile): Problem | undefined {
  return crc32(bytes) === crc ? undefined : { code: 'zip-checksum', at: atPath('', path), params: { file: path }, clause }
}
