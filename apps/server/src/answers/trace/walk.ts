import type { Transaction } from '../../platform/database/index.ts'
import {
  type GenealogyEvent,
  type GenealogyObject,
  type Participation,
  selectEventIndexes,
  selectEvents,
  selectLots,
  selectLotsOfClasses,
  selectMakingsWanting,
  selectMembers,
  selectObjects,
  selectOriginIndexes,
  selectOwnIndexes,
  selectTransformationEvents,
  selectUntold,
  selectUntoldAmong,
} from '../../views/genealogy/index.ts'
import { limits } from './model.ts'
import type { Direction } from './rules/evaluate.ts'

export type Walked = {
  readonly events: readonly GenealogyEvent[]
  readonly objects: ReadonlyMap<number, GenealogyObject>
  /** Instances of which no standing fact tells a lot. */
  readonly untold: ReadonlySet<number>
  /** Lots that such an instance may be of; whether a fact that names them stands. */
  readonly lots: ReadonlyMap<number, boolean>
  /** Classes with more of them, or more lots, than are followed one by one. */
  readonly crowded: { readonly units: ReadonlySet<number>; readonly lots: ReadonlySet<number> }
  readonly isBounded: boolean
}

/** What is asked about: objects; and the classes of what no fact names, which may exist all the same. */
export type Seeds = {
  readonly objects: readonly number[]
  readonly classesOfLots: readonly number[]
  readonly classesOfUnits: readonly number[]
  /** What events that meet a condition name: followed into its parts as well. */
  readonly exposed?: readonly number[]
}

/**
 * How much of an object is followed. `itself`: what happens to it. `whole`: also a lot's members, and what lies in a container. `inside`: also what is
 * in any of them, which was met with it.
 */
type Follow = 'itself' | 'whole' | 'inside'
const extents: readonly Follow[] = ['itself', 'whole', 'inside']

const carrierLevels: ReadonlySet<string> = new Set(['logistic-unit', 'asset'])

/**
 * Loads all that can matter to a question: every event, whole, that touches an object which the relations of `trace/1` §2 might reach from the
 * seeds, without regard to time and value. It reaches too much on purpose (the rules decide), never too little; cycles end because each
 * object is taken up once (twice where it is first met as `itself`). Bounded in memory: a bound that is hit is said.
 */
export class Walk {
  readonly #transaction: Transaction
  readonly #direction: Direction
  readonly #asOf: number
  readonly #events = new Map<number, GenealogyEvent>()
  readonly #objects = new Map<number, GenealogyObject>()
  readonly #followed = new Map<number, Follow>()
  readonly #joined = new Map<number, Set<number>>()
  readonly #untold = new Set<number>()
  readonly #lots = new Map<number, boolean>()
  readonly #crowded = { units: new Set<number>(), lots: new Set<number>() }
  readonly #classesOfLots = new Set<number>()
  readonly #classesOfUnits = new Set<number>()
  /** Reached not only as units that may be of some lot. */
  readonly #byThemselves = new Set<number>()
  #newByThemselves: number[] = []
  #frontier = new Map<number, Follow>()
  #followUnits: Follow = 'whole'
  #isBounded = false

  constructor(transaction: Transaction, direction: Direction, asOf: number) {
    this.#transaction = transaction
    this.#direction = direction
    this.#asOf = asOf
  }

  async run({ objects, classesOfLots, classesOfUnits, exposed = [] }: Seeds): Promise<Walked> {
    for (const seed of objects) this.#reach(seed, 'whole')
    for (const met of exposed) this.#reach(met, 'inside')
    this.#followUnits = exposed.length > 0 ? 'inside' : 'whole'
    await this.#reachUntold(classesOfLots)
    await this.#reachLots(classesOfUnits)
    while (this.#frontier.size > 0 && !this.#isBounded) {
      const taken = this.#frontier
      this.#frontier = new Map()
      await this.#step(taken)
      this.#isBounded = this.#events.size > limits.events || this.#followed.size > limits.objects
    }
    await this.#loadObjects([
      ...[...this.#events.values()].flatMap(namedIn),
      ...this.#untold,
      ...this.#lots.keys(),
      ...this.#crowded.units,
      ...this.#crowded.lots,
    ])
    return {
      events: [...this.#events.values()].sort((left, right) => left.index - right.index),
      objects: this.#objects,
      untold: this.#untold,
      lots: this.#lots,
      crowded: this.#crowded,
      isBounded: this.#isBounded || this.#crowded.units.size + this.#crowded.lots.size > 0,
    }
  }

