import type { Act, Lot, Piece, Take } from '../acts.ts'
import { maker } from '../catalogue.ts'
import { Spans } from './spans.ts'

/** Where a unit physically is: held by a party (its key), under way, inside something, or gone. */
export type State = `held:${string}` | `used:${string}` | 'transit' | 'inside' | 'scrapped' | 'sampled' | 'destroyed'

const home: State = `held:${maker.key}`

/** Quantities of one lot at the maker, in its smallest steps (`product.scale` steps make one unit of measure). */
export interface Balance {
  received: number
  made: number
  returned: number
  /** Parts taken out of devices. */
  recovered: number
  consumed: number
  shipped: number
  scrapped: number
  sampled: number
  destroyed: number
  /** Counted from where each unit lies, not from the terms above. */
  onHand: number
  /** State → steps, everywhere. */
  places: Map<State, number>
}

/**
 * Replays the life of one lot, unit by unit. Throws RangeError where an act is physically impossible (a unit used twice, or not there):
 * then the simulation is wrong, not the record.
 */
export function replay(lot: Lot, acts: readonly Act[]): { balance: Balance; states: Spans<State> } {
  const ledger = new Replay(lot)
  for (const act of acts) ledger.take(act)
  return { balance: ledger.close(), states: ledger.states }
}

class Replay {
  readonly #lot: Lot
  readonly states = new Spans<State>()
  readonly #balance: Balance = {
    received: 0,
    made: 0,
    returned: 0,
    recovered: 0,
    consumed: 0,
    shipped: 0,
    scrapped: 0,
    sampled: 0,
    destroyed: 0,
    onHand: 0,
    places: new Map(),
  }

  constructor(lot: Lot) {
    this.#lot = lot
  }

  close(): Balance {
    const { places } = this.#balance
    for (const { from, to, value } of this.states.list) places.set(value, (places.get(value) ?? 0) + to - from)
    this.#balance.onHand = places.get(home) ?? 0
    return this.#balance
  }

  take(act: Act): void {
    const balance = this.#balance
    switch (act.kind) {
      case 'receive':
        if (act.lot === this.#lot) balance.received += this.#move([act], undefined, home)
        return
      case 'make':
      case 'rename':
        this.#make(act)
        break
      case 'rework':
        for (const run of act.runs) {
          balance.consumed += this.#move(run.inputs, home, 'inside')
          if (act.lot === this.#lot) this.#move([{ lot: act.lot, ...run }], home, home)
        }
        return
      case 'sample':
        balance.sampled += this.#move([act.take], home, 'sampled')
        return
      case 'load':
      case 'inspect':
        return
      case 'pack':
        this.#move(act.container.takes, home, home)
        return
      case 'ship':
        this.#ship(act)
        break
      case 'arrive':
        this.#arrive(act)
        break
      case 'use':
        this.#move(act.takes, `held:${act.party.key}`, `used:${act.party.key}`)
        return
      case 'remove': {
        const count = this.#move(act.takes, home, act.step === 'scrap' ? 'scrapped' : 'destroyed')
        if (act.step === 'scrap') balance.scrapped += count
        else balance.destroyed += count
        return
      }
      case 'prior':
        this.#move([single(act.device)], undefined, `held:${act.party.key}`)
        this.#move([single(act.part)], undefined, 'inside')
        return
      case 'dismantle':
        balance.destroyed += this.#move([single(act.device)], home, 'destroyed')
        balance.recovered += this.#move([single(act.part)], 'inside', home)
        return
      case 'exchange':
        balance.recovered += this.#move([single(act.removed)], 'inside', home)
        balance.consumed += this.#move([single(act.fitted)], home, 'inside')
        return
      default:
    }
  }

  #make(act: Extract<Act, { kind: 'make' | 'rename' }>): void {
    const balance = this.#balance
    for (const run of act.runs) {
      balance.consumed += this.#move(run.inputs, home, 'inside')
      if (act.lot === this.#lot) balance.made += this.#move([{ lot: act.lot, ...run }], undefined, home)
    }
    if (act.kind === 'rename') return
    for (const { parts } of act.fittings) {
      for (const part of parts) balance.consumed += this.#move([single(part)], home, 'inside')
    }
  }

  #ship({ shipment }: Extract<Act, { kind: 'ship' }>): void {
    const count = this.#move(shipment.contents, `held:${shipment.from.key}`, 'transit')
    if (shipment.from === maker) this.#balance.shipped += count
  }

  #arrive({ shipment }: Extract<Act, { kind: 'arrive' }>): void {
    const count = this.#move(shipment.contents, 'transit', `held:${shipment.to.key}`)
    if (shipment.to === maker) this.#balance.returned += count
  }

  /** Moves what of the takes is this lot's from one state to another, and says how much. */
  #move(takes: readonly Take[], before: State | undefined, after: State): number {
    let count = 0
    for (const { lot, from, to } of takes) {
      if (lot !== this.#lot) continue
      const found = this.states.within(from, to)
      const right = before === undefined ? found.length === 0 : found.every(({ value }) => value === before) && covers(found, to - from)
      if (!right)
        throw new RangeError(`lot ${lot.code} [${from}, ${to}): ${found[0]?.value ?? 'not there'} where ${before ?? 'nothing'} was due`)
      this.states.set(from, to, after)
      count += to - from
    }
    return count
  }
}

function single({ lot, unit }: Piece): Take {
  return { lot, from: unit, to: unit + 1 }
}

function covers(found: readonly { from: number; to: number }[], size: number): boolean {
  return found.reduce((sum, { from, to }) => sum + to - from, 0) === size
}
