import { minus, nothing, plus, type Rational } from '../basis/rational.ts'
import type { Account } from './accounts.ts'

type Box = { readonly units: Set<string>; readonly inner: Set<string>; readonly amounts: Map<Account, Rational> }
export type Contents = {
  readonly units: readonly string[]
  /** The containers that were asked about among them. */
  readonly boxes: readonly string[]
  readonly amounts: ReadonlyMap<Account, Rational>
}

/** What lies in which container, as told so far: what goes along when the container goes somewhere. */
export class Boxes {
  readonly #boxes = new Map<string, Box>()
  /** The container that a unit or container is in: one at a time (§2). */
  readonly #around = new Map<string, string>()
  /** Returnable assets that somebody received: seen elsewhere later, they have left their contents there (§2). */
  readonly #received = new Map<string, string>()

  put(box: string, thing: string, isContainer: boolean): void {
    if (thing === box || this.#contains(thing, box)) return
    this.takeOut(thing)
    this.#around.set(thing, box)
    const { units, inner } = this.#box(box)
    if (isContainer) inner.add(thing)
    else units.add(thing)
  }

  putSome(box: string, account: Account, amount: Rational): void {
    const { amounts } = this.#box(box)
    amounts.set(account, plus(amounts.get(account) ?? nothing, amount))
  }

  hasSome(box: string, account: Account): boolean {
    return this.#boxes.get(box)?.amounts.has(account) === true
  }

  /** The thing is in no container any more. */
  takeOut(thing: string): void {
    const around = this.#around.get(thing)
    if (around === undefined) return
    this.#around.delete(thing)
    const { units, inner } = this.#box(around)
    units.delete(thing)
    inner.delete(thing)
  }

  /** `amount` null: all of it. */
  takeSome(box: string, account: Account, amount: Rational | null): void {
    const { amounts } = this.#box(box)
    const rest = amount === null ? nothing : minus(amounts.get(account) ?? nothing, amount)
    if (rest.over > 0n) amounts.set(account, rest)
    else amounts.delete(account)
  }

  empty(box: string): void {
    const { units, inner, amounts } = this.#box(box)
    for (const thing of [...units, ...inner]) this.takeOut(thing)
    amounts.clear()
  }

  /** Directly in it. */
  unitsIn(box: string): readonly string[] {
    return [...(this.#boxes.get(box)?.units ?? [])]
  }

  innerOf(box: string): readonly string[] {
    return [...(this.#boxes.get(box)?.inner ?? [])]
  }

  amountsIn(box: string): ReadonlyMap<Account, Rational> {
    return this.#boxes.get(box)?.amounts ?? new Map()
  }

  /** In these containers at every depth, each thing once. */
  contentsOf(boxes: Iterable<string>): Contents {
    const all = new Set(boxes)
    const units: string[] = []
    const amounts = new Map<Account, Rational>()
    for (const box of all) {
      const told = this.#boxes.get(box)
      if (told === undefined) continue
      for (const inner of told.inner) all.add(inner)
      for (const unit of told.units) units.push(unit)
      for (const [account, amount] of told.amounts) amounts.set(account, plus(amounts.get(account) ?? nothing, amount))
    }
    return { units, boxes: [...all], amounts }
  }

  receive(asset: string, party: string): void {
    this.#received.set(asset, party)
  }

  /** Seen elsewhere than with the party that had received it? Then what was in it stays there, unless an event names it. */
  leavesBehind(asset: string, party: string): boolean {
    const holder = this.#received.get(asset)
    if (holder === undefined || holder === party) return false
    this.#received.delete(asset)
    return true
  }

  #contains(outer: string, box: string): boolean {
    const seen = new Set<string>()
    for (let at: string | undefined = box; at !== undefined && !seen.has(at); at = this.#around.get(at)) {
      if (at === outer) return true
      seen.add(at)
    }
    return false
  }

  #box(box: string): Box {
    const told = this.#boxes.get(box) ?? { units: new Set<string>(), inner: new Set<string>(), amounts: new Map<Account, Rational>() }
    this.#boxes.set(box, told)
    return told
  }
}
