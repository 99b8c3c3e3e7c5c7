import type { ExcludedObject, Gap, Origin, PastObject, Reason, TraceValue } from './basis/answer.ts'
import { byText, sortedNumbers, sortedTexts } from './basis/collections.ts'
import { isFromOutside } from './basis/words.ts'
import { type Chart, isContainer, kindIn } from './chart/chart.ts'
import { closureBackward, closureOfValues, everIn, stepsTo } from './chart/coarse.ts'
import { untoldOf } from './chart/untold.ts'
import { formatMoment, standingOf } from './forward.ts'
import { type Members, unstatedIn } from './gaps.ts'
import { explainExclusion } from './scope/excluded.ts'
import { reasonFor } from './scope/reasons.ts'
import { Scope } from './scope/scope.ts'

type Rank = 'certain' | 'possible' | 'past' | 'excluded'
const ranks: readonly Rank[] = ['certain', 'possible', 'past', 'excluded']

export type Backward = {
  readonly ancestors: ReadonlySet<string>
  readonly value: TraceValue
  readonly gaps: readonly Gap[]
  /** Of each object in scope: one chain from it to what is asked about. */
  readonly reasons: readonly Reason[]
}

/**
 * What is asked about: a thing; a lot, which stands for its named members as well, and perhaps for units of which no fact tells the lot; a container,
 * which stands for what lay in it.
 */
type Wanted = { readonly object: string; readonly members: readonly string[]; readonly perhaps: readonly string[] }

function wantedOf(chart: Chart, seeds: readonly string[]): Wanted[] {
  const objects = seeds.flatMap((seed) => (kindIn(chart, seed) === 'carrier' ? [...everIn(chart, seed)] : [seed]))
  return [...new Set(objects)]
    .filter((object) => kindIn(chart, object) !== 'carrier')
    .map((object) => ({ object, members: [...(chart.membersOf.get(object) ?? [])], perhaps: [...untoldOf(chart, object)] }))
}

/** Everything whose forward scope holds one of the seeds, each with the value that the seed has there (§4). */
export function traceBackward(chart: Chart, seeds: readonly string[]): Backward {
  const asked = new Asked(chart, seeds)
  const { wanted, ancestors, units } = asked
  const found = new Map<string, Rank>()
  const past: PastObject[] = []
  const excluded: ExcludedObject[] = []
  const reasons: Reason[] = []
  for (const object of asked.candidates()) {
    const scope = asked.scopeOf(object)
    const rank = asked.rankOf(object, scope)
    if (rank === 'excluded' && units.has(object)) continue
    found.set(object, rank)
    if (rank === 'past') past.push(pastAs(scope, object, wanted))
    if (rank !== 'excluded') reasons.push({ ...reasonFor(scope, bestOf(scope, wanted)), id: object })
    if (rank === 'excluded') excluded.push({ id: object, by: exclusionOf(scope, ancestors, wanted) })
  }
  const ranked = (rank: Rank): string[] => [...found].filter(([, own]) => own === rank).map(([object]) => object)
  const inScope = [...ranked('certain'), ...ranked('possible')].sort(byText)
  return {
    ancestors,
    value: {
      certain: ranked('certain'),
      possible: [...ranked('possible'), ...crowdedBehind(chart, inScope)].sort(byText),
      past,
      excluded,
      carriers: carriersOf(asked),
      consignees: [],
      shipments: [],
      origins: inScope.flatMap((object) => originOf(chart, object, found, units)),
      atMost: [],
      oneOf: [],
      voided: [],
    },
    reasons,
    gaps: [...endsOf(chart, inScope, found, units), ...perhapsMore(chart, wanted)],
  }
}

/** What a backward trace names as in scope or past, and the seeds: each judged when it is asked about. */
export function reachedBackward(chart: Chart, seeds: readonly string[]): Members {
  const asked = new Asked(chart, seeds)
  const candidates = new Set(asked.candidates())
  const own = new Set(seeds)
  const known = new Map<string, Rank>()
  const judge = (object: string): Rank => {
    const rank = known.get(object) ?? asked.rankOf(object, asked.scopeOf(object))
    known.set(object, rank)
    return rank
  }
  const isCrowded = (product: string): boolean =>
    chart.crowded.lots.has(product) &&
    [...candidates].some((unit) => isUntoldOf(chart, unit, product) && ['certain', 'possible'].includes(judge(unit)))
  return {
    has: (object) => own.has(object) || (candidates.has(object) ? judge(object) !== 'excluded' : isCrowded(object)),
  }
}

