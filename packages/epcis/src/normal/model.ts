import type { Identifier } from '@proofline/identifiers'
import type { Action, EventType } from '../event.ts'
import type { JsonObject } from '../json/model.ts'
import type { NormalSensorElement } from './sensor.ts'

/** `quantity` is the exact decimal of the source, plain (`0.05`, `1200`); null: not told. `uom` is a code of UN/ECE Rec 20; null: pieces, or not told. */
export type NormalQuantity = { readonly epcClass: Identifier; readonly quantity: string | null; readonly uom: string | null }

/** `type` is the web URI of a CBV value or the URI of another vocabulary; null: not told. */
export type NormalTransaction = { readonly type: string | null; readonly id: Identifier }
export type NormalParty = { readonly type: string; readonly id: Identifier }
export type NormalPlace = { readonly id: Identifier; readonly extensions: JsonObject }

/** A moment as an interval of UTC milliseconds, both ends included: an instant that falls between two milliseconds takes both. */
export type Interval = { readonly fromMs: number; readonly toMs: number }

export type NormalErrorDeclaration = {
  readonly time: Interval
  readonly reason: string | null
  readonly correctiveEventIDs: readonly string[]
  readonly extensions: JsonObject
}

/**
 * An event as views read it: one form for each thing, whatever the source's spelling. Identifiers are canonical (with the lot that an
 * instance's identifier carried still readable in them), vocabulary is URIs, quantities are decimals, absent is null or an empty list.
 * Extension names are full URIs, at every depth; their values are as they came.
 */
export type NormalEvent = {
  /** One of the five, or the URI of a foreign type. */
  readonly type: EventType | (string & {})
  readonly eventID: string | null
  readonly time: Interval
  /** `day`: the interval is the whole local day, because only the date is known. */
  readonly precision: Precision
  /** Of eventTimeZoneOffset, east of UTC. */
  readonly offsetMinutes: number
  /** Declared by the event or, failing that, by the caller; the interval is not yet widened by it. Null: not declared. */
  readonly clockUncertaintyMs: number | null
  readonly action: Action | null
  readonly epcs: readonly Identifier[]
  readonly quantities: readonly NormalQuantity[]
  readonly parent: Identifier | null
  readonly children: readonly Identifier[]
  readonly childQuantities: readonly NormalQuantity[]
  readonly inputs: readonly Identifier[]
  readonly inputQuantities: readonly NormalQuantity[]
  readonly outputs: readonly Identifier[]
  readonly outputQuantities: readonly NormalQuantity[]
  readonly transformationID: string | null
  readonly bizStep: string | null
  readonly disposition: string | null
  readonly persistentDisposition: { readonly set: readonly string[]; readonly unset: readonly string[] }
  readonly readPoint: NormalPlace | null
  readonly bizLocation: NormalPlace | null
  readonly transactions: readonly NormalTransaction[]
  readonly sources: readonly NormalParty[]
  readonly destinations: readonly NormalParty[]
  readonly sensors: readonly NormalSensorElement[]
  readonly ilmd: JsonObject
  readonly certifications: readonly string[]
  readonly errorDeclaration: NormalErrorDeclaration | null
  readonly extensions: JsonObject
}

export type Precision = 'instant' | 'day'
