import type { Lot, Run, Take } from './acts.ts'
import type { Random } from './random.ts'

interface Portion {
  lot: Lot
  next: number
  end: number
}

/** What lies ready of one product, oldest first. Taking removes: no unit can be taken twice. */
export class Bin {
  readonly #portions: Portion[] = []
  available = 0
  /** Promised to campaigns that have not taken it yet. */
  reserved = 0

  add(lot: Lot, from: number, to: number): void {
    if (to <= from) return
    this.#portions.push({ lot, next: from, end: to })
    this.available += to - from
  }

  /** What lies there, lot by lot. */
  portions(): Take[] {
    return this.#portions.map(({ lot, next, end }) => ({ lot, from: next, to: end }))
  }

  /**
   * Takes a quantity that must be there (RangeError otherwise). `chunk` > 0: two open boxes stand on the bench and hands go to either,
   * at most `chunk` at a time; 0: first in, first out.
   */
  take(quantity: number, random: Random, chunk: number): Take[] {
    if (quantity > this.available) throw new RangeError(`${quantity} wanted, ${this.available} there`)
    this.available -= quantity
    const takes: Take[] = []
    let missing = quantity
    while (missing > 0) {
      const mixes = chunk > 0 && this.#portions.length > 1
      const index = mixes && random.chance(0.5) ? 1 : 0
      const portion = this.#portions[index]
      if (portion === undefined) throw new RangeError('a bin holds less than it says')
      const wanted = mixes ? random.between(1, chunk) : missing
      const count = Math.min(wanted, missing, portion.end - portion.next)
      const last = takes[takes.length - 1]
      if (last !== undefined && last.lot === portion.lot && last.to === portion.next) last.to += count
      else takes.push({ lot: portion.lot, from: portion.next, to: portion.next + count })
      portion.next += count
      missing -= count
      if (portion.next === portion.end) this.#portions.splice(index, 1)
    }
    return takes
  }
}

export interface Position {
  takes: Take[]
  /** Steps of the input that one unit takes. */
  per: number
}

/** Lays inputs out over units [from, to): runs within which every unit took from the same lots, steps in order. */
export function layOut(from: number, to: number, positions: Position[]): Run[] {
  if (positions.every((position) => position.takes.length === 1)) {
    return [{ from, to, inputs: positions.flatMap(({ takes, per }) => takes.map((take) => ({ ...take, per }))) }]
  }
  const cuts = new Set<number>([0, to - from])
  for (const { takes, per } of positions) {
    let steps = 0
    for (const take of takes) {
      steps += take.to - take.from
      cuts.add(Math.floor(steps / per)).add(Math.ceil(steps / per))
    }
  }
  const sorted = [...cuts].filter((cut) => cut <= to - from).sort((left, right) => left - right)
  const cursors = positions.map(() => ({ take: 0, used: 0 }))
  const runs: Run[] = []
  for (let index = 1; index < sorted.length; index++) {
    const start = sorted[index - 1] ?? 0
    const end = sorted[index] ?? 0
    const inputs: Run['inputs'] = []
    positions.forEach(({ takes, per }, position) => {
      draw(takes, cursors[position] ?? { take: 0, used: 0 }, (end - start) * per, per, inputs)
    })
    runs.push({ from: from + start, to: from + end, inputs })
  }
  return runs
}

/** Cuts guarantee that a run of several units takes each position from one lot; a single unit may take from several. */
function draw(takes: Take[], cursor: { take: number; used: number }, steps: number, per: number, inputs: Run['inputs']): void {
  let missing = steps
  while (missing > 0) {
    const take = takes[cursor.take]
    if (take === undefined) throw new RangeError('inputs end before the units do')
    const start = take.from + cursor.used
    const count = Math.min(missing, take.to - start)
    inputs.push({ lot: take.lot, from: start, to: start + count, per: count === steps ? per : count })
    missing -= count
    cursor.used += count
    if (start + count === take.to) {
      cursor.take++
      cursor.used = 0
    }
  }
}

/** Adds up takes of one lot, in order of first appearance. */
export function sumByLot(takes: readonly Take[]): Map<Lot, number> {
  const sums = new Map<Lot, number>()
  for (const take of takes) sums.set(take.lot, (sums.get(take.lot) ?? 0) + take.to - take.from)
  return sums
}

/** A first-in-first-out store of unit intervals: what waits to be packed. */
export class Queue {
  readonly #takes: Take[] = []
  count = 0

  put(take: Take): void {
    if (take.to <= take.from) return
    const last = this.#takes[this.#takes.length - 1]
    if (last !== undefined && last.lot === take.lot && last.to === take.from) last.to = take.to
    else this.#takes.push({ lot: take.lot, from: take.from, to: take.to })
    this.count += take.to - take.from
  }

  get(quantity: number): Take[] {
    const result: Take[] = []
    let missing = Math.min(quantity, this.count)
    this.count -= missing
    while (missing > 0) {
      const first = this.#takes[0]
      if (first === undefined) break
      const count = Math.min(missing, first.to - first.from)
      result.push({ lot: first.lot, from: first.from, to: first.from + count })
      first.from += count
      missing -= count
      if (first.from === first.to) this.#takes.shift()
    }
    return result
  }
}
