import { isObject, type JsonValue } from '@proofline/epcis'
import type { Transaction } from '../../platform/database/index.ts'
import { messageOf } from '../../platform/errors/index.ts'
import { BinaryRows, type EventDraft, type FactToProject, line, type PreparedFact, ProjectionError } from '../genealogy/index.ts'
import type { ElementEntry, EventEntry } from './model.ts'
import { indexElement, indexEvent } from './rules.ts'
import { type Closing, closeElements, copyRows, copyTo, eventColumns, numberColumns, selectValues, type TextTable } from './store.ts'

const rememberedValues = 20_000
const noObjects: NonNullable<EventEntry['objects']> = []

/** The rows of one batch, made fact by fact. What a fact said is not kept. */
export class EntriesOfBatch {
  readonly events = new BinaryRows(eventColumns, 256 * 1024)
  readonly numbers = new BinaryRows(numberColumns)
  readonly lines = new Map<TextTable, string[]>()
  /** Listed values that this batch tells, by field, and the first fact that does. */
  readonly values = new Map<string, Map<string, number>>()
  readonly #elements = new Map<string, { readonly entry: ElementEntry; readonly fact: number; knownTo: number | null }[]>()

  add(table: TextTable, ...values: readonly (string | number | null)[]): void {
    const lines = this.lines.get(table)
    if (lines === undefined) this.lines.set(table, [line(...values)])
    else lines.push(line(...values))
  }

  /** An event as it was read. @throws ProjectionError, nothing added */
  addDraft(index: number, { told, normal, context }: EventDraft): void {
    const entry = blaming(index, () => indexEvent(told, normal, context))
    this.#addEntry(index, entry)
  }

  /** A fact that is no event. @throws ProjectionError, nothing added */
  addOther(fact: FactToProject, prepared: PreparedFact): void {
    if (prepared.what !== 'nothing') return
    const entry = blaming(fact.index, () => elementOf(fact))
    if (entry !== undefined) this.#addElement(fact.index, entry)
  }

  #addEntry(index: number, { atMs, step, terms, objects, numbers, values }: EventEntry): void {
    this.events
      .row()
      .bigint(index)
      .bigint(atMs)
      .key(step)
      .keys(terms)
      .boolean(objects !== null)
    let position = 0
    for (const { role, isClass, uri, quantity, uom } of objects ?? noObjects) {
      this.add('view_epcis_object', index, position, role, isClass ? 't' : 'f', uri, quantity, uom)
      position += 1
    }
    position = 0
    for (const { field, si, told, uom } of numbers) {
      this.numbers.row().bigint(index).integer(position).key(field).numeric(si).numeric(told).text(uom)
      position += 1
    }
    for (const [field, value] of values) {
      const told = this.values.get(field)
      if (told === undefined) this.values.set(field, new Map([[value, index]]))
      else if (!told.has(value)) told.set(value, index)
    }
  }

  #addElement(fact: number, entry: ElementEntry): void {
    const key = JSON.stringify([entry.vocabulary, entry.uri])
    const told = this.#elements.get(key) ?? []
    const last = told.at(-1)
    if (last !== undefined) last.knownTo = fact
    this.#elements.set(key, [...told, { entry, fact, knownTo: null }])
  }

  /** Writes down the elements. @returns those of earlier batches that are closed by them. */
  finishElements(): Closing[] {
    const closings: Closing[] = []
    for (const told of this.#elements.values()) {
      for (const [i, { entry, fact, knownTo }] of told.entries()) {
        const { vocabulary, id, uri, attributes, children } = entry
        if (i === 0) closings.push({ vocabulary, uri, at: fact })
        this.add('view_epcis_element', fact, vocabulary, id, uri, knownTo)
        for (const [position, [name, value]] of attributes.entries()) this.add('view_epcis_attribute', fact, position, name, value)
        for (const [position, child] of children.entries()) this.add('view_epcis_child', fact, position, child)
      }
    }
    return closings
  }
}

/** Facts → what a query finds them by. Each fact speaks for itself: how they are cut into batches makes no difference. */
export class EventIndex {
  /** Listed values that stand in the view. What a batch adds is remembered only when its transaction is known to stand. */
  #values = new Set<string>()
  #pending: string[] = []

  forget(): void {
    this.#values = new Set()
    this.#pending = []
  }

  /** Call after the commit. */
  keep(): void {
    if (this.#values.size > rememberedValues) this.#values = new Set()
    for (const key of this.#pending) this.#values.add(key)
    this.#pending = []
  }

  async project(transaction: Transaction, entries: EntriesOfBatch): Promise<void> {
    const closings = entries.finishElements()
    if (closings.length > 0) await closeElements(transaction, closings)
    await this.#addValues(transaction, entries)
    await copyRows(transaction, 'view_epcis_event', entries.events)
    await copyRows(transaction, 'view_epcis_number', entries.numbers)
    for (const [table, lines] of entries.lines) await copyTo(transaction, table, lines)
  }

  async #addValues(transaction: Transaction, entries: EntriesOfBatch): Promise<void> {
    const told = [...entries.values].flatMap(([field, values]) =>
      [...values].map(([value, index]) => [`${field} ${value}`, { field, value, index }] as const),
    )
    const unknown = told.filter(([key]) => !this.#values.has(key))
    if (unknown.length === 0) return
    const known = new Set(
      (
        await selectValues(
          transaction,
          unknown.map(([, { field, value }]) => [field, value]),
        )
      ).map(({ field, value }) => `${field} ${value}`),
    )
    for (const [key, { field, value, index }] of unknown) {
      if (!known.has(key)) entries.add('view_epcis_value', field, value, index)
    }
    this.#pending = unknown.map(([key]) => key)
  }
}

/** A fact that throws here throws in every rebuild; it is blamed as any that cannot be projected. @throws ProjectionError */
function blaming<T>(index: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new ProjectionError('projection-failed', `fact ${index}: ${messageOf(error)}`, { params: { index }, cause: error })
  }
}

const decoder = new TextDecoder()

function elementOf({ envelope, body }: FactToProject): ElementEntry | undefined {
  const { kind }: { kind?: unknown } = JSON.parse(decoder.decode(envelope))
  if (kind !== 'master-data/1' || body === null) return undefined
  const value: JsonValue = JSON.parse(decoder.decode(body))
  return isObject(value) ? indexElement(value) : undefined
}
