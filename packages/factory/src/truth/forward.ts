import type { Act, Lot, Piece, Run, Take } from '../acts.ts'
import type { Party } from '../catalogue.ts'
import { maker } from '../catalogue.ts'
import { formatTransaction } from '../gs1.ts'
import { Spans } from './spans.ts'

export type UnitSets = Map<Lot, Spans<true>>

export interface Seeds {
  takes: Take[]
  /** Sterilisation loads and transports, by business transaction: what was in them, with its parts, from then on. */
  exposures: ReadonlySet<string>
}

/** What a seed really reached, unit by unit, once all acts are over. */
export interface Reach {
  now: UnitSets
  /** Devices that held an affected part and no longer do. */
  past: UnitSets
  /** Units that were affected when they were sent to or reached a consignee, or became so there. */
  consignees: Map<Party, UnitSets>
  /** Serial numbers of containers that affected units were packed in. */
  containers: Set<number>
}

export function mark(sets: UnitSets, lot: Lot, from: number, to: number): void {
  let spans = sets.get(lot)
  if (spans === undefined) {
    spans = new Spans<true>()
    sets.set(lot, spans)
  }
  spans.set(from, to, true)
}

/** One pass in order of time: nothing that left before an exposure is touched by it. */
export function followForward(acts: readonly Act[], seeds: Seeds): Reach {
  return new Forward(seeds).run(acts)
}

class Forward {
  readonly #seeds: Seeds
  /** Affected by the material itself: for good. */
  readonly #own: UnitSets = new Map()
  /** Affected by parts inside: device → unit → parts. Ends when the last of them is taken out. */
  readonly #fitted = new Map<Lot, Map<number, Set<string>>>()
  readonly #parts = new Map<Lot, Map<number, Piece[]>>()
  readonly #past: UnitSets = new Map()
  readonly #consignees = new Map<Party, UnitSets>()
  readonly #containers = new Set<number>()

