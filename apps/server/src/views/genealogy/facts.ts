import { type EpcisEvent, isObject, type JsonValue } from '@proofline/epcis'
import { ProjectionError } from './error.ts'
import type { Mentions, NamesOfBatch } from './names.ts'
import { draftEvent, type EventDraft, keyOf } from './rules.ts'

/** A fact of the record as the projector hands it over. `body` null: erased. */
export type FactToProject = { readonly index: number; readonly envelope: Uint8Array; readonly body: Uint8Array | null }

type Told = { readonly index: number; readonly source: string; readonly receivedMs: number }

/** What one fact means for the views. A function of the fact alone: what fails here fails in every rebuild. */
export type PreparedFact =
  | { readonly what: 'nothing'; readonly index: number }
  | (Told & {
      readonly what: 'event' | 'declaration'
      readonly reference: string
      readonly documentKey: string
      readonly position: number
      readonly event: PreparedEvent
      /** Of an event; a declaration names no objects. */
      readonly mentions: Mentions | null
    })
  | (Told & {
      readonly what: 'refusal'
      readonly form: string
      readonly sha256: string | null
      readonly events: number | null
      readonly uris: readonly string[]
    })
  | { readonly what: 'erasure'; readonly index: number; readonly fact: number }
  | FailedFact

/** What is kept of a draft until its rows are written: whole batches live that long, so that each object more is one to be moved about. */
export type PreparedEvent = Pick<
  EventDraft,
  | 'eventID'
  | 'eventKey'
  | 'content'
  | 'happening'
  | 'type'
  | 'action'
  | 'bizStep'
  | 'disposition'
  | 'time'
  | 'clockUncertaintyMs'
  | 'errorDeclaration'
  | 'details'
  | 'wanting'
>

/** Where the batch of a fact keeps what it names. `onEvent` is given each event as it was read, for the views beside this one; it throws ProjectionError. */
export type Preparing = { readonly names: NamesOfBatch; onEvent(index: number, draft: EventDraft): void }

export type FailedFact = {
  readonly what: 'failure'
  readonly index: number
  /**
   * No words of the moment, which another version would say otherwise. `body-not-storable`: a text holds U+0000 or half a character;
   * `body-not-read`: it is not what its kind says; `rows-refused`: it could be read, but its rows could not be made, or the database did not take them.
   */
  readonly code:
    | 'envelope-unreadable'
    | 'kind-unknown'
    | 'body-erased'
    | 'body-not-json'
    | 'body-not-storable'
    | 'body-not-read'
    | 'rows-refused'
  readonly kind: string
  readonly source: string
  readonly subject: string
}

/** A fact whose rows cannot be made or are not taken by the database: that it is one is all that is kept of it. */
export function refusedFact(fact: FactToProject): FailedFact {
  const prepared = prepareFact(fact, undefined)
  const { source, kind, subject } = envelopeTexts(fact)
  return prepared.what === 'failure'
    ? { ...prepared, code: 'rows-refused' }
    : { what: 'failure', index: fact.index, code: 'rows-refused', kind, source, subject }
}

function envelopeTexts({ envelope }: FactToProject): { kind: string; source: string; subject: string } {
  const { kind, source, subject }: Envelope = JSON.parse(decoder.decode(envelope))
  return { kind: storable(kind), source: storable(source.system), subject: storable(subject) }
}

type Envelope = {
  readonly kind: string
  readonly subject: string
  readonly source: { readonly system: string; readonly reference: string; readonly receivedAt: string }
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Never throws. `preparing` undefined: only to see whether it can be read. */
export function prepareFact(fact: FactToProject, preparing: Preparing | undefined): PreparedFact {
  const { index, body } = fact
  let envelope: Envelope
  try {
    envelope = JSON.parse(decoder.decode(fact.envelope))
    assertEnvelope(envelope)
  } catch {
    return { what: 'failure', index, code: 'envelope-unreadable', kind: '', source: '', subject: '' }
  }
  const { kind, subject, source } = envelope
  const fail = (code: FailedFact['code']): FailedFact => ({
    what: 'failure',
    index,
    code,
    kind: storable(kind),
    source: storable(source.system),
    subject: storable(subject),
  })
  if (!readers.has(kind)) return kind.startsWith('event/') ? fail('kind-unknown') : { what: 'nothing', index }
  if (body === null) return fail('body-erased')
  const value = readJson(body)
  if (value === undefined) return fail('body-not-json')
  if (value === 'not-storable') return fail('body-not-storable')
  try {
    return readers.get(kind)?.(envelope, index, value, preparing) ?? fail('kind-unknown')
  } catch (error) {
    return fail(error instanceof ProjectionError ? 'rows-refused' : 'body-not-read')
  }
}

/** Texts of the envelope pass into rows unseen by `assertStorable`: they are made of one line without U+0000 when they are appended. */
function assertEnvelope({ kind, subject, source }: Envelope): void {
  const texts = [kind, subject, source.system, source.reference]
  if (texts.some((text) => typeof text !== 'string' || text.includes('\0') || !text.isWellFormed())) throw new TypeError('not an envelope')
  if (Number.isNaN(Date.parse(source.receivedAt))) throw new TypeError('receivedAt is no moment')
}

type Reader = (envelope: Envelope, index: number, body: Record<string, unknown>, preparing: Preparing | undefined) => PreparedFact

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['event/1', readEvent],
  ['refused/1', readRefusal],
  ['refusals/1', readCount],
  ['erased/1', readErasure],
])

