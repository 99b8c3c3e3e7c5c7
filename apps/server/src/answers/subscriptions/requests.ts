import type { EpcFormat } from '@proofline/epcis'
import { atPath, type Problem, type Result, succeed } from '@proofline/problems'
import { type DestinationPolicy, parseDestination } from './destination.ts'
import type { Controls, NewSubscription, Standing } from './model.ts'
import { parseSchedule, type ScheduleTexts, scheduleFields } from './schedule.ts'

// What a client asks for, read strictly: all problems at once. Those of the controls are `SubscriptionControlsException` to the client.

/** Codes of problems that EPCIS calls SubscriptionControlsException (OpenAPI: 400 of /queries/{queryName}/subscriptions). */
export const controlsCodes: ReadonlySet<string> = new Set([
  'controls-missing',
  'controls-both',
  'schedule-empty',
  'schedule-field-unknown',
  'schedule-field-malformed',
  'schedule-field-range',
  'schedule-never',
])

const clause = 'EPCIS 2.0 §8.2.5.2'
const known = new Set(['dest', 'signatureToken', 'reportIfEmpty', 'initialRecordTime', 'stream', 'schedule'])
const longestToken = 1_000
/** Refused instead of guessed at: HMAC would take it, and protect nothing. */
const shortestToken = 8

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The body of POST /queries/{queryName}/subscriptions. */
export function parseSubscription(body: unknown, policy: DestinationPolicy, epcFormat: EpcFormat): Result<NewSubscription> {
  if (!isObject(body)) return { ok: false, problems: [{ code: 'subscription-not-object', at: '' }] }
  const problems: Problem[] = []
  for (const name of Object.keys(body)) {
    if (!known.has(name)) problems.push({ code: 'subscription-field-unknown', at: atPath('', name), params: { field: name.slice(0, 40) } })
  }
  const dest = typeof body.dest === 'string' ? parseDestination(body.dest, policy) : undefined
  if (dest === undefined) problems.push({ code: 'dest-missing', at: '/dest', clause })
  else if (!dest.ok) problems.push(...dest.problems)
  const signatureToken = readToken(body.signatureToken, problems)
  const standing = readStanding(body, problems)
  if (problems.length > 0 || standing === undefined || dest?.ok !== true) return { ok: false, problems }
  return succeed({ ...standing, dest: dest.value.href, signatureToken, epcFormat })
}

function readToken(given: unknown, problems: Problem[]): string | undefined {
  if (given === undefined) return undefined
  const isToken = typeof given === 'string' && given.isWellFormed() && !given.includes('\0')
  if (isToken && given.length >= shortestToken && given.length <= longestToken) return given
  problems.push({ code: 'signature-token', at: '/signatureToken', params: { shortest: shortestToken, longest: longestToken } })
  return undefined
}

function readStanding(body: Readonly<Record<string, unknown>>, problems: Problem[], at = ''): Standing | undefined {
  const { stream, schedule } = body
  const reportIfEmpty = readFlag(body.reportIfEmpty, atPath(at, 'reportIfEmpty'), problems)
  const initialMs = readMoment(body.initialRecordTime, atPath(at, 'initialRecordTime'), problems)
  if (stream !== undefined && stream !== true) problems.push({ code: 'controls-stream', at: atPath(at, 'stream'), clause })
  if (stream === undefined && schedule === undefined) problems.push({ code: 'controls-missing', at, clause })
  if (stream === true && schedule !== undefined) problems.push({ code: 'controls-both', at, clause })
  const controls = readControls(stream, schedule, reportIfEmpty, at, problems)
  return controls === undefined ? undefined : { controls, initialMs }
}

function readControls(stream: unknown, schedule: unknown, reportIfEmpty: boolean, at: string, problems: Problem[]): Controls | undefined {
  if (schedule === undefined) return stream === true ? { what: 'stream' } : undefined
  const place = atPath(at, 'schedule')
  if (!isObject(schedule)) {
    problems.push({ code: 'schedule-not-object', at: place, clause })
    return undefined
  }
  const parsed = parseSchedule(schedule, place)
  if (!parsed.ok) {
    problems.push(...parsed.problems)
    return undefined
  }
  const texts: ScheduleTexts = Object.fromEntries(Object.entries(schedule).map(([name, text]) => [name, String(text)]))
  return { what: 'schedule', schedule: parsed.value, texts, reportIfEmpty }
}

function readFlag(given: unknown, at: string, problems: Problem[]): boolean {
  if (given !== undefined && typeof given !== 'boolean') problems.push({ code: 'flag-malformed', at })
  return given === true
}

const momentForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

function readMoment(given: unknown, at: string, problems: Problem[]): number | undefined {
  if (given === undefined) return undefined
  const ms = typeof given === 'string' && momentForm.test(given) ? Date.parse(given) : Number.NaN
  if (ms >= 0) return ms
  problems.push({
    code: 'moment-malformed',
    at,
    params: { given: (typeof given === 'string' ? given : JSON.stringify(given)).slice(0, 40) },
  })
  return undefined
}

/** What a WebSocket asks for in its address: the parameters of a schedule, or `stream`; and from which index of the log on. */
export type SocketRequest = Standing & { readonly from: number | undefined; readonly epcFormat: EpcFormat }

const socketParameters = new Set<string>([...scheduleFields, 'stream', 'reportIfEmpty', 'initialRecordTime', 'fromLogIndex'])

/** GET /queries/{queryName}/events with Upgrade. */
export function parseSocketRequest(query: Readonly<Record<string, unknown>>, epcFormat: EpcFormat): Result<SocketRequest> {
  const problems: Problem[] = []
  const at = '/querystring'
  for (const [name, value] of Object.entries(query)) {
    const params = { field: name.slice(0, 40) }
    if (!socketParameters.has(name)) problems.push({ code: 'subscription-field-unknown', at: atPath(at, name), params })
    else if (typeof value !== 'string') problems.push({ code: 'parameter-repeated', at: atPath(at, name), params })
  }
  const told = scheduleFields.filter((field) => query[field] !== undefined)
  const body = {
    ...given('stream', flagOf(query.stream)),
    ...given('reportIfEmpty', flagOf(query.reportIfEmpty)),
    ...given('initialRecordTime', query.initialRecordTime),
    ...(told.length === 0 ? {} : { schedule: Object.fromEntries(told.map((field) => [field, query[field]])) }),
  }
  const standing = readStanding(body, problems, at)
  const from = readIndex(query.fromLogIndex, atPath(at, 'fromLogIndex'), problems)
  return problems.length > 0 || standing === undefined ? { ok: false, problems } : succeed({ ...standing, from, epcFormat })
}

const given = (name: string, value: unknown): Readonly<Record<string, unknown>> => (value === undefined ? {} : { [name]: value })
const flagOf = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value)

function readIndex(value: unknown, at: string, problems: Problem[]): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value)
  problems.push({ code: 'index-malformed', at })
  return undefined
}
