import { type Database, type Organisation, sql, type Transaction } from '../../platform/database/index.ts'
import { type Instant, selectSizeAt } from '../../record/index.ts'
import {
  findObjects,
  readCursor,
  type SourceState,
  selectDeclarations,
  selectErased,
  selectFailures,
  selectRefusalsNaming,
  selectRefusalsUnread,
  selectSources,
} from '../../views/genealogy/index.ts'
import { assembleHistory } from './assemble.ts'
import { type Condition, limits, type Outcome, type Question, rules, uncheckedGaps } from './model.ts'
import type { Gap, TraceValue } from './rules/answer.ts'
import { evaluate, unnamedOf } from './rules/evaluate.ts'
import { orderGaps } from './rules/gaps.ts'
import type { History } from './rules/history.ts'
import { Walk } from './walk.ts'

/** One question, answered from one moment of the database; `size`: the log at the asking. */
export function answerQuestion(
  database: Database,
  organisation: Organisation,
  question: Question,
  { size, own }: { size: number; own: readonly string[] },
): Promise<Outcome> {
  return database.transaction(
    organisation,
    async (transaction): Promise<Outcome> => {
      const cursor = await readCursor(transaction)
      const asked = question.asOf === undefined ? cursor : await indexAsOf(transaction, question.asOf)
      if (asked > Math.max(cursor, size)) return { what: 'as-of-beyond', index: asked, known: cursor }
      const index = Math.min(asked, cursor)
      const behind: Condition[] =
        cursor < Math.min(size, question.asOf === undefined ? size : asked) ? [{ code: 'views-behind', cursor, size }] : []
      return answerAt(transaction, question, index, own, behind)
    },
    { readOnly: true, isolation: 'repeatable read', statementTimeoutMs: limits.timeoutMs },
  )
}

const indexAsOf = async (transaction: Transaction, asOf: NonNullable<Question['asOf']>): Promise<number> =>
  'index' in asOf ? asOf.index : selectSizeAt(transaction, asOf.moment as Instant)

async function answerAt(
  transaction: Transaction,
  { ask, seed, onlyCertain, withReasons }: Question,
  index: number,
  own: readonly string[],
  behind: readonly Condition[],
): Promise<Outcome> {
  const found = await findObjects(transaction, seed, index)
  const seeds = { objects: [...found.values()].map(({ id }) => id), ...(await classesOfUnknown(transaction, seed, found, index)) }
  const { events, objects, untold, lots, crowded, isBounded } = await new Walk(transaction, ask, index).run(seeds)
  const indexes = events.map((event) => event.index)
  const declarations = await selectDeclarations(transaction, indexes, index)
  const sources = await selectSources(transaction, index)
  const history = assembleHistory({ events, objects, sources, declarations, untold, lots, crowded })
  const { value, gaps, reasons } = evaluate(history, ask, seed, ownOf(history, own))
  const unseen = await unseenGaps(transaction, {
    index,
    sources,
    feeding: [...new Set(events.map(({ source }) => source))],
    value,
    seed,
    indexes,
  })
  const conditions: Condition[] = [
    ...behind,
    ...(isBounded ? [{ code: 'walk-bounded', events: events.length, objects: objects.size } as const] : []),
    ...seed.filter((object) => !found.has(object)).map((object): Condition => ({ code: 'seed-unknown', object })),
  ]
  const shown = onlyCertain ? certainOnly(value) : value
  const asOf = { index, moment: await momentOf(transaction, index) }
  const shownIds = new Set([...shown.certain, ...shown.possible, ...shown.past.map(({ id }) => id)])
  const told = withReasons ? { reasons: reasons().filter(({ id }) => shownIds.has(id)) } : {}
  return {
    what: 'answered',
    answer: { value: shown, asOf, gaps: orderGaps([...gaps, ...unseen]), ...told, unchecked: uncheckedGaps, rules, conditions },
  }
}

