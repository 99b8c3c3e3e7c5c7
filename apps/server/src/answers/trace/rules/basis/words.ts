import type { HistoryEvent } from './history.ts'

// CBV 2.0 §7.1, §7.2, §7.3: the words that a trace acts upon.
const step = (word: string): string => `https://ref.gs1.org/cbv/BizStep-${word}`
const shippingSteps = new Set([step('shipping'), step('consigning')])
export const receivingSteps: ReadonlySet<string> = new Set([step('receiving'), step('accepting')])
const voidShipping = step('void_shipping')
const complete = 'https://ref.gs1.org/cbv/Disp-completeness_verified'
const returned = 'https://ref.gs1.org/cbv/Disp-returned'
const productionOrder = 'https://ref.gs1.org/cbv/BTT-prodorder'

export const isShipping = ({ bizStep }: HistoryEvent): boolean => bizStep !== null && shippingSteps.has(bizStep)
export const isReceiving = ({ bizStep }: HistoryEvent): boolean => bizStep !== null && receivingSteps.has(bizStep)
export const isVoidShipping = ({ bizStep }: HistoryEvent): boolean => bizStep === voidShipping

/** Something came back. */
export const isReturned = (event: HistoryEvent): boolean => isReceiving(event) && event.disposition === returned

/** OBSERVE that says: this is all that is there. */
export const isComplete = ({ disposition, details }: HistoryEvent): boolean =>
  disposition === complete || details.persistent?.set.includes(complete) === true

/** Sent to a processor under a production order: in production there, no consignee (§6). */
export const isForProcessing = ({ details }: HistoryEvent): boolean =>
  details.transactions?.some(({ type }) => type === productionOrder) === true

/** Something came in from another party. */
export const isFromOutside = (event: HistoryEvent): boolean =>
  isReceiving(event) && event.consignor !== null && event.consignor !== event.consignee
