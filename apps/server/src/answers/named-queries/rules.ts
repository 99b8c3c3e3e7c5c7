import { canonicalJson, isObject, type JsonValue } from '@proofline/epcis'
import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { longestName, type NewQuery, type Prefixes } from './model.ts'

const clause = 'EPCIS 2.0 §12, POST /queries'

/** Control, format and surrogate characters: two names that look the same must be the same. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** A name stands in addresses: `.` and `..` mean something else there. */
export function isName(name: string): boolean {
  return (
    name !== '' &&
    name.length <= longestName &&
    name !== '.' &&
    name !== '..' &&
    name.trim() === name &&
    !unseen.test(name) &&
    name.normalize('NFC') === name
  )
}

/** `{ name, query }`; what the query says is looked at by whoever answers it. */
export function parseDefinition(told: JsonValue, prefixes: Prefixes): Result<NewQuery> {
  if (!isObject(told)) return refuse({ code: 'query-not-object', at: '', clause })
  const problems: Problem[] = []
  const { name, query } = told
  for (const member of Object.keys(told)) {
    if (member !== 'name' && member !== 'query' && member !== '@context')
      problems.push({ code: 'query-member-unknown', at: '', params: { member: member.slice(0, 40) }, clause })
  }
  const good = typeof name === 'string' && isName(name)
  if (!good) problems.push({ code: 'query-name', at: '/name', params: { longest: longestName }, clause })
  if (!isObject(query)) problems.push({ code: 'query-missing', at: '/query', clause })
  if (!good || !isObject(query) || problems.length > 0) return refuse(...problems)
  return succeed({ name, query, prefixes })
}

export const subjectOf = (name: string): string => `query:${name}`

/** The body of `query/1`. */
export const formatDefinition = ({ name, query, prefixes }: NewQuery): string =>
  canonicalJson({ name, query, ...(prefixes.length === 0 ? {} : { extensions: Object.fromEntries(prefixes) }) })

/** The body of `query-removed/1`: the fact that defined what is removed. */
export const formatRemoval = (name: string, index: number): string => canonicalJson({ name, defined: index })
