import { addTo } from '../basis/collections.ts'
import type { Part } from '../basis/history.ts'
import { always, certain, type Degree, isBefore, lesser, type Moment, mayPrecede, none, possible } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import { Journey, namesTransport } from '../chart/journey.ts'
import type { Stay } from '../chart/stays.ts'
import { untoldOf } from '../chart/untold.ts'
import { birthOf } from './births.ts'
import type { Exposing } from './condition.ts'
import { Exposures, type Met, nothingMet } from './exposures.ts'
import { placedElsewhere } from './placing.ts'
import { Spreading } from './spread.ts'
import { meetsSupplierLot } from './supplied.ts'

/** What an event tells of, and when it was so. */
type Exposure = { readonly event: Standing; readonly time: Moment }

/** Something that was there, at some depth. `isAsked`: of what the question is narrowed to; `isAboard`: of the transport that is asked for. */
type Inside = {
  readonly object: string
  readonly degree: Degree
  readonly facts: readonly number[]
  readonly from: string | undefined
  readonly isAsked: boolean
  readonly isAboard: boolean
}

type Built = { readonly input: string; readonly since: Moment; readonly degree: Degree; readonly facts: readonly number[] }

/** What the events that meet a condition exposed: what they name, with contents and parts at all depths, at that time (§4). */
export function exposuresOf(chart: Chart, exposing: Exposing): Exposures {
  const meeting = new Meeting(chart, exposing)
  for (const event of chart.settled.events) meeting.take(event)
  return new Exposures(meeting.met)
}

class Meeting {
  readonly met: Met = nothingMet()
  readonly #chart: Chart
  readonly #exposing: Exposing
  readonly #journey: Journey | undefined
  readonly #spreading: Spreading
  readonly #inputsOf = new Map<string, readonly Built[]>()
  readonly #plain = new Map<string, Moment>()
  readonly #looked = new Set<string>()

  constructor(chart: Chart, exposing: Exposing) {
    this.#chart = chart
    this.#exposing = exposing
    this.#spreading = new Spreading(chart)
    this.#journey = exposing.transport === undefined ? undefined : new Journey(chart, exposing.transport)
  }

