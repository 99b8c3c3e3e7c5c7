import { type Language, say } from '@proofline/problems'
import type { Subscription } from './model.ts'
import { texts } from './texts.ts'

const textOf = (ms: number): string => new Date(ms).toISOString()
const told = <Name extends string>(name: Name, ms: number | null | undefined): { readonly [key in Name]?: string } =>
  (ms === null || ms === undefined ? {} : { [name]: textOf(ms) }) as { readonly [key in Name]?: string }

/** Why a paused subscription is, and what to do; undefined: it is not. */
export function explainPause({ paused, failures }: Subscription, path: string, language: Language): string | undefined {
  if (paused === null) return undefined
  return `${say(texts, language, `paused-${paused}`, { failures })} ${say(texts, language, 'paused-resume', { path: `${path}/resume` })}`
}

/** GS1-Query-Min-Record-Time: at first the time asked for, then that of the latest execution (OpenAPI). */
export const minRecordTime = ({ executedMs, initialMs, createdMs }: Subscription): string => textOf(executedMs ?? initialMs ?? createdMs)

/** A subscription as its client sees it, without the key of the signatures. `proofline:delivery` is ours: where the deliveries stand. */
export function viewSubscription(subscription: Subscription, path: string, language: Language): object {
  const { controls, paused, retryMs, position, failures, lastFailure } = subscription
  const detail = explainPause(subscription, path, language)
  return {
    subscriptionID: subscription.id,
    queryName: subscription.queryName,
    dest: subscription.dest,
    createdAt: textOf(subscription.createdMs),
    ...(controls.what === 'stream' ? { stream: true } : { schedule: controls.texts, reportIfEmpty: controls.reportIfEmpty }),
    ...told('initialRecordTime', subscription.initialMs),
    minRecordTime: minRecordTime(subscription),
    ...told('lastNotifiedAt', subscription.notifiedMs),
    epcFormat: subscription.epcFormat,
    'proofline:delivery': {
      state: paused !== null ? 'paused' : retryMs !== null ? 'retrying' : 'active',
      ...(position === null ? {} : { nextLogIndex: position }),
      ...told('dueAt', subscription.dueMs),
      ...(failures === 0 ? {} : { failures }),
      ...told('retryAt', retryMs),
      ...told('pausedAt', subscription.pausedMs),
      ...(paused === null ? {} : { reason: paused, detail }),
      ...(lastFailure === null ? {} : { lastFailure }),
    },
  }
}
