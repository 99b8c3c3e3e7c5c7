import { type Answered, anyOfProduct, evaluateOutput } from './groups.ts'
import type { Birth, History } from './history.ts'
import { addsToUnits, birthsOfMember, firstWord, ownMakings } from './members.ts'
import type { Happening } from './standing.ts'
import { contentsAt, isCarrier, type Stay } from './stays.ts'
import { takenOut } from './taken-out.ts'
import { always, covers, intersect, meets, merge, type Span, surelyBefore } from './time.ts'
import { canBeAmong } from './unnamed.ts'
import { unstatedParts } from './unstated.ts'

/** When an instance is affected: `may` covers every moment of every world, `must` only moments of all worlds. */
export type Affected = { readonly may: readonly Span[]; readonly must: readonly Span[] }

export type Mode = 'may' | 'must'

/**
 * The scope of a seed as two fixpoints over the same rules: `may` is the least (reached in some world), `must` the greatest within it
 * (reached in all). Making by making, unit by unit, again and again until nothing changes: slow, and nothing to get wrong.
 */
export class Scope {
  readonly history: History
  readonly seeds: ReadonlySet<string>
  #instances = { may: new Map<string, readonly Span[]>(), must: new Map<string, readonly Span[]>() }
  #lots = { may: new Set<string>(), must: new Set<string>() }
  /** `making/output` of lots. */
  readonly #lotsExposed = new Map<string, Span[]>()
  readonly #inSeedCarriers = new Map<string, boolean>()
  readonly #names: readonly string[]

