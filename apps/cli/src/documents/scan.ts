/** What the scanner found in the bytes so far; offsets are absolute byte positions in the document. */
export type ListScanner = {
  /** Position behind the `[` of the event list; undefined until it is seen. */
  readonly start: number | undefined
  /** Position of the list's closing `]`; undefined until it is seen. */
  readonly end: number | undefined
  readonly eventCount: number
  /** Feeds the next chunk; calls back with the byte range `[from, to)` of each event that ends in it. */
  feed(chunk: Uint8Array, onEvent?: (from: number, to: number) => void): void
}

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const colon = 0x3a
/** No key on the way to the event list is longer; what is longer is no key of EPCIS. */
const keyLimit = 16
const listPaths = new Set(['epcisBody.eventList', 'epcisBody.queryResults.resultsBody.eventList'])

/**
 * Finds the event list of an EPCIS document in its bytes, without parsing: only strings and nesting are followed, one byte at a time, in
 * constant memory. So a document of any size can be cut between two events and every event keeps its exact text (a parser would
 * rewrite numbers). It judges nothing: what is malformed is found by the server.
 */
export function createListScanner(): ListScanner {
  let offset = 0
  let inString = false
  let escaped = false
  let text: number[] = []
  let lastString = ''
  let depth = 0
  const path: string[] = []
  let listDepth = 0
  let eventFrom = -1
  let start: number | undefined
  let end: number | undefined
  let eventCount = 0

  const readString = (byte: number): void => {
    if (escaped) escaped = false
    else if (byte === backslash) escaped = true
    else if (byte === quote) {
      inString = false
      lastString = start === undefined ? String.fromCharCode(...text) : ''
    } else if (start === undefined && text.length <= keyLimit) text.push(byte)
  }

  const open = (byte: number, at: number): void => {
    depth++
    if (byte === openBracket && start === undefined && listPaths.has(path.slice(0, depth - 1).join('.'))) {
      start = at + 1
      listDepth = depth
    } else if (byte === openBrace && start !== undefined && end === undefined && depth === listDepth + 1) eventFrom = at
    path[depth] = ''
  }

  const close = (byte: number, at: number, onEvent: ((from: number, to: number) => void) | undefined): void => {
    if (start !== undefined && end === undefined) {
      if (byte === closeBracket && depth === listDepth) end = at
      if (byte === closeBrace && depth === listDepth + 1 && eventFrom >= 0) {
        eventCount++
        onEvent?.(eventFrom, at + 1)
        eventFrom = -1
      }
    }
    path.length = Math.max(0, depth)
    depth--
  }

  return {
    get start() {
      return start
    },
    get end() {
      return end
    },
    get eventCount() {
      return eventCount
    },
    feed: (chunk, onEvent) => {
      for (let i = 0; i < chunk.length; i++) {
        const byte = chunk[i] as number
        if (inString) readString(byte)
        else if (byte === quote) {
          inString = true
          text = []
        } else if (byte === openBrace || byte === openBracket) open(byte, offset + i)
        else if (byte === closeBrace || byte === closeBracket) close(byte, offset + i, onEvent)
        else if (byte === colon && start === undefined) path[depth - 1] = lastString
      }
      offset += chunk.length
    },
  }
}
