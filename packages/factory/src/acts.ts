import type { Party, Place, Product } from './catalogue.ts'

/** A lot as it physically exists. Its material is numbered: unit (or smallest weighed step) 0 … size − 1. */
export interface Lot {
  number: number
  product: Product
  code: string
  size: number
  /** Serial number of unit 0; units follow in order. −1: not serialised. */
  serialBase: number
  madeMs: number
  expiryMs: number
  /** Parts go into each device one by one and are written down so (association), not by the making. */
  associated: boolean
  /** Devices that a service visit will find at the customer, with the parts that are in them now. */
  serviceable: Fitting[]
}

/** Units [from, to) of a lot. */
export interface Take {
  lot: Lot
  from: number
  to: number
}

/** One unit of a lot. */
export interface Piece {
  lot: Lot
  unit: number
}

/**
 * What went into units [from, to) of a making, physically. Unit `u` took steps `[from + (u − run.from) × per, … + per)` of an input;
 * `per` 0: the inputs were mixed, some of everything is in every unit.
 */
export interface Run {
  from: number
  to: number
  inputs: { lot: Lot; from: number; to: number; per: number }[]
}

export interface Container {
  kind: 'case' | 'pallet'
  serial: number
  takes: Take[]
  children: Container[]
}

export interface Order {
  number: string
  /** How the maker's systems write this making down. */
  style: 'one' | 'joined' | 'separate'
  substitute: { part: Product; replaces: Product } | undefined
  recipe: { part: Product; per: number }[]
}

export interface Fitting {
  unit: number
  parts: Piece[]
}

interface Happening {
  seq: number
  timeMs: number
  place: Place
}

/** Everything that physically happens. Documents are derived from acts by the reporting layer, the truth by the recorder: neither from the other. */
export type Act = Happening &
  (
    | { kind: 'supply'; lot: Lot; from: number; to: number; supplier: Party }
    | { kind: 'receive'; lot: Lot; from: number; to: number; supplier: Party; order: string; notice: string; accepted: boolean }
    | { kind: 'inspect'; takes: Take[]; verdict: 'conformant' | 'non_conformant'; step: 'incoming' | 'test' | 'release' | 'returns' }
    | { kind: 'sample'; take: Take }
    | {
        kind: 'make'
        lot: Lot
        from: number
        to: number
        runs: Run[]
        order: Order
        shift: number
        shifts: number
        mixed: boolean
        fittings: Fitting[]
      }
    | { kind: 'rework'; lot: Lot; runs: Run[]; order: Order }
    | { kind: 'rename'; lot: Lot; runs: Run[]; step: 'relabel' | 'split' | 'merge' }
    | { kind: 'load'; load: string; takes: Take[]; equipment: string; temperature: number }
    | { kind: 'pack'; container: Container }
    | { kind: 'unpack'; container: Container; party: Party }
    | { kind: 'ship'; shipment: Shipment }
    | { kind: 'arrive'; shipment: Shipment }
    | { kind: 'transport'; shipment: Shipment; bill: string; startMs: number; endMs: number; celsius: number }
    | { kind: 'use'; takes: Take[]; party: Party; step: 'dispensing' | 'implanting' | 'installing' }
    | { kind: 'remove'; takes: Take[]; party: Party; step: 'scrap' | 'destroy' }
    | { kind: 'exchange'; device: Piece; removed: Piece; fitted: Piece; party: Party; order: string }
    /** A device that left before there were records, with a part of its own serial number inside. */
    | { kind: 'prior'; device: Piece; part: Piece; party: Party }
    | { kind: 'dismantle'; device: Piece; part: Piece; order: string }
    | { kind: 'count'; lot: Lot; quantity: number }
  )

export interface Shipment {
  number: string
  order: string
  from: Party
  to: Party
  reason: 'sale' | 'onward' | 'return' | 'reject'
  containers: Container[]
  /** Goods that travel outside containers. */
  loose: Take[]
  /** Everything aboard, in containers or not. */
  contents: Take[]
}
