import { hash } from 'node:crypto'
import type { Scope } from './model.ts'

/** By field and value, what was asked for lately: the same steps, places and types come again with nearly every event. */
type Keys = Map<string, Map<string, string>>

let young: Keys = new Map()
let old: Keys = new Map()
let count = 0
const remembered = 20_000
const longestRemembered = 200

/** 16 bytes of SHA-256 as 32 hexadecimal digits. No field holds a line feed, so that field and value cannot be cut otherwise. */
export function termOf(field: string, value: string): string {
  const known = young.get(field)?.get(value) ?? old.get(field)?.get(value)
  if (known !== undefined) return known
  const key = hash('sha256', `${field}\n${value}`, 'hex').slice(0, 32)
  if (field.length + value.length < longestRemembered) remember(field, value, key)
  return key
}

function remember(field: string, value: string, key: string): void {
  if (count >= remembered) {
    old = young
    young = new Map()
    count = 0
  }
  count += 1
  const ofField = young.get(field)
  if (ofField === undefined) young.set(field, new Map([[value, key]]))
  else ofField.set(value, key)
}

/** The name of an extension field, full, for a term: at the top of its scope, or somewhere below. */
export const fieldName = (scope: Scope, isInner: boolean, name: string): string => `${isInner ? 'INNER_' : ''}${scope}:${name}`

/** That a field is there at all. */
export const existenceOf = (field: string): string => termOf('exists', field)

/** What is compared as a number, as a time, or in units of one dimension. */
export const numberField = (field: string): string => termOf('number', field)
export const timeField = (field: string): string => termOf('time', field)
export const measureField = (name: string, dimension: string): string => termOf(`measure ${name}`, dimension)

const decimalForm = /^-?\d{1,40}(?:\.\d{1,40})?$/
const timeForm = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,40})?(?:Z|[+-]\d\d:\d\d))?$/

/** A text that reads as a plain decimal: itself without superfluous zeros; undefined: it does not. */
export function readNumber(text: string): string | undefined {
  if (text.length > 82 || !decimalForm.test(text)) return undefined
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = text.slice(negative ? 1 : 0).split('.')
  const before = whole.replace(/^0+(?=\d)/, '')
  const after = fraction.replace(/0+$/, '')
  const plain = after === '' ? before : `${before}.${after}`
  return negative && plain !== '0' ? `-${plain}` : plain
}

/** A time, or a day (its beginning in UTC), in milliseconds since 1970; undefined: it is none. */
export function readMoment(text: string): number | undefined {
  if (text.length > 80 || !timeForm.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}
