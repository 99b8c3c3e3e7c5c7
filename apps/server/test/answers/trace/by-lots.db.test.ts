import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, maker, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import type { LotsValue } from '../../../src/answers/trace/asks/lots.ts'
import { walkLots } from '../../../src/answers/trace/lot-walk.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { certain } from '../../../src/answers/trace/rules/basis/moment.ts'
import { LotScope } from '../../../src/answers/trace/rules/by-lots.ts'
import { findObjects, Rounds, selectLots, selectObjects } from '../../../src/views/genealogy/index.ts'
import { followRollups } from '../../../src/views/rollups/index.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { untell } from './untelling.ts'

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 200) : 3
const uri = (id: string): string => {
  const reading = canonicalize(id)
  if (!reading.ok) throw new TypeError(`not an identifier: ${id}`)
  return reading.value.uri
}

/** Parties that the reading by lots leaves out, or is surer of. */
async function partyFaults(
  { database, organisation, ledger }: TestHistory,
  seed: string,
  index: number,
  value: TraceValue,
): Promise<string[]> {
  const byLots = await answerQuestion(
    database,
    organisation,
    { ask: 'lots', seed: [seed], asOf: { index }, onlyCertain: false, withReasons: false },
    { size: ledger.state().size, own: [uri(urns.party(maker))] },
  )
  const parties = new Map(
    (byLots.what === 'answered' ? (byLots.answer.value as LotsValue) : assert.fail()).consignees.map((one) => [one.id, one]),
  )
  const exact = new Map(value.consignees.map((one) => [one.id, one.value]))
  return [
    ...value.consignees.filter((one) => one.value !== 'excluded' && !parties.has(one.id)).map(({ id }) => `consignee ${id} is missing`),
    ...[...parties.values()]
      .filter((one) => one.value === 'certain' && exact.get(one.id) !== 'certain')
      .map(({ id }) => `consignee ${id} is certain by lots only`),
  ]
}

/** Where the reading by lots says less than the exact one, or is surer than it. */
async function faults(history: TestHistory, seed: string, index: number): Promise<string[]> {
  const { database, organisation, ledger } = history
  const outcome = await answerQuestion(
    database,
    organisation,
    { ask: 'forward', seed: [seed], asOf: { index }, onlyCertain: false, withReasons: false },
    { size: ledger.state().size, own: [uri(urns.party(maker))] },
  )
  assert.equal(outcome.what, 'answered')
  if (outcome.what !== 'answered') return []
  assert.ok(outcome.answer.conditions.every(({ code }) => code !== 'walk-bounded'))
  const value = outcome.answer.value as TraceValue
  const wrong = await partyFaults(history, seed, index, value)
  return database.transaction(organisation, async (transaction) => {
    const found = await findObjects(transaction, [seed], index)
    const scope = new LotScope(
      await walkLots(
        new Rounds(transaction),
        [...found.values()].map(({ id }) => id),
        index,
      ),
    )
    const named = [...value.certain, ...value.possible, ...value.past.map(({ id }) => id), ...value.excluded.map(({ id }) => id)]
    const objects = await findObjects(transaction, named, index)
    const sure = new Set(value.certain)
    const units = new Map<number, { all: number; sure: number }>()
    const instances = [...objects.values()].filter(({ level }) => level === 'instance')
    const lotsOf = Map.groupBy(
      await selectLots(
        transaction,
        instances.map(({ id }) => id),
        index,
      ),
      ({ member }) => member,
    )
    for (const { id, uri: name, classId } of instances) {
      const excluded = value.excluded.some((one) => one.id === name)
      for (const lot of lotsOf.get(id)?.map((row) => row.lot) ?? [classId ?? id]) {
        const count = units.get(lot) ?? { all: 0, sure: 0 }
        if (!excluded) count.all += 1
        if (sure.has(name)) count.sure += 1
        units.set(lot, count)
        if (!excluded && (scope.lots.get(lot)?.units ?? 0) === 0) wrong.push(`unit ${name} is in scope, none of its lot is`)
        if (scope.lots.get(lot)?.all === true && !sure.has(name)) wrong.push(`all units of its lot are certain, ${name} is not`)
      }
    }
    for (const { id, uri: name, level } of objects.values()) {
      if (level !== 'lot' || value.excluded.some((one) => one.id === name)) continue
      if ((scope.lots.get(id)?.value ?? 0) === 0) wrong.push(`lot ${name} is in scope, and not by lots`)
    }
    const names = await selectObjects(transaction, [...scope.lots.keys()])
    for (const [id, { value: degree, certainUnits }] of scope.lots) {
      const name = names.get(id)?.uri ?? ''
      if (degree === certain && !sure.has(name)) wrong.push(`lot ${name} is certain by lots only`)
      const told = units.get(id)?.sure ?? 0
      if (name !== seed && certainUnits > told) wrong.push(`lot ${name}: ${certainUnits} units are certain by lots, ${told} by name`)
    }
    return wrong
  })
}

for (let round = 0; round < rounds; round += 1) {
  test(`factory ${round}: by lots nothing that is in scope is missing, and nothing is surer than it is`, async () => {
    const history = await openTestHistory()
    const disturbances = { ...usualDisturbances, late: 0.05, duplicate: 0.05, corrected: 0.03, contradictory: 0.01 }
    const factory = createFactory({
      seed: `lots ${round}`,
      objects: 1_000,
      serialParts: (['A', 'B', 'C'] as const)[round % 3] ?? 'A',
      disturbances,
    })
    const documents = [...factory.documents()].map(({ source, document }) => ({
      source,
      receivedAt: document.creationDate,
      document: document as unknown as Record<string, unknown>,
    }))
    for (const { source, document, receivedAt } of round % 2 === 0 ? documents : untell(documents, 40)) {
      await history.append(factsOfDocument(source, document, receivedAt))
    }
    await history.project()
    const { database, organisation, ledger } = history
    await database.transaction(organisation, async (transaction) => {
      for (let cursor = -1, next = 0; next !== cursor; ) [cursor, next] = [next, await followRollups(transaction, 500)]
    })
    const { size } = ledger.state()
    const { supplierLot, typicalLot, hotLot, serialLot, substitutedLot } = factory.notables()
    for (const lot of [supplierLot, typicalLot, hotLot, serialLot, substitutedLot]) {
      for (const index of [size, Math.floor(size * 0.7)])
        assert.deepEqual(await faults(history, uri(lot), index), [], `${lot} as of ${index}`)
    }
    await history.close()
  })
}
