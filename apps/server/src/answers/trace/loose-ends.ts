import { termOf } from '../../views/events/index.ts'
import {
  findObjects,
  type GenealogyObject,
  type Sendings,
  type SentUnfilled,
  selectFirstLots,
  selectLots,
  selectSent,
  selectShipments,
  selectUnborn,
  selectUnbornLots,
  selectUnbornMembers,
  selectUnfilled,
  selectUnfilledBoxes,
  selectUntold,
  selectWentInto,
} from '../../views/genealogy/index.ts'
import type { Asking, Read } from './asking.ts'
import { limits } from './model.ts'
import type { Gap } from './rules/basis/answer.ts'
import { isShipping } from './rules/basis/words.ts'
import type { Missing } from './rules/completeness/silence.ts'

/**
 * What may have come from the scope, and of which nobody told where it comes from (§7): a making, a part, a packing that was never told leaves no
 * trace where it began. So they are looked for where they would have ended: among the lots and products that the objects of the scope, or their like,
 * go into.
 * @param seed what was asked about
 * @param concerned objects and containers of the answer
 */
export async function judgeLooseEnds(
  asking: Asking,
  read: Read,
  seed: ReadonlySet<string>,
  concerned: readonly string[],
): Promise<Missing> {
  const { reads, index } = asking
  if (read.direction === 'backward') {
    const asked = concerned.filter((uri) => seed.has(uri) && read.history.objects.get(uri)?.level === 'lot')
    const lots = [...(await findObjects(reads, asked, index)).values()].map(({ id }) => id)
    return { gaps: (await selectUnbornMembers(reads, lots, index)).map(({ uri }) => missing(uri)), unchecked: [] }
  }
  const objects = [...(await findObjects(reads, concerned, index)).values()]
  const seeds = objects.filter(({ uri }) => seed.has(uri))
  const [{ members, whole, units }, unfilled] = await Promise.all([
    destinationsOf(asking, objects, seeds).then((destinations) => unbornIn(asking, destinations)),
    unfilledSince(asking, read, new Set(concerned)),
  ])
  return {
    gaps: [...[...members, ...whole.uris, ...units, ...takenApart(read.history, new Set(concerned))].map(missing), ...unfilled.gaps],
    unchecked: [...whole.tooMany.map((object) => ({ code: 'origin-missing' as const, object })), ...unfilled.unchecked],
  }
}

type Destinations = { readonly lots: readonly number[]; readonly classes: readonly number[] }

async function unbornIn({ reads, index }: Asking, { lots, classes }: Destinations) {
  const untold = selectUntold(reads, classes, index, limits.untold)
  const [members, whole, units] = await Promise.all([
    selectUnbornMembers(reads, lots, index),
    selectUnbornLots(reads, classes, index, limits.untold),
    untold.then((found) =>
      selectUnborn(
        reads,
        found.map(({ object }) => object),
        index,
      ),
    ),
  ])
  return { members: members.map(({ uri }) => uri), whole, units }
}

const missing = (object: string): Gap => ({ code: 'origin-missing', object })
const isLot = ({ level }: GenealogyObject): boolean => level === 'lot'

/** Lots whose members, and products whose lots, may have come from the scope: those that are in it, and those that its like went into. */
async function destinationsOf(
  { reads, index }: Asking,
  objects: readonly GenealogyObject[],
  seeds: readonly GenealogyObject[],
): Promise<Destinations> {
  const traced = objects.filter(({ level }) => level === 'lot' || level === 'instance')
  const idsOf = (list: readonly GenealogyObject[]): number[] => list.map(({ id }) => id)
  const lotsOf = async (list: readonly GenealogyObject[]): Promise<number[]> => {
    const memberships = await selectLots(reads, idsOf(list.filter((one) => !isLot(one))), index)
    return [...new Set([...idsOf(list.filter(isLot)), ...memberships.map(({ lot }) => lot)])]
  }
  const classesOf = (list: readonly GenealogyObject[]): number[] => [...new Set(list.flatMap(({ classId }) => classId ?? []))]
  const [own, reached, firstLots] = await Promise.all([
    lotsOf(seeds.filter(({ level }) => level === 'lot' || level === 'instance')).then((list) => new Set(list)),
    lotsOf(traced),
    selectFirstLots(reads, classesOf(traced), index, limits.alike),
  ])
  const [alike, ofProduct] = await Promise.all([selectWentInto(reads, reached, index), selectWentInto(reads, firstLots, index)])
  const lots = [...reached.filter((lot) => !own.has(lot)), ...alike.flatMap(({ lot }) => lot ?? [])]
  const further = traced.filter((one) => !seeds.includes(one))
  const classes = [...classesOf(further), ...[...alike, ...ofProduct].map(({ classId }) => classId)]
  return { lots: [...new Set(lots)], classes: [...new Set(classes)] }
}

