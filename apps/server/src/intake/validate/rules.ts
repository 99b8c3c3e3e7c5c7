import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync } from 'node:zlib'
import {
  checkDocument,
  checkXmlDocument,
  type DocumentReading,
  type EpcisDocument,
  parseJson,
  readDocument,
  readXmlDocument,
} from '@proofline/epcis'
import type { Problem, Result } from '@proofline/problems'
import { findIdentifiers } from './identifiers.ts'
import { type CheckedDocument, type CheckSettings, noFacts } from './model.ts'
import { packFacts } from './pack.ts'

/** Level 1 takes two thirds of the time of the default, for a result smaller than deflate's (measured on documents of 1 to 10,000 events). */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Setting up a compressor costs more than such a document is worth. */
const rawFrameMax = 2_000

/** A Zstandard frame whose one block is not compressed (RFC 8878 §3.1.1): single segment, content size in four bytes, last block, raw. */
function rawFrame(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(12 + bytes.length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, 0xfd2fb528, true)
  frame[4] = 0xa0
  view.setUint32(5, bytes.length, true)
  view.setUint16(9, (bytes.length << 3) | 1, true)
  frame.set(bytes, 12)
  return frame
}

const compress = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.length <= rawFrameMax ? rawFrame(bytes) : ownBytes(zstdCompressSync(bytes, compression))

type Kept = Pick<CheckedDocument, 'sha256' | 'size' | 'compressed'>

const ownBytes = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)

const sha256 = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => ownBytes(hash('sha256', bytes, 'buffer'))

/** Hash and compressed form of a document, compressed off this thread. */
export async function keepBytes(bytes: Uint8Array): Promise<Kept> {
  return { sha256: sha256(bytes), size: bytes.length, compressed: ownBytes(await promisify(zstdCompress)(bytes, compression)) }
}

/**
 * Everything that a document's bytes say: the facts that may be recorded and every problem. Pure but for time and memory, which are linear in
 * the bytes. Runs on the main thread for small documents, in a worker for large ones, with the same result.
 */
export function checkBytes(bytes: Uint8Array, settings: CheckSettings): CheckedDocument {
  const checked = check(bytes, settings)
  return checked.problems.length === 0 ? checked : { ...checked, problems: checked.problems.map(pictureNul) }
}

const withoutNul = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\u2400') : text)

/** What a problem quotes may hold U+0000, which no text column takes: its picture is shown instead. */
function pictureNul(problem: Problem): Problem {
  const { at, params } = problem
  if (params === undefined) return { ...problem, at: withoutNul(at) }
  const shown = Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? withoutNul(value) : value] as const)
  return { ...problem, at: withoutNul(at), params: Object.fromEntries(shown) }
}

function check(bytes: Uint8Array, settings: CheckSettings): CheckedDocument {
  const kept = { sha256: sha256(bytes), size: bytes.length, compressed: compress(bytes) }
  const { reading, problems } = (settings.format ?? formatOf(bytes)) === 'xml' ? readXml(bytes, settings) : readJson(bytes, settings)
  const isEvent = reading.ok && reading.value.document.form === 'event'
  if (!reading.ok || isEvent !== (settings.takes === 'event')) {
    return { ...kept, ...nothing, form: 'unreadable', problems: problems(), identifiers: findIdentifiers(bytes) }
  }
  return { ...kept, ...checkedOf(reading.value, problems, bytes, kept.sha256, settings.client) }
}

const nothing = { sender: undefined, received: 0, refused: 0, unusable: true, facts: noFacts } as const

/** A document that was accepted tells by its first character what it was sent as: no JSON begins with `<`, and all XML does. */
function formatOf(bytes: Uint8Array): 'json' | 'xml' {
  let i = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (bytes[i] === 0x20 || bytes[i] === 0x09 || bytes[i] === 0x0a || bytes[i] === 0x0d) i += 1
  return bytes[i] === 0x3c ? 'xml' : 'json'
}

/** `problems`: around the events and in each of them, what the sender has to correct, in one answer. */
type Read = { readonly reading: Result<DocumentReading>; readonly problems: () => readonly Problem[] }

function readJson(bytes: Uint8Array, settings: CheckSettings): Read {
  const parsed = parseJson(bytes)
  if (!parsed.ok) return { reading: parsed, problems: () => parsed.problems }
  const options = { maxEvents: settings.maxEvents, prefixes: new Map(settings.prefixes) }
  return { reading: readDocument(parsed.value, options), problems: () => allProblems(checkDocument(parsed.value, options), settings) }
}

/** XML declares its own namespaces: prefixes announced beside it would only make CURIEs of its values. */
function readXml(bytes: Uint8Array, settings: CheckSettings): Read {
  const { maxEvents } = settings
  return { reading: readXmlDocument(bytes, { maxEvents }), problems: () => allProblems(checkXmlDocument(bytes, { maxEvents }), settings) }
}

function allProblems(checked: Result<EpcisDocument>, { takes }: CheckSettings): readonly Problem[] {
  if (!checked.ok) return checked.problems
  const isEvent = checked.value.form === 'event'
  if (isEvent === (takes === 'event')) return []
  return [
    isEvent
      ? { code: 'bare-event', at: '', clause: 'EPCIS 2.0 §12, POST /capture' }
      : { code: 'no-bare-event', at: '', clause: 'EPCIS 2.0 §12, POST /events' },
  ]
}

function checkedOf(
  { document, refused }: DocumentReading,
  problems: () => readonly Problem[],
  bytes: Uint8Array,
  documentHash: Uint8Array,
  client: string,
) {
  return {
    form: document.form === 'query-document' ? 'query-document' : 'document',
    sender: document.sender,
    received: document.events.length + refused.length,
    refused: refused.length,
    unusable: false,
    problems: refused.length === 0 ? [] : problems(),
    identifiers: refused.length === 0 ? [] : findIdentifiers(bytes),
    facts: packFacts(document, documentHash, client),
  } as const
}
