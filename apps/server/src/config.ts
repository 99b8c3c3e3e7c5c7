import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canonicalize } from '@proofline/identifiers'
import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { type DestinationPolicy, isNetwork, parsePorts } from './answers/subscriptions/index.ts'
import { type LogLevel, logLevels } from './platform/log/index.ts'

/** What the environment decides, read once. Everything else is a document in the log. */
export type Config = {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Absolute. */
  readonly dataFolder: string
  /** An outside PostgreSQL ≥ 15; `undefined`: the one that comes along. */
  readonly databaseUrl: string | undefined
  readonly logLevel: LogLevel
  /** One capture document at most; larger files are cut by the command-line tool. */
  readonly captureMaxBytes: number
  readonly captureMaxEvents: number
  /** Parties and places that are ourselves: company prefixes (6 to 12 digits) and URIs. What goes there has not left us. */
  readonly own: readonly string[]
  /** Whoever has no answer by then gets 503; a document's time begins with its last byte. */
  readonly answerTimeoutMs: number
  /** Bodies that are in the process at the same time. */
  readonly bytesInFlight: number
  /** Where results of subscriptions may be sent, beside the public internet. */
  readonly destinations: DestinationPolicy
}

const repository = fileURLToPath(new URL('../../../', import.meta.url))

/** Reads the variables; unset and empty are the same. @returns every problem, `at` = `/` and the variable's name. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Result<Config> {
  const problems: Problem[] = []
  const text = (name: string): string | undefined =>
    environment[name] === undefined || environment[name] === '' ? undefined : environment[name]
  const number = (name: string, standard: number, min: number, max: number): number => {
    const given = text(name)
    if (given === undefined) return standard
    const value = Number(given)
    if (/^\d{1,15}$/.test(given) && value >= min && value <= max) return value
    problems.push({ code: 'config-number', at: `/${name}`, params: { name, given, min, max } })
    return standard
  }
  const host = text('HOST') ?? '127.0.0.1'
  if (!/^[A-Za-z0-9.:_-]{1,253}$/.test(host)) problems.push({ code: 'config-host', at: '/HOST', params: { name: 'HOST', given: host } })
  const databaseUrl = text('DATABASE_URL')
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\/./.test(databaseUrl)) {
    // Not shown: it may hold a password.
    problems.push({ code: 'config-database-url', at: '/DATABASE_URL', params: { name: 'DATABASE_URL' } })
  }
  const level = text('PROOFLINE_LOG_LEVEL') ?? 'warn'
  const logLevel = logLevels.find((known) => known === level)
  if (logLevel === undefined) {
    const params = { name: 'PROOFLINE_LOG_LEVEL', given: level, allowed: logLevels.join(', ') }
    problems.push({ code: 'config-choice', at: '/PROOFLINE_LOG_LEVEL', params })
  }
  const own = (text('PROOFLINE_OWN') ?? '').split(/[\s,]+/).filter((entry) => entry !== '')
  for (const entry of own) {
    if (!/^\d{6,12}$/.test(entry) && !canonicalize(entry).ok)
      problems.push({ code: 'config-own', at: '/PROOFLINE_OWN', params: { name: 'PROOFLINE_OWN', given: entry } })
  }
  const destinations = readDestinations(text, problems)
  const captureMaxBytes = number('PROOFLINE_CAPTURE_MAX_BYTES', 20_000_000, 1_000, 500_000_000)
  const config: Config = {
    host,
    port: number('PORT', 8080, 0, 65_535),
    dataFolder: resolve(text('PROOFLINE_DATA') ?? resolve(repository, 'data')),
    databaseUrl,
    logLevel: logLevel ?? 'warn',
    own: own.map(canonicalOwn),
    captureMaxBytes,
    captureMaxEvents: number('PROOFLINE_CAPTURE_MAX_EVENTS', 10_000, 1, 1_000_000),
    answerTimeoutMs: 1_000 * number('PROOFLINE_ANSWER_SECONDS', 30, 1, 100),
    bytesInFlight: number('PROOFLINE_BYTES_IN_FLIGHT', 4 * captureMaxBytes, 1_000, 4_000_000_000),
    destinations,
  }
  return problems.length === 0 ? succeed(config) : refuse(...problems)
}

function readDestinations(text: (name: string) => string | undefined, problems: Problem[]): DestinationPolicy {
  const [networksName, portsName] = ['PROOFLINE_WEBHOOK_NETWORKS', 'PROOFLINE_WEBHOOK_PORTS']
  const networks = (text(networksName) ?? '').split(/[\s,]+/).filter((entry) => entry !== '')
  for (const given of networks) {
    if (!isNetwork(given)) problems.push({ code: 'config-network', at: `/${networksName}`, params: { name: networksName, given } })
  }
  const given = text(portsName) ?? '443'
  const ports = parsePorts(given)
  if (ports === undefined) problems.push({ code: 'config-ports', at: `/${portsName}`, params: { name: portsName, given } })
  return { networks, ports: ports ?? [] }
}

function canonicalOwn(entry: string): string {
  const identifier = /^\d+$/.test(entry) ? undefined : canonicalize(entry)
  return identifier?.ok === true ? identifier.value.uri : entry
}
