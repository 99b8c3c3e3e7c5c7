import type { Transaction } from '../../platform/database/index.ts'
import { type Asked, selectDeclared, selectDependents } from './dependents.ts'
import type { LotDeed } from './model.ts'
import { deedsOf } from './rules.ts'
import { closeRows, insertRows, type NewRow, type StoredDeed, saysOf, selectCursors, selectStanding, updateCursor } from './store.ts'
import { insertSums } from './sums.ts'
import { Surroundings } from './surroundings.ts'
import { packUnits } from './units.ts'

/** Events are looked at in parts: what one part needs beside them is in memory. */
const partOfPairs = 4_000

/**
 * Follows the genealogy's rows by `facts` facts at most, and writes what they mean for lots. Each event is read as known from each fact that changes its
 * meaning; so the rows are the same however the facts are cut.
 * @returns how far it is
 */
export async function followRollups(transaction: Transaction, facts: number, upTo = Number.MAX_SAFE_INTEGER): Promise<number> {
  const { views, rollups } = await selectCursors(transaction)
  const to = Math.min(views, upTo, rollups + facts)
  if (to <= rollups) return rollups
  let surroundings = await Surroundings.open(transaction, rollups, to)
  const own = surroundings.events().map((event) => ({ event, at: event }))
  const changes = [...own, ...(await selectDeclared(transaction, rollups, to))]
  await surroundings.learn(changes.map(({ event }) => event))
  const changed = changes.map(({ event, at }): Asked => ({ event, asOf: at + 1 }))
  const asked = inOrder([...changed, ...(await selectDependents(transaction, surroundings, changes))])
  for (let at = 0; at < asked.length; at += partOfPairs) {
    // All of one event as of different sizes must be read in the order of the sizes: the order of the whole is that.
    const some = asked.slice(at, at + partOfPairs)
    if (at > 0) surroundings = await Surroundings.open(transaction, rollups, to)
    await surroundings.learn([...new Set(some.map(({ event }) => event))])
    await write(transaction, surroundings, some)
  }
  await insertSums(transaction, rollups, to)
  await packUnits(transaction, rollups, to)
  await updateCursor(transaction, to)
  return to
}

function inOrder(asked: readonly Asked[]): Asked[] {
  const distinct = new Map(asked.map((one) => [`${one.asOf} ${one.event}`, one]))
  return [...distinct.values()].sort((left, right) => left.asOf - right.asOf || left.event - right.event)
}

/** What one event means for lots, as known at a size: nothing where it does not stand, or another telling counts for its happening. */
export function deedsAsOf(surroundings: Surroundings, index: number, asOf: number): LotDeed[] {
  const event = surroundings.event(index)
  const counts = surroundings.stands(event, asOf) && surroundings.counts(event, asOf)
  return counts ? deedsOf(event, surroundings.around(event, asOf)) : []
}

/** A row that stands: stored before, or of this part. */
type Standing = { readonly says: string; readonly stored: StoredDeed } | { readonly added: NewRow }

const saysThat = (one: Standing): string => ('says' in one ? one.says : saysOf(one.added.row))

async function write(transaction: Transaction, surroundings: Surroundings, asked: readonly Asked[]): Promise<void> {
  const standing = new Map<number, Standing[]>()
  // Of what is told for the first time nothing stands.
  const news = new Set(asked.flatMap(({ event, asOf }) => (asOf === event + 1 ? [event] : [])))
  const events = [...new Set(asked.flatMap(({ event }) => (news.has(event) ? [] : [event])))]
  for (const stored of await selectStanding(transaction, events)) {
    const list = standing.get(stored.event) ?? []
    standing.set(stored.event, [...list, { says: stored.says, stored }])
  }
  const added: NewRow[] = []
  const closed = new Map<StoredDeed, number>()
  for (const { event: index, asOf } of asked) {
    const rows = deedsAsOf(surroundings, index, asOf)
    const before = standing.get(index)?.map((one) => ({ one, says: saysThat(one) })) ?? []
    const after: Standing[] = []
    for (const [position, row] of rows.entries()) {
      const known = before.length === 0 ? -1 : findSaying(before, row)
      const [kept] = known < 0 ? [] : before.splice(known, 1)
      if (kept !== undefined) after.push(kept.one)
      else {
        const fresh: NewRow = { row: { ...row, event: index, knownFrom: asOf - 1 }, position, knownTo: null }
        added.push(fresh)
        after.push({ added: fresh })
      }
    }
    for (const { one } of before) {
      if ('stored' in one) closed.set(one.stored, asOf - 1)
      else one.added.knownTo = asOf - 1
    }
    standing.set(index, after)
  }
  await insertRows(transaction, added)
  await closeRows(transaction, closed)
}

function findSaying(before: readonly { readonly says: string }[], row: LotDeed): number {
  const says = saysOf(row)
  return before.findIndex((one) => one.says === says)
}
