import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { FactError } from './error.ts'
import { isFactKind } from './kinds.ts'
import { type Envelope, type GuardKey, isGuardKey, isInstant, longest, type Method, methods, type NewFact, type Source } from './model.ts'

// An envelope is canonical JSON (RFC 8785): members sorted, no white space, nothing escaped that need not be. So the same envelope has one
// form, and `parseEnvelope` takes no other. Its version stands in `v`.

/** The two halves of an envelope: `before`, then 24 characters of `recordedAt`, then `after`. The moment is known last. */
export type EnvelopeHalves = { readonly before: string; readonly after: string }

const version = 1

/** @param bodyHash 64 hexadecimal digits. @param guards without repetition. */
export function envelopeHalves(fact: NewFact, guards: readonly GuardKey[], bodyHash: string): EnvelopeHalves {
  const eventHash = fact.eventHash === undefined ? '' : `"eventHash":"${Buffer.from(fact.eventHash).toString('hex')}",`
  const keys = guards.length === 0 ? '' : `"${guards.join('","')}"`
  return {
    before: `{"actor":${JSON.stringify(fact.actor)},"bodyHash":"${bodyHash}",${eventHash}"guards":[${keys}],"kind":"${fact.kind}","recordedAt":"`,
    after: `","source":${sourceText(fact.source)},"subject":${JSON.stringify(fact.subject)},"v":${version}}`,
  }
}

const sourceText = ({ method, receivedAt, reference, system }: Source): string =>
  `{"method":"${method}","receivedAt":"${receivedAt}","reference":${JSON.stringify(reference)},"system":${JSON.stringify(system)}}`

export function formatEnvelope(envelope: Envelope): string {
  const { actor, bodyHash, eventHash, guards, kind, recordedAt, source, subject } = envelope
  const { method, receivedAt, reference, system } = source
  const attribute = eventHash === undefined ? {} : { eventHash }
  return JSON.stringify({
    actor,
    bodyHash,
    ...attribute,
    guards,
    kind,
    recordedAt,
    source: { method, receivedAt, reference, system },
    subject,
    v: version,
  })
}

/** Reads an envelope. Problems: `envelope-not-json`, `envelope-field` (at the field), `envelope-not-canonical`. */
export function parseEnvelope(bytes: Uint8Array): Result<Envelope> {
  const text = decode(bytes)
  const json = text === undefined ? undefined : parseJson(text)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return refuse({ code: 'envelope-not-json', at: '' })
  const value = json as Record<string, unknown>
  const problems = [...fieldProblems(value), ...sourceProblems(value.source)]
  if (problems.length > 0) return { ok: false, problems }
  const envelope = value as unknown as Envelope
  return formatEnvelope(envelope) === text ? succeed(envelope) : refuse({ code: 'envelope-not-canonical', at: '' })
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const isHex = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const isText = (value: unknown, max: number): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= max && value.isWellFormed() && !value.includes('\0')

function fieldProblems(value: Record<string, unknown>): Problem[] {
  const { guards, recordedAt, eventHash } = value
  const held: Record<string, boolean> = {
    actor: isText(value.actor, longest.actor),
    bodyHash: isHex(value.bodyHash),
    eventHash: eventHash === undefined || isHex(eventHash),
    guards: Array.isArray(guards) && guards.length <= longest.guards && guards.every((key) => typeof key === 'string' && isGuardKey(key)),
    kind: typeof value.kind === 'string' && /^[a-z][a-z0-9-]*\/[1-9][0-9]*$/.test(value.kind),
    recordedAt: typeof recordedAt === 'string' && isInstant(recordedAt),
    subject: isText(value.subject, longest.subject),
    v: value.v === version,
  }
  return fieldsThatFail(held, '')
}

function sourceProblems(source: unknown): Problem[] {
  if (typeof source !== 'object' || source === null) return [{ code: 'envelope-field', at: '/source' }]
  const { method, receivedAt, reference, system } = source as Record<string, unknown>
  const held = {
    method: methods.includes(method as Method),
    receivedAt: typeof receivedAt === 'string' && isInstant(receivedAt),
    reference: isText(reference, longest.reference),
    system: isText(system, longest.system),
  }
  return fieldsThatFail(held, '/source')
}

const fieldsThatFail = (held: Readonly<Record<string, boolean>>, base: string): Problem[] =>
  Object.entries(held)
    .filter(([, holds]) => !holds)
    .map(([name]) => ({ code: 'envelope-field', at: atPath(base, name) }))

/** Throws FactError `fact-malformed`, naming every field that is wrong. */
export function assertNewFact(fact: NewFact): void {
  const { actor, source, subject, eventHash } = fact
  const wrong: string[] = []
  if (!isFactKind(fact.kind)) wrong.push('kind')
  if (!isText(actor, longest.actor)) wrong.push('actor')
  if (!isText(subject, longest.subject)) wrong.push('subject')
  if (!methods.includes(source.method)) wrong.push('source.method')
  if (!isText(source.system, longest.system)) wrong.push('source.system')
  if (!isText(source.reference, longest.reference)) wrong.push('source.reference')
  if (!isInstant(source.receivedAt)) wrong.push('source.receivedAt')
  if (eventHash !== undefined && eventHash.length !== 32) wrong.push('eventHash')
  if (!guardsOf(fact).every(isGuardKey) || guardsOf(fact).length > longest.guards) wrong.push('guards')
  if (wrong.length > 0) throw new FactError('fact-malformed', `not a fact: ${wrong.join(', ')}`, { params: { fields: wrong.join(', ') } })
}

/** The keys that a fact becomes the last of: `once` first, none twice. */
export function guardsOf(fact: NewFact): readonly GuardKey[] {
  const { once, guards = [] } = fact
  if (once === undefined) return guards.length < 2 ? guards : [...new Set(guards)]
  return guards.length === 0 ? [once] : [...new Set([once, ...guards])]
}

/** `recordedAt` is always this long, in bytes. */
export const instantBytes = 24
