import {
  type GenealogyEvent,
  type Participation,
  type Reads,
  type SourceState,
  selectLotsOfClasses,
  selectMakingsWanting,
  selectTouches,
  type Touch,
} from '../../views/genealogy/index.ts'
import { Foreseen } from './foreseen.ts'
import { Loading } from './loading.ts'
import { limits } from './model.ts'
import { PartsElsewhere } from './parts-elsewhere.ts'
import { wasPutIn } from './put-in.ts'
import { addTogether } from './rules/basis/collections.ts'
import type { Direction } from './rules/evaluate.ts'
import type { Seeds, Walked } from './walked.ts'

/**
 * How much of an object is followed. `itself`: what happens to it. `whole`: also a lot's members, and what lies in a container. `inside`: also what is
 * in any of them, which was met with it.
 */
type Follow = 'itself' | 'whole' | 'inside'
const extents: readonly Follow[] = ['itself', 'whole', 'inside']

/**
 * Loads all that can matter to a question: every event, whole, that touches an object which the relations of `trace/1` §2 might reach from the
 * seeds, without regard to time and value. It reaches too much on purpose (the rules decide), never too little; cycles end because each
 * object is taken up once (twice where it is first met as `itself`). Bounded in memory: a bound that is hit is said.
 */
export class Walk {
  readonly #reads: Reads
  readonly #direction: Direction
  readonly #asOf: number
  readonly #sources: ReadonlyMap<number, SourceState>
  readonly #loading: Loading
  readonly #parts: PartsElsewhere
  readonly #foreseen: Foreseen
  readonly #followed = new Map<number, Follow>()
  readonly #untold = new Set<number>()
  readonly #lots = new Map<number, boolean>()
  readonly #crowded = { units: new Set<number>(), lots: new Set<number>() }
  readonly #classesOfLots = new Set<number>()
  readonly #classesOfUnits = new Set<number>()
  readonly #wanted = new Set<number>()
  /** Reached not only as units that may be of some lot. */
  readonly #byThemselves = new Set<number>()
  #newByThemselves: number[] = []
  readonly #takenOut: { readonly child: number; readonly device: number }[] = []
  #frontier = new Map<number, Follow>()
  #followUnits: Follow = 'whole'
  #isBounded = false

  constructor(reads: Reads, direction: Direction, asOf: number, sources: ReadonlyMap<number, SourceState>) {
    this.#reads = reads
    this.#loading = new Loading(reads, asOf)
    this.#parts = new PartsElsewhere({ reads, asOf, sources, loading: this.#loading })
    this.#foreseen = new Foreseen({ reads, asOf, sources, loading: this.#loading })
    this.#sources = sources
    this.#direction = direction
    this.#asOf = asOf
  }

