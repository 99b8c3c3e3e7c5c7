import { sortedTexts } from '../basis/collections.ts'
import type { Part } from '../basis/history.ts'
import {
  type Content,
  type ContentTold,
  packagedIn,
  pieces,
  type Rates,
  rateBetween,
  ratesOf,
  readContents,
  unitOf,
} from '../basis/measures.ts'
import { type Rational, readRational, single, times } from '../basis/rational.ts'
import type { Standing } from '../basis/standing.ts'
import { isReceiving } from '../basis/words.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import { Account } from './accounts.ts'

/** What the parts of events are accounted under: a lot; a class where no fact tells the lot; an instance that has neither. */
export class Items {
  readonly #chart: Chart
  readonly #told: ReadonlyMap<string, readonly ContentTold[]>
  readonly #accounts = new Map<string, Map<string, Account>>()
  readonly #bases = new Map<string, { readonly item: string; readonly count: Rational }>()
  readonly #dimensions = new Map<string, string>()
  readonly #rates = new Map<string, Rates>()
  readonly #items = new Map<string, string>()
  /** By lot: the first event that brings some of it. */
  readonly #births = new Map<string, Standing>()

  constructor(chart: Chart, told: readonly ContentTold[]) {
    this.#chart = chart
    this.#told = Map.groupBy(told, ({ object }) => object)
    const { events } = chart.settled
    for (const event of events) this.#noteBirths(event)
    for (const event of events) for (const part of event.parts) this.#noteDimension(part)
  }

  #noteBirths(event: Standing): void {
    if (event.type !== 'TransformationEvent' && event.action !== 'ADD' && !isReceiving(event)) return
    for (const { object, role } of event.parts) {
      if ((role === 'output' || role === 'epc') && !this.#births.has(object)) this.#births.set(object, event)
    }
  }

  /** Named instances are pieces; else the first fact says in what a lot is measured. */
  #noteDimension({ object, role, quantity, uom }: Part): void {
    const kind = kindIn(this.#chart, object)
    if (kind === 'carrier' || role === 'named') return
    const item = this.itemOf(object)
    if (kind === 'instance' || this.#base(object).item !== object) this.#dimensions.set(item, pieces)
    else if (quantity !== null && !this.#dimensions.has(item)) this.#dimensions.set(item, unitOf(uom).dimension)
    else if (quantity !== null && unitOf(uom).dimension === pieces) this.#dimensions.set(item, pieces)
  }

  itemOf(object: string): string {
    const item = this.#items.get(object) ?? this.#findItem(object)
    this.#items.set(object, item)
    return item
  }

  #findItem(object: string): string {
    const kind = kindIn(this.#chart, object)
    if (kind === 'lot') return this.#base(object).item
    if (kind === 'class') return object
    const lot = this.#firstLot(object)
    return lot === undefined ? (this.#chart.objects.get(object)?.product ?? object) : this.#base(lot).item
  }

  #firstLot(instance: string): string | undefined {
    const lots = this.#chart.lotsOf.get(instance)
    return lots === undefined ? undefined : sortedTexts(lots)[0]
  }

  /** How many pieces an instance is: one, or what its packaging holds. */
  unitsOf(instance: string): Rational {
    const lot = this.#firstLot(instance)
    return lot === undefined ? single : this.#base(lot).count
  }

  accountOfUnit(instance: string): Account {
    return this.#account(this.itemOf(instance), pieces, null)
  }

  /** Null: how much is not told. */
  amountOf({ object, quantity, uom }: Pick<Part, 'object' | 'quantity' | 'uom'>): {
    readonly account: Account
    readonly amount: Rational | null
  } {
    const { item, count } = this.#base(object)
    const unit = unitOf(uom)
    const wanted = this.#dimensions.get(item) ?? pieces
    if (quantity === null) return { account: this.#account(item, wanted, null), amount: null }
    const told = times(readRational(quantity), unit.factor)
    const rate = rateBetween(this.#ratesOf(object), unit.dimension, item === object ? wanted : pieces)
    if (rate === undefined) return { account: this.#account(item, unit.dimension, uom), amount: told }
    const amount = times(told, rate)
    if (item !== object) return { account: this.#account(item, pieces, null), amount: times(amount, count) }
    return { account: this.#account(item, wanted, unit.dimension === wanted ? uom : null), amount }
  }

  /** Everything told of an item, in the order of its dimensions: what cannot be converted stands beside. */
  accountsOf(item: string): Account[] {
    return [...(this.#accounts.get(item)?.values() ?? [])].sort((left, right) => (left.dimension < right.dimension ? -1 : 1))
  }

  get items(): Iterable<string> {
    return this.#accounts.keys()
  }

  #account(item: string, dimension: string, uom: string | null): Account {
    const accounts = this.#accounts.get(item) ?? new Map<string, Account>()
    this.#accounts.set(item, accounts)
    const shown = dimension === pieces ? null : uom
    const found = accounts.get(dimension) ?? new Account(item, dimension, shown)
    found.uom ??= shown
    accounts.set(dimension, found)
    return found
  }

  /** The lot of the same number of what a packaging holds, where it is told to hold another product. */
  #base(object: string): { readonly item: string; readonly count: Rational } {
    const known = this.#bases.get(object)
    if (known !== undefined) return known
    this.#bases.set(object, { item: object, count: single })
    const product = this.#chart.objects.get(object)?.product ?? null
    const held = product === null || kindIn(this.#chart, object) !== 'lot' ? undefined : packagedIn(this.#contentsOf(object))
    if (product === null || held === undefined || held.of === product || !object.startsWith(product)) return { item: object, count: single }
    const inner = this.#base(held.of + object.slice(product.length))
    const base = { item: inner.item, count: times(held.count, inner.count) }
    this.#bases.set(object, base)
    return base
  }

  #ratesOf(lot: string): Rates {
    const known = this.#rates.get(lot) ?? ratesOf(this.#contentsOf(lot))
    this.#rates.set(lot, known)
    return known
  }

  /** Of the lot itself, else of its class: by its own making or receipt, else by the master data in force then. */
  #contentsOf(lot: string): Content[] {
    const birth = this.#births.get(lot)
    const product = this.#chart.objects.get(lot)?.product ?? ''
    const ilmd = Object.entries(birth?.details.ilmd ?? {}).flatMap(([name, value]) => readContents(name, value))
    return [...ilmd, ...this.#inForce(lot, birth), ...this.#inForce(product, birth)]
  }

  #inForce(object: string, birth: Standing | undefined): readonly Content[] {
    const versions = (this.#told.get(object) ?? []).toSorted((left, right) => left.fact - right.fact)
    const by = birth?.time.to ?? Number.POSITIVE_INFINITY
    return (versions.findLast(({ recordedMs }) => recordedMs <= by) ?? versions[0])?.contents ?? []
  }
}
