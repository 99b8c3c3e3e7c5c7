import { findObjects, selectFailures, selectRefusalsNaming, selectRefusalsUnread } from '../../../views/genealogy/index.ts'
import { type Done, selectPartiesAt } from '../../../views/rollups/index.ts'
import type { Asking } from '../asking.ts'
import { LotUnits } from '../lot-units.ts'
import { type LotWalk, walkLots } from '../lot-walk.ts'
import { type Found, limits, type Question } from '../model.ts'
import type { Gap } from '../rules/basis/answer.ts'
import { byText } from '../rules/basis/collections.ts'
import { certain, none } from '../rules/basis/moment.ts'
import { type LotInScope, LotScope } from '../rules/by-lots.ts'
import { type ConsigneeFlow, type Flow, type OwnFlow, sumFlows } from '../rules/quantities/flows.ts'
import { withinOf } from '../rules/units-within.ts'

export type LotEntry = {
  /** A lot; or a product, which stands for its units of which nobody told the lot, and for what was told of it alone. */
  readonly id: string
  /** `certain`: the whole lot, its units and what is told beside them. */
  readonly value: 'certain' | 'possible'
  /** Units by name: at least, and at most, so many are in scope. */
  readonly units: { readonly certain: number; readonly atMost: number }
}

export type LotsValue = {
  readonly lots: readonly LotEntry[]
  readonly total: { readonly lots: number; readonly units: { readonly certain: number; readonly atMost: number } }
  readonly consignees: readonly (ConsigneeFlow & { readonly value: 'certain' | 'possible' })[]
  /** The terms of the balance with ourselves, of all lots of the scope together. */
  readonly own: OwnFlow
}

/**
 * `lots`: the forward scope of lots by lots, with who got how much and what remains, from the roll-ups: no unit is read, however many there are. Coarser
 * than `forward`, never narrower: what it calls certain is, what is in scope is here.
 */
export async function askLots(asking: Asking, { seed, onlyCertain, withUnits }: Question): Promise<Found<LotsValue>> {
  const { reads, index } = asking
  const { compositions } = asking
  const [found] = await Promise.all([findObjects(reads, seed, index), asking.clocks(), asking.moment(), compositions.follow(reads)])
  for (const object of seed) if (!found.has(object)) asking.note({ code: 'seed-unknown', object })
  const lots = [...found.values()].filter(({ level }) => level === 'lot')
  for (const { uri, level } of found.values()) if (level !== 'lot') asking.note({ code: 'seed-not-a-lot', object: uri })
  const seeds = lots.map(({ id }) => id)
  const walk = await walkLots(reads, seeds, index, compositions)
  const scope = new LotScope(walk)
  const inScope = [...scope.lots].filter(([, { value, units }]) => value > 0 || units > 0)
  const isWhole = ({ value, all, units }: LotInScope): boolean => (value === certain || units > 0) && (units === 0 || all)
  const idsOf = (whole: boolean): number[] => inScope.filter(([, lot]) => isWhole(lot) === whole).map(([id]) => id)
  const namesOf = (ids: readonly number[]): string[] => ids.flatMap((id) => walk.uriOf(id) ?? [])
  const [whole, partly] = [idsOf(true), onlyCertain ? [] : idsOf(false)]
  const shown = [...whole, ...partly]
  const untold = shown.filter((id) => walk.productOf.get(id) === id)
  const doneWhole = walk.doneOf(whole)
  const done = [...doneWhole, ...walk.doneOf(partly)]
  const [gaps, partyAt] = await Promise.all([
    gapsOf(asking, namesOf(shown), namesOf(untold)),
    selectPartiesAt(reads, [...new Set(done.flatMap(({ deed }) => deed.place ?? []))], index),
    compositions.name(reads, partiesIn(done)),
  ])
  const nameOf = (id: number | null): string | null => (id === null ? null : (compositions.uriOf(id) ?? null))
  const flow = ({ deed, units, surely, quantity, uom }: Done): Flow => ({
    ...deed,
    units,
    surely,
    quantities: quantity === null ? [] : [{ quantity, uom }],
    place: nameOf(deed.place),
    consignor: nameOf(deed.consignor),
    consignee: nameOf(deed.consignee),
  })
  const isOwn = (uri: string): boolean => asking.isOwn(uri)
  const partyOf = new Map([...partyAt].map(([place, party]) => [nameOf(place) ?? '', party]))
  const unborn = await countUnborn(asking, walk, inScope)
  const flows = sumFlows(done.map(flow), isOwn, partyOf)
  const sure = new Map(sumFlows(doneWhole.map(flow), isOwn, partyOf).consignees.map((one) => [one.id, one.surely]))
  const entries = inScope
    .map(
      ([id, lot]): LotEntry => ({
        id: walk.uriOf(id) ?? '',
        value: isWhole(lot) ? 'certain' : 'possible',
        units: { certain: lot.certainUnits, atMost: lot.units + (unborn.get(id) ?? 0) },
      }),
    )
    .filter(({ value }) => !onlyCertain || value === 'certain')
    .sort((left, right) => byText(left.id, right.id))
  asking.coverage.reach(entries.map(({ id }) => id))
  asking.leave(...notByLots.map((code) => ({ code })))
  return {
    value: {
      lots: entries,
      total: {
        lots: entries.length,
        units: { certain: sum(entries.map(({ units }) => units.certain)), atMost: sum(entries.map(({ units }) => units.atMost)) },
      },
      consignees: flows.consignees.map((one) => ({ ...one, value: (sure.get(one.id) ?? 0) > 0 ? 'certain' : 'possible' })),
      own: flows.own,
    },
    gaps,
    ...(withUnits === true ? { within: withinOf(walk, scope.lots) } : {}),
  }
}

