import { sql, type Transaction } from '../../platform/database/index.ts'
import {
  type Declaration,
  findObjects,
  findWithClasses,
  type GenealogyObject,
  Rounds,
  type SourceState,
  selectBehind,
  selectErased,
  selectFailures,
  selectRefusalsNaming,
  selectRefusalsUnread,
  selectSources,
} from '../../views/genealogy/index.ts'
import { Compositions } from '../../views/rollups/index.ts'
import { assembleHistory } from './assemble.ts'
import { judgeRead, readSources, type Sources, withDeclaredClocks } from './completeness.ts'
import { findMatching, findNaming, selectParticipants } from './conditions.ts'
import { CoverageLog } from './coverage.ts'
import { type Condition, limits } from './model.ts'
import type { Gap } from './rules/basis/answer.ts'
import type { History } from './rules/basis/history.ts'
import type { Unchecked } from './rules/completeness/certificate.ts'
import { type Direction, unnamedOf } from './rules/evaluate.ts'
import { asksMore, type EventCondition, type Exposing } from './rules/scope/condition.ts'
import { findSupplied } from './supplied.ts'
import { Surroundings } from './surroundings.ts'
import { Walk } from './walk.ts'
import type { Seeds, Walked } from './walked.ts'

/** What a walk from some seeds has read: enough for every rule about them, and what the run has to say of it. */
export type Read = {
  readonly direction: Direction
  /** What the walk began with; absent: only what happened to the objects themselves was read. */
  readonly seed?: readonly string[]
  readonly history: History
  /** Indexes of its events. */
  readonly indexes: readonly number[]
  /** Numbers of the sources that told them. */
  readonly feeding: readonly number[]
  /** Parties and places of the history that are ourselves. */
  readonly own: ReadonlySet<string>
  readonly sources: ReadonlyMap<number, SourceState>
  readonly declarations: readonly Declaration[]
  /** A condition and the events that meet it. */
  readonly exposing?: Exposing
}

/** One moment of the database, as known at one index: all that an ask reads goes through it, so that its answer is of that index. */
export class Asking {
  readonly transaction: Transaction
  /** The same transaction, for readings of the views. */
  readonly reads: Rounds
  /** The facts below it are known. */
  readonly index: number
  readonly #own: readonly string[]
  readonly #conditions: Condition[] = []
  #clock: Promise<ReadonlyMap<number, SourceState>> | undefined
  #moment: Promise<string | null> | undefined
  readonly #unchecked: Unchecked[] = []
  #sources: Promise<Sources> | undefined
  /** What this asking looks at: an ask that reads otherwise than by `read` tells it itself. */
  readonly coverage = new CoverageLog()

  /** What is kept from question to question. */
  readonly compositions: Compositions

  constructor(transaction: Transaction, index: number, own: readonly string[], compositions = new Compositions()) {
    this.compositions = compositions
    this.transaction = transaction
    this.reads = new Rounds(transaction)
    this.index = index
    this.#own = own
  }

  /** What is so in this run only; grows while the ask is answered. */
  get conditions(): readonly Condition[] {
    return this.#conditions
  }