  async run({ objects, classesOfLots, classesOfUnits, exposed = [], known = [], behind = [] }: Seeds): Promise<Walked> {
    this.#loading.know(known)
    if (behind.length > 0) this.#foreseen.expect(behind)
    for (const seed of objects) this.#reach(seed, 'whole')
    for (const met of exposed) this.#reach(met, 'inside')
    this.#followUnits = exposed.length > 0 ? 'inside' : 'whole'
    await this.#reachUntold(classesOfLots)
    await this.#reachLots(classesOfUnits)
    while ((this.#frontier.size > 0 || this.#newByThemselves.length > 0) && !this.#isBounded) {
      const taken = this.#frontier
      this.#frontier = new Map()
      await this.#step(taken)
      this.#isBounded = this.#loading.events.size > limits.events || this.#followed.size > limits.objects
    }
    await this.#loading.loadObjects([...this.#untold, ...this.#lots.keys(), ...this.#crowded.units, ...this.#crowded.lots])
    return {
      ...(await this.#loading.told()),
      objects: this.#loading.objects,
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
    await this.#loading.loadObjects(ids)
    const classes = this.#loading.classesOf(ids)
    // What is told of the product alone may be some of it.
    for (const id of classes) this.#reach(id, 'itself')
    const whole = ids.filter((id) => taken.get(id) !== 'itself')
    const lots = whole.filter((id) => this.#loading.levelOf(id) === 'lot')
    // Asked in one round. What each of them reaches is taken up in the next step, whichever is answered first.
    const [touches, wanting] = await Promise.all([
      this.#touchesOf(taken),
      this.#makingsWanting(classes),
      this.#reachUntold(this.#loading.classesOf(lots)),
      this.#reachLotsOfUntold(),
    ])
    const indexes = this.#take(touches, taken)
    await this.#loading.loadEvents([...indexes, ...wanting])
    const inside = this.#insideOf(indexes, taken)
    for (const index of indexes) this.#follow(index, taken, inside)
    for (const index of wanting) this.#followMaking(index)
    await this.#followParts()
    await this.#followTakenOut()
  }

  /** What was told to be in devices, and may have left them untold. */
  async #followParts(): Promise<void> {
    const { moved, naming, products } = await this.#parts.read((object) => this.#followed.has(object))
    for (const unit of moved) this.#reach(unit, 'itself')
    await Promise.all([this.#loading.loadEvents(naming), this.#reachUntold(products)])
  }

  /**
   * Forward: of a lot that is not in question itself, only what is told of it without naming members. Backward: where a lot comes from does not
   * depend on what else was made of it, so that a lot that is in everything costs no more than another.
   */
  #touchesOf(taken: ReadonlyMap<number, Follow>): Promise<Touch[]> {
    const ids = [...taken.keys()]
    const isWhole = (id: number): boolean => taken.get(id) !== 'itself'
    if (this.#direction === 'forward') return selectTouches(this.#reads, ids, ids.filter(isWhole), this.#asOf)
    const isLot = (id: number): boolean => this.#loading.levelOf(id) === 'lot'
    return this.#foreseen.touches({ ids, isLot, isWhole })
  }

  /** Goes to the lots of what was taken, and to the members of lots. @returns the events that name any of it. */
  #take(touches: readonly Touch[], taken: ReadonlyMap<number, Follow>): Set<number> {
    const events = new Set<number>()
    for (const { object, event, lot, stands, asMember } of touches) {
      if (event !== null) events.add(event)
      if (lot === null || !stands) continue
      if (asMember) this.#reach(object, taken.get(lot) ?? 'whole')
      else this.#reach(lot, 'itself')
    }
    return events
  }

  /** Each product is asked about once. */
  async #makingsWanting(classes: readonly number[]): Promise<readonly number[]> {
    if (this.#direction === 'backward') return []
    const missing = [...new Set(classes)].filter((id) => !this.#wanted.has(id))
    for (const id of missing) this.#wanted.add(id)
    return [...new Set((await selectMakingsWanting(this.#reads, this.#urisOf(missing), this.#asOf)).map(({ event }) => event))]
  }

  /** Instances of these classes of which no fact tells a lot may be of any lot of it. */
  async #reachUntold(classes: readonly number[]): Promise<void> {
    const missing = [...new Set(classes)].filter((id) => !this.#classesOfLots.has(id))
    for (const id of missing) this.#classesOfLots.add(id)
    const found = await this.#foreseen.untold(missing)
    const byClass = Map.groupBy(found, ({ classId }) => classId)
    for (const [classId, units] of byClass) {
      if (units.length > limits.untold) this.#crowded.units.add(classId)
      else
        for (const { object } of units) {
          this.#untold.add(object)
          this.#reach(object, this.#followUnits, true)
        }
    }
  }

  /** The lots that what was reached by itself may be of. */
  async #reachLotsOfUntold(): Promise<void> {
    const asked = this.#newByThemselves
    this.#newByThemselves = []
    const found = await this.#foreseen.untoldAmong(asked)
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
    const found = await selectLotsOfClasses(this.#reads, missing, this.#asOf, limits.untold + 1)
    const byClass = Map.groupBy(found, ({ classId }) => classId)
    for (const [classId, lots] of byClass) {
      if (lots.length > limits.untold) this.#crowded.lots.add(classId)
      else for (const { lot, stands } of lots) this.#reachLot(lot, stands)
    }
  }

  #urisOf(ids: readonly number[]): string[] {
    return ids.flatMap((id) => this.#loading.objects.get(id)?.uri ?? [])
  }

  /** By parent among `taken`, its events: all of them, as it was taken up with all that names it. */
  #insideOf(indexes: Iterable<number>, taken: { has(object: number): boolean }): Map<number, GenealogyEvent[]> {
    const inside = new Map<number, GenealogyEvent[]>()
    for (const index of indexes) {
      const event = this.#loading.events.get(index)
      for (const { object, role } of event?.participations ?? []) {
        if (event === undefined || role !== 'parent' || !taken.has(object)) continue
        addTogether(inside, object, event)
      }
    }
    return inside
  }

  #follow(index: number, taken: ReadonlyMap<number, Follow>, inside: ReadonlyMap<number, readonly GenealogyEvent[]>): void {
    const event = this.#loading.events.get(index)
    if (event === undefined) return
    this.#parts.noteSubstitutes(event)
    for (const { object, role } of event.participations) {
      const follow = taken.get(object)
      if (follow === undefined) continue
      if (role === 'input' && this.#direction === 'forward') this.#reachAll(this.#loading.partsOfMaking(event), 'output')
      if (role === 'output' && this.#direction === 'backward') this.#reachAll(this.#loading.partsOfMaking(event), 'input')
      if (role === 'output' && follow === 'inside') this.#reachBuiltIn(event)
      if (role === 'child') this.#followChild(event, object)
      if (role === 'parent') this.#followParent(event, object, follow, inside.get(object) ?? [])
    }
    // The lot of a member that something is made of is among what it is made of.
    if (this.#direction === 'forward' && event.participations.some(({ lot, role }) => role === 'input' && lot !== null && taken.has(lot)))
      this.#reachAll(this.#loading.partsOfMaking(event), 'output')
  }

  #followMaking(index: number): void {
    const event = this.#loading.events.get(index)
    if (event === undefined) return
    this.#reachAll(this.#loading.partsOfMaking(event), 'output')
    for (const { object, role } of event.participations) if (role === 'parent') this.#reach(object, 'whole')
  }

  #reachAll(parts: readonly Participation[], role: Participation['role'], follow: Follow = 'whole'): void {
    for (const part of parts) if (part.role === role) this.#reach(part.object, follow)
  }

  /** Units that went into its making by their own names. */
  #reachBuiltIn(event: GenealogyEvent): void {
    const units = this.#loading.partsOfMaking(event).filter(({ object }) => this.#loading.hasName(object))
    this.#reachAll(units, 'input', 'inside')
  }

  /** What it is fitted into, was taken out of, or lies in: backward, its container tells how long it lay there. */
  #followChild(event: GenealogyEvent, child: number): void {
    for (const { object, role } of event.participations) {
      if (role !== 'parent') continue
      if (this.#loading.isCarrier(object)) this.#reach(object, 'itself')
      else if (this.#direction === 'forward') this.#reach(object, 'whole')
      else if (event.action === 'DELETE') this.#takenOut.push({ child, device: object })
    }
  }

  /** Backward: a part comes from the device that it was taken out of, unless it was surely put in before: parts that go round join no devices. */
  async #followTakenOut(): Promise<void> {
    const isTakenUp = (device: number): boolean => this.#byThemselves.has(device) && this.#followed.get(device) !== 'itself'
    const asked = this.#takenOut.splice(0).filter(({ device }) => !isTakenUp(device))
    const devices = new Set(asked.map(({ device }) => device))
    const indexes = (await this.#foreseen.fillings([...devices])).map(({ event }) => event)
    await this.#loading.loadEvents(indexes)
    const inside = this.#insideOf(indexes, devices)
    for (const { child, device } of asked) if (!this.#wasPutIn(child, inside.get(device) ?? [])) this.#reach(device, 'whole')
  }

  /**
   * Contents of a container are followed only where the container stands for them: a seed, an input; never sideways. What was taken out of a device
   * comes from it only where nobody told that it was put in.
   */
  #followParent(event: GenealogyEvent, parent: number, follow: Follow, inside: readonly GenealogyEvent[]): void {
    // Backward, all that is in it is followed.
    if (this.#direction === 'forward' && !this.#loading.isCarrier(parent)) this.#parts.note(event)
    const isTakenApart = this.#direction === 'backward' || event.action === 'DELETE' || follow === 'inside'
    if (this.#loading.isCarrier(parent) ? follow === 'itself' : !isTakenApart) return
    for (const { object, role } of event.participations) {
      if (role !== 'child') continue
      if (follow === 'inside') this.#reach(object, 'inside')
      else if (this.#loading.isCarrier(parent) || this.#direction === 'backward' || !this.#wasPutIn(object, inside))
        this.#reach(object, 'whole')
    }
  }

  #wasPutIn(child: number, inside: readonly GenealogyEvent[]): boolean {
    return wasPutIn(child, this.#loading.hasName(child), inside, this.#sources)
  }
}
