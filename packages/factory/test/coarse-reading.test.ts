import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, type EpcisEvent, type FactoryOptions, maker, urns } from '@proofline/factory'
import { collectReports } from './collected.ts'

/** The widest reading of documents: whatever an event joins is joined, at any time. What truly happened must lie within it. */
class CoarseReading {
  readonly #next = new Map<string, Set<string>>()
  readonly #shipments: { goods: string[]; consignee: string }[] = []

  constructor(events: readonly EpcisEvent[]) {
    const joined = new Map<string, { inputs: string[]; outputs: string[] }>()
    for (const event of events) {
      if (event.type === 'TransformationEvent') {
        const key = event.transformationID ?? event.eventID
        const making = joined.get(key) ?? { inputs: [], outputs: [] }
        joined.set(key, making)
        making.inputs.push(...(event.inputEPCList ?? []), ...(event.inputQuantityList ?? []).map(({ epcClass }) => epcClass))
        making.outputs.push(...(event.outputEPCList ?? []), ...(event.outputQuantityList ?? []).map(({ epcClass }) => epcClass))
        this.#addMembers(event.outputEPCList ?? [], event)
      } else if (event.type === 'ObjectEvent') {
        if (event.action === 'ADD') this.#addMembers(event.epcList ?? [], event)
        if (event.bizStep === 'shipping') this.#addShipment(event)
      } else if (event.action === 'ADD') {
        const parent = event.parentID
        const children = [...(event.childEPCs ?? []), ...(event.childQuantityList ?? []).map(({ epcClass }) => epcClass)]
        if (parent !== undefined) for (const child of children) this.#join(child, parent)
      }
    }
    for (const { inputs, outputs } of joined.values()) for (const input of inputs) for (const output of outputs) this.#join(input, output)
  }

  #join(from: string, to: string): void {
    this.#next.set(from, (this.#next.get(from) ?? new Set()).add(to))
  }

  #addMembers(epcs: readonly string[], event: EpcisEvent): void {
    const code = event.ilmd?.['cbvmda:lotNumber']
    if (code === undefined) return
    for (const epc of epcs) this.#join(`${epc.replace('urn:epc:id:sgtin:', 'urn:epc:class:lgtin:').replace(/\.\d+$/, '')}.${code}`, epc)
  }

  #addShipment(event: EpcisEvent): void {
    const consignee = event.destinationList?.find(({ type }) => type === 'possessing_party')?.destination
    if (consignee === undefined || consignee === urns.party(maker)) return
    this.#shipments.push({ goods: [...(event.epcList ?? []), ...(event.quantityList ?? []).map(({ epcClass }) => epcClass)], consignee })
  }

  reach(seed: string): { objects: Set<string>; consignees: Set<string> } {
    const objects = new Set([seed])
    for (const one of objects) for (const next of this.#next.get(one) ?? []) objects.add(next)
    const consignees = new Set(this.#shipments.filter(({ goods }) => goods.some((id) => objects.has(id))).map(({ consignee }) => consignee))
    return { objects, consignees }
  }
}

const options: FactoryOptions[] = [
  { objects: 1500, serialParts: 'A', identifiers: 'urn', seed: 'coarse' },
  { objects: 1500, serialParts: 'C', identifiers: 'urn', seed: 'coarse' },
  { objects: 4000, serialParts: 'B', identifiers: 'urn', profile: 'packing' },
]

test('whatever truly got material of a lot is within the widest reading of the documents', () => {
  for (const one of options) {
    const reading = new CoarseReading(collectReports(one).map(({ event }) => event))
    const truth = createFactory(one).truth()
    let narrower = 0
    for (const lot of truth.lots) {
      if (lot.serialBase >= 0) continue
      const scope = truth.forward(urns.lot(lot))
      const { objects, consignees } = reading.reach(urns.lot(lot))
      for (const id of scope.serials()) assert.ok(objects.has(id), `${urns.lot(lot)} → ${id}`)
      for (const { id, product } of scope.lots) if (!product.serialised) assert.ok(objects.has(id), `${urns.lot(lot)} → ${id}`)
      for (const id of scope.containers) assert.ok(objects.has(id), `${urns.lot(lot)} → ${id}`)
      for (const { id } of scope.consignees) assert.ok(consignees.has(id), `${urns.lot(lot)} → ${id}`)
      if (scope.serialCount < [...objects].filter((id) => id.startsWith('urn:epc:id:sgtin:')).length) narrower++
    }
    assert.ok(narrower > 0, 'documents must leave something open')
  }
})

test('where a making of serial numbers names one lot of a product, every unit made truly took from it', () => {
  const one: FactoryOptions = { objects: 3000, serialParts: 'B', identifiers: 'urn', seed: 'sure' }
  const truth = createFactory(one).truth()
  const sources = new Map<string, Set<string>>()
  const sourcesOf = (unit: string): Set<string> => {
    let found = sources.get(unit)
    if (found === undefined) {
      const { lots, past } = truth.backward(unit)
      found = new Set([...lots.map(({ id }) => id), ...past])
      sources.set(unit, found)
    }
    return found
  }
  let checked = 0
  for (const { event } of collectReports(one)) {
    const outputs = event.type === 'AssociationEvent' && event.action === 'ADD' ? [event.parentID ?? ''] : (event.outputEPCList ?? [])
    const lots = (event.inputQuantityList ?? event.childQuantityList ?? []).map(({ epcClass }) => epcClass)
    for (const lot of lots) {
      const product = truth.find(lot)?.lot.product
      if (lots.filter((other) => truth.find(other)?.lot.product === product).length > 1) continue
      for (const unit of outputs) {
        assert.ok(sourcesOf(unit).has(lot), `${event.bizStep} ${unit} without ${lot}`)
        checked++
      }
    }
    for (const { output, inputs } of (event['proofline:takes'] ?? []) as { output: string; inputs: string[] }[]) {
      for (const input of inputs) assert.ok(sourcesOf(output).has(input), `${output} without ${input}`)
    }
  }
  assert.ok(checked > 1000)
})
