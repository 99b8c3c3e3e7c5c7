/** What a measure must reach. `figure`: the measured number itself; `ratio`: its share of the baseline. A stretch is aimed at, not required. */
export type Target = {
  readonly of: 'figure' | 'ratio'
  readonly bound: 'at-least' | 'at-most'
  readonly value: number
  readonly stretch?: boolean
}
export type Verdict = Target & { readonly met: boolean }

/** Factories that differ in the share of parts with serial numbers of their own. */
export const profiles = ['A', 'B', 'C'] as const
export type Profile = (typeof profiles)[number]

export type Unit = 'facts/s' | 'events/s' | 'objects/s' | 'requests/s' | 'strings/s' | 'hashes/s' | 'bytes' | 'ms'

/** CPU seconds, each process apart; undefined where this system does not tell. `others`: whatever else ran on the machine meanwhile. */
export type Cpu = {
  readonly server: number | undefined
  readonly postgres: number | undefined
  readonly client: number | undefined
  readonly others: number | undefined
}

/** One turn: something done against the clock, or the baseline beside it. `figure` in the measure's unit. */
export type Round = { readonly figure: number; readonly seconds: number; readonly cpu: Cpu }

/** Without a baseline: it was not finished in the time that it was given. */
export type Pair = { readonly measured: Round; readonly baseline?: Round | undefined }

export type Outcome = {
  readonly measure: OutcomeName
  readonly unit: Unit
  /** Median of the rounds. */
  readonly figure: number
  /** What the same machine does with the same bytes and none of our promises; the text `bench-NAME-baseline` says what it is. */
  readonly baseline: number | undefined
  /** Median of figure / baseline, round by round. */
  readonly ratio: number | undefined
  readonly verdicts: readonly Verdict[]
  readonly rounds: readonly Pair[]
  /** CPU seconds of all measured rounds together, the baseline's not among them. */
  readonly cpu: Cpu
  /** Numbers that explain the figure, by the last part of their texts' codes (`bench-detail-…`). */
  readonly details: Readonly<Record<string, number | string>>
}

export const measureNames = [
  'append',
  'capture-mixed',
  'capture-packing',
  'capture-single',
  'verify-log',
  'memory',
  'identifiers',
  'event-hash',
  'query',
  'trace',
] as const
export type MeasureName = (typeof measureNames)[number]

/** Kinds of query that are measured on one log. */
export const queryNames = ['query-epc', 'query-step', 'query-quantity'] as const
/** Questions that are asked of one history. */
export const traceNames = [
  'trace-closure',
  'trace-list',
  'trace-memory',
  'trace-lots',
  'trace-past',
  'trace-hot',
  'trace-hot-past',
  'trace-units',
  'trace-serial',
  'trace-backward',
  'trace-history',
] as const
export type TraceName = (typeof traceNames)[number]
export type OutcomeName = Exclude<MeasureName, 'query' | 'trace'> | (typeof queryNames)[number] | TraceName

export const isMeasureName = (name: string): name is MeasureName => (measureNames as readonly string[]).includes(name)

export type Size = 'full' | 'quick'

/** What the command gives to each measure. */
export type Bench = {
  readonly size: Size
  /** Events in the log that is queried; undefined: as many as `size` says. */
  readonly events?: number | undefined
  /** Objects in the history that is traced; undefined: as many as `size` says. */
  readonly objects?: number | undefined
  /** Only of this factory; absent: of each. */
  readonly profile?: Profile | undefined
  /** `done` of `total` of the step that runs. */
  readonly progress: (step: string, done: number, total: number) => void
}

export type Measure = (bench: Bench) => Promise<Outcome | readonly Outcome[]>

/** The least number of these, halfway: of an even count the mean of the two in the middle. NaN for none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The smallest value that at least `share` of them do not exceed (nearest rank). */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function judge(targets: readonly Target[], figure: number, ratio: number | undefined): Verdict[] {
  return targets.map((target) => {
    const value = target.of === 'figure' ? figure : ratio
    const met = value !== undefined && (target.bound === 'at-least' ? value >= target.value : value <= target.value)
    return { ...target, met }
  })
}

const sumOf = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce<number | undefined>((sum, value) => (sum === undefined || value === undefined ? undefined : sum + value), 0)

export const sumCpu = (all: readonly Cpu[]): Cpu => ({
  server: sumOf(all.map(({ server }) => server)),
  postgres: sumOf(all.map(({ postgres }) => postgres)),
  client: sumOf(all.map(({ client }) => client)),
  others: sumOf(all.map(({ others }) => others)),
})

/** The outcome of rounds that each had its baseline beside it. */
export function summarise(
  measure: OutcomeName,
  unit: Unit,
  rounds: readonly Pair[],
  targets: readonly Target[],
  details: Outcome['details'],
): Outcome {
  const figure = medianOf(rounds.map(({ measured }) => measured.figure))
  const beside = rounds.flatMap(({ measured, baseline }) => (baseline === undefined ? [] : [{ measured, baseline }]))
  const isCompared = beside.length > 0
  const ratio = isCompared ? medianOf(beside.map(({ measured, baseline }) => measured.figure / baseline.figure)) : undefined
  return {
    measure,
    unit,
    figure,
    baseline: isCompared ? medianOf(beside.map(({ baseline }) => baseline.figure)) : undefined,
    ratio,
    verdicts: judge(targets, figure, ratio),
    rounds,
    cpu: sumCpu(rounds.map(({ measured }) => measured.cpu)),
    details,
  }
}

/** Measured and baseline in turns, the order changing each time: a machine that gets slower or busier does so for both. `prepare` comes first. */
export async function alternate(
  count: number,
  measured: (round: number) => Promise<Round>,
  baseline: (round: number) => Promise<Round | undefined>,
  prepare: (round: number) => void = () => undefined,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let round = 0; round < count; round += 1) {
    prepare(round)
    if (round % 2 === 0) {
      const first = await measured(round)
      pairs.push({ measured: first, baseline: await baseline(round) })
    } else {
      const first = await baseline(round)
      pairs.push({ measured: await measured(round), baseline: first })
    }
  }
  return pairs
}
