import { canonicalize } from '@proofline/identifiers'
import { factorOf } from '../../../../views/events/index.ts'
import { by, order, type Rational, ratio, readRational, single, times } from './rational.ts'

/** UN/ECE Rec 20 codes that count things; Rec 20 has no code for „not told“, which is pieces as well. */
const counting: ReadonlyMap<string, bigint> = new Map([
  ...(['C62', 'H87', 'EA', 'PCE', 'NAR'] as const).map((code) => [code, 1n] as const),
  ['PR', 2n],
  ['DZN', 12n],
  ['SCO', 20n],
  ['CEN', 100n],
  ['GRO', 144n],
  ['MIL', 1_000n],
  ['T3', 1_000n],
])

/** What is counted one by one: named instances always are. */
export const pieces = 'pieces'

/** What a unit measures, and how much of it one unit is. Units of one dimension convert exactly; an unknown unit is a dimension of its own. */
export type Unit = { readonly dimension: string; readonly factor: Rational }

export function unitOf(uom: string | null): Unit {
  const count = uom === null ? 1n : counting.get(uom)
  if (count !== undefined) return { dimension: pieces, factor: { over: count, under: 1n } }
  const told = factorOf(uom ?? '')
  if (told === undefined) return { dimension: `unit ${uom}`, factor: single }
  return { dimension: told.dimension, factor: ratio(told.numerator, told.denominator) }
}

/**
 * What one unit of something holds: `quantity` `uom` in one `per` (null: one piece). With `of`, a class, one piece of a packaging holds that many
 * of another product: the lot of the same number.
 */
export type Content = {
  readonly per: string | null
  readonly quantity: string
  readonly uom: string | null
  readonly of: string | null
}

/** A content as master data of a lot or class tells it. */
export type ContentTold = {
  /** Lot or class, canonical. */
  readonly object: string
  /** Index of the fact that tells it, and when that was recorded. */
  readonly fact: number
  readonly recordedMs: number
  readonly contents: readonly Content[]
}

const isAmount = (text: string): boolean => /^\d+(?:\.\d+)?$/.test(text) && order(readRational(text), { over: 0n, under: 1n }) > 0

/** From one dimension to another, by what one unit holds. */
export type Rates = ReadonlyMap<string, ReadonlyMap<string, Rational>>

export function ratesOf(contents: readonly Content[]): Rates {
  const rates = new Map<string, Map<string, Rational>>()
  const set = (from: string, to: string, rate: Rational): void => {
    const row = rates.get(from) ?? new Map<string, Rational>()
    rates.set(from, row)
    if (!row.has(to)) row.set(to, rate)
  }
  for (const { per, quantity, uom, of } of contents) {
    const [whole, part] = [unitOf(per), unitOf(uom)]
    if (of !== null || whole.dimension === part.dimension || !isAmount(quantity)) continue
    const rate = by(times(readRational(quantity), part.factor), whole.factor)
    set(whole.dimension, part.dimension, rate)
    set(part.dimension, whole.dimension, by(single, rate))
  }
  return rates
}

/** Along the fewest conversions; undefined: none leads there. */
export function rateBetween(rates: Rates, from: string, to: string): Rational | undefined {
  const found = new Map<string, Rational>([[from, single]])
  for (const [dimension, rate] of found) {
    if (dimension === to) return rate
    for (const [next, step] of rates.get(dimension) ?? []) if (!found.has(next)) found.set(next, times(rate, step))
  }
  return undefined
}

/** How many of another product one piece of a packaging holds. */
export function packagedIn(contents: readonly Content[]): { readonly of: string; readonly count: Rational } | undefined {
  for (const { per, quantity, uom, of } of contents) {
    const unit = unitOf(uom)
    if (of !== null && per === null && unit.dimension === pieces && isAmount(quantity))
      return { of, count: times(readRational(quantity), unit.factor) }
  }
  return undefined
}

/** Of master data and ILMD: docs/reference/event-extensions.md. */
export const contentName = 'https://proofline.dev/ns/content'
const stems = ['urn:epcglobal:cbv:mda:', 'https://ref.gs1.org/cbv/mda/', 'https://gs1.org/voc/', 'https://www.gs1.org/voc/']
/** CBV 2.0 §9 and GS1's web vocabulary: what one piece holds. Gross weight is with the packaging, and says nothing of it. */
const measured: ReadonlySet<string> = new Set(stems.flatMap((stem) => ['netContent', 'netWeight'].map((name) => stem + name)))

/**
 * The contents that an attribute of master data, or of ILMD, tells: `proofline:content`, or a net content or weight with its unit.
 * What has another form tells none.
 * @param value as JSON has it; a text may itself be JSON, as views keep an attribute that has parts
 */
export function readContents(name: string, value: unknown): Content[] {
  if (name !== contentName && !measured.has(name)) return []
  return listOf(value).flatMap((told) => (name === contentName ? contentOf(told) : measureOf(told)))
}

type Fields = Readonly<Record<string, unknown>>

function listOf(value: unknown): Fields[] {
  if (Array.isArray(value)) return value.flatMap(listOf)
  if (typeof value === 'object' && value !== null) return [value as Fields]
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return []
  try {
    return listOf(JSON.parse(value))
  } catch {
    // A text that only looks like JSON tells no content.
    return []
  }
}

const decimalOf = (value: unknown): string | undefined => {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && isAmount(text) ? text : undefined
}
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function contentOf(told: Fields): Content[] {
  const plain = withoutStem(told)
  const quantity = decimalOf(plain.quantity)
  const of = textOf(plain.of)
  const product = of === null ? undefined : canonicalize(of)
  if (quantity === undefined) return []
  return [{ per: textOf(plain.per), quantity, uom: textOf(plain.uom), of: product?.ok === true ? product.value.uri : of }]
}

function measureOf(told: Fields): Content[] {
  const plain = withoutStem(told)
  const inner = plain.measurement
  if (typeof inner === 'object' && inner !== null) return measureOf(inner as Fields)
  const quantity = decimalOf(plain.value ?? plain.measurementValue)
  const uom = textOf(plain.unitCode ?? plain.measurementUnitCode ?? plain.uom)
  return quantity === undefined || uom === null ? [] : [{ per: null, quantity, uom, of: null }]
}

/** Names within an extension may be written out. */
const withoutStem = (told: Fields): Fields =>
  Object.fromEntries(
    Object.entries(told).map(([name, value]) => [name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1), value]),
  )
