import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CompanyPrefixLength } from '@proofline/epcis'
import { type CompanyPrefixes, companyPrefixLengthOf, parseCompanyPrefixes } from '@proofline/identifiers'
import { type Result, refuse, succeed } from '@proofline/problems'
import { PageFormatter, registerEpcis } from './answers/epcis/index.ts'
import { EventQueries, PageTokens } from './answers/events/index.ts'
import { NamedQueries } from './answers/named-queries/index.ts'
import { type DestinationPolicy, parseAuthorities, registerSubscriptions } from './answers/subscriptions/index.ts'
import type { Clock } from './platform/clock/index.ts'
import type { Database, Organisation } from './platform/database/index.ts'
import type { HttpServer } from './platform/http/index.ts'
import type { Log } from './platform/log/index.ts'
import type { Ledger } from './record/index.ts'
import type { Views } from './views/projector/index.ts'

/** In the data folder, written by the operator: GS1's GCP Length Table in its JSON form, or an object of prefixes and lengths. */
const companyPrefixesName = 'gcp-prefixes.json'

/** No file: no length is known, and no Digital Link becomes an EPC URN. A file with mistakes is refused whole. */
export function loadCompanyPrefixes(folder: string): Result<CompanyPrefixes> {
  const path = join(folder, companyPrefixesName)
  if (!existsSync(path)) return succeed({ date: undefined, lengths: new Map() })
  try {
    return parseCompanyPrefixes(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return refuse({ code: 'company-prefixes-form', at: '' })
  }
}

/** In the data folder, written by the operator: authorities whose certificates receivers of deliveries may have, beside those that everybody trusts. */
const authoritiesName = 'webhook-authorities.pem'

/** With mistakes in it none is trusted: deliveries to such receivers fail until it is mended, and nothing else does. */
function loadAuthorities(folder: string, log: Log): readonly string[] {
  const path = join(folder, authoritiesName)
  if (!existsSync(path)) return []
  const authorities = parseAuthorities(readFileSync(path, 'utf8'))
  if (authorities.ok) return authorities.value
  log.error({ problems: authorities.problems }, `${authoritiesName} has mistakes and is not used`)
  return []
}

export type EpcisParts = {
  readonly ledger: Ledger
  readonly views: Views
  readonly database: Database
  readonly organisation: Organisation
  readonly clock: Clock
  readonly log: Log
  readonly folder: string
  /** Where results of subscriptions may be sent. */
  readonly destinations: DestinationPolicy
  /** Who sends them. */
  readonly agent: string
}

/** The REST binding of EPCIS but for capture. @returns what ends it. */
export function openEpcis(
  http: HttpServer,
  { ledger, views, database, organisation, clock, log, folder, destinations, agent }: EpcisParts,
): () => Promise<void> {
  const prefixes = loadCompanyPrefixes(folder)
  // The server runs without: what it cannot translate stays as it is, and each answer says so.
  if (!prefixes.ok) log.error({ problems: prefixes.problems.slice(0, 10) }, `${companyPrefixesName} has mistakes and is not used`)
  const lengths = prefixes.ok ? prefixes.value : undefined
  const events = new EventQueries({ database, organisation, ledger, views })
  const queries = new NamedQueries({ ledger, database, organisation, clock })
  const listTokens = new PageTokens<{ readonly after: string; readonly asOf: number }>({ database, organisation, clock })
  const companyPrefixLength: CompanyPrefixLength = (identifier) =>
    lengths === undefined ? undefined : companyPrefixLengthOf(lengths, identifier)
  const pageTokens = new PageTokens({ database, organisation, clock })
  const formatter = new PageFormatter(lengths)
  registerEpcis(http, { events, queries, pageTokens, listTokens, companyPrefixLength, formatter, clock })
  const onTrouble = (error: unknown): void =>
    error === undefined ? log.info('subscriptions are delivered again') : log.error({ err: error }, 'trouble with subscriptions')
  const authorities = loadAuthorities(folder, log)
  const own = { policy: destinations, authorities, agent, tokens: listTokens, companyPrefixLength, onTrouble }
  const endSubscriptions = registerSubscriptions(http, { ledger, views, database, organisation, clock, events, queries, ...own })
  return async () => {
    await endSubscriptions()
    events.close()
    await formatter.close()
  }
}