  constructor(history: History, seeds: Iterable<string>) {
    this.history = history
    this.seeds = new Set(seeds)
    this.#names = [...history.objects.values()].filter(({ kind }) => kind === 'instance').map(({ id }) => id)
    this.#openSeedCarriers()
    this.#settle('may')
    for (const [id, spans] of this.#instances.may) if (spans.length > 0) this.#instances.must.set(id, [always])
    for (const key of this.#lots.may) this.#lots.must.add(key)
    this.#settle('must')
  }

  instance(id: string): Affected {
    return { may: this.#instances.may.get(id) ?? [], must: this.#instances.must.get(id) ?? [] }
  }

  birth(birth: Birth, mode: Mode): boolean {
    return birth.making !== null && this.#lots[mode].has(`${birth.making}/${birth.output}`)
  }

  /** A lot in scope: `must`: every unit of it. */
  lot(id: string, mode: Mode): boolean {
    if (this.seeds.has(id)) return true
    if (mode === 'may') return this.birthsOf(id).some((birth) => this.birth(birth, 'may')) || this.#exposuresOf(id).length > 0
    return this.#portionMust(id, this.birthsOf(id))
  }

  /** A quantity of a lot that left its stock at `time`, told by `by` (§3, portion). */
  portion(lot: string, time: Span, by: Happening, mode: Mode): boolean {
    if (this.seeds.has(lot)) return true
    const births = this.#birthsBy(lot, time)
    if (mode === 'must')
      return births.some((birth) => this.isBase(birth) && !surelyBefore(time, birth.time)) && this.#portionMust(lot, births)
    if (births.some((birth) => this.birth(birth, 'may'))) return true
    if (this.#exposuresOf(lot).some((span) => !surelyBefore(time, span))) return true
    return this.unnamedIn(lot, time, by).length > 0
  }

  /** Since when some of a lot may be affected, whichever of it: it lay in a seed, or came with a thing that is affected. */
  #exposuresOf(lot: string): Span[] {
    const came = takenOut(this.history).filter((one) => one.lot === lot && meets(this.instance(one.holder).may, one.time))
    return [...(this.#lotsExposed.get(lot) ?? []), ...came.map(({ time }) => time)]
  }

  /** Members in scope that an unnamed quantity of the lot may hold (§3). */
  unnamedIn(lot: string, time: Span, by: Happening): string[] {
    return this.membersOf(lot).filter((id) => meets(this.instance(id).may, time) && canBeAmong(this.history, id, lot, by))
  }

  membersOf(lot: string): string[] {
    return [...(this.history.members.get(lot) ?? [])]
  }

  lotsOf(member: string): string[] {
    return [...(this.history.lots.get(member) ?? [])]
  }

  birthsOf(lot: string): readonly Birth[] {
    return this.history.births.get(lot) ?? []
  }

  /** A birth that needs no unit of the lot itself: rework is none. */
  isBase({ making, lot }: Birth): boolean {
    return making === null || !this.history.makings[making]?.inputs.some(({ id }) => id === lot)
  }

  /** The births that a portion leaving at `time` can come from; where the facts know of none by then, any: it came from somewhere. */
  #birthsBy(lot: string, time: Span): readonly Birth[] {
    const births = this.birthsOf(lot)
    const until = births.filter((birth) => !surelyBefore(time, birth.time))
    return until.some((birth) => this.isBase(birth)) ? until : births
  }

  #portionMust(lot: string, births: readonly Birth[]): boolean {
    if (this.history.disputed.has(lot) || !births.some((birth) => this.isBase(birth))) return false
    const made = this.membersOf(lot).filter((id) => ownMakings(this.history, id).length > 0)
    return births.every((birth) => this.birth(birth, 'must')) && made.every((id) => covers(this.instance(id).must, always))
  }

  /** A seed that is a carrier stands for all that was ever in it. */
  #openSeedCarriers(): void {
    const { packed } = this.history.stays
    const open = (carrier: string, sure: boolean, above: readonly string[]): void => {
      for (const { holder, child, must, began } of packed) {
        if (holder !== carrier || above.includes(child.id)) continue
        const known = sure && must !== undefined
        if (isCarrier(child, packed)) open(child.id, known, [...above, carrier])
        else if (child.kind === 'lot') this.#lotsExposed.set(child.id, [...(this.#lotsExposed.get(child.id) ?? []), began.time])
        else this.#inSeedCarriers.set(child.id, known || this.#inSeedCarriers.get(child.id) === true)
      }
    }
    for (const seed of this.seeds) open(seed, true, [])
  }

  #settle(mode: Mode): void {
    let changed = true
    while (changed) {
      const lots = this.#settleLots(mode)
      const instances = this.#settleInstances(mode)
      changed = lots || instances
    }
  }

  #settleLots(mode: Mode): boolean {
    let changed = false
    for (const { making, output } of [...this.history.births.values()].flat()) {
      if (making === null) continue
      const key = `${making}/${output}`
      const now = (mode === 'may' || this.#lots.may.has(key)) && this.#evaluate(making, output, mode).length > 0
      if (now === this.#lots[mode].has(key)) continue
      if (now) this.#lots[mode].add(key)
      else this.#lots[mode].delete(key)
      changed = true
    }
    return changed
  }

  #settleInstances(mode: Mode): boolean {
    let changed = false
    for (const id of this.#names) {
      if (mode === 'must' && this.instance(id).may.length === 0) continue
      const now = merge(this.#spansOf(id, mode))
      const before = this.#instances[mode].get(id) ?? []
      if (now.length === before.length && now.every((span, at) => span.from === before[at]?.from && span.to === before[at]?.to)) continue
      this.#instances[mode].set(id, now)
      changed = true
    }
    return changed
  }

  #evaluate(making: number, output: number, mode: Mode, narrowed?: { member: string; lot: string }): Answered[] {
    return evaluateOutput(this, { making, output, mode, ...narrowed })
  }

  #spansOf(id: string, mode: Mode): Span[] {
    if (this.seeds.has(id)) return [always]
    if (mode === 'must' && this.history.disputed.has(id)) return []
    return [
      ...this.#spansOfMakings(id, mode),
      ...this.#spansOfLots(id, mode),
      ...this.#spansOfParts(id, mode),
      ...this.#spansOfCarriers(id, mode),
      ...(mode === 'may' ? this.#spansOfUnstated(id) : []),
    ]
  }

  #spansOfCarriers(id: string, mode: Mode): Span[] {
    const sure = this.#inSeedCarriers.get(id)
    return sure === true || (sure === false && mode === 'may') ? [always] : []
  }

