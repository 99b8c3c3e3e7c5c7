import type { GenealogyEvent, SourceState } from '../../views/genealogy/index.ts'
import { widened } from './assemble.ts'

const takesOut = ({ action, participations }: GenealogyEvent, child: number): boolean =>
  action === 'DELETE' && participations.some(({ object, role }) => object === child && role === 'child')

/**
 * Was what was taken out of a device surely in it by facts, so that its removal does not tell where it comes from (§2, part-of)? Only where nothing
 * else could have ended its stay before, whether or not voided facts count; any doubt says no, which costs a longer walk.
 * @param inside every event of the device as a parent
 */
export function wasPutIn(
  child: number,
  isInstance: boolean,
  inside: readonly GenealogyEvent[],
  sources: ReadonlyMap<number, SourceState>,
): boolean {
  const removals = inside.filter((event) => takesOut(event, child))
  const [removal] = removals
  if (removal === undefined || removals.length > 1) return false
  // An observation may be complete, and a removal of everything names nothing: both end stays of what they do not name.
  const endsOthers = ({ action, participations }: GenealogyEvent): boolean =>
    action === 'OBSERVE' || (action === 'DELETE' && !participations.some(({ role }) => role === 'child'))
  if (inside.some(endsOthers)) return false
  // A unit that is taken out by its name may be one of the quantity that the lot or product was put in with.
  if (!isInstance && inside.some((event) => event !== removal && event.action === 'DELETE')) return false
  if (!isInstance && removal.participations.filter(({ role }) => role === 'child').length > 1) return false
  const puts = inside.filter(
    ({ action, type, participations }) =>
      action === 'ADD' && type !== 'TransactionEvent' && participations.some(({ object, role }) => object === child && role === 'child'),
  )
  const { from } = widened(removal, sources)
  return puts.some(({ voidedAt }) => voidedAt === null) && puts.every((put) => widened(put, sources).from < from)
}
