import type { Role } from './model.ts'
import type { DraftParticipation, EventDraft, NamedObject } from './rules.ts'

/** Where the participations of an event stand in `NamesOfBatch`, and the places of what it names beside; −1: nothing. */
export type Mentions = {
  readonly first: number
  readonly count: number
  readonly beside: readonly number[]
}

/**
 * What the events of one batch name, each object once, at a place that the events keep instead of it: most of a batch are names that come again
 * and again, and all of it lives until the rows are written.
 */
export class NamesOfBatch {
  readonly #places = new Map<string, number>()
  readonly uris: string[] = []
  readonly levels: string[] = []
  /** The place of the class, −1: none. */
  readonly classes: number[] = []
  /** Participations, column by column: places of the object and of its lot (−1: none told), role, quantity and unit. */
  readonly objects: number[] = []
  readonly lots: number[] = []
  readonly roles: Role[] = []
  readonly quantities: (string | null)[] = []
  readonly uoms: (string | null)[] = []

  /** @param draft an event that may be projected; what only a declaration names is no object yet. */
  mention(draft: EventDraft): Mentions {
    const first = this.objects.length
    for (const participation of draft.participations) this.#add(participation)
    const { transformation, readPoint, bizLocation, consignor, consignee, consigneeOwner } = draft
    const beside = [
      this.#placeOf(transformation),
      this.#placeOf(readPoint),
      this.#placeOf(bizLocation),
      this.#placeOf(consignor),
      this.#placeOf(consignee),
      this.#placeOf(consigneeOwner),
    ]
    return { first, count: draft.participations.length, beside }
  }

  /** The place of what was mentioned; −1: it was not. */
  placeOf(uri: string): number {
    return this.#places.get(uri) ?? -1
  }

  #add({ object, role, quantity, uom, lot }: DraftParticipation): void {
    this.objects.push(this.#placeOf(object))
    this.lots.push(this.#placeOf(lot))
    this.roles.push(role)
    this.quantities.push(quantity)
    this.uoms.push(uom)
  }

  #placeOf(named: NamedObject | null): number {
    if (named === null) return -1
    const { uri, level, classUri } = named
    return this.#place(uri, level, classUri)
  }

  #place(uri: string, level: string, classUri: string | null): number {
    const known = this.#places.get(uri)
    if (known !== undefined) return known
    const classPlace = classUri === null || classUri === uri ? -1 : this.#place(classUri, 'class', null)
    const place = this.uris.length
    this.#places.set(uri, place)
    this.uris.push(uri)
    this.levels.push(level)
    this.classes.push(classPlace)
    return place
  }
}
