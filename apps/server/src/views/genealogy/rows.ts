import type { DiscrepancyRow } from '../discrepancies/index.ts'
import type { PreparedFact } from './facts.ts'
import type { Numbers } from './numbers.ts'
import { type EventDraft, keyOf, type NamedObject } from './rules.ts'
import { type GenealogyTable, genealogyTables, type Identity, identityOf, line, type Used } from './store.ts'

type Told = Extract<PreparedFact, { what: 'event' | 'declaration' }>
type Standing = { readonly index: number; knownTo: number | null }

/** An event of this batch; its rows are written when it is known whether a later fact of the batch closes it. */
type OwnEvent = Standing & { readonly fact: Told; readonly source: number; readonly document: number; readonly objects: readonly number[] }

/** What stood before the batch, for the keys that it asks about. */
export type KnownBefore = {
  readonly uses: Map<string, Used>
  readonly declarations: ReadonlyMap<string, readonly { readonly index: number }[]>
  readonly events: ReadonlyMap<string, readonly Standing[]>
}

/** The rows of one batch, made fact by fact. */
export class RowsOfBatch {
  readonly #numbers: Numbers
  readonly #lines = new Map<GenealogyTable, string[]>()
  readonly #own: OwnEvent[] = []
  readonly #uses = new Map<string, { content: string; reused: boolean }>()
  readonly #events = new Map<string, Standing[]>()
  readonly #declarations = new Map<string, number[]>()
  readonly #unmatched = new Map<number, DiscrepancyRow & { knownTo: number | null }>()
  readonly #sources = new Map<PreparedFact, number>()
  readonly discrepancies: DiscrepancyRow[] = []
  /** Events of earlier batches → the fact that closes them. */
  readonly closedEvents = new Map<number, number>()
  /** Events of this batch that stood for a while → the fact that closes them. */
  readonly closedOwn = new Map<number, number>()
  /** Instances that were there before → the first fact of this batch that tells their lot. */
  readonly told = new Map<number, number>()
  /** Unmatched declarations of earlier batches → the fact that settles them. */
  readonly settled = new Map<number, number>()

  constructor(numbers: Numbers) {
    this.#numbers = numbers
    for (const table of Object.keys(genealogyTables)) this.#lines.set(table as GenealogyTable, [])
  }

  /** Numbers the sources, in the order of the facts, so that what stood before can be asked for. */
  identify(facts: readonly PreparedFact[]): (Identity & { readonly what: Told['what'] })[] {
    const identities: (Identity & { readonly what: Told['what'] })[] = []
    for (const fact of facts) {
      if (fact.what !== 'event' && fact.what !== 'declaration' && fact.what !== 'refusal') continue
      const source = this.#numbers.source(fact.source, fact.index)
      this.#sources.set(fact, source)
      if (fact.what !== 'refusal') identities.push({ what: fact.what, source, eventKey: fact.draft.eventKey, content: fact.draft.content })
    }
    return identities
  }

