import type { GuardKey } from '../facts/index.ts'
import type { Expectation, Place } from './model.ts'

/** What the decision needs of a submission: keys, no bytes. */
export type Member = {
  /** For each fact the keys that it becomes the last of. */
  readonly guards: readonly (readonly GuardKey[])[]
  /** For each fact its own `once`. */
  readonly once: readonly (GuardKey | undefined)[]
  readonly onceForAll: GuardKey | undefined
  readonly expectations: readonly Expectation[]
}

/** Nothing but keys that each fact is to be the only one of: what a decision of all members needs to know is whether they are new. */
export const mayBeNew = ({ guards, once, onceForAll, expectations }: Member): boolean =>
  expectations.length === 0 &&
  guards.every((keys, position) => keys.every((key) => key === once[position] || (position === 0 && key === onceForAll)))

export type Decision =
  | { readonly outcome: 'accepted'; readonly places: readonly Place[]; readonly appended: number }
  | { readonly outcome: 'refused'; readonly expectation: Expectation; readonly actual: number | null }

/** The last index of each key that the record has. */
export type LastIndexes = ReadonlyMap<GuardKey, number>

/** What a whole batch comes to. `changed` holds the keys that got a new last index; those that are in `known` are updated, the others are new. */
export type BatchDecision = {
  readonly decisions: readonly Decision[]
  readonly size: number
  readonly changed: ReadonlyMap<GuardKey, number>
}

/** Every key that a batch must know the last index of. */
export function keysOf(members: readonly Member[]): GuardKey[] {
  const keys = new Set<GuardKey>()
  for (const member of members) {
    for (const guards of member.guards) for (const key of guards) keys.add(key)
    for (const { key } of member.expectations) keys.add(key)
    if (member.onceForAll !== undefined) keys.add(member.onceForAll)
  }
  return [...keys]
}

/**
 * Decides the members one after the other: a later one sees what the earlier ones appended; one that is refused leaves no trace and stops
 * nobody. Indexes are contiguous from `size`, in the members' order.
 */
export function decideBatch(members: readonly Member[], known: LastIndexes, size: number): BatchDecision {
  const changed = new Map<GuardKey, number>()
  const decisions: Decision[] = []
  let next = size
  for (const member of members) {
    const decision = decideMember(member, (key) => changed.get(key) ?? known.get(key), next)
    decisions.push(decision)
    if (decision.outcome === 'refused') continue
    next += decision.appended
    remember(member, decision.places, changed)
  }
  return { decisions, size: next, changed }
}

function decideMember(member: Member, lastOf: (key: GuardKey) => number | undefined, next: number): Decision {
  const { onceForAll, once, guards } = member
  // A repetition is answered before its expectations are looked at: the first time has moved what it expected.
  const first = onceForAll === undefined ? undefined : lastOf(onceForAll)
  if (first !== undefined) return accepted(guards.map(() => ({ index: first, duplicate: true })))
  const places = placeFacts(once, lastOf, next)
  if (places.every(({ duplicate }) => duplicate)) return accepted(places)
  for (const expectation of member.expectations) {
    const actual = lastOf(expectation.key) ?? null
    if (actual !== expectation.lastIndex) return { outcome: 'refused', expectation, actual }
  }
  return accepted(places)
}

const accepted = (places: readonly Place[]): Decision => ({
  outcome: 'accepted',
  places,
  appended: places.reduce((count, { duplicate }) => count + (duplicate ? 0 : 1), 0),
})

function placeFacts(once: readonly (GuardKey | undefined)[], lastOf: (key: GuardKey) => number | undefined, begin: number): Place[] {
  const own = new Map<GuardKey, number>()
  let next = begin
  return once.map((key) => {
    const before = key === undefined ? undefined : (own.get(key) ?? lastOf(key))
    if (before !== undefined) return { index: before, duplicate: true }
    const index = next
    next += 1
    if (key !== undefined) own.set(key, index)
    return { index, duplicate: false }
  })
}

function remember(member: Member, places: readonly Place[], changed: Map<GuardKey, number>): void {
  for (const [position, place] of places.entries()) {
    if (place.duplicate) continue
    for (const key of member.guards[position] ?? []) changed.set(key, place.index)
  }
}
