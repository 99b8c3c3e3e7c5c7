import { compareEvents, type History, type HistoryDeclaration, type HistoryEvent } from './history.ts'
import { overlap } from './moment.ts'

/** A happening that stands, told by one fact or several. */
export type Standing = HistoryEvent & {
  /** The facts that tell it, ascending. */
  readonly facts: readonly number[]
  /** Denied by another source, or told by nothing but history of a lower grade: never excludes, never makes certain (§0, §1). */
  readonly doubtful: boolean
}

export type Settled = {
  /** In order of occurrence. */
  readonly events: readonly Standing[]
  readonly voided: readonly HistoryEvent[]
  /** Claims against events that stand. */
  readonly claims: readonly HistoryDeclaration[]
  /** Facts whose correction is announced and not here yet. */
  readonly uncorrected: readonly HistoryDeclaration[]
  readonly legacy: readonly HistoryEvent[]
}

/** Which events stand, and which of them tell one happening (§1). */
export function settle({ events, declarations }: History): Settled {
  const claimed = new Set(declarations.filter(({ effect }) => effect === 'claims').map(({ event }) => event))
  const voided = events.filter(({ voidedAt }) => voidedAt !== null)
  const standing = events.filter(({ voidedAt }) => voidedAt === null)
  const stands = new Set(standing.map(({ index }) => index))
  const gone = new Set(voided.map(({ index }) => index))
  return {
    events: corroborate(standing, claimed),
    voided,
    claims: declarations.filter(({ effect, event }) => effect === 'claims' && stands.has(event)),
    uncorrected: declarations.filter(({ effect, event, corrected }) => effect === 'voids' && gone.has(event) && !corrected),
    legacy: standing.filter(({ details }) => details.legacyGrade !== undefined),
  }
}

/** The same happening told by several sources counts once, with the narrowest of their times. */
function corroborate(events: readonly HistoryEvent[], claimed: ReadonlySet<number>): Standing[] {
  const byHappening = new Map<string, HistoryEvent[]>()
  for (const event of events) {
    const same = byHappening.get(event.happening)
    if (same === undefined) byHappening.set(event.happening, [event])
    else same.push(event)
  }
  return [...byHappening.values()].flatMap((same) => tellOnce(same).map((told) => join(told, claimed))).sort(compareEvents)
}

const width = ({ time }: HistoryEvent): number => time.to - time.from

function tellOnce(events: readonly HistoryEvent[]): HistoryEvent[][] {
  if (events.length === 1) return [[...events]]
  const groups: HistoryEvent[][] = []
  for (const event of [...events].sort((left, right) => width(left) - width(right) || compareEvents(left, right))) {
    const group = groups.find(
      ([first, ...rest]) =>
        first !== undefined && overlap(first.time, event.time) && [first, ...rest].every(({ source }) => source !== event.source),
    )
    if (group === undefined) groups.push([event])
    else group.push(event)
  }
  return groups
}

function join(told: readonly HistoryEvent[], claimed: ReadonlySet<number>): Standing {
  const [first] = told
  if (first === undefined) throw new Error('a happening that nobody tells')
  return {
    ...first,
    facts: told.map(({ index }) => index).sort((left, right) => left - right),
    doubtful: told.some(({ index }) => claimed.has(index)) || told.every(({ details }) => details.legacyGrade !== undefined),
  }
}
