import type { AtMost, Consignee, OneOf } from './answer.ts'
import { ownStock } from './answer.ts'
import { everIn } from './coarse.ts'
import { anyOfProduct } from './groups.ts'
import type { Delivery, Shipment } from './movements.ts'
import { namedIn } from './objects.ts'
import type { Scope } from './scope.ts'
import type { Happening } from './standing.ts'
import { contentsAt, isCarrier } from './stays.ts'
import { endsOpen, meets, type Span, surelyBefore } from './time.ts'

type Rank = Consignee['value']
const ranks: readonly Rank[] = ['certain', 'possible', 'past', 'excluded']

type Account = { value: Rank; excluded: Map<string, Set<number>>; quantities: Map<string, { total: number; units: Set<string> }> }

export type Delivered = {
  readonly consignees: readonly Consignee[]
  readonly atMost: readonly AtMost[]
  readonly oneOf: readonly OneOf[]
  /** Classes without a lot that may be of the scope: what, where, by which fact. */
  readonly unknown: readonly { readonly product: string; readonly consignee: string; readonly by: Happening }[]
}

/** Who got what, as they got it (§3 portion, §6 consignee). */
export function readConsignees(scope: Scope, coarse: ReadonlySet<string>, own: ReadonlySet<string>): Delivered {
  const accounts = new Map<string, Account>()
  const unresolved = new Map<string, Set<string>>()
  const unknown: { product: string; consignee: string; by: Happening }[] = []
  const shipments = [...scope.history.shipments, ...arrivals(scope, own)]
  for (const shipment of shipments) {
    const { consignee } = shipment
    if (shipment.stays || own.has(consignee)) continue
    const account = accounts.get(consignee) ?? { value: 'excluded', excluded: new Map(), quantities: new Map() }
    for (const delivery of shipment.deliveries) {
      const { object } = delivery
      const value = rankOf(scope, shipment, delivery)
      if (value !== undefined) account.value = better(account.value, value)
      else if (isCoarse(scope, coarse, object.id)) exclude(account, object.id, delivery.by)
      if (object.kind === 'class' && value !== undefined) unknown.push({ product: object.id, consignee, by: shipment.by })
      if (object.kind === 'lot') noteUnnamed(scope, account, unresolved, shipment, delivery)
    }
    for (const [id, by] of goneFromCarriers(scope, shipment)) if (coarse.has(id)) exclude(account, id, by)
    if (account.value !== 'excluded' || account.excluded.size > 0) accounts.set(consignee, account)
  }
  const placed = new Set(shipments.flatMap(({ deliveries }) => deliveries.filter(({ sure }) => sure).map(({ object }) => object.id)))
  return { ...report(accounts, unresolved, placed), unknown }
}

const better = (a: Rank, b: Rank): Rank => ranks[Math.min(ranks.indexOf(a), ranks.indexOf(b))] ?? a

/** A quantity of a lot is reached coarsely through the lot, or through a member. */
const isCoarse = (scope: Scope, coarse: ReadonlySet<string>, id: string): boolean =>
  coarse.has(id) || (scope.history.objects.get(id)?.kind === 'lot' && scope.membersOf(id).some((member) => coarse.has(member)))

function exclude(account: Account, id: string, by: readonly Happening[]): void {
  const facts = account.excluded.get(id) ?? new Set()
  for (const fact of by.flatMap((one) => one.facts)) facts.add(fact)
  account.excluded.set(id, facts)
}

function rankOf(scope: Scope, shipment: Shipment, { object, sure, left, by }: Delivery): Rank | undefined {
  const told = by[1] ?? shipment.by
  if (object.kind === 'class') return anyOfProduct(scope, object.id, left) ? 'possible' : undefined
  if (object.kind === 'lot') {
    if (!scope.portion(object.id, left, told, 'may')) return undefined
    return sure && scope.portion(object.id, left, told, 'must') ? 'certain' : 'possible'
  }
  if (object.kind === 'carrier') return scope.seeds.has(object.id) ? (sure ? 'certain' : 'possible') : undefined
  const { may, must } = scope.instance(object.id)
  const held = heldDuring(scope, shipment, object.id)
  if (!meets(may, held.may)) return undefined
  if (!endsOpen(may)) return 'past'
  return sure && held.must.from <= held.must.to && meets(must, held.must) ? 'certain' : 'possible'
}

/** From delivery until it is told of as coming to someone else; perhaps only until a quantity that it may be among came back. */
function heldDuring(scope: Scope, { by, consignee }: Shipment, id: string): { may: Span; must: Span } {
  const { history } = scope
  const alike = new Set([id, ...scope.lotsOf(id), history.objects.get(id)?.product ?? id])
  const shipped = history.shipments.filter((one) => one.consignee !== consignee)
  const onward = (ids: ReadonlySet<string>): Happening[] => [
    ...shipped.filter(({ deliveries }) => deliveries.some(({ object }) => ids.has(object.id))).map((one) => one.by),
    ...history.happenings.filter((one) => isReceivedBack(history, one, ids, consignee)),
  ]
  const surely = onward(new Set([id])).filter(({ time, weak }) => !weak && surelyBefore(by.time, time))
  const perhaps = onward(alike).filter((one) => one !== by && !surelyBefore(one.time, by.time))
  return {
    may: { from: by.time.from, to: Math.min(...surely.map(({ time }) => time.to)) },
    must: { from: by.time.to, to: Math.min(...perhaps.map(({ time }) => time.from - 1)) },
  }
}

