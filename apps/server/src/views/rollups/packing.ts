import type { Transaction } from '../../platform/database/index.ts'
import { numbers } from '../genealogy/index.ts'
import { copyOut } from './binary-rows.ts'
import type { PackingRow } from './contents.ts'
import { isContainer, isLotOrClass, type Thing, type Things } from './things.ts'

/** What a packing event tells of one parent and one child, whatever they are. */
type Packed = Pick<PackingRow, 'event' | 'quantity' | 'uom' | 'fromMs' | 'toMs' | 'knownTo'> & {
  readonly parent: Thing
  readonly child: Thing | undefined
  readonly action: string | null
  readonly complete: boolean
}

/** Every word of packing about these containers, what is in them at every depth, and where else that was ever put; told by facts below `before`. */
export async function selectPacking(
  transaction: Transaction,
  containers: readonly number[],
  before: number,
  things: Things,
): Promise<PackingRow[]> {
  const rows: PackingRow[] = []
  const seen = new Set(containers)
  for (let frontier = [...containers]; frontier.length > 0; ) {
    const inside = await selectInside(transaction, frontier, before, things)
    const children = new Set(inside.flatMap(({ child }) => child ?? []))
    const elsewhere = await selectElsewhere(transaction, [...children], new Set(inside.map(({ event }) => event)), before, things)
    rows.push(...[...inside, ...elsewhere].flatMap(wordsOf))
    frontier = [...children].filter((child) => isHolding(child) && !seen.has(child.id)).map(({ id }) => id)
    for (const id of frontier) seen.add(id)
  }
  return rows
}

const columns = `e.index, p.object, c.object, c.quantity::text, c.uom, e.action, (e.disposition = 'https://ref.gs1.org/cbv/Disp-completeness_verified')
  is true, e.occurred_from_ms - coalesce(e.uncertainty_ms, 0), e.occurred_to_ms + coalesce(e.uncertainty_ms, 0), e.known_to`

/** All that the packing events of these containers tell. */
function selectInside(transaction: Transaction, containers: readonly number[], before: number, things: Things): Promise<Packed[]> {
  return selectPacked(
    transaction,
    `select ${columns} from (
      select distinct event from view_participation where object = any('${numbers(containers)}'::bigint[]) and role = 'parent' and event < ${before}) touched
    join view_event e on e.index = touched.event and e.type = 'AggregationEvent' and e.action is not null
    join view_participation p on p.event = e.index and p.role = 'parent'
    left join view_participation c on c.event = e.index and c.role = 'child'`,
    things,
  )
}

/** What other packing events tell of these things. */
async function selectElsewhere(
  transaction: Transaction,
  children: readonly Thing[],
  inside: ReadonlySet<number>,
  before: number,
  things: Things,
): Promise<Packed[]> {
  if (children.length === 0) return []
  return selectPacked(
    transaction,
    `select ${columns} from (
      select * from view_participation where object = any('${numbers(children.map(({ id }) => id))}'::bigint[]) and role = 'child'
        and event < ${before} and event <> all('${numbers([...inside])}'::bigint[]) offset 0) c
    join view_event e on e.index = c.event and e.type = 'AggregationEvent' and e.action is not null
    join view_participation p on p.event = e.index and p.role = 'parent'`,
    things,
  )
}

async function selectPacked(transaction: Transaction, select: string, things: Things): Promise<Packed[]> {
  const rows: Packed[] = []
  await copyOut(transaction, select, (row) => {
    const [event, parent, child] = [row.bigint(), row.bigint(), row.optional()]
    rows.push({
      event,
      parent: things.of(parent),
      child: child === null ? undefined : things.of(child),
      quantity: row.text(),
      uom: row.word(),
      action: row.word(),
      complete: row.boolean(),
      fromMs: row.bigint(),
      toMs: row.bigint(),
      knownTo: row.optional(),
    })
  })
  await things.read(transaction)
  return rows
}

const isHolding = (thing: Thing): boolean => thing.level !== 'instance' && !isLotOrClass(thing)

/** A trade item that others are put into is made of them: it is no container. */
function wordsOf({ parent, child, action, complete, ...packed }: Packed): PackingRow[] {
  if (!isContainer(parent)) return []
  const childIs = child === undefined || isHolding(child) ? 'container' : isLotOrClass(child) ? 'quantity' : 'instance'
  const says = action === 'DELETE' ? 'out' : 'in'
  const told: PackingRow = {
    ...packed,
    container: parent.id,
    child: child?.id ?? null,
    childIs,
    isReusable: parent.level === 'asset',
    says,
  }
  if (child === undefined) return [{ ...told, says: 'all' }]
  return complete && action === 'OBSERVE' ? [told, { ...told, child: null, says: 'all' }] : [told]
}
