import type { Transaction } from '../../platform/database/index.ts'
import { groupHappenings } from '../genealogy/index.ts'
import { Contents } from './contents.ts'
import { selectPacking } from './packing.ts'
import {
  type Mention,
  selectDenials,
  selectJoined,
  selectMentions,
  selectThings,
  selectTold,
  selectTwins,
  type Thing,
  type ToldEvent,
  type Twin,
} from './reading.ts'
import { type Around, isContainer } from './rules.ts'

const isKnown = ({ by }: Mention, asOf: number): boolean => by.index < asOf && (by.voidedAt === null || by.voidedAt >= asOf)

/**
 * What a range of facts tells, and all that must be known beside some events to say what they mean, as of any size within the range. The range is read
 * once; what was told before it is looked up only of things that were there before it.
 */
export class Surroundings {
  readonly #transaction: Transaction
  readonly #from: number
  readonly #to: number
  readonly #events = new Map<number, ToldEvent>()
  readonly #things = new Map<number, Thing>()
  readonly #makings = new Map<number, ToldEvent[]>()
  readonly #twins = new Map<string, Twin[]>()
  readonly #mentions = new Map<number, Mention[]>()
  readonly #denied = new Map<number, number>()
  readonly #contents = new Contents()
  /** What was looked up, by what. */
  readonly #learnt = new Set<number>()
  readonly #joined = new Set<number>()
  readonly #told = new Set<number>()
  readonly #mentioned = new Set<number>()
  readonly #unpacked = new Set<number>()

  private constructor(transaction: Transaction, from: number, to: number) {
    this.#transaction = transaction
    this.#from = from
    this.#to = to
  }

  /** With the events that the facts from `from` to below `to` tell. */
  static async open(transaction: Transaction, from: number, to: number): Promise<Surroundings> {
    const surroundings = new Surroundings(transaction, from, to)
    const events = await selectTold(transaction, { from, to })
    await surroundings.#add(events)
    for (const event of events) surroundings.#mention(event)
    return surroundings
  }

