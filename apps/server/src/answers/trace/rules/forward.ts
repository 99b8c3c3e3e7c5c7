import type { AtMost, Consignee, ExcludedObject, OneOf, PastObject, TraceValue } from './basis/answer.ts'
import { ownStock } from './basis/answer.ts'
import { addTo, byText, groupBy, sortedNumbers, sortedTexts } from './basis/collections.ts'
import { certain, type Degree, greater, lesser, never, none, possible } from './basis/moment.ts'
import { add, compare, type Decimal, formatDecimal, parseDecimal } from './basis/quantity.ts'
import { type Chart, isContainer, kindIn } from './chart/chart.ts'
import { closureForward, closureOfValues, everIn } from './chart/coarse.ts'
import { untoldOf } from './chart/untold.ts'
import type { Exposing } from './scope/condition.ts'
import { carrierDegrees, type Got, gotBy } from './scope/custody.ts'
import { explainExclusion } from './scope/excluded.ts'
import { type Exposures, noExposures } from './scope/exposures.ts'
import { exposuresOf } from './scope/meeting.ts'
import { placedElsewhere } from './scope/placing.ts'
import { Scope } from './scope/scope.ts'
import { shipmentsOf } from './scope/shipments.ts'

export type Standing = 'certain' | 'possible' | 'past' | 'excluded'

/** How an object stands in a scope at present; undefined: not in it, and not past. */
export function standingOf(scope: Scope, object: string): 'certain' | 'possible' | 'past' | undefined {
  const { chart, reached, exposures } = scope
  if (!reached.has(object)) return undefined
  if (kindIn(chart, object) === 'lot') {
    const now = reached.seeds.has(object) ? certain : scope.lotAt(object, never)
    return wordOf(now) ?? (exposures.portions.has(object) ? 'possible' : undefined)
  }
  const spans = reached.spansOf(object)
  const lasting = spans.filter(({ end }) => end.to === Number.POSITIVE_INFINITY)
  if (lasting.length === 0) return spans.length === 0 ? undefined : 'past'
  const degree = lasting.reduce<Degree>(
    (best, span) => greater(best, span.end.from === Number.POSITIVE_INFINITY ? span.degree : possible),
    none,
  )
  return wordOf(chart.contested.has(object) && !reached.seeds.has(object) ? lesser(degree, possible) : degree)
}

const wordOf = (degree: Degree): 'certain' | 'possible' | undefined =>
  degree === certain ? 'certain' : degree === possible ? 'possible' : undefined

/** What a scope holds of lots and instances, each under one word. */
export type Sorted = {
  readonly certain: readonly string[]
  readonly possible: readonly string[]
  readonly past: readonly PastObject[]
  readonly excluded: readonly string[]
}

/** `coarse`: what the widest reading reaches. Containers are listed apart, products are no objects. */
export function sortObjects(scope: Scope, coarse: ReadonlySet<string>): Sorted {
  const sorted = { certain: [] as string[], possible: [] as string[], past: [] as PastObject[], excluded: [] as string[] }
  for (const object of [...new Set([...coarse, ...scope.reached.seeds])].sort(byText)) {
    const kind = kindIn(scope.chart, object)
    if (kind === 'carrier' || kind === 'class') continue
    const standing = standingOf(scope, object)
    if (standing === undefined && !hasMemberIn(scope, object)) sorted.excluded.push(object)
    else if (standing === undefined) continue
    else if (standing === 'past') sorted.past.push(pastOf(scope, object))
    else sorted[standing].push(object)
  }
  return sorted
}

/** Members in scope do not put their lot in scope (§3); it is not excluded for that. */
const hasMemberIn = ({ chart, reached }: Scope, lot: string): boolean =>
  (reached.membersOf.get(lot)?.size ?? 0) > 0 ||
  (untoldOf(chart, lot).size > 0 && reached.byItself.has(chart.objects.get(lot)?.product ?? ''))

function pastOf(scope: Scope, id: string): PastObject {
  const spans = scope.reached.spansOf(id)
  const from = Math.min(...spans.map(({ start }) => start.from))
  const to = Math.max(...spans.map(({ end }) => end.to))
  return { id, from: formatMoment(from), to: formatMoment(to) }
}

/** ISO 8601, UTC; null: not told, or beyond what a date can say. */
export const formatMoment = (time: number): string | null => (Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : null)

export type Forward = {
  readonly scope: Scope
  readonly coarse: ReadonlySet<string>
  readonly got: readonly Got[]
  readonly value: TraceValue
}

