import type { GenealogyEvent, SourceState } from './model.ts'

/** What of an event says which happening it tells. */
export type Telling = Pick<GenealogyEvent, 'index' | 'source' | 'content' | 'happening' | 'occurred' | 'uncertaintyMs' | 'voidedAt'>

type Told = { readonly event: Telling; readonly source: string; readonly fromMs: number; readonly toMs: number }
/** `toMs`: the earliest end of its members; they all may have been at one moment up to it. */
type Group = { readonly members: Told[]; readonly sources: Set<string>; toMs: number }

/**
 * Which events tell one happening: the same objects in the same roles and quantities, the same step, parties and documents, told by different
 * sources for times that may be the same. One source that tells it twice under two eventIDs tells two happenings; the very same event under
 * one eventID is told once. Only standing events count. Independent of the order of arrival.
 * @returns for each standing event the index of the one that counts for it: itself, or the one whose time is told most exactly.
 */
export function groupHappenings(events: readonly Telling[], sources: ReadonlyMap<number, SourceState>): Map<number, number> {
  const byHappening = new Map<string, Told[]>()
  for (const event of events) {
    if (event.voidedAt !== null) continue
    const source = sources.get(event.source)
    const uncertainty = event.uncertaintyMs ?? source?.measuredUncertaintyMs ?? 0
    const told: Told = {
      event,
      source: source?.name ?? String(event.source),
      fromMs: event.occurred.fromMs - uncertainty,
      toMs: event.occurred.toMs + uncertainty,
    }
    const list = byHappening.get(event.happening)
    if (list === undefined) byHappening.set(event.happening, [told])
    else list.push(told)
  }
  const counts = new Map<number, number>()
  for (const list of byHappening.values()) {
    const [only] = list
    if (list.length === 1 && only !== undefined) counts.set(only.event.index, only.event.index)
    else for (const { members } of match(list)) countOnce(members, counts)
  }
  return counts
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

const inOrder = (left: Told, right: Told): number =>
  left.fromMs - right.fromMs ||
  left.toMs - right.toMs ||
  byText(left.source, right.source) ||
  byText(left.event.content, right.event.content) ||
  left.event.index - right.event.index

/**
 * In order of time each event joins the first group that its source is not in and that may have been at the same time. A group that is over,
 * or has the source, stays so: each source looks at each group once.
 */
function match(list: readonly Told[]): Group[] {
  const groups: Group[] = []
  const places = new Map<string, number>()
  const repeated = new Map<string, Group>()
  for (const told of list.toSorted(inOrder)) {
    const same = `${told.event.content}${told.source}`
    let group = repeated.get(same)
    if (group === undefined) {
      let place = places.get(told.source) ?? 0
      while (place < groups.length && !mayJoin(told, groups[place])) place += 1
      places.set(told.source, place)
      group = groups[place]
    }
    if (group === undefined) {
      group = { members: [], sources: new Set(), toMs: told.toMs }
      groups.push(group)
    }
    group.members.push(told)
    group.sources.add(told.source)
    group.toMs = Math.min(group.toMs, told.toMs)
    repeated.set(same, group)
  }
  return groups
}

const mayJoin = (told: Told, group: Group | undefined): boolean =>
  group !== undefined && told.fromMs <= group.toMs && !group.sources.has(told.source)

function countOnce(members: readonly Told[], counts: Map<number, number>): void {
  const exact = members.toSorted((left, right) => left.toMs - left.fromMs - (right.toMs - right.fromMs) || inOrder(left, right))
  const [first] = exact
  if (first === undefined) return
  for (const { event } of members) counts.set(event.index, first.event.index)
}

/**
 * Which transformations with one transformationID are one making: those of one source (§2), and, as several sources may tell one happening, all that
 * are told by sources that have one in common: what one system tells of what went in belongs to what came out, whoever else tells that as well.
 * @param sourcesOf who tells it, at least one
 * @returns them by making, in their order
 */
export function groupMakings<T, Source>(told: readonly T[], sourcesOf: (one: T) => readonly [Source, ...Source[]]): T[][] {
  const joinedTo = new Map<Source, Source>()
  const rootOf = (source: Source): Source => {
    let root = source
    for (let next = joinedTo.get(root); next !== undefined; next = joinedTo.get(root)) root = next
    return root
  }
  for (const one of told) {
    const [first, ...others] = sourcesOf(one)
    for (const other of others) if (rootOf(other) !== rootOf(first)) joinedTo.set(rootOf(other), rootOf(first))
  }
  return [...Map.groupBy(told, (one) => rootOf(sourcesOf(one)[0])).values()]
}