  /** Indexes of the events that are here, ascending as far as they are of the range. */
  events(): number[] {
    return [...this.#events.keys()]
  }

  event(index: number): ToldEvent {
    const event = this.#events.get(index)
    if (event === undefined) throw new Error(`event ${index} was not loaded`)
    return event
  }

  thing(id: number): Thing {
    const thing = this.#things.get(id)
    if (thing === undefined) throw new Error(`object ${id} was not loaded`)
    return thing
  }

  /** Everything that `around` some events reads. */
  async learn(indexes: readonly number[]): Promise<void> {
    await this.#load(indexes)
    const asked = indexes.filter((index) => !this.#learnt.has(index)).map((index) => this.event(index))
    for (const { index } of asked) this.#learnt.add(index)
    await this.#join(asked)
    const events = new Set([...asked, ...asked.flatMap((event) => this.sameMaking(event))])
    const twins = await this.#tell([...events])
    await this.#join(twins)
    await this.#unpack([...events])
    await this.#remember(this.#rememberedIn(events))
    await this.#deny([...events])
  }

  /** The events of the same transformationID, of whatever source. */
  sameMaking({ transformation }: Pick<ToldEvent, 'transformation'>): readonly ToldEvent[] {
    return transformation === null ? [] : (this.#makings.get(transformation) ?? [])
  }

  /** Other tellings of what may be the same happening. */
  twinsOf({ index, happening }: ToldEvent): Twin[] {
    const told = this.#twins.get(happening) ?? []
    return told.length < 2 ? [] : told.filter((twin) => twin.index !== index)
  }

  mentionsOf(thing: number): readonly Mention[] {
    return this.#mentions.get(thing) ?? []
  }

  stands({ index, voidedAt }: Pick<ToldEvent, 'index' | 'voidedAt'>, asOf: number): boolean {
    return index < asOf && (voidedAt === null || voidedAt >= asOf)
  }

  /** Whether it counts for its happening: of several tellings of one, the one whose time is told most exactly does (§1). */
  counts(event: ToldEvent, asOf: number): boolean {
    const told = this.#twins.get(event.happening) ?? []
    if (told.length < 2) return true
    const twins = told.filter((twin) => this.stands(twin, asOf)).map((twin) => ({ ...twin, voidedAt: null }))
    return twins.length < 2 || groupHappenings(twins, new Map()).get(event.index) === event.index
  }

  /** Lots that standing facts state for an instance, ascending. */
  lotsOf(instance: number, asOf: number): readonly number[] {
    const lots: number[] = []
    for (const mention of this.mentionsOf(instance))
      if (mention.lot !== null && isKnown(mention, asOf) && !lots.includes(mention.lot)) lots.push(mention.lot)
    return lots.length < 2 ? lots : lots.sort((left, right) => left - right)
  }

  around(event: ToldEvent, asOf: number): Around {
    const others = (instance: number): Mention[] =>
      this.mentionsOf(instance).filter((mention) => mention.by.index !== event.index && isKnown(mention, asOf))
    const group =
      event.transformation === null
        ? [event]
        : this.sameMaking(event).filter((other) => other.source === event.source && this.stands(other, asOf) && this.counts(other, asOf))
    return {
      object: (id) => this.thing(id),
      lotsOf: (instance) => this.lotsOf(instance, asOf),
      contentsOf: (container) => this.#contents.at(container, event.occurred, asOf),
      joined: group,
      isDoubtful: ({ index, details }) => details.legacyGrade !== undefined || (this.#denied.get(index) ?? asOf) < asOf,
      isFittedOnce: (instance) => !others(instance).some(isFitting),
      isMadeOnce: (instance) => !others(instance).some(isBirth),
      isKnownBefore: (instance) => others(instance).some(({ by }) => by.occurred.fromMs <= event.occurred.toMs),
    }
  }

  async #load(indexes: readonly number[]): Promise<void> {
    const missing = indexes.filter((index) => !this.#events.has(index))
    if (missing.length > 0) await this.#add(await selectTold(this.#transaction, missing))
  }

  async #add(events: readonly ToldEvent[]): Promise<void> {
    for (const event of events) {
      this.#events.set(event.index, event)
      if (event.transformation !== null) push(this.#makings, event.transformation, event)
      if (event.participations.length > 0) this.#addTwin(event)
    }
    await this.#name(namesIn(events))
  }

  async #name(ids: Iterable<number>): Promise<void> {
    const missing = new Set<number>()
    for (const id of ids) if (!this.#things.has(id)) missing.add(id)
    for (const thing of await selectThings(this.#transaction, [...missing])) this.#things.set(thing.id, thing)
  }

  #mention(event: ToldEvent): void {
    for (const { object, role, lot } of event.participations) {
      const { level } = this.thing(object)
      if (level !== 'lot' && level !== 'class') push(this.#mentions, object, { role, lot, by: event })
    }
  }

  /** Events of the same makings: those of the range are here. */
  async #join(events: readonly Pick<ToldEvent, 'transformation'>[]): Promise<void> {
    const asked = new Set(events.flatMap(({ transformation }) => some(transformation)))
    await this.#name(asked)
    const missing = [...asked].filter((id) => !this.#joined.has(id) && this.thing(id).knownFrom < this.#from)
    for (const id of missing) this.#joined.add(id)
    await this.#load(await selectJoined(this.#transaction, missing, this.#from))
  }

  /** Other tellings by facts before the range. @returns those of these events, from wherever. */
  async #tell(events: readonly ToldEvent[]): Promise<Twin[]> {
    const asked = events.flatMap(({ index, happening, participations }) => {
      if (this.#told.has(index) || participations.length === 0) return []
      this.#told.add(index)
      const youngest = participations.reduce((most, { object }) => Math.max(most, object), 0)
      return this.thing(youngest).knownFrom < this.#from ? [{ youngest, happening }] : []
    })
    for (const twin of await selectTwins(this.#transaction, asked, this.#from)) this.#addTwin(twin)
    return events.flatMap((event) => this.twinsOf(event))
  }

  /** What tells of no object is found by none. */
  #addTwin(twin: Twin): void {
    if (this.#twins.get(twin.happening)?.some(({ index }) => index === twin.index) !== true) push(this.#twins, twin.happening, twin)
  }

  /** What the containers held that take part. One that is told of for the first time, and not as a container, holds nothing. */
  async #unpack(events: readonly ToldEvent[]): Promise<void> {
    const asked = events.flatMap(({ participations }) =>
      participations.flatMap(({ object, role }) => ((role === 'epc' || role === 'input') && this.#mayHold(object) ? [object] : [])),
    )
    const missing = [...new Set(asked)].filter((id) => !this.#unpacked.has(id))
    for (const id of missing) this.#unpacked.add(id)
    const rows = await selectPacking(this.#transaction, missing, this.#to)
    this.#contents.add(rows)
    const held = rows.flatMap(({ child }) => some(child))
    await this.#name(held)
    await this.#remember(held)
  }

  #mayHold(object: number): boolean {
    const thing = this.thing(object)
    if (!isContainer(thing)) return false
    return thing.knownFrom < this.#from || this.mentionsOf(object).some(({ role }) => role === 'parent')
  }

  /** The instances that take part, and what is put into something. */
  *#rememberedIn(events: Iterable<ToldEvent>): Generator<number> {
    for (const { participations } of events)
      for (const { object, role } of participations) if (role === 'child' || this.thing(object).level === 'instance') yield object
  }

  /** What was told before the range of these instances and containers. */
  async #remember(ids: Iterable<number>): Promise<void> {
    const missing: number[] = []
    for (const id of ids) {
      const { level, knownFrom } = this.thing(id)
      if (knownFrom >= this.#from || level === 'lot' || level === 'class' || this.#mentioned.has(id)) continue
      this.#mentioned.add(id)
      missing.push(id)
    }
    for (const [id, mention] of await selectMentions(this.#transaction, missing, this.#from)) push(this.#mentions, id, mention)
  }

  /** The first fact that says of an event, in the name of another source, that it was not so. */
  async #deny(events: readonly ToldEvent[]): Promise<void> {
    const denials = await selectDenials(this.#transaction, events, this.#to)
    if (denials.length === 0) return
    const byKey = Map.groupBy(denials, ({ eventKey }) => eventKey)
    const byHappening = Map.groupBy(denials, ({ happening }) => happening)
    for (const { index, source, eventKey, happening, occurred } of events) {
      const same = (byHappening.get(happening) ?? []).filter(
        (denial) => denial.occurred.fromMs <= occurred.toMs && denial.occurred.toMs >= occurred.fromMs,
      )
      for (const denial of [...(byKey.get(eventKey) ?? []), ...same])
        if (denial.source !== source) this.#denied.set(index, Math.min(this.#denied.get(index) ?? denial.index, denial.index))
    }
  }
}

/** A fact that says what a thing is made of in these products, or takes something out of it. */
export const isFitting = ({ role, by }: Mention): boolean => role === 'parent' && by.type !== 'TransformationEvent'
export const isBirth = ({ role, by }: Mention): boolean =>
  role === 'output' || (role === 'epc' && by.action === 'ADD' && by.type === 'ObjectEvent')

const some = (id: number | null): number[] => (id === null ? [] : [id])

function* namesIn(events: Iterable<ToldEvent>): Generator<number> {
  for (const { participations, transformation } of events) {
    for (const { object, lot } of participations) {
      yield object
      if (lot !== null) yield lot
    }
    if (transformation !== null) yield transformation
  }
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
