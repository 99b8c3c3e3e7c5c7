import type { Act, Lot, Piece, Take } from '../acts.ts'
import type { Party, Product } from '../catalogue.ts'
import { nameOf, parseName, urns } from '../naming.ts'
import { followBackward } from './backward.ts'
import { type Balance, replay, type State } from './balance.ts'
import { followForward, type UnitSets } from './forward.ts'

/** A lot in an answer; quantities in its smallest steps (`product.scale` steps make one unit of measure). */
export interface TrueLot {
  id: string
  product: Product
  quantity: number
  of: number
}

export interface TrueScope {
  lots: TrueLot[]
  /** Devices that held something affected and no longer do. */
  past: string[]
  consignees: { id: string; party: Party; lots: TrueLot[] }[]
  /** SSCC URNs of the cases and pallets that affected units were packed in. */
  containers: string[]
  /** Is this lot (any of it), or this serial number, affected? */
  includes(id: string): boolean
  serials(): Generator<string, void, void>
  serialCount: number
}

export interface TrueOrigins {
  lots: TrueLot[]
  serials: string[]
  past: string[]
  suppliers: Party[]
}

/** The physical history, complete: who really got what. Independent of every document. */
export class Truth {
  readonly acts: readonly Act[]
  readonly #lots: Lot[] = []
  readonly #byName = new Map<string, Lot>()
  readonly #touching = new Map<Lot, Act[]>()
  /** Serialised lots of a product, by their first serial number. */
  readonly #bySerial = new Map<Product, Lot[]>()

  constructor(acts: Iterable<Act>) {
    this.acts = [...acts]
    for (const act of this.acts) {
      for (const lot of new Set(lotsOf(act))) {
        const list = this.#touching.get(lot)
        if (list === undefined) {
          this.#touching.set(lot, [act])
          this.#lots.push(lot)
          this.#byName.set(`${lot.product.key}/${lot.code}`, lot)
        } else list.push(act)
      }
    }
    for (const lot of this.#lots) {
      if (lot.serialBase < 0) continue
      const lots = this.#bySerial.get(lot.product)
      if (lots === undefined) this.#bySerial.set(lot.product, [lot])
      else lots.push(lot)
    }
    for (const lots of this.#bySerial.values()) lots.sort((left, right) => left.serialBase - right.serialBase)
  }

  get lots(): readonly Lot[] {
    return this.#lots
  }

  /** The units that an identifier stands for (EPC URN or GS1 Digital Link): a whole lot, or one unit. */
  find(id: string): Take | undefined {
    const named = parseName(id)
    if (named === undefined) return undefined
    const { product, code, serial } = named
    if (serial === undefined) {
      const lot = this.#byName.get(`${product.key}/${code}`)
      return lot && { lot, from: 0, to: lot.size }
    }
    const lot = this.#findSerial(product, serial)
    return lot && { lot, from: serial - lot.serialBase, to: serial - lot.serialBase + 1 }
  }

  #findSerial(product: Product, serial: number): Lot | undefined {
    const lots = this.#bySerial.get(product) ?? []
    let low = 0
    let high = lots.length
    while (low < high) {
      const middle = (low + high) >> 1
      const lot = lots[middle]
      if (lot !== undefined && lot.serialBase + lot.size <= serial) low = middle + 1
      else high = middle
    }
    const lot = lots[low]
    return lot !== undefined && lot.serialBase <= serial ? lot : undefined
  }