  /** What it was made of affects it as long as that is in it: from the start, or from the rework on. */
  #spansOfMakings(id: string, mode: Mode): Span[] {
    return this.history.makings.flatMap(({ inputs, outputs }, making) =>
      outputs.flatMap((one, output) => {
        if (one.id !== id) return []
        const reworked = inputs.some((input) => input.id === id)
        const start = reworked ? (mode === 'may' ? one.time.from : one.time.to) : Number.NEGATIVE_INFINITY
        return this.#evaluate(making, output, mode).flatMap(({ to }) => (start <= to ? [{ from: start, to }] : []))
      }),
    )
  }

  /** A member has its lot's value at its own making, unless its own facts are narrower. */
  #spansOfLots(id: string, mode: Mode): Span[] {
    if (mode === 'must') {
      const told = this.history.memberships.filter(({ member }) => member === id)
      const [lot, ...others] = new Set(told.map((one) => one.lot))
      if (lot === undefined || others.length > 0 || told.every(({ weak }) => weak)) return []
      return this.seeds.has(lot) || (ownMakings(this.history, id).length === 0 && this.#bornOf(id, lot, 'must')) ? [always] : []
    }
    return this.lotsOf(id).flatMap((lot) => {
      if (this.seeds.has(lot) || this.#bornOf(id, lot, 'may')) return [always]
      return [...this.#spansOfRework(id, lot), ...(this.#exposuresOf(lot).length > 0 ? [always] : [])]
    })
  }

  #bornOf(id: string, lot: string, mode: Mode): boolean {
    const births = birthsOfMember(this.history, id, lot, this.#birthsBy(lot, firstWord(this.history, id)))
    const base = births.filter((birth) => this.isBase(birth))
    const reached = ({ making, output }: Birth): boolean =>
      making !== null && this.#evaluate(making, output, mode, { member: id, lot }).length > 0
    return mode === 'may' ? base.some(reached) : base.length > 0 && births.every(reached) && !this.history.disputed.has(lot)
  }

  /** Rework of an unnamed quantity of its lot, or material told for units of it later, may have been of this one. */
  #spansOfRework(id: string, lot: string): Span[] {
    return this.birthsOf(lot).flatMap((birth) => {
      const { making, output, time, by } = birth
      if (making === null || !addsToUnits(this.history, birth) || !canBeAmong(this.history, id, lot, by)) return []
      return this.#evaluate(making, output, 'may', { member: id, lot }).length > 0
        ? [{ from: time.from, to: Number.POSITIVE_INFINITY }]
        : []
    })
  }

  #spansOfParts(id: string, mode: Mode): Span[] {
    return this.history.stays.parts
      .filter(({ holder }) => holder === id)
      .flatMap((stay) => {
        const span = mode === 'may' ? stay.may : stay.must
        if (span === undefined) return []
        return this.#affectionOf(stay, mode).flatMap((affected) => intersect(span, affected) ?? [])
      })
  }

  /** A recipe of its assembly needs a product that no fact states in it (§3, input-unstated): of a lot in scope, for all we know. */
  #spansOfUnstated(id: string): Span[] {
    return unstatedParts(this.history, id).some(({ product, by }) => anyOfProduct(this, product, by.time)) ? [always] : []
  }

  #affectionOf({ child, began, unopened }: Stay, mode: Mode): readonly Span[] {
    if (child.kind === 'class') return mode === 'may' && anyOfProduct(this, child.id, began.time) ? [always] : []
    if (child.kind === 'lot') return this.portion(child.id, unopened ? always : began.time, began, mode) ? [always] : []
    if (child.kind === 'instance' && !isCarrier(child, this.history.stays.packed)) return this.instance(child.id)[mode]
    const inside = contentsAt(child.id, began, this.history.stays.packed)
    const hit = inside.some(({ named, sure }) => (mode === 'may' || sure) && this.holds(named.id, began.time, began, mode))
    return hit ? [always] : []
  }

  /** Whether a thing or a quantity is affected at a moment. */
  holds(id: string, time: Span, by: Happening, mode: Mode): boolean {
    const named = this.history.objects.get(id)
    if (named?.kind === 'lot') return this.portion(id, time, by, mode)
    const spans = this.instance(id)[mode]
    return mode === 'may' ? meets(spans, time) : covers(spans, time)
  }
}
