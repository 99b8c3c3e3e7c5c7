import { addTo } from '../basis/collections.ts'
import type { Part } from '../basis/history.ts'
import type { ContentTold } from '../basis/measures.ts'
import { isMore, minus, nothing, plus, type Rational, smaller } from '../basis/rational.ts'
import type { Standing } from '../basis/standing.ts'
import { isComplete, isReceiving } from '../basis/words.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import type { Making } from '../chart/makings.ts'
import { type Account, isWithOthers, where } from './accounts.ts'
import { Amounts, type Undispatched } from './amounts.ts'
import { Boxes } from './boxes.ts'
import type { Told } from './deeds.ts'
import { Items } from './items.ts'
import { Sites } from './sites.ts'
import { succeed } from './succession.ts'
import { isCount, isSampling } from './terms.ts'
import { Units } from './units.ts'

/** A fact that concerns the quantity of an item, and does not tell how much. */
export type Amountless = { readonly item: string; readonly event: Standing }

/**
 * What became of which quantities, by the events in order of occurrence (§5): a flow for each step between the outside, our sites, other parties and the
 * ends. Nothing is invented: what is taken where nothing was told to be goes below nothing there.
 */
export class Ledger {
  readonly items: Items
  readonly amountless: Amountless[] = []
  readonly #chart: Chart
  readonly #sites: Sites
  readonly #amounts: Amounts
  readonly #units: Units
  readonly #boxes = new Boxes()
  readonly #making = new Map<Standing, Making>()
  /** What goes into a making and comes out of it again under its name was not used up there, nor made (rework). */
  readonly #passing = new Map<Making, { readonly into: Map<Account, Rational>; readonly out: Map<Account, Rational> }>()

