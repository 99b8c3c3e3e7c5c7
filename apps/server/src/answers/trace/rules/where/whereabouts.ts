import { groupBy } from '../basis/collections.ts'
import { compareEvents } from '../basis/history.ts'
import { certain, type Degree, isBefore, lesser, type Moment, mayPrecede, possible } from '../basis/moment.ts'
import { compare, parseDecimal } from '../basis/quantity.ts'
import type { Standing } from '../basis/standing.ts'
import { isComplete } from '../basis/words.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import { collectPlaces, type Places } from '../chart/places.ts'
import type { Stay } from '../chart/stays.ts'
import { lotsOfUntold } from '../chart/untold.ts'
import { placedElsewhere } from '../scope/placing.ts'
import { foldWords } from './fold.ts'
import { rivalMakings } from './rivals.ts'
import { isGivenUp, momentOf, type Part, type Situation, type Word } from './states.ts'

const partOrder: readonly Part[] = ['output', 'input', 'child', 'parent', 'epc']

/** What happened to things, themselves or with what they lay in, until a moment of the world (§6). */
export class Whereabouts {
  readonly chart: Chart
  readonly places: Places
  /** Milliseconds since 1970; Infinity: until now, as known. */
  readonly until: number
  readonly #byFact: ReadonlyMap<number, Standing>
  readonly #words = new Map<string, readonly Word[]>()
  readonly #lotWords = new Map<string, readonly LotWord[]>()
  #rivals: ReadonlySet<number> | undefined

  constructor(chart: Chart, own: ReadonlySet<string>, until = Number.POSITIVE_INFINITY) {
    this.chart = chart
    this.places = collectPlaces(chart.settled.events, own)
    this.until = until
    this.#byFact = new Map(chart.settled.events.flatMap((event) => event.facts.map((fact) => [fact, event] as const)))
  }

  /** More than one: no fact says which. Empty: nothing places it. */
  situationsOf(object: string): Situation[] {
    return foldWords(this.wordsOf(object), this.places)
  }

  /** Its own words, and those of what it lies in while it does; in order of occurrence. */
  wordsOf(object: string): readonly Word[] {
    const known = this.#words.get(object)
    if (known !== undefined) return known
    // What lies in itself, by facts that cannot all be true, is told of by its own words.
    this.#words.set(object, [])
    const own = this.ownWords(object)
    const carried = (this.chart.staysOf.get(object) ?? []).flatMap((stay) => this.wordsThrough(stay))
    const unnamed = kindIn(this.chart, object) === 'instance' ? this.#unnamedWords(object) : []
    const words = mergeWords([...own, ...carried, ...unnamed])
    this.#words.set(object, words)
    return words
  }

