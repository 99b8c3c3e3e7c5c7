import { sql, type Transaction } from '../../platform/database/index.ts'
import {
  type GenealogyEvent,
  type GenealogyObject,
  groupHappenings,
  inParts,
  numbers,
  selectDeclarations,
  selectEvents,
  selectObjects,
  selectTransformationEvents,
} from '../genealogy/index.ts'
import { Contents, type PackingRow } from './contents.ts'
import { type Around, isContainer } from './rules.ts'

/** One event, as known in logs of `asOf` facts. */
export type Asked = { readonly event: number; readonly asOf: number }

type ToldLot = { object: number; lot: number; event: number; knownTo: number | null }
type Mention = { object: number; event: number; role: string; type: string; action: string | null; fromMs: number; knownTo: number | null }

const isKnown = ({ event, knownTo }: { event: number; knownTo: number | null }, asOf: number): boolean =>
  event < asOf && (knownTo === null || knownTo >= asOf)

/** All that must be known beside some events to say what they mean, at any of the sizes that they are asked at. Read once for all of them. */
export class Surroundings {
  readonly #events: ReadonlyMap<number, GenealogyEvent>
  readonly #objects: Map<number, GenealogyObject>
  readonly #groups: ReadonlyMap<string, readonly GenealogyEvent[]>
  readonly #twins: ReadonlyMap<string, readonly GenealogyEvent[]>
  readonly #claims: ReadonlyMap<number, readonly number[]>
  readonly #lots: ReadonlyMap<number, readonly ToldLot[]>
  readonly #mentions: ReadonlyMap<number, readonly Mention[]>
  readonly #contents: Contents

