import {
  type Declaration,
  type GenealogyEvent,
  type GenealogyObject,
  manyEvents,
  type Participation,
  type Reads,
  selectDeclarations,
  selectEvents,
  selectFewTogether,
  selectObjects,
  selectTransformationEvents,
} from '../../views/genealogy/index.ts'
import { limits } from './model.ts'

/** So many events are read before they are asked for. */
const foreseen = 4_000

const carrierLevels: ReadonlySet<string> = new Set(['logistic-unit', 'asset'])

/** What a walk has read of the views, each row once. */
export class Loading {
  readonly events = new Map<number, GenealogyEvent>()
  readonly objects = new Map<number, GenealogyObject>()
  readonly #reads: Reads
  readonly #asOf: number
  readonly #joined = new Map<number, Set<number>>()
  readonly #declarations = new Map<number, Declaration[]>()
  /** What was read before it was asked for: of no effect until it is. */
  readonly #ahead = { events: new Map<number, GenealogyEvent>(), objects: new Map<number, GenealogyObject>() }

  constructor(reads: Reads, asOf: number) {
    this.#reads = reads
    this.#asOf = asOf
  }

  /** Reads what will probably be asked for, unless it is much. What is joined to other events is left until it is asked for. */
  async lookAhead(objects: Iterable<GenealogyObject>, indexes: Iterable<number>): Promise<void> {
    const ahead = this.#ahead
    for (const object of objects) ahead.objects.set(object.id, object)
    const asked = [...new Set(indexes)].filter((index) => !this.events.has(index) && index < this.#asOf)
    if (asked.length > foreseen) return
    const [read] = await Promise.all([selectEvents(this.#reads, asked, this.#asOf), this.loadDeclarations(asked)])
    const events = read.filter(({ transformation }) => transformation === null)
    for (const event of events) ahead.events.set(event.index, event)
    let named = events.flatMap(namedIn)
    while (named.length > 0) {
      const missing = [...new Set(named)].filter((id) => !ahead.objects.has(id) && !this.objects.has(id))
      const found = [...(await selectObjects(this.#reads, missing)).values()]
      for (const object of found) ahead.objects.set(object.id, object)
      named = found.flatMap(({ classId }) => classId ?? [])
    }
  }

  /** Takes over what was read ahead of an event. */
  #takeEvent(index: number): void {
    const event = this.#ahead.events.get(index)
    if (event === undefined) return
    this.#add(event)
    for (const id of namedIn(event)) this.#takeObject(id)
  }

  #takeObject(id: number): void {
    const object = this.#ahead.objects.get(id)
    if (object === undefined || this.objects.has(id)) return
    this.objects.set(id, object)
    if (object.classId !== null) this.#takeObject(object.classId)
  }

  /**
   * Events joined by a transformationID are one making: they come together, of very many `joined` the last. With them comes all that they name.
   */
  async loadEvents(indexes: Iterable<number>, joined: number = limits.events): Promise<void> {
    const asked = new Set(indexes)
    for (const index of asked) this.#takeEvent(index)
    const missing = [...asked].filter((index) => !this.events.has(index) && index < this.#asOf)
    if (missing.length === 0) return
    if (missing.length < manyEvents) {
      const { events, objects } = await selectFewTogether(this.#reads, missing, this.#asOf, joined)
      for (const event of events) this.#add(event)
      this.know(objects)
      return
    }
    const added = await this.#addMany(missing)
    const transformations = new Set(added.flatMap(({ transformation }) => transformation ?? []))
    const others = await selectTransformationEvents(this.#reads, [...transformations], this.#asOf)
    const more = await this.#addMany(others.slice(Math.max(0, others.length - joined)))
    const named = new Set<number>()
    for (const events of [added, more]) for (const event of events) for (const id of namedIn(event)) named.add(id)
    await this.loadObjects(named)
  }

  async #addMany(indexes: readonly number[]): Promise<GenealogyEvent[]> {
    const missing = indexes.filter((index) => !this.events.has(index))
    const added = await selectEvents(this.#reads, missing, this.#asOf)
    for (const event of added) this.#add(event)
    return added
  }

  #add(event: GenealogyEvent): void {
    if (this.events.has(event.index)) return
    this.events.set(event.index, event)
    if (event.transformation === null) return
    const group = this.#joined.get(event.transformation)
    if (group === undefined) this.#joined.set(event.transformation, new Set([event.index]))
    else group.add(event.index)
  }

  async loadObjects(ids: Iterable<number>): Promise<void> {
    const asked = new Set(ids)
    for (const id of asked) this.#takeObject(id)
    const missing = [...asked].filter((id) => !this.objects.has(id))
    if (missing.length === 0) return
    const found = await selectObjects(this.#reads, missing)
    this.know(found.values())
    await this.loadObjects([...found.values()].flatMap(({ classId }) => classId ?? []))
  }

  /** What was read elsewhere. */
  know(objects: Iterable<GenealogyObject>): void {
    for (const object of objects) this.objects.set(object.id, object)
  }

  /** What is declared wrong of these events; best in the round that reads them. */
  async loadDeclarations(indexes: readonly number[]): Promise<void> {
    const missing = indexes.filter((index) => !this.#declarations.has(index))
    const found = await selectDeclarations(this.#reads, missing, this.#asOf)
    for (const index of missing) this.#declarations.set(index, [])
    for (const declaration of found) this.#declarations.get(declaration.event)?.push(declaration)
  }

  /** All events that were read, by index, and what is declared of them. */
  async told(): Promise<{ readonly events: readonly GenealogyEvent[]; readonly declarations: readonly Declaration[] }> {
    const events = [...this.events.values()].sort((left, right) => left.index - right.index)
    await this.loadDeclarations(events.map(({ index }) => index))
    return { events, declarations: events.flatMap(({ index }) => this.#declarations.get(index) ?? []) }
  }

  levelOf(object: number): string {
    return this.objects.get(object)?.level ?? ''
  }

  isCarrier(object: number): boolean {
    return carrierLevels.has(this.levelOf(object))
  }

  /** One thing, not some of a lot or a product. */
  hasName(object: number): boolean {
    return !['class', 'lot'].includes(this.levelOf(object))
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