/**
 * Units of which a fact tells the lot and none where they come from, as mostly of what others made: of a lot that is in scope as such they are too. Counted
 * only where more took part in one kind of deed than were made: fewer beside many that were made are not noticed.
 */
async function countUnborn(
  { transaction, index }: Asking,
  walk: LotWalk,
  inScope: readonly (readonly [number, LotInScope])[],
): Promise<Map<number, number>> {
  const asSuch = inScope.flatMap(([id, { value }]) => (value > none && walk.productOf.get(id) !== id ? [id] : []))
  const made = walk.moreThanMade(asSuch)
  if (made.size === 0) return made
  const lots = [...made.keys()].map((id) => ({ id, isClass: false }))
  const { counts } = await LotUnits.read(transaction, lots, { lots: [], mixes: [] }, index)
  return new Map([...made].map(([id, units]) => [id, Math.max(0, (counts.get(id) ?? 0) - units)]))
}

/** What only the walk object by object looks for. */
const notByLots = [
  'contradiction-open',
  'correction-missing',
  'origin-missing',
  'input-unstated',
  'order-ambiguous',
  'quantity-unexplained',
] as const

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

const partiesIn = (done: readonly Done[]): number[] => [
  ...new Set(done.flatMap(({ deed }) => [deed.place, deed.consignor, deed.consignee].filter((id) => id !== null))),
]

/** What could not be seen of these lots: facts that could not be read, documents that were not accepted, units of which nobody told the lot. */
async function gapsOf(asking: Asking, lots: readonly string[], untold: readonly string[]): Promise<Gap[]> {
  const { reads, index } = asking
  const sources = await asking.clocks()
  const nameOf = (source: number): string => sources.get(source)?.name ?? String(source)
  const [failures, naming, unread] = await Promise.all([
    selectFailures(reads, index, limits.listed),
    selectRefusalsNaming(reads, lots, index),
    selectRefusalsUnread(reads, [...sources.keys()], index, limits.listed),
  ])
  return [
    ...failures.map(
      ({ index: event, source, code }): Gap => ({ code: code === 'body-erased' ? 'erased' : 'projection-failed', event, source }),
    ),
    ...naming.flatMap(({ fact, source, uris }) =>
      uris.map((object): Gap => ({ code: 'intake-quarantined', object, event: fact, source: nameOf(source) })),
    ),
    ...unread.map(({ fact, source }): Gap => ({ code: 'intake-quarantined', event: fact, source: nameOf(source) })),
    ...untold.map((object): Gap => ({ code: 'lot-unknown', object })),
  ]
}
