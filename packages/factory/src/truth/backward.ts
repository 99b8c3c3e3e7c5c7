import type { Act, Lot, Piece, Run, Take } from '../acts.ts'
import { mark, nameKey, type UnitSets } from './forward.ts'

export interface Sources {
  now: UnitSets
  /** Parts that were in the device once and are not any more. */
  past: Piece[]
}

/** One pass against time: what went into the units wanted, then what went into that. */
export function followBackward(acts: readonly Act[], takes: readonly Take[]): Sources {
  const now: UnitSets = new Map()
  const past: Piece[] = []
  const removed = new Map<string, Set<string>>()
  for (const { lot, from, to } of takes) mark(now, lot, from, to)
  const isWanted = (lot: Lot, unit: number): boolean => now.get(lot)?.get(unit) === true
  const want = (device: Piece, part: Piece): void => {
    if (removed.get(nameKey(device))?.has(nameKey(part)) !== true) mark(now, part.lot, part.unit, part.unit + 1)
  }
  for (let index = acts.length - 1; index >= 0; index--) {
    const act = acts[index]
    if (act === undefined) continue
    if (act.kind === 'make' || act.kind === 'rework' || act.kind === 'rename') {
      if (!now.has(act.lot)) continue
      addInputs(now, act.lot, act.runs)
      if (act.kind !== 'make') continue
      for (const { unit, parts } of act.fittings) if (isWanted(act.lot, unit)) for (const part of parts) want({ lot: act.lot, unit }, part)
    } else if (act.kind === 'dismantle') {
      if (isWanted(act.part.lot, act.part.unit)) mark(now, act.device.lot, act.device.unit, act.device.unit + 1)
    } else if (act.kind === 'exchange' && isWanted(act.device.lot, act.device.unit)) {
      want(act.device, act.fitted)
      const key = nameKey(act.device)
      removed.set(key, (removed.get(key) ?? new Set()).add(nameKey(act.removed)))
      if (!isWanted(act.removed.lot, act.removed.unit)) past.push(act.removed)
    }
  }
  return { now, past }
}

function addInputs(now: UnitSets, lot: Lot, runs: readonly Run[]): void {
  for (const run of runs) {
    for (const { from, to } of now.get(lot)?.within(run.from, run.to) ?? []) {
      for (const input of run.inputs) {
        if (input.per === 0) mark(now, input.lot, input.from, input.to)
        else mark(now, input.lot, input.from + (from - run.from) * input.per, Math.min(input.to, input.from + (to - run.from) * input.per))
      }
    }
  }
}
