import { formatDecimal, readVocabulary, standardEventContext, type VocabularyName } from '@proofline/epcis'
import { canonicalize } from '@proofline/identifiers'
import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import type { Static } from 'typebox'
import { isInstant } from '../../record/index.ts'
import type { AsOf, Question } from './model.ts'
import type { EventCondition, SensorCondition } from './rules/scope/condition.ts'
import type { SupplierLot } from './rules/scope/supplied.ts'
import type { question } from './schemas/question.ts'

type Asked = Static<typeof question>
type Condition = Extract<Asked['seed'], { condition: unknown }>['condition']
export type Seed = Pick<Question, 'seed' | 'asOf' | 'condition' | 'at'>

/** Identifiers in any form become canonical, words of vocabularies web URIs, moments UTC; or every problem of all of them. */
export function readQuestion({ seed, asOf, at: moment }: Pick<Asked, 'seed' | 'asOf' | 'at'>): Result<Seed> {
  const reading = new Reading()
  const [texts, at, asked] = Array.isArray(seed) ? [seed, '/seed', undefined] : [seed.objects ?? [], '/seed/objects', seed.condition]
  const uris = new Set(texts.flatMap((text, position) => reading.identifier(text, `${at}/${position}`) ?? []))
  const condition = asked === undefined ? {} : { condition: reading.condition(asked) }
  const known = reading.asOf(asOf)
  const ms = moment === undefined ? undefined : reading.moment(moment, '/at')
  const then = ms === undefined ? {} : { at: new Date(ms).toISOString() }
  return reading.problems.length > 0 ? refuse(...reading.problems) : succeed({ seed: [...uris], asOf: known, ...condition, ...then })
}

/** The whole question; a difference needs to be told since when, and no other is asked so. */
export function parseQuestion(asked: Asked): Result<Question> {
  const { ask, since: told, of, filter, reasons } = asked
  const read = readQuestion(asked)
  const reading = new Reading()
  const since = reading.asOf(told, '/since')
  if (ask === 'difference' && told === undefined) reading.problems.push({ code: 'trace-since-missing', at: '/since' })
  if (ask !== 'difference' && told !== undefined) reading.problems.push({ code: 'trace-since-unasked', at: '/since', params: { ask } })
  if (!read.ok || reading.problems.length > 0) return refuse(...(read.ok ? [] : read.problems), ...reading.problems)
  return succeed({
    ask,
    ...read.value,
    ...(since === undefined ? {} : { since }),
    ...(of === undefined ? {} : { of }),
    onlyCertain: filter?.certain === true,
    onlySeed: filter?.seedOnly === true,
    withReasons: reasons === true,
  })
}

const at = '/seed/condition'

/** Collects every problem; what could not be read is undefined. */
class Reading {
  readonly problems: Problem[] = []

  identifier(text: string, pointer: string): string | undefined {
    const read = canonicalize(text)
    if (read.ok) return read.value.uri
    this.problems.push(...read.problems.map((problem) => ({ ...problem, at: `${pointer}${problem.at}` })))
    return undefined
  }

  asOf(asOf: AsOf | undefined, pointer = '/asOf'): AsOf | undefined {
    if (asOf === undefined || !('moment' in asOf)) return asOf
    const ms = this.moment(asOf.moment, `${pointer}/moment`)
    return ms === undefined ? undefined : { moment: new Date(ms).toISOString() }
  }

  moment(text: string, pointer: string): number | undefined {
    const ms = zoned.test(text) ? Date.parse(text) : Number.NaN
    if (!Number.isNaN(ms) && isInstant(new Date(ms).toISOString())) return ms
    this.problems.push({ code: 'trace-moment-malformed', at: pointer, params: { given: text } })
    return undefined
  }

  condition(asked: Condition): EventCondition {
    const { step, equipment, person, place, from, to, bizTransaction, transport, supplierLot, sensor } = asked
    const [least, most] = [this.#optional(from, `${at}/from`, this.moment), this.#optional(to, `${at}/to`, this.moment)]
    if (least !== undefined && most !== undefined && least > most) this.problems.push({ code: 'trace-window-empty', at: `${at}/to` })
    return defined({
      step: step === undefined ? undefined : this.#word('bizStep', step, `${at}/step`),
      equipment: equipment === undefined ? undefined : namesOf(equipment),
      person,
      place: this.#optional(place, `${at}/place`, this.identifier),
      from: least,
      to: most,
      bizTransaction: bizTransaction === undefined ? undefined : this.#transaction(bizTransaction),
      transport: this.#optional(transport, `${at}/transport`, this.identifier),
      supplierLot: supplierLot === undefined ? undefined : this.#supplierLot(supplierLot),
      sensor: sensor === undefined ? undefined : this.#sensor(sensor),
    })
  }

  #supplierLot(told: NonNullable<Condition['supplierLot']>): SupplierLot | undefined {
    const { lot, supplier } = typeof told === 'string' ? { lot: told, supplier: undefined } : told
    const from = this.#optional(supplier, `${at}/supplierLot/supplier`, this.identifier)
    return { lot: lot.trim(), ...(from === undefined ? {} : { supplier: from }) }
  }

  #optional<Value>(
    text: string | undefined,
    pointer: string,
    read: (text: string, pointer: string) => Value | undefined,
  ): Value | undefined {
    return text === undefined ? undefined : read.call(this, text, pointer)
  }

  #word(vocabulary: VocabularyName, text: string, pointer: string): string | undefined {
    const read = readVocabulary(vocabulary, text, standardEventContext)
    if (read.ok) return read.uri
    const meant = read.suggest()
    this.problems.push(
      meant === undefined
        ? { code: 'trace-word-unknown', at: pointer, params: { given: text } }
        : { code: 'trace-word-misspelt', at: pointer, params: { given: text, meant } },
    )
    return undefined
  }

  #transaction(told: NonNullable<Condition['bizTransaction']>): EventCondition['bizTransaction'] {
    const { id, type } = typeof told === 'string' ? { id: told, type: undefined } : told
    const pointer = `${at}/bizTransaction`
    const uri = this.identifier(id, typeof told === 'string' ? pointer : `${pointer}/id`)
    const word = type === undefined ? undefined : this.#word('transactionType', type, `${pointer}/type`)
    return uri === undefined ? undefined : { id: uri, ...(word === undefined ? {} : { type: word }) }
  }

  #sensor({ type, above, below, uom }: NonNullable<Condition['sensor']>): SensorCondition {
    if (type === undefined && above === undefined && below === undefined)
      this.problems.push({ code: 'trace-sensor-empty', at: `${at}/sensor` })
    return defined({
      type: type === undefined ? undefined : this.#word('measurement', type, `${at}/sensor/type`),
      above: above === undefined ? undefined : decimalOf(above),
      below: below === undefined ? undefined : decimalOf(below),
      uom,
    })
  }
}

const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** Equipment may be told by an identifier or by a name of the plant's own. */
function namesOf(equipment: string): string[] {
  const read = canonicalize(equipment)
  return read.ok && read.value.uri !== equipment ? [read.value.uri, equipment] : [equipment]
}

const decimalOf = (value: number | string): string => (typeof value === 'number' ? formatDecimal(value) : value)

type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

/** Without what is not asked for. */
const defined = <Fields extends object>(fields: Fields): Defined<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>
