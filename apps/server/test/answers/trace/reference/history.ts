import type { NormalEvent } from '@proofline/epcis'
import { isGs1 } from '@proofline/identifiers'
import { type Making, readMakings } from './makings.ts'
import { type Receipt, readReceipts, readShipments, type Shipment } from './movements.ts'
import { allIn, ilmdLot, listOf, lotUri, type Named, namedByUri, namedIn, thing, uriOf } from './objects.ts'
import type { Happening } from './standing.ts'
import { readStays, type Stays } from './stays.ts'
import { type Span, surelyBefore } from './time.ts'

export type Membership = { readonly member: string; readonly lot: string; readonly weak: boolean; readonly by: Happening }

/** Units of a lot that come from somewhere: `output` of a making, or told by an ADD or a first receipt without what it was made of. */
export type Birth = {
  readonly lot: string
  readonly time: Span
  readonly making: number | null
  readonly output: number
  readonly by: Happening
}

/** The standing facts, read once. */
export type History = {
  readonly happenings: readonly Happening[]
  readonly makings: readonly Making[]
  readonly stays: Stays
  readonly shipments: readonly Shipment[]
  readonly receipts: readonly Receipt[]
  readonly memberships: readonly Membership[]
  /** By lot what may be its members, by unit what may be its lots: a unit of which no fact tells the lot may be of any of its product. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>
  readonly lots: ReadonlyMap<string, ReadonlySet<string>>
  /** What names an object, in order of occurrence. */
  readonly mentions: ReadonlyMap<string, readonly Happening[]>
  /** Every object that a standing fact names. */
  readonly objects: ReadonlyMap<string, Named>
  readonly births: ReadonlyMap<string, readonly Birth[]>
  /** Lots and instances of which several claims cannot all be true, with the facts (§1). */
  readonly disputed: ReadonlyMap<string, readonly number[]>
}

/** `asked`: lots that are asked about count as lots of their product, though no fact may name them. */
export function readHistory(happenings: readonly Happening[], asked: readonly string[] = []): History {
  const memberships = happenings.flatMap(readMemberships)
  const told = Map.groupBy(memberships, ({ member }) => member)
  const stays = readStays(
    happenings,
    (unit, lot) => unit.product === lot.product && (told.get(unit.id) ?? [{ lot: lot.id }]).some((one) => one.lot === lot.id),
  )
  const makings = [...readMakings(happenings), ...readDisassemblies(happenings, stays)]
  const shipments = readShipments(happenings, stays.packed)
  const receipts = readReceipts(happenings, shipments, stays.packed)
  const births = readBirths(happenings, makings, receipts)
  const objects = new Map<string, Named>()
  for (const named of happenings.flatMap(({ event }) => allIn(event))) if (!objects.has(named.id)) objects.set(named.id, named)
  for (const { lot } of memberships) {
    if (!objects.has(lot)) objects.set(lot, { ...namedByUri(lot), kind: 'lot', quantity: null })
  }
  const disputed = readDisputes({ happenings, makings, memberships, receipts })
  const { members, lots } = readPossibleMembers(memberships, [
    ...objects.values(),
    ...asked.filter((id) => !objects.has(id)).map(namedByUri),
  ])
  const mentions = readMentions(happenings)
  return { happenings, makings, stays, shipments, receipts, memberships, members, lots, mentions, objects, births, disputed }
}

type Lookup = Map<string, Set<string>>

function readPossibleMembers(memberships: readonly Membership[], all: readonly Named[]): { members: Lookup; lots: Lookup } {
  const members: Lookup = new Map()
  const lots: Lookup = new Map()
  const add = (member: string, lot: string): void => {
    members.set(lot, (members.get(lot) ?? new Set()).add(member))
    lots.set(member, (lots.get(member) ?? new Set()).add(lot))
  }
  for (const { member, lot } of memberships) add(member, lot)
  for (const unit of lotless(all, lots))
    for (const { id, kind, product } of all) if (kind === 'lot' && product === unit.product) add(unit.id, id)
  return { members, lots }
}

const lotless = (all: readonly Named[], lots: Lookup): Named[] =>
  all.filter(({ id, kind, product }) => kind === 'instance' && product !== null && !lots.has(id))

function readMentions(happenings: readonly Happening[]): Map<string, Happening[]> {
  const mentions = new Map<string, Happening[]>()
  for (const happening of happenings) {
    for (const id of new Set(allIn(happening.event).map((named) => named.id))) {
      const list = mentions.get(id)
      if (list === undefined) mentions.set(id, [happening])
      else list.push(happening)
    }
  }
  return mentions
}