/** Devices of the scope out of which came what nobody told was put in before: what else went in, nobody may have told either (§8.14). */
function takenApart({ events, objects }: Read['history'], concerned: ReadonlySet<string>): string[] {
  const putMs = new Map<string, number>()
  const taken: { readonly device: string; readonly pair: string; readonly ms: number }[] = []
  for (const { voidedAt, action, parts, time } of events) {
    const device = voidedAt === null ? parts.find(({ role }) => role === 'parent')?.object : undefined
    if (device === undefined || objects.get(device)?.kind !== 'instance') continue
    for (const { object, role } of parts) {
      if (role !== 'child') continue
      const pair = `${device} ${object}`
      if (action !== 'DELETE') putMs.set(pair, Math.min(time.from, putMs.get(pair) ?? Number.POSITIVE_INFINITY))
      else if (concerned.has(device)) taken.push({ device, pair, ms: time.to })
    }
  }
  return [...new Set(taken.filter(({ pair, ms }) => (putMs.get(pair) ?? Number.POSITIVE_INFINITY) > ms).map(({ device }) => device))]
}

/**
 * Boxes that left, and of which nothing tells what was in them: anything of the scope may have been, from when it is first told of until it is last put
 * into a box, or sent by its name.
 */
async function unfilledSince(asking: Asking, { history, own }: Read, concerned: ReadonlySet<string>): Promise<Missing> {
  const window = looseWindow(history, concerned)
  if (window === undefined) return { gaps: [], unchecked: [] }
  const steps = ['shipping', 'consigning'].map((word) => termOf('bizStep', `https://ref.gs1.org/cbv/BizStep-${word}`))
  const found = await sentUnfilled(asking, { ...window, steps })
  if (found === undefined) return { gaps: [], unchecked: [{ code: 'lot-unknown' }] }
  // What comes to us holds nothing of ours yet.
  const outward = found.filter(({ consignee }) => consignee === null || !own.has(consignee))
  const gaps = outward.map(({ uri, event, consignee }): Gap => {
    return { code: 'lot-unknown', object: uri, event, ...(consignee === null ? {} : { consignee }) }
  })
  return { gaps, unchecked: [] }
}

/** By the boxes that nobody filled, which are few where packing is told; where they are many, by the shipments. Undefined: those are too many as well. */
async function sentUnfilled({ reads, index }: Asking, sendings: Sendings): Promise<readonly SentUnfilled[] | undefined> {
  const boxes = await selectUnfilledBoxes(reads, index, limits.unfilled + 1)
  if (boxes.length <= limits.unfilled) return selectSent(reads, boxes, sendings, index)
  const shipments = await selectShipments(reads, sendings, index, limits.shipments + 1)
  return shipments.length > limits.shipments ? undefined : selectUnfilled(reads, shipments, index)
}

/** Milliseconds that a table of moments can hold. */
const endless = 8.64e15

/** When something of the scope may have been in a box that nobody tells of; undefined: there is nothing that could be. */
function looseWindow({ events, objects }: Read['history'], concerned: ReadonlySet<string>) {
  const firstMs = new Map<string, number>()
  const placedMs = new Map<string, number>()
  const withUnits = new Set<string>()
  for (const event of events) {
    if (event.voidedAt !== null) continue
    for (const { object, role, lot } of event.parts) {
      if (lot !== null) withUnits.add(lot)
      const isPlaced = role === 'input' || (role === 'child' && event.action !== 'DELETE') || (role === 'epc' && isShipping(event))
      if (isPlaced) placedMs.set(object, Math.max(event.time.to, placedMs.get(object) ?? Number.NEGATIVE_INFINITY))
      firstMs.set(object, Math.min(event.time.from, firstMs.get(object) ?? Number.POSITIVE_INFINITY))
    }
  }
  let window: { readonly fromMs: number; readonly toMs: number } | undefined
  for (const object of concerned) {
    const kind = objects.get(object)?.kind
    const first = firstMs.get(object)
    // Of a quantity, some may be anywhere, whatever is told of the rest; units, where they are told of, speak for their lot.
    if (first === undefined || (kind !== 'instance' && (kind !== 'lot' || withUnits.has(object)))) continue
    const last = kind === 'instance' ? (placedMs.get(object) ?? endless) : endless
    window = { fromMs: Math.floor(Math.min(first, window?.fromMs ?? endless)), toMs: Math.ceil(Math.max(last, window?.toMs ?? -endless)) }
  }
  return window
}