  take(event: Standing): void {
    const { matched, transport, supplierLot } = this.#exposing
    const told = event.facts.filter((fact) => matched.has(fact))
    const times = new Set(told.flatMap((fact) => (matched.get(fact) ?? []).map((time) => time ?? event.time)))
    for (const time of times) {
      const degree = lesser(this.#inWindow(time), event.doubtful ? possible : certain)
      if (degree === none) continue
      this.met.papers.set(
        time,
        new Set([...(event.details.transactions ?? []).map(({ id }) => id), ...(transport === undefined ? [] : [transport])]),
      )
      for (const part of event.parts)
        if (part.role !== 'named' && meetsSupplierLot(event, part, this.#chart.objects, supplierLot))
          this.#takePart({ event, time }, part, degree)
    }
  }

  #inWindow(time: Moment): Degree {
    const { from, to } = this.#exposing
    if (time.to < from || time.from > to) return none
    return time.from >= from && time.to <= to ? certain : possible
  }

  #takePart(exposure: Exposure, part: Part, degree: Degree): void {
    const { object } = part
    const { event, time } = exposure
    const journey = this.#journey
    const own = journey === undefined ? certain : journey.degreeAt(object, time)
    // What the papers of a transport name was aboard only from its departure on.
    if (journey !== undefined && own === none && namesTransport(event, journey.transport)) return
    const isAsked = this.#isAsked(object)
    const inside = {
      object,
      degree: own === none ? degree : lesser(degree, own),
      facts: event.facts,
      from: undefined,
      isAsked,
      isAboard: own > none,
    }
    if (own > none) {
      this.#lookCoarsely(object, isAsked)
      for (const fact of event.facts) addTo(this.met.facts, object, fact)
    }
    if (kindIn(this.#chart, object) === 'lot') this.#takeLot(exposure, inside, part)
    else this.#look(exposure, [inside], part)
  }

  #isAsked(object: string): boolean {
    const { objects } = this.#exposing
    if (objects.size === 0 || objects.has(object) || objects.has(this.#chart.objects.get(object)?.product ?? '')) return true
    for (const lot of this.#chart.lotsOf.get(object) ?? []) if (objects.has(lot)) return true
    return false
  }

  /** Where a coarser reading begins: what is named, and everything that ever was in it. */
  #lookCoarsely(object: string, isAsked: boolean): void {
    const waiting = [{ object, isAsked }]
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      const key = `${one.isAsked} ${one.object}`
      if (this.#looked.has(key)) continue
      this.#looked.add(key)
      if (one.isAsked) this.met.coarse.add(one.object)
      const within = [
        ...(this.#chart.staysIn.get(one.object) ?? []).map(({ child }) => child),
        ...(this.#chart.membersOf.get(one.object) ?? []),
        ...this.#builtInto(one.object).map(({ input }) => input),
      ]
      for (const inner of within) waiting.push({ object: inner, isAsked: one.isAsked || this.#isAsked(inner) })
    }
  }

  /** Some of a lot: certain of what the event tells of it, possible of the rest (§3, lot met by a condition). */
  #takeLot(exposure: Exposure, inside: Inside, { role }: Part): void {
    const { event, time } = exposure
    const { object: lot, degree, facts, isAsked, isAboard } = inside
    const cause = { facts, from: undefined }
    const born = (this.#chart.batches.get(lot) ?? []).filter(({ event: of, kind }) => of === event && kind !== 'apart')
    // What came to be there is a batch of its own, all of which was met.
    const isBirth = born.length > 0 && role !== 'input' && mayPrecede(time, event.time)
    if (isAsked && isAboard && isBirth) for (const batch of born) this.met.batches.push({ batch, degree, cause })
    else if (isAsked && isAboard) {
      this.met.portions.push({ lot, event, time, degree, ...this.#spreading.of(event, lot, role, time), cause })
      if (event.details.loadComplete === true) this.met.wholes.push({ lot, time, degree, returns: this.#spreading.returnsAfter(lot, time) })
    }
    if (!isBirth || !isAsked || !isAboard) this.#look(exposure, this.#membersOf(exposure, inside, event))
  }

  /** Units that may be among what an event tells of their lot by quantity; surely, where that was all of it. */
  #membersOf({ time, event }: Exposure, { object: lot, degree, isAsked, isAboard }: Inside, put: Standing | undefined): Inside[] {
    const { membersOf, sureLotsOf, lotsOf, contested } = this.#chart
    const isWhole =
      put === event &&
      event.details.loadComplete === true &&
      degree === certain &&
      !contested.has(lot) &&
      !this.#spreading.wasSent(lot, time)
    const isSure = (unit: string): boolean =>
      isWhole &&
      lotsOf.get(unit)?.size === 1 &&
      sureLotsOf.get(unit)?.has(lot) === true &&
      isBefore(birthOf(this.#chart, unit), time) &&
      !this.#spreading.wasSent(unit, time)
    return [...new Set([...(membersOf.get(lot) ?? []), ...untoldOf(this.#chart, lot)])].flatMap((unit) => {
      const asked = isAsked || this.#isAsked(unit)
      if (!asked || (!isWhole && this.#isCovered(unit, time))) return []
      if (put !== undefined && placedElsewhere(this.#chart, unit, { event: put, lot }) !== undefined) return []
      return [{ object: unit, degree: isSure(unit) ? certain : possible, facts: event.facts, from: lot, isAsked: asked, isAboard }]
    })
  }

  /** Each thing with what was in it then, at all depths; more surely again, where another way is surer. */
  #look(exposure: Exposure, first: readonly Inside[], part?: Part): void {
    const seen = new Map<string, Degree>()
    const waiting = [...first]
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      const key = `${one.isAsked} ${one.isAboard} ${one.object}`
      if ((seen.get(key) ?? none) >= one.degree) continue
      seen.set(key, one.degree)
      if (this.#isPlain(one.object) && one.from !== undefined && this.#isTold(one, exposure.time)) continue
      if (one.isAsked && one.isAboard) this.#note(exposure, one, one.from === undefined ? part : undefined)
      waiting.push(...this.#insideOf(exposure, one))
    }
  }

  /** Units of large lots have nothing in them as a rule: told once that they may be met, they need not be told again. */
  #isPlain(object: string): boolean {
    return kindIn(this.#chart, object) === 'instance' && !this.#chart.staysIn.has(object) && this.#builtInto(object).length === 0
  }

  #isTold({ object, degree, isAsked, isAboard }: Inside, time: Moment): boolean {
    const isCovered = this.#isCovered(object, time)
    if (degree === possible && isAsked && isAboard && !isCovered) this.#plain.set(object, time)
    return degree === possible && isCovered
  }

  #isCovered(object: string, time: Moment): boolean {
    const told = this.#plain.get(object)
    return told !== undefined && told.from <= time.from && told.to <= time.to
  }

  #note({ event, time }: Exposure, { object, degree, facts, from }: Inside, part: Part | undefined): void {
    this.met.coarse.add(object)
    switch (kindIn(this.#chart, object)) {
      case 'carrier':
        this.met.carriers.push({ carrier: object, degree })
        break
      case 'class':
        this.met.products.push({ product: object, time })
        break
      case 'lot':
        break
      default:
        if (part !== undefined) this.#noteWithin(event, time, object, degree)
        this.met.things.push({ object, start: this.#isMadeIn(event, time, part) ? always : time, degree, cause: { facts, from } })
    }
  }

  #noteWithin(event: Standing, time: Moment, object: string, degree: Degree): void {
    if (!mayPrecede(time, event.time)) return
    const isBy = time === event.time || isBefore(time, event.time)
    this.met.within.push({ object, at: event.time, degree: isBy ? degree : possible })
  }

  /** What is made there is met for good: nothing happened to it before. */
  #isMadeIn({ parts, time: at, type }: Standing, time: Moment, part: Part | undefined): boolean {
    return (
      part?.role === 'output' &&
      type === 'TransformationEvent' &&
      mayPrecede(time, at) &&
      !parts.some(({ role, object }) => role === 'input' && object === part.object)
    )
  }

  #insideOf(exposure: Exposure, outer: Inside): Inside[] {
    const { time } = exposure
    const stays = (this.#chart.staysIn.get(outer.object) ?? []).filter(({ start, end }) => mayPrecede(start, time) && mayPrecede(time, end))
    return [
      ...stays.flatMap((stay) => this.#inStay(exposure, outer, stay)),
      ...this.#builtInto(outer.object)
        .filter(({ since }) => mayPrecede(since, time))
        .map(({ input, since, degree, facts }) => {
          const isSure = since === time || isBefore(since, time)
          return this.#within(outer, { ...outer, object: input, degree: isSure ? degree : possible, facts }, time)
        }),
    ]
  }

  #inStay(exposure: Exposure, outer: Inside, { child, start, end, degree, facts, opened }: Stay): Inside[] {
    const { time } = exposure
    const isSure = degree === certain && isBefore(start, time) && isBefore(time, end)
    const inner = this.#within(outer, { ...outer, object: child, degree: isSure ? certain : possible, facts }, time)
    if (kindIn(this.#chart, child) !== 'lot') return [inner]
    if (inner.isAsked && inner.isAboard) {
      const cause = { facts: inner.facts, from: outer.object }
      this.met.portions.push({
        lot: child,
        event: opened,
        time,
        degree: inner.degree,
        ...this.#spreading.within(opened, child, time),
        cause,
      })
    }
    return this.#membersOf(exposure, inner, opened)
  }

  #within(outer: Inside, inner: Inside, time: Moment): Inside {
    const { object } = inner
    const own = outer.isAboard ? certain : (this.#journey?.degreeAt(object, time) ?? certain)
    return {
      object,
      degree: lesser(lesser(outer.degree, inner.degree), own === none ? certain : own),
      facts: [...new Set([...inner.facts, ...outer.facts])],
      from: outer.object,
      isAsked: outer.isAsked || this.#isAsked(object),
      isAboard: own > none,
    }
  }

  /** Units that went into its making by their own names: in it since then, where nothing else is told of them there. */
  #builtInto(object: string): readonly Built[] {
    const known = this.#inputsOf.get(object)
    if (known !== undefined) return known
    const chart = this.#chart
    const told = new Set((chart.staysIn.get(object) ?? []).map(({ child }) => child))
    const inputs =
      kindIn(chart, object) !== 'instance'
        ? []
        : (chart.makingsOf.get(object) ?? []).flatMap(({ inputs: lines, outputs, single, takes, taken, events }) => {
            const out = new Set(outputs.map((line) => line.object))
            const took = takes.get(object)
            return lines
              .filter((line) => kindIn(chart, line.object) === 'instance' && !out.has(line.object) && !told.has(line.object))
              .filter((line) => took?.has(line.object) === true || !taken.has(line.object))
              .map((line): Built => {
                const isSure = (single || took?.has(line.object) === true) && events.every(({ doubtful }) => !doubtful)
                return { input: line.object, since: line.event.time, degree: isSure ? certain : possible, facts: line.event.facts }
              })
          })
    this.#inputsOf.set(object, inputs)
    return inputs
  }
}
