import type { DiscrepancyRow } from '../discrepancies/index.ts'
import { BinaryRows } from './binary-rows.ts'
import type { PreparedEvent, PreparedFact } from './facts.ts'
import type { Mentions, NamesOfBatch } from './names.ts'
import type { Numbers } from './numbers.ts'
import { keyOf } from './rules.ts'
import { binaryColumns, type Identity, identityOf, line, type RowsOfTable, type TextTable, textTables, type Used } from './store.ts'

type Told = Extract<PreparedFact, { what: 'event' | 'declaration' }>
type Standing = { readonly index: number; knownTo: number | null }

/** An event of this batch; its rows are written when it is known whether a later fact of the batch closes it. */
type OwnEvent = Standing & { readonly fact: Told; readonly mentions: Mentions; readonly source: number; readonly document: number }

/** What stood before the batch, for the keys that it asks about. */
export type KnownBefore = {
  readonly uses: Map<string, Used>
  readonly declarations: ReadonlyMap<string, readonly { readonly index: number }[]>
  readonly events: ReadonlyMap<string, readonly Standing[]>
}

/** The rows of one batch, made fact by fact. */
export class RowsOfBatch {
  readonly #numbers: Numbers
  readonly #names: NamesOfBatch
  readonly #lines = new Map<TextTable, string[]>()
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
  /** Instances of which no lot was told → the first fact of this batch that tells it. */
  readonly told = new Map<number, number>()
  /** Boxes of which nothing told what was put in → the first fact of this batch that tells it. */
  readonly filled = new Map<number, number>()
  /** Unmatched declarations of earlier batches → the fact that settles them. */
  readonly settled = new Map<number, number>()

  constructor(numbers: Numbers, names: NamesOfBatch) {
    this.#numbers = numbers
    this.#names = names
    for (const table of textTables) this.#lines.set(table, [])
  }

  /** Numbers the sources, in the order of the facts, so that what stood before can be asked for. */
  identify(facts: readonly PreparedFact[]): (Identity & { readonly what: Told['what'] })[] {
    const identities: (Identity & { readonly what: Told['what'] })[] = []
    for (const fact of facts) {
      if (fact.what !== 'event' && fact.what !== 'declaration' && fact.what !== 'refusal') continue
      const source = this.#numbers.source(fact.source, fact.index)
      this.#sources.set(fact, source)
      if (fact.what !== 'refusal') identities.push({ what: fact.what, source, eventKey: fact.event.eventKey, content: fact.event.content })
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

  #add(table: TextTable, ...values: readonly (string | number | null)[]): void {
    this.#lines.get(table)?.push(line(...values))
  }

  #sourceOf(fact: PreparedFact): number {
    const source = this.#sources.get(fact)
    if (source === undefined) throw new Error('a fact of a source that has no number')
    return source
  }

