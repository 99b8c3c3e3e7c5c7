import { firstOrganisation } from '@proofline/server/operations'
import type pg from 'pg'
import { medianOf, type Round } from './model.ts'
import { timed } from './plain-table.ts'
import type { Watched } from './processes.ts'

const { schema } = firstOrganisation
/** A baseline that takes longer has no figure. */
export const limitSeconds = 120
/** Of one round's questions the baseline answers as many as it can in this time, and one at least. */
const roundMs = 5_000
/** A statement that takes longer is asked once in a run. */
const slowMs = 10_000
/** query_canceled: what `statement_timeout` ends. */
const cancelled = '57014'

/** What went into what, forward: of makings, of members of lots, of what was fitted. No times, no values, no gaps, no consignees. */
const forwardStep = `
  select made.object from ${schema}.view_participation used join ${schema}.view_participation made on made.event = used.event and made.role = 'output'
    where used.object = r.object and used.role = 'input'
  union all select object from ${schema}.view_participation where lot = r.object
  union all select whole.object from ${schema}.view_participation part join ${schema}.view_event e on e.index = part.event and e.type = 'AssociationEvent'
    join ${schema}.view_participation whole on whole.event = part.event and whole.role = 'parent' where part.object = r.object and part.role = 'child'`
const backwardStep = `
  select used.object from ${schema}.view_participation made join ${schema}.view_participation used on used.event = made.event and used.role = 'input'
    where made.object = r.object and made.role = 'output'
  union all select lot from ${schema}.view_participation where object = r.object and lot is not null
  union all select part.object from ${schema}.view_participation whole join ${schema}.view_event e on e.index = whole.event and e.type = 'AssociationEvent'
    join ${schema}.view_participation part on part.event = whole.event and part.role = 'child' where whole.object = r.object and whole.role = 'parent'`
const reachBy = (step: string): string => `with recursive reach (object) as (
    select id from ${schema}.view_object where uri = $1 union select next.object from reach r cross join lateral (${step}) next
  ) select count(o.uri)::integer as found from reach join ${schema}.view_object o on o.id = reach.object`

/** Statements with one parameter, a canonical URI, that count what they find. */
export const statements = {
  forward: reachBy(forwardStep),
  backward: reachBy(backwardStep),
  own: `select count(e.*)::integer as found from ${schema}.view_object o join ${schema}.view_participation p on p.object = o.id
    join ${schema}.view_event e on e.index = p.event where o.uri = $1`,
} as const
export type Statement = keyof typeof statements

type Known = { readonly round: Round | undefined; readonly found: number }

/** The statements over the rows of one history, on a connection of their own. */
export class Baselines {
  readonly #client: pg.Client
  readonly #watched: Watched
  readonly #slow = new Map<string, Known>()
  /** Rows that the last statement found; NaN: it was not finished. */
  found = Number.NaN

  constructor(client: pg.Client, watched: Watched) {
    this.#client = client
    this.#watched = watched
  }

  /** Median of the statement's times for these; undefined: it takes longer than `limitSeconds`. */
  async round(statement: Statement, uris: readonly string[]): Promise<Round | undefined> {
    const key = `${statement} ${uris[0]}`
    const known = this.#slow.get(key)
    if (known !== undefined) {
      this.found = known.found
      return known.round
    }
    const times: number[] = []
    let isCancelled = false
    const round = await timed(1, this.#watched, async () => {
      for (let spentMs = 0; spentMs < roundMs && times.length < uris.length && !isCancelled; ) {
        const ms = await this.#time(statement, uris[times.length] ?? '')
        isCancelled = ms === undefined
        times.push(ms ?? 0)
        spentMs += ms ?? 0
      }
    })
    const result = isCancelled ? undefined : { ...round, figure: medianOf(times) }
    if (result === undefined || result.figure > slowMs) this.#slow.set(key, { round: result, found: this.found })
    return result
  }

  async #time(statement: Statement, uri: string): Promise<number | undefined> {
    await this.#client.query(`set statement_timeout to '${limitSeconds}s'`)
    const startMs = performance.now()
    try {
      const query = { name: `bench-${statement}`, text: statements[statement], values: [uri] }
      const { rows } = await this.#client.query<{ found: number }>(query)
      this.found = rows[0]?.found ?? 0
      return performance.now() - startMs
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === cancelled)) throw error
      this.found = Number.NaN
      return undefined
    }
  }
}
