import { type Part, partsOf } from '../basis/history.ts'
import { mayPrecede } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import { Boxes } from './boxes.ts'
import { readDeed, type Told } from './deeds.ts'
import type { Sites } from './sites.ts'

/** Where a named thing is on its way round: not yet told, with ourselves, sent out, with another party, sent back, at its end. */
type Phase = 'none' | 'own' | 'way' | 'away' | 'back' | 'gone'
type Step = { readonly after: readonly Phase[]; readonly next: Phase | undefined }

/**
 * The events in an order in which they can have happened: that of their occurrence, and where times overlap, so that a fact does not tell which came
 * first, each thing comes to be before it is used, is packed before its container leaves, and is sent before it is received (§1). The same
 * whatever the order of arrival.
 */
export function succeed(chart: Chart, sites: Sites): Told[] {
  const { events } = chart.settled
  return new Succession(chart, new Map(events.map((event) => [event, readDeed(event, sites)]))).run(events)
}

class Succession {
  readonly #chart: Chart
  readonly #told: ReadonlyMap<Standing, Told>
  readonly #done = new Set<Standing>()
  readonly #running = new Set<Standing>()
  readonly #order: Told[] = []
  readonly #phases = new Map<string, Phase>()
  readonly #boxes = new Boxes()
  /** By object: how many of its events, from the first, have all been taken. */
  readonly #taken = new Map<string, number>()

  constructor(chart: Chart, told: ReadonlyMap<Standing, Told>) {
    this.#chart = chart
    this.#told = told
  }

  run(events: readonly Standing[]): Told[] {
    for (const event of events) this.#take(event)
    return this.#order
  }

  #take(event: Standing): void {
    const told = this.#told.get(event)
    if (told === undefined || this.#done.has(event) || this.#running.has(event)) return
    this.#running.add(event)
    for (const part of event.parts) this.#prepare(told, part)
    this.#running.delete(event)
    this.#done.add(event)
    this.#order.push(told)
    this.#note(told)
  }

