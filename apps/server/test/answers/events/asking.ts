import { collectParameters, EventQueries, type Page, type PageOptions, parseQuery, type Query } from '../../../src/answers/events/index.ts'
import type { TestHistory } from '../../views/history.ts'

/** A query as it stands in a URL. Throws where it is refused. */
export function read(search: string): Query {
  const query = parseQuery(collectParameters(new URLSearchParams(search)), { form: 'url' })
  if (!query.ok) throw new Error(JSON.stringify(query.problems))
  return query.value
}

/** Queries over a history whose views are made when they are asked for. */
export function openQueries(history: TestHistory): EventQueries {
  const { database, organisation, ledger } = history
  return new EventQueries({ database, organisation, ledger, views: { waitFor: () => history.project() } })
}

export async function page(queries: EventQueries, query: Query, options?: PageOptions): Promise<Page> {
  const outcome = await queries.page(query, options)
  if (outcome.what !== 'page') throw new Error(JSON.stringify(outcome))
  return outcome
}

export const indexesOf = ({ events }: Page): number[] => events.map(({ index }) => index)