/** What leads to the seeds by the widest reading, and how far the seeds are in the forward scope of each. */
class Asked {
  readonly chart: Chart
  readonly wanted: readonly Wanted[]
  /** Members of lots that are asked about, and units that may be, which are not asked about themselves. */
  readonly units: ReadonlySet<string>
  readonly ancestors: ReadonlySet<string>
  readonly #named: ReadonlySet<string>
  readonly #roots: readonly [seeds: readonly string[], members: readonly string[]]
  #valued: ReadonlySet<string> | undefined

  constructor(chart: Chart, seeds: readonly string[]) {
    const wanted = wantedOf(chart, seeds)
    const members = wanted.flatMap((one) => one.members)
    const perhaps = [...new Set(wanted.flatMap((one) => one.perhaps))]
    const own = new Set(seeds)
    this.chart = chart
    this.wanted = wanted
    this.#named = new Set(members.filter((member) => !own.has(member)))
    this.units = new Set([...this.#named, ...perhaps.filter((unit) => !own.has(unit))])
    this.#roots = [[...seeds, ...members], perhaps]
    this.ancestors = closureBackward(chart, ...this.#roots)
  }

  /** Lots and instances, in the order of the answer. */
  candidates(): string[] {
    const isAnswer = (object: string): boolean => !['carrier', 'class'].includes(kindIn(this.chart, object)) && !this.#named.has(object)
    return [...this.ancestors].filter(isAnswer).sort(byText)
  }

  /** What follows from an object, as far as it matters to the seeds. */
  scopeOf(object: string): Scope {
    this.#valued ??= closureOfValues(this.chart, ...this.#roots)
    return new Scope(this.chart, [object], { bounds: this.#valued })
  }

  /** A unit that may be of a lot that is asked about is no answer for that; it may be in another unit of it. */
  rankOf(object: string, scope: Scope): Rank {
    return rankIn(scope, this.units.has(object) ? without(this.wanted, object) : this.wanted)
  }
}

/** Containers that were used for what lay in them, with the value that the seeds have in the forward scope of each. */
function carriersOf(asked: Asked): TraceValue['carriers'] {
  const ranked = [...asked.ancestors]
    .filter((object) => isContainer(asked.chart, object))
    .sort(byText)
    .map((carrier) => ({ carrier, rank: rankIn(asked.scopeOf(carrier), asked.wanted) }))
  const as = (rank: Rank): string[] => ranked.filter((one) => one.rank === rank).map(({ carrier }) => carrier)
  return { certain: as('certain'), possible: as('possible') }
}

const without = (wanted: readonly Wanted[], unit: string): Wanted[] =>
  wanted.map((one) => ({ ...one, perhaps: one.perhaps.filter((other) => other !== unit) }))

function rankIn(scope: Scope, wanted: readonly Wanted[]): Rank {
  const own = wanted.map((one) => rankOf(scope, one))
  return ranks.find((rank) => own.includes(rank)) ?? 'excluded'
}

/** Of a lot: certain where it is, or where it is nothing but its named members and all of them are; possible where any of it is. */
function rankOf(scope: Scope, { object, members, perhaps }: Wanted): Rank {
  const standing = standingOf(scope, object)
  if (standing === 'certain' || members.length + perhaps.length === 0) return standing ?? 'excluded'
  const each = members.map((member) => standingOf(scope, member) ?? 'excluded')
  const isMembersOnly = (scope.chart.batches.get(object) ?? []).every(({ kind }) => kind === 'apart' || kind === 'stock')
  if (isMembersOnly && perhaps.length === 0 && each.every((one) => one === 'certain')) return 'certain'
  each.push(...perhaps.map((unit) => standingOf(scope, unit) ?? 'excluded'))
  if (standing === 'possible' || each.includes('certain') || each.includes('possible')) return 'possible'
  return each.includes('past') ? 'past' : 'excluded'
}

/** Of what is asked about, what it reaches most surely. */
function bestOf(scope: Scope, wanted: readonly Wanted[]): string {
  const units = unitsOf(wanted)
  let best: { readonly object: string; readonly rank: number } = { object: units[0] ?? '', rank: ranks.length }
  for (const object of units) {
    const rank = ranks.indexOf(standingOf(scope, object) ?? 'excluded')
    if (rank < best.rank) best = { object, rank }
    if (rank === 0) break
  }
  return best.object
}

const unitsOf = (wanted: readonly Wanted[]): string[] => wanted.flatMap(({ object, members, perhaps }) => [object, ...members, ...perhaps])

function pastAs(scope: Scope, id: string, wanted: readonly Wanted[]): PastObject {
  const spans = unitsOf(wanted).flatMap((object) => scope.reached.spansOf(object))
  return {
    id,
    from: formatMoment(Math.min(...spans.map(({ start }) => start.from))),
    to: formatMoment(Math.max(...spans.map(({ end }) => end.to))),
  }
}

const exclusionOf = (scope: Scope, coarse: ReadonlySet<string>, wanted: readonly Wanted[]): number[] =>
  sortedNumbers(unitsOf(wanted).flatMap((object) => explainExclusion(scope, coarse, object)))

/** Of products with too many lots to be told one by one, the product stands for them where a unit of which no fact tells the lot is in scope. */
const crowdedBehind = (chart: Chart, inScope: readonly string[]): string[] =>
  [...chart.crowded.lots].filter((product) => inScope.some((object) => isUntoldOf(chart, object, product)))

const isUntoldOf = (chart: Chart, object: string, product: string): boolean =>
  chart.untold.has(object) && chart.objects.get(object)?.product === product

/** Products of lots that are asked about, of which there are units that may be of these lots. */
const perhapsMore = (chart: Chart, wanted: readonly Wanted[]): Gap[] =>
  wanted.flatMap(({ object, perhaps }) => {
    const product = kindIn(chart, object) === 'lot' ? (chart.objects.get(object)?.product ?? null) : null
    return product !== null && (perhaps.length > 0 || chart.crowded.units.has(product)) ? [{ code: 'lot-unknown', object: product }] : []
  })

type Ranks = ReadonlyMap<string, Rank>
const isIn = (found: Ranks, object: string): boolean => ['certain', 'possible'].includes(found.get(object) ?? '')

/**
 * Does the walk go on from here? A lot of which units are asked about goes on where they do. What was only ever taken out of a unit is told by it,
 * and not where it comes from.
 */
function goesOn(chart: Chart, object: string, found: Ranks, units: ReadonlySet<string>): boolean {
  const asked = [...(chart.membersOf.get(object) ?? []), ...untoldOf(chart, object)].filter(
    (member) => units.has(member) || isIn(found, member),
  )
  if (asked.some((member) => stepsTo(chart, member).some(({ to }) => to !== object && isIn(found, to)))) return true
  const unseen = new Set((chart.staysIn.get(object) ?? []).filter(({ opened }) => opened === undefined).map(({ child }) => child))
  return stepsTo(chart, object).some(({ to }) => to !== object && !unseen.has(to) && (kindIn(chart, to) === 'class' || isIn(found, to)))
}

/** A receipt from a supplier with a lot, and nothing here that it was made of (§4). */
function originOf(chart: Chart, id: string, found: Ranks, units: ReadonlySet<string>): Origin[] {
  if (goesOn(chart, id, found, units)) return []
  const receipts = (chart.own.get(id) ?? []).filter(
    (event) => isFromOutside(event) && event.parts.some(({ object, role }) => object === id && role === 'epc'),
  )
  const [receipt] = receipts
  if (receipt === undefined) return []
  const behind = receipts.flatMap(({ details }) => details.supplierLot?.filter((line) => line.id === id) ?? [])
  const supplier = behind[0]?.supplier ?? receipt.consignor
  const supplierLots = sortedTexts(behind.map(({ lot }) => lot))
  return [
    {
      id,
      value: found.get(id) === 'certain' ? 'certain' : 'possible',
      ...(supplier === null ? {} : { supplier }),
      ...(supplierLots.length === 0 ? {} : { supplierLots }),
    },
  ]
}

function endsOf(chart: Chart, inScope: readonly string[], found: Ranks, units: ReadonlySet<string>): Gap[] {
  const walked = [...inScope, ...units]
  const missing = inScope
    .filter((object) => !goesOn(chart, object, found, units) && originOf(chart, object, found, units).length === 0)
    .map((object): Gap => ({ code: 'origin-missing', object }))
  const reached = new Set(walked.flatMap((object) => chart.makingsOf.get(object) ?? []))
  const told = [...reached].flatMap((making) => [
    ...making.inputs
      .filter(({ object }) => kindIn(chart, object) === 'class')
      .map(({ object, event }): Gap => ({ code: 'lot-unknown', object, event: event.index })),
    ...unstatedIn(chart, making),
  ])
  const parts = walked.flatMap((object) =>
    (chart.staysIn.get(object) ?? [])
      .filter(({ kind, child }) => kind === 'part' && kindIn(chart, child) === 'class')
      .map(({ child, opened }): Gap => ({ code: 'lot-unknown', object: child, ...(opened === undefined ? {} : { event: opened.index }) })),
  )
  return [...missing, ...told, ...parts]
}
