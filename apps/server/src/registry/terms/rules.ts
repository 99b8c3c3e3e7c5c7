import { canonicalJson, isObject, type JsonObject, type JsonValue } from '@proofline/epcis'
import { canonicalize, isGs1 } from '@proofline/identifiers'
import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { type About, granularities, limits, type ProductTerms, type SourceTerms, type Terms } from './model.ts'

/** Control, format and surrogate characters: two names that look the same must be the same. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** Problems: `terms-name`. */
export function parseSourceName(name: string): Result<string> {
  const isGood = name !== '' && name.length <= limits.nameLength && name.trim() === name && !unseen.test(name)
  return isGood ? succeed(name) : refuse({ code: 'terms-name', at: '/name', params: { longest: limits.nameLength } })
}

const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** UTC to the millisecond; undefined: no moment, or one without its offset, or of a year before 1 or after 9999. */
function momentOf(text: string): string | undefined {
  const time = zoned.test(text) ? Date.parse(text) : Number.NaN
  const moment = Number.isNaN(time) ? '' : new Date(time).toISOString()
  return /^\d{4}-/.test(moment) ? moment : undefined
}

/** Shapes are checked before; here what they mean. Problems: `terms-moment`, `terms-order`. */
export function parseSourceTerms({ goLive, retired, ...durations }: SourceTerms): Result<SourceTerms> {
  const problems: Problem[] = []
  const moment = (at: string, text: string | undefined): string | undefined => {
    const read = text === undefined ? undefined : momentOf(text)
    if (text !== undefined && read === undefined) problems.push({ code: 'terms-moment', at, params: { given: text.slice(0, 40) } })
    return read
  }
  const [from, to] = [moment('/goLive', goLive), moment('/retired', retired)]
  if (from !== undefined && to !== undefined && to < from) problems.push({ code: 'terms-order', at: '/retired' })
  if (problems.length > 0) return { ok: false, problems }
  return succeed({
    ...durations,
    ...(from === undefined ? {} : { goLive: from }),
    ...(to === undefined ? {} : { retired: to }),
  })
}

/** The canonical URI of a product's class, from any form of its identifier. Problems: those of the identifier, `terms-no-product`. */
export function parseProduct(told: string): Result<string> {
  const reading = canonicalize(told)
  if (!reading.ok) return { ok: false, problems: reading.problems.map((problem) => ({ ...problem, at: `/product${problem.at}` })) }
  const { uri, level } = reading.value
  // A lot or a unit is no product: what is declared for one would silently be declared for all of its kind.
  if (level === 'class' && isGs1(reading.value)) return succeed(uri)
  return refuse({ code: 'terms-no-product', at: '/product', params: { given: told.slice(0, 80) } })
}

export const subjectOf = (about: About, name: string): string => `${about}:${name}`

/** The body of `source-terms/1` or `product-terms/1`: who or what, and every term that is declared. */
export const formatTerms = (about: About, name: string, terms: Terms[About]): string =>
  canonicalJson({ [about]: name, ...(terms as unknown as JsonObject) })

/** Reads a body as it stands in the record. Throws TypeError where it is none: nothing but `formatTerms` writes them. */
export function readTerms<Kind extends About>(about: Kind, body: JsonValue): Terms[Kind] {
  if (!isObject(body)) throw new TypeError('terms are an object')
  const terms: ProductTerms & SourceTerms = {
    ...numberIn(body, 'reportsEveryMs'),
    ...textIn(body, 'goLive'),
    ...textIn(body, 'retired'),
    ...numberIn(body, 'clockUncertaintyMs'),
    ...numberIn(body, 'arrivesWithinMs'),
    ...granularityIn(body),
  }
  if (typeof body[about] !== 'string') throw new TypeError(`terms name no ${about}`)
  return terms
}

const numberIn = <Name extends string>(body: JsonObject, name: Name): { [N in Name]?: number } =>
  typeof body[name] === 'number' ? ({ [name]: body[name] } as { [N in Name]?: number }) : {}
const textIn = <Name extends string>(body: JsonObject, name: Name): { [N in Name]?: string } =>
  typeof body[name] === 'string' ? ({ [name]: body[name] } as { [N in Name]?: string }) : {}

function granularityIn(body: JsonObject): ProductTerms {
  const granularity = granularities.find((one) => one === body.granularity)
  return granularity === undefined ? {} : { granularity }
}
