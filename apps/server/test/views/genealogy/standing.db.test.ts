import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Transaction } from '../../../src/platform/database/index.ts'
import type { NewFact } from '../../../src/record/index.ts'
import { selectDiscrepancies } from '../../../src/views/discrepancies/index.ts'
import {
  findObjects,
  groupHappenings,
  readCursor,
  selectDeclarations,
  selectEventIndexes,
  selectEvents,
  selectSources,
} from '../../../src/views/genealogy/index.ts'
import { factsOf, openTestHistory, type TestHistory } from '../history.ts'
import { declarationOf, lotUri, objectEvent } from '../stories.ts'

/** What is known of a lot's events from the first `asOf` facts: which stand, which count, who says they are wrong, what is surprising. */
async function ask(history: TestHistory, asOf?: number) {
  const read = async (transaction: Transaction) => {
    const size = asOf ?? (await readCursor(transaction))
    const lot = (await findObjects(transaction, [lotUri('L1')], size)).get(lotUri('L1'))
    const events = await selectEvents(transaction, await selectEventIndexes(transaction, lot === undefined ? [] : [lot.id], size), size)
    const declarations = await selectDeclarations(
      transaction,
      events.map(({ index }) => index),
      size,
    )
    const counts = groupHappenings(events, await selectSources(transaction, size))
    return {
      standing: events.filter(({ voidedAt }) => voidedAt === null).map(({ index }) => index),
      voided: events.flatMap(({ index, voidedAt }) => (voidedAt === null ? [] : [[index, voidedAt]])),
      counting: [...new Set(counts.values())].sort((left, right) => left - right),
      declarations: declarations.map(({ index, event, effect, corrections }) => ({
        index,
        event,
        effect,
        missing: corrections.filter(({ known }) => !known).map(({ eventID }) => eventID),
      })),
      surprising: (await selectDiscrepancies(transaction, size, 100)).map(({ code }) => code),
    }
  }
  return history.database.transaction(history.organisation, read, { readOnly: true, isolation: 'repeatable read' })
}

async function tell(...facts: readonly (readonly NewFact[])[]): Promise<TestHistory> {
  const history = await openTestHistory()
  for (const some of facts) await history.append(some)
  await history.project()
  return history
}

const wrong = objectEvent(1)
const right = objectEvent(2)
const declaration = declarationOf(wrong, [String(right.eventID)])

test('an error declaration after its event closes it from there on; its correction is missing until it comes', async () => {
  const history = await tell(factsOf('mes', [wrong]), factsOf('mes', [declaration]), factsOf('mes', [right]))
  assert.deepEqual(await ask(history, 1), { standing: [0], voided: [], counting: [0], declarations: [], surprising: [] })
  assert.deepEqual(await ask(history, 2), {
    standing: [],
    voided: [[0, 1]],
    counting: [],
    declarations: [{ index: 1, event: 0, effect: 'voids', missing: [right.eventID] }],
    surprising: [],
  })
  assert.deepEqual(await ask(history, 3), {
    standing: [2],
    voided: [[0, 1]],
    counting: [2],
    declarations: [{ index: 1, event: 0, effect: 'voids', missing: [] }],
    surprising: [],
  })
})

test('an error declaration before its event: the event never stands; without its event it is a discrepancy until that comes', async () => {
  const history = await tell(factsOf('mes', [declaration]), factsOf('mes', [wrong]))
  assert.deepEqual(await ask(history, 1), {
    standing: [],
    voided: [],
    counting: [],
    declarations: [],
    surprising: ['declaration-unmatched'],
  })
  const after = await ask(history, 2)
  assert.deepEqual([after.standing, after.voided, after.surprising], [[], [[1, 1]], []])
  // Across two batches, and in one.
  assert.deepEqual(await history.rebuild({ maxFacts: 1 }), await history.rebuild())
})

test('a declaration that differs from the event in anything closes nothing', async () => {
  const history = await tell(factsOf('mes', [wrong]), factsOf('mes', [declarationOf({ ...wrong, disposition: 'expired' })]))
  const { standing, surprising } = await ask(history)
  assert.deepEqual([standing, surprising], [[0], ['declaration-unmatched']])
})

test('another spelling of the same content is the same content', async () => {
  const told = objectEvent(1, {
    quantityList: [{ epcClass: 'urn:epc:class:lgtin:9506000.013435.L1', quantity: 10 }],
    bizStep: 'urn:epcglobal:cbv:bizstep:inspecting',
  })
  const history = await tell(factsOf('mes', [wrong]), factsOf('mes', [declarationOf(told)]))
  assert.deepEqual((await ask(history)).voided, [[0, 1]])
})

