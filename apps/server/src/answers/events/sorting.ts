import { type EpcisEvent, formatDecimal, isObject, type JsonObject, type JsonValue, normalizeEvent } from '@proofline/epcis'
import type { Transaction } from '../../platform/database/index.ts'
import { selectFactsAt } from '../../record/index.ts'
import { fieldName, readMoment, readNumber } from '../../views/events/index.ts'

/** Numbers before times before texts; an event without the field comes last, whichever the direction. */
type Key = { readonly rank: 0 | 1; readonly value: number } | { readonly rank: 2; readonly value: string } | undefined

const part = 500
const decoder = new TextDecoder()

/** Events in the order of an extension field (EPCIS 2.0 §8.2.7.1, orderBy): texts by code units, equal ones by their place in the log. */
export async function sortByExtension(
  transaction: Transaction,
  indexes: readonly number[],
  { by, direction }: { readonly by: { readonly extension: string }; readonly direction: 'ASC' | 'DESC' },
): Promise<number[]> {
  const keyed: { readonly index: number; readonly key: Key }[] = []
  for (let at = 0; at < indexes.length; at += part) {
    for (const { index, body } of await selectFactsAt(transaction, indexes.slice(at, at + part))) {
      if (body === null) continue
      const event: EpcisEvent = JSON.parse(decoder.decode(body))
      keyed.push({ index, key: keyOf(event, by.extension) })
    }
  }
  const sign = direction === 'ASC' ? 1 : -1
  keyed.sort((left, right) => {
    if (left.key === undefined || right.key === undefined) {
      return Number(left.key === undefined) - Number(right.key === undefined) || sign * (left.index - right.index)
    }
    return sign * (compareKeys(left.key, right.key) || left.index - right.index)
  })
  return keyed.map(({ index }) => index)
}

function compareKeys(left: NonNullable<Key>, right: NonNullable<Key>): number {
  if (left.rank !== right.rank) return left.rank - right.rank
  return left.value < right.value ? -1 : left.value > right.value ? 1 : 0
}

function keyOf(event: EpcisEvent, field: string): Key {
  const { extensions, ilmd } = normalizeEvent(event)
  return find(extensions, (name) => fieldName('', false, name) === field) ?? find(ilmd, (name) => fieldName('ILMD', false, name) === field)
}

function find(object: JsonObject, isField: (name: string) => boolean): Key {
  for (const [name, value] of Object.entries(object)) if (isField(name)) return readKey(value)
  return undefined
}

function readKey(value: JsonValue): Key {
  if (Array.isArray(value)) return value.length === 0 ? undefined : readKey(value[0] ?? null)
  if (isObject(value)) return readKey(value['@value'] ?? value['#text'] ?? null)
  if (value === null) return undefined
  if (typeof value === 'number') return { rank: 0, value: Number(formatDecimal(value)) }
  const text = String(value)
  const number = readNumber(text)
  if (number !== undefined) return { rank: 0, value: Number(number) }
  const moment = readMoment(text)
  return moment === undefined ? { rank: 2, value: text } : { rank: 1, value: moment }
}
