import type { History } from './history.ts'
import type { Named } from './objects.ts'
import { isCarrier } from './stays.ts'
import { takenOut } from './taken-out.ts'
import { unstatedParts, unstatedProducts } from './unstated.ts'

/**
 * The coarser reading against which something is *excluded* (§0): every input in every output, whatever the time, the quantity, the step
 * or the unit says; a part in its whole for ever; every member and every unnamed quantity of a lot like the lot. It holds every object of
 * every answer, so it also names the candidates of a backward trace.
 */
export function reachCoarsely(history: History, seeds: Iterable<string>): Set<string> {
  const edges = new Map<string, Set<string>>()
  const add = (from: string, to: string): void => {
    edges.set(from, (edges.get(from) ?? new Set()).add(to))
  }
  addRelations(history, add)
  const reached = new Set(seeds)
  const seedCarriers = new Set(seeds)
  for (const carrier of seedCarriers) {
    for (const { holder, child } of history.stays.packed) {
      if (holder !== carrier) continue
      reached.add(child.id)
      if (isCarrier(child, history.stays.packed)) seedCarriers.add(child.id)
    }
  }
  for (const id of reached) for (const next of edges.get(id) ?? []) reached.add(next)
  return reached
}

type AddEdge = (from: string, to: string) => void

/** Names of uses: what speaks of a quantity of a lot or of a product speaks of each of its members, without making one of the other. */
const use = (id: string): string => `use of ${id}`

function addRelations(history: History, add: AddEdge): void {
  for (const named of history.objects.values()) {
    add(named.id, use(named.id))
    if (named.product !== null && named.kind !== 'class') add(named.id, use(named.product))
  }
  for (const [lot, members] of history.members) {
    for (const member of members) {
      add(lot, member)
      add(member, use(lot))
    }
  }
  for (const making of history.makings) {
    for (const output of making.outputs) {
      for (const input of making.inputs) addUse(history, input, output.id, add)
      for (const product of unstatedProducts(making)) add(use(product), output.id)
    }
  }
  for (const { holder, child } of history.stays.parts) addUse(history, child, holder, add)
  for (const { holder, lot } of takenOut(history)) add(holder, lot)
  for (const { id, kind } of history.objects.values()) {
    if (kind === 'instance') for (const { product } of unstatedParts(history, id)) add(use(product), id)
  }
}

function addUse(history: History, used: Named, into: string, add: AddEdge): void {
  add(use(used.id), into)
  for (const id of everIn(history, used.id)) add(use(id), into)
}

/** What was ever packed in a carrier, in its carriers included. */
export function everIn(history: History, carrier: string): Set<string> {
  const inside = new Set<string>()
  const carriers = new Set([carrier])
  for (const one of carriers) {
    for (const { holder, child } of history.stays.packed) {
      if (holder !== one) continue
      if (isCarrier(child, history.stays.packed)) carriers.add(child.id)
      else inside.add(child.id)
    }
  }
  return inside
}
