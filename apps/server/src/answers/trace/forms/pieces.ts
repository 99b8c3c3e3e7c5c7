/** Texts put together until they are worth sending. */
const chunkLength = 64 * 1024

/** JSON of a value whose lists may be long, piece by piece: down to `depth` members and elements are told one by one. */
export function* jsonPieces(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield JSON.stringify(value)
    return
  }
  const isList = Array.isArray(value)
  let before: string = isList ? '[' : '{'
  for (const [key, member] of isList ? value.entries() : Object.entries(value)) {
    if (member === undefined) continue
    yield isList ? before : `${before}${JSON.stringify(key)}:`
    yield* jsonPieces(member, depth - 1)
    before = ','
  }
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  yield before === open ? open + close : close
}

/** In chunks, other work coming in between: however long the text, nothing else waits for it, and no more than a chunk of it is in memory. */
export async function* inChunks(pieces: Iterable<string>): AsyncGenerator<Buffer> {
  let parts: string[] = []
  let length = 0
  for (const piece of pieces) {
    parts.push(piece)
    length += piece.length
    if (length < chunkLength) continue
    yield Buffer.from(parts.join(''))
    parts = []
    length = 0
    await new Promise((next) => setImmediate(next))
  }
  if (length > 0) yield Buffer.from(parts.join(''))
}
