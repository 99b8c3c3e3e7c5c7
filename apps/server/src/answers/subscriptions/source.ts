import { isObject, type JsonValue, readContext, standardEventContext } from '@proofline/epcis'
import { instantOf, type Ledger, selectSizeAt } from '../../record/index.ts'
import type { Views } from '../../views/projector/index.ts'
import { type EventQueries, EventQueryError, parseQuery, type Query } from '../events/index.ts'
import type { NamedQueries, NamedQuery } from '../named-queries/index.ts'
import { SubscriptionError } from './error.ts'
import type { Match, Matches, QuerySource, StandingQuery } from './model.ts'

export type SourceOptions = {
  readonly queries: Pick<NamedQueries, 'find'>
  readonly events: Pick<EventQueries, 'page'>
  readonly views: Pick<Views, 'state'>
  readonly ledger: Pick<Ledger, 'read' | 'origin'>
}

/** Named queries, answered in the order of the log by the engine that answers them over REST. */
export function createQuerySource({ queries, events, views, ledger }: SourceOptions): QuerySource {
  return {
    origin: () => ledger.origin,
    visible: () => views.state().cursor,
    sizeBefore: (ms) => ledger.read((transaction) => selectSizeAt(transaction, instantOf(ms - 1))),
    find: async (name) => {
      const named = await queries.find(name)
      return named === undefined ? undefined : standing(named, events)
    },
  }
}

function standing(named: NamedQuery, events: Pick<EventQueries, 'page'>): StandingQuery {
  const query = readQuery(named)
  // In the order of the log, which is that of `recordTime`; the limits of a query that may be subscribed to are none.
  const inOrder: Query = { ...query, order: { by: 'recordTime', direction: 'ASC' }, eventCountLimit: undefined, maxEventCount: undefined }
  return {
    name: named.name,
    definedBy: named.index,
    limitsResults: query.eventCountLimit !== undefined || query.maxEventCount !== undefined,
    read: async ({ from, before }, limit, maxBytes) => {
      const outcome = await events.page(inOrder, { from, asOf: before, perPage: limit }).catch(asBusy)
      // The views are being made again and have not come as far.
      if (outcome.what === 'as-of-beyond') return { events: [], next: from }
      if (outcome.what !== 'page')
        throw new SubscriptionError('query-too-complex', `the query ${named.name} is ${outcome.what} from ${from}`)
      const found = outcome.events.map(({ index, body, recordedAt, eventID }) => ({ index, body, recordTime: recordedAt, eventID }))
      const last = outcome.next?.event
      return within(found, last === undefined ? before : last + 1, maxBytes)
    },
  }
}

/** Other questions are before this one: it is asked again when there is time. */
function asBusy(error: unknown): never {
  if (error instanceof EventQueryError) throw new SubscriptionError('query-busy', error.message, { retriable: true, cause: error })
  throw error
}

/** As many as hold together at most `maxBytes`, one at least where there is one. */
function within(found: readonly (Omit<Match, 'event'> & { readonly body: string })[], next: number, maxBytes: number): Matches {
  const events: Match[] = []
  let bytes = 0
  for (const { body, ...rest } of found) {
    bytes += body.length
    const last = events.at(-1)
    if (last !== undefined && bytes > maxBytes) return { events, next: last.index + 1 }
    const event: JsonValue = JSON.parse(body)
    if (!isObject(event)) throw new SubscriptionError('query-unreadable', `fact ${rest.index} is no event`)
    events.push({ ...rest, event })
  }
  return { events, next }
}

/** It was read when it was defined, by the same rules or older ones. */
function readQuery({ name, query, prefixes }: NamedQuery): Query {
  const context = prefixes.length === 0 ? standardEventContext : readContext(Object.fromEntries(prefixes))
  const parsed = parseQuery(query, { form: 'json', context })
  if (!parsed.ok) throw new SubscriptionError('query-unreadable', `the query ${name} cannot be read: ${parsed.problems[0]?.code}`)
  return parsed.value
}
