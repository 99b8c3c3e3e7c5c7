import {
  type GenealogyObject,
  type Reads,
  selectLots,
  selectLotsOfClasses,
  selectMembers,
  selectNear,
  selectOwnIndexes,
  selectUntoldAmong,
} from '../../views/genealogy/index.ts'
import { Loading } from './loading.ts'
import { limits } from './model.ts'
import type { Walked } from './walked.ts'

/**
 * Loads what concerns some objects themselves: their events, those of what they lie in, at every height, and of their lots; of lots that are asked about, those
 * of their members. Neither what was made of them nor what they are made of. Of objects with more events than can be held, the facts that came last.
 */
export class Surroundings {
  readonly #reads: Reads
  readonly #asOf: number
  readonly #loading: Loading
  readonly #reached = new Set<number>()
  readonly #untold = new Set<number>()
  readonly #lots = new Map<number, boolean>()
  readonly #crowded = new Set<number>()
  #frontier: number[] = []
  #isBounded = false

  constructor(reads: Reads, asOf: number) {
    this.#reads = reads
    this.#asOf = asOf
    this.#loading = new Loading(reads, asOf)
  }

  /** @param known what has been read of the seeds and their classes */
  async run(seeds: readonly number[], known: readonly GenealogyObject[] = []): Promise<Walked> {
    const loading = this.#loading
    loading.know(known)
    this.#reach(seeds)
    await loading.loadObjects(seeds)
    // What is told of the product alone may be some of it.
    this.#reach(loading.classesOf(seeds))
    const lots = seeds.filter((id) => loading.levelOf(id) === 'lot')
    const [members] = await Promise.all([
      selectMembers(this.#reads, lots, this.#asOf),
      this.#reachLotsOfUntold(seeds),
      // Of lots the members are read first: of all together the facts that came last.
      lots.length === 0 ? this.#step() : undefined,
    ])
    this.#reach(members.map(({ member }) => member))
    while (this.#frontier.length > 0 && !this.#isBounded) await this.#step()
    await loading.loadObjects([...this.#untold, ...this.#lots.keys(), ...this.#crowded])
    return {
      ...(await loading.told()),
      objects: loading.objects,
      untold: this.#untold,
      lots: this.#lots,
      crowded: { units: new Set(), lots: this.#crowded },
      isBounded: this.#isBounded || this.#crowded.size > 0,
    }
  }

  #reach(ids: readonly number[]): void {
    for (const id of ids) {
      if (this.#reached.has(id)) continue
      this.#reached.add(id)
      this.#frontier.push(id)
    }
  }

  async #step(): Promise<void> {
    const ids = this.#frontier
    this.#frontier = []
    const near = await selectNear(this.#reads, ids, this.#asOf)
    if (near === undefined) return this.#climb(ids)
    for (const object of near.objects) this.#reached.add(object)
    await this.#load(near.events)
  }

  /** One level higher: their events, and the lots and containers that they are in. */
  async #climb(ids: readonly number[]): Promise<void> {
    const [lots, indexes] = await Promise.all([selectLots(this.#reads, ids, this.#asOf), selectOwnIndexes(this.#reads, ids, this.#asOf)])
    this.#reach(lots.map(({ lot }) => lot))
    const taken = new Set(ids)
    for (const index of await this.#load(indexes)) {
      const participations = this.#loading.events.get(index)?.participations ?? []
      if (!participations.some(({ object, role }) => role === 'child' && taken.has(object))) continue
      this.#reach(participations.flatMap(({ object, role }) => (role === 'parent' ? [object] : [])))
    }
  }

  /** @returns which of the events were not read before. */
  async #load(indexes: readonly number[]): Promise<readonly number[]> {
    const { events } = this.#loading
    const missing = indexes.filter((index) => !events.has(index))
    const room = Math.max(0, limits.around - events.size)
    const taken = missing.slice(Math.max(0, missing.length - room))
    await Promise.all([this.#loading.loadEvents(taken, room - taken.length + 1), this.#loading.loadDeclarations(taken)])
    if (missing.length > room || events.size > limits.around) this.#isBounded = true
    return taken
  }

  async #reachLotsOfUntold(seeds: readonly number[]): Promise<void> {
    const untold = await selectUntoldAmong(this.#reads, seeds, this.#asOf)
    for (const { object } of untold) this.#untold.add(object)
    const classes = [...new Set(untold.map(({ classId }) => classId))]
    const found = await selectLotsOfClasses(this.#reads, classes, this.#asOf, limits.untold + 1)
    for (const [classId, lots] of Map.groupBy(found, (one) => one.classId)) {
      if (lots.length > limits.untold) this.#crowded.add(classId)
      else for (const { lot, stands } of lots) this.#lots.set(lot, stands)
    }
    this.#reach([...this.#lots.keys()])
  }
}