  know({ uses, declarations, events }: KnownBefore): void {
    for (const [key, used] of uses) this.#uses.set(key, { ...used })
    for (const [key, list] of declarations)
      this.#declarations.set(
        key,
        list.map(({ index }) => index),
      )
    for (const [key, list] of events) this.#events.set(key, [...list])
  }

  apply(fact: PreparedFact): void {
    if (fact.what === 'event') this.#applyEvent(fact)
    else if (fact.what === 'declaration') this.#applyDeclaration(fact)
    else if (fact.what === 'refusal') this.#applyRefusal(fact)
    else if (fact.what === 'erasure') this.#add('view_erasure', fact.fact, fact.index)
    else if (fact.what === 'failure') this.#add('view_failure', fact.index, fact.code, fact.kind, fact.source, fact.subject)
  }

  #applyRefusal(fact: Extract<PreparedFact, { what: 'refusal' }>): void {
    this.#add('view_refusal', fact.index, this.#sourceOf(fact), fact.form, fact.receivedMs, fact.sha256, fact.events)
    for (const [position, uri] of fact.uris.entries()) this.#add('view_refusal_name', fact.index, position, uri)
  }

  #add(table: GenealogyTable, ...values: readonly (string | number | null)[]): void {
    this.#lines.get(table)?.push(line(...values))
  }

  #sourceOf(fact: PreparedFact): number {
    const source = this.#sources.get(fact)
    if (source === undefined) throw new Error('a fact of a source that has no number')
    return source
  }

  #applyEvent(fact: Told): void {
    const { draft, index } = fact
    const source = this.#sourceOf(fact)
    const document = this.#numbers.document(fact.documentKey, source, fact.reference, fact.receivedMs, index)
    const { numbers, rest } = this.#numberObjects(draft, index)
    const own: OwnEvent = { index, knownTo: null, fact, source, document, objects: [...numbers, ...rest] }
    this.#own.push(own)
    const identity = identityOf({ eventKey: draft.eventKey, source, content: draft.content })
    const standing = this.#events.get(identity)
    if (standing === undefined) this.#events.set(identity, [own])
    else standing.push(own)
    for (const declaration of this.#declarations.get(identity) ?? []) {
      // Declared wrong before it came: closed by the later of the two, which is itself. It never stood.
      own.knownTo = index
      this.#settle(declaration, index)
    }
    this.#noticeReuse(draft, source, index)
    const ahead = draft.time.fromMs - fact.receivedMs
    if (ahead > (draft.clockUncertaintyMs ?? 0)) this.#discrepancy('occurred-after-receipt', index, source, draft)
  }

  /** A class before what belongs to it, a participant before its lot; then what the event names beside. */
  #numberObjects(draft: EventDraft, index: number): { numbers: number[]; rest: number[] } {
    const numbers: number[] = []
    for (const { object, lot } of draft.participations) {
      numbers.push(this.#numbers.object(object, index), lot === null ? -1 : this.#numbers.object(lot, index))
    }
    const number = (named: NamedObject | null): number => (named === null ? -1 : this.#numbers.object(named, index))
    const { transformation, readPoint, bizLocation, consignor, consignee, consigneeOwner } = draft
    return { numbers, rest: [transformation, readPoint, bizLocation, consignor, consignee, consigneeOwner].map(number) }
  }

  #settle(declaration: number, index: number): void {
    const own = this.#unmatched.get(declaration)
    if (own === undefined) {
      if (!this.settled.has(declaration)) this.settled.set(declaration, index)
    } else own.knownTo ??= index
  }

  #noticeReuse({ eventKey, content, eventID }: EventDraft, source: number, index: number): void {
    const key = `${eventKey}${source}`
    const used = this.#uses.get(key)
    if (used === undefined) {
      this.#uses.set(key, { content, reused: false })
    } else if (used.content !== content && !used.reused) {
      used.reused = true
      this.discrepancies.push({ knownFrom: index, code: 'event-id-reused', source, subject: eventID, subjectKey: eventKey, knownTo: null })
    }
  }

  #discrepancy(code: DiscrepancyRow['code'], index: number, source: number, { eventID, eventKey }: EventDraft) {
    const row = { knownFrom: index, code, source, subject: eventID, subjectKey: eventKey, knownTo: null }
    this.discrepancies.push(row)
    return row
  }

  #applyDeclaration(fact: Told): void {
    const { draft, index } = fact
    const { eventID, eventKey, content, happening, time, errorDeclaration: declared } = draft
    if (declared === null) throw new Error('a declaration that declares nothing')
    const source = this.#sourceOf(fact)
    this.#add(
      'view_declaration',
      index,
      source,
      eventID,
      eventKey,
      content,
      happening,
      time.fromMs,
      time.toMs,
      declared.time.fromMs,
      declared.reason,
    )
    for (const [position, id] of declared.correctiveEventIDs.entries()) this.#add('view_correction', index, position, id, keyOf(id))
    const identity = identityOf({ eventKey, source, content })
    const known = this.#declarations.get(identity)
    if (known === undefined) this.#declarations.set(identity, [index])
    else known.push(index)
    const events = this.#events.get(identity) ?? []
    if (events.length === 0) this.#unmatched.set(index, this.#discrepancy('declaration-unmatched', index, source, draft))
    for (const event of events) {
      if (event.knownTo !== null) continue
      event.knownTo = index
      if (!('fact' in event)) this.closedEvents.set(event.index, index)
    }
  }

  /** The rows to be added, table by table. Call once, after the last fact. */
  finish(): ReadonlyMap<GenealogyTable, readonly string[]> {
    const events = this.#lines.get('view_event')
    const participations = this.#lines.get('view_participation')
    for (const own of this.#own) {
      events?.push(eventLine(own))
      const { draft } = own.fact
      // Declared wrong before it came, it never told anything.
      const stood = own.knownTo === null || own.knownTo > own.index
      if (stood && own.knownTo !== null) this.closedOwn.set(own.index, own.knownTo)
      for (const [position, { role, quantity, uom }] of draft.participations.entries()) {
        const [object = -1, lot = -1] = [own.objects[2 * position], own.objects[2 * position + 1]]
        participations?.push(line(own.index, position, object, role, quantity, uom, orNull(lot), own.knownTo))
        if (lot >= 0 && stood && !this.told.has(object)) this.told.set(object, own.index)
      }
    }
    this.#addUntold()
    this.#lines.set('view_source', this.#numbers.newSources)
    this.#lines.set('view_document', this.#numbers.newDocuments)
    this.#lines.set('view_object', this.#numbers.newObjects)
    return this.#lines
  }

  /** New instances whose first fact does not tell their lot: until the first that does. */
  #addUntold(): void {
    for (const { id, classId, index } of this.#numbers.newInstances) {
      const told = this.told.get(id) ?? null
      if (told !== index) this.#add('view_untold', id, classId, index, told)
      this.told.delete(id)
    }
  }
}

const orNull = (number: number): number | null => (number < 0 ? null : number)

function eventLine({ index, knownTo, fact, source, document, objects }: OwnEvent): string {
  const { draft, position, receivedMs } = fact
  const { eventID, eventKey, content, happening, time, details } = draft
  const ahead = time.fromMs - receivedMs
  return line(
    index,
    source,
    document,
    position,
    eventID,
    eventKey,
    content,
    happening,
    draft.type,
    draft.action,
    draft.bizStep,
    draft.disposition,
    time.fromMs,
    time.toMs,
    draft.clockUncertaintyMs,
    receivedMs,
    ahead > 0 ? ahead : null,
    ...objects.slice(-6).map(orNull),
    details,
    knownTo,
  )
}
