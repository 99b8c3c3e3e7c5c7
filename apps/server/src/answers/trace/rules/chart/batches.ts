import { groupBy } from '../basis/collections.ts'
import type { History } from '../basis/history.ts'
import { always, type Moment } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { isFromOutside } from '../basis/words.ts'
import { type Line, type Making, productOf } from './makings.ts'

/**
 * Some of a lot that came to be at one time: an output of a making, an addition, a receipt. A lot is affected as its batches are (§3).
 * `apart`: members made by their own names, which have their own values. `stock`: what was there before any fact tells.
 */
export type Batch = {
  readonly kind: 'made' | 'added' | 'received' | 'assembled' | 'apart' | 'stock'
  readonly lot: string
  readonly at: Moment
  readonly event: Standing | undefined
  readonly making: Making | undefined
  /** Of a making: the outputs that are this lot, or (`apart`) members of it. */
  readonly outputs: readonly Line[]
  /** Rework: made of the lot itself, and of nothing else of its product. It brings nothing new under the name. */
  readonly ofItself: boolean
}

type Memberships = ReadonlyMap<string, ReadonlySet<string>>

export function collectBatches(
  events: readonly Standing[],
  makings: readonly Making[],
  objects: History['objects'],
  lotsOf: Memberships,
): Map<string, Batch[]> {
  const isLot = (object: string): boolean => objects.get(object)?.kind === 'lot'
  const told = [...makings.flatMap((making) => batchesOf(making, objects, lotsOf)), ...events.flatMap((event) => additions(event, isLot))]
  const born = new Set(told.filter(({ kind, ofItself }) => kind !== 'apart' && !ofItself).map(({ lot }) => lot))
  const batches = [...told, ...receipts(events, isLot, born)]
  const byLot = groupBy(
    batches,
    ({ lot }) => lot,
    (batch) => batch,
  )
  for (const [object, { kind }] of objects) if (kind === 'lot' && !byLot.has(object)) byLot.set(object, [])
  for (const [lot, own] of byLot) if (own.every(({ ofItself, kind }) => ofItself || kind === 'apart')) own.push(stockOf(lot))
  return byLot
}

const stockOf = (lot: string): Batch => ({
  kind: 'stock',
  lot,
  at: always,
  event: undefined,
  making: undefined,
  outputs: [],
  ofItself: false,
})

function batchesOf(making: Making, objects: History['objects'], lotsOf: Memberships): Batch[] {
  const isLot = (object: string): boolean => objects.get(object)?.kind === 'lot'
  const isOf = (object: string, lot: string): boolean => (isLot(object) ? object === lot : lotsOf.get(object)?.has(lot) === true)
  const isRework = (lot: string): boolean =>
    making.inputs.some(({ object }) => isOf(object, lot)) &&
    making.inputs.every(({ object }) => isOf(object, lot) || productOf(making, object, objects) !== objects.get(lot)?.product)
  // What went in by its own name and came out again was not made here.
  const again = new Set(making.inputs.map(({ object }) => object))
  const named: { readonly lot: string; readonly line: Line; readonly apart: boolean }[] = []
  for (const line of making.outputs) {
    if (isLot(line.object)) named.push({ lot: line.object, line, apart: false })
    else if (!again.has(line.object)) for (const lot of lotsOf.get(line.object) ?? []) named.push({ lot, line, apart: true })
  }
  const groups = groupBy(
    named,
    ({ lot, line, apart }) => `${apart} ${line.event.index} ${lot}`,
    (entry) => entry,
  )
  return [...groups.values()].flatMap((entries): Batch[] => {
    const [first] = entries
    if (first === undefined) return []
    const { lot, line, apart } = first
    const kind = apart ? 'apart' : 'made'
    return [
      { kind, lot, at: line.event.time, event: line.event, making, outputs: entries.map((entry) => entry.line), ofItself: isRework(lot) },
    ]
  })
}

/** Quantities that appear (§5: object ADD), and lots that others are put into. */
function additions(event: Standing, isLot: (object: string) => boolean): Batch[] {
  const base = { at: event.time, event, making: undefined, outputs: [], ofItself: false }
  if (event.type === 'ObjectEvent' && event.action === 'ADD') {
    return event.parts
      .filter(({ role, object }) => role === 'epc' && isLot(object))
      .map(({ object }) => ({ kind: 'added', lot: object, ...base }))
  }
  if (event.action === 'DELETE') return []
  return event.parts
    .filter(({ role, object }) => role === 'parent' && isLot(object))
    .map(({ object }) => ({ kind: 'assembled', lot: object, ...base }))
}

/** What comes from outside is new where nobody tells that the lot was made or added; else it may be a return. */
function receipts(events: readonly Standing[], isLot: (object: string) => boolean, told: ReadonlySet<string>): Batch[] {
  return events
    .filter(isFromOutside)
    .flatMap((event) =>
      event.parts
        .filter(({ role, object }) => role === 'epc' && isLot(object) && !told.has(object))
        .map(
          ({ object }) =>
            ({ kind: 'received', lot: object, at: event.time, event, making: undefined, outputs: [], ofItself: false }) as const,
        ),
    )
}
