import type { Transaction } from '../../platform/database/index.ts'
import {
  type GenealogyEvent,
  type GenealogyObject,
  type Participation,
  selectEvents,
  selectObjects,
  selectTransformationEvents,
} from '../../views/genealogy/index.ts'

/** What a walk has read of the views, each row once. */
export class Loading {
  readonly events = new Map<number, GenealogyEvent>()
  readonly objects = new Map<number, GenealogyObject>()
  readonly #transaction: Transaction
  readonly #asOf: number
  readonly #joined = new Map<number, Set<number>>()

  constructor(transaction: Transaction, asOf: number) {
    this.#transaction = transaction
    this.#asOf = asOf
  }

  /** Events joined by a transformationID are one making: they come together. With them comes all that they name. */
  async loadEvents(indexes: Iterable<number>): Promise<void> {
    const added = await this.#addEvents(indexes)
    const transformations = new Set(added.flatMap(({ transformation }) => transformation ?? []))
    const joined = await selectTransformationEvents(this.#transaction, [...transformations], this.#asOf)
    const more = await this.#addEvents(joined)
    const named = new Set<number>()
    for (const events of [added, more]) for (const event of events) for (const id of namedIn(event)) named.add(id)
    await this.loadObjects(named)
  }

  async #addEvents(indexes: Iterable<number>): Promise<GenealogyEvent[]> {
    const missing = [...new Set(indexes)].filter((index) => !this.events.has(index))
    const added = await selectEvents(this.#transaction, missing, this.#asOf)
    for (const event of added) {
      this.events.set(event.index, event)
      if (event.transformation === null) continue
      const group = this.#joined.get(event.transformation)
      if (group === undefined) this.#joined.set(event.transformation, new Set([event.index]))
      else group.add(event.index)
    }
    return added
  }

  async loadObjects(ids: Iterable<number>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.objects.has(id))
    if (missing.length === 0) return
    const found = await selectObjects(this.#transaction, missing)
    for (const [id, object] of found) this.objects.set(id, object)
    await this.loadObjects([...found.values()].flatMap(({ classId }) => classId ?? []))
  }

  levelOf(object: number): string {
    return this.objects.get(object)?.level ?? ''
  }

  classesOf(ids: readonly number[]): number[] {
    return ids.flatMap((id) => this.objects.get(id)?.classId ?? [])
  }

  /** All parts of the making that an event is of. */
  partsOfMaking(event: GenealogyEvent): readonly Participation[] {
    if (event.transformation === null) return event.participations
    return [...(this.#joined.get(event.transformation) ?? [])].flatMap((index) => this.events.get(index)?.participations ?? [])
  }
}

/** Every object number that an event holds. */
export function namedIn(event: GenealogyEvent): number[] {
  const { transformation, readPoint, bizLocation, consignor, consignee, consigneeOwner, participations } = event
  const named: number[] = []
  for (const id of [transformation, readPoint, bizLocation, consignor, consignee, consigneeOwner]) if (id !== null) named.push(id)
  for (const { object, lot } of participations) {
    named.push(object)
    if (lot !== null) named.push(lot)
  }
  return named
}
