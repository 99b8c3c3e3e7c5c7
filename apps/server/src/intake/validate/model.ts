import type { Problem } from '@proofline/problems'
import type { GuardKey } from '../../record/facts/index.ts'

/** What a check is made with. Plain data: it travels to a worker thread. */
export type CheckSettings = {
  /** A document (default), or one bare event (EPCIS 2.0 §12, POST /events). */
  readonly takes?: 'document' | 'event'
  /** Who sent the document: part of every key, so that two sources never take each other's events for a repetition. */
  readonly client: string
  /** Events allowed in one document. */
  readonly maxEvents: number
  /** Prefixes announced in the header GS1-Extensions: prefix → namespace. */
  readonly prefixes: readonly (readonly [string, string])[]
  /** What the sender says it is; of a document that was accepted before, its bytes tell. */
  readonly format?: 'json' | 'xml'
}

/**
 * The facts of a document, column by column, so that ten thousand of them cross to another thread as a handful of buffers. Fact `i` has
 * the body `bodies[ends[i - 1] … ends[i]]`. Events first, in the order of the document, then vocabulary elements.
 */
export type PackedFacts = {
  readonly count: number
  /** How many of them are events. */
  readonly events: number
  readonly bodies: Uint8Array<ArrayBuffer>
  readonly ends: Uint32Array<ArrayBuffer>
  /** Of (client, eventID or none, canonical event including its error declaration): a fact with this key is recorded once. */
  readonly once: readonly GuardKey[]
  /** Of (client, eventID) where the sender gave one; '' where not. */
  readonly eventIdKeys: readonly (GuardKey | '')[]
  /** 32 hexadecimal digits: what the event says apart from its error declaration; '' where the sender gave no eventID. */
  readonly contents: readonly string[]
  /** 1 where the event carries an error declaration: it repeats the eventID of what it declares wrong. */
  readonly declared: Uint8Array<ArrayBuffer>
  /** 32 bytes each: the CBV event hash; zero for a vocabulary element. */
  readonly eventHashes: Uint8Array<ArrayBuffer>
  /** JSON Pointer of each in the document; of an event in XML its XPath. */
  readonly pointers: readonly string[]
  /** Canonical identifier of what each is mainly about. */
  readonly subjects: readonly string[]
}

/** Everything a document's bytes say: what may be recorded, and every problem. */
export type CheckedDocument = {
  /** SHA-256 of the bytes as they came. */
  readonly sha256: Uint8Array<ArrayBuffer>
  readonly size: number
  /** The bytes, Zstandard. */
  readonly compressed: Uint8Array<ArrayBuffer>
  readonly form: 'document' | 'query-document' | 'unreadable'
  /** The sender that the document names, if any; the client is who we know it from. */
  readonly sender: string | undefined
  /** Events in the document, good and bad. */
  readonly received: number
  /** Events that may not be recorded. */
  readonly refused: number
  /** True when something is wrong that is not the matter of single events: then nothing of the document may be recorded. */
  readonly unusable: boolean
  readonly problems: readonly Problem[]
  /** Identifiers that the document names, the first hundred, only where something is refused: who looks for an object finds the refusal. */
  readonly identifiers: readonly string[]
  readonly facts: PackedFacts
}

export const noFacts: PackedFacts = {
  count: 0,
  events: 0,
  bodies: new Uint8Array(0),
  ends: new Uint32Array(0),
  once: [],
  eventIdKeys: [],
  contents: [],
  declared: new Uint8Array(0),
  eventHashes: new Uint8Array(0),
  pointers: [],
  subjects: [],
}