  constructor(seeds: Seeds) {
    this.#seeds = seeds
    for (const { lot, from, to } of seeds.takes) mark(this.#own, lot, from, to)
  }

  run(acts: readonly Act[]): Reach {
    for (const act of acts) this.#take(act)
    const now: UnitSets = new Map()
    for (const [lot, spans] of this.#own) for (const { from, to } of spans.list) mark(now, lot, from, to)
    for (const [lot, units] of this.#fitted) for (const unit of units.keys()) mark(now, lot, unit, unit + 1)
    return { now, past: this.#past, consignees: this.#consignees, containers: this.#containers }
  }

  #take(act: Act): void {
    switch (act.kind) {
      case 'make':
        this.#make(act.lot, act.runs)
        for (const { unit, parts } of act.fittings) {
          this.#note({ lot: act.lot, unit }, parts, undefined)
          for (const part of parts) this.#fit({ lot: act.lot, unit }, part)
        }
        return
      case 'rework':
      case 'rename':
        this.#make(act.lot, act.runs)
        break
      case 'load':
        this.#expose(act.load, act.takes)
        break
      case 'transport':
        this.#expose(act.bill, act.shipment.contents)
        break
      case 'pack':
        if (act.container.takes.some((take) => this.#affected(take).length > 0)) this.#containers.add(act.container.serial)
        if (act.container.children.some((child) => this.#containers.has(child.serial))) this.#containers.add(act.container.serial)
        return
      case 'ship':
      case 'arrive':
        if (act.shipment.reason === 'sale' || act.shipment.reason === 'onward') this.#deliver(act.shipment.to, act.shipment.contents)
        return
      case 'prior':
        this.#note(act.device, [act.part], undefined)
        this.#deliver(act.party, [{ lot: act.device.lot, from: act.device.unit, to: act.device.unit + 1 }])
        break
      case 'dismantle':
        if (this.#isAffected(act.device)) mark(this.#own, act.part.lot, act.part.unit, act.part.unit + 1)
        break
      case 'exchange':
        this.#exchange(act.device, act.removed, act.fitted, act.party)
        break
      default:
    }
  }

  #expose(number: string, takes: readonly Take[]): void {
    if (!this.#seeds.exposures.has(formatTransaction(maker.gln, number))) return
    for (const { lot, from, to } of takes) {
      mark(this.#own, lot, from, to)
      const devices = this.#parts.get(lot)
      if (devices === undefined) continue
      for (const [unit, parts] of devices) {
        if (unit >= from && unit < to) for (const part of parts) mark(this.#own, part.lot, part.unit, part.unit + 1)
      }
    }
  }

  /** Notes which parts sit in which device: only an exposure needs to know. */
  #note(device: Piece, parts: readonly Piece[], removed: Piece | undefined): void {
    if (this.#seeds.exposures.size === 0) return
    let devices = this.#parts.get(device.lot)
    if (devices === undefined) {
      devices = new Map()
      this.#parts.set(device.lot, devices)
    }
    const before = devices.get(device.unit) ?? []
    const kept = before.filter((part) => removed === undefined || part.lot !== removed.lot || part.unit !== removed.unit)
    devices.set(device.unit, [...kept, ...parts])
  }

  #make(lot: Lot, runs: readonly Run[]): void {
    for (const run of runs) {
      for (const input of run.inputs) {
        const hits = this.#own.get(input.lot)?.within(input.from, input.to)
        if (hits === undefined || hits.length === 0) continue
        if (input.per === 0) mark(this.#own, lot, run.from, run.to)
        else {
          for (const { from, to } of hits) {
            mark(
              this.#own,
              lot,
              run.from + Math.floor((from - input.from) / input.per),
              run.from + Math.ceil((to - input.from) / input.per),
            )
          }
        }
      }
    }
  }

  #affected(take: Take): { from: number; to: number }[] {
    const hits: { from: number; to: number }[] = this.#own.get(take.lot)?.within(take.from, take.to) ?? []
    const fitted = this.#fitted.get(take.lot)
    if (fitted === undefined || fitted.size === 0) return hits
    const all = [...hits]
    for (const unit of fitted.keys()) if (unit >= take.from && unit < take.to) all.push({ from: unit, to: unit + 1 })
    return all
  }

  #deliver(party: Party, contents: readonly Take[]): void {
    for (const take of contents) {
      for (const { from, to } of this.#affected(take)) this.#reach(party, take.lot, from, to)
    }
  }

  #reach(party: Party, lot: Lot, from: number, to: number): void {
    let sets = this.#consignees.get(party)
    if (sets === undefined) {
      sets = new Map()
      this.#consignees.set(party, sets)
    }
    mark(sets, lot, from, to)
  }

  #isAffected(piece: Piece): boolean {
    return this.#own.get(piece.lot)?.get(piece.unit) === true
  }

  #fit(device: Piece, part: Piece): void {
    if (!this.#isAffected(part)) return
    let units = this.#fitted.get(device.lot)
    if (units === undefined) {
      units = new Map()
      this.#fitted.set(device.lot, units)
    }
    const parts = units.get(device.unit)
    if (parts === undefined) units.set(device.unit, new Set([nameKey(part)]))
    else parts.add(nameKey(part))
  }

  #exchange(device: Piece, removed: Piece, fitted: Piece, party: Party): void {
    this.#note(device, [fitted], removed)
    const parts = this.#fitted.get(device.lot)?.get(device.unit)
    const had = parts?.delete(nameKey(removed)) === true
    this.#fit(device, fitted)
    if (this.#isAffected(fitted)) this.#reach(party, device.lot, device.unit, device.unit + 1)
    if (!had || parts === undefined || parts.size > 0) return
    this.#fitted.get(device.lot)?.delete(device.unit)
    if (!this.#isAffected(device)) mark(this.#past, device.lot, device.unit, device.unit + 1)
  }
}

export function nameKey(piece: Piece): string {
  return `${piece.lot.number}/${piece.unit}`
}
