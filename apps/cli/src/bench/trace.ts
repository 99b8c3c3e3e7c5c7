import { uriInCopy } from './growth.ts'
import {
  alternate,
  type Bench,
  type Measure,
  medianOf,
  type Outcome,
  type Profile,
  profiles,
  quantileOf,
  type Round,
  summarise,
  type Target,
  type TraceName,
} from './model.ts'
import { timed } from './plain-table.ts'
import { withScratch } from './scratch.ts'
import { Baselines, type Statement } from './trace-baseline.ts'
import { askTrace, type Lots, makeHistory, type Subjects, type TraceHistory } from './trace-history.ts'
import { type Listing, measureList } from './trace-list.ts'

/** Objects that are captured; of a larger history the rest is copies. */
const largestBlock = 100_000
/** `questions`: different ones in a round, the same in each; `long`: of those that take long. */
const sizes = {
  full: { objects: 100_000, rounds: 3, questions: 20, long: 4 },
  quick: { objects: 20_000, rounds: 1, questions: 2, long: 1 },
} as const

type Kind = {
  readonly outcome: TraceName
  readonly targets: (profile: Profile) => readonly Target[]
  readonly ask: string
  readonly about: keyof Subjects
  /** As known when the log had this share of its facts: for what is in one copy, when it had this share of that copy. */
  readonly share?: number
  readonly isLong?: boolean
  readonly baseline: Statement
}

/** The targets are those of a history of this size: a smaller one says nothing about them. */
const targetObjects = 10_000_000
const pastShare = 0.7
const atMost = (value: number, of: Target['of'] = 'figure'): Target => ({ of, bound: 'at-most', value })
/** A typical lot in profile A, and where parts have serial numbers of their own. */
const typical =
  (lotOnly: number, serial: number): Kind['targets'] =>
  (profile) => [atMost(profile === 'A' ? lotOnly : serial)]
const kinds: readonly Kind[] = [
  { outcome: 'trace-lots', ask: 'lots', about: 'typicalLot', targets: typical(5, 15), baseline: 'forward' },
  { outcome: 'trace-past', ask: 'lots', about: 'typicalLot', share: pastShare, targets: typical(15, 45), baseline: 'forward' },
  { outcome: 'trace-hot', ask: 'lots', about: 'hotLot', targets: () => [atMost(100), atMost(1 / 30, 'ratio')], baseline: 'forward' },
  { outcome: 'trace-hot-past', ask: 'lots', about: 'hotLot', share: pastShare, targets: () => [atMost(300)], baseline: 'forward' },
  { outcome: 'trace-units', ask: 'forward', about: 'typicalLot', isLong: true, targets: () => [], baseline: 'forward' },
  { outcome: 'trace-serial', ask: 'forward', about: 'serial', targets: () => [atMost(10)], baseline: 'forward' },
  { outcome: 'trace-backward', ask: 'backward', about: 'serial', targets: () => [atMost(3)], baseline: 'backward' },
  { outcome: 'trace-history', ask: 'history', about: 'serial', targets: () => [atMost(10)], baseline: 'own' },
]

type Planned = { readonly uri: string; readonly question: object }

/** What a round asks, one after the other: the same kind of thing in copies from the whole log; of the lot that is one there is only one. */
function questionsOf({ history: { subjects, growth } }: Listing, { ask, about, share }: Kind, count: number): Planned[] {
  const { told, facts, blockFacts } = growth
  const isOne = about === 'hotLot'
  const length = isOne ? 1 : Math.min(count, told.length)
  return Array.from({ length }, (_, at) => {
    const copy = isOne ? 0 : (told[Math.floor((at * told.length) / length)] ?? 0)
    const uri = uriInCopy(subjects[about], copy)
    if (share === undefined) return { uri, question: { ask, seed: [uri] } }
    const index = Math.floor(isOne ? facts * share : blockFacts * (copy + share))
    return { uri, question: { ask, seed: [uri], asOf: { index } } }
  })
}

async function measureKind(asking: Listing, bench: Bench, kind: Kind): Promise<Outcome> {
  const { history, baselines, profile, judged } = asking
  const { server } = history
  const { rounds, questions, long } = sizes[bench.size]
  const different = questionsOf(asking, kind, kind.isLong === true ? long : questions)
  const first = await askTrace(
    server,
    different.map(({ question }) => question),
  )
  // The one lot is asked for several times.
  const length = kind.about === 'hotLot' ? Math.min(questions, 7) : different.length
  const asked = Array.from({ length }, (_, at) => different[at % different.length]?.question ?? {})
  const durations: number[] = []
  const measured = async (): Promise<Round> => {
    let times: number[] = []
    const round = await timed(asked.length, server.watched, async () => {
      times = (await askTrace(server, asked)).map(({ ms }) => ms)
    })
    durations.push(...times)
    return { ...round, figure: medianOf(times) }
  }
  const uris = different.map(({ uri }) => uri)
  const pairs = await alternate(rounds, measured, () => baselines.round(kind.baseline, uris))
  const [one] = first
  const { value, gaps, conditions } = one?.read() ?? { value: undefined, gaps: [], conditions: [] }
  const isFinished = pairs.every(({ baseline }) => baseline !== undefined)
  // What was not measured is not compared.
  const targets = kind.targets(profile).filter(({ of }) => of === 'figure' || isFinished)
  return summarise(kind.outcome, 'ms', pairs, judged ? targets : [], {
    ...asking.details,
    questions: asked.length,
    different: different.length,
    ...(kind.ask === 'lots' && { units: (value as Lots).total.units.atMost }),
    firstMs: medianOf(first.map(({ ms }) => ms)),
    worstMs: quantileOf(durations, 1),
    gaps: gaps.length,
    bounded: conditions.some(({ code }) => code.endsWith('-bounded')) ? 1 : 0,
    bytes: one?.bytes ?? 0,
    found: baselines.found,
    memory: await server.peakMemory(),
  })
}

export async function measureHistory(history: TraceHistory, bench: Bench, profile: Profile): Promise<Outcome[]> {
  const { server, growth } = history
  return await server.plain.connected(async (client) => {
    const baselines = new Baselines(client, server.watched)
    const { objects, facts, blockObjects: block, copies } = growth
    const details = { postgres: server.plain.version, rounds: sizes[bench.size].rounds, profile, objects, facts, block, copies }
    const asking: Listing = { history, baselines, profile, details, judged: objects >= targetObjects }
    // First: what a server that has answered nothing else needs for a long list.
    const outcomes = await measureList(asking, bench)
    for (const [at, kind] of kinds.entries()) {
      bench.progress('ask', at, kinds.length)
      outcomes.push(await measureKind(asking, bench, kind))
    }
    return outcomes
  })
}

/**
 * Trace over HTTP, one question after the other, on a history of the factory; for each share of parts with serial numbers of their own. Up to `largestBlock`
 * objects it was captured and projected as ever, a larger one is a block of that size, repeated (`growTrace`). Each beside a recursive CTE over the same rows.
 */
export const measureTrace: Measure = async (bench) => {
  const outcomes: Outcome[] = []
  const objects = bench.objects ?? sizes[bench.size].objects
  for (const profile of bench.profile === undefined ? profiles : [bench.profile]) {
    await withScratch(async (scratch) => {
      bench.progress('prepare', 0, 0)
      const history = await makeHistory(scratch, bench, { profile, objects, largestBlock })
      outcomes.push(...(await measureHistory(history, bench, profile)))
    })
  }
  return outcomes
}
