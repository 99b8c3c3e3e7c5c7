import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Walk } from '../../../src/answers/trace/walk.ts'
import type { Sql } from '../../../src/platform/database/index.ts'
import { findObjects, type Reads, selectSources } from '../../../src/views/genealogy/index.ts'
import { factsOf, openTestHistory } from '../../views/history.ts'
import { lotUri, objectEvent } from '../../views/stories.ts'

/** Each lot is made of the one before. */
const made = (number: number): object =>
  objectEvent(number, {
    type: 'TransformationEvent',
    action: undefined,
    bizStep: 'commissioning',
    quantityList: undefined,
    inputQuantityList: [{ epcClass: lotUri(`L${number}`), quantity: 1 }],
    outputQuantityList: [{ epcClass: lotUri(`L${number + 1}`), quantity: 1 }],
  })

test('where something comes from is read in as many statements, however deep it is, as far as can be foreseen', async () => {
  const history = await openTestHistory()
  const depth = 700
  const makings = Array.from({ length: depth }, (_, number) => made(number))
  await history.append(factsOf('mes', makings))
  await history.project()
  await history.database.transaction(history.organisation, async (transaction) => {
    const sources = await selectSources(transaction, depth)
    const walk = async (level: number): Promise<{ events: number[]; statements: number }> => {
      let statements = 0
      const reads: Reads = {
        query: <Row extends object>(statement: Sql) => {
          statements += 1
          return transaction.query<Row>(statement)
        },
        copyOut: (text) => {
          statements += 1
          return transaction.copyOut(text)
        },
      }
      const uri = lotUri(`L${level}`)
      const found = await findObjects(transaction, [uri], depth)
      const { events } = await new Walk(reads, 'backward', depth, sources).run({
        objects: [...found.values()].map(({ id }) => id),
        classesOfLots: [],
        classesOfUnits: [],
      })
      return { events: events.map(({ index }) => index), statements }
    }
    const [near, far, furthest] = [await walk(3), await walk(200), await walk(depth)]
    const first = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
    assert.deepEqual([near.events, far.events, furthest.events], [first(3), first(200), first(depth)])
    assert.equal(far.statements, near.statements)
    assert.ok(furthest.statements <= 3 * near.statements, `${near.statements} and ${furthest.statements}`)
  })
  await history.close()
})
