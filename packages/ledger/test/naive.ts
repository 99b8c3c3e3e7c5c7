import { createHash } from 'node:crypto'

// RFC 6962 §2.1 word by word, recursive and without a thought for cost: what the package is judged by.

export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

export function itemAt<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new RangeError(`no item ${index} of ${list.length}`)
  return item
}

const concat = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

export const naiveLeaf = (entry: Uint8Array): Uint8Array => sha256(concat(Uint8Array.of(0), entry))
const naiveNode = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat(Uint8Array.of(1), left, right))

function largestPowerBelow(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** Trees over leaf hashes, with every subtree's root remembered so that exhaustive tests stay short. */
export class NaiveTree {
  readonly leaves: readonly Uint8Array[]
  readonly #roots = new Map<string, Uint8Array>()
  constructor(entries: readonly Uint8Array[]) {
    this.leaves = entries.map(naiveLeaf)
  }

  /** MTH(D[begin:end]) */
  root(begin: number, end: number): Uint8Array {
    if (end === begin) return sha256(new Uint8Array(0))
    if (end - begin === 1) return itemAt(this.leaves, begin)
    const key = `${begin}-${end}`
    const known = this.#roots.get(key)
    if (known !== undefined) return known
    const k = largestPowerBelow(end - begin)
    const hash = naiveNode(this.root(begin, begin + k), this.root(begin + k, end))
    this.#roots.set(key, hash)
    return hash
  }

  /** PATH(index, D[begin:end]), index counted from begin */
  path(index: number, begin: number, end: number): Uint8Array[] {
    const n = end - begin
    if (n === 1) return []
    const k = largestPowerBelow(n)
    return index < k
      ? [...this.path(index, begin, begin + k), this.root(begin + k, end)]
      : [...this.path(index - k, begin + k, end), this.root(begin, begin + k)]
  }

  /** PROOF(m, D[begin:end]) */
  proof(m: number, begin: number, end: number): Uint8Array[] {
    return this.#subproof(m, begin, end, true)
  }

  #subproof(m: number, begin: number, end: number, whole: boolean): Uint8Array[] {
    const n = end - begin
    if (m === n) return whole ? [] : [this.root(begin, end)]
    const k = largestPowerBelow(n)
    return m <= k
      ? [...this.#subproof(m, begin, begin + k, whole), this.root(begin + k, end)]
      : [...this.#subproof(m - k, begin + k, end, false), this.root(begin, begin + k)]
  }
}

export const numberedEntries = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, at) => new TextEncoder().encode(`entry ${at}`))
