import type { Transaction } from '../../platform/database/index.ts'
import {
  type GenealogyEvent,
  type GenealogyObject,
  selectEvents,
  selectLots,
  selectLotsOfClasses,
  selectMembers,
  selectObjects,
  selectOwnIndexes,
  selectTransformationEvents,
  selectUntoldAmong,
} from '../../views/genealogy/index.ts'
import { namedIn } from './loading.ts'
import { limits } from './model.ts'
import type { Walked } from './walk.ts'

/**
 * Loads what concerns some objects themselves: their events, those of what they lie in, at every height, and of their lots; of lots that are asked about, those
 * of their members. Neither what was made of them nor what they are made of. Of objects with more events than can be held, the facts that came last.
 */
export class Surroundings {
  readonly #transaction: Transaction
  readonly #asOf: number
  readonly #events = new Map<number, GenealogyEvent>()
  readonly #objects = new Map<number, GenealogyObject>()
  readonly #reached = new Set<number>()
  readonly #untold = new Set<number>()
  readonly #lots = new Map<number, boolean>()
  readonly #crowded = new Set<number>()
  #frontier: number[] = []
  #isBounded = false

  constructor(transaction: Transaction, asOf: number) {
    this.#transaction = transaction
    this.#asOf = asOf
  }

  async run(seeds: readonly number[]): Promise<Walked> {
    this.#reach(seeds)
    await this.#loadObjects(seeds)
    const lots = seeds.filter((id) => this.#objects.get(id)?.level === 'lot')
    this.#reach((await selectMembers(this.#transaction, lots, this.#asOf)).map(({ member }) => member))
    await this.#reachLotsOfUntold(seeds)
    // What is told of the product alone may be some of it.
    this.#reach(seeds.flatMap((id) => this.#objects.get(id)?.classId ?? []))
    while (this.#frontier.length > 0 && !this.#isBounded) {
      const ids = this.#frontier
      this.#frontier = []
      await this.#step(ids)
    }
    await this.#loadObjects([...[...this.#events.values()].flatMap(namedIn), ...this.#untold, ...this.#lots.keys(), ...this.#crowded])
    return {
      events: [...this.#events.values()].sort((left, right) => left.index - right.index),
      objects: this.#objects,
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

  async #step(ids: readonly number[]): Promise<void> {
    this.#reach((await selectLots(this.#transaction, ids, this.#asOf)).map(({ lot }) => lot))
    const taken = new Set(ids)
    const added = await this.#addEvents(await selectOwnIndexes(this.#transaction, ids, this.#asOf))
    const transformations = [...new Set(added.flatMap(({ transformation }) => transformation ?? []))]
    await this.#addEvents(await selectTransformationEvents(this.#transaction, transformations, this.#asOf))
    for (const { participations } of added) {
      if (!participations.some(({ object, role }) => role === 'child' && taken.has(object))) continue
      this.#reach(participations.flatMap(({ object, role }) => (role === 'parent' ? [object] : [])))
    }
  }

  async #addEvents(indexes: readonly number[]): Promise<GenealogyEvent[]> {
    const missing = indexes.filter((index) => !this.#events.has(index))
    const room = limits.around - this.#events.size
    if (missing.length > room) this.#isBounded = true
    const added = await selectEvents(this.#transaction, missing.slice(Math.max(0, missing.length - Math.max(0, room))), this.#asOf)
    for (const event of added) this.#events.set(event.index, event)
    return added
  }

  async #reachLotsOfUntold(seeds: readonly number[]): Promise<void> {
    const untold = await selectUntoldAmong(this.#transaction, seeds, this.#asOf)
    for (const { object } of untold) this.#untold.add(object)
    const classes = [...new Set(untold.map(({ classId }) => classId))]
    const found = await selectLotsOfClasses(this.#transaction, classes, this.#asOf, limits.untold + 1)
    for (const [classId, lots] of Map.groupBy(found, (one) => one.classId)) {
      if (lots.length > limits.untold) this.#crowded.add(classId)
      else for (const { lot, stands } of lots) this.#lots.set(lot, stands)
    }
    this.#reach([...this.#lots.keys()])
  }

  async #loadObjects(ids: readonly number[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#objects.has(id))
    if (missing.length === 0) return
    const found = await selectObjects(this.#transaction, missing)
    for (const [id, object] of found) this.#objects.set(id, object)
    await this.#loadObjects([...found.values()].flatMap(({ classId }) => classId ?? []))
  }
}