const told = ({ source }: Envelope, index: number): Told => ({ index, source: source.system, receivedMs: Date.parse(source.receivedAt) })

function readEvent(envelope: Envelope, index: number, body: Record<string, unknown>, preparing: Preparing | undefined): PreparedFact {
  const draft = draftEvent(body as EpcisEvent)
  preparing?.onEvent(index, draft)
  const {
    eventID,
    eventKey,
    content,
    happening,
    type,
    action,
    bizStep,
    disposition,
    time,
    clockUncertaintyMs,
    errorDeclaration,
    details,
    wanting,
  } = draft
  const mark = envelope.source.reference.indexOf('#')
  const reference = mark < 0 ? envelope.source.reference : envelope.source.reference.slice(0, mark)
  return {
    ...told(envelope, index),
    what: errorDeclaration === null ? 'event' : 'declaration',
    reference,
    documentKey: documentKey(envelope.source.system, reference, envelope.source.receivedAt),
    position: Math.min(Number(/\/(\d+)$/.exec(envelope.source.reference)?.[1] ?? 0), 2 ** 31 - 1),
    event: {
      eventID,
      eventKey,
      content,
      happening,
      type,
      action,
      bizStep,
      disposition,
      time,
      clockUncertaintyMs,
      errorDeclaration,
      details,
      wanting,
    },
    mentions: errorDeclaration === null ? (preparing?.names.mention(draft) ?? null) : null,
  }
}

let lastDocument = { source: '', reference: '', receivedAt: '', key: '' }

/** Where one source said something at one moment: facts of one reference and receipt are of one document. They come one after the other. */
function documentKey(source: string, reference: string, receivedAt: string): string {
  const last = lastDocument
  if (last.key === '' || last.reference !== reference || last.receivedAt !== receivedAt || last.source !== source) {
    lastDocument = { source, reference, receivedAt, key: keyOf(JSON.stringify([source, reference, receivedAt])) }
  }
  return lastDocument.key
}

function readRefusal(envelope: Envelope, index: number, body: Record<string, unknown>): PreparedFact {
  const { form, sha256, events, identifiers } = body
  return {
    ...told(envelope, index),
    what: 'refusal',
    form: String(form),
    sha256: typeof sha256 === 'string' ? sha256 : null,
    events: typeof events === 'number' ? events : null,
    uris: Array.isArray(identifiers) ? [...new Set(identifiers.map(String))] : [],
  }
}

function readCount(envelope: Envelope, index: number, { notRecordedOneByOne: count }: Record<string, unknown>): PreparedFact {
  return {
    ...told(envelope, index),
    what: 'refusal',
    form: 'counted',
    sha256: null,
    events: typeof count === 'number' ? count : null,
    uris: [],
  }
}

function readErasure(_envelope: Envelope, index: number, body: Record<string, unknown>): PreparedFact {
  if (!Number.isSafeInteger(body.index)) throw new TypeError('names no fact')
  return { what: 'erasure', index, fact: Number(body.index) }
}

/** An escape of U+0000 or of a surrogate in canonical JSON: only then may a text hold one. */
const suspicious = /\\u(?:0000|[dD][89a-fA-F])/

function readJson(body: Uint8Array): Record<string, unknown> | 'not-storable' | undefined {
  try {
    const text = decoder.decode(body)
    const value: JsonValue = JSON.parse(text)
    if (text.includes('\\u') && suspicious.test(text) && !isStorable(value)) return 'not-storable'
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, member]) => isStorable(name) && isStorable(member))
}

const storable = (text: string): string => text.slice(0, 2_000).replaceAll('\0', '\u2400').toWellFormed()
