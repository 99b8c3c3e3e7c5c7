import { groupBy, sortedNumbers } from './collections.ts'
import { compareEvents, type History, type HistoryDeclaration, type HistoryEvent, type Part } from './history.ts'

/** A happening that stands, told by one fact or several. */
export type Standing = HistoryEvent & {
  /** The facts that tell it, ascending. */
  readonly facts: readonly number[]
  /** Who tells it. */
  readonly sources: readonly [string, ...string[]]
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

/** The same happening told by several sources counts once, as the event whose time is told most exactly. */
function corroborate(events: readonly HistoryEvent[], claimed: ReadonlySet<number>): Standing[] {
  const told = groupBy(
    events,
    ({ countsAs }) => countsAs,
    (event) => event,
  )
  return [...told]
    .flatMap(([counting, same]) => {
      const first = same.find(({ index }) => index === counting)
      return first === undefined ? same.map((event) => join(event, [event], claimed)) : [join(first, same, claimed)]
    })
    .sort(compareEvents)
}

const join = (first: HistoryEvent, told: readonly HistoryEvent[], claimed: ReadonlySet<number>): Standing => ({
  ...first,
  parts: partsToldBy(first, told),
  facts: sortedNumbers(told.map(({ index }) => index)),
  sources: sourcesOf(first, told),
  doubtful: told.some(({ index }) => claimed.has(index)) || told.every(({ details }) => details.legacyGrade !== undefined),
})

/** Which lots its instances are of may be told by one source and not by another: each word counts. */
function partsToldBy(first: HistoryEvent, told: readonly HistoryEvent[]): readonly Part[] {
  if (told.length === 1) return first.parts
  const known = new Set(first.parts.map(({ object, lot }) => `${object} ${lot}`))
  const others = told.flatMap(({ parts }) => parts).filter(({ object, lot }) => lot !== null && !known.has(`${object} ${lot}`))
  return [...first.parts, ...others.map((part): Part => ({ ...part, role: 'named', quantity: null, uom: null }))]
}

function sourcesOf({ source: own }: HistoryEvent, told: readonly HistoryEvent[]): Standing['sources'] {
  return told.length === 1 ? [own] : [own, ...new Set(told.flatMap(({ source }) => (source === own ? [] : source)))]
}

/** Whether one source tells both. */
export const isToldWith = (one: Pick<Standing, 'sources'>, other: Pick<Standing, 'sources'>): boolean =>
  one.sources.some((source) => other.sources.includes(source))
