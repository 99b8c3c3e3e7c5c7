import type { Transaction } from '../../platform/database/index.ts'
import { groupHappenings, groupMakings } from '../genealogy/index.ts'
import { Contents } from './contents.ts'
import { selectPacking } from './packing.ts'
import { selectDenials, selectJoined, selectMentions, selectTold, selectTwins, type ToldEvent, type Twin } from './reading.ts'
import type { Around } from './rules.ts'
import { isContainer, isLotOrClass, type Mention, type Thing, Things } from './things.ts'

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
  readonly #things = new Things()
  readonly #makings = new Map<number, ToldEvent[]>()
  readonly #twins = new Map<string, Twin[]>()
  readonly #denied = new Map<number, number>()
  readonly #contents = new Contents()
  /** What was looked up, by what. */
  readonly #learnt = new Set<number>()
  readonly #joined = new Set<number>()
  readonly #told = new Set<number>()
  readonly #mentioned = new Set<Thing>()
  readonly #unpacked = new Set<number>()

  private constructor(transaction: Transaction, from: number, to: number) {
    this.#transaction = transaction
    this.#from = from
    this.#to = to
  }

  /** With the events that the facts from `from` to below `to` tell. */
  static async open(transaction: Transaction, from: number, to: number): Promise<Surroundings> {
    const surroundings = new Surroundings(transaction, from, to)
    const events = await selectTold(transaction, { from, to }, surroundings.#things)
    for (const { parts } of events) for (const part of parts) part.thing.mentions.push(part)
    await surroundings.#add(events)
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

  /** Everything that `around` some events reads. */
  async learn(indexes: readonly number[]): Promise<void> {
    await this.#load(indexes)
    const asked = indexes.filter((index) => !this.#learnt.has(index)).map((index) => this.event(index))
    for (const { index } of asked) this.#learnt.add(index)
    await this.#join(asked)
    const makings = new Set(asked.flatMap(({ transformation }) => some(transformation)))
    const events = [...new Set([...asked, ...[...makings].flatMap((transformation) => this.sameMaking({ transformation }))])]
    const twins = await this.#tell(events)
    await this.#join(twins)
    await this.#load([...new Set(twins.map(({ index }) => index))])
    await this.#unpack(events)
    await this.#remember(rememberedIn(events))
    await this.#load(fittingsBefore(events))
    await this.#deny(events)
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

  stands({ index, voidedAt }: Pick<ToldEvent, 'index' | 'voidedAt'>, asOf: number): boolean {
    return index < asOf && (voidedAt === null || voidedAt >= asOf)
  }

  /** Whether it counts for its happening: of several tellings of one, the one whose time is told most exactly does (§1). */
  counts(event: ToldEvent, asOf: number): boolean {
    return this.#tellingsOf(event, asOf).counting === event.index
  }

  /** Who else tells its happening, and the index of the one that counts for it. */
  #tellingsOf({ index, happening }: ToldEvent, asOf: number): { readonly counting: number; readonly others: readonly Twin[] } {
    const told = this.#twins.get(happening) ?? []
    const twins = told.length < 2 ? [] : told.filter((twin) => this.stands(twin, asOf)).map((twin) => ({ ...twin, voidedAt: null }))
    if (twins.length < 2) return { counting: index, others: [] }
    const counts = groupHappenings(twins, new Map())
    const counting = counts.get(index) ?? index
    return { counting, others: twins.filter((twin) => twin.index !== index && counts.get(twin.index) === counting) }
  }

  /** The events that count and are one making with this one. */
  #makingOf(event: ToldEvent, asOf: number): readonly ToldEvent[] {
    const told = this.sameMaking(event).filter((one) => this.stands(one, asOf))
    const makings = groupMakings(told, (one) => [one.source, ...this.#tellingsOf(one, asOf).others.map(({ source }) => source)])
    return (makings.find((making) => making.includes(event)) ?? []).filter((one) => this.counts(one, asOf))
  }

  /** Lots that standing facts state for an instance, ascending. */
  lotsOf({ mentions }: Thing, asOf: number): readonly number[] {
    const lots: number[] = []
    for (const mention of mentions)
      if (mention.lot !== null && isKnown(mention, asOf) && !lots.includes(mention.lot)) lots.push(mention.lot)
    return lots.length < 2 ? lots : lots.sort((left, right) => left - right)
  }

  around(event: ToldEvent, asOf: number): Around {
    const other = ({ mentions }: Thing, is: (mention: Mention) => boolean): boolean =>
      mentions.some((mention) => mention.by.index !== event.index && isKnown(mention, asOf) && is(mention))
    return {
      thing: (id) => this.#things.of(id),
      lotsOf: (instance) => this.lotsOf(instance, asOf),
      contentsOf: (container) => this.#contents.at(container.id, widened(event), asOf),
      tellings: [event, ...this.#tellingsOf(event, asOf).others.flatMap(({ index }) => this.#events.get(index) ?? [])],
      joined: event.transformation === null ? [event] : this.#makingOf(event, asOf),
      isDoubtful: ({ index, details }) => details.legacyGrade !== undefined || (this.#denied.get(index) ?? asOf) < asOf,
      isFittedOnce: (instance) => !other(instance, isFitting),
      isMadeOnce: (instance) => !other(instance, isBirth),
      // Of lots it is not read what was told of them.
      isPutElsewhere: (instance) =>
        instance.level === 'instance' &&
        other(instance, (mention) => isPlacing(mention) && mention.by.occurred.toMs >= event.occurred.fromMs),
      isPutIn: (unit, part) =>
        unit.level === 'instance' &&
        other(
          unit,
          ({ role, by }) =>
            role === 'parent' &&
            by.action !== 'DELETE' &&
            by.occurred.fromMs <= event.occurred.fromMs &&
            this.#events.get(by.index)?.parts.some((one) => one.role === 'child' && one.thing === part) === true,
        ),
      isKnownBefore: (instance) => other(instance, ({ by }) => by.occurred.fromMs <= event.occurred.toMs),
    }
  }

  async #load(indexes: readonly number[]): Promise<void> {
    const missing = indexes.filter((index) => !this.#events.has(index))
    if (missing.length > 0) await this.#add(await selectTold(this.#transaction, missing, this.#things))
  }

  async #add(events: readonly ToldEvent[]): Promise<void> {
    for (const event of events) {
      this.#events.set(event.index, event)
      if (event.transformation !== null) push(this.#makings, event.transformation, event)
      if (event.parts.length > 0) this.#addTwin(event)
    }
    await this.#things.read(this.#transaction)
  }

  /** Events of the same makings: those of the range are here. */
  async #join(events: readonly Pick<ToldEvent, 'transformation'>[]): Promise<void> {
    const asked = [...new Set(events.flatMap(({ transformation }) => some(transformation)))].map((id) => this.#things.of(id))
    await this.#things.read(this.#transaction)
    const missing = asked.filter(({ id, knownFrom }) => !this.#joined.has(id) && knownFrom < this.#from).map(({ id }) => id)
    for (const id of missing) this.#joined.add(id)
    await this.#load(await selectJoined(this.#transaction, missing, this.#from))
  }

  /** Other tellings by facts before the range. @returns those of these events, from wherever. */
  async #tell(events: readonly ToldEvent[]): Promise<Twin[]> {
    const asked = events.flatMap(({ index, happening, parts }) => {
      const [first] = parts
      if (this.#told.has(index) || first === undefined) return []
      this.#told.add(index)
      const youngest = parts.reduce((most, { thing }) => (thing.id > most.id ? thing : most), first.thing)
      return youngest.knownFrom < this.#from ? [{ youngest: youngest.id, happening }] : []
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
    const missing = new Set<number>()
    for (const { parts } of events)
      for (const { role, thing } of parts)
        if ((role === 'epc' || role === 'input') && !this.#unpacked.has(thing.id) && this.#mayHold(thing)) missing.add(thing.id)
    for (const id of missing) this.#unpacked.add(id)
    const rows = await selectPacking(this.#transaction, [...missing], this.#to, this.#things)
    this.#contents.add(rows)
    await this.#remember(rows.flatMap(({ child }) => some(child)).map((id) => this.#things.of(id)))
  }

  #mayHold(thing: Thing): boolean {
    return isContainer(thing) && (thing.knownFrom < this.#from || thing.mentions.some(({ role }) => role === 'parent'))
  }

  /** What was told before the range of these instances and containers. */
  async #remember(things: Iterable<Thing>): Promise<void> {
    const missing: Thing[] = []
    for (const thing of things) {
      if (thing.knownFrom >= this.#from || isLotOrClass(thing) || this.#mentioned.has(thing)) continue
      this.#mentioned.add(thing)
      missing.push(thing)
    }
    await selectMentions(this.#transaction, missing, this.#from)
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
/** A fact that says of a thing that it was put into something, or is in it. */
export const isPlacing = ({ role, by }: Mention): boolean => role === 'child' && by.action !== 'DELETE'
export const isBirth = ({ role, by }: Mention): boolean =>
  role === 'output' || (role === 'epc' && by.action === 'ADD' && by.type === 'ObjectEvent')

const widened = ({ occurred: { fromMs, toMs }, uncertaintyMs }: ToldEvent): ToldEvent['occurred'] => ({
  fromMs: fromMs - (uncertaintyMs ?? 0),
  toMs: toMs + (uncertaintyMs ?? 0),
})
const some = (id: number | null): number[] => (id === null ? [] : [id])

/** What was told of what something is put together of that is taken apart. */
const fittingsBefore = (events: readonly ToldEvent[]): number[] => [
  ...new Set(
    events
      .filter(({ type, action }) => action === 'DELETE' && type !== 'ObjectEvent')
      .flatMap(({ parts }) => parts.filter(({ role, thing }) => role === 'parent' && thing.level === 'instance'))
      .flatMap(({ thing }) => thing.mentions.filter(isFitting).map(({ by }) => by.index)),
  ),
]

/** The instances that take part, and what is put into something. */
function* rememberedIn(events: Iterable<ToldEvent>): Generator<Thing> {
  for (const { parts } of events) for (const { role, thing } of parts) if (role === 'child' || thing.level === 'instance') yield thing
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