  constructor(chart: Chart, own: ReadonlySet<string>, contents: readonly ContentTold[]) {
    const { events } = chart.settled
    this.#chart = chart
    this.#sites = new Sites(events, own)
    this.items = new Items(chart, contents)
    for (const making of chart.makings) for (const event of making.events) this.#making.set(event, making)
    this.#amounts = new Amounts(this.#madeHere(events), this.#samplesIn(events))
    this.#units = new Units(this.items, this.#amounts)
    for (const told of succeed(chart, this.#sites)) this.#take(told)
  }

  get undispatched(): readonly Undispatched[] {
    return this.#amounts.undispatched
  }

  /** A party that works for us: what lies with it is in production there. */
  isProcessor(party: string): boolean {
    return this.#sites.isEverProcessor(party)
  }

  /** Of what the first fact tells that it came to be with us, not that it was bought. */
  #madeHere(events: readonly Standing[]): Set<string> {
    const first = new Map<string, 'made' | 'bought'>()
    for (const event of events) {
      const isBought = isReceiving(event)
      const isAdded = event.type === 'ObjectEvent' && event.action === 'ADD' && !isBought && !isCount(event)
      if (this.#sites.premisesOf(event).who === 'other') continue
      for (const { object, role } of event.parts) {
        const how = role === 'output' || (role === 'epc' && isAdded) ? 'made' : role === 'epc' && isBought ? 'bought' : undefined
        if (how === undefined || this.#kind(object) === 'carrier') continue
        const item = this.items.itemOf(object)
        if (!first.has(item)) first.set(item, how)
      }
    }
    return new Set([...first].filter(([, how]) => how === 'made').map(([item]) => item))
  }

  #samplesIn(events: readonly Standing[]): Map<string, Set<string>> {
    const samples = new Map<string, Set<string>>()
    for (const event of events) {
      if (!isSampling(event)) continue
      for (const { object, role } of event.parts) {
        if (role !== 'epc' || this.#kind(object) === 'carrier') continue
        for (const { id } of event.details.transactions ?? []) addTo(samples, this.items.itemOf(object), id)
      }
    }
    return samples
  }

  #kind(object: string): 'unit' | 'amount' | 'carrier' {
    const kind = kindIn(this.#chart, object)
    return kind === 'carrier' ? 'carrier' : kind === 'instance' ? 'unit' : 'amount'
  }

  #take(told: Told): void {
    switch (told.event.type) {
      case 'TransformationEvent':
        this.#transform(told)
        break
      case 'AggregationEvent':
      case 'AssociationEvent':
        this.#hold(told)
        break
      default:
        this.#move(told)
    }
  }

  /** What an object event, or one that ties objects to papers, is about; with a container goes what is in it. */
  #move(told: Told): void {
    const parts = told.event.parts.filter(({ role }) => role === 'epc')
    const boxes = parts.filter(({ object }) => this.#kind(object) === 'carrier').map(({ object }) => object)
    for (const box of boxes) this.#moveBox(box, told)
    const { units, amounts } = this.#boxes.contentsOf(boxes)
    for (const unit of units) this.#units.take(unit, told.deed === 'end' ? { ...told, deed: 'see' } : told)
    for (const [account, amount] of amounts) if (told.deed !== 'end' && told.deed !== 'add') this.#amounts.take(told, account, amount)
    const inside = new Set(units)
    for (const { object } of parts) if (this.#kind(object) === 'unit') this.#moveUnit(object, told, inside)
    for (const part of parts) if (this.#kind(part.object) === 'amount') this.#moveAmount(part, told)
  }

  #moveUnit(unit: string, told: Told, inside: ReadonlySet<string>): void {
    const goes = told.deed === 'ship' || told.deed === 'receive' || told.deed === 'end'
    if (goes && !inside.has(unit)) this.#boxes.takeOut(unit)
    if (!inside.has(unit)) this.#units.take(unit, told)
  }

  #moveAmount(part: Part, told: Told): void {
    const { account, amount } = this.items.amountOf(part)
    if (amount !== null) this.#amounts.take(told, account, amount)
    else if (told.deed !== 'see' && told.deed !== 'sample') this.amountless.push({ item: account.item, event: told.event })
  }

  /** A returnable asset that somebody received and that is elsewhere now has left its contents there (§2). */
  #moveBox(box: string, { deed, here, to, from }: Told): void {
    if (this.#chart.objects.get(box)?.level !== 'asset') return
    const party = deed === 'receive' ? to : deed === 'ship' ? from : here
    if (party === undefined) return
    if (this.#boxes.leavesBehind(box, party.party)) this.#boxes.empty(box)
    if (deed === 'receive' && !party.isOwn) this.#boxes.receive(box, party.party)
  }

  #hold(told: Told): void {
    const { event } = told
    const parent = event.parts.find(({ role }) => role === 'parent')?.object
    const children = event.parts.filter(({ role }) => role === 'child')
    if (parent === undefined) return
    const isPart = event.type === 'AssociationEvent' || this.#kind(parent) !== 'carrier'
    if (isPart) this.#fit(parent, children, told)
    else if (event.action === 'DELETE') this.#unpack(parent, children, told)
    else this.#pack(parent, children, told)
  }

  #fit(parent: string, children: readonly Part[], told: Told): void {
    const { event } = told
    if (event.action === 'DELETE') {
      const place = this.#units.placeOf(parent)
      const via = place !== undefined && isWithOthers(place) ? place.via : ''
      for (const child of children) this.#free(child, told, event.type === 'AggregationEvent', via)
      return
    }
    if (event.action !== 'ADD') return
    for (const child of children) {
      if (this.#kind(child.object) === 'unit') {
        this.#boxes.takeOut(child.object)
        this.#units.consume(child.object, told)
      } else if (this.#kind(child.object) === 'amount') this.#consumeSome(child, told)
    }
  }

  #free(part: Part, told: Told, isOpened: boolean, via: string): void {
    if (this.#kind(part.object) === 'unit') {
      this.#units.free(part.object, told, isOpened, via)
      return
    }
    if (this.#kind(part.object) !== 'amount') return
    const { account, amount } = this.items.amountOf(part)
    const { here, site, event } = told
    const target = here?.isOwn === false ? (isOpened ? where('held', here.party, via) : where('own')) : where('own', site)
    if (amount !== null) account.move(where('found'), target, amount, event)
    else this.amountless.push({ item: account.item, event })
  }

  #pack(box: string, children: readonly Part[], told: Told): void {
    const { event } = told
    const named = new Set<string>()
    for (const part of children) {
      const kind = this.#kind(part.object)
      if (kind === 'amount') {
        const { account, amount } = this.items.amountOf(part)
        if (amount === null || (event.action === 'OBSERVE' && this.#boxes.hasSome(box, account))) continue
        this.#boxes.putSome(box, account, amount)
        continue
      }
      named.add(part.object)
      this.#boxes.put(box, part.object, kind === 'carrier')
      if (kind === 'unit') this.#units.see(part.object, { ...told, deed: 'see' })
    }
    if (event.action !== 'OBSERVE' || !isComplete(event)) return
    for (const unit of this.#boxes.unitsIn(box)) {
      if (named.has(unit)) continue
      this.#boxes.takeOut(unit)
      this.#units.lose(unit, told)
    }
    for (const inner of this.#boxes.innerOf(box)) if (!named.has(inner)) this.#boxes.takeOut(inner)
  }

  #unpack(box: string, children: readonly Part[], told: Told): void {
    if (children.length === 0) {
      this.#boxes.empty(box)
      return
    }
    for (const part of children) {
      const kind = this.#kind(part.object)
      if (kind === 'amount') {
        const { account, amount } = this.items.amountOf(part)
        this.#boxes.takeSome(box, account, amount)
        if (amount !== null) this.#amounts.take({ ...told, deed: 'see' }, account, amount)
        continue
      }
      this.#boxes.takeOut(part.object)
      if (kind === 'unit') this.#units.see(part.object, { ...told, deed: 'see' })
    }
  }

  #transform(told: Told): void {
    const { event } = told
    const making = this.#making.get(event)
    const inputs = event.parts.filter(({ role }) => role === 'input')
    const outputs = event.parts.filter(({ role }) => role === 'output')
    const isThrough = (object: string): boolean =>
      making?.inputs.some((line) => line.object === object) === true && making.outputs.some((line) => line.object === object)
    const boxes = inputs.filter(({ object }) => this.#kind(object) === 'carrier').map(({ object }) => object)
    const { units, amounts } = this.#boxes.contentsOf(boxes)
    for (const unit of units) this.#units.consume(unit, told)
    for (const [account, amount] of amounts) this.#amounts.consume(told, account, amount)
    for (const box of boxes) this.#boxes.empty(box)
    for (const part of inputs) {
      if (this.#kind(part.object) === 'amount') this.#consumeSome(part, told, making)
      else if (this.#kind(part.object) === 'unit' && isThrough(part.object)) this.#units.see(part.object, told)
      else if (this.#kind(part.object) === 'unit') {
        this.#boxes.takeOut(part.object)
        this.#units.consume(part.object, told)
      }
    }
    for (const part of outputs) {
      if (this.#kind(part.object) === 'unit' && !isThrough(part.object)) this.#units.make(part.object, told)
      else if (this.#kind(part.object) === 'amount') this.#makeSome(part, told, making)
    }
  }

  #consumeSome(part: Part, told: Told, making?: Making): void {
    const { account, amount } = this.items.amountOf(part)
    if (amount === null) this.amountless.push({ item: account.item, event: told.event })
    else this.#amounts.consume(told, account, this.#withoutPassing(making, 'into', account, amount))
  }

  #makeSome(part: Part, told: Told, making: Making | undefined): void {
    const { account, amount } = this.items.amountOf(part)
    if (amount !== null) this.#amounts.add(told, account, this.#withoutPassing(making, 'out', account, amount), 'made')
    else if (!this.#isToldElsewhere(part.object, told.event)) this.amountless.push({ item: account.item, event: told.event })
  }

  /** Systems that write one making for each material tell once how much was made: under the same order. */
  #isToldElsewhere(output: string, event: Standing): boolean {
    const orders = new Set(event.details.transactions?.map(({ id }) => id))
    return (this.#chart.makingsOf.get(output) ?? []).some(
      ({ outputs, events }) =>
        outputs.some(({ object, quantity }) => object === output && quantity !== null) &&
        (events.includes(event) || events.some(({ details }) => details.transactions?.some(({ id }) => orders.has(id)) === true)),
    )
  }

  #withoutPassing(making: Making | undefined, side: 'into' | 'out', account: Account, amount: Rational): Rational {
    if (making === undefined) return amount
    const passing = this.#passing.get(making) ?? this.#passingOf(making)
    this.#passing.set(making, passing)
    const through = passing[side].get(account)
    if (through === undefined) return amount
    const some = smaller(through, amount)
    passing[side].set(account, minus(through, some))
    return minus(amount, some)
  }

  #passingOf(making: Making) {
    const sum = (lines: Making['inputs']): Map<Account, Rational> => {
      const sums = new Map<Account, Rational>()
      for (const line of lines) {
        if (this.#kind(line.object) !== 'amount') continue
        const { account, amount } = this.items.amountOf(line)
        if (amount !== null) sums.set(account, plus(sums.get(account) ?? nothing, amount))
      }
      return sums
    }
    const [inputs, outputs] = [sum(making.inputs), sum(making.outputs)]
    const through = new Map(
      [...inputs]
        .map(([account, amount]) => [account, smaller(amount, outputs.get(account) ?? nothing)] as const)
        .filter(([, some]) => isMore(some)),
    )
    return { into: new Map(through), out: new Map(through) }
  }
}
