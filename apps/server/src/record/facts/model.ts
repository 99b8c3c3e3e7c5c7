import type { FactKind } from './kinds.ts'

/** A moment in UTC to the millisecond, always `YYYY-MM-DDTHH:mm:ss.sssZ`: text order is time order. */
export type Instant = string & { readonly instant: unique symbol }

/** 16 bytes as 32 lower-case hexadecimal digits: the name of something of which at most one fact at a time is the last (see ledger). */
export type GuardKey = string & { readonly guardKey: unique symbol }

export const methods = ['scan', 'api', 'import', 'manual', 'inferred'] as const
export type Method = (typeof methods)[number]

/** Who asserted it: the system, its own reference for it, how it came, and when it came. */
export type Source = {
  readonly system: string
  readonly reference: string
  readonly method: Method
  readonly receivedAt: Instant
}

/** A fact that is not in the record yet. Strings are well-formed Unicode without U+0000; `actor` is an opaque id, never a name. */
export type NewFact = {
  readonly kind: FactKind
  readonly actor: string
  readonly source: Source
  /** What it is about: the canonical identifier of the document or object, or of the event itself. */
  readonly subject: string
  /** The exact bytes. They are read once, when the fact is submitted. */
  readonly body: Uint8Array
  /** The CBV event hash, 32 bytes: an indexed attribute, no uniqueness rule. */
  readonly eventHash?: Uint8Array
  /** Where a fact with this key stands in the record, this one is not appended again. */
  readonly once?: GuardKey
  /** Keys whose last index this fact becomes. */
  readonly guards?: readonly GuardKey[]
}

/** What the commitment covers; all that is known of a fact whose body was erased. */
export type Envelope = {
  readonly kind: string
  readonly recordedAt: Instant
  readonly actor: string
  readonly source: Source
  readonly subject: string
  /** SHA-256(0x02 ‖ bodySalt ‖ body), lower-case hexadecimal */
  readonly bodyHash: string
  readonly guards: readonly GuardKey[]
  readonly eventHash?: string
}

/** A fact as it stands in the record. */
export type StoredFact = {
  readonly index: number
  readonly commitment: Buffer
  readonly salt: Buffer
  readonly envelopeBytes: Buffer
  /** null: the body was erased, and an `erased/1` fact says so. */
  readonly bodySalt: Buffer | null
  readonly body: Buffer | null
  readonly eventHash: Buffer | null
}

/** The longest text of each field, in UTF-16 units: an envelope stays within 16 kB whatever a source writes. */
export const longest = { actor: 200, system: 200, reference: 1000, subject: 2000, guards: 64 } as const

const instantForm = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** The facts of a document came at the same moment: it is looked at once. */
let lastInstant = ''

export const isInstant = (text: string): text is Instant => {
  if (text === lastInstant) return true
  if (!instantForm.test(text)) return false
  const time = Date.parse(text)
  // 31 February has the form, and is no day.
  if (Number.isNaN(time) || new Date(time).toISOString() !== text) return false
  lastInstant = text
  return true
}

/** @param time milliseconds since 1970, of the years 0 to 9999. */
export const instantOf = (time: number): Instant => new Date(time).toISOString() as Instant

export const isGuardKey = (text: string): text is GuardKey => /^[0-9a-f]{32}$/.test(text)

export const laterOf = (left: Instant, right: Instant): Instant => (left < right ? right : left)