  /** The same moment of the database, as known at another index. */
  at(index: number): Asking {
    return new Asking(this.transaction, index, this.#own, this.compositions)
  }

  /** Whether a party or place is ourselves. */
  isOwn(uri: string): boolean {
    return isOneOf(uri, this.#own)
  }

  /** Whether anything was told to be ourselves. */
  get hasOwn(): boolean {
    return this.#own.length > 0
  }

  note(condition: Condition): void {
    this.#conditions.push(condition)
  }

  /** Gaps that could not be looked for. */
  get unchecked(): readonly Unchecked[] {
    return this.#unchecked
  }

  /** A gap that this answer does not look for, or cannot: it is not called complete. */
  leave(...unchecked: readonly Unchecked[]): void {
    this.#unchecked.push(...unchecked)
  }

  /** What is declared of every source, and how far each has told. */
  sources(): Promise<Sources> {
    this.#sources ??= readSources(this)
    return this.#sources
  }

  /** Walks from the seeds (canonical URIs) and reads all that can matter to them in that direction. Seeds that no fact names become a condition. */
  async read(direction: Direction, seed: readonly string[]): Promise<Read> {
    const isForeseen = direction === 'backward' && seed.length <= limits.foreseen
    const [{ ids, found, known }, behind] = await Promise.all([
      this.#find(seed),
      isForeseen ? selectBehind(this.reads, { uris: seed }, this.index) : [],
    ])
    const classes = await this.#classesOfUnknown(seed, found)
    return { ...(await this.#walk(direction, { objects: ids, known, behind, ...classes })), seed }
  }

  /**
   * Reads all that can matter to what met a condition, forward. Any source may have more to tell that meets it: what of any could not be read concerns
   * the answer.
   * @param objects only these of what met it; empty: everything
   */
  async readMeeting(condition: EventCondition, objects: readonly string[]): Promise<Read & { readonly exposing: Exposing }> {
    const { transaction, index } = this
    const known = await findObjects(transaction, objects, index)
    for (const object of objects) if (!known.has(object)) this.note({ code: 'seed-unknown', object })
    const sources = await this.clocks()
    const { transport, supplierLot, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = condition
    const supplied = supplierLot === undefined ? undefined : await findSupplied(transaction, supplierLot, index)
    const named = transport === undefined ? undefined : await findNaming(transaction, transport, index)
    const first =
      named === undefined
        ? await findMatching(transaction, condition, { index, sources, among: supplied && [...supplied.keys()] })
        : undefined
    const met = named ?? [...(first?.matched.keys() ?? [])]
    const exposed =
      named === undefined && supplied !== undefined
        ? [...new Set(met.flatMap((event) => supplied.get(event) ?? []))]
        : await selectParticipants(transaction, met)
    const read = await this.#walk('forward', { objects: [], classesOfLots: [], classesOfUnits: [], exposed })
    // On the way, whatever else happens to what is aboard may meet the rest of the condition.
    const onTheWay = asksMore(condition) ? read.indexes : (named ?? [])
    const among = supplied === undefined ? onTheWay : onTheWay.filter((event) => supplied.has(event))
    const { matched, isBounded } = first ?? (await findMatching(transaction, condition, { index, sources, among }))
    if (matched.size === 0) this.note({ code: 'condition-unmet' })
    if (isBounded || (named?.length ?? 0) > limits.matching) {
      this.note({ code: 'condition-bounded', events: limits.matching })
      this.coverage.bound(limits.matching, exposed.length)
    }
    return {
      ...read,
      seed: [],
      feeding: [...sources.keys()],
      exposing: { matched, from, to, transport, supplierLot, objects: new Set(objects) },
    }
  }

  /** Reads what concerns the seeds themselves: what happened to them and to what they lay in, not what was made of them. */
  async around(seed: readonly string[]): Promise<Read> {
    const { ids, known } = await this.#find(seed)
    return this.aroundNumbers(ids, known)
  }

  /** The same of objects by their numbers in the views. */
  async aroundNumbers(objects: readonly number[], known: readonly GenealogyObject[] = []): Promise<Read> {
    return this.#assemble('forward', await new Surroundings(this.reads, this.index).run(objects, known))
  }

  /** What is asked about, with its classes; and in the same round what every answer needs of the sources. Seeds that no fact names become a condition. */
  async #find(seed: readonly string[]) {
    const [{ found, classes }] = await Promise.all([findWithClasses(this.reads, seed, this.index), this.clocks()])
    for (const object of seed) if (!found.has(object)) this.note({ code: 'seed-unknown', object })
    return { ids: [...found.values()].map(({ id }) => id), found, known: [...found.values(), ...classes] }
  }

  /** Every source with the uncertainty of its clock. */
  clocks(): Promise<ReadonlyMap<number, SourceState>> {
    this.#clock ??= Promise.all([selectSources(this.reads, this.index), this.sources()]).then(([sources, declared]) =>
      withDeclaredClocks(sources, declared),
    )
    return this.#clock
  }

  async #walk(direction: Direction, seeds: Seeds): Promise<Read> {
    return this.#assemble(direction, await new Walk(this.reads, direction, this.index, await this.clocks()).run(seeds))
  }

  async #assemble(direction: Direction, { events, declarations, objects, untold, lots, crowded, isBounded }: Walked): Promise<Read> {
    const indexes = events.map((event) => event.index)
    const sources = await this.clocks()
    const history = assembleHistory({ events, objects, sources, declarations, untold, lots, crowded })
    if (isBounded) this.note({ code: 'walk-bounded', events: events.length, objects: objects.size })
    if (isBounded) this.coverage.bound(events.length, objects.size)
    this.coverage.read({ history })
    const feeding = [...new Set(events.map(({ source }) => source))]
    return { direction, history, indexes, feeding, own: ownOf(history, this.#own), sources, declarations }
  }

  /** What is asked about and no fact names may exist: a unit may be of a lot that nobody told. */
  async #classesOfUnknown(seed: readonly string[], found: ReadonlyMap<string, GenealogyObject>) {
    const unknown = seed.flatMap((uri) => (found.has(uri) ? [] : (unnamedOf(uri) ?? [])))
    const classes = await findObjects(this.reads, [...new Set(unknown.map(({ product }) => product))], this.index)
    const idsOf = (level: string): number[] => unknown.flatMap((one) => (one.level === level ? (classes.get(one.product)?.id ?? []) : []))
    return { classesOfLots: idsOf('lot'), classesOfUnits: idsOf('instance') }
  }

  /**
   * What no event could tell (§7): facts that could not be projected, documents that were not accepted, bodies that were erased; and what events
   * do not tell though it was promised. What could not be looked for is left in `unchecked`.
   * @param named what the answer names
   * @param concerned of that, what it is about: not what it excludes
   */
  async unseen(read: Read, named: readonly string[], concerned: readonly string[] = named): Promise<Gap[]> {
    const { reads, index } = this
    const { indexes, feeding, sources } = read
    const [promised, failures, naming, unread, erased] = await Promise.all([
      this.sources().then((declared) => judgeRead(this, read, new Set(concerned), declared)),
      selectFailures(reads, index, limits.listed),
      selectRefusalsNaming(reads, [...new Set(named)], index),
      selectRefusalsUnread(reads, feeding, index, limits.listed),
      selectErased(reads, indexes, index),
    ])
    this.leave(...promised.unchecked)
    this.coverage.reach(concerned)
    const nameOf = (source: number): string => sources.get(source)?.name ?? String(source)
    return [
      // What an erased body told is known to nobody any more: it may concern any answer.
      ...failures.map(
        ({ index: event, source, code }): Gap => ({ code: code === 'body-erased' ? 'erased' : 'projection-failed', event, source }),
      ),
      ...naming.flatMap(({ fact, source, uris }) =>
        uris.map((object): Gap => ({ code: 'intake-quarantined', object, event: fact, source: nameOf(source) })),
      ),
      ...unread.map(({ fact, source }): Gap => ({ code: 'intake-quarantined', event: fact, source: nameOf(source) })),
      ...erased.map((event): Gap => ({ code: 'erased', event })),
      ...promised.gaps,
    ]
  }

  /** When the last fact that is known was recorded; null before the first. */
  moment(): Promise<string | null> {
    this.#moment ??= this.#recordedAt()
    return this.#moment
  }

  async #recordedAt(): Promise<string | null> {
    const [row] = await this.reads.query<{ at: Date }>(
      sql`select recorded_at as at from record_batch where size >= ${this.index} order by size limit 1`,
    )
    return this.index === 0 || row === undefined ? null : row.at.toISOString()
  }
}

const companyKey = /^https:\/\/id\.gs1\.org\/(?:41[0-7]|254|255|00)\/(\d+)/

/** Whether a party or place is ourselves: named by URI, or below a company prefix of ours (GLN, GS1 General Specifications §3.7). */
function isOneOf(uri: string, own: readonly string[]): boolean {
  return own.some((entry) => (/^\d+$/.test(entry) ? companyKey.exec(uri)?.[1]?.startsWith(entry) === true : entry === uri))
}

/** Parties and places of the history that are ourselves. */
function ownOf({ events }: History, own: readonly string[]): Set<string> {
  const places = new Set(
    events.flatMap(({ consignor, consignee, bizLocation, readPoint }) => [consignor, consignee, bizLocation, readPoint]),
  )
  return new Set([...places].filter((uri) => uri !== null && isOneOf(uri, own)) as string[])
}