/** The widest reading and the scope itself, before anything is told of them. */
type Reaching = Pick<Forward, 'scope' | 'coarse'> & { readonly sorted: Sorted; readonly carriers: ReadonlyMap<string, Degree> }

/** @param exposing a condition and what meets it, in scope beside the seeds */
export function traceForward(chart: Chart, seeds: readonly string[], exposing?: Exposing): Forward {
  const exposures = exposing === undefined ? noExposures : exposuresOf(chart, exposing)
  const coarse = closureForward(chart, [...seeds, ...exposures.coarse])
  const { scope, sorted, carriers } = reachFrom(chart, seeds, coarse, exposures)
  const excluded = sorted.excluded.map((id): ExcludedObject => ({ id, by: explainExclusion(scope, coarse, id) }))
  const got = gotBy(scope)
  const inCarriers = (degree: Degree): string[] => sortedTexts([...carriers].filter(([, own]) => own === degree).map(([id]) => id))
  return {
    scope,
    coarse,
    got,
    value: {
      certain: sorted.certain,
      possible: sortedTexts([...sorted.possible, ...crowdedIn(scope), ...exposures.products.keys()]),
      past: sorted.past,
      excluded,
      carriers: { certain: inCarriers(certain), possible: inCarriers(possible) },
      consignees: consigneesOf(scope, coarse, got),
      shipments: shipmentsOf(chart, coarse, got),
      origins: [],
      atMost: atMostOf(got),
      oneOf: oneOfPlaces(scope, got),
      voided: [],
    },
  }
}

function reachFrom(chart: Chart, seeds: readonly string[], coarse: ReadonlySet<string>, exposures: Exposures): Reaching {
  const scope = new Scope(chart, seeds, { exposures })
  return { scope, coarse, sorted: sortObjects(scope, coarse), carriers: carriersIn(scope, seeds) }
}

/** Containers that something in scope lay in, or that are in scope themselves. */
function carriersIn(scope: Scope, seeds: readonly string[]): Map<string, Degree> {
  const { chart, reached, exposures } = scope
  const degrees = carrierDegrees(scope)
  const raise = (carrier: string, degree: Degree): void => {
    degrees.set(carrier, greater(degrees.get(carrier) ?? none, degree))
  }
  for (const seed of seeds) if (kindIn(chart, seed) === 'carrier') raise(seed, certain)
  for (const [carrier, degree] of exposures.carriers) raise(carrier, degree)
  for (const [id, spans] of reached.spans) for (const { degree } of spans) raise(id, degree)
  return new Map([...degrees].filter(([id]) => isContainer(chart, id)))
}

/**
 * Of these objects, those that a forward trace names as in scope, past, or a carrier of it, others with them. Only what leads to them is followed;
 * where the widest reading leads to none of them, nothing.
 */
export function reachedForward(
  chart: Chart,
  seeds: readonly string[],
  among: ReadonlySet<string>,
  exposing?: Exposing,
): ReadonlySet<string> {
  const exposures = exposing === undefined ? noExposures : exposuresOf(chart, exposing)
  const coarse = closureForward(chart, [...seeds, ...exposures.coarse])
  // What is told by its product alone may be some of any lot: it does not say what leads to it.
  const isProduct = (object: string): boolean => kindIn(chart, object) === 'class'
  const within = (object: string): Set<string> => everIn(chart, object).add(object)
  const near = [...among].filter((object) => [...within(object)].some((one) => isProduct(one) || coarse.has(one)))
  if (near.length === 0 && exposing === undefined) return new Set()
  const isNarrow = exposing === undefined && !near.some((object) => [...within(object)].some(isProduct))
  const scope = new Scope(chart, seeds, isNarrow ? { bounds: leadingTo(chart, near) } : { exposures })
  const sorted = sortObjects(scope, isNarrow ? new Set(near) : coarse)
  const products = [...crowdedIn(scope), ...exposures.products.keys()]
  const past = sorted.past.map(({ id }) => id)
  return new Set([...seeds, ...sorted.certain, ...sorted.possible, ...past, ...products, ...carriersIn(scope, seeds).keys()])
}

/** What the values of these depend on: of a container, also members that may be in the quantities that lay in it. */
function leadingTo(chart: Chart, objects: readonly string[]): Set<string> {
  const inside = objects.flatMap((object) => [...everIn(chart, object)])
  const members = inside.flatMap((one) => [...(chart.membersOf.get(one) ?? [])])
  const perhaps = inside.flatMap((one) => [...untoldOf(chart, one)])
  return closureOfValues(chart, [...objects, ...members], perhaps)
}

