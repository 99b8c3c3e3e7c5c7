import type { EventDetails } from '../../../../views/genealogy/index.ts'
import type { Moment } from './moment.ts'

/** What an object does in an event. `named`: it takes no part, the event states only that it is a member of a lot. */
export type Role = 'epc' | 'parent' | 'child' | 'input' | 'output' | 'named'

export type Part = {
  /** Canonical URI. */
  readonly object: string
  readonly role: Role
  /** Plain decimal; null: one of an instance, not told of a lot or class. */
  readonly quantity: string | null
  readonly uom: string | null
  /** The lot that this fact says the instance to belong to. */
  readonly lot: string | null
}

/** An event as one fact tells it, all identifiers canonical URIs, vocabulary as web URIs. */
export type HistoryEvent = {
  readonly index: number
  readonly eventID: string
  readonly source: string
  /** Only equality says something: events of one document are ordered by `position`. */
  readonly document: string
  readonly position: number
  readonly content: string
  /** Index of the event that counts for the happening that this one tells: itself, or one of another source that tells it more exactly. */
  readonly countsAs: number
  readonly type: string
  readonly action: 'ADD' | 'OBSERVE' | 'DELETE' | null
  readonly bizStep: string | null
  readonly disposition: string | null
  /** Widened by the clock's uncertainty, declared or measured. */
  readonly time: Moment
  readonly receivedMs: number
  readonly transformation: string | null
  readonly readPoint: string | null
  readonly bizLocation: string | null
  readonly consignor: string | null
  readonly consignee: string | null
  readonly details: EventDetails
  readonly parts: readonly Part[]
  /** The event does not stand from this fact on. */
  readonly voidedAt: number | null
}

/** By list of parts, where it is long: its parts by object. Who goes through many objects of one event must not go through all of it for each. */
const partsByObject = new WeakMap<readonly Part[], ReadonlyMap<string, readonly Part[]>>()
const shortList = 8
const noParts: readonly Part[] = []

/** What an event tells of one object, in its order. */
export function partsOf({ parts }: Pick<HistoryEvent, 'parts'>, object: string): readonly Part[] {
  if (parts.length <= shortList) return parts.filter((part) => part.object === object)
  const known = partsByObject.get(parts) ?? Map.groupBy(parts, (part) => part.object)
  partsByObject.set(parts, known)
  return known.get(object) ?? noParts
}

/** Says of an event that it is wrong, or did not happen. */
export type HistoryDeclaration = {
  readonly index: number
  readonly event: number
  readonly effect: 'voids' | 'claims'
  readonly source: string
  /** Whether every event that is to stand for it is known. */
  readonly corrected: boolean
}

export type ObjectKind = 'lot' | 'instance' | 'carrier' | 'class'
export type ObjectFacts = {
  readonly kind: ObjectKind
  readonly level: string /** Canonical URI of its class. */
  readonly product: string | null
}

/** All that is known of some objects: every event that touches one of them, whole. */
export type History = {
  readonly events: readonly HistoryEvent[]
  readonly declarations: readonly HistoryDeclaration[]
  /** Of every object that an event names. */
  readonly objects: ReadonlyMap<string, ObjectFacts>
  /** Instances of which no standing fact tells a lot, also none that is not among these events. */
  readonly untold: ReadonlySet<string>
  /** Lots that such an instance may be of, where no event here names them; whether a fact that names them stands. */
  readonly lots: ReadonlyMap<string, boolean>
  /** Products of which there are more than can be told one by one: such instances (`units`), or lots that such an instance may be of. */
  readonly crowded: { readonly units: ReadonlySet<string>; readonly lots: ReadonlySet<string> }
}

/** Order of occurrence, then place in the document, then content: the same whatever the order of arrival (§1). */
export function compareEvents(left: HistoryEvent, right: HistoryEvent): number {
  return (
    left.time.from - right.time.from ||
    left.time.to - right.time.to ||
    left.position - right.position ||
    (left.content < right.content
      ? -1
      : left.content > right.content
        ? 1
        : left.source < right.source
          ? -1
          : left.source > right.source
            ? 1
            : 0)
  )
}

const nonGs1 = /^https:\/\/id\.[^/]+\/[^/]+\/[^/]+\/lot\/[^/]+$/

/** `level` is that of `@proofline/identifiers`; a lot of another agency is known by its address. */
export function kindOf(uri: string, level: string): ObjectKind {
  switch (level) {
    case 'class':
      return 'class'
    case 'lot':
      return 'lot'
    case 'logistic-unit':
    case 'asset':
    case 'place':
    case 'party':
    case 'consignment':
    case 'shipment':
      return 'carrier'
    case 'other':
      return nonGs1.test(uri) ? 'lot' : 'instance'
    default:
      return 'instance'
  }
}
