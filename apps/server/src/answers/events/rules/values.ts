import { type EventContext, expandUri, formatDecimal, readVocabulary, type VocabularyName } from '@proofline/epcis'
import { canonicalize } from '@proofline/identifiers'
import { atPath, type Problem } from '@proofline/problems'
import { convertToSi, readMoment, readNumber, sensorText } from '../../../views/events/index.ts'
import type { Comparison, Condition } from '../model.ts'
import { type Meaning, vocabularyOf } from './names.ts'
import { readMatch } from './patterns.ts'
import { Values } from './told.ts'

export type ConditionReading = {
  readonly conditions: readonly Condition[]
  readonly problems: readonly Problem[]
  /** Of what orders and bounds the answer. */
  readonly setting?: string
}

export function readCondition(
  name: string,
  meaning: Meaning,
  told: unknown,
  form: 'url' | 'json',
  context: EventContext,
): ConditionReading {
  const values = new Values(name, told, form, context)
  if (meaning.what === 'order-by' || meaning.what === 'order-direction') {
    const setting = readSetting(meaning.what, values)
    return { conditions: [], problems: values.problems, ...(setting === undefined ? {} : { setting }) }
  }
  if (meaning.what === 'event-count-limit' || meaning.what === 'max-event-count') {
    const setting = readCount(values, meaning.what === 'event-count-limit' ? 1 : 0)
    return { conditions: [], problems: values.problems, ...(setting === undefined ? {} : { setting }) }
  }
  const condition = readMeaning(meaning, values)
  return { conditions: condition === undefined || values.problems.length > 0 ? [] : [condition], problems: values.problems }
}

function readSetting(what: 'order-by' | 'order-direction', values: Values): string | undefined {
  const told = values.single()
  if (told === undefined) return undefined
  if (typeof told !== 'string') return values.wrong(told, 'text')
  if (what === 'order-direction' && told !== 'ASC' && told !== 'DESC') return values.wrong(told, 'ASC, DESC')
  return told
}

function readCount(values: Values, least: number): string | undefined {
  const told = values.single()
  if (told === undefined) return undefined
  const count = typeof told === 'number' ? told : typeof told === 'string' && /^\d{1,15}$/.test(told) ? Number(told) : Number.NaN
  return Number.isSafeInteger(count) && count >= least ? String(count) : values.wrong(told, `integer ≥ ${least}`)
}

type Told<What extends Meaning['what']> = Extract<Meaning, { readonly what: What }>

function readMeaning(meaning: Meaning, values: Values): Condition | undefined {
  switch (meaning.what) {
    case 'event-time':
    case 'record-time': {
      const ms = readTime(values)
      return ms === undefined ? undefined : { what: meaning.what, comparison: meaning.comparison, ms }
    }
    case 'time': {
      const ms = readTime(values)
      const { field, comparison } = meaning
      return ms === undefined ? undefined : { what: 'compare', key: { what: 'time', field }, comparison, values: [String(ms)] }
    }
    case 'event-type':
      return { what: 'one-of', field: 'eventType', values: readTypes(values) }
    case 'action':
      return { what: 'one-of', field: 'action', values: readActions(values) }
    case 'word':
      return { what: 'one-of', field: meaning.field, values: readWords(meaning.vocabulary, values) }
    case 'uri':
      return readUris(meaning, values)
    case 'text':
      return {
        what: 'one-of',
        field: meaning.field,
        values: values.texts().map(({ value }) => sensorText(meaning.field, value, values.context)),
      }
    case 'truth': {
      const truth = readTruth(values)
      return truth === undefined ? undefined : { what: 'one-of', field: meaning.field, values: [String(truth)] }
    }
    case 'event-id':
      return { what: 'event-id', values: values.texts().map(({ value }) => value) }
    case 'descendants':
      return { what: 'descendants', field: meaning.field, values: readIdentifiers(values) }
    case 'objects':
      return readObjects(meaning, values)
    case 'quantity':
      return { what: 'quantity', comparison: meaning.comparison, values: readNumbers(meaning.comparison, values), uom: meaning.uom }
    case 'measure':
      return readMeasure(meaning, values)
    case 'exists':
      return readExistence(meaning.field, values)
    case 'extension':
      return readExtension(meaning, values)
    case 'has-attribute':
      return { what: 'attribute', field: meaning.field, attributes: readAttributes(values), values: null }
    case 'attribute':
      return {
        what: 'attribute',
        field: meaning.field,
        attributes: [expandUri(meaning.attribute, values.context)],
        values: readPlainTexts(values),
      }
    default:
      return undefined
  }
}