/** What no fact names may exist: a unit may be of a lot that nobody told. */
async function classesOfUnknown(
  transaction: Transaction,
  seed: readonly string[],
  found: ReadonlyMap<string, unknown>,
  index: number,
): Promise<{ classesOfLots: number[]; classesOfUnits: number[] }> {
  const unknown = seed.flatMap((uri) => (found.has(uri) ? [] : (unnamedOf(uri) ?? [])))
  const classes = await findObjects(transaction, [...new Set(unknown.map(({ product }) => product))], index)
  const idsOf = (level: string): number[] => unknown.flatMap((one) => (one.level === level ? (classes.get(one.product)?.id ?? []) : []))
  return { classesOfLots: idsOf('lot'), classesOfUnits: idsOf('instance') }
}

/** When the last fact that is known was recorded; null before the first. */
async function momentOf(transaction: Transaction, index: number): Promise<string | null> {
  const [row] = await transaction.query<{ at: Date }>(
    sql`select recorded_at as at from record_batch where size >= ${index} order by size limit 1`,
  )
  return index === 0 || row === undefined ? null : row.at.toISOString()
}

const companyKey = /^https:\/\/id\.gs1\.org\/(?:41[0-7]|254|255|00)\/(\d+)/

/** Parties and places of the history that are ourselves: named by URI, or below a company prefix of ours (GLN, GS1 General Specifications §3.7). */
function ownOf({ events }: History, own: readonly string[]): Set<string> {
  const prefixes = own.filter((entry) => /^\d+$/.test(entry))
  const places = events.flatMap(({ consignor, consignee, bizLocation, readPoint }) => [consignor, consignee, bizLocation, readPoint])
  const isOwn = (uri: string): boolean =>
    own.includes(uri) || prefixes.some((prefix) => companyKey.exec(uri)?.[1]?.startsWith(prefix) === true)
  return new Set(places.filter((uri) => uri !== null).filter(isOwn))
}

type Unseen = {
  readonly index: number
  readonly sources: ReadonlyMap<number, SourceState>
  readonly feeding: readonly number[]
  readonly value: TraceValue
  readonly seed: readonly string[]
  readonly indexes: readonly number[]
}

/** What no event could tell (§7): facts that could not be projected, documents that were not accepted, bodies that were erased. */
async function unseenGaps(transaction: Transaction, { index, sources, feeding, value, seed, indexes }: Unseen): Promise<Gap[]> {
  const { certain, possible, past, excluded, carriers } = value
  const named = [...seed, ...certain, ...possible, ...carriers.certain, ...carriers.possible, ...[...past, ...excluded].map(({ id }) => id)]
  const nameOf = (source: number): string => sources.get(source)?.name ?? String(source)
  const failures = await selectFailures(transaction, index, limits.listed)
  const naming = await selectRefusalsNaming(transaction, [...new Set(named)], index)
  const unread = await selectRefusalsUnread(transaction, feeding, index, limits.listed)
  const erased = await selectErased(transaction, indexes, index)
  return [
    // What an erased body told is known to nobody any more: it may concern any answer.
    ...failures.map(
      ({ index: event, source, code }): Gap => ({ code: code === 'body-erased' ? 'erased' : 'projection-failed', event, source }),
    ),
    ...naming.flatMap(({ fact, source, uris }) =>
      uris.map((object): Gap => ({ code: 'intake-quarantined', object, event: fact, source: nameOf(source) })),
    ),
    ...unread.map(({ fact, source }): Gap => ({ code: 'intake-quarantined', event: fact, source: nameOf(source) })),
    ...erased.map((event): Gap => ({ code: 'erased', event })),
  ]
}

/** What is only possible is left out, and with it what belongs to the possible alone. */
function certainOnly(value: TraceValue): TraceValue {
  return {
    ...value,
    possible: [],
    carriers: { certain: value.carriers.certain, possible: [] },
    consignees: value.consignees.filter((consignee) => consignee.value === 'certain'),
    origins: value.origins.filter((origin) => origin.value === 'certain'),
    atMost: [],
    oneOf: [],
  }
}