  private constructor(loaded: Loaded) {
    this.#events = loaded.events
    this.#objects = loaded.objects
    this.#groups = Map.groupBy(
      [...loaded.all.values()].filter(({ transformation }) => transformation !== null),
      groupOf,
    )
    this.#twins = Map.groupBy(loaded.all.values(), ({ happening }) => happening)
    this.#claims = new Map(
      [...Map.groupBy(loaded.claims, ({ event }) => event)].map(([event, claims]) => [event, claims.map(({ index }) => index)]),
    )
    this.#lots = Map.groupBy(loaded.lots, ({ object }) => object)
    this.#mentions = Map.groupBy(loaded.mentions, ({ object }) => object)
    this.#contents = new Contents(loaded.packing)
  }

  static async load(transaction: Transaction, asked: readonly Asked[]): Promise<Surroundings> {
    const most = asked.reduce((size, { asOf }) => Math.max(size, asOf), 0)
    const events = new Map(
      (await selectEvents(transaction, [...new Set(asked.map(({ event }) => event))], most)).map((event) => [event.index, event]),
    )
    const transformations = [...new Set([...events.values()].flatMap(({ transformation }) => transformation ?? []))]
    const joined = await selectTransformationEvents(transaction, transformations, most)
    const group = await selectEvents(
      transaction,
      joined.filter((index) => !events.has(index)),
      most,
    )
    const told = [...events.values(), ...group]
    const known = new Set(told.map(({ index }) => index))
    const twins = (await selectTwins(transaction, told, most)).filter((index) => !known.has(index))
    const all = new Map([...told, ...(await selectEvents(transaction, twins, most))].map((event) => [event.index, event]))
    const objects = await selectObjects(transaction, [...new Set([...all.values()].flatMap(objectsIn))])
    const containers = [...all.values()].flatMap(({ participations }) =>
      participations
        .filter(({ object, role }) => (role === 'epc' || role === 'input') && isContainerAmong(objects, object))
        .map(({ object }) => object),
    )
    const packing = await selectPacking(transaction, [...new Set(containers)], most)
    const packed = packing.flatMap(({ child }) => child ?? [])
    const missing = [...new Set(packed)].filter((id) => !objects.has(id))
    for (const [id, object] of await selectObjects(transaction, missing)) objects.set(id, object)
    const instances = [...objects.values()].filter(({ level }) => level === 'instance').map(({ id }) => id)
    const principal = [...events.values()].flatMap(({ type, action, participations }) =>
      participations.flatMap(({ object, role }) =>
        role === 'output' ||
        role === 'parent' ||
        (role === 'epc' && action === 'ADD') ||
        (role === 'child' && type === 'AssociationEvent' && action === 'DELETE')
          ? [object]
          : [],
      ),
    )
    return new Surroundings({
      events,
      all,
      objects,
      packing,
      claims: (await selectDeclarations(transaction, [...all.keys()], most)).filter(({ effect }) => effect === 'claims'),
      lots: await selectToldLots(transaction, instances, most),
      mentions: await selectMentions(
        transaction,
        [...new Set(principal)].filter((id) => objects.get(id)?.level === 'instance'),
        most,
      ),
    })
  }

  event(index: number): GenealogyEvent {
    const event = this.#events.get(index)
    if (event === undefined) throw new Error(`event ${index} was not loaded`)
    return event
  }

  object(id: number): GenealogyObject {
    const object = this.#objects.get(id)
    if (object === undefined) throw new Error(`object ${id} was not loaded`)
    return object
  }

  stands(event: GenealogyEvent, asOf: number): boolean {
    return event.index < asOf && (event.voidedAt === null || event.voidedAt >= asOf)
  }

  /** Whether it counts for its happening: of several tellings of one, the one whose time is told most exactly does (§1). */
  counts(event: GenealogyEvent, asOf: number): boolean {
    const twins = (this.#twins.get(event.happening) ?? [])
      .filter((twin) => this.stands(twin, asOf))
      .map((twin) => ({ ...twin, voidedAt: null }))
    return twins.length < 2 || groupHappenings(twins, new Map()).get(event.index) === event.index
  }

  /** Lots that standing facts state for an instance, ascending. */
  lotsOf(instance: number, asOf: number): number[] {
    const told = (this.#lots.get(instance) ?? []).filter((row) => isKnown(row, asOf)).map(({ lot }) => lot)
    return [...new Set(told)].sort((left, right) => left - right)
  }

  around(event: GenealogyEvent, asOf: number): Around {
    const known = (instance: number): readonly Mention[] =>
      (this.#mentions.get(instance) ?? []).filter((mention) => mention.event !== event.index && isKnown(mention, asOf))
    const group = event.transformation === null ? [event] : (this.#groups.get(groupOf(event)) ?? [event])
    return {
      object: (id) => this.object(id),
      lotsOf: (instance) => this.lotsOf(instance, asOf),
      contentsOf: (container) => this.#contents.at(container, event.occurred, asOf),
      joined: group.filter((other) => this.stands(other, asOf) && this.counts(other, asOf)),
      isDoubtful: ({ index, details }) =>
        details.legacyGrade !== undefined || (this.#claims.get(index) ?? []).some((claim) => claim < asOf),
      isFittedOnce: (instance) => !known(instance).some(({ role, type }) => role === 'parent' && type !== 'TransformationEvent'),
      isMadeOnce: (instance) => !known(instance).some(isBirth),
      isKnownBefore: (instance) => known(instance).some(({ fromMs }) => fromMs <= event.occurred.toMs),
    }
  }
}

type Loaded = {
  readonly events: ReadonlyMap<number, GenealogyEvent>
  /** With those that belong to their makings, and other tellings of the same. */
  readonly all: ReadonlyMap<number, GenealogyEvent>
  readonly objects: Map<number, GenealogyObject>
  readonly packing: readonly PackingRow[]
  readonly claims: readonly { readonly event: number; readonly index: number }[]
  readonly lots: readonly ToldLot[]
  readonly mentions: readonly Mention[]
}

const groupOf = ({ source, transformation }: GenealogyEvent): string => `${source} ${transformation}`
const isContainerAmong = (objects: ReadonlyMap<number, GenealogyObject>, id: number): boolean => {
  const object = objects.get(id)
  return object !== undefined && isContainer(object)
}
const isBirth = ({ role, action, type }: Mention): boolean =>
  role === 'output' || (role === 'epc' && action === 'ADD' && type === 'ObjectEvent')

function objectsIn({ participations }: GenealogyEvent): number[] {
  return participations.flatMap(({ object, lot }) => (lot === null ? [object] : [object, lot]))
}

/** Other tellings of the same happening: found by the youngest of the objects, which has the fewest events. */
async function selectTwins(transaction: Transaction, events: readonly GenealogyEvent[], asOf: number): Promise<number[]> {
  const asked = events.filter(({ participations }) => participations.length > 0)
  const rows = await inParts(asked, (some) => {
    const youngest = some.map(({ participations }) => participations.reduce((most, { object }) => Math.max(most, object), 0))
    return transaction.query<{ index: number }>(sql`
      select distinct e.index
      from unnest(${numbers(youngest)}::bigint[], ${`{${some.map(({ happening }) => happening).join(',')}}`}::uuid[],
        ${numbers(some.map(({ index }) => index))}::bigint[]) asked (object, happening, event)
      cross join lateral (select event from view_participation where object = asked.object offset 0) p
      cross join lateral (select index, happening from view_event where index = p.event offset 0) e
      where p.event <> asked.event and p.event < ${asOf} and e.happening = asked.happening`)
  })
  return rows.map(({ index }) => index)
}

function selectToldLots(transaction: Transaction, instances: readonly number[], asOf: number): Promise<ToldLot[]> {
  return inParts(instances, (some) =>
    transaction.query<ToldLot>(sql`
      select object, lot, event, known_to as "knownTo" from view_participation
      where object = any(${numbers(some)}::bigint[]) and lot is not null and event < ${asOf}`),
  )
}

function selectMentions(transaction: Transaction, instances: readonly number[], asOf: number): Promise<Mention[]> {
  return inParts(instances, (some) =>
    transaction.query<Mention>(sql`
      select p.object, p.event, p.role, e.type, e.action, e.occurred_from_ms as "fromMs", e.known_to as "knownTo"
      from view_participation p join view_event e on e.index = p.event
      where p.object = any(${numbers(some)}::bigint[]) and p.event < ${asOf}`),
  )
}

/** Every word of packing about these containers, what is in them at every depth, and where else that was ever put. */
export async function selectPacking(transaction: Transaction, containers: readonly number[], asOf: number): Promise<PackingRow[]> {
  const rows: PackingRow[] = []
  const seen = new Set(containers)
  let frontier = [...containers]
  while (frontier.length > 0) {
    const found = await selectPackingBy(transaction, 'parent', frontier, asOf)
    rows.push(...found)
    const children = [...new Set(found.flatMap(({ child }) => child ?? []))]
    rows.push(...(await selectPackingBy(transaction, 'child', children, asOf)))
    frontier = [
      ...new Set(found.flatMap(({ child, childIs }) => (childIs === 'container' && child !== null && !seen.has(child) ? child : []))),
    ]
    for (const id of frontier) seen.add(id)
  }
  return rows
}

type PackedRow = Omit<PackingRow, 'says' | 'childIs' | 'isReusable'> & {
  action: string
  complete: boolean
  childLevel: string | null
  containerLevel: string
}

async function selectPackingBy(
  transaction: Transaction,
  role: 'parent' | 'child',
  ids: readonly number[],
  asOf: number,
): Promise<PackingRow[]> {
  const rows = await inParts(ids, (some) =>
    transaction.query<PackedRow>(sql`
      select e.index as event, p.object as container, po.level as "containerLevel", c.object as child, co.level as "childLevel", c.quantity, c.uom,
        e.action, (e.disposition = 'https://ref.gs1.org/cbv/Disp-completeness_verified') is true as complete,
        e.occurred_from_ms as "fromMs", e.occurred_to_ms as "toMs", e.known_to as "knownTo"
      from (select distinct event from view_participation
        where object = any(${numbers(some)}::bigint[]) and role = ${role} and event < ${asOf}) touched
      join view_event e on e.index = touched.event and e.type = 'AggregationEvent' and e.action is not null
      join view_participation p on p.event = e.index and p.role = 'parent'
      join view_object po on po.id = p.object and po.level in ('logistic-unit', 'asset', 'consignment', 'shipment', 'place', 'party')
      left join view_participation c on c.event = e.index and c.role = 'child'
      left join view_object co on co.id = c.object`),
  )
  return rows.flatMap(({ action, complete, childLevel, containerLevel, ...row }): PackingRow[] => {
    const isReusable = containerLevel === 'asset'
    const childIs = childLevel === 'instance' ? 'instance' : childLevel === 'lot' || childLevel === 'class' ? 'quantity' : 'container'
    const told: PackingRow = { ...row, childIs, isReusable, says: action === 'DELETE' ? 'out' : 'in' }
    if (row.child === null) return [{ ...told, says: 'all' }]
    return complete && action === 'OBSERVE' ? [told, { ...told, child: null, says: 'all' }] : [told]
  })
}
