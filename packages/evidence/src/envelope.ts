import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { decodeText, isHex, isObject, parseJson } from './encoding.ts'

const clause = 'Evidence bundle §4.1'

/** Who said it: the system, its own reference for it, how it came and when (ISO 8601, UTC, milliseconds). */
export type Source = { readonly system: string; readonly reference: string; readonly method: string; readonly receivedAt: string }

/** What a commitment covers. `actor` is an opaque id. */
export type Envelope = {
  readonly kind: string
  readonly recordedAt: string
  readonly actor: string
  readonly source: Source
  readonly subject: string
  /** SHA-256(0x02 ‖ bodySalt ‖ body), lower-case hexadecimal */
  readonly bodyHash: string
  readonly guards: readonly string[]
  readonly eventHash?: string
}

const version = 1

/** Members sorted, no white space (RFC 8785): one form for one envelope, so that two readers never read two things. */
function formatEnvelope(envelope: Envelope): string {
  const { actor, bodyHash, eventHash, guards, kind, recordedAt, source, subject } = envelope
  const { method, receivedAt, reference, system } = source
  const attribute = eventHash === undefined ? {} : { eventHash }
  const told = { method, receivedAt, reference, system }
  return JSON.stringify({ actor, bodyHash, ...attribute, guards, kind, recordedAt, source: told, subject, v: version })
}

/** Problems: `envelope-malformed` (no JSON object in UTF-8), `envelope-version`, `envelope-field` (at the field), `envelope-not-canonical`. */
export function parseEnvelope(bytes: Uint8Array): Result<Envelope> {
  const text = decodeText(bytes)
  const value = text === undefined ? undefined : parseJson(text)
  if (!isObject(value)) return refuse({ code: 'envelope-malformed', at: '', clause })
  if (value.v !== version) return refuse({ code: 'envelope-version', at: '/v', params: { version: String(value.v).slice(0, 40) }, clause })
  const problems = [...fieldProblems(value), ...sourceProblems(value.source)]
  if (problems.length > 0) return { ok: false, problems }
  const envelope = value as unknown as Envelope
  return formatEnvelope(envelope) === text ? succeed(envelope) : refuse({ code: 'envelope-not-canonical', at: '', clause })
}

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** `YYYY-MM-DDTHH:mm:ss.sssZ`, and a moment that exists: text order is time order. */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || !instantForm.test(value)) return false
  const time = Date.parse(value)
  return !Number.isNaN(time) && new Date(time).toISOString() === value
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.length > 0 && value.isWellFormed()

function fieldProblems(value: Readonly<Record<string, unknown>>): Problem[] {
  const { guards, eventHash } = value
  return failing('', {
    actor: isText(value.actor),
    bodyHash: isHex(value.bodyHash, 32),
    eventHash: eventHash === undefined || isHex(eventHash, 32),
    guards: Array.isArray(guards) && guards.every((key) => isHex(key, 16)),
    kind: isText(value.kind),
    recordedAt: isInstant(value.recordedAt),
    subject: isText(value.subject),
  })
}

function sourceProblems(source: unknown): Problem[] {
  if (!isObject(source)) return failing('', { source: false })
  return failing('/source', {
    method: isText(source.method),
    receivedAt: isInstant(source.receivedAt),
    reference: isText(source.reference),
    system: isText(source.system),
  })
}

const failing = (base: string, held: Readonly<Record<string, boolean>>): Problem[] =>
  Object.entries(held)
    .filter(([, holds]) => !holds)
    .map(([field]) => ({ code: 'envelope-field', at: atPath(base, field), params: { field }, clause }))
