import type { DeliverySettings, LastFailure, Progress, Subscription } from './model.ts'
import { nextTime } from './schedule.ts'

/** How an attempt to deliver ended. */
export type Attempt =
  | { readonly what: 'acknowledged' }
  /** 413: fewer events at a time. */
  | { readonly what: 'too-large' }
  /** 410: the receiver says that it is no more. */
  | { readonly what: 'gone' }
  /** The destination may not be connected to. */
  | { readonly what: 'forbidden' }
  | { readonly what: 'failed'; readonly failure: Omit<LastFailure, 'at'>; readonly retryAfterMs?: number }

/** What was tried: how many events, up to which index (exclusive) everything is delivered with it, and whether that ends a scheduled run. */
export type Tried = { readonly events: number; readonly next: number; readonly endsRun: boolean }

type Moment = {
  readonly nowMs: number
  /** In [0, 1). */
  readonly chance: number
}

/** What an attempt makes of a subscription. */
export function decideAfter(subscription: Subscription, tried: Tried, attempt: Attempt, at: Moment, settings: DeliverySettings): Progress {
  const { nowMs } = at
  if (attempt.what === 'acknowledged') return advance(subscription, tried, nowMs, settings)
  if (attempt.what === 'too-large') {
    return tried.events > 1
      ? { ...progressOf(subscription), batchLimit: Math.ceil(tried.events / 2) }
      : pause(subscription, 'event-too-large', { code: 'status-refusing', status: 413 }, nowMs)
  }
  if (attempt.what === 'gone') return pause(subscription, 'receiver-gone', { code: 'status-refusing', status: 410 }, nowMs)
  if (attempt.what === 'forbidden') return pause(subscription, 'destination-refused', { code: 'address-refused', status: null }, nowMs)
  const { failure, retryAfterMs } = attempt
  const failures = subscription.failures + 1
  if (failures >= settings.mostFailures) {
    const reason = failure.code === 'query-failed' ? 'query-refused' : 'receiver-failing'
    return { ...pause(subscription, reason, failure, nowMs), failures }
  }
  const waitMs = Math.max(backoffMs(failures, at.chance, settings), Math.min(retryAfterMs ?? 0, settings.longestRetryMs))
  const lastFailure = { ...failure, at: new Date(nowMs).toISOString() }
  return { ...progressOf(subscription), failures, retryMs: nowMs + waitMs, lastFailure }
}

/** Twice as long each time, of which the second half is left to chance: receivers that failed together do not come back together. */
export function backoffMs(failures: number, chance: number, { firstRetryMs, longestRetryMs }: DeliverySettings): number {
  const full = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(40, failures - 1))
  return Math.ceil(full / 2 + (full / 2) * chance)
}

/** A receiver that takes what it is given is given more, up to the limit again. */
function advance(subscription: Subscription, { events, next, endsRun }: Tried, nowMs: number, settings: DeliverySettings): Progress {
  const { batchLimit } = subscription
  const grown = events >= batchLimit ? Math.min(settings.batchEvents, batchLimit + Math.max(1, batchLimit >> 2)) : batchLimit
  return {
    ...endRun(subscription, endsRun, nowMs),
    position: next,
    batchLimit: grown,
    failures: 0,
    retryMs: null,
    notifiedMs: nowMs,
    executedMs: nowMs,
    lastFailure: null,
  }
}

/** Nothing was found up to `next`, and nothing is to be said about it. */
export const passOver = (subscription: Subscription, { next, endsRun }: Tried, nowMs: number): Progress => ({
  ...endRun(subscription, endsRun, nowMs),
  position: next,
  executedMs: nowMs,
})

/** Runs that were missed while nothing could be delivered are one run. */
function endRun(subscription: Subscription, endsRun: boolean, nowMs: number): Progress {
  const { controls, dueMs } = subscription
  if (controls.what === 'stream' || !endsRun) return progressOf(subscription)
  return { ...progressOf(subscription), dueMs: nextTime(controls.schedule, Math.max(nowMs, dueMs ?? 0)) ?? null }
}

export function pause(
  subscription: Subscription,
  reason: NonNullable<Subscription['paused']>,
  failure: Omit<LastFailure, 'at'>,
  nowMs: number,
): Progress {
  const lastFailure = { ...failure, at: new Date(nowMs).toISOString() }
  return { ...progressOf(subscription), paused: reason, pausedMs: nowMs, retryMs: null, lastFailure }
}

export const progressOf = ({
  position,
  dueMs,
  batchLimit,
  failures,
  retryMs,
  notifiedMs,
  executedMs,
  paused,
  pausedMs,
  lastFailure,
}: Subscription): Progress => ({
  position,
  dueMs,
  batchLimit,
  failures,
  retryMs,
  notifiedMs,
  executedMs,
  paused,
  pausedMs,
  lastFailure,
})

/** Whether there may be something to deliver now. `visible`: how many facts queries see. */
export function isDue(subscription: Subscription, nowMs: number, visible: number): boolean {
  const { controls, paused, retryMs, position, dueMs, initialMs } = subscription
  if (paused !== null || (retryMs !== null && retryMs > nowMs)) return false
  if (position === null && initialMs !== undefined && initialMs > nowMs) return false
  if (controls.what === 'schedule') return dueMs !== null && dueMs <= nowMs
  return position === null || position < visible
}

/** `5-9,12`: ascending indexes in short. */
export function formatIndexes(indexes: readonly number[]): string {
  const runs: [number, number][] = []
  for (const index of indexes) {
    const last = runs.at(-1)
    if (last !== undefined && last[1] === index - 1) last[1] = index
    else runs.push([index, index])
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',')
}

/** `Retry-After` (RFC 9110 §10.2.3): seconds or a date, from now on in milliseconds. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000
  const moment = value.length <= 40 ? Date.parse(value) : Number.NaN
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - nowMs)
}
