import type { MixMode } from './model.ts'

/**
 * Compositions, by their numbers, of which some may be left out. What is in one stands at places side by side, parts of one product together: the
 * inputs of a making are judged by product (trace-semantics §3).
 */
export class Mixes {
  readonly #modes: (MixMode | undefined)[] = []
  readonly #begins: number[] = []
  readonly #lots: number[] = []
  /** By place: the product; below nothing where none is told, for each lot another. */
  readonly #groups: number[] = []
  readonly #named: boolean[] = []
  /** By lot: the compositions that it is a part of. */
  readonly #partOf = new Map<number, number[]>()

  /** One more than the highest number. */
  get size(): number {
    return this.#modes.length
  }

  add(mix: number, mode: MixMode): void {
    this.#modes[mix] = mode
  }

  /** By composition, and in it by product. */
  addPart(mix: number, lot: number, product: number | null, named: boolean): void {
    while (this.#begins.length <= mix) this.#begins.push(this.#lots.length)
    this.#lots.push(lot)
    this.#groups.push(product ?? -1 - lot)
    this.#named.push(named)
    const others = this.#partOf.get(lot)
    if (others === undefined) this.#partOf.set(lot, [mix])
    else if (others.at(-1) !== mix) others.push(mix)
  }

  /** Undefined: there is no such composition. */
  mode(mix: number): MixMode | undefined {
    return this.#modes[mix]
  }

  /** The place of its first part. */
  begin(mix: number): number {
    return this.#begins[mix] ?? this.#lots.length
  }

  /** The place behind its last part. */
  end(mix: number): number {
    return this.#begins[mix + 1] ?? this.#lots.length
  }

  lot(place: number): number {
    return this.#lots[place] ?? -1
  }

  /** The same for parts of one product; of a told one its number. */
  group(place: number): number {
    return this.#groups[place] ?? -1
  }

  /** Told by names of units. */
  isNamed(place: number): boolean {
    return this.#named[place] === true
  }

  /** Compositions that this is a part of. */
  with(lot: number): readonly number[] {
    return this.#partOf.get(lot) ?? nowhere
  }

  hasProduct(mix: number, product: number): boolean {
    for (let place = this.begin(mix); place < this.end(mix); place += 1) if (this.#groups[place] === product) return true
    return false
  }
}

const nowhere: readonly number[] = []