  /** Whatever must have come before, and may have. */
  #prepare(told: Told, part: Part): void {
    const kind = kindIn(this.#chart, part.object)
    if (part.role === 'named') return
    if (kind === 'lot' || kind === 'class') {
      const rank = routeOf(told)
      for (const other of rank === undefined ? [] : this.#pending(part.object, told.event)) {
        const earlier = routeOf(this.#told.get(other))
        if (earlier !== undefined && rank !== undefined && earlier.party === rank.party && earlier.rank < rank.rank) this.#take(other)
      }
      return
    }
    if (told.deed === 'ship' && kind === 'carrier') this.#packFirst(part.object, told.event)
    if (isBirth(told, part)) {
      for (const lot of this.#chart.lotsOf.get(part.object) ?? [])
        for (const other of this.#pending(lot, told.event)) if (isBirthOf(this.#told.get(other), lot)) this.#take(other)
      return
    }
    const { after } = stepOf(told, part)
    for (;;) {
      const phase = this.#phaseOf(part.object)
      if (after.includes(phase)) return
      const next = this.#pending(part.object, told.event).find((other) => this.#fits(other, part.object, phase))
      if (next === undefined) return
      this.#take(next)
      if (!this.#done.has(next)) return
    }
  }

  #packFirst(box: string, event: Standing): void {
    for (const other of this.#pending(box, event)) {
      if (other.action === 'ADD' && partsOf(other, box).some(({ role }) => role === 'parent')) this.#take(other)
    }
  }

  #fits(event: Standing, object: string, phase: Phase): boolean {
    const told = this.#told.get(event)
    const part = partsOf(event, object).find(({ role }) => role !== 'named')
    if (told === undefined || part === undefined || this.#running.has(event)) return false
    return isBirth(told, part) ? phase === 'none' : stepOf(told, part).after.includes(phase)
  }

  #phaseOf(object: string): Phase {
    return this.#phases.get(object) ?? 'none'
  }

  /** Events of the object that are not taken yet, and may have come before. */
  #pending(object: string, event: Standing): Standing[] {
    const own = this.#chart.own.get(object) ?? []
    let first = this.#taken.get(object) ?? 0
    while (first < own.length && this.#done.has(own[first] as Standing)) first += 1
    this.#taken.set(object, first)
    const pending: Standing[] = []
    for (let at = first; at < own.length; at += 1) {
      const other = own[at] as Standing
      if (!mayPrecede(other.time, event.time)) break
      if (other !== event && !this.#done.has(other)) pending.push(other)
    }
    return pending
  }

  #note(told: Told): void {
    const { event, deed } = told
    const parent = event.parts.find(({ role }) => role === 'parent')?.object
    for (const part of event.parts) {
      const kind = kindIn(this.#chart, part.object)
      if (part.role === 'named' || kind === 'lot' || kind === 'class') continue
      const next = isBirth(told, part) ? 'own' : stepOf(told, part).next
      if (next !== undefined) this.#phases.set(part.object, next)
      if (kind === 'carrier' && part.role === 'epc' && next !== undefined && deed !== 'end') this.#carry(part.object, next)
      if (part.role === 'child' && parent !== undefined && event.action === 'ADD' && kindIn(this.#chart, parent) === 'carrier')
        this.#boxes.put(parent, part.object, kind === 'carrier')
      if (part.role === 'child' && event.action === 'DELETE') this.#boxes.takeOut(part.object)
      if (part.role === 'epc' && (deed === 'ship' || deed === 'receive') && kind !== 'carrier') this.#boxes.takeOut(part.object)
    }
    if (parent !== undefined && event.action === 'DELETE' && !event.parts.some(({ role }) => role === 'child')) this.#boxes.empty(parent)
  }

  #carry(box: string, phase: Phase): void {
    const { units, boxes } = this.#boxes.contentsOf([box])
    for (const thing of [...units, ...boxes]) this.#phases.set(thing, phase)
  }
}

const isBirth = ({ event, deed }: Told, { object, role }: Part): boolean =>
  (role === 'output' && !partsOf(event, object).some((part) => part.role === 'input')) || (role === 'epc' && deed === 'add')

const isBirthOf = (told: Told | undefined, lot: string): boolean =>
  told !== undefined && partsOf(told.event, lot).some((part) => part.quantity !== null && isBirth(told, part))

/** What it takes for the event to happen to the thing, and where it is then. */
function stepOf({ event, deed, here, from, to }: Told, { object, role }: Part): Step {
  const isOut = here?.isOwn === false
  if (role === 'input')
    return {
      after: isOut ? ['away'] : ['own'],
      next: partsOf(event, object).some((part) => part.role === 'output') ? undefined : 'gone',
    }
  if (role === 'parent') return { after: isOut ? ['away'] : ['own'], next: isOut ? undefined : 'own' }
  if (role === 'child') return childStep(event, isOut)
  switch (deed) {
    case 'ship':
      if (from?.isOwn === false) return { after: ['away'], next: to?.isOwn === true ? 'back' : 'way' }
      return { after: ['own'], next: to?.isOwn === true ? 'own' : 'way' }
    case 'take-back':
      return { after: ['way'], next: 'own' }
    case 'receive':
      return to?.isOwn === false
        ? { after: ['way', 'away'], next: 'away' }
        : { after: from?.isOwn === true ? ['own'] : ['back', 'none'], next: 'own' }
    case 'end':
      return { after: isOut ? ['away'] : here === undefined ? ['own', 'away'] : ['own'], next: 'gone' }
    default:
      return { after: isOut ? ['away'] : here === undefined ? ['own', 'way', 'away', 'back'] : ['own'], next: undefined }
  }
}

function childStep(event: Standing, isOut: boolean): Step {
  if (event.type === 'AssociationEvent')
    return event.action === 'DELETE' ? { after: ['gone'], next: 'own' } : { after: ['own'], next: 'gone' }
  return { after: isOut ? ['away'] : ['own'], next: undefined }
}

/** On the way of a quantity to a party and back, which comes after which. */
function routeOf(told: Told | undefined): { readonly party: string; readonly rank: number } | undefined {
  if (told === undefined) return undefined
  const { deed, from, to, here } = told
  if (deed === 'ship' && from?.isOwn !== false && to?.isOwn === false) return { party: to.party, rank: 1 }
  if (deed === 'receive' && to?.isOwn === false) return { party: to.party, rank: 2 }
  if (deed === 'ship' && from?.isOwn === false) return { party: from.party, rank: 4 }
  if (deed === 'receive' && from?.isOwn === false) return { party: from.party, rank: 5 }
  return here?.isOwn === false ? { party: here.party, rank: 3 } : undefined
}
