import type { Gap, Reason, TraceValue } from './basis/answer.ts'
import { byNumber, byText, sortedNumbers } from './basis/collections.ts'
import type { History } from './basis/history.ts'
import { orderGaps } from './gaps.ts'

/** What an answer calls an object, a consignee or a shipment. */
export type Word = 'certain' | 'possible' | 'past' | 'excluded'

/** `from`, `to`: what it was called then, and is now; null: not named. `because`: facts recorded in between that can be the reason, nearest first found. */
export type Changed = { readonly id: string; readonly from: Word | null; readonly to: Word | null; readonly because: readonly number[] }
export type ShipmentChanged = Changed & { readonly consignee: string }

/** What two answers to one question differ in. `entered` was not in scope (or excluded), `left` no longer is, `changed` has another value. */
export type ScopeDifference = {
  readonly entered: readonly Changed[]
  readonly left: readonly Changed[]
  readonly changed: readonly Changed[]
  readonly carriers: readonly Changed[]
  readonly consignees: readonly Changed[]
  readonly shipments: readonly ShipmentChanged[]
  readonly origins: readonly Changed[]
  readonly gaps: { readonly opened: readonly Gap[]; readonly closed: readonly Gap[] }
}

/** One answer, and what it was read off. */
export type Seen = {
  readonly history: Pick<History, 'events' | 'declarations'>
  readonly value: TraceValue
  readonly gaps: readonly Gap[]
  readonly reasons: readonly Reason[]
}

/** Facts that name something of either answer, or declare wrong what does: the objects, by fact. */
export function factsTouching(
  { events, declarations }: Seen['history'],
  touched: ReadonlySet<string>,
  since: number,
): Map<number, string[]> {
  const found = new Map<number, string[]>()
  const named = new Map<number, string[]>()
  for (const { index, parts } of events) {
    const objects = [...new Set(parts.map(({ object }) => object))].filter((object) => touched.has(object)).sort(byText)
    if (objects.length === 0) continue
    named.set(index, objects)
    if (index >= since) found.set(index, objects)
  }
  for (const { index, event } of declarations) {
    const objects = named.get(event)
    if (index >= since && objects !== undefined) found.set(index, objects)
  }
  return new Map([...found].sort(([left], [right]) => byNumber(left, right)))
}

type Words = ReadonlyMap<string, Word>

/** The difference between two answers to one question, the second as of a later index. `touching`: what was recorded in between, by fact. */
export function differ(before: Seen, after: Seen, touching: ReadonlyMap<number, readonly string[]>): ScopeDifference {
  return new Differing(before, after, touching).run()
}

class Differing {
  readonly #before: Seen
  readonly #after: Seen
  readonly #facts: ReadonlySet<number>
  readonly #naming = new Map<string, number[]>()
  readonly #chains: readonly ReadonlyMap<string, Reason>[]
  readonly #excludedBy: ReadonlyMap<string, readonly number[]>
  readonly #declaredBy = new Map<number, number[]>()

  constructor(before: Seen, after: Seen, touching: ReadonlyMap<number, readonly string[]>) {
    this.#before = before
    this.#after = after
    this.#facts = new Set(touching.keys())
    for (const [fact, objects] of touching)
      for (const object of objects) this.#naming.set(object, [...(this.#naming.get(object) ?? []), fact])
    this.#chains = [after, before].map(({ reasons }) => new Map(reasons.map((reason) => [reason.id, reason])))
    this.#excludedBy = new Map([...before.value.excluded, ...after.value.excluded].map(({ id, by }) => [id, by]))
    for (const { index, event } of after.history.declarations) this.#declaredBy.set(event, [...(this.#declaredBy.get(event) ?? []), index])
  }

