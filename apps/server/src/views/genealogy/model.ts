import type { EventType, Interval, NormalParty, NormalTransaction } from '@proofline/epcis'
import type { Level } from '@proofline/identifiers'

/** What an object does in an event. `named`: it takes no part, the event states only that it is a member of a lot. */
export type Role = 'epc' | 'parent' | 'child' | 'input' | 'output' | 'named'

/** Anything that events name. `id` is the dense number of this rebuild of the views: never shown, never kept beyond a transaction. */
export type GenealogyObject = {
  readonly id: number
  /** Canonical URI. */
  readonly uri: string
  readonly level: Level
  /** Object number of the class of a lot or instance. */
  readonly classId: number | null
}

export type Participation = {
  readonly position: number
  readonly object: number
  readonly role: Role
  /** Exact decimal; null: one of an instance, not told of a lot or class. */
  readonly quantity: string | null
  /** UN/ECE Rec 20; null: pieces, or not told. */
  readonly uom: string | null
  /** Object number of the lot that this fact says the instance to belong to: by its identifier, ILMD, or `proofline:memberOf`. */
  readonly lot: number | null
}

/** An event as one fact tells it. Numbers of objects are those of `GenealogyObject`. */
export type GenealogyEvent = {
  /** Of the fact: the event is known in logs longer than this. */
  readonly index: number
  readonly source: number
  /** With `position`: the place in a document; only events of one document are ordered by it. */
  readonly document: number
  readonly position: number
  readonly eventID: string
  /** 32 hexadecimal digits each; equal: the same in all but the error declaration; the same happening, where times overlap and sources differ. */
  readonly content: string
  readonly happening: string
  readonly type: EventType | (string & {})
  readonly action: 'ADD' | 'OBSERVE' | 'DELETE' | null
  readonly bizStep: string | null
  readonly disposition: string | null
  /** As told: not yet widened by the clock's uncertainty. */
  readonly occurred: Interval
  /** Declared by the event; null: that of `SourceState.measuredUncertaintyMs` counts. */
  readonly uncertaintyMs: number | null
  readonly receivedMs: number
  /** Object number of the transformationID. */
  readonly transformation: number | null
  readonly readPoint: number | null
  readonly bizLocation: number | null
  /** From whom and to whom: possessing party, else location, else owning party (trace-semantics §6). */
  readonly consignor: number | null
  readonly consignee: number | null
  readonly consigneeOwner: number | null
  readonly details: EventDetails
  /** By position. */
  readonly participations: readonly Participation[]
  /** Index of the fact from which on the event no longer stands, as known at the asking; null: it stands. */
  readonly voidedAt: number | null
}

/** What else of an event a trace answer reads. Absent: not told. Identifiers are canonical URIs, quantities exact decimals. */
export type EventDetails = {
  readonly transactions?: readonly { readonly type: string | null; readonly id: string }[]
  readonly sources?: readonly PartyDetail[]
  readonly destinations?: readonly PartyDetail[]
  readonly persistent?: { readonly set: readonly string[]; readonly unset: readonly string[] }
  /** As it came, under full names: `urn:epcglobal:cbv:mda:lotNumber`. */
  readonly ilmd?: Readonly<Record<string, unknown>>
  /** `docs/reference/event-extensions.md`. */
  readonly renamed?: true
  readonly pools?: true
  readonly loadComplete?: true
  readonly legacyGrade?: string
  readonly substitutes?: readonly { readonly part: string; readonly replaces: string }[]
  readonly positions?: readonly { readonly id: string; readonly position: string }[]
  readonly recipe?: readonly { readonly part: string; readonly quantity: string; readonly uom: string | null }[]
  readonly takes?: readonly { readonly output: string; readonly inputs: readonly string[] }[]
  readonly supplierLot?: readonly { readonly id: string; readonly supplier: string; readonly lot: string }[]
  readonly operator?: string
}
export type PartyDetail = { readonly type: NormalParty['type']; readonly id: NormalTransaction['id']['uri'] }

/** An error declaration that concerns an event. `voids`: same source, same content. `claims`: another source says that it did not happen so. */
export type Declaration = {
  readonly index: number
  readonly event: number
  readonly effect: 'voids' | 'claims'
  readonly source: number
  readonly reason: string | null
  readonly declaredMs: number
  /** eventIDs that stand for it, and whether an event with that ID is known. */
  readonly corrections: readonly { readonly eventID: string; readonly known: boolean }[]
}

export type SourceState = {
  readonly id: number
  readonly name: string
  /** Receipt of its last accepted document. */
  readonly lastReceivedMs: number | null
  /** By how much its standing events without a declared uncertainty claim, at most, to have happened after their receipt. */
  readonly measuredUncertaintyMs: number
}

export type Failure = {
  readonly index: number
  readonly code: string
  readonly kind: string
  readonly source: string
  readonly subject: string
}

/** A document that was not accepted. `uris`: those of the asked ones that it names. */
export type Refusal = {
  readonly fact: number
  readonly source: number
  readonly form: string
  readonly receivedMs: number
  readonly uris: readonly string[]
}
