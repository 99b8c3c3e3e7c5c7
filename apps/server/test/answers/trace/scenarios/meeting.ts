import type { Expectation } from './scenario.ts'
import { forward, type Question, type Scenario } from './scenario.ts'
import type { Story } from './story.ts'

/** As the API takes it: `seed.condition`, `seed.objects`. */
export type AskedCondition = Readonly<Record<string, unknown>>
export type ConditionQuestion = Question & { readonly condition: AskedCondition }
export type ConditionScenario = Omit<Scenario, 'questions'> & { readonly questions: readonly ConditionQuestion[] }

type Words = { readonly objects?: readonly string[]; readonly afterDocuments?: number }

/** Forward of what met a condition. */
export const meeting = (condition: AskedCondition, expect: Expectation, { objects = [], ...words }: Words = {}): ConditionQuestion => ({
  ...forward(objects, expect, words),
  condition,
})

export const conditionScenario = (
  clause: string,
  name: string,
  story: Story,
  ...questions: readonly ConditionQuestion[]
): ConditionScenario => ({ clause, name, documents: story.documents(), questions })

type Event = Record<string, unknown>

export const load = (name: string): string => `urn:epcglobal:cbv:bt:9529999000001:${name}`
export const loadType = 'https://proofline.dev/ns/cbv/BTT-sterilization_load'
export const sterilizing = 'https://proofline.dev/ns/cbv/BizStep-sterilizing'

/** What lay in the chamber, told as a look at it. */
export const inLoad = (name: string, event: Event): Event => ({
  type: 'ObjectEvent',
  action: 'OBSERVE',
  bizStep: sterilizing,
  bizTransactionList: [{ type: loadType, bizTransaction: load(name) }],
  ...event,
})

export const logger = (number: number): string => `urn:epc:id:giai:9529999.LOGGER-${number}`

/** A logger's record, read when the event is told. */
export const reading = (
  epcs: readonly string[],
  report: Event,
  { device = 1, ...metadata }: Event & { readonly device?: number } = {},
): Event => ({
  type: 'ObjectEvent',
  action: 'OBSERVE',
  epcList: epcs,
  bizStep: 'transporting',
  sensorElementList: [
    { sensorMetadata: { deviceID: logger(device), ...metadata }, sensorReport: [{ type: 'Temperature', uom: 'CEL', ...report }] },
  ],
})