  run(): ScopeDifference {
    const [before, after] = [this.#before.value, this.#after.value]
    const objects = this.#compare(wordsOf(before), wordsOf(after), (id) => this.#becauseOf(id))
    const consigned = (value: TraceValue): Words => new Map(value.consignees.map((one) => [one.id, one.value]))
    const shipments = this.#shipments(before, after)
    const because = new Map<string, number[]>()
    for (const one of shipments) because.set(one.consignee, [...(because.get(one.consignee) ?? []), ...one.because])
    return {
      entered: objects.filter(({ from, to }) => !isIn(from) && isIn(to)),
      left: objects.filter(({ from, to }) => isIn(from) && !isIn(to)),
      changed: objects.filter(({ from, to }) => isIn(from) === isIn(to)),
      carriers: this.#compare(carried(before), carried(after), (id) => this.#becauseOf(id)),
      consignees: this.#compare(consigned(before), consigned(after), (id) => this.#known(because.get(id) ?? [])),
      shipments,
      origins: this.#compare(originated(before), originated(after), (id) => this.#becauseOf(id)),
      gaps: { opened: without(this.#after.gaps, this.#before.gaps), closed: without(this.#before.gaps, this.#after.gaps) },
    }
  }

  #compare(before: Words, after: Words, because: (id: string) => number[]): Changed[] {
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter((id) => before.get(id) !== after.get(id))
      .sort(byText)
      .map((id) => ({ id, from: before.get(id) ?? null, to: after.get(id) ?? null, because: because(id) }))
  }

  #shipments(before: TraceValue, after: TraceValue): ShipmentChanged[] {
    const keyOf = ({ id, consignee }: TraceValue['shipments'][number]): string => `${id} ${consignee}`
    const all = new Map([...before.shipments, ...after.shipments].map((shipment) => [keyOf(shipment), shipment]))
    const words = (value: TraceValue): Words => new Map(value.shipments.map((shipment) => [keyOf(shipment), shipment.value]))
    const because = (key: string): number[] => {
      const { facts = [], objects = [] } = all.get(key) ?? {}
      const own = this.#between(facts)
      return own.length > 0 ? own : this.#known(objects.flatMap(({ id }) => this.#becauseOf(id)))
    }
    return this.#compare(words(before), words(after), because).map((one) => {
      const { id = '', consignee = '' } = all.get(one.id) ?? {}
      return { ...one, id, consignee }
    })
  }

  /** Of the chain that brought it in, or of what excludes it; else what names it; else what names anything on its chain; else all. */
  #becauseOf(id: string): number[] {
    const chains = this.#chains.flatMap((chain) => chain.get(id) ?? [])
    const steps: readonly (readonly number[])[] = [
      [...chains.flatMap(({ facts }) => facts), ...(this.#excludedBy.get(id) ?? [])],
      this.#naming.get(id) ?? [],
      chains.flatMap(({ through }) => through.flatMap((object) => this.#naming.get(object) ?? [])),
    ]
    return steps.map((facts) => this.#between(facts)).find((facts) => facts.length > 0) ?? sortedNumbers(this.#facts)
  }

  #known(facts: readonly number[]): number[] {
    return facts.length > 0 ? sortedNumbers(facts) : sortedNumbers(this.#facts)
  }

  /** Those recorded in between, and the declarations of that time about the others. */
  #between(facts: readonly number[]): number[] {
    return sortedNumbers(facts.flatMap((fact) => [fact, ...(this.#declaredBy.get(fact) ?? [])]).filter((fact) => this.#facts.has(fact)))
  }
}

const isIn = (word: Word | null): boolean => word !== null && word !== 'excluded'

const wordsOf = ({ certain, possible, past, excluded }: TraceValue): Words =>
  new Map<string, Word>([
    ...certain.map((id) => [id, 'certain'] as const),
    ...possible.map((id) => [id, 'possible'] as const),
    ...past.map(({ id }) => [id, 'past'] as const),
    ...excluded.map(({ id }) => [id, 'excluded'] as const),
  ])
const carried = ({ carriers }: TraceValue): Words =>
  new Map<string, Word>([
    ...carriers.certain.map((id) => [id, 'certain'] as const),
    ...carriers.possible.map((id) => [id, 'possible'] as const),
  ])
const originated = ({ origins }: TraceValue): Words => new Map(origins.map(({ id, value }) => [id, value]))

/** Gaps are the same where all that they say is. */
function without(gaps: readonly Gap[], others: readonly Gap[]): Gap[] {
  const known = new Set(orderGaps(others).map((gap) => keyOfGap(gap)))
  return orderGaps(gaps).filter((gap) => !known.has(keyOfGap(gap)))
}

const keyOfGap = (gap: Gap): string => JSON.stringify(Object.entries(gap).sort(([left], [right]) => byText(left, right)))
