/**
 * A small seeded generator (four 32-bit words, shift and add). Every choice of the factory comes from here, so that a seed is a history.
 * The physical world and the reporting layer draw from generators of their own: how systems write things down changes nothing that happened.
 */
export class Random {
  readonly seed: string
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: string) {
    this.seed = seed
    this.#a = spread(seed, 0x9e3779b9)
    this.#b = spread(seed, 0x85ebca6b)
    this.#c = spread(seed, 0xc2b2ae35)
    for (let round = 0; round < 12; round++) this.uint32()
  }

  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** An integer in [0, count). */
  below(count: number): number {
    return Math.floor((this.uint32() / 4294967296) * count)
  }

  /** An integer in [low, high]. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  chance(probability: number): boolean {
    return probability > 0 && this.uint32() < probability * 4294967296
  }

  pick<T>(list: readonly T[]): T {
    const chosen = list[this.below(list.length)]
    if (chosen === undefined) throw new RangeError('nothing to pick from')
    return chosen
  }

  shuffle(list: number[]): number[] {
    for (let last = list.length - 1; last > 0; last--) {
      const other = this.below(last + 1)
      const kept = list[last] ?? 0
      list[last] = list[other] ?? 0
      list[other] = kept
    }
    return list
  }

  fork(label: string): Random {
    return new Random(`${this.seed}/${label}`)
  }
}

function spread(text: string, start: number): number {
  let hash = start | 0
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return hash ^ (hash >>> 13)
}