  #applyEvent(fact: Told): void {
    const { event, mentions, index } = fact
    if (mentions === null) throw new Error('an event that was not prepared for its batch')
    const source = this.#sourceOf(fact)
    const document = this.#numbers.document(fact.documentKey, source, fact.reference, fact.receivedMs, index)
    this.#numberObjects(mentions, index)
    const own: OwnEvent = { index, knownTo: null, fact, mentions, source, document }
    this.#own.push(own)
    const identity = identityOf({ eventKey: event.eventKey, source, content: event.content })
    const standing = this.#events.get(identity)
    if (standing === undefined) this.#events.set(identity, [own])
    else standing.push(own)
    for (const declaration of this.#declarations.get(identity) ?? []) {
      // Declared wrong before it came: closed by the later of the two, which is itself. It never stood.
      own.knownTo = index
      this.#settle(declaration, index)
    }
    this.#noticeReuse(event, source, index)
    const ahead = event.time.fromMs - fact.receivedMs
    if (ahead > (event.clockUncertaintyMs ?? 0)) this.#discrepancy('occurred-after-receipt', index, source, event)
  }

  /** A class before what belongs to it, a participant before its lot; then what the event names beside. */
  #numberObjects({ first, count, beside }: Mentions, index: number): void {
    const { objects, lots } = this.#names
    for (let at = first; at < first + count; at += 1) {
      this.#numbers.object(objects[at] ?? -1, index)
      const lot = lots[at] ?? -1
      if (lot >= 0) this.#numbers.object(lot, index)
    }
    for (const place of beside) if (place >= 0) this.#numbers.object(place, index)
  }

  #settle(declaration: number, index: number): void {
    const own = this.#unmatched.get(declaration)
    if (own === undefined) {
      if (!this.settled.has(declaration)) this.settled.set(declaration, index)
    } else own.knownTo ??= index
  }

  #noticeReuse({ eventKey, content, eventID }: PreparedEvent, source: number, index: number): void {
    const key = `${eventKey}${source}`
    const used = this.#uses.get(key)
    if (used === undefined) {
      this.#uses.set(key, { content, reused: false })
    } else if (used.content !== content && !used.reused) {
      used.reused = true
      this.discrepancies.push({ knownFrom: index, code: 'event-id-reused', source, subject: eventID, subjectKey: eventKey, knownTo: null })
    }
  }

  #discrepancy(code: DiscrepancyRow['code'], index: number, source: number, { eventID, eventKey }: PreparedEvent) {
    const row = { knownFrom: index, code, source, subject: eventID, subjectKey: eventKey, knownTo: null }
    this.discrepancies.push(row)
    return row
  }

  #applyDeclaration(fact: Told): void {
    const { event, index } = fact
    const { eventID, eventKey, content, happening, time, errorDeclaration: declared } = event
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
    if (events.length === 0) this.#unmatched.set(index, this.#discrepancy('declaration-unmatched', index, source, event))
    for (const standing of events) {
      if (standing.knownTo !== null) continue
      standing.knownTo = index
      if (!('fact' in standing)) this.closedEvents.set(standing.index, index)
    }
  }

  /** The rows to be added, table by table. Call once, after the last fact. */
  finish(): RowsOfTable[] {
    const events = new BinaryRows(binaryColumns.view_event, 512 * 1024)
    const participations = new BinaryRows(binaryColumns.view_participation, 512 * 1024)
    for (const own of this.#own) {
      this.#writeEvent(events, own)
      // Declared wrong before it came, it never told anything.
      const stood = own.knownTo === null || own.knownTo > own.index
      if (stood && own.knownTo !== null) this.closedOwn.set(own.index, own.knownTo)
      this.#writeParticipations(participations, own, stood)
    }
    this.#addOpen()
    this.#lines.set('view_source', this.#numbers.newSources)
    this.#lines.set('view_document', this.#numbers.newDocuments)
    return [
      ...[...this.#lines].map(([table, lines]) => ({ table, lines })),
      { table: 'view_object', rows: this.#numbers.newObjects },
      { table: 'view_event', rows: events },
      { table: 'view_participation', rows: participations },
    ]
  }

  #writeEvent(rows: BinaryRows, { index, knownTo, fact, mentions, source, document }: OwnEvent): void {
    const { event, position, receivedMs } = fact
    const { time } = event
    const ahead = time.fromMs - receivedMs
    rows.row().bigint(index).integer(source).bigint(document).integer(position)
    rows.text(event.eventID).key(event.eventKey).key(event.content).key(event.happening)
    rows.text(event.type).text(event.action).text(event.bizStep).text(event.disposition)
    rows.bigint(time.fromMs).bigint(time.toMs).bigint(event.clockUncertaintyMs).bigint(receivedMs)
    rows.bigint(ahead > 0 ? ahead : null)
    for (const place of mentions.beside) rows.bigint(this.#numbers.given(place))
    rows.text(event.details).bigint(knownTo)
    for (const [at, product] of event.wanting.entries()) this.#add('view_wanting', index, at, product)
  }

  #writeParticipations(rows: BinaryRows, { index, knownTo, fact, mentions }: OwnEvent, stood: boolean): void {
    const { objects, lots, levels, roles, quantities, uoms } = this.#names
    const fills = fact.event.action !== 'DELETE'
    if (!fills) this.#writeRemoved(index, fact.event.type, mentions)
    for (let position = 0; position < mentions.count; position += 1) {
      const at = mentions.first + position
      const place = objects[at] ?? -1
      const object = this.#numbers.given(place)
      const lot = this.#numbers.given(lots[at] ?? -1)
      rows.row().bigint(index).integer(position).bigint(object)
      rows
        .text(roles[at] ?? null)
        .numeric(quantities[at] ?? null)
        .text(uoms[at] ?? null)
      rows.bigint(lot).bigint(knownTo)
      if (!stood || object === null) continue
      const level = levels[place]
      if (level === 'logistic-unit') {
        if (fills && roles[at] === 'parent' && this.#numbers.tell(place)) this.filled.set(object, index)
      } else if (lot !== null && this.#numbers.tell(place)) this.told.set(object, index)
    }
  }

  /** Lots that some was taken out of, where the parent may be made of them. */
  #writeRemoved(index: number, type: string, { first, count }: Mentions): void {
    const { objects, levels, roles } = this.#names
    const positions = Array.from({ length: count }, (_, position) => first + position)
    const levelAt = (at: number): string => levels[objects[at] ?? -1] ?? ''
    const isPart = (at: number): boolean => type === 'AssociationEvent' || !['logistic-unit', 'asset'].includes(levelAt(at))
    if (!positions.some((at) => roles[at] === 'parent' && isPart(at))) return
    const lots = positions
      .filter((at) => roles[at] === 'child' && levelAt(at) === 'lot')
      .map((at) => this.#numbers.given(objects[at] ?? -1))
    for (const lot of new Set(lots)) this.#add('view_removed', lot, index)
  }

  /** New instances whose first fact does not tell their lot, and new boxes that it does not fill: until the first that does. */
  #addOpen(): void {
    for (const { id, classId, index } of this.#numbers.newInstances) {
      const told = this.told.get(id) ?? null
      if (told !== index) this.#add('view_untold', id, classId, index, told)
      this.told.delete(id)
    }
    for (const { id, index } of this.#numbers.newBoxes) {
      const filled = this.filled.get(id) ?? null
      if (filled !== index) this.#add('view_unfilled', id, index, filled)
      this.filled.delete(id)
    }
  }
}
