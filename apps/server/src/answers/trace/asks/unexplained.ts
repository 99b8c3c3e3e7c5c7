import type { Asking, Read } from '../asking.ts'
import type { Gap } from '../rules/basis/answer.ts'
import type { Evaluated } from '../rules/evaluate.ts'
import { tellQuantities } from '../rules/quantities.ts'
import { openLedger, wantedOf } from './quantities.ts'

/**
 * Quantities of a forward scope that nothing explains (§5, §7): some of it may be where no fact tells. Where things come from does not depend on what
 * became of the rest, so that a backward answer is not judged by it.
 */
export async function unexplainedIn(asking: Asking, read: Read, { chart, value }: Evaluated): Promise<readonly Gap[]> {
  if (read.direction === 'backward') return []
  const ledger = await openLedger(asking, chart, read)
  const wanted = wantedOf(chart, ledger, [...value.certain, ...value.possible], new Set(value.certain))
  return tellQuantities(ledger, wanted, false).gaps
}
