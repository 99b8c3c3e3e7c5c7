import { createFactory, type FactoryOptions, maker, products, urns } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import { Asking } from '../../../src/answers/trace/asking.ts'
import type { Answer, Question } from '../../../src/answers/trace/index.ts'
import { answerAt } from '../../../src/answers/trace/queries.ts'
import { sql, type Transaction } from '../../../src/platform/database/index.ts'
import { TermsBook } from '../../../src/registry/terms/index.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import type { Captured } from './history.ts'

export const uriOf = (id: string): string => {
  const reading = canonicalize(id)
  if (!reading.ok) throw new TypeError(`not an identifier: ${id}`)
  return reading.value.uri
}

export const own = [uriOf(urns.party(maker))]
const dayMs = 86_400_000

export type Plant = {
  readonly history: TestHistory
  readonly factory: Factory
}

type Factory = ReturnType<typeof createFactory>

const openFactory = (options: FactoryOptions): Factory => createFactory({ objects: 1_000, ...options })

/** In order of receipt. */
const sentBy = (factory: Factory): Captured[] =>
  [...factory.documents()]
    .map(
      ({ source, document }): Captured => ({
        source,
        receivedAt: document.creationDate,
        document: document as unknown as Record<string, unknown>,
      }),
    )
    .sort((left, right) => Date.parse(left.receivedAt) - Date.parse(right.receivedAt))

/** When one source of a factory sends, and when the last of all does. */
export function rhythmOf(options: FactoryOptions, source: string): { readonly times: readonly number[]; readonly lastMs: number } {
  const sent = sentBy(openFactory(options)).map((one) => ({ source: one.source, ms: Date.parse(one.receivedAt) }))
  return { times: sent.filter((one) => one.source === source).map(({ ms }) => ms), lastMs: sent.at(-1)?.ms ?? 0 }
}

/** A factory's documents in a log whose clock is theirs, and what its sources and products promise. */
export async function openPlant(
  options: FactoryOptions,
  { without = () => false, rhythms = new Map() }: { without?: (one: Captured) => boolean; rhythms?: ReadonlyMap<string, number> } = {},
): Promise<Plant> {
  const factory = openFactory(options)
  const everything = sentBy(factory)
  const documents = everything.filter((one) => !without(one))
  let nowMs = factory.plan.startMs
  const clock = { now: () => nowMs }
  const history = await openTestHistory({ clock })
  const { ledger, database, organisation } = history
  const book = new TermsBook({ ledger, database, organisation, clock })
  const goLive = new Date(factory.plan.startMs - 400 * dayMs).toISOString()
  for (const source of new Set(everything.map((one) => one.source))) {
    await book.declare('source', source, { reportsEveryMs: rhythms.get(source) ?? 360 * dayMs, goLive }, 'tests')
  }
  for (const product of Object.values(products)) {
    await book.declare('product', uriOf(urns.product(product)), { granularity: product.serialised ? 'serial' : 'lot' }, 'tests')
  }
  for (const { source, document, receivedAt } of documents) {
    nowMs = Math.max(nowMs, Date.parse(receivedAt))
    await history.append(factsOfDocument(source, document, receivedAt))
  }
  await history.project()
  return { history, factory }
}

export type Asked = Pick<Question, 'ask' | 'seed'>

/** An answer as of all that is known in a transaction. */
export async function answerIn(transaction: Transaction, question: Asked): Promise<Answer> {
  const [row] = await transaction.query<{ cursor: number }>(sql`select cursor from view_cursor where name = 'views'`)
  const asking = new Asking(transaction, row?.cursor ?? 0, own)
  const whole: Question = { asOf: undefined, onlyCertain: false, withReasons: false, ...question }
  const outcome = await answerAt(asking, whole, [])
  if (outcome.what !== 'answered') throw new Error(outcome.what)
  return outcome.answer
}

class Undo extends Error {}

/** What an answer would be, had this event never been told: its rows are taken out of the views, and put back. */
export async function withheld<T>({ history }: Plant, event: number, ask: (transaction: Transaction) => Promise<T>): Promise<T> {
  let found: { readonly value: T } | undefined
  try {
    await history.admin.platformTransaction(async (transaction) => {
      await transaction.script(`set local search_path to "${history.organisation.schema}"`)
      await takeOut(transaction, event)
      found = { value: await ask(transaction) }
      throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  if (found === undefined) throw new Error('nothing was asked')
  return found.value
}

async function takeOut(transaction: Transaction, event: number): Promise<void> {
  const touched = await transaction.query<{ object: number }>(sql`select distinct object from view_participation where event = ${event}`)
  const objects = touched.map(({ object }) => object)
  await transaction.execute(sql`delete from view_participation where event = ${event}`)
  await transaction.execute(sql`delete from view_event where index = ${event}`)
  // Nobody else names it: then nobody does. Of whom nobody else tells the lot, it is not told.
  await transaction.execute(sql`
    delete from view_object o where o.id = any(${objects}::bigint[]) and o.known_from = ${event}
      and not exists (select from view_participation p where p.object = o.id or p.lot = o.id)
      and not exists (select from view_object c where c.class = o.id)`)
  await transaction.execute(sql`
    insert into view_untold (object, class, known_from) select o.id, o.class, 0 from view_object o
    where o.id = any(${objects}::bigint[]) and o.level = 'instance' and o.class is not null
      and not exists (select from view_participation p where p.object = o.id and p.lot is not null)
      and not exists (select from view_untold u where u.object = o.id)`)
  await transaction.execute(sql`
    insert into view_unfilled (object, known_from) select o.id, 0 from view_object o
    where o.id = any(${objects}::bigint[]) and o.level = 'logistic-unit'
      and not exists (select from view_participation p join view_event e on e.index = p.event
        where p.object = o.id and p.role = 'parent' and e.action is distinct from 'DELETE')
      and not exists (select from view_unfilled u where u.object = o.id)`)
}
