import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wasPutIn } from '../../../src/answers/trace/put-in.ts'
import type { GenealogyEvent, SourceState } from '../../../src/views/genealogy/index.ts'

const [device, part, other] = [1, 2, 3]
const source = (id: number, measuredUncertaintyMs: number): SourceState => ({
  id,
  name: `source ${id}`,
  lastReceivedMs: null,
  measuredUncertaintyMs,
})
const sources = new Map([source(0, 0), source(1, 60_000)].map((one) => [one.id, one]))

let index = 0
function event(action: GenealogyEvent['action'], atMs: number, children: readonly number[], changed: Partial<GenealogyEvent> = {}) {
  index += 1
  const of = { position: 0, quantity: null, uom: null, lot: null }
  const told: GenealogyEvent = {
    ...{ index, source: 0, document: 0, position: 0, eventID: `urn:uuid:${index}`, content: `${index}`, happening: `${index}` },
    ...{ type: 'AssociationEvent', action, bizStep: null, disposition: null, occurred: { fromMs: atMs, toMs: atMs }, uncertaintyMs: null },
    ...{
      receivedMs: atMs,
      transformation: null,
      readPoint: null,
      bizLocation: null,
      consignor: null,
      consignee: null,
      consigneeOwner: null,
    },
    ...{ details: {}, voidedAt: null },
    participations: [{ ...of, object: device, role: 'parent' }, ...children.map((object) => ({ ...of, object, role: 'child' as const }))],
  }
  return { ...told, ...changed }
}

const isKnown = (events: readonly GenealogyEvent[], isInstance = true): boolean => wasPutIn(part, isInstance, events, sources)

test('a part that was put in before it was taken out comes from where it was before', () => {
  assert.equal(isKnown([event('ADD', 0, [part]), event('DELETE', 1_000, [part])]), true)
  assert.equal(isKnown([event('ADD', 0, [part, other]), event('DELETE', 1_000, [part])], false), true)
})

test('a part that nobody told to be put in, or only afterwards, comes from the device', () => {
  assert.equal(isKnown([event('DELETE', 1_000, [part])]), false)
  assert.equal(isKnown([event('ADD', 0, [other]), event('DELETE', 1_000, [part])]), false)
  assert.equal(isKnown([event('DELETE', 1_000, [part]), event('ADD', 2_000, [part])]), false)
  assert.equal(isKnown([event('ADD', 0, [part], { type: 'TransactionEvent' }), event('DELETE', 1_000, [part])]), false)
})

test('where the putting in is declared wrong, or the order is open by the clocks, nothing is left out', () => {
  assert.equal(isKnown([event('ADD', 0, [part], { voidedAt: 9 }), event('DELETE', 1_000, [part])]), false)
  assert.equal(isKnown([event('ADD', 0, [part]), event('DELETE', 1_000, [part], { source: 1 })]), false)
  assert.equal(isKnown([event('ADD', 0, [part]), event('DELETE', 120_000, [part], { source: 1 })]), true)
  assert.equal(isKnown([event('ADD', 0, [part]), event('DELETE', 1_000, [part]), event('ADD', 2_000, [part])]), false)
})

test('where something else may have ended its stay before, nothing is left out', () => {
  const put = event('ADD', 0, [part])
  assert.equal(isKnown([put, event('DELETE', 500, [part]), event('DELETE', 1_000, [part])]), false)
  assert.equal(isKnown([put, event('DELETE', 500, []), event('DELETE', 1_000, [part])]), false)
  assert.equal(isKnown([put, event('OBSERVE', 500, [other]), event('DELETE', 1_000, [part])]), false)
  // A unit of the lot may have been taken out by its name.
  assert.equal(isKnown([put, event('DELETE', 500, [other]), event('DELETE', 1_000, [part])], false), false)
  assert.equal(isKnown([put, event('DELETE', 500, [other]), event('DELETE', 1_000, [part])], true), true)
})