  /** `asMember`: no fact tells its lot, and it may be of one that matters; its other lots need not be looked at for that. */
  #reach(object: number, follow: Follow, asMember = false): void {
    if (!asMember && !this.#byThemselves.has(object)) {
      this.#byThemselves.add(object)
      this.#newByThemselves.push(object)
    }
    const known = this.#followed.get(object)
    if (known !== undefined && extents.indexOf(known) >= extents.indexOf(follow)) return
    this.#followed.set(object, follow)
    this.#frontier.set(object, follow)
  }

  async #step(taken: ReadonlyMap<number, Follow>): Promise<void> {
    const ids = [...taken.keys()]
    await this.#loadObjects(ids)
    const classes = ids.flatMap((id) => this.#objects.get(id)?.classId ?? [])
    // What is told of the product alone may be some of it.
    for (const id of classes) this.#reach(id, 'itself')
    const wanting = this.#direction === 'forward' ? await selectMakingsWanting(this.#transaction, this.#urisOf(classes), this.#asOf) : []
    for (const { lot } of await selectLots(this.#transaction, ids, this.#asOf)) this.#reach(lot, 'itself')
    const whole = ids.filter((id) => taken.get(id) !== 'itself')
    for (const { member, lot } of await selectMembers(this.#transaction, whole, this.#asOf)) this.#reach(member, taken.get(lot) ?? 'whole')
    const lots = whole.filter((id) => this.#objects.get(id)?.level === 'lot')
    await this.#reachUntold(lots.flatMap((id) => this.#objects.get(id)?.classId ?? []))
    await this.#reachLotsOfUntold()
    const indexes = await this.#indexesOf(taken)
    await this.#loadEvents([...indexes, ...wanting])
    for (const index of indexes) this.#follow(index, taken)
    for (const index of wanting) this.#followMaking(index)
  }

  /** Instances of these classes of which no fact tells a lot may be of any lot of it. */
  async #reachUntold(classes: readonly number[]): Promise<void> {
    const missing = [...new Set(classes)].filter((id) => !this.#classesOfLots.has(id))
    for (const id of missing) this.#classesOfLots.add(id)
    const found = await selectUntold(this.#transaction, missing, this.#asOf, limits.untold + 1)
    const byClass = Map.groupBy(found, ({ classId }) => classId)
    for (const [classId, units] of byClass) {
      if (units.length > limits.untold) this.#crowded.units.add(classId)
      else for (const { object } of units) this.#reachUnit(object)
    }
  }

  #reachUnit(object: number): void {
    this.#untold.add(object)
    this.#reach(object, this.#followUnits, true)
  }

  /** The lots that what was reached by itself may be of. */
  async #reachLotsOfUntold(): Promise<void> {
    const found = await selectUntoldAmong(this.#transaction, this.#newByThemselves, this.#asOf)
    this.#newByThemselves = []
    for (const { object } of found) this.#untold.add(object)
    await this.#reachLots(found.map(({ classId }) => classId))
  }

  #reachLot(lot: number, stands: boolean): void {
    this.#lots.set(lot, stands)
    this.#reach(lot, 'itself')
  }

  async #reachLots(classes: readonly number[]): Promise<void> {
    const missing = [...new Set(classes)].filter((id) => !this.#classesOfUnits.has(id))
    for (const id of missing) this.#classesOfUnits.add(id)
    const found = await selectLotsOfClasses(this.#transaction, missing, this.#asOf, limits.untold + 1)
    const byClass = Map.groupBy(found, ({ classId }) => classId)
    for (const [classId, lots] of byClass) {
      if (lots.length > limits.untold) this.#crowded.lots.add(classId)
      else for (const { lot, stands } of lots) this.#reachLot(lot, stands)
    }
  }

  /**
   * Forward: of a lot that is not in question itself, only what is told of it without naming members. Backward: where a lot comes from does not
   * depend on what else was made of it, so that a lot that is in everything costs no more than another.
   */
  async #indexesOf(taken: ReadonlyMap<number, Follow>): Promise<number[]> {
    const ids = [...taken.keys()]
    const isMany = (id: number): boolean =>
      this.#direction === 'forward' ? taken.get(id) !== 'itself' : this.#objects.get(id)?.level === 'lot'
    const select = this.#direction === 'forward' ? selectEventIndexes : selectOriginIndexes
    const many = await select(this.#transaction, ids.filter(isMany), this.#asOf)
    const single = await selectOwnIndexes(
      this.#transaction,
      ids.filter((id) => !isMany(id)),
      this.#asOf,
    )
    return [...new Set([...many, ...single])]
  }

  #urisOf(ids: readonly number[]): string[] {
    return ids.flatMap((id) => this.#objects.get(id)?.uri ?? [])
  }

  /** Events joined by a transformationID are one making: they come together. */
  async #loadEvents(indexes: readonly number[]): Promise<void> {
    const added = await this.#addEvents(indexes)
    const transformations = new Set(added.flatMap(({ transformation }) => transformation ?? []))
    const joined = await selectTransformationEvents(this.#transaction, [...transformations], this.#asOf)
    await this.#addEvents(joined)
    await this.#loadObjects(added.flatMap(namedIn))
  }

  async #addEvents(indexes: readonly number[]): Promise<GenealogyEvent[]> {
    const missing = [...new Set(indexes)].filter((index) => !this.#events.has(index))
    const added = await selectEvents(this.#transaction, missing, this.#asOf)
    for (const event of added) {
      this.#events.set(event.index, event)
      if (event.transformation === null) continue
      const group = this.#joined.get(event.transformation)
      if (group === undefined) this.#joined.set(event.transformation, new Set([event.index]))
      else group.add(event.index)
    }
    return added
  }

  async #loadObjects(ids: readonly number[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#objects.has(id))
    if (missing.length === 0) return
    const found = await selectObjects(this.#transaction, missing)
    for (const [id, object] of found) this.#objects.set(id, object)
    await this.#loadObjects([...found.values()].flatMap(({ classId }) => classId ?? []))
  }

  #partsOfMaking(event: GenealogyEvent): readonly Participation[] {
    if (event.transformation === null) return event.participations
    return [...(this.#joined.get(event.transformation) ?? [])].flatMap((index) => this.#events.get(index)?.participations ?? [])
  }

  #follow(index: number, taken: ReadonlyMap<number, Follow>): void {
    const event = this.#events.get(index)
    if (event === undefined) return
    for (const { object, role } of event.participations) {
      const follow = taken.get(object)
      if (follow === undefined) continue
      if (role === 'input' && this.#direction === 'forward') this.#reachAll(this.#partsOfMaking(event), 'output')
      if (role === 'output' && this.#direction === 'backward') this.#reachAll(this.#partsOfMaking(event), 'input')
      if (role === 'output' && follow === 'inside') this.#reachBuiltIn(event)
      if (role === 'child') this.#followChild(event)
      if (role === 'parent') this.#followParent(event, object, follow)
    }
    // The lot of a member that something is made of is among what it is made of.
    if (this.#direction === 'forward' && event.participations.some(({ lot, role }) => role === 'input' && lot !== null && taken.has(lot)))
      this.#reachAll(this.#partsOfMaking(event), 'output')
  }

  #followMaking(index: number): void {
    const event = this.#events.get(index)
    if (event === undefined) return
    this.#reachAll(this.#partsOfMaking(event), 'output')
    for (const { object, role } of event.participations) if (role === 'parent') this.#reach(object, 'whole')
  }

  #reachAll(parts: readonly Participation[], role: Participation['role'], follow: Follow = 'whole'): void {
    for (const part of parts) if (part.role === role) this.#reach(part.object, follow)
  }

  /** Units that went into its making by their own names. */
  #reachBuiltIn(event: GenealogyEvent): void {
    const units = this.#partsOfMaking(event).filter(({ object }) => !['class', 'lot'].includes(this.#objects.get(object)?.level ?? ''))
    this.#reachAll(units, 'input', 'inside')
  }

  /**
   * What it is fitted into or lies in. Backward: the device that it was taken out of, whose material is its own; and its container, which tells how
   * long it lay there.
   */
  #followChild(event: GenealogyEvent): void {
    for (const { object, role } of event.participations) {
      if (role !== 'parent') continue
      if (this.#isCarrier(object)) this.#reach(object, 'itself')
      else if (this.#direction === 'forward' || event.action === 'DELETE') this.#reach(object, 'whole')
    }
  }

  /** Contents of a container are followed only where the container stands for them: a seed, an input; never sideways. */
  #followParent(event: GenealogyEvent, parent: number, follow: Follow): void {
    const isTakenApart = this.#direction === 'backward' || event.action === 'DELETE' || follow === 'inside'
    if (this.#isCarrier(parent) ? follow === 'itself' : !isTakenApart) return
    this.#reachAll(event.participations, 'child', follow === 'inside' ? 'inside' : 'whole')
  }

  #isCarrier(object: number): boolean {
    return carrierLevels.has(this.#objects.get(object)?.level ?? '')
  }
}

/** Every object number that an event holds. */
export function namedIn(event: GenealogyEvent): number[] {
  const { transformation, readPoint, bizLocation, consignor, consignee, consigneeOwner, participations } = event
  const single = [transformation, readPoint, bizLocation, consignor, consignee, consigneeOwner].filter((id) => id !== null)
  return [...single, ...participations.flatMap(({ object, lot }) => (lot === null ? [object] : [object, lot]))]
}