const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,40})?(?:Z|[+-]\d\d:\d\d)$/
/** What a plus sign becomes where a URL does not escape it. */
const lostPlus = / (?=\d\d:\d\d$)/

function readTime(values: Values): number | undefined {
  const told = values.single()
  if (told === undefined) return undefined
  const text = values.form === 'url' && typeof told === 'string' ? told.replace(lostPlus, '+') : told
  const ms = typeof text === 'string' && timeForm.test(text) ? readMoment(text) : undefined
  return ms ?? values.wrong(told, '2026-11-22T09:00:00+08:00')
}

const eventTypes: ReadonlySet<string> = new Set([
  'ObjectEvent',
  'AggregationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'AssociationEvent',
])

const readTypes = (values: Values): string[] =>
  values.texts().flatMap(({ value, at }) => {
    const type = expandUri(value, values.context)
    if (eventTypes.has(value) || type.includes(':')) return [type]
    values.wrong(value, [...eventTypes].join(', '), at)
    return []
  })

const readActions = (values: Values): string[] =>
  values.texts().flatMap(({ value, at }) => {
    if (value === 'ADD' || value === 'OBSERVE' || value === 'DELETE') return [value]
    values.wrong(value, 'ADD, OBSERVE, DELETE', at)
    return []
  })

const readWords = (vocabulary: VocabularyName, values: Values): string[] =>
  values.texts().flatMap(({ value, at }) => {
    const reading = readVocabulary(vocabulary, value, values.context)
    if (reading.ok) return [reading.uri]
    values.refuse('query-word-unknown', { found: value.slice(0, 200), suggestion: reading.suggest() ?? '–' }, at)
    return []
  })

function readIdentifiers(values: Values): string[] {
  return values.texts().flatMap(({ value, at }) => {
    const reading = canonicalize(expandUri(value, values.context))
    if (reading.ok) return [reading.value.uri]
    values.problems.push(...reading.problems.map((problem) => ({ ...problem, at })))
    return []
  })
}

/** A field of identifiers; `source location`: that of a list of types, whose type is read as any vocabulary value. */
function readUris({ field }: Told<'uri'>, values: Values): Condition | undefined {
  const [list = '', type] = field.split(' ', 2)
  if (type === undefined) return { what: 'one-of', field, values: readIdentifiers(values) }
  const reading = readVocabulary(vocabularyOf(list), type, values.context)
  if (!reading.ok) return values.refuse('query-word-unknown', { found: type.slice(0, 200), suggestion: reading.suggest() ?? '–' })
  return { what: 'one-of', field: `${list}_${reading.uri}`, values: readIdentifiers(values) }
}

function readTruth(values: Values): boolean | undefined {
  const told = values.single()
  if (told === undefined) return undefined
  if (told === true || told === 'true') return true
  if (told === false || told === 'false') return false
  return values.wrong(told, 'true, false')
}

function readObjects({ roles, isClass }: Told<'objects'>, values: Values): Condition {
  const uris: string[] = []
  const ranges: Extract<Condition, { what: 'objects' }>['ranges'][number][] = []
  for (const { value, at } of values.texts()) {
    const matching = readMatch(value, isClass, at, values.context)
    if (matching.ok) {
      uris.push(...matching.value.uris)
      ranges.push(...matching.value.ranges)
    } else values.problems.push(...matching.problems)
  }
  return { what: 'objects', roles, isClass, uris, ranges }
}

