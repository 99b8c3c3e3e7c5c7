import type { Act, Lot, Order, Piece } from './acts.ts'
import { createConsignees, type Party, type Product, type ProductKey, products } from './catalogue.ts'
import type { Plan } from './options.ts'
import { Random } from './random.ts'
import { Bin } from './stock.ts'

/** A story within the world: it yields the moment at which it wants to go on, and acts when it is woken. */
export type Story = Generator<number, void, void>

type Unstamped<T> = T extends unknown ? Omit<T, 'seq' | 'timeMs'> : never
export type NewAct = Unstamped<Act>

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

interface Waking {
  timeMs: number
  order: number
  story: Story
}

/** Objects that a demonstration can start from, by the names that their codes stand for in `Naming`. */
export interface Notable {
  supplierLot: Lot | undefined
  hotLot: Lot | undefined
  typicalLot: Lot | undefined
  serial: Piece | undefined
  substituted: Lot | undefined
  load: string | undefined
  excursion: string | undefined
}

/** The physical plant: one clock, stocks that all share, and the stories that run. Acts come out in order of time. */
export class World {
  readonly plan: Plan
  readonly random: Random
  readonly consignees: Party[]
  readonly notable: Notable = {
    supplierLot: undefined,
    hotLot: undefined,
    typicalLot: undefined,
    serial: undefined,
    substituted: undefined,
    load: undefined,
    excursion: undefined,
  }
  readonly hotChips = new Bin()
  readonly refurbished: Piece[] = []
  nowMs: number
  readonly #bins = new Map<ProductKey, Bin>()
  readonly #serials = new Map<string, number>()
  readonly #wakings: Waking[] = []
  readonly #numbers = { lot: 0, container: 0, order: 0, purchase: 0, shipment: 0, load: 0, seq: 0, waking: 0 }
  #acts: Act[] = []
  /** Makings until the serial is chosen: what is in it must be known. */
  #pilot: Extract<NewAct, { kind: 'make' }>[] = []

  constructor(plan: Plan) {
    this.plan = plan
    this.random = new Random(`${plan.seed}/world`)
    this.consignees = createConsignees(plan.consignees)
    this.nowMs = plan.startMs
  }

  bin(key: ProductKey): Bin {
    let bin = this.#bins.get(key)
    if (bin === undefined) {
      bin = new Bin()
      this.#bins.set(key, bin)
    }
    return bin
  }

  lot(key: ProductKey, size: number, lifeDays = 1095): Lot {
    const product = products[key]
    const number = ++this.#numbers.lot
    let serialBase = -1
    if (product.serialised) {
      serialBase = this.#serials.get(key) ?? 100_001
      this.#serials.set(key, serialBase + size)
    }
    const day = new Date(this.nowMs).toISOString().slice(2, 10).replaceAll('-', '')
    const code = product.supplier === undefined ? `${day}-${number}` : `${product.supplier.key.slice(0, 2).toUpperCase()}${day}${number}`
    return {
      number,
      product,
      code,
      size,
      serialBase,
      madeMs: this.nowMs,
      expiryMs: this.nowMs + lifeDays * dayMs,
      associated: false,
      serviceable: [],
    }
  }

  order(style: Order['style'], recipe: Order['recipe']): Order {
    return { number: `MO${String(++this.#numbers.order).padStart(7, '0')}`, style, substitute: undefined, recipe }
  }

  number(kind: 'purchase' | 'shipment' | 'load'): string {
    const prefix = { purchase: 'PO', shipment: 'DN', load: 'LOAD' }[kind]
    return `${prefix}${String(++this.#numbers[kind]).padStart(7, '0')}`
  }

  containerSerial(): number {
    return ++this.#numbers.container
  }

  /** Something happens, now. */
  act(act: NewAct): void {
    if (act.kind === 'make' && this.notable.serial === undefined) this.#pilot.push(act)
    this.#acts.push({ ...act, seq: ++this.#numbers.seq, timeMs: this.nowMs })
  }

  /** Takes a pump of the pilot as the serial to look at, and the gasket in it as the supplier lot. */
  note(pump: Piece): void {
    this.notable.serial = pump
    const module = this.#inputOf(pump, products.module)
    this.notable.supplierLot = module && this.#inputOf(module, products.gasket)?.lot
    this.#pilot = []
  }

  #inputOf({ lot, unit }: Piece, product: Product): Piece | undefined {
    for (const make of this.#pilot) {
      const run = make.lot === lot ? make.runs.find(({ from, to }) => from <= unit && unit < to) : undefined
      const input = run?.inputs.find((one) => one.lot.product === product)
      if (run !== undefined && input !== undefined) return { lot: input.lot, unit: input.from + (unit - run.from) * input.per }
    }
    return undefined
  }

  start(story: Story, timeMs: number): void {
    this.#push({ timeMs, order: ++this.#numbers.waking, story })
  }

  /** A customer: the first ones buy most (weights fall like 1 ∕ rank). */
  consignee(role?: Party['role']): Party {
    for (;;) {
      const rank = Math.floor(Math.exp((this.random.uint32() / 4294967296) * Math.log(this.consignees.length + 1))) - 1
      const party = this.consignees[rank]
      if (party !== undefined && (role === undefined || party.role === role)) return party
    }
  }

  *run(): Generator<Act, void, void> {
    for (;;) {
      const waking = this.#pop()
      if (waking === undefined) return
      this.nowMs = Math.max(this.nowMs, waking.timeMs)
      const step = waking.story.next()
      if (step.done !== true) this.#push({ timeMs: step.value, order: ++this.#numbers.waking, story: waking.story })
      const acts = this.#acts
      this.#acts = []
      yield* acts
    }
  }

  #push(waking: Waking): void {
    const heap = this.#wakings
    let index = heap.length
    heap.push(waking)
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (above === undefined || !isBefore(waking, above)) break
      heap[index] = above
      index = parent
    }
    heap[index] = waking
  }

  #pop(): Waking | undefined {
    const heap = this.#wakings
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      const left = heap[child]
      if (left === undefined) break
      const right = heap[child + 1]
      if (right !== undefined && isBefore(right, left)) child++
      const least = heap[child]
      if (least === undefined || !isBefore(least, last)) break
      heap[index] = least
      index = child
    }
    heap[index] = last
    return first
  }
}

function isBefore(left: Waking, right: Waking): boolean {
  return left.timeMs < right.timeMs || (left.timeMs === right.timeMs && left.order < right.order)
}
