import { decodeText, isObject, parseJson } from './encoding.ts'

/** What a person is shown of an EPCIS event, as its source told it. */
export type EventView = {
  readonly type: string
  readonly eventTime: string | undefined
  /** ISO 8601, UTC; undefined where `eventTime` is no moment. */
  readonly occurredAt: string | undefined
  readonly action: string | undefined
  readonly bizStep: string | undefined
  readonly disposition: string | undefined
  readonly place: string | undefined
  /** Every object named, in the order of the event. */
  readonly objects: readonly string[]
}

const lists = ['epcList', 'childEPCs', 'inputEPCList', 'outputEPCList'] as const
const quantityLists = ['quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList'] as const

/** Undefined where the body is no JSON object. Fields of another type than EPCIS gives them are left out. */
export function viewEvent(body: Uint8Array): EventView | undefined {
  const text = decodeText(body)
  const event = text === undefined ? undefined : parseJson(text)
  if (!isObject(event)) return undefined
  const eventTime = textOf(event.eventTime)
  const place = isObject(event.bizLocation) ? event.bizLocation : isObject(event.readPoint) ? event.readPoint : {}
  const parent = textOf(event.parentID)
  return {
    type: textOf(event.type) ?? '',
    eventTime,
    occurredAt: momentOf(eventTime),
    action: textOf(event.action),
    bizStep: textOf(event.bizStep),
    disposition: textOf(event.disposition),
    place: textOf(place.id),
    objects: [
      ...(parent === undefined ? [] : [parent]),
      ...lists.flatMap((name) => listOf(event[name]).flatMap((item) => textOf(item) ?? [])),
      ...quantityLists.flatMap((name) => listOf(event[name]).flatMap((item) => (isObject(item) ? (textOf(item.epcClass) ?? []) : []))),
    ],
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function momentOf(text: string | undefined): string | undefined {
  // With its offset only: a time without one is another moment in every place.
  if (text === undefined || !/^\d{4}-.*T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