function isReceivedBack(history: Scope['history'], happening: Happening, ids: ReadonlySet<string>, from: string): boolean {
  const { event } = happening
  if (!event.sources.some((source) => source.id.uri === from) || !/BizStep-(receiving|accepting)$/.test(event.bizStep ?? '')) return false
  const named = namedIn(event)
  const inside = named.flatMap((one) => contentsAt(one.id, happening, history.stays.packed).map((content) => content.named))
  return [...named, ...inside].some((one) => ids.has(one.id))
}

/** What a known consignee tells of itself: things at its place, and quantities that no shipment to it told. */
function arrivals({ history }: Scope, own: ReadonlySet<string>): Shipment[] {
  const placed = new Map<string, string>()
  for (const { by, consignee, stays } of history.shipments) {
    if (stays || own.has(consignee)) continue
    for (const { id } of by.event.destinations) placed.set(id.uri, consignee)
  }
  return history.happenings.flatMap((by): Shipment[] => {
    const { event } = by
    if (/BizStep-(shipping|consigning|void_shipping|departing)$/.test(event.bizStep ?? '')) return []
    const named = event.destinations.map(({ id }) => placed.get(id.uri)).find((one) => one !== undefined)
    const here = [event.bizLocation, event.readPoint].map((place) => placed.get(place?.id.uri ?? '')).find((one) => one !== undefined)
    const consignee = named ?? here
    if (consignee === undefined) return []
    const came = (id: string): boolean => named !== undefined || mayHaveCome(history, consignee, by, id)
    const shipped = (id: string): boolean =>
      history.shipments.some((one) => one.consignee === consignee && one.deliveries.some(({ object }) => object.id === id))
    const objects = namedIn(event).filter(({ id, kind }) => came(id) && (kind === 'instance' || (kind === 'lot' && !shipped(id))))
    const deliveries = objects.map((object): Delivery => ({ object, sure: !by.weak, left: by.time, by: [by] }))
    return [{ by, consignee, stays: false, sender: undefined, named: objects, deliveries }]
  })
}

/** A shipment there, not surely later, that named the thing, its lot or its product, or a carrier of which no fact tells what was in it. */
function mayHaveCome(history: Scope['history'], consignee: string, by: Happening, id: string): boolean {
  const alike = new Set([id, ...(history.lots.get(id) ?? []), history.objects.get(id)?.product ?? id])
  return history.shipments.some(
    (one) =>
      one.consignee === consignee &&
      !surelyBefore(by.time, one.by.time) &&
      (one.deliveries.some(({ object }) => alike.has(object.id)) || one.named.some((carrier) => isUnopened(history, carrier))),
  )
}

const isUnopened = ({ stays }: Scope['history'], { id, kind }: { id: string; kind: string }): boolean =>
  kind === 'carrier' && !stays.packed.some(({ holder }) => holder === id)

/** What had been in a shipped carrier, and was not when it went. */
function goneFromCarriers({ history }: Scope, { by, named, deliveries }: Shipment): [string, Happening[]][] {
  return named
    .filter((one) => isCarrier(one, history.stays.packed))
    .flatMap(({ id: carrier }) => [...everIn(history, carrier)])
    .filter((id) => deliveries.every(({ object }) => object.id !== id))
    .map((id) => [id, [by, ...history.stays.packed.filter(({ child }) => child.id === id).flatMap(({ began, ends }) => [began, ...ends])]])
}

/** A quantity that is in scope only because it may hold members that are (§3, unnamed quantities). */
function noteUnnamed(
  scope: Scope,
  account: Account,
  unresolved: Map<string, Set<string>>,
  { by, consignee }: Shipment,
  delivery: Delivery,
): void {
  const { object, left } = delivery
  const units = scope.unnamedIn(object.id, left, delivery.by[1] ?? by)
  for (const unit of units) unresolved.set(unit, (unresolved.get(unit) ?? new Set()).add(consignee))
  if (units.length === 0 || scope.lot(object.id, 'may')) return
  const sum = account.quantities.get(object.id) ?? { total: 0, units: new Set() }
  for (const unit of units) sum.units.add(unit)
  account.quantities.set(object.id, { total: sum.total + (object.quantity ?? Number.POSITIVE_INFINITY), units: sum.units })
}

function report(
  accounts: ReadonlyMap<string, Account>,
  unresolved: ReadonlyMap<string, ReadonlySet<string>>,
  placed: ReadonlySet<string>,
): Omit<Delivered, 'unknown'> {
  const consignees = [...accounts].map(([id, { value, excluded }]): Consignee => {
    if (excluded.size === 0) return { id, value }
    const by = [...new Set([...excluded.values()].flatMap((facts) => [...facts]))].sort((a, b) => a - b)
    return { id, value, excludedObjects: [...excluded.keys()].sort(), by }
  })
  const atMost = [...accounts].flatMap(([consignee, { quantities }]) =>
    [...quantities].map(([object, { total, units }]) => ({ object, consignee, quantity: String(Math.min(total, units.size)) })),
  )
  const oneOf = [...unresolved].filter(([id]) => !placed.has(id)).map(([id, places]) => ({ id, places: [...places, ownStock].sort() }))
  return { consignees, atMost, oneOf }
}