function consigneesOf(scope: Scope, coarse: ReadonlySet<string>, got: readonly Got[]): Consignee[] {
  const relevant = got.filter(({ object, degree }) => degree > none || coarse.has(object))
  const byParty = groupBy(
    relevant.filter(({ object }) => kindIn(scope.chart, object) !== 'carrier'),
    ({ delivery }) => delivery.consignee,
    (one) => one,
  )
  return [...byParty.keys()].sort(byText).map((id) => consigneeOf(scope, id, byParty.get(id) ?? []))
}

function consigneeOf(scope: Scope, id: string, got: readonly Got[]): Consignee {
  const lasting = got.filter(({ past }) => !past).reduce<Degree>((best, { degree }) => greater(best, degree), none)
  const value = wordOf(lasting) ?? (got.some(({ past }) => past) ? 'past' : 'excluded')
  const touched = new Set(got.filter(({ degree }) => degree > none).map(({ object }) => object))
  const out = got.filter(({ object, degree }) => degree === none && !touched.has(object))
  if (out.length === 0) return { id, value }
  const by = out.flatMap(({ delivery, object }) => [...delivery.event.facts, ...whyNot(scope, object)])
  return { id, value, excludedObjects: sortedTexts(out.map(({ object }) => object)), by: sortedNumbers(by) }
}

/** What happened after the shipment: the first that brings it into scope. */
function whyNot(scope: Scope, object: string): readonly number[] {
  return scope.reached.causeOf(object, certain)?.facts ?? []
}

function atMostOf(got: readonly Got[]): AtMost[] {
  const unnamed = got.filter(({ members }) => members.length > 0)
  const byPortion = groupBy(
    unnamed,
    ({ object, delivery }) => `${object} ${delivery.consignee}`,
    (one) => one,
  )
  return [...byPortion.keys()].sort(byText).flatMap((key): AtMost[] => {
    const portions = byPortion.get(key) ?? []
    const [first] = portions
    if (first === undefined) return []
    const members = new Set(portions.flatMap((portion) => portion.members))
    const count: Decimal = { units: BigInt(members.size), scale: 0 }
    const known = portions.every(({ quantity }) => quantity !== null)
    const sum = portions.reduce((total, { quantity }) => add(total, parseDecimal(quantity ?? '0')), parseDecimal('0'))
    return [
      {
        object: first.object,
        consignee: first.delivery.consignee,
        quantity: formatDecimal(known && compare(sum, count) < 0 ? sum : count),
      },
    ]
  })
}

/** Instances in scope of which no fact says where they are, and that may be in a quantity that went out. */
function oneOfPlaces(scope: Scope, got: readonly Got[]): OneOf[] {
  const { chart } = scope
  const named = new Set(got.map(({ object }) => object))
  const places = new Map<string, Set<string>>()
  for (const { object, delivery } of got) {
    if (kindIn(chart, object) !== 'lot') continue
    for (const member of [...(chart.membersOf.get(object) ?? []), ...unresolvedIn(scope, object)]) {
      const standing = standingOf(scope, member)
      if (named.has(member) || standing === undefined || standing === 'past') continue
      if (placedElsewhere(chart, member, { event: delivery.event, lot: object }) === undefined) addTo(places, member, delivery.consignee)
    }
  }
  return [...places.keys()].sort(byText).map((id) => ({ id, places: sortedTexts([ownStock, ...(places.get(id) ?? [])]) }))
}

/** Units in scope that may be of the lot, no fact telling of which they are: as one of this lot, or whatever lot they are of. */
function unresolvedIn({ chart, reached }: Scope, lot: string): string[] {
  const units = untoldOf(chart, lot)
  if (units.size === 0) return []
  const byItself = reached.byItself.get(chart.objects.get(lot)?.product ?? '')
  return reached.lots.has(lot) ? [...units] : [...(byItself?.keys() ?? [])].filter((unit) => units.has(unit))
}

/** Of products with too many such units to be told one by one, the product stands for them where a lot of it is in scope. */
export const crowdedIn = (scope: Scope): string[] =>
  [...scope.chart.crowded.units]
    .filter((product) =>
      [...scope.reached.lots.keys()].some((lot) => scope.chart.objects.get(lot)?.product === product && standingOf(scope, lot)),
    )
    .sort(byText)
