/** A small generator of reproducible noise (xorshift, 32 bits): the same seed gives the same inputs on every machine. */
export class Noise {
  #state: number

  constructor(seed: number) {
    this.#state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    let x = this.#state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#state = x >>> 0
    return this.#state % limit
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)]
    if (picked === undefined) throw new RangeError('nothing to pick from')
    return picked
  }
}

/** How many inputs a file of fuzzing tries; `PROOFLINE_FUZZ_SEED` starts another series. */
export const inputs = (daily: number, long: number): number => (process.env.PROOFLINE_LONG === '1' ? long : daily)
export const firstSeed = Number(process.env.PROOFLINE_FUZZ_SEED ?? '1') * 10_000_000

/** The text with one to four places changed: cut, doubled, put elsewhere, replaced by a token, by noise, or by a piece of another text. */
export function mutateText(text: string, tokens: readonly string[], others: readonly string[], noise: Noise): string {
  let made = text
  for (let changes = 1 + noise.below(4); changes > 0; changes -= 1) {
    const at = noise.below(made.length + 1)
    const end = Math.min(made.length, at + noise.below(noise.below(8) === 0 ? 400 : 12))
    const [before, piece, after] = [made.slice(0, at), made.slice(at, end), made.slice(end)]
    const kind = noise.below(9)
    if (kind === 0) made = before + after
    else if (kind === 1) made = before + piece + piece + after
    else if (kind === 2) made = before + noise.pick(tokens) + after
    else if (kind === 3) made = before + noise.pick(tokens) + piece + after
    else if (kind === 4) made = before + String.fromCharCode(noise.below(noise.below(4) === 0 ? 65_536 : 128)) + piece.slice(1) + after
    else if (kind === 5) made = before
    else if (kind === 6) made = before + noise.pick(tokens).repeat(1 + noise.below(noise.below(50) === 0 ? 2_000 : 4)) + after
    else if (kind === 7) made = after + before + piece
    else {
      const other = noise.pick(others)
      const from = noise.below(other.length)
      made = before + other.slice(from, from + noise.below(300)) + after
    }
  }
  return made
}