  ownWords(object: string): Word[] {
    return (this.chart.own.get(object) ?? []).flatMap((event) => this.#wordIn(event, object) ?? [])
  }

  /** What the parent's words say of what lies in it, during a stay; and that it was no longer there when somebody looked. */
  wordsThrough(stay: Stay): Word[] {
    const { kind, parent, start, end, degree } = stay
    const during = this.wordsOf(parent).flatMap((word): Word[] => {
      const { time } = word.event
      if (!mayPrecede(start, time) || !mayPrecede(time, end)) return []
      if (kind === 'packed' && word.part === 'epc' && isGivenUp(word.event)) return []
      const isSure = isBefore(start, time) && isBefore(time, end)
      return [{ ...word, via: parent, degree: lesser(word.degree, isSure ? degree : possible) }]
    })
    const leavings = this.leavings(stay)
    const last = new Set(leavings.map(({ event }) => event.index))
    return [...during.filter(({ event }) => !last.has(event.index)), ...leavings]
  }

  /** All is taken out without being named, or a complete look does not find it (§2, packed-in). */
  leavings({ parent, child, start, endedBy, degree }: Stay): Word[] {
    const ends = [...new Set(endedBy.map((fact) => this.#byFact.get(fact)))].filter((event) => event !== undefined)
    return ends.flatMap((event): Word[] => {
      const isHere = event.parts.some(({ role, object }) => role === 'parent' && object === parent)
      const isNamed = event.parts.some(({ role, object }) => role === 'child' && object === child)
      const isAll = event.action === 'DELETE' && !event.parts.some(({ role }) => role === 'child')
      if (!isHere || isNamed || !(isAll || isComplete(event))) return []
      // That it is not there is sure even where it is not that it had been: unless it is told to have gone by itself.
      const sure = event.doubtful || (degree !== certain && !this.#isSilent(child, start)) ? possible : certain
      return this.inTime({ event, part: isAll ? 'child' : 'missing', via: parent, degree: sure })
    })
  }

  #isSilent(object: string, since: Moment): boolean {
    return kindIn(this.chart, object) !== 'lot' && !(this.chart.own.get(object) ?? []).some(({ time }) => isBefore(since, time))
  }

  #wordIn(event: Standing, object: string): Word | undefined {
    const roles = new Set(event.parts.flatMap((part) => (part.object === object ? [part.role] : [])))
    const part = partOrder.find((one) => roles.has(one as never))
    // A container that is used stands for what lies in it.
    if (part === undefined || (part === 'input' && kindIn(this.chart, object) === 'carrier')) return undefined
    const [word] = this.inTime({ event, part, via: null, degree: event.doubtful || this.#isMadeTwice(object) ? possible : certain })
    return word
  }

  #isMadeTwice(object: string): boolean {
    return (
      this.chart.contested.has(object) && kindIn(this.chart, object) === 'instance' && (this.chart.makingsOf.get(object)?.length ?? 0) > 1
    )
  }

  /**
   * How far an event took the quantities that it tells of: where not all makings need be true as told, what each took, it perhaps took. A thing
   * with a name that all of them took is gone with any, and is not meant.
   */
  takingDegree(event: Standing): Degree {
    this.#rivals ??= rivalMakings(this.chart)
    return event.doubtful || this.#rivals.has(event.index) ? possible : certain
  }

  inTime(word: Word): Word[] {
    const at = momentOf(word.event)
    if (at.from > this.until) return []
    return [at.to > this.until ? { ...word, degree: lesser(word.degree, possible) } : word]
  }

  /** What is told of quantities of its lot: it may be among them where no fact places it elsewhere. */
  #unnamedWords(object: string): Word[] {
    const lots = [...(this.chart.lotsOf.get(object) ?? []), ...lotsOfUntold(this.chart, object)]
    return lots.flatMap((lot) =>
      this.#wordsOfLot(lot).flatMap(({ word, isWhole, stays }): readonly Word[] => {
        if (word.part === 'lot') return [word]
        if (placedElsewhere(this.chart, object, { event: word.event, lot }) !== undefined) return []
        const isSure = isWhole && (this.chart.lotsOf.get(object)?.size ?? 0) === 1
        const degree: Degree = isSure ? word.degree : possible
        const carried = stays.flatMap((stay) => this.wordsThrough({ ...stay, degree: lesser(stay.degree, degree) }))
        return [{ ...word, degree }, ...carried]
      }),
    )
  }

  #wordsOfLot(lot: string): readonly LotWord[] {
    const known = this.#lotWords.get(lot)
    if (known !== undefined) return known
    const staysBy = groupBy(
      this.chart.staysOf.get(lot) ?? [],
      ({ opened }) => opened?.index,
      (stay) => stay,
    )
    const words = (this.chart.own.get(lot) ?? []).flatMap((event): LotWord[] => {
      const part = event.parts.find(({ object, role }) => object === lot && role !== 'named' && role !== 'parent')
      // What comes into being as a quantity is other units than those that are named.
      if (part === undefined || part.role === 'output' || (part.role === 'epc' && event.action === 'ADD')) return []
      const isTold = part.quantity !== null
      const isMoving = isTold || part.role === 'input' || part.role === 'child' || event.action === 'DELETE' || event.consignee !== null
      const name = isMoving ? part.role : 'lot'
      return this.inTime({ event, part: name as Part, via: null, degree: event.doubtful ? possible : certain }).map((word) => ({
        word,
        isWhole: part.quantity !== null && part.uom === null && this.#isWhole(lot, part.quantity),
        stays: staysBy.get(event.index) ?? [],
      }))
    })
    this.#lotWords.set(lot, words)
    return words
  }

  /** As much as all units of the lot that any fact names: every one of them is meant. */
  #isWhole(lot: string, quantity: string): boolean {
    const members = this.chart.membersOf.get(lot)?.size ?? 0
    const unnamed = (this.chart.batches.get(lot) ?? []).some(({ kind }) => kind !== 'apart' && kind !== 'stock')
    return !unnamed && compare(parseDecimal(quantity), { units: BigInt(members), scale: 0 }) >= 0
  }
}

type LotWord = { readonly word: Word; readonly isWhole: boolean; readonly stays: readonly Stay[] }

/** One word for each event and part: the thing's own before its container's, the surer before the less sure. */
export function mergeWords(words: readonly Word[]): Word[] {
  const best = new Map<string, Word>()
  for (const word of words) {
    const key = `${word.event.index}${word.part === 'missing' ? ' missing' : ''}`
    const known = best.get(key)
    const isBetter =
      known === undefined || (word.via === null) !== (known.via === null)
        ? word.via === null || known === undefined
        : word.degree > known.degree
    if (isBetter) best.set(key, word)
  }
  return [...best.values()].sort((left, right) => compareEvents(left.event, right.event))
}
