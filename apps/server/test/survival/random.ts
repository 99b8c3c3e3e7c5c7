import { randomInt } from 'node:crypto'

/** Choices that a seed repeats. What the machine does between them it does not repeat: a seed names a schedule, not an interleaving. */
export type Random = {
  /** 0 ≤ n < bound */
  readonly below: (bound: number) => number
  /** from ≤ n ≤ to */
  readonly between: (from: number, to: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(list: readonly T[]) => T
  readonly shuffle: <T>(list: readonly T[]) => T[]
  /** An independent sequence, so that one client's pace does not change another's choices. */
  readonly fork: (label: number) => Random
}

/** The seed of `PROOFLINE_SEED`, or a new one. */
export function chooseSeed(): number {
  const given = process.env.PROOFLINE_SEED
  return given === undefined || given === '' ? randomInt(1, 2 ** 31) : Number(given)
}

/** mulberry32: 32 bits of state, good enough to choose moments and documents. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[below(list.length)]
    if (chosen === undefined) throw new Error('nothing to pick from')
    return chosen
  }
  const shuffle = <T>(list: readonly T[]): T[] => {
    const left = [...list]
    return list.flatMap(() => left.splice(below(left.length), 1))
  }
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (probability) => next() < probability,
    pick,
    shuffle,
    fork: (label) => seeded(Math.imul(seed ^ 0x9e3779b9, 2 * label + 1) + label),
  }
}