/** From the identifier, from ILMD where units come into being, or stated (event-extensions.md, "Lot and member"). */
function readMemberships(by: Happening): Membership[] {
  const { event } = by
  const identifiers = [
    ...event.epcs,
    ...event.children,
    ...event.inputs,
    ...event.outputs,
    ...(event.parent === null ? [] : [event.parent]),
  ]
  const inIdentifier = identifiers.flatMap((one) => (isGs1(one) && one.lotUri !== undefined ? [[one.uri, one.lotUri]] : []))
  const lot = ilmdLot(event)
  const born = event.type === 'ObjectEvent' && event.action === 'ADD' ? event.epcs : event.outputs
  const inIlmd =
    lot === undefined ? [] : born.map(thing).flatMap(({ id, product }) => (product === null ? [] : [[id, lotUri(product, lot)]]))
  const stated = listOf(event, 'memberOf').map((entry) => [uriOf(entry.epc), uriOf(entry.lot)])
  return [...inIdentifier, ...inIlmd, ...stated].map(([member = '', told = '']) => ({ member, lot: told, weak: by.weak, by }))
}

/** A part taken out of a device that nobody had told of before comes from the device (§8 case 14). */
function readDisassemblies(happenings: readonly Happening[], stays: Stays): Making[] {
  return stays.parts
    .filter(({ unopened, child, began }) => unopened && child.kind === 'instance' && isFirstWord(happenings, began, child.id))
    .map(({ holder, child, began }) => {
      const device = { id: holder, kind: 'instance', product: null, quantity: 1, uom: null } as const
      return {
        inputs: [{ ...device, by: began, time: began.time }],
        outputs: [{ ...child, by: began, time: began.time }],
        pools: false,
        yieldsOne: true,
        substitutes: new Map(),
        positions: new Map(),
        recipe: [],
        takers: new Map(),
      }
    })
}

/** No fact tells of it that is not surely later, and none ever tells how it came into being. */
function isFirstWord(happenings: readonly Happening[], word: Happening, id: string): boolean {
  return happenings
    .filter((one) => one !== word && allIn(one.event).some((named) => named.id === id))
    .every((one) => surelyBefore(word.time, one.time) && !bringsForth(one.event, id))
}

const bringsForth = (event: NormalEvent, id: string): boolean =>
  event.outputs.some(({ uri }) => uri === id) || (event.action === 'ADD' && event.epcs.some(({ uri }) => uri === id))

function readBirths(happenings: readonly Happening[], makings: readonly Making[], receipts: readonly Receipt[]): Map<string, Birth[]> {
  const births = new Map<string, Birth[]>()
  const add = (birth: Birth): void => {
    births.set(birth.lot, [...(births.get(birth.lot) ?? []), birth])
  }
  for (const [making, { outputs }] of makings.entries()) {
    for (const [output, { id, kind, time, by }] of outputs.entries()) if (kind === 'lot') add({ lot: id, time, making, output, by })
  }
  for (const by of happenings) {
    if (by.event.type !== 'ObjectEvent' || by.event.action !== 'ADD') continue
    for (const { id, kind } of namedIn(by.event)) if (kind === 'lot') add({ lot: id, time: by.time, making: null, output: 0, by })
  }
  const told = new Set(births.keys())
  for (const { object, by } of receipts) {
    if (object.kind === 'lot' && !told.has(object.id)) add({ lot: object.id, time: by.time, making: null, output: 0, by })
  }
  return births
}

type Claims = Pick<History, 'happenings' | 'makings' | 'memberships' | 'receipts'>

/** §1: one instance made twice or in two lots; one lot name with several expiries, making dates or suppliers. */
function readDisputes({ happenings, makings, memberships, receipts }: Claims): Map<string, number[]> {
  const claims = new Map<string, Map<string, number[]>>()
  const claim = (object: string, what: string, by: Happening): void => {
    const key = `${object}\n${what.slice(0, what.indexOf('='))}`
    const values = claims.get(key) ?? new Map<string, number[]>()
    claims.set(key, values.set(what, [...(values.get(what) ?? []), ...by.facts]))
  }
  for (const { member, lot, by } of memberships) claim(member, `lot=${lot}`, by)
  makings.forEach(({ inputs, outputs }, index) => {
    for (const { id, kind, by } of outputs) {
      if (kind === 'instance' && !inputs.some((input) => input.id === id)) claim(id, `making=${index}`, by)
    }
  })
  for (const by of happenings) {
    const lots = lotsOfIlmd(by.event)
    for (const [name, value] of Object.entries(by.event.ilmd)) {
      if (/(expirationDate|productionDate)$/i.test(name)) for (const lot of lots) claim(lot, `${name}=${JSON.stringify(value)}`, by)
    }
  }
  for (const { object, supplier, supplierLot, by } of receipts) {
    if (object.kind === 'lot' && supplierLot !== undefined) claim(object.id, `supplier=${supplier} ${supplierLot}`, by)
  }
  const disputed = new Map<string, number[]>()
  for (const [key, values] of claims) {
    const object = key.slice(0, key.indexOf('\n'))
    if (values.size > 1) disputed.set(object, [...(disputed.get(object) ?? []), ...[...values.values()].flat()])
  }
  return disputed
}

function lotsOfIlmd(event: NormalEvent): string[] {
  const lot = ilmdLot(event)
  const born = [...event.epcs, ...event.outputs].map(thing).flatMap(({ product }) => (product === null ? [] : [product]))
  const named = [...event.quantities, ...event.outputQuantities].map(({ epcClass }) => epcClass.uri)
  return [...new Set([...named, ...(lot === undefined ? [] : born.map((product) => lotUri(product, lot)))])]
}