/** Plain decimals; only of equality there may be several. */
function readNumbers(comparison: Comparison, values: Values): string[] {
  const told = comparison === 'EQ' ? values.list() : [{ value: values.single(), at: atPath('', values.name) }]
  return told.flatMap(({ value, at }) => {
    if (value === undefined) return []
    const number = decimalOf(value)
    if (number !== undefined) return [number]
    values.wrong(value, '12.5', at)
    return []
  })
}

const decimalOf = (value: unknown): string | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? formatDecimal(value) : typeof value === 'string' ? readNumber(value) : undefined

function readMeasure({ name, comparison, uom }: Told<'measure'>, values: Values): Condition {
  const measure = name === 'sDev' ? 'difference' : 'point'
  const { dimension } = convertToSi('0', uom)
  const numbers = readNumbers(comparison, values)
  return {
    what: 'compare',
    key: { what: 'measure', name, dimension },
    comparison,
    values: numbers.map((value) => convertToSi(value, uom, measure).si),
  }
}

/** Its value says nothing in the standard's text; `false` asks for nothing in the OpenAPI. */
function readExistence(field: string, values: Values): Condition | undefined {
  const told = values.raw()
  const plain = Array.isArray(told) && told.length === 1 ? (told as unknown[])[0] : told
  if (plain === false || plain === 'false' || plain === 0 || plain === '0') return undefined
  if (plain === true || plain === null || plain === 1 || plain === '' || plain === 'true' || plain === '1' || plain === 'null') {
    return { what: 'exists', field }
  }
  return values.wrong(told, 'true, false')
}

/** A text of a URL that reads as a number or a time means that as well: a URL has no other way to say one. */
function readExtension({ field, comparison }: Told<'extension'>, values: Values): Condition | undefined {
  if (comparison !== 'EQ') {
    const told = values.single()
    if (told === undefined) return undefined
    const number = typeof told === 'number' || values.form === 'url' ? decimalOf(told) : undefined
    if (number !== undefined) return { what: 'compare', key: { what: 'number', field }, comparison, values: [number] }
    const text = typeof told === 'string' ? told.replace(lostPlus, '+') : ''
    const ms = readMoment(text)
    if (ms === undefined) return values.wrong(told, '12.5, 2026-11-22T09:00:00+08:00')
    return { what: 'compare', key: { what: 'time', field }, comparison, values: [String(ms)] }
  }
  const condition = { what: 'extension' as const, field, texts: [] as string[], numbers: [] as string[], moments: [] as number[] }
  for (const { value, at } of values.list()) {
    if (typeof value === 'string' && value.isWellFormed()) {
      const expanded = expandUri(value, values.context)
      condition.texts.push(...new Set([value, expanded]))
      const number = values.form === 'url' ? readNumber(value) : undefined
      if (number !== undefined) condition.numbers.push(number)
      const moment = readMoment(value.replace(lostPlus, '+'))
      if (moment !== undefined) condition.moments.push(moment)
    } else if (typeof value === 'number' && Number.isFinite(value)) condition.numbers.push(formatDecimal(value))
    else if (typeof value === 'boolean') condition.texts.push(String(value))
    else values.wrong(value, 'text, number, time', at)
  }
  return condition
}

const readAttributes = (values: Values): string[] => values.texts().map(({ value }) => expandUri(value, values.context))

function readPlainTexts(values: Values): string[] {
  return values.list().flatMap(({ value, at }) => {
    if (typeof value === 'string') return [...new Set([value, expandUri(value, values.context)])]
    if (typeof value === 'number' && Number.isFinite(value)) return [formatDecimal(value)]
    if (typeof value === 'boolean') return [String(value)]
    values.wrong(value, 'text, number', at)
    return []
  })
}
