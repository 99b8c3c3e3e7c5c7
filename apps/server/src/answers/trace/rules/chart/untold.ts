import { addTo } from '../basis/collections.ts'
import type { History } from '../basis/history.ts'
import type { Standing } from '../basis/standing.ts'
import type { Batch } from './batches.ts'
import type { Making } from './makings.ts'

/** Units of which no fact tells a lot: each may be of any lot of its product (§2, member). By product. */
export type Untold = {
  readonly units: ReadonlyMap<string, ReadonlySet<string>>
  /** The lots that such a unit may be of: those that a standing fact names, or that are asked about. */
  readonly lots: ReadonlyMap<string, ReadonlySet<string>>
  /** Such units made by their own names: each may be what keeps a lot from being certain. */
  readonly made: ReadonlyMap<string, readonly Batch[]>
  readonly has: (unit: string) => boolean
  /** May it be of this lot, no fact telling of which it is? */
  readonly mayBeOf: (unit: string, lot: string) => boolean
}

type Named = {
  readonly history: History
  readonly asked: ReadonlySet<string>
  readonly eventsOf: ReadonlyMap<string, readonly Standing[]>
  readonly lotsOf: ReadonlyMap<string, ReadonlySet<string>>
  readonly membersOf: ReadonlyMap<string, ReadonlySet<string>>
}

export function collectUntold({ history, asked, eventsOf, lotsOf, membersOf }: Named, makings: readonly Making[]): Untold {
  const { objects } = history
  const units = new Map<string, Set<string>>()
  const lots = new Map<string, Set<string>>()
  const all = new Set<string>()
  for (const unit of history.untold) {
    const product = objects.get(unit)?.product ?? null
    if (product === null || lotsOf.has(unit) || !(eventsOf.has(unit) || asked.has(unit))) continue
    addTo(units, product, unit)
    all.add(unit)
  }
  for (const [lot, { kind, product }] of objects) {
    if (kind !== 'lot' || product === null || !units.has(product)) continue
    if (eventsOf.has(lot) || membersOf.has(lot) || asked.has(lot) || history.lots.get(lot) === true) addTo(lots, product, lot)
  }
  const made = new Map<string, Batch[]>()
  for (const [product, one] of all.size === 0 ? [] : makings.flatMap((making) => madeApart(making, objects, all))) {
    const known = made.get(product)
    if (known === undefined) made.set(product, [one])
    else known.push(one)
  }
  const mayBeOf = (unit: string, lot: string): boolean => {
    const product = all.has(unit) ? (objects.get(unit)?.product ?? null) : null
    return product !== null && lots.get(product)?.has(lot) === true
  }
  return { units, lots, made, has: (unit) => all.has(unit), mayBeOf }
}

function madeApart(making: Making, objects: History['objects'], untold: ReadonlySet<string>): [string, Batch][] {
  const again = new Set(making.inputs.map(({ object }) => object))
  return making.outputs
    .filter(({ object }) => untold.has(object) && !again.has(object))
    .map((line) => {
      const product = objects.get(line.object)?.product ?? ''
      return [product, { kind: 'apart', lot: product, at: line.event.time, event: line.event, making, outputs: [line], ofItself: false }]
    })
}

const empty: ReadonlySet<string> = new Set()

/** The units that may be of a lot, no fact telling of which they are. */
export const untoldOf = ({ objects, untold }: { readonly objects: History['objects']; readonly untold: Untold }, lot: string) =>
  untold.lots.get(objects.get(lot)?.product ?? '')?.has(lot) === true ? (untold.units.get(objects.get(lot)?.product ?? '') ?? empty) : empty

/** The lots that a unit may be of, no fact telling of which it is. */
export const lotsOfUntold = ({ objects, untold }: { readonly objects: History['objects']; readonly untold: Untold }, unit: string) =>
  untold.has(unit) ? (untold.lots.get(objects.get(unit)?.product ?? '') ?? empty) : empty
