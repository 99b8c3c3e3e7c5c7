import { type EventContext, type JsonValue, readContext, standardEventContext } from '@proofline/epcis'
import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { type Condition, limits, type Order, type ParseOptions, type Query, type QueryParameters } from '../model.ts'
import { readField, readName } from './names.ts'
import { readCondition } from './values.ts'

const clause = 'EPCIS 2.0 §8.2.7.1'

/**
 * A query of the EPCIS query language: from the parameters of a URL, or of a JSON query. Every name is read, every problem told: unknown or
 * malformed parameters are a QueryParameterException. Names are joined by and, values of one by or. What belongs to the request around it
 * (`perPage`, `nextPageToken` …) is not a parameter here.
 */
export function parseQuery(parameters: QueryParameters, options: ParseOptions): Result<Query> {
  const problems: Problem[] = []
  const context = contextOf(parameters, options)
  const conditions: Condition[] = []
  const settings = new Map<string, string>()
  const names = Object.keys(parameters).filter(
    (name) => parameters[name] !== undefined && !(name === '@context' && options.form === 'json'),
  )
  if (names.length > limits.parameters) {
    return refuse({ code: 'query-too-many-parameters', at: '', params: { found: names.length, most: limits.parameters }, clause })
  }
  for (const name of names) {
    const reading = readName(name, context)
    if (!reading.ok) {
      problems.push({ code: reading.code, at: atPath('', name), params: { name: name.slice(0, 200) }, clause })
      continue
    }
    const read = readCondition(name, reading.meaning, parameters[name], options.form, context)
    problems.push(...read.problems)
    conditions.push(...read.conditions)
    if (read.setting !== undefined) settings.set(name, read.setting)
  }
  const closing = readSettings(settings, context, problems)
  return problems.length === 0 ? succeed({ conditions, ...closing }) : refuse(...problems)
}

function contextOf(parameters: QueryParameters, { form, context = standardEventContext }: ParseOptions): EventContext {
  const told = parameters['@context']
  if (form !== 'json' || told === undefined) return context
  return typeof told === 'object' || typeof told === 'string' ? readContext(told as JsonValue, context) : context
}

/** What orders and bounds the answer, judged together. */
function readSettings(settings: ReadonlyMap<string, string>, context: EventContext, problems: Problem[]): Omit<Query, 'conditions'> {
  const [orderBy, limit, most] = [settings.get('orderBy'), settings.get('eventCountLimit'), settings.get('maxEventCount')]
  if (limit !== undefined && most !== undefined) problems.push({ code: 'query-counts-exclusive', at: '/maxEventCount', clause })
  if (limit !== undefined && orderBy === undefined) problems.push({ code: 'query-order-wanted', at: '/eventCountLimit', clause })
  let by: Order['by'] = 'eventTime'
  if (orderBy === 'recordTime') by = 'recordTime'
  else if (orderBy !== undefined && orderBy !== 'eventTime') {
    const field = readField(orderBy, context)
    if (field.ok) by = { extension: field.field }
    else problems.push({ code: 'query-order-unknown', at: '/orderBy', params: { found: orderBy.slice(0, 200) }, clause })
  }
  return {
    order: { by, direction: settings.get('orderDirection') === 'ASC' ? 'ASC' : 'DESC' },
    eventCountLimit: limit === undefined ? undefined : Number(limit),
    maxEventCount: most === undefined ? undefined : Number(most),
  }
}

/** Parameters of a URL, as `parseQuery` takes them: one that comes again has all its values. */
export function collectParameters(pairs: Iterable<readonly [string, string]>): QueryParameters {
  const collected = new Map<string, string | string[]>()
  for (const [name, value] of pairs) {
    const known = collected.get(name)
    if (known === undefined) collected.set(name, value)
    else if (typeof known === 'string') collected.set(name, [known, value])
    else known.push(value)
  }
  return Object.fromEntries(collected)
}