  #seeds(ids: readonly string[]): { takes: Take[]; exposures: Set<string> } {
    const takes: Take[] = []
    const exposures = new Set<string>()
    for (const id of ids) {
      if (id.startsWith('urn:epcglobal:cbv:bt:')) exposures.add(id)
      else {
        const take = this.find(id)
        if (take === undefined) throw new RangeError(`${id} is nothing of this factory`)
        takes.push(take)
      }
    }
    return { takes, exposures }
  }

  /**
   * What lots, serial numbers, or exposures (a sterilisation load, a transport that was too warm: by business transaction) truly reached.
   * RangeError: an identifier that this history does not know.
   */
  forward(...ids: string[]): TrueScope {
    const { now, past, consignees, containers } = followForward(this.acts, this.#seeds(ids))
    return {
      lots: listLots(now),
      past: listUnits(past),
      consignees: [...consignees].map(([party, sets]) => ({ id: urns.party(party), party, lots: listLots(sets) })),
      containers: [...containers].map((serial) => urns.container({ serial })),
      includes: (id) => {
        const take = this.find(id)
        return take !== undefined && (now.get(take.lot)?.within(take.from, take.to).length ?? 0) > 0
      },
      serials: () => eachUnit(now),
      serialCount: [...now].reduce((sum, [lot, spans]) => sum + (lot.serialBase < 0 ? 0 : spans.count()), 0),
    }
  }

  /** Everything that truly went into a lot or a unit and is still in it, with the suppliers at the end. */
  backward(id: string): TrueOrigins {
    const { takes } = this.#seeds([id])
    const { now, past } = followBackward(this.acts, takes)
    const suppliers = new Set<Party>()
    for (const lot of now.keys()) if (lot.product.supplier !== undefined) suppliers.add(lot.product.supplier)
    return { lots: listLots(now), serials: listUnits(now), past: past.map((piece) => nameOf(piece)), suppliers: [...suppliers] }
  }

  balance(lotId: string): Balance {
    const lot = this.#lotOf(lotId)
    return replay(lot, this.#touching.get(lot) ?? []).balance
  }

  /** Where a serial number is when the history ends. */
  where(id: string): State | undefined {
    const take = this.find(id)
    return take && replay(take.lot, this.#touching.get(take.lot) ?? []).states.get(take.from)
  }

  /** Every act that concerns this unit itself, in order. */
  journey(id: string): Act[] {
    const take = this.find(id)
    if (take === undefined) return []
    return (this.#touching.get(take.lot) ?? []).filter((act) =>
      takesOf(act).some((one) => one.lot === take.lot && one.from < take.to && take.from < one.to),
    )
  }

  #lotOf(id: string): Lot {
    const take = this.find(id)
    if (take === undefined) throw new RangeError(`${id} is nothing of this factory`)
    return take.lot
  }
}

function listLots(sets: UnitSets): TrueLot[] {
  return [...sets].map(([lot, spans]) => ({ id: urns.lot(lot), product: lot.product, quantity: spans.count(), of: lot.size }))
}

function* eachUnit(sets: UnitSets): Generator<string, void, void> {
  for (const [lot, spans] of sets) {
    if (lot.serialBase < 0) continue
    for (const { from, to } of spans.list) for (let unit = from; unit < to; unit++) yield urns.unit(lot, unit)
  }
}

function listUnits(sets: UnitSets): string[] {
  return [...eachUnit(sets)]
}

function lotsOf(act: Act): Lot[] {
  return takesOf(act).map((take) => take.lot)
}

function single({ lot, unit }: Piece): Take {
  return { lot, from: unit, to: unit + 1 }
}

/** The units that take part in an act. */
function takesOf(act: Act): Take[] {
  switch (act.kind) {
    case 'supply':
    case 'receive':
      return [act]
    case 'make':
    case 'rework':
    case 'rename': {
      const takes = act.runs.flatMap((run) => [{ lot: act.lot, from: run.from, to: run.to }, ...run.inputs])
      if (act.kind === 'make') for (const { parts } of act.fittings) takes.push(...parts.map(single))
      return takes
    }
    case 'inspect':
    case 'load':
    case 'use':
    case 'remove':
      return act.takes
    case 'sample':
      return [act.take]
    case 'pack':
    case 'unpack':
      return act.container.kind === 'case' ? act.container.takes : act.container.children.flatMap((child) => child.takes)
    case 'ship':
    case 'arrive':
    case 'transport':
      return act.shipment.contents
    case 'exchange':
      return [act.device, act.removed, act.fitted].map(single)
    case 'prior':
    case 'dismantle':
      return [act.device, act.part].map(single)
    case 'count':
      return [{ lot: act.lot, from: 0, to: act.lot.size }]
    default:
      return act satisfies never
  }
}
