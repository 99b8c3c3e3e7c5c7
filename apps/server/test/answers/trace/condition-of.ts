import assert from 'node:assert/strict'
import type { EventCondition } from '../../../src/answers/trace/rules/scope/condition.ts'
import type { Fact } from './history.ts'

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] ?? assert.fail('nothing to choose from')

/** Conditions that something of the history meets, as a rule: what one of its events tells, more or less of it. */
export function conditionOf(facts: readonly Fact[], at: number): EventCondition {
  const { normal, time } = pick(facts, at * 7919).draft
  const transaction = normal.transactions[0]
  const sensor = normal.sensors[0]?.reports[0]
  const value = sensor?.decimals.value ?? sensor?.decimals.maxValue
  const uom = sensor?.others.uom
  const equipment = normal.readPoint?.id.uri ?? normal.extensions['https://proofline.dev/ns/equipment']
  const operator = normal.extensions['https://proofline.dev/ns/operator']
  const fields: EventCondition[] = [
    ...(normal.bizStep === null ? [] : [{ step: normal.bizStep }]),
    ...(typeof equipment === 'string' ? [{ equipment: [equipment] }] : []),
    ...(typeof operator === 'string' ? [{ person: operator }] : []),
    ...(normal.bizLocation === null ? [] : [{ place: normal.bizLocation.id.uri }]),
    ...(transaction === undefined ? [] : [{ bizTransaction: { id: transaction.id.uri } }, { transport: transaction.id.uri }]),
    ...(value === undefined || typeof uom !== 'string' ? [] : [{ sensor: { above: value.startsWith('-') ? value : `-${value}`, uom } }]),
    { from: time.fromMs - 3_600_000, to: time.toMs + 3_600_000 * (at % 50) },
  ]
  const [first, second] = [pick(fields, at), pick(fields, at * 3 + 1)]
  return at % 3 === 0 ? first : { ...first, ...second }
}
