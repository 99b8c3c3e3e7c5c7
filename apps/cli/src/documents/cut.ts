import { open } from 'node:fs/promises'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { createListScanner } from './scan.ts'

export type PartLimits = { readonly maxBytes: number; readonly maxEvents: number }

/** A whole document, or one part of a larger one: a document again, with the same header. */
export type Part = {
  readonly bytes: Uint8Array
  /** Position of the part's first event in the whole document. */
  readonly firstEvent: number
  readonly eventCount: number
  /** How much of the file is read by now, in bytes, for the progress bar. */
  readonly bytesRead: number
  readonly bytesTotal: number
}

const chunkBytes = 1 << 20
const comma = 0x2c

type File = Awaited<ReturnType<typeof open>>

async function* readChunks(file: File, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let position = from; position < to; ) {
    const chunk = new Uint8Array(Math.min(chunkBytes, to - position))
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position)
    if (bytesRead === 0) return
    yield chunk.subarray(0, bytesRead)
    position += bytesRead
  }
}

async function readRange(file: File, from: number, to: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const chunk of readChunks(file, from, to)) pieces.push(chunk)
  return Buffer.concat(pieces)
}

function joinPart(prefix: Uint8Array, events: readonly Uint8Array[], suffix: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [prefix]
  events.forEach((event, i) => {
    if (i > 0) pieces.push(Uint8Array.of(comma))
    pieces.push(event)
  })
  pieces.push(suffix)
  return Buffer.concat(pieces)
}

/**
 * The document at `path`, whole where it keeps the server's limits, else cut between events; each part is captured atomically.
 * A file whose event list cannot be found is passed on whole, so that the server names what is wrong with it.
 * @throws CommandError `document-too-large` where no cut helps: no event list, a header or one event above the limit
 */
export async function* cutDocument(path: string, limits: PartLimits): AsyncGenerator<Part> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const scanner = createListScanner()
    for await (const chunk of readChunks(file, 0, size)) scanner.feed(chunk)
    const { start, end, eventCount } = scanner
    if (size <= limits.maxBytes && eventCount <= limits.maxEvents) {
      yield { bytes: await readRange(file, 0, size), firstEvent: 0, eventCount, bytesRead: size, bytesTotal: size }
      return
    }
    const tooLarge = (): CommandError =>
      new CommandError(exitCodes.refused, 'document-too-large', { path, size, limit: limits.maxBytes, events: limits.maxEvents })
    if (start === undefined || end === undefined) throw tooLarge()
    if (start + size - end > limits.maxBytes / 2) throw tooLarge()
    yield* cutEvents(file, { start, end, size }, limits, tooLarge)
  } finally {
    await file.close()
  }
}

async function* cutEvents(
  file: File,
  { start, end, size }: { start: number; end: number; size: number },
  limits: PartLimits,
  tooLarge: () => CommandError,
): AsyncGenerator<Part> {
  const prefix = await readRange(file, 0, start)
  const suffix = await readRange(file, end, size)
  const room = limits.maxBytes - prefix.length - suffix.length
  const scanner = createListScanner()
  scanner.feed(prefix)
  let events: Uint8Array[] = []
  let bytes = 0
  let firstEvent = 0
  // What of the current event lies in earlier chunks; `carryFrom` is the absolute position of its first byte.
  let carry: Uint8Array = new Uint8Array(0)
  let carryFrom = start
  for await (const chunk of readChunks(file, start, end)) {
    const window = carry.length === 0 ? chunk : Buffer.concat([carry, chunk])
    const windowFrom = carryFrom
    const found: Uint8Array[] = []
    let consumed = 0
    scanner.feed(chunk, (from, to) => {
      found.push(window.subarray(from - windowFrom, to - windowFrom))
      consumed = to - windowFrom
    })
    for (const event of found) {
      if (event.length > room) throw tooLarge()
      if (events.length >= limits.maxEvents || bytes + event.length + 1 > room) {
        yield { bytes: joinPart(prefix, events, suffix), firstEvent, eventCount: events.length, bytesRead: windowFrom, bytesTotal: size }
        firstEvent += events.length
        events = []
        bytes = 0
      }
      events.push(event)
      bytes += event.length + 1
    }
    carry = window.subarray(consumed)
    carryFrom = windowFrom + consumed
    if (carry.length > room) throw tooLarge()
  }
  if (events.length > 0)
    yield { bytes: joinPart(prefix, events, suffix), firstEvent, eventCount: events.length, bytesRead: size, bytesTotal: size }
}