test('a declaration of another source is a claim: the event stands', async () => {
  const history = await tell(factsOf('mes', [wrong]), factsOf('erp', [declarationOf(wrong)]))
  const { standing, declarations } = await ask(history)
  assert.deepEqual(standing, [0])
  assert.deepEqual(
    declarations.map(({ index, event, effect }) => ({ index, event, effect })),
    [{ index: 1, event: 0, effect: 'claims' }],
  )
  const other = await tell(
    factsOf('erp', [declarationOf({ ...wrong, eventID: 'urn:uuid:00000000-0000-4000-8000-999999999999' })]),
    factsOf('mes', [wrong]),
  )
  assert.deepEqual(
    (await ask(other)).declarations.map(({ index, effect }) => [index, effect]),
    [[0, 'claims']],
  )
})

test('the same event from two sources counts once, and both stand; under two eventIDs of one source it counts twice', async () => {
  const again = { ...wrong, eventID: 'urn:uuid:00000000-0000-4000-8000-000000000101' }
  const day = { ...again, eventTime: '2026-01-01T00:00:00Z', 'proofline:timePrecision': 'day', readPoint: undefined }
  for (const retold of [wrong, again, day]) {
    const history = await tell(factsOf('erp', [retold]), factsOf('mes', [wrong]))
    const { standing, counting } = await ask(history)
    assert.deepEqual([standing, counting.length], [[0, 1], 1])
  }
  const twice = await tell(factsOf('mes', [wrong]), factsOf('mes', [again]), factsOf('erp', [again]))
  const { standing, counting } = await ask(twice)
  assert.deepEqual([standing, counting.length], [[0, 1, 2], 2])
  const later = await tell(factsOf('mes', [wrong]), factsOf('erp', [{ ...again, eventTime: '2026-03-01T00:00:00Z' }]))
  assert.equal((await ask(later)).counting.length, 2)
})

test('an event without eventID, told again under the one that it was given, counts once', async () => {
  const without = objectEvent(1, { eventID: undefined })
  const [fact] = factsOf('mes', [without])
  assert.ok(fact)
  const given: string = JSON.parse(Buffer.from(fact.body).toString()).eventID
  const history = await tell([fact], factsOf('mes', [{ ...without, eventID: given }]))
  const { standing, counting, surprising } = await ask(history)
  assert.deepEqual([standing, counting.length, surprising], [[0, 1], 1, []])
})

test('the same eventID with other content is one discrepancy, however often; of another source it is none', async () => {
  const other = (disposition: string) => ({ ...wrong, disposition })
  const history = await tell(
    factsOf('mes', [wrong]),
    factsOf('mes', [other('expired')]),
    factsOf('mes', [other('damaged')]),
    factsOf('erp', [other('recalled')]),
  )
  const { standing, surprising } = await ask(history)
  assert.deepEqual([standing, surprising], [[0, 1, 2, 3], ['event-id-reused']])
  const [one, each] = [await history.rebuild(), await history.rebuild({ maxFacts: 1 })]
  assert.deepEqual(one, each)
})

test('an occurrence after its receipt is a discrepancy beyond the declared uncertainty; undeclared, it measures the clock while the event stands', async () => {
  const early = '2026-01-01T00:00:30.000Z'
  const declared = objectEvent(1, { eventID: 'urn:uuid:00000000-0000-4000-8000-000000000202', 'proofline:clockUncertaintySeconds': 60 })
  const history = await tell(factsOf('mes', [wrong, declared], early), factsOf('mes', [declarationOf(wrong)], '2026-02-02T00:00:00.000Z'))
  const measured = (asOf: number) =>
    history.database.transaction(history.organisation, async (transaction) => {
      const sources = await selectSources(transaction, asOf)
      return [...sources.values()].map(({ name, measuredUncertaintyMs, lastReceivedMs }) => ({
        name,
        measuredUncertaintyMs,
        lastReceivedMs,
      }))
    })
  assert.deepEqual((await ask(history, 2)).surprising, ['occurred-after-receipt'])
  assert.deepEqual(await measured(2), [{ name: 'mes', measuredUncertaintyMs: 30_000, lastReceivedMs: Date.parse(early) }])
  assert.equal((await measured(3))[0]?.measuredUncertaintyMs, 0)
})
